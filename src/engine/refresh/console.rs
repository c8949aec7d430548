//! What exists once: the hold on outputs, and what meters show.

use crate::engine::Engine;
use crate::engine::settings::meters;
use crate::param::spec::ConsoleParam;

impl Engine {
    pub(super) fn refresh_hold(&mut self) {
        let console = self.values_of(&self.wiring.console);
        self.hold
            .set_safe_start(console.is_on(ConsoleParam::SafeStart));
        self.hold.set_panic(console.is_on(ConsoleParam::Panic));
        self.set_meters(meters::kind(&console), meters::taps(&console));
    }
}
