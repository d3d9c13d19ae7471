//! The common height of all tracks.

use crate::model::units::DAYS_PER_YEAR;
use crate::study::{LookAhead, Target};

/// The target's value at the lowest and at the highest mark of a track.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrackScale {
    /// Value at the lowest mark.
    pub low: f64,
    /// Value at the highest.
    pub high: f64,
}

/// Share of the old scale that new outcomes must fill for it to stay.
const FILLED: f64 = 0.6;

impl TrackScale {
    /// The scale of a look-ahead. `last` stays while the outcomes fit in it and fill most of it, so that heights do not
    /// twitch while a lever moves. `None` where nothing is finite.
    pub fn around(look_ahead: &LookAhead, last: Option<Self>) -> Option<Self> {
        let finite = look_ahead
            .tracks
            .iter()
            .filter(|track| track.matters)
            .flat_map(|track| track.outcomes.iter().copied().chain(track.never))
            .chain([look_ahead.present])
            .filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return None;
        }
        if let Some(last) = last
            && low >= last.low
            && high <= last.high
            && high - low >= FILLED * (last.high - last.low)
        {
            return Some(last);
        }
        let step = round_unit(look_ahead.target, high - low);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        Some(Self { low, high: if high > low { high } else { low + step } })
    }

    /// Where a value lies between low and high, 0..=1; what never comes lies at the top.
    pub fn fraction(&self, value: f64) -> f64 {
        if value == f64::INFINITY { 1.0 } else { ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) }
    }
}

/// What the ends of the scale are rounded to: quarters of a year, or a round number near a tenth of the range.
fn round_unit(target: Target, range: f64) -> f64 {
    if target.is_date() {
        return DAYS_PER_YEAR / 4.0;
    }
    let tenth = (range / 10.0).max(target.noise());
    10f64.powf(tenth.log10().ceil())
}
