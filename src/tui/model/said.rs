//! What the console has said, for pages to draw.

use super::Model;
use crate::control::feed::{
    CueCountdown, CueList, Label, LoudnessReading, MuteCause, RecallMarks, RecallPreview,
    RisesWait, SceneList, Status, SurfaceStatus, TimelineView, TransportStatus,
};
use crate::desk::mirror::{Mirror, Soloed};
use crate::param::timecode::Count;
use crate::param::{Layout, NodeId, ParamAddr, ParamSpec, Plain, Side, Width};

impl Model {
    /// What the console has said.
    pub fn mirror(&self) -> &Mirror {
        &self.console
    }

    /// What is measured of main, and of the chosen mix where that is another one.
    pub fn loudness(&self) -> &[LoudnessReading] {
        self.console.loudness()
    }

    /// A parameter's row, where the console has it.
    pub fn spec(&self, addr: ParamAddr) -> Option<&'static ParamSpec> {
        self.console.spec(addr)
    }

    /// Where the transport stands.
    pub fn transport(&self) -> &TransportStatus {
        self.console.transport()
    }

    /// Markers and lanes.
    pub fn timeline(&self) -> &TimelineView {
        self.console.timeline()
    }

    /// How time is counted.
    pub fn count(&self) -> Count {
        self.console.count()
    }

    /// What the console has said.
    pub fn console(&self) -> &Mirror {
        &self.console
    }

    /// All surfaces, from the left.
    pub fn surfaces(&self) -> &[SurfaceStatus] {
        self.console.surfaces()
    }

    /// Where a fader or knob stands that has not caught a parameter, 0…1.
    pub fn ghost(&self, addr: ParamAddr) -> Option<f32> {
        self.console.ghost(addr)
    }

    /// State of audio and of the console.
    pub fn status(&self) -> &Status {
        self.console.status()
    }

    /// The scenes.
    pub fn scenes(&self) -> &SceneList {
        self.console.scenes()
    }

    /// The cues.
    pub fn cues(&self) -> &CueList {
        self.console.cues()
    }

    /// Rises that wait until somebody allows them, or lets them go.
    pub fn rises_wait(&self) -> Option<&RisesWait> {
        self.console.rises_wait()
    }
    /// What the next recall would do.
    pub fn preview(&self) -> &RecallPreview {
        self.console.preview()
    }

    /// What counts down to the next cue.
    pub fn countdown(&self) -> Option<CueCountdown> {
        self.console.countdown()
    }

    /// What was touched since the last recall, and what is safe from recalls.
    pub fn recall_marks(&self) -> &RecallMarks {
        self.console.recall_marks()
    }

    /// A name for a new scene that no scene has.
    pub fn new_scene_name(&self) -> String {
        let scenes = self.scenes();
        let count = scenes.list.len();
        let free = |number: &usize| scenes.place_of(&format!("Scene {number}")).is_none();
        // Of one name more than there are scenes, one is free.
        let number = (count + 1..=2 * count + 1).find(free).unwrap_or(count + 1);
        format!("Scene {number}")
    }

    /// Name of the show, once the console has said what there is.
    pub fn show_name(&self) -> Option<&str> {
        self.console.show_name()
    }

    /// The layout, once the console has said what there is.
    pub fn layout(&self) -> Option<&Layout> {
        self.console.layout()
    }

    /// The parameters of a node that are of use.
    pub fn parameters(&self, node: NodeId) -> Vec<ParamAddr> {
        self.console.parameters(node)
    }

    /// A parameter's value, where this console has it.
    pub fn value(&self, addr: ParamAddr) -> Option<Plain> {
        self.console.value(addr)
    }

    /// The same address, where this console has it.
    pub fn known(&self, addr: ParamAddr) -> Option<ParamAddr> {
        self.value(addr).map(|_| addr)
    }

    /// Where a parameter goes that moves now.
    pub fn goal(&self, addr: ParamAddr) -> Option<Plain> {
        self.console.goal(addr)
    }

    /// A node as people call it: "bus/2 Anna".
    pub fn called(&self, node: NodeId) -> String {
        self.console.called(node)
    }

    /// A parameter's value in words.
    pub fn text(&self, addr: ParamAddr) -> Option<String> {
        self.console.text(addr)
    }

    /// True for a switch that exists and is on.
    pub fn is_on(&self, addr: ParamAddr) -> bool {
        self.console.is_on(addr)
    }

    /// Name and colour of a node, where it has any.
    pub fn label(&self, node: NodeId) -> Option<&Label> {
        self.console.label(node)
    }

    /// Why a node is silent.
    pub fn causes(&self, node: NodeId) -> &[MuteCause] {
        self.console.causes(node)
    }

    /// True while solo is in place: somebody is cut because others are soloed.
    pub fn is_in_place(&self) -> bool {
        let cut = |node: &NodeId| self.causes(*node).contains(&MuteCause::Solo);
        self.strips().iter().any(cut)
    }

    /// How a node is soloed: by itself, or by a DCA.
    pub fn solo(&self, node: NodeId) -> Option<Soloed> {
        self.console.solo(node)
    }

    /// True while the monitor hears a key of a node instead of its signal.
    pub fn hears_key(&self, node: NodeId) -> bool {
        self.console.hears_key(node)
    }

    /// What each channel of a node is for.
    pub fn sides(&self, node: NodeId) -> &'static [Side] {
        let width = self
            .layout()
            .and_then(|layout| layout.topology().width(node));
        width.map_or(&[], Width::sides)
    }

    /// True where the first two channels of a node are a left and a right.
    pub fn has_pair(&self, node: NodeId) -> bool {
        let layout = self.layout();
        let width = layout.and_then(|layout| layout.topology().width(node));
        width.is_some_and(Width::has_pair)
    }
}
