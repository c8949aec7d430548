//! The file of a theme.
//!
//! ```yaml
//! headroom: 1
//! theme: mine
//! based-on: light              # dark, unless it says so
//! styles:
//!   alarm: white on #c00000 bold
//!   faint: "#808080"
//! ```
//! A style is a colour, `on` and another one behind the text, and `bold`, `dim` or `underlined`. What it does not name is
//! as in the theme that it is based on. A file with an error is not used at all.

use super::depth::{Depth, NAMED};
use super::palette::Palette;
use super::role::{DIFFER, Role};
use crate::param::nearest::nearest;
use crate::show::error::FileError;
use crate::show::reader::{Fields, Reader};
use crate::show::strict::Format;
use crate::show::yaml::{Document, Node};
use ratatui::style::{Color, Modifier, Style};
use std::path::Path;
use std::sync::OnceLock;

/// The shipped themes, by name. They are part of the program, so that it needs no folder.
const FILES: [(&str, &str); 5] = [
    (
        "dark",
        include_str!("../../../configs/terminal/themes/dark.yaml"),
    ),
    (
        "light",
        include_str!("../../../configs/terminal/themes/light.yaml"),
    ),
    (
        "contrast",
        include_str!("../../../configs/terminal/themes/contrast.yaml"),
    ),
    (
        "colour-blind",
        include_str!("../../../configs/terminal/themes/colour-blind.yaml"),
    ),
    (
        "plain",
        include_str!("../../../configs/terminal/themes/plain.yaml"),
    ),
];

/// The key that such a file has beside the format.
pub const KEY: &str = "theme";

const FORMAT: Format<Palette> = Format {
    what: "a theme",
    keys: &["headroom", KEY, "based-on", "plain", "styles"],
    read: |reader, document, fields| read(reader, document, fields, Some(dark())),
};

/// Shipped themes name all their styles: while they are read there is nothing to be based on.
const SHIPPED: Format<Palette> = Format {
    read: |reader, document, fields| read(reader, document, fields, None),
    ..FORMAT
};

/// Reads a shipped theme.
fn parse(text: &str, name: &str) -> Result<Palette, Vec<FileError>> {
    SHIPPED.parse(text, &format!("{name}.yaml"))
}

/// Reads a user's theme.
///
/// # Errors
/// Everything that is wrong with it, by line.
pub fn load(path: &Path) -> Result<Palette, Vec<FileError>> {
    FORMAT.load(path)
}

/// Everything that is wrong with a text; `source` is the name that errors show.
pub fn check(text: &str, source: &str) -> Vec<FileError> {
    FORMAT.check(text, source)
}

fn shipped() -> &'static [Palette] {
    static PALETTES: OnceLock<Vec<Palette>> = OnceLock::new();
    // A test holds that they can be read.
    let read = |(name, text)| parse(text, name).unwrap_or_default();
    PALETTES.get_or_init(|| FILES.into_iter().map(read).collect())
}

/// The theme that everything else is based on.
pub fn dark() -> &'static Palette {
    &shipped()[0]
}

/// A shipped theme.
pub fn named(name: &str) -> Option<&'static Palette> {
    shipped().iter().find(|palette| palette.name == name)
}

/// The names of the shipped themes.
pub fn shipped_names() -> impl Iterator<Item = &'static str> + Clone {
    FILES.iter().map(|(name, _)| *name)
}

/// The shipped theme behind one of a name; the first one behind one that is not shipped.
pub(super) fn after(name: &str) -> &'static Palette {
    let place = FILES.iter().position(|(known, _)| *known == name);
    let next = place.map_or(0, |place| (place + 1) % FILES.len());
    &shipped()[next]
}

fn read(
    reader: &mut Reader,
    document: &Document,
    fields: Fields,
    usual: Option<&'static Palette>,
) -> Palette {
    let name = fields
        .get(KEY)
        .and_then(|node| reader.text(node, "the name"));
    let base = base(reader, fields, usual);
    let mut palette = Palette {
        name: name.unwrap_or_default().to_owned(),
        is_plain: base.is_some_and(|base| base.is_plain),
        styles: base.map_or_else(
            || vec![Style::default(); Role::ALL.len()],
            |base| base.styles.clone(),
        ),
    };
    if let Some(node) = fields.get("plain") {
        let plain = reader.word(node, "'plain'", &[("yes", true), ("no", false)]);
        palette.is_plain = plain.unwrap_or(palette.is_plain);
    }
    if let Some(node) = fields.get("styles") {
        for (key, word, node) in reader.entries(node, "'styles'") {
            let role = Role::ALL.iter().find(|role| role.word() == word);
            let Some(role) = role else {
                let words = Role::ALL.iter().map(|role| role.word());
                reader.report(key, format!("'{word}' is no style"), allowed(word, words));
                continue;
            };
            let text = reader.text(node, "a style");
            match text.map(style) {
                Some(Ok(style)) => palette.styles[*role as usize] = style,
                Some(Err((message, hint))) => reader.report(node, message, hint),
                None => {}
            }
        }
    }
    check_differences(reader, &document.root, &palette);
    palette
}

/// The theme that one is based on.
fn base(
    reader: &mut Reader,
    fields: Fields,
    usual: Option<&'static Palette>,
) -> Option<&'static Palette> {
    let Some(node) = fields.get("based-on") else {
        return usual;
    };
    let Some(name) = reader.text(node, "'based-on'") else {
        return usual;
    };
    let found = usual.and_then(|_| named(name));
    if found.is_none() {
        let message = format!("there is no theme '{name}'");
        reader.report(node, message, allowed(name, shipped_names()));
    }
    found.or(usual)
}

/// Reports meanings that look alike on some terminal.
fn check_differences(reader: &mut Reader, at: &Node, palette: &Palette) {
    if palette.is_plain {
        return;
    }
    for (one, other) in DIFFER {
        let alike = [Depth::True, Depth::Indexed, Depth::Sixteen];
        let alike = alike
            .iter()
            .find(|depth| palette.style(*one, **depth) == palette.style(*other, **depth));
        if let Some(depth) = alike {
            let on = match depth {
                Depth::True => "",
                Depth::Indexed => " on 256 colours",
                Depth::Sixteen | Depth::None => " on 16 colours",
            };
            let message = format!("'{}' looks like '{}'{on}", one.word(), other.word());
            reader.report(at, message, "give one of them another colour");
        }
    }
}

/// A message and a hint.
type Fault = (String, String);

/// "white on #c00000 bold".
fn style(text: &str) -> Result<Style, Fault> {
    let mut style = Style::new();
    let mut words = text.split_whitespace();
    let mut is_first = true;
    while let Some(word) = words.next() {
        match word {
            "bold" => style = style.add_modifier(Modifier::BOLD),
            "dim" => style = style.add_modifier(Modifier::DIM),
            "underlined" => style = style.add_modifier(Modifier::UNDERLINED),
            "on" => style = style.bg(color(words.next().unwrap_or_default())?),
            _ if is_first => style = style.fg(color(word)?),
            _ => {
                let message = format!("'{word}' is not possible here");
                let hint = "allowed: COLOUR on COLOUR bold dim underlined";
                return Err((message, hint.to_owned()));
            }
        }
        is_first = false;
    }
    Ok(style)
}

/// A colour by name or as #rrggbb.
fn color(word: &str) -> Result<Color, Fault> {
    if word == "default" {
        return Ok(Color::Reset);
    }
    if let Some((_, color, _)) = NAMED.iter().find(|(name, ..)| *name == word) {
        return Ok(*color);
    }
    let digits = word.strip_prefix('#').filter(|digits| digits.len() == 6);
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    if let Some(number) = number {
        let [_, red, green, blue] = number.to_be_bytes();
        return Ok(Color::Rgb(red, green, blue));
    }
    let names = NAMED.iter().map(|(name, ..)| *name).chain(["default"]);
    let hint = format!("{}, or #rrggbb", allowed(word, names));
    Err((format!("'{word}' is no colour"), hint))
}

/// "did you mean 'light'? allowed: …"
fn allowed<'w>(word: &str, words: impl Iterator<Item = &'w str> + Clone) -> String {
    let near = nearest(word, words.clone());
    let near = near.map_or(String::new(), |near| format!("did you mean '{near}'? "));
    format!("{near}allowed: {}", words.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_theme_is_without_a_fault_and_has_its_name() {
        for (name, text) in FILES {
            assert_eq!(SHIPPED.check(text, name), [], "{name}");
            assert_eq!(named(name).map(|palette| palette.name.as_str()), Some(name));
        }
    }

    #[test]
    fn a_theme_is_another_one_with_changes() {
        let text =
            "headroom: 1\ntheme: mine\nbased-on: light\nstyles: { lamp: '#102030 on white bold' }";
        let mine = FORMAT.parse(text, "t.yaml").unwrap();
        let lamp = Style::new().fg(Color::Rgb(16, 32, 48)).bg(Color::White);
        let lamp = lamp.add_modifier(Modifier::BOLD);
        assert_eq!(mine.styles[Role::Lamp as usize], lamp);
        let light = named("light").unwrap();
        assert_eq!(mine.styles[0], light.styles[0]);
    }

    #[test]
    fn what_cannot_be_is_said_with_its_place() {
        let errors = |body: &str| {
            let text = format!("headroom: 1\ntheme: t\n{body}");
            let errors = check(&text, "t.yaml").into_iter();
            errors.map(|error| error.to_string()).collect::<Vec<_>>()
        };
        for (body, words) in [
            (
                "based-on: lght",
                "t.yaml:3:11: there is no theme 'lght'; did you mean 'light'?",
            ),
            (
                "styles: { lam: red }",
                "'lam' is no style; did you mean 'lamp'?",
            ),
            ("styles: { lamp: purpel }", "'purpel' is no colour"),
            ("styles: { lamp: '#12345' }", "'#12345' is no colour"),
            ("styles: { lamp: red big }", "'big' is not possible here"),
            (
                "styles: { solo: white on red bold }",
                "'own-mute' looks like 'solo'",
            ),
        ] {
            let errors = errors(body);
            assert!(
                errors.iter().any(|error| error.contains(words)),
                "{words}: {errors:#?}"
            );
        }
    }
}
