//! What the words of a line stand for, in their order. Where formats differ, the newer one has more words at the end.

const CONFIG: &[&str] = &["name", "icon", "color", "source"];
const DELAY: &[&str] = &["on", "time"];
const PREAMP: &[&str] = &["trim", "invert", "hpon", "hpslope", "hpf"];
const MATRIX_PREAMP: &[&str] = &["invert"];
const GATE: &[&str] = &[
    "on", "mode", "thr", "range", "attack", "hold", "release", "keysrc",
];
const FILTER: &[&str] = &["on", "type", "f"];
#[rustfmt::skip]
const DYN: &[&str] = &[
    "on", "mode", "det", "env", "thr", "ratio", "knee", "mgain", "attack", "hold", "release", "pos", "keysrc", "mix",
    "auto",
];
/// Matrices and main have no key.
#[rustfmt::skip]
const DYN_WITHOUT_KEY: &[&str] = &[
    "on", "mode", "det", "env", "thr", "ratio", "knee", "mgain", "attack", "hold", "release", "pos", "mix", "auto",
];
const INSERT: &[&str] = &["on", "pos", "sel"];
const EQ: &[&str] = &["on"];
const BAND: &[&str] = &["type", "f", "g", "q"];
const MIX: &[&str] = &["on", "fader", "st", "pan", "mono", "mlevel"];
const MATRIX_MIX: &[&str] = &["on", "fader"];
const MAIN_MIX: &[&str] = &["on", "fader", "pan"];
/// Of even buses only the first two are written.
const SEND: &[&str] = &["on", "level", "pan", "type", "panFollow"];
const GROUPS: &[&str] = &["dca", "mute"];
const AUTOMIX: &[&str] = &["group", "weight"];
const DCA: &[&str] = &["on", "fader"];
const MUTES: &[&str] = &["1", "2", "3", "4", "5", "6"];
#[rustfmt::skip]
const PAIRS: &[&str] = &[
    "1-2", "3-4", "5-6", "7-8", "9-10", "11-12", "13-14", "15-16", "17-18", "19-20", "21-22", "23-24", "25-26",
    "27-28", "29-30", "31-32",
];
const HEAD_AMP: &[&str] = &["gain", "phantom"];
const EFFECT: &[&str] = &["type"];
const EFFECT_SOURCE: &[&str] = &["l", "r"];
const AUTOMIX_ENABLE: &[&str] = &["X", "Y"];

/// The leaves of the node at a path, in the order of their words; none for a path that is no node, or that is of no use
/// here. The parameters of an effect are numbered, see [`is_numbered`].
pub fn leaves(path: &[&str]) -> Option<&'static [&'static str]> {
    match path {
        ["main", "st" | "m", rest @ ..] => of_output(rest, MAIN_MIX),
        ["mtx", _, "preamp"] => Some(MATRIX_PREAMP),
        ["mtx", _, rest @ ..] => of_output(rest, MATRIX_MIX),
        ["ch" | "auxin" | "fxrtn" | "bus", _, rest @ ..] => of_strip(rest),
        ["dca", _] => Some(DCA),
        ["dca", _, "config"] => Some(CONFIG),
        ["config", "mute"] => Some(MUTES),
        [
            "config",
            "chlink" | "auxlink" | "fxlink" | "buslink" | "mtxlink",
        ] => Some(PAIRS),
        ["config", "amixenable"] => Some(AUTOMIX_ENABLE),
        ["headamp", _] => Some(HEAD_AMP),
        ["fx", _] => Some(EFFECT),
        ["fx", _, "source"] => Some(EFFECT_SOURCE),
        _ => None,
    }
}

/// True for a node whose words have numbers in place of names.
pub fn is_numbered(path: &[&str]) -> bool {
    matches!(path, ["fx", _, "par"])
}

fn of_output(rest: &[&str], mix: &'static [&'static str]) -> Option<&'static [&'static str]> {
    match rest {
        ["dyn"] => Some(DYN_WITHOUT_KEY),
        ["mix"] => Some(mix),
        _ => of_strip(rest),
    }
}

fn of_strip(rest: &[&str]) -> Option<&'static [&'static str]> {
    Some(match rest {
        ["config"] => CONFIG,
        ["delay"] => DELAY,
        ["preamp"] => PREAMP,
        ["gate"] => GATE,
        ["gate" | "dyn", "filter"] => FILTER,
        ["dyn"] => DYN,
        ["insert"] => INSERT,
        ["eq"] => EQ,
        ["eq", band] if is_number(band) => BAND,
        ["mix"] => MIX,
        ["mix", bus] if is_number(bus) => SEND,
        ["grp"] => GROUPS,
        ["automix"] => AUTOMIX,
        _ => return None,
    })
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_have_the_words_of_their_kind() {
        let words = |path: &str| {
            let path: Vec<&str> = path.split('/').collect();
            leaves(&path).map(<[&str]>::len)
        };
        for (path, expected) in [
            ("ch/01/mix", Some(6)),
            ("mtx/01/mix", Some(2)),
            ("main/st/mix", Some(3)),
            ("main/st/dyn", Some(14)),
            ("bus/03/dyn", Some(15)),
            ("mtx/01/preamp", Some(1)),
            ("ch/01/mix/03", Some(5)),
            ("ch/01/mix/on", None),
            ("ch/01/eq/1", Some(4)),
            ("ch/01/eq/on", None),
            ("outputs/main/01", None),
        ] {
            assert_eq!(words(path), expected, "{path}");
        }
    }
}
