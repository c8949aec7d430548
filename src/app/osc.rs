//! Control over the network, where the show or the command line asks for it.

use crate::control::feed::Severity;
use crate::control::inbox::Inbox;
use crate::osc::Osc;
use crate::show::osc::OscSettings;

/// Listens where the settings say. What cannot be had is told to everybody, and the console runs without it.
pub fn start(settings: Option<OscSettings>, inbox: &Inbox) -> Option<Osc> {
    let settings = settings.filter(OscSettings::is_on)?;
    match Osc::start(settings, inbox.clone()) {
        Ok(osc) => {
            for (dialect, address) in osc.places() {
                tracing::info!("OSC ({dialect:?}) listens at {address}");
            }
            Some(osc)
        }
        Err(error) => {
            tracing::error!("{error}");
            inbox.tell(Severity::Error, error.to_string());
            None
        }
    }
}
