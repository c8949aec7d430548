//! Samples that are no numbers: where a file is played they are silence, and people are told.

/// How many of these are no numbers.
pub fn count(samples: &[f32]) -> u64 {
    samples.iter().filter(|x| !x.is_finite()).count() as u64
}

/// What is said of so many, as a sentence that goes on behind the file's name.
pub fn note(count: u64) -> Option<String> {
    let many = || format!("has {count} samples that are no numbers; they are silence");
    match count {
        0 => None,
        1 => Some("has a sample that is no number; it is silence".to_owned()),
        _ => Some(many()),
    }
}
