//! The words of an X32's choices, by number.

/// Words, numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(&'static [&'static str]);

impl Words {
    /// How many.
    pub fn count(self) -> usize {
        self.0.len()
    }

    /// The number of a word.
    pub fn place(self, word: &str) -> Option<usize> {
        self.0.iter().position(|known| *known == word)
    }

    /// The word of a number; the first one where there is none.
    pub fn word(self, place: usize) -> &'static str {
        self.0.get(place).or(self.0.first()).unwrap_or(&"")
    }

    /// All of them.
    pub fn all(self) -> &'static [&'static str] {
        self.0
    }
}

/// Colours; those with an i are inverted.
pub const COLORS: Words = Words(&[
    "OFF", "RD", "GN", "YE", "BL", "MG", "CY", "WH", "OFFi", "RDi", "GNi", "YEi", "BLi", "MGi",
    "CYi", "WHi",
]);
/// Slopes of the low cut, in dB per octave.
pub const SLOPES: Words = Words(&["12", "18", "24"]);
/// What a gate does.
pub const GATE_MODES: Words = Words(&["EXP2", "EXP3", "EXP4", "GATE", "DUCK"]);
/// What dynamics do.
pub const DYN_MODES: Words = Words(&["COMP", "EXP"]);
/// What a compressor measures.
pub const DETECTORS: Words = Words(&["PEAK", "RMS"]);
/// How a compressor moves.
pub const ENVELOPES: Words = Words(&["LIN", "LOG"]);
/// Before or after the equaliser.
pub const POSITIONS: Words = Words(&["PRE", "POST"]);
/// Ratios of a compressor.
pub const RATIOS: Words = Words(&[
    "1.1", "1.3", "1.5", "2.0", "2.5", "3.0", "4.0", "5.0", "7.0", "10", "20", "100",
]);
/// Filters of keys.
pub const FILTERS: Words = Words(&[
    "LC6", "LC12", "HC6", "HC12", "1.0", "2.0", "3.0", "5.0", "10.0",
]);
/// What a band of a channel does.
pub const EQ_TYPES: Words = Words(&["LCut", "LShv", "PEQ", "VEQ", "HShv", "HCut"]);
/// What a band of main or a matrix does.
pub const OUTPUT_EQ_TYPES: Words = Words(&[
    "LCut", "LShv", "PEQ", "VEQ", "HShv", "HCut", "BU6", "BU12", "BS12", "LR12", "BU18", "BU24",
    "BS24", "LR24",
]);
/// Where sends are taken.
pub const TAPS: Words = Words(&["IN/LC", "<-EQ", "EQ->", "PRE", "POST", "GRP"]);
/// Where outputs are taken.
pub const OUTPUT_POSITIONS: Words = Words(&[
    "IN/LC", "IN/LC+M", "<-EQ", "<-EQ+M", "EQ->", "EQ->+M", "PRE", "PRE+M", "POST",
]);
/// Ways out and back of an insert.
pub const INSERTS: Words = Words(&[
    "OFF", "FX1L", "FX1R", "FX2L", "FX2R", "FX3L", "FX3R", "FX4L", "FX4R", "FX5L", "FX5R", "FX6L",
    "FX6R", "FX7L", "FX7R", "FX8L", "FX8R", "AUX1", "AUX2", "AUX3", "AUX4", "AUX5", "AUX6",
]);
/// Groups of automix.
pub const AUTOMIX: Words = Words(&["OFF", "X", "Y"]);
/// What mono is.
pub const MONO: Words = Words(&["LR+M", "LCR"]);
/// What the monitor hears.
pub const SOLO_SOURCES: Words = Words(&["OFF", "LR", "LR+C", "LRPFL", "LRAFL", "AUX56", "AUX78"]);
/// How solo is heard.
pub const SOLO_MODES: Words = Words(&["PFL", "AFL"]);
/// Frequencies of the oscillator.
pub const OSCILLATOR_SOURCES: Words = Words(&["F1", "F2"]);
/// What the oscillator plays.
pub const WAVES: Words = Words(&["SINE", "PINK", "WHITE"]);
/// Where talkback comes from.
pub const TALK_SOURCES: Words = Words(&["INT", "EXT"]);
/// Effects of slots 1 to 4.
pub const EFFECTS: Words = Words(&[
    "HALL", "AMBI", "RPLT", "ROOM", "CHAM", "PLAT", "VREV", "VRM", "GATE", "RVRS", "DLY", "3TAP",
    "4TAP", "CRS", "FLNG", "PHAS", "DIMC", "FILT", "ROTA", "PAN", "SUB", "D/RV", "CR/R", "FL/R",
    "D/CR", "D/FL", "MODD", "GEQ2", "GEQ", "TEQ2", "TEQ", "DES2", "DES", "P1A", "P1A2", "PQ5",
    "PQ5S", "WAVD", "LIM", "CMB", "CMB2", "FAC", "FAC1M", "FAC2", "LEC", "LEC2", "ULC", "ULC2",
    "ENH2", "ENH", "EXC2", "EXC", "IMG", "EDI", "SON", "AMP2", "AMP", "DRV2", "DRV", "PIT2", "PIT",
]);
/// Effects of slots 5 to 8.
pub const INSERT_EFFECTS: Words = Words(&[
    "GEQ2", "GEQ", "TEQ2", "TEQ", "DES2", "DES", "P1A", "P1A2", "PQ5", "PQ5S", "WAVD", "LIM",
    "FAC", "FAC1M", "FAC2", "LEC", "LEC2", "ULC", "ULC2", "ENH2", "ENH", "EXC2", "EXC", "IMG",
    "EDI", "SON", "AMP2", "AMP", "DRV2", "DRV", "PHAS", "FILT", "PAN", "SUB",
]);
/// What feeds an effect.
pub const EFFECT_SOURCES: Words = Words(&[
    "INS", "MIX1", "MIX2", "MIX3", "MIX4", "MIX5", "MIX6", "MIX7", "MIX8", "MIX9", "MIX10",
    "MIX11", "MIX12", "MIX13", "MIX14", "MIX15", "MIX16", "M/C",
]);
/// What is recorded or played.
pub const RECORD_OR_PLAY: Words = Words(&["REC", "PLAY"]);
