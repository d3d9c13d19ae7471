//! What a scenario says must come out: `gap.Tencent within 2027-05-01..2027-10-01`.

use jiff::civil::Date;

use super::error::suggestion;
use super::structure::parse_date;
use crate::model::{FirmOutcome, Output, OutputValue, Quantity};

/// A line of `expect`.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// As written.
    pub text: String,
    /// Of what.
    pub output: Output,
    /// What is expected of it.
    pub relation: Relation,
    /// How large a share of the draws must satisfy it; without one the central run must.
    pub share: Option<f64>,
}

/// What is expected of an output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Relation {
    /// Between two bounds, both of them in. What doesn't happen fails.
    Within(Bound, Bound),
    /// At this bound or above. What doesn't happen within the horizon is above every date.
    AtLeast(Bound),
    /// At this bound or below. What doesn't happen fails.
    AtMost(Bound),
    /// Doesn't happen within the horizon.
    IsNone,
}

/// A date, or a number in the output's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// The whole of that day.
    Date(Date),
    /// A fraction, weeks or dollars.
    Number(f64),
}

/// Whether an expectation held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// It did.
    pub held: bool,
    /// What came out, for people.
    pub found: String,
}

/// A line that is no expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectError {
    /// What was found and what would be right.
    pub message: String,
    /// What was probably meant.
    pub meant: Option<String>,
}

impl ExpectError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), meant: None }
    }
}

const FORMS: &str = "`OUTPUT >= VALUE`, `OUTPUT <= VALUE`, `OUTPUT within A..B` or `OUTPUT is none`, and `with 90 %` \
                     behind it if so large a share of the draws must satisfy it";

impl Expectation {
    /// Reads a line of `expect`.
    ///
    /// # Errors
    /// If it has no such form, or output, firm or value are not known.
    pub fn parse(text: &str, firms: &[&str]) -> Result<Self, ExpectError> {
        let text = text.trim();
        let (line, share) = split_share(text)?;
        let find = |mark: &str| line.split_once(mark).map(|(left, right)| (left.trim(), right.trim()));
        // Firm names may hold blanks, so the relation is looked for, not the first blank.
        let (output, relation) = if let Some(output) = line.strip_suffix(" is none") {
            (read_output(output.trim(), firms)?, Relation::IsNone)
        } else if let Some((output, bound)) = find(">=") {
            let output = read_output(output, firms)?;
            (output, Relation::AtLeast(read_bound(output.quantity, bound)?))
        } else if let Some((output, bound)) = find("<=") {
            let output = read_output(output, firms)?;
            (output, Relation::AtMost(read_bound(output.quantity, bound)?))
        } else if let Some((output, bounds)) = find(" within ") {
            let output = read_output(output, firms)?;
            let Some((from, to)) = bounds.split_once("..") else {
                return Err(ExpectError::new(format!("`{bounds}` is no range; write A..B, both ends belong to it")));
            };
            let (from, to) = (read_bound(output.quantity, from)?, read_bound(output.quantity, to)?);
            let empty = match (from, to) {
                (Bound::Date(from), Bound::Date(to)) => from > to,
                (Bound::Number(from), Bound::Number(to)) => from > to,
                _ => false,
            };
            if empty {
                return Err(ExpectError::new(format!("`{bounds}` holds nothing: its first end is the larger")));
            }
            (output, Relation::Within(from, to))
        } else {
            return Err(ExpectError::new(format!("`{line}` is no expectation; write {FORMS}")));
        };
        if relation == Relation::IsNone && !output.quantity.is_date() {
            let name = output.quantity.name();
            return Err(ExpectError::new(format!("{name} always has a value; only stockout and gap can be none")));
        }
        Ok(Self { text: text.to_owned(), output, relation, share })
    }

    /// Holds it against a run that starts at `start`, and its reference.
    pub fn judge(&self, start: Date, present: &[FirmOutcome], reference: &[FirmOutcome]) -> Verdict {
        let value = self.output.evaluate(present, reference);
        Verdict { held: self.relation.holds(value, start), found: value.show(start).to_string() }
    }

    /// Holds it against `count` draws, of which so many satisfied its relation.
    pub fn judge_draws(&self, satisfied: usize, count: usize) -> Verdict {
        let share = satisfied as f64 / count.max(1) as f64;
        // Rounded down, so that what fails does not read as if it held.
        let percent = (share * 1000.0).floor() / 10.0;
        let found = format!("so in {percent} % of the draws ({satisfied} of {count})");
        Verdict { held: self.share.is_none_or(|wanted| share >= wanted), found }
    }
}

impl Relation {
    /// Whether an output of a run that starts at `start` satisfies it.
    pub fn holds(self, value: OutputValue, start: Date) -> bool {
        match self {
            Self::IsNone => value.number().is_none(),
            Self::AtLeast(bound) => value.number().is_none() || at_least(value, bound, start),
            Self::AtMost(bound) => at_most(value, bound, start),
            Self::Within(from, to) => at_least(value, from, start) && at_most(value, to, start),
        }
    }
}

/// A line without its ` with 90 %`, and that share.
fn split_share(line: &str) -> Result<(&str, Option<f64>), ExpectError> {
    let is_relation = |text: &str| [">=", "<=", " within ", " is none"].iter().any(|mark| text.contains(mark));
    // A firm may have the word in its name: behind the relation it is ours.
    let clause = line.rsplit_once(" with ").filter(|(line, text)| is_relation(line) && !is_relation(text));
    let Some((line, text)) = clause else { return Ok((line, None)) };
    let text = text.trim();
    match read_share(text) {
        Some(share) if share > 0.0 && share <= 1.0 => Ok((line.trim_end(), Some(share))),
        Some(share) if share > 1.0 && share <= 100.0 && !text.ends_with('%') => {
            Err(ExpectError::new(format!("with {text}: for {text} percent of the draws write with {text} %")))
        }
        _ => Err(ExpectError::new(format!("with {text}: a share of the draws is wanted, such as with 90 %"))),
    }
}

/// Both are false for what doesn't happen.
fn at_least(value: OutputValue, bound: Bound, start: Date) -> bool {
    match (value, bound) {
        (OutputValue::Date(day), Bound::Date(date)) => day.and_then(|day| day.date(start)).is_some_and(|d| d >= date),
        (_, Bound::Number(bound)) => value.number().is_some_and(|number| number >= bound),
        _ => false,
    }
}

fn at_most(value: OutputValue, bound: Bound, start: Date) -> bool {
    match (value, bound) {
        (OutputValue::Date(day), Bound::Date(date)) => day.and_then(|day| day.date(start)).is_some_and(|d| d <= date),
        (_, Bound::Number(bound)) => value.number().is_some_and(|number| number <= bound),
        _ => false,
    }
}

fn read_output(text: &str, firms: &[&str]) -> Result<Output, ExpectError> {
    Output::parse(text, firms).map_err(|error| {
        let meant = error.unknown.as_ref().and_then(|(found, known)| {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            suggestion(found, &known)
        });
        ExpectError { message: error.message, meant }
    })
}

fn read_bound(quantity: Quantity, text: &str) -> Result<Bound, ExpectError> {
    let text = text.trim();
    if quantity.is_date() {
        return parse_date(text).map(Bound::Date).map_err(ExpectError::new);
    }
    let number = match quantity {
        Quantity::FillRate => read_share(text),
        Quantity::StockoutWeeks => read_number(strip(text, &["weeks", "week", "wk"])),
        _ => read_usd(text),
    };
    let form = match quantity {
        Quantity::FillRate => "a share such as 95 % or 0.95",
        Quantity::StockoutWeeks => "a number of weeks such as 12 or 12 weeks",
        _ => "an amount such as 2.5 B, 500 M or 12k",
    };
    number.map(Bound::Number).ok_or_else(|| ExpectError::new(format!("`{text}` is not {form}")))
}

fn read_share(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => read_number(percent).map(|percent| percent / 100.0),
        None => read_number(text),
    }
}

fn read_usd(text: &str) -> Option<f64> {
    let text = strip(text, &["USD"]).trim_start_matches('$');
    let scales = [("B", 1e9), ("M", 1e6), ("k", 1e3)];
    let scaled = scales.iter().find_map(|(suffix, scale)| Some((text.strip_suffix(suffix)?, *scale)));
    let (number, scale) = scaled.unwrap_or((text, 1.0));
    read_number(number).map(|number| number * scale)
}

/// The text without the first of the suffixes that it ends with.
fn strip<'t>(text: &'t str, suffixes: &[&str]) -> &'t str {
    suffixes.iter().find_map(|suffix| text.strip_suffix(suffix)).unwrap_or(text).trim()
}

fn read_number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    text.parse().ok().filter(|number: &f64| plain && number.is_finite())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Cost, Day, Usd};

    const FIRMS: [&str; 2] = ["Alibaba", "Two Words"];

    fn outcome() -> [FirmOutcome; 2] {
        let cost = Cost { domestic: Usd(2.1e9), ..Cost::default() };
        let firm = FirmOutcome {
            stockout: Some(Day(31.5)),
            gap: None,
            fill_rate: 0.95,
            stockout_weeks: 12.0,
            cost,
            ..FirmOutcome::default()
        };
        [firm, FirmOutcome::default()]
    }

    fn held(text: &str) -> bool {
        let expectation = Expectation::parse(text, &FIRMS).unwrap_or_else(|error| panic!("{text}: {}", error.message));
        expectation.judge(date(2025, 1, 1), &outcome(), &outcome()).held
    }

    #[test]
    fn relations_hold_as_they_are_meant() {
        for text in [
            "stockout.Alibaba >= 2025-02-01",
            "stockout.Alibaba <= 2025-02-01",
            "stockout.Alibaba within 2025-02-01..2025-02-01",
            "stockout.all within 2025-01-01 .. 2025-03-01",
            "gap.Alibaba is none",
            "gap.Alibaba >= 2099-01-01",
            "gap.Two Words is none",
            "fill_rate.Alibaba >= 95 %",
            "fill_rate.Alibaba within 0.9..0.96",
            "stockout_weeks.Alibaba <= 12 weeks",
            "migration.Alibaba <= 2.1 B",
            "migration.Alibaba within $2000M..2200 M",
            "avoided.all within -1..0",
        ] {
            assert!(held(text), "{text}");
        }
        for text in [
            "stockout.Alibaba >= 2025-02-02",
            "stockout.Alibaba <= 2025-01-31",
            "stockout.Alibaba is none",
            "gap.Alibaba <= 2099-01-01",
            "gap.Alibaba within 2020-01-01..2099-01-01",
            "migration.Alibaba <= 2 B",
        ] {
            assert!(!held(text), "{text}");
        }
    }

    #[test]
    fn a_share_of_the_draws_is_read_and_judged() {
        let firms = ["Alibaba", "Men with 9 Hats"];
        let read = |text| Expectation::parse(text, &firms).unwrap();
        for (text, share) in [
            ("migration.Alibaba <= 2.5 B", None),
            ("migration.Alibaba <= 2.5 B with 90 %", Some(0.9)),
            ("gap.all is none  with 5%", Some(0.05)),
            ("gap.Men with 9 Hats is none", None),
            ("gap.Men with 9 Hats within 2026-01-01..2027-01-01 with 0.5", Some(0.5)),
        ] {
            let expectation = read(text);
            assert_eq!((expectation.share, expectation.text.as_str()), (share, text));
        }
        let expectation = read("migration.Alibaba <= 2.5 B with 90 %");
        assert!(expectation.judge_draws(9, 10).held);
        let short = expectation.judge_draws(8999, 10_000);
        assert_eq!((short.held, short.found.as_str()), (false, "so in 89.9 % of the draws (8999 of 10000)"));
    }

    #[test]
    fn what_is_no_expectation_says_what_would_be() {
        let message = |text| Expectation::parse(text, &FIRMS).unwrap_err().message;
        assert_eq!(
            message("stockout.Alibaba = 2025-01-01"),
            format!("`stockout.Alibaba = 2025-01-01` is no expectation; write {FORMS}")
        );
        assert!(message("migration.Alibaba <= 2.5 B with 0 %").contains("such as with 90 %"));
        assert!(message("migration.Alibaba <= 2.5 B with 101 %").contains("with 101 %: "));
        assert!(message("migration.Alibaba <= 2.5 B with luck").contains("such as with 90 %"));
        assert!(message("migration.Alibaba <= 2.5 B with 90").contains("write with 90 %"));
        assert!(message("migration.Alibaba with 90 % <= 2.5 B").contains("no such firm"));
        assert_eq!(message("gap.all <= 2025-02-30"), "there is no date 2025-02-30; February 2025 ends on 2025-02-28");
        assert_eq!(message("fill_rate.all >= inf"), "`inf` is not a share such as 95 % or 0.95");
        assert_eq!(message("migration.all is none"), "migration always has a value; only stockout and gap can be none");
        assert_eq!(
            message("gap.all within 2026-01-01..2025-01-01"),
            "`2026-01-01..2025-01-01` holds nothing: its first end is the larger"
        );
    }
}
