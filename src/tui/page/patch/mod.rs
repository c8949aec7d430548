//! The patch: our ports, what each is connected to, and what of that is missing.

mod draw;
pub mod ports;
pub mod state;

use super::name::PageName;
use super::row::{Act, Moves, PageRow};
use crate::control::feed::{PatchedPort, Severity};
use crate::control::intent::Intent;
use crate::desk::{Desk, DeskError};
use crate::param::NodeKind;
use crate::tui::action::{Action, Scope};
use crate::tui::ask::Question;
use crate::tui::entry::{Entry, Purpose};
use crate::tui::model::Model;
use crate::tui::words::short;

/// The page.
pub const PAGE: PageRow = PageRow {
    scopes: &[Scope::Patch, Scope::List],
    target: |model| Some(model.patch_page.list().selected()?.node),
    act: Act::Here(act),
    moves: Moves::List(|model| model.patch_page.list_mut()),
    hints: &[
        (Action::ConnectPort, "connect"),
        (Action::DisconnectPort, "disconnect"),
        (Action::ListDown, "next"),
        (Action::Why, "why"),
        (Action::Patch, "back"),
    ],
    ..PageRow::new(PageName::Patch, Action::Patch, draw::render)
};

/// Longest name of a port that can be typed.
const LONGEST_PORT: usize = 200;
/// Most names that are offered while one is typed.
const OFFERED: usize = 6;

fn act(action: Action, model: &mut Model) -> bool {
    let Some(port) = model.patch_page.list().selected().cloned() else {
        return matches!(action, Action::ConnectPort | Action::DisconnectPort);
    };
    match action {
        Action::ConnectPort => begin_to_connect(port, model),
        Action::DisconnectPort if port.peers.is_empty() => {
            model.tell(Severity::Info, "this port is connected to nothing");
        }
        Action::DisconnectPort => {
            let text = format!(
                "Disconnect {} from {}?",
                short(&model.called(port.node)),
                short(&port.peers.join(", "))
            );
            let cut = PatchedPort {
                peers: Vec::new(),
                ..port
            };
            model.question = Some(Question::yes_or_no(text, Intent::Patch(cut)));
        }
        _ => return false,
    }
    true
}

/// Asks for the name of a port; ports that are known are offered.
fn begin_to_connect(port: PatchedPort, model: &mut Model) {
    let prompt = format!("connect {} to the port", short(&model.called(port.node)));
    let mut known: Vec<String> = Vec::new();
    for other in model.patch_page.list().items() {
        let is_like = (other.node.kind == NodeKind::Strip) == (port.node.kind == NodeKind::Strip);
        let new = other.peers.iter().filter(|peer| !known.contains(peer));
        let new: Vec<String> = new.filter(|_| is_like).cloned().collect();
        known.extend(new);
    }
    let mut entry = Entry::line(Purpose::Connect(port), prompt, "", LONGEST_PORT);
    known.truncate(OFFERED);
    entry.allowed = match &known[..] {
        [] => "a name as 'headroom ports' lists it: system:capture_1".to_owned(),
        known => format!("client:port, such as {}", known.join("  ")),
    };
    model.entry = Some(entry);
}

/// A name of a port was typed: it is connected beside what is connected already.
pub(crate) fn connect(
    mut port: PatchedPort,
    name: &str,
    model: &mut Model,
    desk: &mut dyn Desk,
) -> Result<(), DeskError> {
    if !name.contains(':') {
        let text = format!(
            "'{name}' is no port: a port is called client:port; 'headroom ports' lists them"
        );
        model.tell(Severity::Warning, &text);
        return Ok(());
    }
    if port.peers.iter().any(|peer| peer == name) {
        model.tell(Severity::Info, "this is connected already");
        return Ok(());
    }
    port.peers.push(name.to_owned());
    desk.send(Intent::Patch(port))
}
