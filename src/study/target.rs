//! The outcome that a look-ahead shows.

use crate::model::FirmOutcome;

/// An outcome of the firm in focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumIter)]
pub enum Target {
    /// When the stock runs out.
    #[default]
    Stockout,
    /// When work goes unserved beyond the tolerance.
    Gap,
    /// Work served.
    FillRate,
    /// What moving costs.
    Migration,
    /// What unserved work would have been worth.
    Shortfall,
}

impl Target {
    /// Name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Stockout => "stockout",
            Self::Gap => "gap",
            Self::FillRate => "fill_rate",
            Self::Migration => "migration",
            Self::Shortfall => "shortfall",
        }
    }

    /// The target of that name.
    pub fn from_id(id: &str) -> Option<Self> {
        use strum::IntoEnumIterator;
        Self::iter().find(|target| target.id() == id)
    }

    /// The one after it, in a ring.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Stockout => Self::Gap,
            Self::Gap => Self::FillRate,
            Self::FillRate => Self::Migration,
            Self::Migration => Self::Shortfall,
            Self::Shortfall => Self::Stockout,
        }
    }

    /// Whether it is a date, for which `None` within the horizon is +∞.
    pub fn is_date(self) -> bool {
        matches!(self, Self::Stockout | Self::Gap)
    }

    /// Its value in an outcome: days from the start, a share or dollars; +∞ for a date that does not come.
    pub fn of(self, outcome: &FirmOutcome) -> f64 {
        match self {
            Self::Stockout => outcome.stockout.map_or(f64::INFINITY, |day| day.0),
            Self::Gap => outcome.gap.map_or(f64::INFINITY, |day| day.0),
            Self::FillRate => outcome.fill_rate,
            Self::Migration => outcome.cost.migration_total().0,
            Self::Shortfall => outcome.cost.shortfall.0,
        }
    }

    /// The smallest difference that is one: an hour, a hundredth of a percent, ten thousand dollars.
    pub fn noise(self) -> f64 {
        match self {
            Self::Stockout | Self::Gap => 1.0 / 24.0,
            Self::FillRate => 1e-4,
            Self::Migration | Self::Shortfall => 1e4,
        }
    }
}
