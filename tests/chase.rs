//! The transport goes with MTC: it plays at that time, follows jumps, stops where it ends, and nobody else moves it.

mod common;

use common::consoles;
use common::desk::{Bench, Client};
use headroom::control::console::Setup;
use headroom::control::feed::{News, TransportStatus};
use headroom::control::intent::{Intent, RemoteOrder, Rights, TransportOrder};
use headroom::param::{Topology, Width};

/// Two frames at 25 per second, in microseconds.
const NEAR: u64 = 80_000;

struct Chased {
    bench: Bench,
    client: Client,
    rate: usize,
    transport: TransportStatus,
    said: Vec<String>,
}

impl Chased {
    fn new(rate: usize) -> Self {
        let mut bench = Bench::new(Setup {
            topology: Topology {
                strips: vec![consoles::mono(1)],
                main: Width::Mono,
                ..Topology::default()
            },
            ..Setup::default()
        });
        let client = bench.connect(Rights::Mix);
        bench.open(rate as u32);
        bench.run(rate / 2, 0.0);
        Self {
            bench,
            client,
            rate,
            transport: TransportStatus::default(),
            said: Vec::new(),
        }
    }

    /// It stands there, and does not play.
    fn assert_stands_at(&self, at: u64) {
        assert_eq!((self.transport.is_playing, self.transport.at), (false, at));
    }

    /// Time passes.
    fn pass(&mut self, milliseconds: usize) {
        for _ in 0..milliseconds / 10 {
            self.bench.run(self.rate / 100, 0.0);
            for update in self.client.updates.try_iter() {
                self.said
                    .extend(update.notices.iter().map(|notice| notice.text.clone()));
                for news in update.news {
                    if let News::Transport(transport) = news {
                        self.transport = transport;
                    }
                }
            }
        }
    }

    /// Time outside runs from here for so many double frames; where it is then.
    fn roll(&mut self, from_ms: u64, times: u64) -> u64 {
        for time in 0..times {
            let at = (from_ms + time * 80) * 1000;
            self.bench
                .ask(&self.client, Intent::Remote(RemoteOrder::Roll(at)))
                .unwrap();
            self.pass(80);
        }
        (from_ms + times * 80) * 1000
    }

    fn is_near(&self, at: u64) {
        let here = self.transport.at;
        assert!(self.transport.is_playing, "it plays");
        assert!(here.abs_diff(at) <= NEAR, "{here} for {at}");
    }
}

#[test]
fn it_plays_at_the_time_outside_follows_a_jump_and_stops_with_it() {
    for rate in [44_100, 48_000, 96_000] {
        let mut chased = Chased::new(rate);
        let at = chased.roll(3_600_000, 10);
        chased.is_near(at);
        // It goes on as long as the time outside does, without drift.
        let at = chased.roll(at / 1000, 60);
        chased.is_near(at);
        // One time that came late moves nothing; a jump counts after three.
        chased.roll(at / 1000 - 500, 1);
        chased.is_near(at + NEAR);
        let at = chased.roll(20_000, 8);
        chased.is_near(at);
        // Nobody else moves it meanwhile.
        let order = Intent::Transport(TransportOrder::Stop);
        let refusal = chased.bench.ask(&chased.client, order).unwrap_err();
        assert!(refusal.to_string().contains("follows MTC"), "{refusal}");
        chased.said.clear();
        chased.pass(1000);
        assert!(!chased.transport.is_playing);
        let stopped = chased.transport.at;
        assert!(stopped.abs_diff(at) <= 350_000, "{stopped} for {at}");
        assert!(
            chased
                .said
                .iter()
                .any(|text| text.contains("MTC is not heard")),
            "{:?}",
            chased.said
        );
        // Then it belongs to people again.
        let order = Intent::Transport(TransportOrder::Play);
        chased.bench.ask(&chased.client, order).unwrap();
        chased.pass(200);
        assert!(chased.transport.is_playing);
    }
}

#[test]
fn time_that_stands_is_found_there_and_what_is_turned_off_moves_nothing() {
    let mut chased = Chased::new(48_000);
    let stand = |at| Intent::Remote(RemoteOrder::Stand(at));
    chased.bench.ask(&chased.client, stand(5_000_000)).unwrap();
    chased.pass(100);
    chased.assert_stands_at(5_000_000);
    // While it plays by hand, a time that stands stops it there.
    let order = Intent::Transport(TransportOrder::Play);
    chased.bench.ask(&chased.client, order).unwrap();
    chased.pass(300);
    chased.bench.ask(&chased.client, stand(9_000_000)).unwrap();
    chased.pass(100);
    chased.assert_stands_at(9_000_000);
    chased
        .bench
        .set(&chased.client, "console/transport/follow-mtc", "off")
        .unwrap();
    chased.roll(60_000, 8);
    chased.assert_stands_at(9_000_000);
    // A day is the longest that there is.
    chased
        .bench
        .set(&chased.client, "console/transport/follow-mtc", "on")
        .unwrap();
    chased.bench.ask(&chased.client, stand(u64::MAX)).unwrap();
    chased.pass(100);
    assert_eq!(chased.transport.at, 9_000_000);
}
