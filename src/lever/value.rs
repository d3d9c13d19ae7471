//! Lever values as people write and read them.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use super::catalogue::Lever;
use super::slot::Reading;
use super::table::Kind;
use crate::model::Day;
use crate::model::units::DAYS_PER_MONTH;

/// Where a value comes from, and so what a sign means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// `--set` and a typed value: `+30d` and `-5%` move the value from where it stands, `=-5%` sets it.
    Relative,
    /// A file: every value is absolute.
    Absolute,
}

/// Why a value was not taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct ValueError {
    /// What was found and what would be right.
    pub message: String,
    /// A name that is not known, with those that are.
    pub unknown: Option<(String, Vec<String>)>,
}

impl ValueError {
    pub(crate) fn new(message: String) -> Self {
        Self { message, unknown: None }
    }
}

/// What a value of this kind looks like, for error messages and help.
pub(crate) fn forms(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "a date such as 2025-07-09, `never`, or +30d, -2w, +3mo",
        Kind::Count => "a count such as 20000, 20k or 1.5M",
        Kind::Share => "a share such as 40% or 0.4",
        Kind::Factor => "a factor such as 1.25 or ×1.25",
        Kind::Months => "months such as 3 or 4.5",
        Kind::Span => "a number",
        Kind::Money => "an amount such as 1.5 or $12k",
    }
}

/// Reads a value for `lever`.
///
/// # Errors
/// If the text is no value of the lever's kind, or lies outside its limits.
pub fn parse_value(lever: &Lever, text: &str, mode: Mode, current: Reading, start: Date) -> Result<f64, ValueError> {
    let id = &lever.id;
    let forms = match (lever.row.kind, mode) {
        (Kind::Date, Mode::Absolute) => "a date such as 2025-07-09, or `never`; in a file every value is absolute",
        (kind, _) => forms(kind),
    };
    let wrong = || ValueError::new(format!("{id}: `{text}` is not {forms}"));
    let trimmed = text.trim();
    let (forced, trimmed) = match trimmed.strip_prefix('=') {
        Some(rest) => (true, rest.trim()),
        None => (false, trimmed),
    };
    let sign = trimmed.chars().next().filter(|c| matches!(c, '+' | '-' | '−'));
    let relative = mode == Mode::Relative && !forced && sign.is_some();
    let value = if lever.row.kind == Kind::Date {
        parse_date(lever, trimmed, relative, current, start).map_err(|error| error.unwrap_or_else(wrong))?
    } else {
        let number = parse_number(lever.row.kind, trimmed).ok_or_else(wrong)?;
        if relative {
            let Reading::One(current) = current else {
                return Err(ValueError::new(format!("{id}: the firms differ, so `{text}` has nothing to start from")));
            };
            current + number
        } else {
            number
        }
    };
    check_limits(lever, value, text, start)?;
    Ok(if lever.row.unit == "wk" && id == "model.weeks" { value.round() } else { value })
}

fn check_limits(lever: &Lever, value: f64, text: &str, start: Date) -> Result<(), ValueError> {
    let (min, max) = lever.row.valid;
    if value == f64::INFINITY && lever.can_be_never() || (min..=max).contains(&value) {
        return Ok(());
    }
    let (low, high) = (format_value(lever, min, start), format_value(lever, max, start));
    let hint = if lever.row.kind == Kind::Share && value > max && value <= 100.0 && !text.contains('%') {
        format!("; for {value} percent write {value}%")
    } else {
        String::new()
    };
    Err(ValueError::new(format!("{}: {text} is outside {low} to {high}{hint}", lever.id)))
}

/// `Err(None)` where the text has no form of a date.
fn parse_date(
    lever: &Lever,
    text: &str,
    relative: bool,
    current: Reading,
    start: Date,
) -> Result<f64, Option<ValueError>> {
    if text.eq_ignore_ascii_case("never") {
        return Ok(f64::INFINITY);
    }
    if relative {
        let days = parse_days(text).ok_or(None)?;
        return match current {
            // A date is a whole day: three months are 91 days, and a file can say so.
            Reading::One(day) if day.is_finite() => Ok((day + days).round()),
            Reading::One(_) => Err(Some(ValueError::new(format!(
                "{}: it is never, so `{text}` has no date to start from; give a date",
                lever.id
            )))),
            Reading::Mixed => Err(Some(ValueError::new(format!(
                "{}: the firms differ, so `{text}` has nothing to start from",
                lever.id
            )))),
        };
    }
    match text.parse::<Date>() {
        Ok(date) => Ok(Day::from_date(start, date).0),
        Err(_) if looks_like_date(text) => {
            Err(Some(ValueError::new(format!("{}: there is no date {text}{}", lever.id, last_of_month(text)))))
        }
        Err(_) => Err(None),
    }
}

/// Four digits, two, two, with hyphens.
pub(crate) fn looks_like_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}

/// The last day of the month that an impossible date names, as a hint.
pub(crate) fn last_of_month(text: &str) -> String {
    let month: Option<Date> = text.get(..7).and_then(|month| format!("{month}-01").parse().ok());
    month.map_or_else(String::new, |first| {
        let last = first.last_of_month();
        format!("; {} ends on {last}", first.strftime("%B %Y"))
    })
}

/// Days of `+30d`, `-2w`, `+3mo`, `+30`.
pub(super) fn parse_days(text: &str) -> Option<f64> {
    let text = text.replace('−', "-");
    let (number, scale) = [
        ("days", 1.0),
        ("day", 1.0),
        ("d", 1.0),
        ("wk", 7.0),
        ("w", 7.0),
        ("mo", DAYS_PER_MONTH),
        ("m", DAYS_PER_MONTH),
        ("y", 365.25),
    ]
    .iter()
    .find_map(|(suffix, scale)| text.strip_suffix(suffix).map(|number| (number, *scale)))
    .unwrap_or((text.as_str(), 1.0));
    let number: f64 = number.trim().parse().ok()?;
    (number.is_finite() && number.abs() < 1e6).then_some(number * scale)
}

/// Reads a number of a kind, its sign included.
pub(super) fn parse_number(kind: Kind, text: &str) -> Option<f64> {
    let text = text.replace('−', "-").replace(['_', '\u{202f}', '\u{a0}'], "");
    let mut body = text.trim();
    let negative = body.starts_with('-');
    body = body.trim_start_matches(['+', '-']).trim_start();
    if kind == Kind::Money {
        body = body.trim_start_matches('$').trim_start();
    }
    if kind == Kind::Factor {
        body = body.trim_start_matches(['×', 'x', '*']).trim_start();
    }
    let mut scale = 1.0;
    // What people leave after a number: the unit as shown.
    let units: &[&str] = match kind {
        Kind::Count => &["/mo", "/month"],
        Kind::Share => &["/mo", "/yr", "/month", "/year"],
        Kind::Months => &["months", "month", "mo"],
        Kind::Span => &["days", "d", "weeks", "wk", "years", "yr"],
        Kind::Money => &["$/kWh", "/kWh", "/h"],
        Kind::Factor | Kind::Date => &[],
    };
    for unit in units {
        if let Some(rest) = body.strip_suffix(unit) {
            body = rest.trim_end();
            break;
        }
    }
    if matches!(kind, Kind::Share | Kind::Factor)
        && let Some(rest) = body.strip_suffix('%')
    {
        body = rest.trim_end();
        scale = 0.01;
    }
    if matches!(kind, Kind::Count | Kind::Money) {
        for (suffix, factor) in [("k", 1e3), ("K", 1e3), ("M", 1e6), ("B", 1e9)] {
            if let Some(rest) = body.strip_suffix(suffix) {
                body = rest.trim_end();
                scale = factor;
                break;
            }
        }
    }
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let number: f64 = body.parse().ok()?;
    let number = if scale == 0.01 { number / 100.0 } else { number * scale };
    number.is_finite().then_some(if negative { -number } else { number })
}

/// Writes a value as the slider shows it: `2025-04-09`, `never`, `50 %`, `×1.00`, `20.0 k/mo`, `3.0 mo`, `$1.00`.
pub fn format_value(lever: &Lever, value: f64, start: Date) -> String {
    ShownValue { lever, value, start }.to_string()
}

/// A value as the slider shows it, for whoever has a place to write it to.
#[derive(Debug, Clone, Copy)]
pub struct ShownValue<'a> {
    /// The lever.
    pub lever: &'a Lever,
    /// Its value, in the model's unit.
    pub value: f64,
    /// Day 0.
    pub start: Date,
}

impl Display for ShownValue<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { lever, value, start } = *self;
        ShownNumber { shape: lever.row.shape(), value, start }.fmt(f)
    }
}

/// What a number is, and so how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// What it is.
    pub kind: Kind,
    /// Unit after it.
    pub unit: &'static str,
    /// Digits after the point, in the shown unit; without it as many as it has.
    pub decimals: Option<usize>,
}

/// A number of some shape, for whoever has a place to write it to.
#[derive(Debug, Clone, Copy)]
pub struct ShownNumber {
    /// Its shape.
    pub shape: Shape,
    /// Its value, in the model's unit.
    pub value: f64,
    /// Day 0.
    pub start: Date,
}

impl Display for ShownNumber {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { shape: Shape { kind, unit, decimals }, value, start } = *self;
        let number = |value: f64| Digits { value, decimals };
        match kind {
            Kind::Date if value == f64::INFINITY => f.write_str("never"),
            Kind::Date => write_date(f, value, start),
            Kind::Count => {
                let (value, prefix) = thousands(value);
                write!(f, "{} {prefix}{unit}", number(value))
            }
            Kind::Share => write!(f, "{} {unit}", number(value * 100.0)),
            Kind::Factor => write!(f, "×{}", number(value)),
            Kind::Months | Kind::Span => write!(f, "{} {unit}", number(value)),
            Kind::Money if unit != "$" => write!(f, "${}{}", number(value), unit.trim_start_matches('$')),
            Kind::Money if value >= 10_000.0 => write!(f, "${:.1} k", value / 1000.0),
            Kind::Money => write!(f, "${}", number(value)),
        }
    }
}

/// A number with so many digits, or as many as it has; never `-0`.
struct Digits {
    value: f64,
    decimals: Option<usize>,
}

impl Display for Digits {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.decimals {
            Some(digits) => write!(f, "{:.digits$}", clean(self.value, digits)),
            None => write!(f, "{}", rounded(self.value)),
        }
    }
}

/// A date's own `Display` builds a string.
pub(super) fn write_date(f: &mut Formatter<'_>, day: f64, start: Date) -> fmt::Result {
    match Day(day).date(start) {
        Some(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
        None => write!(f, "day {day:.0}"),
    }
}

/// At most ten significant digits: hides that 0.07 · 100 is 7.000000000000001. Builds no string, unlike what writes
/// files.
pub(super) fn rounded(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let power = 9 - value.abs().log10().floor() as i32;
    if !(0..=22).contains(&power) {
        return value;
    }
    let scale = 10f64.powi(power);
    (value * scale).round() / scale
}

/// Writes a value as files and `--set` take it back, without losing a digit that matters.
pub(crate) fn write_value(lever: &Lever, value: f64, start: Date) -> String {
    match lever.row.kind {
        Kind::Date if value == f64::INFINITY => "never".to_owned(),
        Kind::Date => Day(value).date(start).map_or_else(|| "never".to_owned(), |date| date.to_string()),
        Kind::Share => format!("{}%", shortest(value * 100.0)),
        _ => shortest(value),
    }
}

/// Writes a value as `--set` takes it back to the last bit: as people would, where that is exact.
pub fn set_text(lever: &Lever, value: f64, start: Date) -> String {
    let is_exact = |text: &str| {
        parse_value(lever, text, Mode::Absolute, Reading::Mixed, start)
            .is_ok_and(|read| read.to_bits() == value.to_bits())
    };
    let text = write_value(lever, value, start);
    let text = if is_exact(&text) { text } else { format!("{value}") };
    // A sign would move the value from where it stands.
    if text.starts_with(['-', '+']) { format!("={text}") } else { text }
}

/// At most ten significant digits, without trailing zeros: hides that 0.07 · 100 is 7.000000000000001.
fn shortest(value: f64) -> String {
    let rounded: f64 = format!("{value:.9e}").parse().unwrap_or(value);
    format!("{rounded}")
}

/// Writes the difference between two values: `+8 weeks`-like for dates, `+5 pt` for shares.
pub fn format_change(lever: &Lever, from: f64, to: f64) -> String {
    ShownChange { lever, from, to }.to_string()
}

/// A difference as the detail line shows it, for whoever has a place to write it to.
#[derive(Debug, Clone, Copy)]
pub struct ShownChange<'a> {
    /// The lever.
    pub lever: &'a Lever,
    /// Its value before.
    pub from: f64,
    /// Its value after.
    pub to: f64,
}

impl Display for ShownChange<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let change = self.to - self.from;
        let sign = if change < 0.0 { '−' } else { '+' };
        let size = change.abs();
        let row = self.lever.row;
        let digits = row.decimals;
        match row.kind {
            Kind::Date if !size.is_finite() => Ok(()),
            Kind::Date => write!(f, "{sign}{size:.0} d"),
            Kind::Share => write!(f, "{sign}{:.digits$} pt", size * 100.0),
            Kind::Count => {
                let (number, prefix) = thousands(size);
                write!(f, "{sign}{number:.digits$} {prefix}{}", row.unit)
            }
            Kind::Factor => write!(f, "{sign}{size:.digits$}"),
            Kind::Months | Kind::Span => write!(f, "{sign}{size:.digits$} {}", row.unit),
            Kind::Money => write!(f, "{sign}${size:.digits$}"),
        }
    }
}

/// A number and its prefix: k or M.
fn thousands(value: f64) -> (f64, &'static str) {
    if value.abs() >= 1e6 { (value / 1e6, "M") } else { (value / 1e3, "k") }
}

/// Never `-0`.
fn clean(value: f64, digits: usize) -> f64 {
    let half = 0.5 * 10f64.powi(-(digits as i32));
    if value.abs() < half { 0.0 } else { value }
}
