//! The ASCII form of every sign that the screen has, for terminals without Unicode and without a font for it.

/// True where `TERM` or the locale says that Unicode, or half of its blocks, cannot be shown.
pub(super) fn wants_ascii() -> bool {
    let variable = |name| std::env::var(name).unwrap_or_default();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(variable);
    let locale = locale.iter().find(|value| !value.is_empty());
    is_for_ascii(&variable("TERM"), locale.map_or("", |locale| locale))
}

fn is_for_ascii(term: &str, locale: &str) -> bool {
    let locale = locale.to_lowercase();
    let is_utf8 = locale.contains("utf-8") || locale.contains("utf8");
    let is_old = matches!(
        term,
        "linux" | "vt100" | "vt102" | "vt220" | "dumb" | "ansi"
    );
    is_old || !is_utf8
}

/// The ASCII form of a character. Signs that can stand in one place and mean different things have different forms.
#[expect(clippy::match_same_arms, reason = "a line for each kind of sign")]
pub fn ascii(sign: char) -> char {
    match sign {
        ' '..='~' => sign,
        '█' | '■' => '#',
        '▁'..='▃' => '.',
        '▄'..='▇' => ':',
        '▒' => '%',
        '▀' => '"',
        '▔' => '~',
        '▌' | '◂' | '◄' | '←' => '<',
        '▐' | '▸' | '▶' | '►' | '→' => '>',
        '▉' | '▊' | '▋' => '=',
        '▍' | '▎' | '▏' | '│' | '┃' => '|',
        '─' | '┄' | '┈' | '–' | '−' | '—' => '-',
        '═' => '=',
        '┼' | '┘' | '└' | '┐' | '┌' | '├' | '┤' | '┬' | '┴' => '+',
        '·' => '.',
        '•' | '●' => '*',
        '◆' => '@',
        '○' => 'o',
        '◇' => '?',
        '▲' | '↑' => '^',
        '▼' | '▾' | '↓' => 'v',
        '✕' | '×' => 'x',
        '…' => '~',
        '∞' => '8',
        '⠁'..='⣿' => braille(sign),
        'ä' | 'à' | 'á' | 'â' | 'ã' | 'å' => 'a',
        'Ä' | 'À' | 'Á' | 'Â' | 'Ã' | 'Å' => 'A',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'É' | 'È' | 'Ê' | 'Ë' => 'E',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ö' | 'Ø' => 'O',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'Ú' | 'Ù' | 'Û' | 'Ü' => 'U',
        'ç' => 'c',
        'ñ' => 'n',
        'ß' => 's',
        _ => '_',
    }
}

/// A cell of a curve: where in the cell it is.
fn braille(sign: char) -> char {
    let dots = u32::from(sign) - 0x2800;
    let has = |bits: u32| dots & bits != 0;
    let (top, middle, bottom) = (has(0x09), has(0x36), has(0xc0));
    match (top, middle, bottom) {
        (true, _, true) => '|',
        (true, false, false) => '\'',
        (false, false, true) => '.',
        (true, true, false) | (false, true, true) => '/',
        (false, true, false) => '-',
        (false, false, false) => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_terminals_and_other_locales_get_ascii() {
        assert!(!is_for_ascii("xterm-256color", "en_GB.UTF-8"));
        assert!(!is_for_ascii("tmux", "C.utf8"));
        for (term, locale) in [
            ("linux", "C.UTF-8"),
            ("vt100", "C.UTF-8"),
            ("xterm", "C"),
            ("xterm", ""),
        ] {
            assert!(is_for_ascii(term, locale), "{term} {locale}");
        }
    }

    #[test]
    fn every_sign_has_a_form_and_curves_go_up_and_down() {
        for sign in (0..=0x2fff).filter_map(char::from_u32) {
            assert!(
                ascii(sign).is_ascii() && (!ascii(sign).is_control() || sign.is_control()),
                "{sign}"
            );
        }
        assert_eq!(['⠉', '⠤', '⣀', '⡇'].map(ascii), ['\'', '-', '.', '|']);
    }
}
