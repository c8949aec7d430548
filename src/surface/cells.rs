//! Texts for displays of few letters.

/// Letters of a part of a display for the whole surface, and of a value there.
const PART: usize = 10;
const VALUE: usize = 4;

/// A text for a part of a display for the whole surface. One letter keeps parts apart.
pub(super) fn part(text: &str) -> String {
    cell(text, PART - 1) + " "
}

/// Two values for such a part.
pub(super) fn values(left: &str, right: &str) -> String {
    format!("{} {} ", value(left), value(right))
}

/// A value in four letters: half a number ends before its point.
fn value(text: &str) -> String {
    let text = cell(text, VALUE);
    format!("{:<VALUE$}", text.trim_end_matches('.'))
}

/// A text for one strip: plain letters, shortened by its blanks and small vowels from the end, so that
/// "Lead Vox" is still told from "Lead Gtr", and filled up.
pub(super) fn cell(text: &str, cells: usize) -> String {
    let plain = |letter: char| match letter {
        'ä' | 'à' | 'á' | 'â' => 'a',
        'ö' | 'ò' | 'ó' | 'ô' => 'o',
        'ü' | 'ù' | 'ú' | 'û' => 'u',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        '\u{2212}' => '-',
        ' '..='~' => letter,
        _ => '?',
    };
    let mut letters: Vec<char> = text.chars().map(plain).collect();
    for needless in [" ", "aeiou"] {
        while letters.len() > cells
            && let Some(at) = letters
                .iter()
                .rposition(|letter| needless.contains(*letter))
        {
            letters.remove(at);
        }
    }
    letters.truncate(cells);
    let text: String = letters.into_iter().collect();
    format!("{text:<cells$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_as_many_letters_as_fit() {
        let rows = [
            ("", "      "),
            ("Kick", "Kick  "),
            ("Lead Vox", "LeadVx"),
            ("Lead Gtr", "LedGtr"),
            ("Bläser", "Blaser"),
            ("ABCDEFGHIJ", "ABCDEF"),
            ("−6.0", "-6.0  "),
            ("日本", "??    "),
        ];
        for (text, expected) in rows {
            assert_eq!(cell(text, 6), expected, "{text}");
        }
    }
}
