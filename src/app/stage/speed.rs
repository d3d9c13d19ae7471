//! How fast a story goes on by itself.

use std::fmt::{Display, Formatter};

/// How fast a story goes on by itself, against what its steps are meant to last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speed {
    percent: u32,
}

/// What keys go through, in percent.
const STOPS: [u32; 12] = [10, 25, 50, 75, 100, 125, 150, 200, 300, 400, 600, 1000];

impl Default for Speed {
    fn default() -> Self {
        Self { percent: 100 }
    }
}

impl Speed {
    /// The slowest and the fastest, as factors.
    pub const LIMITS: (f64, f64) = (0.1, 10.0);

    /// So many times as fast; `None` beyond its limits.
    pub fn of(factor: f64) -> Option<Self> {
        let (slowest, fastest) = Self::LIMITS;
        (slowest..=fastest).contains(&factor).then(|| Self { percent: (factor * 100.0).round() as u32 })
    }

    /// The next stop above it, or below.
    pub(in crate::app) fn next(self, is_faster: bool) -> Option<Self> {
        let percent = if is_faster {
            STOPS.into_iter().find(|stop| *stop > self.percent)
        } else {
            STOPS.into_iter().rev().find(|stop| *stop < self.percent)
        };
        percent.map(|percent| Self { percent })
    }

    /// How long something takes on the clock that is meant to last so long; both in milliseconds.
    pub(in crate::app) fn on_the_clock(self, meant_ms: u64) -> u64 {
        (meant_ms * 100).div_ceil(u64::from(self.percent))
    }

    /// How much of what is meant to last is over after so long on the clock; both in milliseconds.
    pub(in crate::app) fn of_what_is_meant(self, clock_ms: u64) -> u64 {
        clock_ms * u64::from(self.percent) / 100
    }
}

impl Display for Speed {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", f64::from(self.percent) / 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_from_stop_to_stop_and_end_at_the_limits() {
        let mut speed = Speed::of(1.1).unwrap();
        let mut told = vec![speed.to_string()];
        while let Some(next) = speed.next(true) {
            speed = next;
            told.push(speed.to_string());
        }
        assert_eq!(told.join(" "), "1.1 1.25 1.5 2 3 4 6 10");
        while let Some(next) = speed.next(false) {
            speed = next;
        }
        assert_eq!((speed.to_string().as_str(), Speed::of(0.1)), ("0.1", Some(speed)));
        assert_eq!([0.0, 0.09, 10.1, -1.0, f64::NAN, f64::INFINITY].map(Speed::of), [None; 6]);
    }

    #[test]
    fn at_its_own_speed_a_story_has_the_clock_s_time_and_no_time_is_lost_at_another() {
        assert_eq!(Speed::default().on_the_clock(4_567), 4_567);
        assert_eq!(Speed::default().of_what_is_meant(4_567), 4_567);
        for speed in STOPS.map(|percent| Speed { percent }) {
            for meant in [1, 7, 999, 40_000] {
                assert!(speed.of_what_is_meant(speed.on_the_clock(meant)) >= meant, "{speed} {meant}");
            }
        }
        assert_eq!(Speed::of(1.5).unwrap().on_the_clock(3_000), 2_000);
    }
}
