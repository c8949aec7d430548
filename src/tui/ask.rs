//! The one confirmation: a question that names its object, and keeps what each answer does.

use crate::control::intent::Intent;

/// How a session at the terminal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The user wants the console to end.
    Quit,
    /// The terminal leaves, and the console goes on.
    Detached,
}

/// What waits for a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What is asked. It names its object.
    pub text: String,
    /// The keys that do something; any other one does nothing.
    pub choices: Vec<Choice>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its key.
    pub key: char,
    /// What it does, in a few words.
    pub words: &'static str,
    /// What it does. It was decided when the question was asked: whatever moves meanwhile,
    /// nothing else is done.
    pub outcome: Outcome,
}

/// What an answer does.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Asks the console for something.
    Send(Intent),
    /// Ends the session.
    Leave(Ending),
    /// Ends the console in another process, and with it the session.
    EndConsole,
}

impl Question {
    /// A question to which there is only yes and no.
    pub fn yes_or_no(text: impl Into<String>, intent: Intent) -> Self {
        Self {
            text: text.into(),
            choices: vec![Choice {
                key: 'y',
                words: "yes",
                outcome: Outcome::Send(intent),
            }],
        }
    }

    /// How to leave a console: of this process, or one that is `attached`.
    pub fn leave(attached: bool) -> Self {
        let end = if attached {
            Outcome::EndConsole
        } else {
            Outcome::Leave(Ending::Quit)
        };
        Self {
            text: "Leave this terminal, or end the console?".to_owned(),
            choices: vec![
                Choice {
                    key: 'd',
                    words: "detach, the console goes on",
                    outcome: Outcome::Leave(Ending::Detached),
                },
                Choice {
                    key: 'e',
                    words: "end, all sound stops",
                    outcome: end,
                },
            ],
        }
    }

    /// What a key does; nothing for one that is no answer.
    pub fn answer(&self, key: char) -> Option<&Outcome> {
        let key = key.to_ascii_lowercase();
        let choice = self.choices.iter().find(|choice| choice.key == key);
        choice.map(|choice| &choice.outcome)
    }

    /// The answers, for the row below the question.
    pub fn answers(&self) -> String {
        let one = |choice: &Choice| format!("{} {}", choice.key, choice.words);
        let mut all: Vec<String> = self.choices.iter().map(one).collect();
        let no = if self.choices.len() == 1 {
            "no"
        } else {
            "stay"
        };
        all.push(format!("any other key: {no}"));
        all.join("   ")
    }
}
