//! Units that would hurt if mixed: days, months, dollars, H20-equivalents.

use std::fmt;
use std::ops::{Add, AddAssign, Mul, Sub};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Days in a week: the model's step.
pub const DAYS_PER_WEEK: f64 = 7.0;
/// Days in a year, as MODEL's "Time" defines it.
pub const DAYS_PER_YEAR: f64 = 365.25;
/// Days in a month: a twelfth of a year.
pub const DAYS_PER_MONTH: f64 = DAYS_PER_YEAR / 12.0;
/// Hours in a day; a week has 168.
pub const HOURS_PER_DAY: f64 = 24.0;

/// The smaller of two numbers; `b` if they are equal or one is no number.
///
/// `f64::min` leaves the sign of zero open, and a result must have the same bits on every machine and in every vector
/// width: this is what one vector instruction does.
pub fn smaller(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger of two numbers; `b` if they are equal or one is no number.
pub fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// A moment in days since the scenario's start; fractions are times of day, `Day::NEVER` is +∞.
///
/// In JSON a day is a number and never is `null`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Day(pub f64);

impl Day {
    /// What does not happen at any time.
    pub const NEVER: Self = Self(f64::INFINITY);

    /// Whether this moment comes at all.
    pub fn is_never(self) -> bool {
        self.0 == f64::INFINITY
    }

    /// The day on which `date` begins, counted from `start`.
    pub fn from_date(start: Date, date: Date) -> Self {
        let span = start.until(date).map_or(0, |span| span.get_days());
        Self(f64::from(span))
    }

    /// The calendar date that this moment falls on: `start` plus the whole days. `None` for never or beyond the calendar.
    pub fn date(self, start: Date) -> Option<Date> {
        if !self.0.is_finite() || self.0.abs() > 3.0e6 {
            return None;
        }
        start.checked_add((self.0.floor() as i64).days()).ok()
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_never() { serializer.serialize_none() } else { serializer.serialize_f64(self.0) }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DayVisitor)
    }
}

/// Reads a day by hand: by way of an `Option` a day that is missing would count as never.
struct DayVisitor;

impl Visitor<'_> for DayVisitor {
    type Value = Day;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of days, or null for never")
    }
    fn visit_f64<E>(self, days: f64) -> Result<Day, E> {
        Ok(Day(days))
    }
    fn visit_i64<E>(self, days: i64) -> Result<Day, E> {
        Ok(Day(days as f64))
    }
    fn visit_u64<E>(self, days: u64) -> Result<Day, E> {
        Ok(Day(days as f64))
    }
    fn visit_unit<E>(self) -> Result<Day, E> {
        Ok(Day::NEVER)
    }
}

impl schemars::JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["number", "null"],
            "minimum": -36525, "maximum": 36525,
            "description": "Days since `start`; null is never"
        })
    }
}

/// US dollars, discounted to the scenario's start unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Usd(pub f64);

impl Add for Usd {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Usd {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Mul<f64> for Usd {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self(self.0 * factor)
    }
}

impl std::iter::Sum for Usd {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self(0.0), Add::add)
    }
}

/// Months of 30.4375 days.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Months(#[schemars(range(min = 0.0, max = 120.0))] pub f64);

impl Months {
    /// The same span in days.
    pub fn days(self) -> f64 {
        self.0 * DAYS_PER_MONTH
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_its_date_and_back() {
        let start = date(2025, 1, 1);
        assert_eq!(Day::from_date(start, date(2025, 4, 9)), Day(98.0));
        assert_eq!(Day(98.9).date(start), Some(date(2025, 4, 9)));
        assert_eq!(Day::from_date(start, date(2024, 1, 1)), Day(-366.0));
        assert_eq!(Day(-0.5).date(start), Some(date(2024, 12, 31)));
        assert_eq!(Day::NEVER.date(start), None);
    }

    #[test]
    fn never_is_null_in_json() {
        assert_eq!(serde_json::to_string(&Day::NEVER).unwrap(), "null");
        assert_eq!(serde_json::from_str::<Day>("null").unwrap(), Day::NEVER);
        assert_eq!(serde_json::from_str::<Day>("12.5").unwrap(), Day(12.5));
        assert_eq!(serde_json::from_str::<Day>("-7").unwrap(), Day(-7.0));
    }

    #[test]
    fn a_day_that_is_missing_is_an_error_not_never() {
        #[derive(Debug, Deserialize)]
        struct Act {
            #[serde(rename = "day")]
            _day: Day,
        }
        assert!(serde_json::from_str::<Act>("{}").unwrap_err().to_string().contains("missing field `day`"));
    }
}
