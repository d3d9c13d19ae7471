//! What is computed for a screen: the central case with its reference and its alternatives, the look-ahead,
//! and the ensemble.
//!
//! Pure: a job in, results out. Who runs a job, on which thread, and what becomes of stale ones is `engine`'s affair.

mod backtest;
mod central;
mod ends;
mod ensemble;
mod lookahead;
mod nudge;
mod target;

pub use backtest::{Agreement, BACKTEST_DRAWS, Backtest, BacktestRow, BacktestTexts, Rest, Tally, Worth};
pub use central::{Central, CentralJob, WAYS, Way, Worlds};
pub use ends::Moved;
pub use ensemble::{Bands, DEFAULT_SEED, Ensemble, EnsembleJob, FIRST_STAGE, LEAST_SETTLED, MOST_DRAWS, usd_step};
pub use lookahead::{Ahead, LookAhead, LookAheadJob, Track, track_position, track_value};
pub use target::Target;

/// Which request a result answers; a later one has a higher number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Generation(pub u64);

impl Generation {
    /// The one after.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Whose outcome is in focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The firm of that index.
    Firm(usize),
    /// All firms together.
    All,
}
