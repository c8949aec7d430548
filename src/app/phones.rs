//! Personal mixes on phones, where the show or the command line asks for them.

use crate::control::feed::Severity;
use crate::control::inbox::{Inbox, PhoneOrder};
use crate::show::phones::PhoneSettings;
use crate::web::Phones;
use crossbeam_channel::Receiver;
use std::path::PathBuf;

/// Listens where the settings say; links are kept in the show's folder, where there is one. What cannot be had is told
/// to everybody, and the console runs without it.
pub fn start(
    settings: Option<PhoneSettings>,
    folder: Option<PathBuf>,
    orders: Receiver<PhoneOrder>,
    inbox: &Inbox,
) -> Option<Phones> {
    let settings = settings?;
    let listen = settings.listen?;
    match Phones::start(listen, settings, folder, (inbox.clone(), orders)) {
        Ok(phones) => {
            tracing::info!("phones find the console at {}", phones.address());
            Some(phones)
        }
        Err(error) => {
            tracing::error!("{error}");
            inbox.tell(Severity::Error, error.to_string());
            None
        }
    }
}
