//! What is asked about scenes: which function follows it.

use super::core::Core;
use super::hands::Hands;
use super::intent::{Answer, ClientId, Refusal, SceneWish};
use super::scenes::Scenes;
use std::time::Instant;

impl Scenes {
    /// Follows a wish about scenes.
    ///
    /// # Errors
    /// Why it cannot be followed; nothing has changed then.
    pub fn follow_wish(
        &mut self,
        core: &mut Core,
        hands: &Hands,
        client: ClientId,
        wish: SceneWish,
        now: Instant,
    ) -> Result<Answer, Refusal> {
        match wish {
            SceneWish::Recall(name, over) => {
                self.recall(core, hands, client, (&name, over, true), now)
            }
            SceneWish::RecallAt(place) => self.recall_at(core, hands, client, place, now),
            SceneWish::UndoRecall => self.undo_recall(core, client, now),
            SceneWish::Arm(name) => self.arm_scene(core, name.as_deref(), now),
            SceneWish::StepArmed(by) => self.step_armed(core, by, now),
            SceneWish::Compare(from, to) => self.compare(core, hands, (&from, &to), now),
            SceneWish::Store(name) => self.store(core, client, &name),
            SceneWish::StoreCurrent => self.store_current(core, client),
            SceneWish::Insert(name, place) => self.insert(core, client, &name, &place),
            SceneWish::Add(scenes, place) => self.add(core, client, scenes, place.as_ref()),
            SceneWish::Rename(from, to) => self.rename(core, client, &from, &to),
            SceneWish::Delete(name) => self.delete(core, client, &name),
            SceneWish::ChangeHead(name, to) => self.change_head(core, client, &name, &to),
            SceneWish::Move(name, place) => self.move_to(core, client, &name, place),
            SceneWish::Place(name, place) => self.place_beside(core, client, &name, &place),
            SceneWish::Duplicate(from, to) => self.duplicate(core, client, &from, &to),
            SceneWish::ChangeMany(which, to) => self.change_many(core, client, &which, &to),
            SceneWish::Fold(into) => self.fold(core, client, into),
            SceneWish::Release(marked) => self.release(core, marked),
            SceneWish::SetSafe(addr, safe) => self.set_safe(core, addr, safe),
        }
    }
}
