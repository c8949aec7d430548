//! Answers that wait: "stored" is said when it is kept.

use super::intent::{Answer, Refusal};
use crossbeam_channel::Sender;
use std::time::{Duration, Instant};

/// So long a disk may take; then whoever waits learns that it has not taken what was done. Less than anybody's
/// patience.
const DISK_PATIENCE: Duration = Duration::from_secs(10);

/// Where an answer goes.
pub type AnswerTo = Sender<Result<Answer, Refusal>>;

/// Answers to intents whose effect has to be on the disk first.
#[derive(Debug, Default)]
pub struct Answers {
    /// Told once this change is safe, with the moment from which they wait.
    waiting: Vec<(AnswerTo, Answer, Instant)>,
    /// Told once the strips and buses have changed, and that is safe.
    reshaping: Vec<(AnswerTo, Answer)>,
    /// Told once the files of the recording are open, or cannot be.
    recording: Vec<AnswerTo>,
    /// Why the journal cannot be written.
    failing: Option<String>,
}

impl Answers {
    /// An answer waits until its change is safe. `committed`: changes up to this number are.
    pub fn wait(&mut self, to: AnswerTo, answer: Answer, committed: u64, now: Instant) {
        self.waiting.push((to, answer, now));
        self.serve(committed);
    }

    /// Nobody waits longer than a disk may take.
    pub fn tick(&mut self, now: Instant) {
        self.waiting.retain(|(to, answer, since)| {
            let is_late = now.saturating_duration_since(*since) >= DISK_PATIENCE;
            if is_late {
                let seconds = DISK_PATIENCE.as_secs();
                let why = format!("it has not been taken within {seconds} seconds");
                // Nobody waits any more: nobody to tell.
                let _ = to.try_send(Err(Refusal::NotKept(answer.text.clone(), why)));
            }
            !is_late
        });
    }

    /// An answer waits for other strips and buses.
    pub fn wait_for_shape(&mut self, to: AnswerTo, answer: Answer) {
        self.reshaping.push((to, answer));
    }

    /// The strips and buses have changed; `change` is what has to be safe.
    pub fn reshaped(&mut self, change: u64, now: Instant) {
        let waits = |(to, answer): (AnswerTo, Answer)| (to, Answer { change, ..answer }, now);
        self.waiting.extend(self.reshaping.drain(..).map(waits));
    }

    /// An answer waits for the files of the recording.
    pub fn wait_for_recording(&mut self, to: AnswerTo) {
        self.recording.push(to);
    }

    /// The files of the recording are open, or why they are not.
    pub fn recording_began(&mut self, outcome: &Result<String, Refusal>) {
        for to in self.recording.drain(..) {
            // Nobody waits any more: nobody to tell.
            let _ = to.try_send(outcome.clone().map(Answer::said));
        }
    }

    /// Changes up to this number are safe.
    pub fn serve(&mut self, committed: u64) {
        let failing = self.failing.clone();
        self.waiting.retain(|(to, answer, _)| {
            let outcome = match &failing {
                _ if answer.change <= committed => Ok(answer.clone()),
                Some(why) => Err(Refusal::NotKept(answer.text.clone(), why.clone())),
                None => return true,
            };
            // Nobody waits any more: nobody to tell.
            let _ = to.try_send(outcome);
            false
        });
    }

    /// The journal cannot be written: whoever waits is told, and whoever comes.
    pub fn fail(&mut self, why: String, committed: u64) {
        self.failing = Some(why);
        self.serve(committed);
    }

    /// The journal is written again.
    pub fn mend(&mut self) {
        self.failing = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::intent::{Intent, SceneWish};
    use crossbeam_channel::bounded;

    fn answer(change: u64) -> Answer {
        Answer {
            change,
            ..Answer::said("Stored: A")
        }
    }

    #[test]
    fn an_answer_comes_when_its_change_is_safe() {
        let (to, from) = bounded(1);
        let mut answers = Answers::default();
        answers.wait(to, answer(7), 6, Instant::now());
        answers.serve(6);
        assert!(from.is_empty());
        answers.serve(8);
        assert_eq!(from.try_recv(), Ok(Ok(answer(7))));
    }

    #[test]
    fn a_disk_that_takes_nothing_is_said_at_once() {
        let (to, from) = bounded(2);
        let mut answers = Answers::default();
        answers.wait(to.clone(), answer(7), 6, Instant::now());
        answers.fail("no space".to_owned(), 6);
        answers.wait(to, answer(8), 6, Instant::now());
        let refusal = Refusal::NotKept("Stored: A".to_owned(), "no space".to_owned());
        assert_eq!(from.try_recv(), Ok(Err(refusal.clone())));
        assert_eq!(from.try_recv(), Ok(Err(refusal)));
    }

    #[test]
    fn a_disk_that_takes_its_time_is_said_before_anybody_gives_up() {
        let (to, from) = bounded(1);
        let (mut answers, now) = (Answers::default(), Instant::now());
        answers.wait(to, answer(7), 6, now);
        answers.tick(now + DISK_PATIENCE / 2);
        assert!(from.is_empty());
        answers.tick(now + DISK_PATIENCE);
        let said = from.try_recv().unwrap().unwrap_err().to_string();
        assert!(
            said.starts_with("Stored: A; but it is not on the disk (it has not been taken"),
            "{said}"
        );
        let store = Intent::Scene(SceneWish::StoreCurrent);
        assert!(DISK_PATIENCE < crate::control::inbox::patience(&store));
    }

    #[test]
    fn another_shape_is_answered_when_it_is_there_and_safe() {
        let (to, from) = bounded(1);
        let mut answers = Answers::default();
        answers.wait_for_shape(to, answer(3));
        answers.serve(100);
        assert!(from.is_empty());
        answers.reshaped(101, Instant::now());
        answers.serve(101);
        assert_eq!(from.try_recv(), Ok(Ok(answer(101))));
    }
}
