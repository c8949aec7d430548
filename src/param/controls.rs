//! The parameters that every front end has a control for, by node.

use super::addr::ParamAddr;
use super::node::{NodeId, NodeKind};
use super::spec::{
    CompressorParam, DcaParam, GateParam, LevelParam, MemberParam, Param, SoloParam,
};

impl NodeId {
    /// Its fader. A mute group and the console have none: the address is in no layout then.
    pub fn fader(self) -> ParamAddr {
        self.param(match self.kind {
            NodeKind::Dca => Param::Dca(DcaParam::Fader),
            _ => Param::Level(LevelParam::Fader),
        })
    }

    /// Its own mute, one of several causes.
    pub fn mute(self) -> ParamAddr {
        self.param(match self.kind {
            NodeKind::Dca => Param::Dca(DcaParam::Mute),
            _ => Param::Level(LevelParam::Mute),
        })
    }

    /// Its solo.
    pub fn solo(self) -> ParamAddr {
        self.param(match self.kind {
            NodeKind::Dca => Param::Dca(DcaParam::Solo),
            _ => Param::Solo(SoloParam::On),
        })
    }

    /// The switches by which the monitor hears the keys of its gate and compressor.
    pub fn key_listens(self) -> [ParamAddr; 2] {
        [
            self.param(Param::Gate(GateParam::KeyListen)),
            self.param(Param::Compressor(CompressorParam::KeyListen)),
        ]
    }

    /// Its membership in a DCA.
    pub fn dca_member(self, dca: u16) -> ParamAddr {
        self.param_of(Param::Member(MemberParam::Dca), dca as u8)
    }

    /// Its pan or balance; only what carries audio has one.
    pub fn pan(self) -> ParamAddr {
        self.param(Param::Level(LevelParam::Pan))
    }

    /// Its assignment to main; only strips and buses have one.
    pub fn main_on(self) -> ParamAddr {
        self.param(Param::Level(LevelParam::MainOn))
    }
}
