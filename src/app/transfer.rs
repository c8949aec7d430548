//! Clients that send settings from one place to another: `copy`, `preset`, `spare`, `copy-main-to`.

use super::remote::{connect, first_look};
use crate::cli::{CopyArgs, PresetCommand, ScopeArgs};
use crate::control::intent::{Intent, Rights, Scope, Transfer};
use crate::desk::Desk;
use crate::diag::say;
use crate::param::printable::printable;
use crate::param::{NodeId, NodeKind};
use anyhow::{Result, bail};
use std::io::Write;

/// `headroom copy SRC DST…`
///
/// # Errors
/// No console, or one that refuses.
pub fn copy(console: &str, args: &CopyArgs) -> Result<()> {
    let wish = Transfer::CopyTo(node(&args.source)?, nodes(&args.to)?, scope(&args.scope));
    ask(console, wish)
}

/// `headroom preset …`
///
/// # Errors
/// No console, or one that refuses.
pub fn preset(console: &str, command: PresetCommand) -> Result<()> {
    let wish = match command {
        PresetCommand::List => return list(console),
        PresetCommand::Store {
            preset,
            source,
            scope: wanted,
            show,
        } => Transfer::StorePreset {
            name: preset,
            from: node(&source)?,
            scope: scope(&wanted),
            in_show: show,
        },
        PresetCommand::Apply { preset, to } => Transfer::ApplyPreset(preset, nodes(&to)?),
        PresetCommand::Rename { from, to } => Transfer::RenamePreset(from, to),
        PresetCommand::Delete { preset } => Transfer::DeletePreset(preset),
    };
    ask(console, wish)
}

/// `headroom spare N`
///
/// # Errors
/// No console, or a strip without a spare.
pub fn spare(console: &str, strip: &str) -> Result<()> {
    ask(
        console,
        Transfer::UseSpare(numbered(strip, NodeKind::Strip)?),
    )
}

/// `headroom copy-main-to BUS`
///
/// # Errors
/// No console, or a bus that goes into main itself.
pub fn copy_main_to(console: &str, bus: &str) -> Result<()> {
    let bus = numbered(bus, NodeKind::Bus)?;
    ask(console, Transfer::CopyMainTo(bus))
}

fn ask(console: &str, wish: Transfer) -> Result<()> {
    let mut desk = connect(console, Rights::Mix)?;
    say::line(&printable(&desk.ask(Intent::Transfer(wish))?.text));
    Ok(())
}

fn list(console: &str) -> Result<()> {
    let mut desk = connect(console, Rights::Watch)?;
    let (mirror, _) = first_look(&mut desk)?;
    let mut out = std::io::stdout().lock();
    for preset in mirror.presets() {
        let name = printable(&preset.name);
        writeln!(out, "{:<8} {name}", preset.place.word())?;
    }
    Ok(())
}

fn scope(args: &ScopeArgs) -> Scope {
    match &args.section {
        Some(name) => Scope::Section(name.clone()),
        None if args.everything => Scope::Everything,
        None => Scope::Processing,
    }
}

fn nodes(texts: &[String]) -> Result<Vec<NodeId>> {
    texts.iter().map(|text| node(text)).collect()
}

pub(super) fn node(text: &str) -> Result<NodeId> {
    match NodeId::split(text) {
        Some((node, "")) => Ok(node),
        _ => bail!("'{text}' is no strip or bus; allowed: ch/N, bus/N, main"),
    }
}

/// A node of that kind, by its path or its number alone.
fn numbered(text: &str, kind: NodeKind) -> Result<NodeId> {
    let word = kind.word();
    let paths = [text.to_owned(), format!("{word}/{text}")];
    let found = paths.iter().find_map(|path| {
        NodeId::split(path).filter(|(node, rest)| node.kind == kind && rest.is_empty())
    });
    match found {
        Some((node, _)) => Ok(node),
        None => bail!("'{text}' is not possible; allowed: {word}/N, or the number alone"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_is_a_path_or_a_number() {
        assert_eq!(numbered("22", NodeKind::Strip).unwrap(), NodeId::strip(22));
        assert_eq!(
            numbered("ch/22", NodeKind::Strip).unwrap(),
            NodeId::strip(22)
        );
        for text in ["bus/2", "ch/2/fader", "main", "", "x"] {
            assert!(numbered(text, NodeKind::Strip).is_err(), "{text}");
        }
        assert_eq!(node("main").unwrap(), NodeId::MAIN);
        assert!(node("ch/1/fader").is_err());
    }
}
