//! The one place that reads a clock. It tells gestures apart and says when a run is long; no frame and no result depends on it.

use std::time::{Duration, Instant};

/// Milliseconds since the session began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock(Instant);

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one clock of the program")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// How long the session has lasted.
    pub(crate) fn now(self) -> Duration {
        self.0.elapsed()
    }

    /// How long ago that was.
    pub(crate) fn since(self, then: Duration) -> Duration {
        self.now().saturating_sub(then)
    }

    pub(crate) fn now_ms(self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
