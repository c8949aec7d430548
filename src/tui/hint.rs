//! The way to the first sound: the next step, while nothing could be heard yet however loud it came in.

use super::action::Action;
use super::model::Model;
use crate::control::feed::AudioState;
use crate::param::spec::{ConsoleParam, Param};
use crate::param::{NodeId, NodeKind, Plain, PortKind};

/// A step, and the actions whose keys do it, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What to do, with the keys.
    pub text: String,
    /// The actions.
    pub actions: Vec<Action>,
}

/// The next step towards the first sound; none once something could be heard.
pub fn hint(model: &Model) -> Option<Hint> {
    if model.status().audio != AudioState::Running {
        return None;
    }
    let is_open = |node: &NodeId| model.value(node.fader()).is_some_and(|at| at != Plain::OFF);
    let mut strips = model
        .strips()
        .iter()
        .filter(|node| node.kind == NodeKind::Strip);
    let first = *strips.clone().next()?;
    let key = |action| model.key(action);
    let unity = || key(Action::FaderUnity);
    if model.is_on(NodeId::CONSOLE.param(Param::Console(ConsoleParam::SafeStart))) {
        return Some(Hint {
            text: format!(
                "First sound: {} opens the outputs, which are silent until then",
                key(Action::ReleaseSafeStart)
            ),
            actions: vec![Action::ReleaseSafeStart],
        });
    }
    if !is_open(&NodeId::MAIN) {
        return Some(Hint {
            text: format!(
                "First sound: {} selects main, {} puts its fader to 0 dB",
                key(Action::SelectMain),
                unity()
            ),
            actions: vec![Action::SelectMain, Action::FaderUnity],
        });
    }
    if strips.any(is_open) {
        return None;
    }
    if let Some(hint) = connect(model, first) {
        return Some(hint);
    }
    Some(Hint {
        text: format!(
            "First sound: {} selects {}, {} puts its fader to 0 dB; a number selects another strip",
            key(Action::SelectFirst),
            model.called(first),
            unity()
        ),
        actions: vec![Action::SelectFirst, Action::FaderUnity],
    })
}

/// No input is connected: there are ports, and nothing is at those of strips.
fn connect(model: &Model, first: NodeId) -> Option<Hint> {
    let patch = model.console().patch()?;
    let inputs = patch
        .iter()
        .filter(|port| port.node.kind == NodeKind::Strip && port.kind == PortKind::Signal);
    let mut inputs = inputs.peekable();
    inputs.peek()?;
    (!inputs.any(|port| !port.peers.is_empty())).then(|| Hint {
        text: format!(
            "First sound: {} shows the patch, there Enter connects the input of {}",
            model.key(Action::Patch),
            model.called(first)
        ),
        actions: vec![Action::Patch],
    })
}
