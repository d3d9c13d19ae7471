//! The outputs by name: what expectations, targets, saved results and exports call them.

use std::fmt;

use jiff::civil::Date;
use strum::IntoEnumIterator;

use super::results::FirmOutcome;
use super::units::Day;

/// What can be read off an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter)]
pub enum Quantity {
    /// When the stock runs out.
    Stockout,
    /// When unserved work exceeds the tolerance.
    Gap,
    /// Work served ÷ work demanded.
    FillRate,
    /// Weeks with work unserved.
    StockoutWeeks,
    /// What the migration costs.
    Migration,
    /// What unserved work would have been worth.
    Shortfall,
    /// The reference's shortfall less this one.
    Avoided,
    /// The part of the domestic hardware's life that is used.
    Domestic,
    /// Engineers who port.
    Porting,
    /// Training that stands still.
    Halt,
    /// Work that runs twice.
    Dual,
    /// Power beyond what reference chips would draw.
    Power,
    /// Cash paid for domestic hardware.
    DomesticOutlay,
    /// Cash paid for controlled chips.
    Controlled,
}

impl Quantity {
    /// Its name in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stockout => "stockout",
            Self::Gap => "gap",
            Self::FillRate => "fill_rate",
            Self::StockoutWeeks => "stockout_weeks",
            Self::Migration => "migration",
            Self::Shortfall => "shortfall",
            Self::Avoided => "avoided",
            Self::Domestic => "domestic",
            Self::Porting => "porting",
            Self::Halt => "halt",
            Self::Dual => "dual",
            Self::Power => "power",
            Self::DomesticOutlay => "domestic_outlay",
            Self::Controlled => "controlled",
        }
    }

    /// A heading for it, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Stockout => "Stock runs out",
            Self::Gap => "Work goes unserved from",
            Self::FillRate => "Work served",
            Self::StockoutWeeks => "Weeks with work unserved",
            Self::Migration => "Migration",
            Self::Shortfall => "Shortfall left",
            Self::Avoided => "Shortfall avoided",
            Self::Domestic => "Domestic chips, used share",
            Self::Porting => "Porting",
            Self::Halt => "Halt of training",
            Self::Dual => "Running twice",
            Self::Power => "Power",
            Self::DomesticOutlay => "Domestic hardware outlay",
            Self::Controlled => "Controlled chips",
        }
    }

    /// The quantity of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::iter().find(|quantity| quantity.name() == name)
    }

    /// Whether it is a date that may not come.
    pub fn is_date(self) -> bool {
        matches!(self, Self::Stockout | Self::Gap)
    }

    /// Its value in one outcome; `reference` is the same firm's in the reference world.
    pub fn of(self, outcome: &FirmOutcome, reference: &FirmOutcome) -> OutputValue {
        let cost = &outcome.cost;
        let usd = match self {
            Self::Stockout => return OutputValue::Date(outcome.stockout),
            Self::Gap => return OutputValue::Date(outcome.gap),
            Self::FillRate => return OutputValue::Share(outcome.fill_rate),
            Self::StockoutWeeks => return OutputValue::Weeks(outcome.stockout_weeks),
            Self::Migration => cost.migration_total(),
            Self::Shortfall => cost.shortfall,
            Self::Avoided => reference.cost.shortfall - cost.shortfall,
            Self::Domestic => cost.domestic,
            Self::Porting => cost.porting,
            Self::Halt => cost.halt,
            Self::Dual => cost.dual,
            Self::Power => cost.power,
            Self::DomesticOutlay => cost.domestic_outlay,
            Self::Controlled => cost.controlled,
        };
        OutputValue::Usd(usd.0)
    }
}

/// One output: a quantity of one firm or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Output {
    /// What.
    pub quantity: Quantity,
    /// Whose, by the firm's index; `None` is all firms, of a date the earliest.
    pub firm: Option<usize>,
}

/// A name that is no output.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct OutputError {
    /// What was found and what would be right.
    pub message: String,
    /// The part that is not known, with what is.
    pub unknown: Option<(String, Vec<String>)>,
}

impl Output {
    /// Reads `stockout.Alibaba` or `gap.all`.
    ///
    /// # Errors
    /// If the quantity or the firm is not known, or the firm is missing.
    pub fn parse(text: &str, firms: &[&str]) -> Result<Self, OutputError> {
        let (name, firm) = match text.split_once('.') {
            Some((name, firm)) => (name, Some(firm)),
            None => (text, None),
        };
        let Some(quantity) = Quantity::from_name(name) else {
            let known = Quantity::iter().map(|quantity| quantity.name().to_owned()).collect();
            let message = format!("{name}: there is no such output");
            return Err(OutputError { message, unknown: Some((name.to_owned(), known)) });
        };
        let Some(firm) = firm else {
            let example = firms.first().map_or(String::new(), |firm| format!(" or {name}.{firm}"));
            return Err(OutputError { message: format!("{name}: whose? write {name}.all{example}"), unknown: None });
        };
        if firm == "all" {
            return Ok(Self { quantity, firm: None });
        }
        let Some(index) = firms.iter().position(|other| *other == firm) else {
            let known = firms.iter().map(|firm| (*firm).to_owned()).chain(["all".to_owned()]).collect();
            let message = format!("{firm}: there is no such firm");
            return Err(OutputError { message, unknown: Some((firm.to_owned(), known)) });
        };
        Ok(Self { quantity, firm: Some(index) })
    }

    /// Its name: `stockout.Alibaba`, `gap.all`.
    pub fn name(&self, firms: &[&str]) -> String {
        let firm = self.firm.map_or(Some("all"), |index| firms.get(index).copied());
        format!("{}.{}", self.quantity.name(), firm.unwrap_or("?"))
    }

    /// Its value. Firms stand in the world's order in both.
    pub fn evaluate(&self, present: &[FirmOutcome], reference: &[FirmOutcome]) -> OutputValue {
        let of = |firms: &[FirmOutcome]| match self.firm {
            None => FirmOutcome::all(firms),
            Some(index) => firms.get(index).copied().unwrap_or_default(),
        };
        self.quantity.of(&of(present), &of(reference))
    }
}

/// The value of an output.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OutputValue {
    /// A moment, or none within the horizon.
    Date(Option<Day>),
    /// A fraction.
    Share(f64),
    /// Weeks.
    Weeks(f64),
    /// US dollars, discounted.
    Usd(f64),
}

impl OutputValue {
    /// The number behind it: days from the start for a date. `None` for what doesn't happen.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Date(day) => day.map(|day| day.0),
            Self::Share(number) | Self::Weeks(number) | Self::Usd(number) => Some(number),
        }
    }

    /// For people, in a world that starts at `start`: `2027-01-18`, `none`, `95.1 %`, `49.2 weeks`, `2.112 B`.
    pub fn show(self, start: Date) -> Shown {
        Shown { value: self, start }
    }
}

/// An output's value as people read it, and as expectations and saved results write it.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    value: OutputValue,
    start: Date,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            OutputValue::Date(None) => f.write_str("none"),
            OutputValue::Date(Some(day)) => match day.date(self.start) {
                Some(date) => write!(f, "{date}"),
                None => write!(f, "day {:.0}", day.0),
            },
            OutputValue::Share(share) => write!(f, "{:.1} %", share * 100.0),
            OutputValue::Weeks(weeks) => write!(f, "{weeks:.1} weeks"),
            OutputValue::Usd(usd) => {
                let (number, unit) = match usd.abs() {
                    size if size >= 1e9 => (usd / 1e9, " B"),
                    size if size >= 1e6 => (usd / 1e6, " M"),
                    // Zero has no unit, and never a sign.
                    size if size < 0.5 => return f.write_str("0"),
                    _ => return write!(f, "{usd:.0}"),
                };
                write!(f, "{number:.3}{unit}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Cost, Usd};

    #[test]
    fn every_quantity_has_a_name_that_leads_back() {
        for quantity in Quantity::iter() {
            assert_eq!(Quantity::from_name(quantity.name()), Some(quantity));
        }
    }

    #[test]
    fn an_output_is_read_and_written() {
        let firms = ["Alibaba", "A.B"];
        for name in ["stockout.Alibaba", "gap.all", "domestic_outlay.A.B"] {
            assert_eq!(Output::parse(name, &firms).unwrap().name(&firms), name);
        }
        let message = |text| Output::parse(text, &firms).unwrap_err().message;
        assert_eq!(message("stokout.Alibaba"), "stokout: there is no such output");
        assert_eq!(message("stockout.Alibabs"), "Alibabs: there is no such firm");
        assert_eq!(message("stockout"), "stockout: whose? write stockout.all or stockout.Alibaba");
    }

    #[test]
    fn values_are_read_off_the_outcomes() {
        let cost = |shortfall| Cost { shortfall: Usd(shortfall), ..Cost::default() };
        let firm = |day, shortfall| FirmOutcome { stockout: day, cost: cost(shortfall), ..FirmOutcome::default() };
        let present = [firm(None, 1e6), firm(Some(Day(31.5)), 2e9)];
        let reference = [firm(None, 4e6), firm(None, 3e9)];
        let start = date(2025, 1, 1);
        let show = |quantity, firm| Output { quantity, firm }.evaluate(&present, &reference).show(start).to_string();
        assert_eq!(show(Quantity::Stockout, None), "2025-02-01");
        assert_eq!(show(Quantity::Stockout, Some(0)), "none");
        assert_eq!(show(Quantity::Avoided, Some(0)), "3.000 M");
        assert_eq!(show(Quantity::Avoided, None), "1.003 B");
        assert_eq!(show(Quantity::Halt, None), "0");
        assert_eq!(show(Quantity::FillRate, Some(1)), "0.0 %");
    }
}
