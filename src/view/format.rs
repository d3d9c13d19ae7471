//! Numbers as they stand on screen, written without building strings.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use crate::app::State;
use crate::lever::{Kind, Lever, LeverId, ShownValue};
use crate::model::{Day, Usd};
use crate::scenario::Grade;
use crate::study::{Focus, Target, usd_step};

/// Billions of dollars with two digits, `—` for nothing.
pub(super) struct Billions(pub Usd);

impl Display for Billions {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let billions = clean(self.0.0 / 1e9);
        let sign = if billions < 0.0 { "−" } else { "" };
        write!(f, "{sign}{:.2}", billions.abs())
    }
}

/// Billions of dollars as exactly as draws know them: `14`, `2.1`, `0.05`.
pub(super) struct Roughly(pub Usd);

impl Display for Roughly {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let step = usd_step(self.0.0);
        let decimals = if step >= 1e9 {
            0
        } else if step >= 0.1e9 {
            1
        } else {
            2
        };
        let billions = clean(self.0.0 / 1e9);
        let sign = if billions < 0.0 { "−" } else { "" };
        write!(f, "{sign}{:.decimals$}", billions.abs())
    }
}

/// Rounds what would print as `-0.00` to zero.
fn clean(value: f64) -> f64 {
    if value.abs() < 0.005 { 0.0 } else { value }
}

/// Dollars in words: `$2.1 B`, `$340 M`. The blank does not break.
pub(super) struct Dollars(pub Usd);

impl Dollars {
    /// What one of its unit is, how many digits there are behind the point, and the unit.
    fn unit(&self) -> (f64, usize, &'static str) {
        match self.0.0.abs() {
            0.95e9.. => (1e9, 1, "B"),
            0.95e6.. => (1e6, 0, "M"),
            _ => (1e3, 0, "k"),
        }
    }

    /// Whether the other reads the same.
    pub(super) fn is_told_as(&self, other: &Self) -> bool {
        let told = |of: &Self| {
            let (one, digits, unit) = of.unit();
            ((of.0.0 / one * 10_f64.powi(digits as i32)).round(), unit)
        };
        told(self) == told(other)
    }
}

impl Display for Dollars {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let usd = self.0.0;
        let sign = if usd < 0.0 { "−" } else { "" };
        if usd.abs() < 500.0 {
            return f.write_str("nothing");
        }
        let (one, digits, unit) = self.unit();
        write!(f, "{sign}${:.digits$}\u{a0}{unit}", usd.abs() / one)
    }
}

/// A share in percent without digits.
pub(super) struct Percent(pub f64);

impl Display for Percent {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let percent = self.0 * 100.0;
        // 99.6 % is not all, and 0.4 % is not none.
        if percent < 100.0 && percent > 99.0 || percent > 0.0 && percent < 1.0 {
            let digit = (percent * 10.0).floor() / 10.0;
            if percent > 99.0 { write!(f, "{digit:.1} %") } else { write!(f, "{percent:.1} %") }
        } else {
            write!(f, "{percent:.0} %")
        }
    }
}

/// A time used, in minutes and seconds: `4:05`.
pub(super) struct Elapsed(pub u64);

impl Display for Elapsed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02}", self.0 / 60_000, self.0 / 1000 % 60)
    }
}

/// How far that is ahead of the plan, in milliseconds: `on time`, `0:30 ahead`.
pub(super) struct Pace(pub i64);

impl Display for Pace {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let away = Elapsed(self.0.unsigned_abs());
        match self.0 / 1000 {
            0 => f.write_str("on time"),
            1.. => write!(f, "{away} ahead"),
            _ => write!(f, "{away} behind"),
        }
    }
}

/// The day of an outcome as a date; `after 2027-12` if it does not come within the horizon.
#[derive(Clone, Copy)]
pub(super) struct When {
    pub day: Option<Day>,
    pub start: Date,
    pub end: Option<Date>,
    pub short: bool,
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.day.and_then(|day| day.date(self.start)), self.end) {
            (Some(date), _) if self.short => write!(f, "{:04}-{:02}", date.year(), date.month()),
            (Some(date), _) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
            (None, Some(end)) if self.short => write!(f, ">{:04}", last_month(end).year()),
            (None, Some(end)) => write!(f, "after {:04}-{:02}", last_month(end).year(), last_month(end).month()),
            (None, None) => f.write_str("not in sight"),
        }
    }
}

/// The last whole month of a horizon that ends at `end`: the month before, if it ends within a month's first days.
pub(super) fn last_month(end: Date) -> Date {
    if end.day() <= 7 { end.first_of_month().yesterday().unwrap_or(end) } else { end }
}

/// Weeks from one day to another: `+52 wk`, `−3 wk`, `±0 wk`.
pub(super) struct WeeksGained(pub f64);

impl Display for WeeksGained {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let weeks = (self.0 / 7.0).round();
        if weeks > 0.0 {
            write!(f, "+{weeks:.0} wk")
        } else if weeks < 0.0 {
            write!(f, "−{:.0} wk", -weeks)
        } else {
            f.write_str("±0 wk")
        }
    }
}

/// A target's value.
pub(super) struct TargetValue {
    pub target: Target,
    pub value: f64,
    pub start: Date,
    pub end: Option<Date>,
}

impl Display for TargetValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.target {
            Target::Stockout | Target::Gap => {
                let day = self.value.is_finite().then_some(Day(self.value));
                When { day, start: self.start, end: self.end, short: false }.fmt(f)
            }
            Target::FillRate => Percent(self.value).fmt(f),
            Target::Migration | Target::Shortfall => write!(f, "${} B", Billions(Usd(self.value))),
        }
    }
}

/// The difference between two values of a target.
pub(super) struct TargetChange {
    pub target: Target,
    pub from: f64,
    pub to: f64,
}

impl Display for TargetChange {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let change = self.to - self.from;
        match self.target {
            Target::Stockout | Target::Gap if change.is_finite() => WeeksGained(change).fmt(f),
            Target::Stockout | Target::Gap => f.write_str(match (self.from.is_finite(), self.to.is_finite()) {
                (true, false) => "beyond the horizon",
                (false, true) => "back within the horizon",
                _ => "±0 wk",
            }),
            Target::FillRate => {
                let points = change * 100.0;
                let sign = if points < -0.05 {
                    '−'
                } else if points > 0.05 {
                    '+'
                } else {
                    '±'
                };
                write!(f, "{sign}{:.1} pt", points.abs())
            }
            Target::Migration | Target::Shortfall => {
                let billions = clean(change / 1e9);
                let sign = if billions < 0.0 {
                    '−'
                } else if billions > 0.0 {
                    '+'
                } else {
                    '±'
                };
                write!(f, "{sign}${:.2} B", billions.abs())
            }
        }
    }
}

/// A lever's value as the slider shows it.
pub(super) struct LeverValue<'a> {
    pub lever: &'a Lever,
    pub value: Option<f64>,
    /// The value is added to each firm's own.
    pub is_shift: bool,
    pub start: Date,
}

impl<'a> LeverValue<'a> {
    /// A lever as it stands.
    pub(super) fn of(state: &'a State, id: LeverId) -> Self {
        let lever = state.lever(id);
        LeverValue {
            lever,
            value: state.shown_value(id),
            is_shift: lever.row.shift && state.focus == Focus::All,
            start: state.start(),
        }
    }
}

impl Display for LeverValue<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some(value) = self.value else { return f.write_str("mixed") };
        if self.is_shift {
            let points = value * 100.0;
            let sign = if points < -0.005 {
                '−'
            } else if points > 0.005 {
                '+'
            } else {
                '±'
            };
            return write!(
                f,
                "{sign}{:.*} pt{}",
                self.lever.row.decimals,
                points.abs(),
                self.lever.row.unit.trim_start_matches('%')
            );
        }
        if self.lever.row.kind == Kind::Date
            && let Some(date) = Day(value).date(self.start)
        {
            return write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
        }
        write!(f, "{}", ShownValue { lever: self.lever, value, start: self.start })
    }
}

/// The mark of a grade: full where a source says so, half where it is weak, derived by its corner, and hollow where nobody
/// does.
pub(super) fn grade_mark(grade: Grade) -> char {
    match grade {
        Grade::F => '■',
        Grade::FWeak => '◧',
        Grade::D => '◆',
        Grade::U => '□',
    }
}

/// Thousands of chips or H20e.
pub(super) struct Thousands(pub f64);

impl Display for Thousands {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        let thousands = size / 1000.0;
        let sign = if self.0 < 0.0 && size >= 0.5 { "−" } else { "" };
        if (0.5..50.0).contains(&size) {
            write!(f, "{sign}{size:.0}")
        } else if thousands < 0.05 {
            f.write_str("0 k")
        } else if thousands >= 999.5 {
            write!(f, "{sign}{:.1} M", thousands / 1000.0)
        } else if thousands < 100.0 {
            write!(f, "{sign}{thousands:.1} k")
        } else {
            write!(f, "{sign}{thousands:.0} k")
        }
    }
}

/// A count with its thousands apart: `65,536`.
pub(super) struct Grouped(pub u64);

impl Display for Grouped {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            count @ 0..1_000 => write!(f, "{count}"),
            count => write!(f, "{},{:03}", Grouped(count / 1_000), count % 1_000),
        }
    }
}
