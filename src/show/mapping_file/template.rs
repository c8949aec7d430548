//! Messages with gaps: bytes in hex, and between braces what belongs there.
//!
//! ```text
//! F0 00 00 66 14 12 {i*7} {text:6} 20 F7
//! {0x90+ch} {n} 7F
//! ```
//! In a pattern for what a device says `??` stands for one byte, `*` for any number of them.

use std::fmt::Write as _;

/// What stands in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Place of the strip, from 0.
    Strip,
    /// Number that stands behind cc or note, or its lower seven bits.
    Number,
    /// Upper seven bits of the number.
    NumberHigh,
    /// Its channel, from 0.
    Channel,
    /// Value, or its lower seven bits where it has more.
    Value,
    /// Upper seven bits of the value.
    High,
    /// The number of the ring's style.
    Style,
    /// The device's number for the colour.
    Color,
    /// Red, green, blue: 0 to 127.
    Red,
    /// Green.
    Green,
    /// Blue.
    Blue,
}

const FIELDS: [(&str, Field); 11] = [
    ("i", Field::Strip),
    ("n", Field::Number),
    ("nh", Field::NumberHigh),
    ("ch", Field::Channel),
    ("v", Field::Value),
    ("vh", Field::High),
    ("s", Field::Style),
    ("c", Field::Color),
    ("r", Field::Red),
    ("g", Field::Green),
    ("b", Field::Blue),
];

/// What the gaps of a message hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values<'a> {
    /// Place of the strip, from 0.
    pub strip: u8,
    /// Number of the message.
    pub number: u16,
    /// Channel of the message, from 0.
    pub channel: u8,
    /// Value, of 14 bits at most.
    pub value: u16,
    /// Number of the ring's style.
    pub style: u8,
    /// The device's number for the colour.
    pub color: u8,
    /// The colour; 0 to 255 each.
    pub rgb: [u8; 3],
    /// Text.
    pub text: &'a str,
}

impl Values<'_> {
    fn get(&self, field: Field) -> u32 {
        match field {
            Field::Strip => u32::from(self.strip),
            Field::Number => u32::from(self.number & 0x7f),
            Field::NumberHigh => u32::from(self.number >> 7 & 0x7f),
            Field::Channel => u32::from(self.channel),
            Field::Value => u32::from(self.value & 0x7f),
            Field::High => u32::from(self.value >> 7 & 0x7f),
            Field::Style => u32::from(self.style),
            Field::Color => u32::from(self.color),
            Field::Red => u32::from(self.rgb[0] >> 1),
            Field::Green => u32::from(self.rgb[1] >> 1),
            Field::Blue => u32::from(self.rgb[2] >> 1),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Factor {
    Fixed(u32),
    Field(Field),
}

/// Products that are added.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sum(Vec<Vec<Factor>>);

impl Sum {
    fn parse(text: &str) -> Option<Self> {
        let products = text.split('+');
        let products = products.map(|product| product.split('*').map(factor).collect());
        products.collect::<Option<Vec<Vec<Factor>>>>().map(Self)
    }

    fn of(&self, values: &Values) -> u32 {
        let product = |factors: &Vec<Factor>| {
            let factors = factors.iter().map(|factor| match factor {
                Factor::Fixed(number) => *number,
                Factor::Field(field) => values.get(*field),
            });
            factors.fold(1_u32, u32::saturating_mul)
        };
        self.0.iter().map(product).fold(0, u32::saturating_add)
    }
}

fn factor(text: &str) -> Option<Factor> {
    let text = text.trim();
    if let Some((_, field)) = FIELDS.iter().find(|(word, _)| *word == text) {
        return Some(Factor::Field(*field));
    }
    let number = match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => text.parse(),
    };
    number
        .ok()
        .filter(|number| *number <= 255)
        .map(Factor::Fixed)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Byte(u8),
    Sum(Sum),
    /// A text of this many cells, filled up; as long as it is without a number.
    Text(Option<usize>),
}

/// One message with gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

/// Most cells of a text.
const MOST_CELLS: usize = 64;

impl Template {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words = words(text);
        let parts = words.iter().map(|word| part(word));
        let template = Self(parts.collect::<Result<_, _>>()?);
        template.judge()?;
        Ok(template)
    }

    /// The bytes with the gaps filled.
    pub fn render(&self, values: &Values) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len());
        for part in &self.0 {
            match part {
                Part::Byte(byte) => bytes.push(*byte),
                Part::Sum(sum) => bytes.push(sum.of(values).min(255) as u8),
                Part::Text(cells) => {
                    let letters = values.text.bytes().map(|byte| byte.clamp(0x20, 0x7e));
                    let most = cells.unwrap_or(MOST_CELLS);
                    let end = bytes.len() + cells.unwrap_or(0);
                    bytes.extend(letters.take(most));
                    bytes.resize(bytes.len().max(end), b' ');
                }
            }
        }
        bytes
    }

    /// Cells of its text, where it has one of a fixed length.
    pub fn cells(&self) -> Option<usize> {
        self.0.iter().find_map(|part| match part {
            Part::Text(cells) => *cells,
            _ => None,
        })
    }

    /// True where it has a gap for a text.
    pub fn takes_text(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Text(_)))
    }

    /// True where it has a gap for this.
    pub fn has(&self, wanted: Field) -> bool {
        self.0.iter().any(|part| match part {
            Part::Sum(sum) => sum.0.iter().flatten().any(|f| *f == Factor::Field(wanted)),
            _ => false,
        })
    }

    /// Whether it is one whole message, whatever is filled in.
    fn judge(&self) -> Result<(), String> {
        let least = self.render(&Values::default());
        let most = self.render(&Values {
            // What devices have at most, so that sums such as i*7 are possible.
            strip: 7,
            number: 127,
            channel: 15,
            value: 0x3fff,
            style: 127,
            color: 127,
            rgb: [255; 3],
            text: "",
        });
        judge(&least).and_then(|()| {
            let has_numbers = self.has(Field::Value) || self.has(Field::Number);
            // Sums with values are held to 7 bits when they are sent.
            if has_numbers { Ok(()) } else { judge(&most) }
        })
    }
}

/// Whether bytes are one whole message.
///
/// # Errors
/// What a message has to be.
pub fn judge(bytes: &[u8]) -> Result<(), String> {
    let hex = || {
        bytes.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02X} ");
            text
        })
    };
    let is_data = |bytes: &[u8]| bytes.iter().all(|byte| *byte < 0x80);
    match bytes {
        [0xf0, body @ .., 0xf7] if is_data(body) => Ok(()),
        [0xf0, ..] => Err("a SysEx ends with F7, with bytes from 00 to 7F before it".to_owned()),
        [0xc0..=0xdf, data @ ..] if data.len() == 1 && is_data(data) => Ok(()),
        [0x80..=0xbf | 0xe0..=0xef, data @ ..] if data.len() == 2 && is_data(data) => Ok(()),
        [0x80..=0xef, ..] => Err(format!(
            "{}is no message: after the status come two bytes from 00 to 7F, after C and D one",
            hex()
        )),
        _ => Err("a message begins with a status from 80 to F0".to_owned()),
    }
}

/// Words between blanks; what stands between braces is one.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_open = false;
    for letter in text.chars() {
        match letter {
            '{' => is_open = true,
            '}' => is_open = false,
            _ => {}
        }
        if letter.is_whitespace() && !is_open {
            words.push(String::new());
        } else if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn part(word: &str) -> Result<Part, String> {
    let Some(gap) = word
        .strip_prefix('{')
        .and_then(|word| word.strip_suffix('}'))
    else {
        return byte(word).map(Part::Byte).ok_or_else(|| {
            format!("'{word}' is no byte: two digits such as 7F, or a gap such as {{n}}")
        });
    };
    if gap == "text" {
        return Ok(Part::Text(None));
    }
    if let Some(cells) = gap.strip_prefix("text:") {
        let cells = cells
            .parse()
            .ok()
            .filter(|cells| (1..=MOST_CELLS).contains(cells));
        return cells
            .map(|cells| Part::Text(Some(cells)))
            .ok_or_else(|| format!("'{gap}': write the number of cells, such as text:7"));
    }
    Sum::parse(gap).map(Part::Sum).ok_or_else(|| {
        let known: Vec<&str> = FIELDS.iter().map(|(word, _)| *word).collect();
        format!(
            "'{gap}' is not known in a gap; allowed: {}, text:7, numbers, + and *",
            known.join(", ")
        )
    })
}

fn byte(word: &str) -> Option<u8> {
    let byte = u8::from_str_radix(word, 16).ok();
    byte.filter(|_| word.len() == 2)
}

/// What a device may say, with parts that are left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Open>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Open {
    Byte(u8),
    Any,
    Rest,
    /// This byte is what somebody wants to know, under a name.
    Named(String),
}

impl Pattern {
    /// Reads one: `F0 47 ?? {strip.fader} * F7`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let open = |word: String| match word.as_str() {
            "??" => Ok(Open::Any),
            "*" => Ok(Open::Rest),
            _ => match word
                .strip_prefix('{')
                .and_then(|word| word.strip_suffix('}'))
            {
                Some(name) => Ok(Open::Named(name.trim().to_owned())),
                None => byte(&word)
                    .map(Open::Byte)
                    .ok_or_else(|| format!("'{word}' is no byte: two digits such as 7F, ??, or *")),
            },
        };
        let parts: Vec<Open> = words(text)
            .into_iter()
            .map(open)
            .collect::<Result<_, _>>()?;
        match parts.first() {
            Some(Open::Byte(0x80..)) => Ok(Self(parts)),
            _ => Err("it begins with a status from 80 to F0".to_owned()),
        }
    }

    /// The named bytes of a message that it fits.
    pub fn fits<'p>(&'p self, bytes: &[u8]) -> Option<Vec<(&'p str, u8)>> {
        let mut found = Vec::new();
        fits(&self.0, bytes, &mut found).then_some(found)
    }

    /// The names that it asks for, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|part| match part {
            Open::Named(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

fn fits<'p>(parts: &'p [Open], bytes: &[u8], found: &mut Vec<(&'p str, u8)>) -> bool {
    let Some((part, parts)) = parts.split_first() else {
        return bytes.is_empty();
    };
    if *part == Open::Rest {
        // Only the end is compared: what stands between is skipped once.
        return bytes.len() >= parts.len()
            && fits(parts, &bytes[bytes.len() - parts.len()..], found);
    }
    let Some((byte, bytes)) = bytes.split_first() else {
        return false;
    };
    match part {
        Open::Byte(wanted) if wanted != byte => return false,
        Open::Named(name) => found.push((name, *byte)),
        _ => {}
    }
    fits(parts, bytes, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled() {
        let values = Values {
            strip: 2,
            number: 0x18,
            channel: 1,
            value: 0x3fff,
            style: 3,
            color: 5,
            rgb: [255, 128, 0],
            text: "Kick",
        };
        let rows: [(&str, &[u8]); 6] = [
            ("90 {n} 7F", &[0x90, 0x18, 0x7f]),
            ("{0x90+ch} {n+1} {c}", &[0x91, 0x19, 0x05]),
            ("E0 {v} {vh}", &[0xe0, 0x7f, 0x7f]),
            ("{0xd0+i} 01", &[0xd2, 0x01]),
            (
                "F0 {i*7} {text:6} F7",
                &[0xf0, 14, b'K', b'i', b'c', b'k', b' ', b' ', 0xf7],
            ),
            (
                "F0 {r} {g} {b} {s} {text} F7",
                &[0xf0, 127, 64, 0, 3, b'K', b'i', b'c', b'k', 0xf7],
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(
                Template::parse(text).unwrap().render(&values),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_message_is_refused_with_what_is_allowed() {
        let rows = [
            ("90 01", "two bytes"),
            ("F0 01 02", "ends with F7"),
            ("F0 80 F7", "ends with F7"),
            ("01 02 03", "begins with a status"),
            ("90 {x} 00", "allowed: i, n"),
            ("90 7G 00", "is no byte"),
            ("90 {text:0} 00", "number of cells"),
            ("90 {0x90+i} 00", "two bytes"),
        ];
        for (text, expected) in rows {
            let found = Template::parse(text).unwrap_err();
            assert!(found.contains(expected), "{text}: {found}");
        }
    }

    #[test]
    fn patterns_find_what_they_name() {
        let pattern = Pattern::parse("F0 47 ?? {a} {b} * F7").unwrap();
        let found = pattern.fits(&[0xf0, 0x47, 9, 1, 2, 3, 4, 0xf7]);
        assert_eq!(found, Some(vec![("a", 1), ("b", 2)]));
        assert_eq!(
            pattern.fits(&[0xf0, 0x47, 9, 1, 2, 0xf7]),
            Some(vec![("a", 1), ("b", 2)])
        );
        for other in [&[0xf0, 0x48, 9, 1, 2, 0xf7][..], &[0xf0, 0x47, 9, 1], &[]] {
            assert_eq!(pattern.fits(other), None);
        }
        assert!(Pattern::parse("47 F0").is_err() && Pattern::parse("F0 4 F7").is_err());
    }
}
