//! Gains on their way up: the square root of a gain rises evenly, and falls at once.

/// A gain now, and what it is at the next mark where it moves.
pub type Gains = (f32, Option<f32>);

/// A gain that falls at once and takes its time to rise.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rise {
    /// The square root of the gain at the mark `since`.
    root: f64,
    /// What that goes to.
    target: f64,
    /// The engine frame at which this was so.
    since: u64,
}

impl Rise {
    /// The way at the mark `frame` towards what is asked for; the root rises by `per_mark` at most. Call it at
    /// every mark while it is under way.
    pub fn step(&mut self, (wanted, next): Gains, frame: u64, per_mark: f64) -> Gains {
        let root = |gain: f32| f64::from(gain).sqrt();
        let reached = self.reached(frame, per_mark);
        let (now, target) = (root(wanted), root(next.unwrap_or(wanted)));
        *self = Self {
            root: lower(reached, now),
            target,
            since: frame,
        };
        let coming = self.root + per_mark;
        let gain = if self.root == now {
            wanted
        } else {
            square(self.root)
        };
        match next {
            None if self.root == target => (gain, None),
            _ if target <= coming => (gain, Some(next.unwrap_or(wanted))),
            _ => (gain, Some(square(coming))),
        }
    }

    /// The root at the mark `frame`.
    fn reached(&self, frame: u64, per_mark: f64) -> f64 {
        if frame > self.since {
            lower(self.root + per_mark, self.target)
        } else {
            self.root
        }
    }

    /// The gain at the mark to which it was last asked.
    pub fn gain(&self) -> f32 {
        square(self.root)
    }

    /// What is heard changes by a factor, though the gain that is asked for does not.
    fn scale(&mut self, factor: f32) {
        let factor = f64::from(factor).sqrt();
        self.root *= factor;
        self.target *= factor;
    }

    /// True when it has not come to where it goes.
    pub fn is_under_way(&self) -> bool {
        self.root < self.target
    }

    /// Stands at what is asked for.
    pub fn stand(&mut self, (wanted, next): Gains, frame: u64) {
        let root = f64::from(next.unwrap_or(wanted)).sqrt();
        *self = Self {
            root,
            target: root,
            since: frame,
        };
    }
}

/// A gain that is held back only where it would jump up: what glides up goes as fast as it likes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Held {
    rise: Rise,
    /// What the root rises by per mark; 0 while nothing is held back.
    per_mark: f64,
}

impl Held {
    /// The way at the mark `frame` towards what is asked for. Where `jump` says so, a jump counts: from there on the
    /// root rises by so much per mark, until it has come to what is asked for. Call it at every mark while it is
    /// under way.
    pub fn follow(&mut self, wanted: Gains, frame: u64, jump: Option<f64>) -> Gains {
        let reached = self.rise.reached(frame, self.per_mark);
        if let Some(per_mark) = jump
            && is_jump(square(reached), wanted.0)
        {
            self.per_mark = per_mark;
        }
        if self.per_mark == 0.0 {
            self.rise.stand(wanted, frame);
            return wanted;
        }
        let gains = self.rise.step(wanted, frame, self.per_mark);
        if !self.rise.is_under_way() {
            self.per_mark = 0.0;
        }
        gains
    }

    /// Stands at what is asked for.
    pub fn stand(&mut self, wanted: Gains, frame: u64) {
        self.per_mark = 0.0;
        self.rise.stand(wanted, frame);
    }

    /// What is heard changes by a factor, though the gain that is asked for does not.
    pub fn scale(&mut self, factor: f32) {
        self.rise.scale(factor);
    }

    /// The gain at the mark to which it was last asked.
    pub fn gain(&self) -> f32 {
        self.rise.gain()
    }

    /// True while something is held back.
    pub fn is_under_way(&self) -> bool {
        self.per_mark > 0.0
    }
}

/// True for a rise by more than 1 dB to what can be heard, from one mark to the next.
fn is_jump(heard: f32, wanted: f32) -> bool {
    const ONE_DB: f32 = 1.122;
    const AUDIBLE: f32 = 0.001;
    wanted > heard * ONE_DB && wanted > AUDIBLE
}

fn lower(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

fn square(root: f64) -> f32 {
    (root * root) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const PER_MARK: f64 = 1.0 / 600.0;

    #[test]
    fn the_root_of_the_gain_rises_evenly_and_falls_at_once() {
        let mut rise = Rise::default();
        let mut coming = 0.0;
        for mark in 0..601 {
            let (now, next) = rise.step((1.0, None), (1000 + mark) * 32, PER_MARK);
            assert_eq!(now, coming, "{mark}");
            let expected = (mark as f64 / 600.0).powi(2);
            assert!((f64::from(now) - expected).abs() < 1e-6, "{mark}: {now}");
            assert_eq!(next.is_some(), mark < 600);
            coming = next.unwrap_or(now);
        }
        assert!(!rise.is_under_way());
        let later = 3000 * 32;
        assert_eq!(rise.step((0.0, None), later, PER_MARK), (0.0, None));
        assert_eq!(rise.step((1.0, None), 2 * later, PER_MARK).0, 0.0);
    }

    #[test]
    fn what_glides_slower_goes_on_as_it_is_and_looking_twice_changes_nothing() {
        let mut rise = Rise::default();
        let glide = |mark: u64| (mark as f32 / 5000.0).powi(2);
        for mark in 0..4000 {
            let wanted = (glide(mark), Some(glide(mark + 1)));
            let gains = rise.step(wanted, mark * 32, PER_MARK);
            assert_eq!(gains, wanted);
            assert_eq!(rise.step(wanted, mark * 32, PER_MARK), gains);
        }
    }

    #[test]
    fn only_what_jumps_up_is_held_back() {
        let mut held = Held::default();
        held.stand((0.01, None), 0);
        // A throw: 60 dB in 20 marks, each announced at the one before.
        let throw = |mark: u64| 10f32.powf(-2.0 + mark as f32 * 0.1);
        for mark in 1..20 {
            let wanted = (throw(mark), Some(throw(mark + 1)));
            let heard = if mark == 1 { None } else { Some(PER_MARK) };
            assert_eq!(held.follow(wanted, mark * 32, heard), wanted);
        }
        // A fall is no jump, and a jump that does not count is none.
        assert_eq!(held.follow((0.04, None), 640, Some(PER_MARK)), (0.04, None));
        assert_eq!(held.follow((0.25, None), 672, None), (0.25, None));
        assert!(!held.is_under_way());
        let (now, next) = held.follow((1.0, None), 704, Some(PER_MARK));
        assert_eq!(now, 0.25);
        assert!(next.unwrap() < 0.252 && held.is_under_way());
        for mark in 1..=300 {
            held.follow((1.0, None), 704 + mark * 32, None);
        }
        assert!(!held.is_under_way());
        assert_eq!(held.gain(), 1.0);
    }

    #[test]
    fn what_is_heard_may_change_though_the_gain_does_not() {
        let mut held = Held::default();
        held.stand((1.0, None), 0);
        held.scale(0.0);
        let (now, next) = held.follow((1.0, None), 32, Some(PER_MARK));
        assert_eq!(now, 0.0);
        assert!(next.is_some());
        // Louder before: nothing is held back.
        held.stand((1.0, None), 64);
        held.scale(100.0);
        assert_eq!(held.follow((1.0, None), 96, Some(PER_MARK)), (1.0, None));
    }
}
