//! What the rule of silence reads of the engine: by positions in its wiring.

use crate::engine::Engine;
use crate::param::Plain;
use crate::param::silence::{SoloRole, Switches};
use crate::param::spec::{
    ConsoleParam, DcaParam, LevelParam, MuteGroupParam, SendParam, SoloParam,
};
use crate::param::tables::console::SoloMode;

impl Switches for Engine {
    fn nodes(&self) -> usize {
        self.wiring.nodes.len()
    }
    fn dcas(&self) -> usize {
        self.wiring.dcas.len()
    }
    fn mute_groups(&self) -> usize {
        self.wiring.mute_groups.len()
    }
    fn part(&self, node: usize) -> SoloRole {
        let node = &self.wiring.nodes[node];
        if node.bank < self.wiring.strip_banks {
            SoloRole::Strip
        } else if node.is_subgroup {
            SoloRole::Subgroup
        } else {
            SoloRole::Other
        }
    }
    fn mute(&self, node: usize) -> bool {
        self.is_on(self.wiring.nodes[node].params.level[LevelParam::Mute])
    }
    fn solo(&self, node: usize) -> bool {
        self.is_on(self.wiring.nodes[node].params.solo[SoloParam::On])
    }
    fn is_solo_safe(&self, node: usize) -> bool {
        self.is_on(self.wiring.nodes[node].params.solo[SoloParam::Safe])
    }
    fn dcas_over(&self, node: usize) -> u32 {
        let members = self.wiring.nodes[node].params.dcas.iter();
        let mut over = 0;
        for (member, reach) in members.zip(&self.reach) {
            if self.value(*member).is_on() {
                over |= reach;
            }
        }
        over
    }
    fn dca_mute(&self, dca: usize) -> bool {
        self.is_on(self.wiring.dcas[dca].rows[DcaParam::Mute])
    }
    fn dca_solo(&self, dca: usize) -> bool {
        self.is_on(self.wiring.dcas[dca].rows[DcaParam::Solo])
    }
    fn is_fx_muted(&self, node: usize) -> bool {
        let is_return = self.wiring.nodes[node].params.fx.is_some();
        is_return && self.is_on(self.wiring.console[ConsoleParam::FxMute])
    }
    fn is_in_group(&self, node: usize, group: usize) -> bool {
        self.is_in_mute_group(node, group)
            && self.is_on(self.wiring.mute_groups[group][MuteGroupParam::On])
    }
    fn dim(&self, group: usize) -> Plain {
        self.read(self.wiring.mute_groups[group][MuteGroupParam::Dim])
    }
    fn feeds(&self, strip: usize, wanted: impl Fn(usize) -> bool) -> bool {
        let mut sends = self.wiring.nodes[strip].params.sends.iter();
        sends.any(|send| {
            wanted(send.bus)
                && self.is_on(send.rows[SendParam::On])
                && self.read(send.rows[SendParam::Level]) != Plain::OFF
        })
    }
    fn is_in_place(&self) -> bool {
        self.solo.mode == SoloMode::InPlace
    }
}
