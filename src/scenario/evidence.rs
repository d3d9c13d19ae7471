//! A source's range as numbers, to hold a value against.

use jiff::civil::Date;

use super::period::{is_after, span};
use super::sources::Source;
use crate::model::Day;

/// Low and high of a source, as it writes them and as the model counts them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Low and high as the source has them, in its unit.
    pub text: (&'static str, &'static str),
    /// The same in the model's unit: days from the start for a date, fractions for percentages.
    pub low: f64,
    /// High.
    pub high: f64,
    /// Whether it is of dates.
    pub is_dates: bool,
}

impl Range {
    /// Whether a value lies in it. Rounding is no reason to be outside; neither is never, of which no source says when.
    pub fn holds(&self, value: f64) -> bool {
        if !value.is_finite() {
            return self.is_dates;
        }
        let slack = 1e-9 * value.abs();
        self.low - slack <= value && value <= self.high + slack
    }
}

impl Source {
    /// Its range. A source of several numbers, such as `Cambricon to ByteDance / Tencent`, has one for each `part`.
    pub fn range(&'static self, part: Option<&str>, start: Date) -> Option<Range> {
        self.between((self.low?, self.high?), part, start)
    }

    /// What it says itself, as a range of that one value: of `May 2025` all days. `None` where it is no value, such as "as
    /// set".
    pub fn own(&'static self, part: Option<&str>, start: Date) -> Option<Range> {
        self.between((self.central, self.central), part, start)
    }

    fn between(&self, (low, high): (&'static str, &'static str), part: Option<&str>, start: Date) -> Option<Range> {
        let index = if low.contains(BETWEEN) { self.parts().position(|name| Some(name) == part)? } else { 0 };
        let text = (low.split(BETWEEN).nth(index)?, high.split(BETWEEN).nth(index)?);
        let is_dates = self.is_date();
        if is_dates {
            let day = |date| Day::from_date(start, date).0;
            return Some(Range { text, low: day(span(text.0)?.0), high: day(span(text.1)?.1), is_dates });
        }
        let scale = if self.unit.starts_with('%') { 100.0 } else { 1.0 };
        let number = |text: &str| text.replace(',', "").parse::<f64>().ok().map(|number| number / scale);
        Some(Range { text, low: number(text.0)?, high: number(text.1)?, is_dates })
    }

    /// Whether it became known after the month of `date`.
    pub fn is_younger(&self, date: Date) -> bool {
        is_after(self.as_of, date)
    }

    /// The sources that its title names, by their ids.
    pub fn cited(&'static self) -> impl Iterator<Item = (&'static str, &'static Self)> {
        self.title.split("; ").filter_map(super::sources::entry)
    }

    /// Whether it is of a date.
    pub fn is_date(&self) -> bool {
        matches!(self.unit, "date" | "year")
    }

    /// What its several numbers are of.
    fn parts(&self) -> impl Iterator<Item = &str> {
        let last = |text: &'static str| self.quantity.rfind(text).map(|at| at + text.len());
        let from = last(": ").or_else(|| last(" to ")).unwrap_or(0);
        self.quantity[from..].split(BETWEEN)
    }
}

/// Between the numbers of a source of several.
const BETWEEN: &str = " / ";

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::sources::{source, sources};
    use super::*;

    const START: Date = date(2025, 1, 1);

    #[test]
    fn the_value_of_a_source_is_within_its_range() {
        for (id, row) in sources() {
            assert_eq!(row.low.is_some(), row.high.is_some(), "{id}: half a range");
            let Some(low) = row.low else { continue };
            let parts: Vec<Option<&str>> =
                if low.contains(BETWEEN) { row.parts().map(Some).collect() } else { vec![None] };
            let central: Vec<&str> = row.central.split(BETWEEN).collect();
            assert_eq!(parts.len(), central.len(), "{id}");
            for (part, central) in parts.into_iter().zip(central) {
                let range = row.range(part, START).unwrap_or_else(|| panic!("{id}: its range cannot be read"));
                let own = row.own(part, START).unwrap_or_else(|| panic!("{id}: {central}"));
                assert!(range.low <= own.low && own.high <= range.high, "{id}");
            }
        }
    }

    #[test]
    fn a_source_of_several_numbers_has_a_range_for_each() {
        let shares = source("controlled_shares").unwrap();
        let tencent = shares.range(Some("Tencent"), START).unwrap();
        assert_eq!((tencent.low, tencent.high, tencent.text), (0.12, 0.3, ("12", "30")));
        assert_eq!(shares.range(Some("iFlytek"), START), None);
        assert_eq!(source("kunlun_p800_shares").unwrap().range(Some("Baidu"), START).unwrap().high, 0.8);
        assert!(tencent.holds(0.3) && !tencent.holds(0.31) && !tencent.holds(f64::INFINITY));
    }
}
