//! Numbers as a sentence for everybody has them: `3 months`, `20,000 a month`, `1.5 times`, `$1.5 billion`.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use super::format::Grouped;
use crate::lever::{Kind, Lever, ShownValue};
use crate::model::Usd;

/// A lever's value in words.
pub(super) struct LeverInWords<'a> {
    pub lever: &'a Lever,
    pub value: f64,
    /// The value is added to each firm's own.
    pub is_shift: bool,
    pub start: Date,
}

/// How often a rate counts.
fn each(unit: &str) -> &'static str {
    match unit.rsplit('/').next().unwrap_or_default() {
        "mo" => " a month",
        "yr" => " a year",
        "kWh" => " a kilowatt-hour",
        _ => "",
    }
}

impl Display for LeverInWords<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { lever, value, is_shift, start } = *self;
        let row = lever.row;
        let number = Short { value, digits: row.decimals };
        let rate = if row.unit.contains('/') { each(row.unit) } else { "" };
        let counted =
            |one: &str, f: &mut Formatter<'_>| write!(f, "{number} {one}{}", if number.is_one() { "" } else { "s" });
        match row.kind {
            Kind::Date => ShownValue { lever, value, start }.fmt(f),
            Kind::Share if is_shift => {
                let sign = if value < 0.0 { '−' } else { '+' };
                write!(f, "{sign}{} points{rate}", Short { value: value.abs() * 100.0, digits: row.decimals })
            }
            Kind::Share => write!(f, "{} %{rate}", Short { value: value * 100.0, digits: row.decimals }),
            Kind::Count => write!(f, "{}{rate}", Grouped(value.max(0.0).round() as u64)),
            Kind::Factor => write!(f, "{number} times"),
            Kind::Months => counted("month", f),
            Kind::Span => match row.unit {
                "d" => counted("day", f),
                "wk" => counted("week", f),
                "yr" => counted("year", f),
                unit => write!(f, "{number} {unit}"),
            },
            Kind::Money if value.fract() == 0.0 => write!(f, "${}{rate}", Grouped(value.max(0.0) as u64)),
            Kind::Money => write!(f, "${value:.*}{rate}", row.decimals.max(2)),
        }
    }
}

/// A number with at most so many digits behind the point, and none that say nothing.
struct Short {
    value: f64,
    digits: usize,
}

impl Short {
    fn rounded(&self) -> f64 {
        let scale = 10f64.powi(self.digits as i32);
        (self.value * scale).round() / scale
    }

    fn is_one(&self) -> bool {
        self.rounded() == 1.0
    }
}

impl Display for Short {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let value = self.rounded();
        let is_whole = |digits: &usize| {
            let scaled = value * 10f64.powi(*digits as i32);
            (scaled - scaled.round()).abs() < 1e-6
        };
        let digits = (0..self.digits).find(is_whole).unwrap_or(self.digits);
        // Never `-0`.
        write!(f, "{:.digits$}", value + 0.0)
    }
}

/// Dollars in words: `$1.5 billion`, `$55 million`. The blank does not break.
pub(super) struct DollarsInWords(pub Usd);

impl Display for DollarsInWords {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let usd = self.0.0;
        let (sign, size) = (if usd < 0.0 { "−" } else { "" }, usd.abs());
        if size >= 0.95e9 {
            write!(f, "{sign}${:.1}\u{a0}billion", size / 1e9)
        } else if size >= 0.95e6 {
            write!(f, "{sign}${:.0}\u{a0}million", size / 1e6)
        } else if size < 500.0 {
            f.write_str("nothing")
        } else {
            write!(f, "{sign}${},000", Grouped((size / 1e3).round() as u64))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lever::Catalogue;
    use crate::scenario::{NoFiles, load};

    #[test]
    fn values_are_read_as_they_are_said() {
        let scenario = load("baseline", &NoFiles).unwrap();
        let catalogue: &Catalogue = &scenario.catalogue;
        let said = |id: &str, value: f64, is_shift: bool| {
            let lever = catalogue.lever(catalogue.find(id).unwrap());
            LeverInWords { lever, value, is_shift, start: catalogue.start() }.to_string()
        };
        assert_eq!(said("strategy.halt_months", 3.0, false), "3 months");
        assert_eq!(said("strategy.halt_months", 1.0, false), "1 month");
        assert_eq!(said("strategy.halt_months", 4.5, false), "4.5 months");
        assert_eq!(said("supply.ascend_910c.units_per_month", 20_000.0, false), "20,000 a month");
        assert_eq!(said("demand.usage_gain", 0.8, false), "80 % a year");
        assert_eq!(said("demand.usage_gain", 0.4, true), "+40 points a year");
        assert_eq!(said("demand.inference_growth", -0.015, true), "−1.5 points a month");
        assert_eq!(said("strategy.inference_share", 0.5, false), "50 %");
        assert_eq!(said("stock.scale", 1.5, false), "1.5 times");
        assert_eq!(said("supply.domestic_scale", 2.0, false), "2 times");
        assert_eq!(said("cost.value_per_h20e_hour", 2.0, false), "$2");
        assert_eq!(said("cost.value_per_h20e_hour", 0.6, false), "$0.60");
        assert_eq!(said("cost.power_price", 0.083, false), "$0.083 a kilowatt-hour");
        assert_eq!(said("cost.useful_life_years", 5.0, false), "5 years");
        assert_eq!(said("model.weeks", 156.0, false), "156 weeks");
        assert_eq!(said("policy.b40_launch", f64::INFINITY, false), "never");
    }

    #[test]
    fn dollars_are_counted_in_words() {
        let said = |usd: f64| DollarsInWords(Usd(usd)).to_string().replace('\u{a0}', " ");
        assert_eq!(said(1.4583e9), "$1.5 billion");
        assert_eq!(said(-5.5e7), "−$55 million");
        assert_eq!(said(120_000.0), "$120,000");
        assert_eq!(said(3.0), "nothing");
    }
}
