//! How well names fit what is typed.

/// How far paths stand behind actions that fit as well, and what actions do behind both.
pub(super) const BY_PATH: usize = 10;
pub(super) const BY_HELP: usize = 20;

/// How well a name fits, less is better: the same, its beginning, a part of it, its letters in order with
/// gaps between them.
pub(super) fn rank(name: &str, wanted: &str) -> Option<usize> {
    if name == wanted {
        return Some(0);
    }
    if name.starts_with(wanted) {
        return Some(1);
    }
    if name.contains(wanted) {
        return Some(2);
    }
    let mut rest = name.char_indices();
    let mut gaps = 0;
    let mut last = None;
    for letter in wanted.chars() {
        let (place, _) = rest.find(|(_, other)| *other == letter)?;
        gaps += usize::from(last.is_some_and(|last| last + 1 != place));
        last = Some(place);
    }
    Some(3 + gaps.min(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_so_comes_before_what_has_it_inside_and_that_before_scattered_letters() {
        let ranks =
            ["mute", "mute-all", "unmute", "my-unit-test", "solo"].map(|name| rank(name, "mute"));
        assert_eq!(ranks[..3], [Some(0), Some(1), Some(2)]);
        assert!(ranks[3] > Some(2));
        assert_eq!(ranks[4], None);
    }
}
