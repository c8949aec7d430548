//! What the screen shows: what the console said, and where this terminal looks.

use super::action::{Action, Sequence};
use super::ask::Question;
use super::entry::Entry;
use super::grip::Grip;
use super::keymap::Keymap;
use super::messages::{Message, Messages};
use super::meters::HOLD;
use super::page::automation::state::AutomationPage;
use super::page::channel::state::ChannelPage;
use super::page::cues::state::CuePage;
use super::page::help::state::HelpPage;
use super::page::journal::state::JournalPage;
use super::page::matrix::state::MatrixPage;
use super::page::meters::state::MetersPage;
use super::page::mixer::state::MixerPage;
use super::page::name::PageName;
use super::page::patch::ports::ports;
use super::page::patch::state::PatchPage;
use super::page::phones::state::PhonesPage;
use super::page::preflight::state::PreflightPage;
use super::page::presets::state::PresetPage;
use super::page::scenes::state::ScenePage;
use super::page::scope::state::ScopePage;
use super::page::spectrum::state::SpectrumPage;
use super::page::surfaces::state::SurfacesPage;
use super::page::tape::state::TapePage;
use super::page::why::state::WhyPage;
use super::palette::state::Palette;
use super::shown::Shown;
use super::theme::Theme;
use crate::control::feed::{Levels, News, Severity, Update};
use crate::control::intent::Look;
use crate::desk::mirror::Mirror;
use crate::desk::recent::RecentLevels;
use crate::desk::why::{self, Evidence, Why};
use crate::param::NodeId;
use std::sync::Arc;
use std::time::Instant;

mod metering;
mod mixing;
mod said;

/// Everything the screen shows.
#[derive(Clone, Debug)]
pub struct Model {
    /// How things look.
    pub theme: Theme,
    /// Which keys do what.
    pub keymap: Arc<Keymap>,
    /// Keys that wait for others.
    pub begun: Sequence,
    /// The page that was shown before this one.
    pub last_page: PageName,
    /// Which page is shown.
    pub page: PageName,
    /// What waits for an answer.
    pub question: Option<Question>,
    /// What is being typed.
    pub entry: Option<Entry>,
    /// Where the channel page stands.
    pub channel: ChannelPage,
    /// Where the page of the scenes stands.
    pub scene_page: ScenePage,
    /// Where the grid of a scene's scope stands.
    pub scope_page: ScopePage,
    /// Where the page of the cues stands.
    pub cue_page: CuePage,
    /// Where the page of the presets stands.
    pub presets: PresetPage,
    /// Where the page of the phones stands.
    pub phones: PhonesPage,
    /// Where the page of automation stands.
    pub automation: AutomationPage,
    /// Where the help page stands.
    pub help: HelpPage,
    /// Where the page of a chain stands.
    pub why: WhyPage,
    /// Where the page of the spectrum stands.
    pub spectrum_page: SpectrumPage,
    /// What this terminal has asked to be measured.
    pub looked: Option<Look>,
    /// Where the meter bridge stands.
    pub meter_page: MetersPage,
    /// Where the grid of sends stands.
    pub matrix: MatrixPage,
    /// Where the page of the patch stands.
    pub patch_page: PatchPage,
    /// Where the page of what is lacking stands.
    pub preflight_page: PreflightPage,
    /// The page of the tape.
    pub tape_page: TapePage,
    /// Where the page of the surfaces stands.
    pub surface_page: SurfacesPage,
    /// Where the page of the journal stands.
    pub journal: JournalPage,
    /// The first line of the log that is shown, the newest being 0.
    pub log_first: usize,
    /// What fits what is typed as a command.
    pub palette: Palette,
    /// Keys and mouse do nothing, panic excepted.
    pub is_locked: bool,
    /// What the mouse holds.
    pub grip: Grip,
    /// Width and height of the screen.
    pub size: (u16, u16),
    /// The next frame is drawn on an empty screen.
    pub redraw: bool,
    now: Instant,
    /// What the console has said.
    console: Mirror,
    shown: Shown,
    recent: RecentLevels,
    worst_load: (u32, Instant),
    messages: Messages,
    mixer: MixerPage,
}

impl Model {
    /// Knows nothing yet.
    pub fn new(theme: Theme, now: Instant) -> Self {
        Self {
            theme,
            keymap: Keymap::shipped(),
            begun: Sequence::new(),
            page: PageName::Mixer,
            last_page: PageName::Mixer,
            question: None,
            entry: None,
            channel: ChannelPage::default(),
            scene_page: ScenePage::default(),
            scope_page: ScopePage::default(),
            cue_page: CuePage::default(),
            presets: PresetPage::default(),
            phones: PhonesPage::default(),
            automation: AutomationPage::default(),
            help: HelpPage::default(),
            why: WhyPage::default(),
            spectrum_page: SpectrumPage::default(),
            looked: None,
            meter_page: MetersPage::default(),
            matrix: MatrixPage::default(),
            patch_page: PatchPage::default(),
            preflight_page: PreflightPage::default(),
            tape_page: TapePage::default(),
            surface_page: SurfacesPage::default(),
            journal: JournalPage::default(),
            log_first: 0,
            palette: Palette::default(),
            is_locked: false,
            grip: Grip::default(),
            size: (80, 24),
            redraw: false,
            now,
            shown: Shown::new(&Mirror::default(), now),
            recent: RecentLevels::default(),
            console: Mirror::default(),
            worst_load: (0, now),
            messages: Messages::default(),
            mixer: MixerPage::default(),
        }
    }

    /// Takes what the console says.
    pub fn apply(&mut self, update: Update, now: Instant) {
        self.tick(now);
        let is_greeting = self.console.layout().is_none();
        let changed = self.console.take(&update);
        if changed.is_anew {
            self.start_over();
        } else if changed.is_impossible {
            self.tell(Severity::Error, "the console sent strips that cannot be");
        }
        if changed.effects.contains(&self.channel.node) {
            self.channel
                .learn(self.console.parameters(self.channel.node));
        }
        if let Some(levels) = &update.levels {
            self.shown.feed(levels, &self.console, now);
            self.recent.add(levels, now);
        }
        for news in update.news {
            self.learn(news);
        }
        self.surface_page.hear(update.midi);
        for done in &update.done {
            self.messages.add_done(done, now);
        }
        for notice in &update.notices {
            self.messages.add(notice, is_greeting, now);
        }
    }

    /// Pages follow what is new.
    fn learn(&mut self, news: News) {
        match news {
            News::Status(status) => self.note_load(status.worst_permille),
            News::Scenes(scenes) => self.scene_page.learn(&scenes),
            News::Phones(status) => self.phones.learn(status.links.clone()),
            News::Presets(names) => self.presets.learn(names),
            News::Cues(cues) => self.cue_page.learn(&cues),
            News::Patch(_) => self.patch_page.learn(ports(&self.console)),
            News::History(lines) => self.journal.learn(&lines, self.now),
            News::Surfaces(surfaces) => self.surface_page.learn(&surfaces),
            News::Preflight(found) => {
                self.preflight_page
                    .learn(found.as_ref().map_or(&[], |found| &found[..]));
            }
            News::MidiOrders(orders) => self.surface_page.follow(&orders),
            News::Labels(_)
            | News::RecallMarks(_)
            | News::Loudness(_)
            | News::Spectra(_)
            | News::Clashes(_)
            | News::Suspects(_)
            | News::Log(_)
            | News::Transport(_)
            | News::Preview(_)
            | News::RisesWait(_)
            | News::CueCountdown(_)
            | News::Reference(_)
            | News::Recording(_) => {}
            News::Tape(_) => self.tape_page.learn(self.console.tape()),
            News::Timeline(timeline) => self.automation.learn(&timeline),
        }
    }

    /// The first keys of an action, in words.
    pub fn key(&self, action: Action) -> String {
        self.keymap.key(action)
    }

    /// The chain of the page about it; none for a node that is gone.
    pub fn chain(&self) -> Option<Why> {
        let node = self.why.node;
        self.console.nodes().contains(&node).then_some(())?;
        let silence = || Levels::silent(self.console.channel_count());
        let levels = self.recent.merged(self.now).unwrap_or_else(silence);
        let evidence = Evidence {
            mirror: &self.console,
            levels: &levels,
        };
        Some(why::why(evidence, node))
    }

    /// Moves the clock.
    pub fn tick(&mut self, now: Instant) {
        self.now = now;
        self.messages.tick(now);
    }

    /// The console consists of something else.
    fn start_over(&mut self) {
        let is_first = self.shown.strips.is_empty();
        self.shown = Shown::new(&self.console, self.now);
        let nodes = self.console.nodes();
        self.channel
            .learn(self.console.parameters(self.channel.node));
        self.start_mixer_over(is_first);
        self.patch_page.learn(ports(&self.console));
        for (page, node) in [
            (PageName::Channel, self.channel.node),
            (PageName::Presets, self.presets.node),
            (PageName::Spectrum, self.spectrum_page.node),
        ] {
            if !nodes.contains(&node) {
                self.close(page, node);
            }
        }
    }

    /// What a page shows is gone, and so is the page.
    fn close(&mut self, page: PageName, node: NodeId) {
        if self.help.of == page {
            self.help.of = PageName::Mixer;
        }
        if self.page == page {
            self.page = PageName::Mixer;
            self.entry = None;
            self.tell(Severity::Warning, &format!("{node} is gone"));
        }
    }

    fn note_load(&mut self, permille: u32) {
        let (worst, since) = self.worst_load;
        let passed = self.now.saturating_duration_since(since) >= HOLD;
        if permille >= worst || passed {
            self.worst_load = (permille, self.now);
        }
    }

    /// The clock.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Tells the user something that this terminal knows by itself.
    pub fn tell(&mut self, severity: Severity, text: &str) {
        self.messages.tell(severity, text, self.now);
    }

    /// Puts the message on top away.
    pub fn dismiss(&mut self) {
        self.messages.dismiss(self.now);
    }

    /// What there is to say now.
    pub fn message(&self) -> Option<Message<'_>> {
        self.messages.last(self.now)
    }
    /// How many notices stand below that.
    pub fn more_messages(&self) -> usize {
        self.messages.below()
    }

    /// Nodes with a strip on the screen, main apart, in order.
    pub fn strips(&self) -> &[NodeId] {
        &self.shown.strips
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::feed::{Levels, MuteCause, ShowInfo, Status};
    use crate::param::{ParamIndex, Plain, Topology};
    use std::sync::Arc;
    use std::time::Duration;

    /// Channels of speakers and headphones.
    const HEARD: usize = 6;

    fn show(strips: usize) -> Arc<ShowInfo> {
        let mut topology = Topology::default();
        topology.strips.truncate(strips);
        Arc::new(ShowInfo {
            name: "test".to_owned(),
            topology,
            labels: Vec::new(),
        })
    }

    fn model(strips: usize, now: Instant) -> Model {
        let mut model = Model::new(Theme::new(true), now);
        let update = Update {
            show: Some(show(strips)),
            ..Update::default()
        };
        model.apply(update, now);
        model
    }

    #[test]
    fn meters_clips_and_gains_are_shown_by_node() {
        let now = Instant::now();
        let mut model = model(2, now);
        let mut levels = Levels::silent(4 + HEARD);
        levels.channels[1].meter = 0.5;
        levels.channels[1].gate_gain = 0.5;
        levels.channels[1].compressor_gain = 0.4;
        levels.channels[1].de_esser_gain = 0.5;
        levels.channels[2].input_peak = 0.5;
        levels.channels[3].clips = 2;
        levels.channels[1].automix_gain = 0.5;
        levels.channels[3].correlation = -0.25;
        levels.limiter_gain = 0.5;
        levels.channels[9].meter = 0.25;
        let update = Update {
            levels: Some(levels),
            ..Update::default()
        };
        model.apply(update, now);
        assert!((model.meters(NodeId::strip(2))[0].peak + 6.02).abs() < 0.01);
        assert!((model.reduction(NodeId::strip(2)) - 20.0).abs() < 0.01);
        let main = model.meters(NodeId::MAIN);
        assert!(main[0].peak < -60.0 && main[1].clipped, "{main:?}");
        assert_eq!(model.clips(NodeId::MAIN), 2);
        let phones = model.meters(NodeId::PHONES);
        assert!((phones[1].held + 12.04).abs() < 0.01 && phones[0].held < -60.0);
        assert!((model.readings(NodeId::strip(2)).0 - 6.02).abs() < 0.01);
        model.clear_clips();
        assert_eq!(model.clips(NodeId::MAIN), 0);
        assert!((model.reduction(NodeId::MAIN) - 6.02).abs() < 0.01);
        assert!(model.is_moving());
        model.tick(now + Duration::from_secs(30));
        assert!(!model.is_moving());
    }

    #[test]
    fn what_holds_an_output_shows_nothing_as_if_it_played() {
        let now = Instant::now();
        let mut model = model(2, now);
        let mut levels = Levels::silent(4 + HEARD);
        levels.channels[1].meter = 0.5;
        levels.channels[2].meter = 0.5;
        let update = Update {
            levels: Some(levels),
            ..Update::default()
        };
        model.apply(update, now);
        let peaks = |model: &Model| {
            [NodeId::strip(2), NodeId::MAIN].map(|node| model.meters(node)[0].peak > -10.0)
        };
        for (cause, seen) in [
            (MuteCause::SafeStart, [true, false]),
            (MuteCause::Panic, [true, false]),
            (MuteCause::Own, [true, true]),
        ] {
            let update = Update {
                mutes: vec![(NodeId::MAIN, vec![cause])],
                ..Update::default()
            };
            model.apply(update, now);
            assert_eq!(peaks(&model), seen, "{cause:?}");
        }
    }

    #[test]
    fn levels_of_another_console_are_left_out() {
        let now = Instant::now();
        let mut model = model(2, now);
        let mut levels = Levels::silent(7 + HEARD);
        levels.channels[0].meter = 1.0;
        let update = Update {
            levels: Some(levels),
            values: vec![(ParamIndex::new(1_000_000), Plain(0.0))],
            ..Update::default()
        };
        model.apply(update, now);
        assert!(!model.is_moving());
    }

    #[test]
    fn the_page_follows_the_selection_and_main_is_at_the_end() {
        let mut model = model(16, Instant::now());
        assert_eq!(model.selected(), NodeId::strip(1));
        assert_eq!(model.strips().len(), 24);
        model.select_by(9);
        assert_eq!(model.selected(), NodeId::strip(10));
        assert_eq!(model.shown(8), 8..16);
        model.turn_page(1, 8);
        assert_eq!(model.selected(), NodeId::dca(1));
        model.turn_page(5, 10);
        assert_eq!(model.shown(10), 20..24);
        model.select_by(100);
        assert_eq!(model.selected(), NodeId::MAIN);
        assert_eq!(model.shown(10), 20..24);
        model.select_by(-1);
        assert_eq!(model.selected(), NodeId::dca(8));
        model.turn_page(-9, 8);
        assert_eq!(model.selected(), NodeId::strip(1));
    }

    #[test]
    fn the_selection_survives_other_strips_where_it_can() {
        let now = Instant::now();
        let mut model = model(16, now);
        for (strips, expected) in [(12, 10), (4, 1)] {
            model.select(NodeId::strip(10));
            let update = Update {
                show: Some(show(strips)),
                ..Update::default()
            };
            model.apply(update, now);
            assert_eq!(model.selected(), NodeId::strip(expected));
        }
    }

    #[test]
    fn answers_to_keys_pass() {
        let now = Instant::now();
        let mut model = Model::new(Theme::new(true), now);
        model.tell(Severity::Info, "panic is not on");
        model.tick(now + Duration::from_secs(9));
        assert!(model.message().is_some());
        model.tick(now + Duration::from_secs(10));
        assert!(model.message().is_none());
    }

    #[test]
    fn the_worst_load_stands_for_two_seconds() {
        let now = Instant::now();
        let mut model = Model::new(Theme::new(true), now);
        let mut load = |worst_permille, seconds| {
            let status = Status {
                worst_permille,
                ..Status::default()
            };
            let update = Update {
                news: vec![News::Status(status)],
                ..Update::default()
            };
            model.apply(update, now + Duration::from_secs(seconds));
            model.worst_load()
        };
        assert_eq!(load(400, 0), 400);
        assert_eq!(load(100, 1), 400);
        assert_eq!(load(100, 2), 100);
    }
}
