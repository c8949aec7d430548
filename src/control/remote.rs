//! What remote controls ask: nobody is there who could be asked in turn.

use super::console::Console;
use super::core::Core;
use super::gliding::SetRequest;
use super::hands::Hands;
use super::intent::{Answer, ClientId, FadeWish, Refusal, RemoteOrder};
use super::journal::Cause;
use super::scenes::Scenes;
use crate::param::spec::{ConsoleParam, FxParam, Param};
use crate::param::{NodeId, NodeKind, ParamIndex, Plain};
use std::time::Instant;

/// A tempo that is this near is the same one, in beats per minute.
const SAME: f32 = 0.005;

impl Console {
    /// Follows an order.
    pub(super) fn follow_remote(
        &mut self,
        client: ClientId,
        order: RemoteOrder,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let (core, hands, scenes) = (&mut self.core, &self.hands, &mut self.scenes);
        match order {
            RemoteOrder::Go => scenes.go_unattended(core, hands, client, now),
            RemoteOrder::Cue(number) => scenes.jump(core, hands, client, (number, false), now),
            RemoteOrder::Hold => scenes.hold_all(core, client, true, now),
            RemoteOrder::Resume => scenes.hold_all(core, client, false, now),
            RemoteOrder::Tempo(tempo) => {
                follow_clock(core, tempo, now);
                Ok(Answer::default())
            }
            RemoteOrder::Roll(at) => self.automation.roll_with(core, at, now),
            RemoteOrder::Stand(at) => {
                self.automation.stand_with(core, at, now);
                Ok(Answer::default())
            }
        }
    }
}

/// The tempo of a clock is that of bars and of every effect, where somebody wants that.
fn follow_clock(core: &mut Core, tempo: f32, now: Instant) {
    let console = |row| NodeId::CONSOLE.param(Param::Console(row));
    if !core.values().is_on(console(ConsoleParam::FollowClock)) {
        return;
    }
    let nodes = core.layout().nodes();
    let buses = nodes.into_iter().filter(|node| node.kind == NodeKind::Bus);
    let rows = buses.map(|bus| bus.param(Param::Fx(FxParam::Tempo)));
    let rows = rows.chain([console(ConsoleParam::Tempo)]);
    let found: Vec<ParamIndex> = rows.filter_map(|addr| core.layout().index(addr)).collect();
    let is_other = |index: &ParamIndex| (core.heading(*index).0 - tempo).abs() > SAME;
    let changes: Vec<SetRequest> = found
        .into_iter()
        .filter(is_other)
        .map(|index| SetRequest::now(index, Plain(tempo)))
        .collect();
    if !changes.is_empty() {
        core.act_for_itself(Cause::Automation, now);
        core.change(changes);
    }
}

impl Scenes {
    /// The next cue or scene goes, asked for by nobody who could be asked.
    fn go_unattended(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        if !self.cues.is_empty() {
            return self.go_cue(core, hands, client, false, now);
        }
        let place = self.find(&self.armed_scene()?)?;
        self.recall_place(core, hands, client, (place as u16, false), now)
    }

    /// What fades and what counts down is held, or goes on. What is so already stays so.
    fn hold_all(
        &mut self,
        core: &mut Core,
        client: ClientId,
        hold: bool,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        let mut said = Vec::new();
        let counts = self.cues.countdown_held();
        if counts.is_some_and(|held| held != hold) {
            said.push(self.hold(core, now)?.text);
        }
        if self.is_fade_held() != hold && (!hold || !core.fading().is_empty()) {
            said.push(self.follow_fade(core, client, FadeWish::Hold, now)?.text);
        }
        if said.is_empty() {
            let text = if hold {
                "nothing runs that could be held"
            } else {
                "nothing is held"
            };
            return Err(Refusal::Nothing(text.to_owned()));
        }
        Ok(Answer::said(said.join("; ")))
    }
}
