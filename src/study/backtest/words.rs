//! The backtest in words.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use super::{Agreement, Backtest, BacktestRow, Worth};
use crate::model::Day;
use crate::scenario::Unit;

/// A row for people; written once, so that who paints it has nothing to write.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BacktestTexts {
    /// The prediction.
    pub predicted: String,
    /// Its interval; empty where nothing of it is uncertain.
    pub interval: String,
    /// What was seen, with its range where there is one.
    pub observed: String,
    /// Prediction less what was seen, with its share of that.
    pub difference: String,
    /// How they agree.
    pub verdict: String,
}

/// A number in a unit, for people: `21.7 T`, `3.6 %`, `812 k`, `2025-07-15`, `never`.
#[derive(Debug, Clone, Copy)]
struct Amount {
    value: f64,
    unit: Unit,
    /// Day 0 of dates.
    start: Date,
}

impl Display for Amount {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::TokensPerDay => write!(f, "{:.1} T", self.value),
            Unit::PercentPerMonth => write!(f, "{:.1} %", self.value),
            Unit::Cards if self.value.abs() >= 999.5e3 => write!(f, "{:.2} M", self.value / 1e6),
            Unit::Cards if self.value.abs() >= 0.5 => write!(f, "{:.0} k", self.value / 1e3),
            Unit::Cards => f.write_str("0"),
            Unit::Date => match Day(self.value).date(self.start) {
                Some(date) => write!(f, "{date}"),
                None => f.write_str("never"),
            },
            Unit::PercentPerYear => write!(f, "{:.0} %", self.value),
            Unit::RmbBillion if self.value.abs() < 9.995 => write!(f, "{:.2} bn", self.value),
            Unit::RmbBillion if self.value.abs() < 99.95 => write!(f, "{:.1} bn", self.value),
            Unit::RmbBillion => write!(f, "{:.0} bn", self.value),
            Unit::RmbPerKwh => write!(f, "{:.2} RMB", self.value),
            Unit::Times => write!(f, "×{:.1}", self.value),
        }
    }
}

/// What is said of a row beside its numbers.
impl BacktestRow {
    pub(super) fn in_words(&self, start: Date) -> BacktestTexts {
        BacktestTexts {
            predicted: self.amount(self.predicted, start).to_string(),
            interval: self.span(self.interval, start),
            observed: self.observed_text(start),
            difference: self.difference_text(start),
            verdict: self.verdict_text(start),
        }
    }

    /// A number of the row, in its unit.
    fn amount(&self, value: f64, start: Date) -> Amount {
        Amount { value, unit: self.observation.unit, start }
    }

    /// What was seen, with its range where there is one.
    fn observed_text(&self, start: Date) -> String {
        let most = if self.observation.at_most { "≤ " } else { "" };
        let seen = format!("{most}{}", self.amount(self.observed, start));
        let range = self.span(self.range, start);
        match self.observation.unit {
            _ if range.is_empty() => seen,
            // The first of the dates is enough beside their range.
            Unit::Date => range,
            _ => format!("{seen} ({range})"),
        }
    }

    fn span(&self, (low, high): (f64, f64), start: Date) -> String {
        if low == high {
            return String::new();
        }
        let (low, high) = (self.amount(low, start).to_string(), self.amount(high, start).to_string());
        if self.observation.unit == Unit::Date {
            return format!("{low} to {high}");
        }
        // The unit once.
        match (low.split_once(' '), high.split_once(' ')) {
            (Some((number, unit)), Some((_, same))) if unit == same => format!("{number}–{high}"),
            _ => format!("{low}–{high}"),
        }
    }

    /// Prediction less what was seen, with its share of that.
    fn difference_text(&self, start: Date) -> String {
        let difference = self.difference();
        if self.observation.unit == Unit::Date {
            return if difference.is_finite() { format!("{difference:+.0} days") } else { "not foreseen".to_owned() };
        }
        let sign = if difference < 0.0 { '−' } else { '+' };
        let size = self.size(difference, start);
        let share = 100.0 * difference / self.observed;
        if difference == 0.0 {
            "none".to_owned()
        } else if !share.is_finite() || share.abs() > 200.0 || self.is_of_percent() {
            format!("{sign}{size}")
        } else {
            format!("{sign}{size} ({sign}{:.0} %)", share.abs())
        }
    }

    /// The size of a difference: of percentages it is points.
    fn size(&self, difference: f64, start: Date) -> String {
        match self.observation.unit {
            Unit::PercentPerMonth => format!("{:.1} pt", difference.abs()),
            Unit::PercentPerYear => format!("{:.0} pt", difference.abs()),
            Unit::Times => format!("{:.1}", difference.abs()),
            _ => self.amount(difference.abs(), start).to_string(),
        }
    }

    /// The verdict in words.
    fn verdict_text(&self, start: Date) -> String {
        let verdict = match self.verdict {
            Agreement::WithinInterval => "within the interval".to_owned(),
            Agreement::WithinRange => "within what was seen".to_owned(),
            Agreement::WithinBound => "within the bound".to_owned(),
            Agreement::Missed(by) if !by.is_finite() => "missed".to_owned(),
            Agreement::Missed(by) if self.observation.unit == Unit::Date => format!("missed by {:.0} days", by.abs()),
            Agreement::Missed(by) => format!("missed by {}", self.size(by, start)),
        };
        match self.worth() {
            Worth::Test | Worth::Bound => verdict,
            Worth::Zero => "zero is zero".to_owned(),
            Worth::InSight => format!("{verdict}, no test"),
        }
    }

    fn is_of_percent(&self) -> bool {
        matches!(self.observation.unit, Unit::PercentPerMonth | Unit::PercentPerYear)
    }
}

impl Backtest {
    /// How many predictions stood, and what the marks mean.
    pub(super) fn in_words(&self) -> String {
        let of = |worth: Worth| self.score(worth);
        let (tests, bounds, zeros, sight) = (of(Worth::Test), of(Worth::Bound), of(Worth::Zero), of(Worth::InSight));
        format!(
            "Of {} predictions that could be missed on both sides {} stood; {} of these rest on inputs that were set with \
             later figures in sight and prove nothing (“no test”). {} of {} bounds held (“≤”: the figure holds more than \
             the model counts). {} rows are zero against zero.",
            tests.of + sight.of,
            tests.stood + sight.stood,
            sight.stood,
            bounds.stood,
            bounds.of,
            zeros.of
        )
    }
}
