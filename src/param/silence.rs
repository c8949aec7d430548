//! Who is silent, and why: the one rule, for the engine that mutes and for whoever names the cause.
//!
//! Nodes, DCAs and mute groups are numbers from 0 here, in whatever order the caller keeps them. Nothing
//! allocates: the engine asks on the audio thread.
//!
//! In place, a soloed strip silences all other strips; a soloed subgroup (a bus that feeds main by its
//! role) silences the other subgroups, and all strips that do not feed it. What is solo-safe stays open,
//! and so do wedges, in-ears, recordings and matrices.

use super::curve::Plain;

/// What a node is to solo in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoloRole {
    /// An input strip.
    Strip,
    /// A bus that feeds main by its role.
    Subgroup,
    /// Anything else: never silenced by a solo.
    Other,
}

/// The switches that decide.
pub trait Switches {
    /// How many nodes there are.
    fn nodes(&self) -> usize;
    /// How many DCAs there are, at most 32.
    fn dcas(&self) -> usize;
    /// How many mute groups there are.
    fn mute_groups(&self) -> usize;
    /// What a node is to solo in place.
    fn part(&self, node: usize) -> SoloRole;
    /// A node's own mute.
    fn mute(&self, node: usize) -> bool;
    /// A node's own solo.
    fn solo(&self, node: usize) -> bool;
    /// Solo in place never silences the node.
    fn is_solo_safe(&self, node: usize) -> bool;
    /// The DCAs that act on a node, its own and those that these are in, one bit each.
    fn dcas_over(&self, node: usize) -> u32;
    /// A DCA's mute.
    fn dca_mute(&self, dca: usize) -> bool;
    /// A DCA's solo.
    fn dca_solo(&self, dca: usize) -> bool;
    /// The node is the return of an effect, and all of them are muted.
    fn is_fx_muted(&self, node: usize) -> bool;
    /// The node is in a mute group that is on.
    fn is_in_group(&self, node: usize, group: usize) -> bool;
    /// To what level a mute group lowers its members; off: it mutes them.
    fn dim(&self, group: usize) -> Plain;
    /// A strip has an open send to a bus for which `wanted` holds.
    fn feeds(&self, strip: usize, wanted: impl Fn(usize) -> bool) -> bool;
    /// Solo mutes the others.
    fn is_in_place(&self) -> bool;
}

/// What solo in place silences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// Strips that are neither soloed nor safe.
    pub strips: bool,
    /// Subgroups that are neither soloed nor safe; strips that feed a soloed one stay open.
    pub subgroups: bool,
}

/// One reason why a node is silent, or lower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Its own mute.
    Own,
    /// This mute group.
    MuteGroup(usize),
    /// This mute group lowers it.
    Dim(usize),
    /// This DCA's mute.
    Dca(usize),
    /// All returns of effects are muted.
    FxMute,
    /// Solo in place: others are soloed.
    Solo,
}

impl Cause {
    /// True for what silences; a dim level does not.
    pub fn silences(self) -> bool {
        !matches!(self, Self::Dim(_))
    }
}

/// Finds which DCAs each DCA reaches: itself, what it is in, and what that is in, one bit each. `each_above`
/// tells of a DCA every one that it is in. A ring of DCAs, which only a file could make, ends where it
/// closes.
pub fn nest(reach: &mut [u32], each_above: impl Fn(usize, &mut dyn FnMut(usize))) {
    let count = reach.len();
    for (dca, reach) in reach.iter_mut().enumerate() {
        *reach = 1 << dca;
    }
    for _ in 0..count {
        for dca in 0..count {
            let mut all = reach[dca];
            each_above(dca, &mut |above| all |= reach[above]);
            reach[dca] = all;
        }
    }
}

/// True for a node that is soloed by itself, or by a DCA that acts on it.
pub fn is_soloed(switches: &impl Switches, node: usize) -> bool {
    let over = switches.dcas_over(node);
    let by_dca = |dca: usize| over & (1 << dca) != 0 && switches.dca_solo(dca);
    switches.solo(node) || (0..switches.dcas()).any(by_dca)
}

/// What solo in place silences, where these nodes are soloed.
pub fn cuts(switches: &impl Switches, soloed: &[bool]) -> Cuts {
    let is_any = |part| {
        let mut nodes = soloed.iter().enumerate();
        nodes.any(|(node, soloed)| *soloed && switches.part(node) == part)
    };
    if !switches.is_in_place() {
        return Cuts::default();
    }
    let subgroups = is_any(SoloRole::Subgroup);
    Cuts {
        strips: subgroups || is_any(SoloRole::Strip),
        subgroups,
    }
}

/// True for a node that solo in place silences.
pub fn is_cut(switches: &impl Switches, cuts: Cuts, soloed: &[bool], node: usize) -> bool {
    let may_be = match switches.part(node) {
        SoloRole::Strip => cuts.strips,
        SoloRole::Subgroup => cuts.subgroups,
        SoloRole::Other => false,
    };
    let feeds_soloed = || {
        let wanted = |bus: usize| soloed[bus] && switches.part(bus) == SoloRole::Subgroup;
        switches.part(node) == SoloRole::Strip && cuts.subgroups && switches.feeds(node, wanted)
    };
    may_be && !(soloed[node] || switches.is_solo_safe(node) || feeds_soloed())
}

/// Everything that silences or lowers a node, in order of rank.
pub fn causes<'a>(
    switches: &'a impl Switches,
    cuts: Cuts,
    soloed: &'a [bool],
    node: usize,
) -> impl Iterator<Item = Cause> + 'a {
    let own = switches.mute(node).then_some(Cause::Own);
    let groups =
        (0..switches.mute_groups()).filter(move |group| switches.is_in_group(node, *group));
    let groups = groups.filter_map(|group| match switches.dim(group) {
        dim if dim == Plain::OFF => Some(Cause::MuteGroup(group)),
        // It would lower by nothing.
        dim if dim.0 >= 0.0 => None,
        _ => Some(Cause::Dim(group)),
    });
    let over = switches.dcas_over(node);
    let dcas = (0..switches.dcas())
        .filter(move |dca| over & (1 << dca) != 0 && switches.dca_mute(*dca))
        .map(Cause::Dca);
    let effects = switches.is_fx_muted(node).then_some(Cause::FxMute);
    let solo = is_cut(switches, cuts, soloed, node).then_some(Cause::Solo);
    let by_others = groups.chain(dcas).chain(effects).chain(solo);
    own.into_iter().chain(by_others)
}
