//! What a front end knows of the console: kept once, for terminal, surfaces and the command line.

mod fit;
mod known;

pub use known::Changed;

use crate::control::feed::{
    ChannelLevel, ClashReading, CueCountdown, CueList, DoneLine, Finding, Label, Levels, LogLine,
    LoudnessReading, MidiOrders, MuteCause, News, PatchedPort, PhonesStatus, PresetName,
    RecallMarks, RecallPreview, RecordingStatus, ReferenceStatus, RisesWait, SceneList, Spectrum,
    SpectrumReading, Status, SurfaceStatus, Suspect, TapeStatus, TimelineView, TransportStatus,
    Update,
};
use crate::param::spec::{ConsoleParam, Effect, FxParam, Param};
use crate::param::tables::console::{Beats, Pictures};
use crate::param::timecode::Count;
use crate::param::{Choice, Curve, Layout, NodeId, NodeKind, ParamAddr, Plain, Step};
use crate::param::{ParamSpec, Travel};
use known::Known;
use std::ops::Range;
use std::sync::Arc;

/// The console as its updates have described it so far.
#[derive(Clone, Debug, Default)]
pub struct Mirror {
    known: Option<Known>,
    status: Status,
    scenes: SceneList,
    cues: Arc<CueList>,
    countdown: Option<CueCountdown>,
    preview: Arc<RecallPreview>,
    rises_wait: Option<RisesWait>,
    recall_marks: Arc<RecallMarks>,
    surfaces: Arc<Vec<SurfaceStatus>>,
    midi_orders: Arc<MidiOrders>,
    preflight: Option<Arc<Vec<Finding>>>,
    presets: Vec<PresetName>,
    loudness: Vec<LoudnessReading>,
    spectra: Vec<SpectrumReading>,
    clashes: Vec<ClashReading>,
    suspects: Vec<Suspect>,
    patch: Option<Arc<Vec<PatchedPort>>>,
    transport: TransportStatus,
    timeline: Arc<TimelineView>,
    reference: Arc<ReferenceStatus>,
    phones: Arc<PhonesStatus>,
    tape: Arc<TapeStatus>,
    recording: RecordingStatus,
    history: Arc<Vec<DoneLine>>,
    log: Arc<Vec<LogLine>>,
}

/// How a node is soloed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Soloed {
    /// By its own key.
    Itself,
    /// By a DCA that it is in.
    ByDca,
}

impl Mirror {
    /// Takes what the console says.
    pub fn take(&mut self, update: &Update) -> Changed {
        let mut changed = Changed::default();
        if let Some(info) = &update.show {
            match Known::new(info) {
                Some(known) => (self.known, changed.is_anew) = (Some(known), true),
                None => changed.is_impossible = true,
            }
        }
        if let Some(known) = &mut self.known {
            known.take(update, &mut changed);
        }
        for news in &update.news {
            self.learn(news, &mut changed);
        }
        changed
    }

    fn learn(&mut self, news: &News, changed: &mut Changed) {
        match news {
            News::Labels(labels) => {
                let known = self.known.as_mut();
                changed.names = known.map_or_else(Vec::new, |known| known.rename(labels));
            }
            News::Status(status) => self.status.clone_from(status),
            News::Scenes(scenes) => self.scenes.clone_from(scenes),
            News::Cues(cues) => self.cues.clone_from(cues),
            News::RisesWait(waiting) => self.rises_wait = waiting.as_deref().map(fit::rises),
            News::Preview(preview) => self.preview.clone_from(preview),
            News::CueCountdown(countdown) => self.countdown = *countdown,
            News::RecallMarks(marks) => self.recall_marks.clone_from(marks),
            News::MidiOrders(orders) => self.midi_orders.clone_from(orders),
            News::Surfaces(surfaces) => self.surfaces.clone_from(surfaces),
            News::Presets(presets) => self.presets.clone_from(presets),
            News::Loudness(readings) => self.loudness.clone_from(readings),
            News::Spectra(spectra) => self.spectra.clone_from(spectra),
            News::Clashes(clashes) => self.clashes.clone_from(clashes),
            News::Suspects(suspects) => self.suspects.clone_from(suspects),
            News::Patch(patch) => self.patch.clone_from(patch),
            News::Transport(status) => self.transport.clone_from(status),
            News::Timeline(timeline) => self.timeline.clone_from(timeline),
            News::Recording(status) => self.recording = fit::recording(status),
            News::History(lines) => self.history.clone_from(lines),
            News::Preflight(found) => self.preflight.clone_from(found),
            News::Log(lines) => self.log.clone_from(lines),
            News::Phones(status) => self.phones.clone_from(status),
            News::Tape(status) => self.tape = Arc::new(fit::tape(status)),
            News::Reference(status) => self.reference = Arc::new(fit::reference(status)),
        }
    }

    /// State of audio and of the console.
    pub fn status(&self) -> &Status {
        &self.status
    }
    /// The scenes.
    pub fn scenes(&self) -> &SceneList {
        &self.scenes
    }
    /// The cues; where there are none, GO walks the scenes.
    pub fn cues(&self) -> &CueList {
        &self.cues
    }
    /// What the next recall would do.
    pub fn preview(&self) -> &RecallPreview {
        &self.preview
    }
    /// Rises that wait until somebody allows them, or lets them go.
    pub fn rises_wait(&self) -> Option<&RisesWait> {
        self.rises_wait.as_ref()
    }
    /// What counts down to the next cue.
    pub fn countdown(&self) -> Option<CueCountdown> {
        self.countdown
    }
    /// What was touched since the last recall, and what is safe from recalls.
    pub fn recall_marks(&self) -> &RecallMarks {
        &self.recall_marks
    }
    /// All surfaces, from the left.
    pub fn surfaces(&self) -> &[SurfaceStatus] {
        &self.surfaces
    }
    /// What is lacking before doors; none before somebody has asked.
    pub fn preflight(&self) -> Option<&[Finding]> {
        self.preflight.as_ref().map(|found| &found[..])
    }
    /// Who looks at the messages of surfaces, and which of them is taught.
    pub fn midi_orders(&self) -> &MidiOrders {
        &self.midi_orders
    }
    /// The presets.
    pub fn presets(&self) -> &[PresetName] {
        &self.presets
    }
    /// The spectrum of a node, while this front end looks at it.
    pub fn spectrum(&self, node: NodeId) -> Option<&Spectrum> {
        let mut spectra = self.spectra.iter();
        let reading = spectra.find(|reading| reading.node == node)?;
        Some(&reading.spectrum)
    }
    /// Where others hide a strip, while this front end looks at that.
    pub fn clashes(&self, node: NodeId) -> Option<&ClashReading> {
        self.clashes.iter().find(|reading| reading.node == node)
    }
    /// What may be feedback: what sounds first, the loudest first.
    pub fn suspects(&self) -> &[Suspect] {
        &self.suspects
    }
    /// What the ports shall be connected to; none where there are no ports to connect.
    pub fn patch(&self) -> Option<&[PatchedPort]> {
        self.patch.as_ref().map(|patch| &patch[..])
    }
    /// The loudness of main, and of the chosen mix where that is another one, once it was measured.
    pub fn loudness(&self) -> &[LoudnessReading] {
        &self.loudness
    }
    /// Where the transport stands.
    pub fn transport(&self) -> &TransportStatus {
        &self.transport
    }
    /// Markers and lanes.
    pub fn timeline(&self) -> &TimelineView {
        &self.timeline
    }
    /// How time is counted.
    pub fn count(&self) -> Count {
        let row = |row| self.value(NodeId::CONSOLE.param(Param::Console(row)));
        let usual = Count::default();
        Count {
            tempo: row(ConsoleParam::Tempo).map_or(usual.tempo, |tempo| f64::from(tempo.0)),
            beats: row(ConsoleParam::Beats).map_or(usual.beats, |beats| Beats::of(beats).count()),
            pictures: row(ConsoleParam::Pictures)
                .map_or(usual.pictures, |pictures| Pictures::of(pictures).count()),
        }
    }
    /// The recording.
    pub fn recording(&self) -> &RecordingStatus {
        &self.recording
    }
    /// What was done lately, oldest first.
    pub fn history(&self) -> &[DoneLine] {
        &self.history
    }
    /// The last lines of the console's log, oldest first.
    pub fn log(&self) -> &[LogLine] {
        &self.log
    }
    /// The links for phones, and who uses them.
    pub fn phones(&self) -> &PhonesStatus {
        &self.phones
    }

    /// The tape.
    pub fn tape(&self) -> &TapeStatus {
        &self.tape
    }
    /// The reference track, and where it is.
    pub fn reference(&self) -> &ReferenceStatus {
        &self.reference
    }
    /// Where a fader or knob of a surface stands that has not caught a parameter, 0…1.
    pub fn ghost(&self, addr: ParamAddr) -> Option<f32> {
        let mut ghosts = self.surfaces.iter().flat_map(|surface| &surface.ghosts);
        let found = ghosts.find(|ghost| ghost.addr == addr)?;
        Some(found.position)
    }

    /// Name of the show, once the console has said what there is.
    pub fn show_name(&self) -> Option<&str> {
        self.known.as_ref().map(|known| known.name.as_str())
    }
    /// The layout, once the console has said what there is.
    pub fn layout(&self) -> Option<&Layout> {
        self.known.as_ref().map(|known| &known.layout)
    }
    /// What the console consists of, in the order of the desk.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.layout().map_or_else(Vec::new, Layout::nodes)
    }
    /// All parameters of a node that are of use, in the order of the table: of effects those of the one that is
    /// chosen.
    pub fn parameters(&self, node: NodeId) -> Vec<ParamAddr> {
        let Some(layout) = self.layout() else {
            return Vec::new();
        };
        let chosen = self.value(node.param(Param::Fx(FxParam::Type)));
        let chosen = chosen.map_or(Effect::None, Effect::of);
        let is_of_use = |addr: &ParamAddr| match addr.param {
            Param::Effect(row) => row.effect() == chosen,
            _ => true,
        };
        let addrs = layout.indices().map(|index| layout.addr(index));
        let of_node = addrs.filter(|addr| addr.node() == node);
        of_node.filter(is_of_use).collect()
    }

    /// True where the console has a parameter.
    pub fn has(&self, addr: ParamAddr) -> bool {
        self.spec(addr).is_some()
    }
    /// A parameter's row, where the console has it.
    pub fn spec(&self, addr: ParamAddr) -> Option<&'static ParamSpec> {
        let known = self.known.as_ref()?;
        Some(known.layout.spec(known.index(addr)?))
    }
    /// A parameter's present value, where the console has it.
    pub fn value(&self, addr: ParamAddr) -> Option<Plain> {
        let known = self.known.as_ref()?;
        Some(known.store.get(known.index(addr)?))
    }
    /// Where a parameter goes that moves now.
    pub fn goal(&self, addr: ParamAddr) -> Option<Plain> {
        let known = self.known.as_ref()?;
        known.goals.get(&known.index(addr)?).copied()
    }
    /// A parameter's position on a control.
    pub fn travel(&self, addr: ParamAddr) -> Option<Travel> {
        Some(self.spec(addr)?.curve.travel(self.value(addr)?))
    }
    /// The value at a position on a control.
    pub fn value_at(&self, addr: ParamAddr, position: f32) -> Option<Plain> {
        Some(self.spec(addr)?.curve.plain(Travel::new(position)))
    }
    /// The value a step further; nothing for a parameter that knows no such step.
    pub fn stepped(&self, addr: ParamAddr, step: Step) -> Option<Plain> {
        self.spec(addr)?.curve.stepped(self.value(addr)?, step)
    }
    /// A parameter's value in words, for people.
    pub fn text(&self, addr: ParamAddr) -> Option<String> {
        Some(self.spec(addr)?.display(self.value(addr)?))
    }
    /// A parameter's value in words that give exactly this value again.
    pub fn exact(&self, addr: ParamAddr) -> Option<String> {
        Some(self.spec(addr)?.exact(self.value(addr)?))
    }
    /// True for a switch that exists and is on.
    pub fn is_on(&self, addr: ParamAddr) -> bool {
        self.value(addr).is_some_and(Plain::is_on)
    }
    /// True for a level: at its bottom end there is silence.
    pub fn is_level(&self, addr: ParamAddr) -> bool {
        self.spec(addr)
            .is_some_and(|spec| spec.curve == Curve::Fader)
    }

    /// True while panic holds the outputs.
    pub fn is_panic(&self) -> bool {
        self.is_on(NodeId::CONSOLE.param(Param::Console(ConsoleParam::Panic)))
    }
    /// Why a node is silent.
    pub fn causes(&self, node: NodeId) -> &[MuteCause] {
        let known = self.known.as_ref();
        let causes = known.and_then(|known| known.mutes.get(&node));
        causes.map_or(&[], Vec::as_slice)
    }

    /// True for an output that panic or safe start holds: its meters show nothing, or it would look as if it played.
    pub fn is_held(&self, node: NodeId) -> bool {
        let holds = |cause: &MuteCause| matches!(cause, MuteCause::Panic | MuteCause::SafeStart);
        self.causes(node).iter().any(holds)
    }

    /// How a node is soloed: by itself, or by a DCA.
    pub fn solo(&self, node: NodeId) -> Option<Soloed> {
        if self.is_on(node.solo()) {
            return Some(Soloed::Itself);
        }
        let by_dca = self
            .layout()?
            .is_soloed_by_dca(node, |addr| self.is_on(addr));
        by_dca.then_some(Soloed::ByDca)
    }
    /// True while the monitor hears a key of a node instead of its signal.
    pub fn hears_key(&self, node: NodeId) -> bool {
        let mut keys = node.key_listens().into_iter();
        keys.any(|addr| self.is_on(addr))
    }
    /// True while anything is soloed, or somebody listens to a key.
    pub fn is_soloing(&self) -> bool {
        let mut nodes = self.nodes().into_iter();
        nodes.any(|node| self.is_on(node.solo()) || self.hears_key(node))
    }

    /// Name and colour of a node, where it has any.
    pub fn label(&self, node: NodeId) -> Option<&Label> {
        self.known.as_ref()?.labels.get(&node)
    }
    /// The name that people gave a node.
    fn given_name(&self, node: NodeId) -> Option<&str> {
        let name = self.label(node).map(|label| label.name.as_str());
        name.filter(|name| !name.is_empty())
    }
    /// A node as people call it: "bus/2 Anna".
    pub fn called(&self, node: NodeId) -> String {
        match self.given_name(node) {
            Some(name) => format!("{node} {name}"),
            None => node.to_string(),
        }
    }
    /// A node's name for a display: its own, or what it is.
    pub fn name(&self, node: NodeId) -> String {
        match (self.given_name(node), node.kind) {
            (Some(name), _) => name.to_owned(),
            (None, NodeKind::Main) => "Main".to_owned(),
            (None, NodeKind::Dca) => format!("DCA {}", node.number),
            (None, kind) => format!("{} {}", kind.word(), node.number),
        }
    }
    /// A node's colour by name; empty for none.
    pub fn color(&self, node: NodeId) -> &str {
        self.label(node).map_or("", |label| &label.color)
    }

    /// How many channels are measured.
    pub fn channel_count(&self) -> usize {
        self.known.as_ref().map_or(0, |known| known.channel_count)
    }
    /// The channels of a node among all that are measured; none for one that is not.
    pub fn channels(&self, node: NodeId) -> Range<usize> {
        let known = self.known.as_ref();
        let range = known.and_then(|known| known.channels.get(&node));
        range.cloned().unwrap_or_default()
    }
    /// A node's levels; none where they are those of another console.
    pub fn levels<'a>(&self, levels: &'a Levels, node: NodeId) -> &'a [ChannelLevel] {
        if levels.channels.len() != self.channel_count() {
            return &[];
        }
        &levels.channels[self.channels(node)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::feed::ShowInfo;
    use crate::param::ParamIndex;
    use crate::param::Topology;

    fn label(name: &str) -> Label {
        Label {
            name: name.to_owned(),
            color: "red".to_owned(),
        }
    }

    fn begun() -> Mirror {
        let mut mirror = Mirror::default();
        let changed = mirror.take(&Update {
            show: Some(Arc::new(ShowInfo {
                name: "test".to_owned(),
                topology: Topology::default(),
                labels: vec![(NodeId::strip(1), label("Lead"))],
            })),
            ..Update::default()
        });
        assert!(changed.is_anew);
        mirror
    }

    #[test]
    fn other_names_change_names_and_nothing_else() {
        let mut mirror = begun();
        let fader = NodeId::strip(1).fader();
        let index = mirror.layout().and_then(|layout| layout.index(fader));
        mirror.take(&Update {
            values: vec![(index.unwrap(), Plain(-3.0))],
            mutes: vec![(NodeId::strip(1), vec![MuteCause::Own])],
            ..Update::default()
        });
        let labels = vec![(NodeId::strip(2), label("Le\u{1b}ad"))];
        let changed = mirror.take(&Update {
            news: vec![News::Labels(labels)],
            ..Update::default()
        });
        let expected = Changed {
            names: vec![NodeId::strip(1), NodeId::strip(2)],
            ..Changed::default()
        };
        assert_eq!(changed, expected);
        assert_eq!(mirror.called(NodeId::strip(2)), "ch/2 Lead");
        assert_eq!(mirror.name(NodeId::strip(1)), "ch 1");
        assert_eq!(mirror.value(fader), Some(Plain(-3.0)));
        assert_eq!(mirror.causes(NodeId::strip(1)), [MuteCause::Own]);
    }

    #[test]
    fn what_moves_is_told_with_where_it_goes() {
        let mut mirror = begun();
        let fader = NodeId::strip(1).fader();
        let index = mirror.layout().and_then(|layout| layout.index(fader));
        let index = index.unwrap();
        let changed = mirror.take(&Update {
            goals: vec![(index, Some(Plain(0.0)))],
            values: vec![
                (index, Plain(-40.0)),
                (ParamIndex::new(1_000_000), Plain(1.0)),
            ],
            ..Update::default()
        });
        assert_eq!(changed.headings, [(fader, Plain(0.0)), (fader, Plain(0.0))]);
        assert_eq!(changed.values, [fader]);
        assert_eq!(mirror.goal(fader), Some(Plain(0.0)));
        assert_eq!(mirror.value(fader), Some(Plain(-40.0)));
    }

    #[test]
    fn a_console_that_cannot_be_changes_nothing_that_was_known() {
        let mut mirror = begun();
        let mut topology = Topology::default();
        topology.strips.clear();
        topology
            .strips
            .extend(Topology::default().strips[..1].repeat(2));
        let info = ShowInfo {
            name: "broken".to_owned(),
            topology,
            labels: Vec::new(),
        };
        let changed = mirror.take(&Update {
            show: Some(Arc::new(info)),
            ..Update::default()
        });
        assert!(changed.is_impossible && !changed.is_anew);
        assert_eq!(mirror.show_name(), Some("test"));
    }

    #[test]
    fn levels_of_another_console_are_nobodys() {
        let mirror = begun();
        let mut levels = Levels::silent(mirror.channel_count());
        levels.channels[1].meter = 0.5;
        assert_eq!(mirror.levels(&levels, NodeId::strip(2))[0].meter, 0.5);
        levels.channels.push(ChannelLevel::default());
        assert!(mirror.levels(&levels, NodeId::strip(2)).is_empty());
    }
}
