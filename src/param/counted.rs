//! How many of something, in words.

/// "1 parameter", "12 parameters", "1 bus", "3 buses": `noun` is the word for one.
pub fn counted(count: usize, noun: &str) -> String {
    let ending = match (count, noun.ends_with('s')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{count} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_one_and_anything_else_is_many() {
        let words = [0, 1, 2].map(|count| [counted(count, "scene"), counted(count, "bus")]);
        let expected = [
            ["0 scenes", "0 buses"],
            ["1 scene", "1 bus"],
            ["2 scenes", "2 buses"],
        ];
        assert_eq!(words, expected);
    }
}
