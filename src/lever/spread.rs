//! How uncertain a lever is: what spreads it takes, how people write and read them, and the interval that one gives.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use super::catalogue::Lever;
use super::table::Kind;
use super::value::{ShownValue, ValueError, parse_days, parse_number, rounded, write_date};
use crate::model::Spread;

/// Why a lever does not take a spread.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SpreadFault {
    /// The horizon is the frame in which draws are compared.
    #[error("{lever} takes no spread: draws are compared over one horizon")]
    Horizon {
        /// Whose spread.
        lever: String,
    },
    /// A negative half-width, or no number.
    #[error("{lever}: a spread of ± {found} means nothing; it is 0 or more")]
    Width {
        /// Whose spread.
        lever: String,
        /// As given.
        found: f64,
    },
    /// A factor below 1, or no number.
    #[error("{lever}: a spread by a factor of {found} means nothing; it is 1 or more")]
    Factor {
        /// Whose spread.
        lever: String,
        /// As given.
        found: f64,
    },
    /// A factor on what is added to each firm's own value.
    #[error("{lever} shifts what each firm has, so its spread is a plus-minus, not a factor")]
    FactorOfShift {
        /// Whose spread.
        lever: String,
    },
    /// A factor on a date.
    #[error("{lever} is a date, so its spread is a plus-minus in days, not a factor")]
    FactorOfDate {
        /// Whose spread.
        lever: String,
    },
}

/// Whether a lever takes a spread: the one rule, for files, fields and draws.
///
/// # Errors
/// If it does not; the message says which it takes.
pub fn check_spread(lever: &Lever, spread: Spread) -> Result<(), SpreadFault> {
    let id = || lever.id.clone();
    match spread {
        Spread::Exact => Ok(()),
        _ if !takes_spread(lever) => Err(SpreadFault::Horizon { lever: id() }),
        Spread::PlusMinus(x) if x.is_finite() && x >= 0.0 => Ok(()),
        Spread::PlusMinus(found) => Err(SpreadFault::Width { lever: id(), found }),
        Spread::Factor(_) if lever.row.shift => Err(SpreadFault::FactorOfShift { lever: id() }),
        Spread::Factor(_) if lever.row.kind == Kind::Date => Err(SpreadFault::FactorOfDate { lever: id() }),
        Spread::Factor(f) if f.is_finite() && f >= 1.0 => Ok(()),
        Spread::Factor(found) => Err(SpreadFault::Factor { lever: id(), found }),
    }
}

/// Whether a lever can be uncertain at all.
pub fn takes_spread(lever: &Lever) -> bool {
    lever.row.id != "model.weeks"
}

/// What a spread of this lever looks like, for error messages and help.
pub fn spread_forms(lever: &Lever) -> &'static str {
    match lever.row.kind {
        Kind::Date => "exact, ±30d, ±2w or ±3mo",
        Kind::Share if lever.row.shift => "exact or ±5 pt",
        Kind::Share => "exact, ±5 pt, or ×1.5",
        Kind::Count => "exact, ±5k, or ×1.5",
        Kind::Factor => "exact, ±0.1, or ×1.5",
        Kind::Months | Kind::Span => "exact, ±2, or ×1.5",
        Kind::Money => "exact, ±$0.5, or ×1.5",
    }
}

/// Reads a spread as people write it: `exact`, `±30d`, `+-5 pt`, `×1.5`. A number without a mark is a plus-minus. A
/// plus-minus is in the unit that the slider shows: days for a date, points for a share. What spreads nothing is exact.
///
/// # Errors
/// If the text is no spread, or none that the lever takes.
pub fn parse_spread(lever: &Lever, text: &str) -> Result<Spread, ValueError> {
    let id = &lever.id;
    let wrong = || ValueError::new(format!("{id}: `{}` is no spread; write {}", text.trim(), spread_forms(lever)));
    let body = text.trim();
    if body.eq_ignore_ascii_case("exact") {
        return Ok(Spread::Exact);
    }
    let spread = if let Some(factor) = body.strip_prefix(FACTOR_MARKS) {
        let factor = factor.strip_prefix(['÷', '/']).unwrap_or(factor);
        Spread::Factor(plain(factor).ok_or_else(wrong)?)
    } else {
        let width = WIDTH_MARKS.iter().find_map(|mark| body.strip_prefix(mark)).unwrap_or(body).trim_start();
        let width = parse_width(lever.row.kind, width).ok_or_else(wrong)?;
        if width < 0.0 {
            return Err(ValueError::new(format!("{id}: a spread is a width, so it is 0 or more")));
        }
        Spread::PlusMinus(width)
    };
    check_spread(lever, spread).map_err(|fault| ValueError::new(fault.to_string()))?;
    Ok(if spread.is_exact() { Spread::Exact } else { spread })
}

const WIDTH_MARKS: [&str; 4] = ["±", "+/-", "+-", "+−"];
const FACTOR_MARKS: [char; 4] = ['×', 'x', 'X', '*'];

/// Half of an interval, in the model's unit.
fn parse_width(kind: Kind, text: &str) -> Option<f64> {
    match kind {
        Kind::Date => parse_days(text),
        Kind::Share => {
            let text = ["/month", "/year", "/mo", "/yr"].iter().find_map(|per| text.strip_suffix(per)).unwrap_or(text);
            let text = text.trim_end();
            let text = ["points", "pt", "%"].iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text);
            Some(plain(text)? / 100.0)
        }
        // A value may be written with the mark of a factor; its width may not.
        _ if text.starts_with(FACTOR_MARKS) => None,
        kind => parse_number(kind, text),
    }
}

/// A bare number.
fn plain(text: &str) -> Option<f64> {
    let text = text.trim().replace('−', "-");
    let is_plain = text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit() || c == '.');
    text.parse().ok().filter(|number: &f64| is_plain && number.is_finite())
}

/// Another form of spread that the lever takes, `step` further in the ring of exact, plus-minus and factor. `present`
/// gives the number where it has that form.
pub fn other_form(lever: &Lever, from: Spread, present: Spread, step: isize) -> Spread {
    let form = |spread: Spread| match spread {
        Spread::Exact => 0,
        Spread::PlusMinus(_) => 1,
        Spread::Factor(_) => 2,
    };
    let mut ring = [Spread::Exact, Spread::PlusMinus(lever.coarse), Spread::Factor(1.5)];
    ring[form(present)] = present;
    let count = ring.iter().filter(|spread| check_spread(lever, **spread).is_ok()).count() as isize;
    // What a lever does not take stands last.
    ring[(form(from) as isize + step).rem_euclid(count.max(1)) as usize]
}

/// A spread as the screen shows it and [`parse_spread`] reads it: `exact`, `±45 d`, `±1.5 pt/mo`, `×1.4`.
#[derive(Debug, Clone, Copy)]
pub struct ShownSpread<'a> {
    /// The lever.
    pub lever: &'a Lever,
    /// Its spread, in the model's unit.
    pub spread: Spread,
}

impl Display for ShownSpread<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let row = self.lever.row;
        let x = match self.spread {
            Spread::Exact => return f.write_str("exact"),
            Spread::Factor(factor) => return write!(f, "×{}", rounded(factor)),
            Spread::PlusMinus(x) => x,
        };
        match row.kind {
            Kind::Date => write!(f, "±{} d", rounded(x)),
            Kind::Share => write!(f, "±{} pt{}", rounded(x * 100.0), row.unit.trim_start_matches('%')),
            Kind::Count if x >= 1e6 => write!(f, "±{} M{}", rounded(x / 1e6), row.unit),
            Kind::Count if x >= 1e3 => write!(f, "±{} k{}", rounded(x / 1e3), row.unit),
            Kind::Factor => write!(f, "±{}", rounded(x)),
            Kind::Count | Kind::Months | Kind::Span => write!(f, "±{} {}", rounded(x), row.unit),
            Kind::Money => write!(f, "±${}{}", rounded(x), row.unit.trim_start_matches('$')),
        }
    }
}

/// The 90 % interval of a lever's own value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// An end would lie beyond the limits, where draws are clamped.
    pub is_cut: bool,
}

impl Interval {
    /// The interval around a finite `value`, inside `limits`.
    pub fn around(value: f64, spread: Spread, limits: (f64, f64)) -> Self {
        let (a, b) = match spread {
            Spread::Exact => (value, value),
            Spread::PlusMinus(x) => (value - x, value + x),
            Spread::Factor(factor) => (value / factor, value * factor),
        };
        // Of a negative value the larger factor gives the lower end.
        let (least, most) = (a.min(b), a.max(b));
        let (low, high) = (least.clamp(limits.0, limits.1), most.clamp(limits.0, limits.1));
        Self { low, high, is_cut: low > least || high < most }
    }
}

/// An interval in the lever's own unit, for whoever has a place to write it to: `5.0–8.0 %/mo`,
/// `2025-05-17 – 2025-08-15`, `×0.71–1.40`; of a shift `−2.5 – +2.5 pt/mo`.
#[derive(Debug, Clone, Copy)]
pub struct ShownInterval<'a> {
    /// The lever.
    pub lever: &'a Lever,
    /// The interval, in the model's unit.
    pub interval: Interval,
    /// It is of what is added to each firm's own value.
    pub is_shift: bool,
    /// Day 0.
    pub start: Date,
}

impl Display for ShownInterval<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { lever, interval: Interval { low, high, .. }, is_shift, start } = *self;
        let row = lever.row;
        if row.kind == Kind::Date {
            write_date(f, low, start)?;
            f.write_str(" – ")?;
            return write_date(f, high, start);
        }
        if row.kind == Kind::Money && row.unit == "$" {
            let value = |value| ShownValue { lever, value, start };
            return write!(f, "{}–{}", value(low), value(high));
        }
        let (scale, prefix) = match row.kind {
            Kind::Share => (100.0, ""),
            Kind::Count if high >= 1e6 => (1e-6, "M"),
            Kind::Count => (1e-3, "k"),
            _ => (1.0, ""),
        };
        let (low, high) = (low * scale, high * scale);
        // A narrow interval is written so that its ends differ.
        let digits = (row.decimals..6).find(|digits| (high - low) * 10f64.powi(*digits as i32) >= 1.5);
        let digits = digits.unwrap_or(row.decimals);
        let number = |value| Signed { value, digits, plus: is_shift };
        let dash = if low < 0.0 { " – " } else { "–" };
        match row.kind {
            Kind::Factor => write!(f, "×{}{dash}{}", number(low), number(high)),
            Kind::Money => write!(f, "${}{dash}{}{}", number(low), number(high), row.unit.trim_start_matches('$')),
            Kind::Share if is_shift => {
                write!(f, "{}{dash}{} pt{}", number(low), number(high), row.unit.trim_start_matches('%'))
            }
            _ => write!(f, "{}{dash}{} {prefix}{}", number(low), number(high), row.unit),
        }
    }
}

/// A number with a minus that is one, or with either sign; never `−0`.
struct Signed {
    value: f64,
    digits: usize,
    plus: bool,
}

impl Display for Signed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let half = 0.5 * 10f64.powi(-(self.digits as i32));
        let sign = match self.value {
            value if value <= -half => "−",
            value if value >= half && self.plus => "+",
            _ if self.plus => "±",
            _ => "",
        };
        write!(f, "{sign}{:.*}", self.digits, self.value.abs())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::lever::Catalogue;
    use crate::model::World;

    fn catalogue() -> Catalogue {
        let world: World =
            serde_json::from_str(include_str!("../../tests/fixtures/reference/baseline.json")).expect("the baseline");
        Catalogue::new(&world)
    }

    fn lever<'c>(catalogue: &'c Catalogue, id: &str) -> &'c Lever {
        catalogue.lever(catalogue.find(id).unwrap_or_else(|| panic!("no lever {id}")))
    }

    #[test]
    fn a_spread_is_read_in_the_unit_that_the_slider_shows() {
        use Spread::{Exact, Factor, PlusMinus};
        let catalogue = catalogue();
        for (id, text, meant) in [
            ("policy.h20_restricted", "exact", Exact),
            ("policy.h20_restricted", " Exact ", Exact),
            ("policy.h20_restricted", "±10", PlusMinus(10.0)),
            ("policy.h20_restricted", "+-10", PlusMinus(10.0)),
            ("policy.h20_restricted", "+/- 10 d", PlusMinus(10.0)),
            ("policy.h20_restricted", "±2w", PlusMinus(14.0)),
            ("policy.h20_restricted", "30d", PlusMinus(30.0)),
            ("policy.h20_restricted", "±0", Exact),
            ("policy.leakage", "±5 pt", PlusMinus(0.05)),
            ("policy.leakage", "5%", PlusMinus(0.05)),
            ("policy.leakage", "±0.5", PlusMinus(0.005)),
            ("policy.leakage", "×1.5", Factor(1.5)),
            ("demand.usage_gain", "±20 pt/yr", PlusMinus(0.2)),
            ("demand.inference_growth", "± 2.5 %/mo", PlusMinus(0.025)),
            ("stock.scale", "x1.4", Factor(1.4)),
            ("stock.scale", "* 1.4", Factor(1.4)),
            ("stock.scale", "×÷1.4", Factor(1.4)),
            ("stock.scale", "±10%", PlusMinus(0.1)),
            ("stock.scale", "0.1", PlusMinus(0.1)),
            ("stock.scale", "×1", Exact),
            ("supply.ascend_910c.units_per_month", "±5k", PlusMinus(5000.0)),
            ("supply.ascend_910c.units_per_month", "±5 k/mo", PlusMinus(5000.0)),
            ("supply.ascend_910c.units_per_month", "±800 /mo", PlusMinus(800.0)),
            ("strategy.halt_months", "±1.5 mo", PlusMinus(1.5)),
            ("cost.person_month", "±$2k", PlusMinus(2000.0)),
            ("cost.power_price", "±$0.02/kWh", PlusMinus(0.02)),
            ("model.weeks", "exact", Exact),
        ] {
            assert_eq!(parse_spread(lever(&catalogue, id), text), Ok(meant), "{id} {text}");
        }
    }

    #[test]
    fn what_is_no_spread_says_what_would_be() {
        let catalogue = catalogue();
        for (id, text, said) in [
            ("policy.h20_restricted", "×1.5", "is a date, so its spread is a plus-minus in days"),
            ("policy.h20_restricted", "soon", "`soon` is no spread; write exact, ±30d"),
            ("policy.h20_restricted", "±-10", "0 or more"),
            ("policy.h20_restricted", "±NaN", "is no spread"),
            ("policy.leakage", "±inf", "is no spread"),
            ("policy.leakage", "-5", "0 or more"),
            ("policy.leakage", "±−5 pt", "0 or more"),
            ("demand.usage_gain", "x2", "shifts what each firm has"),
            ("demand.usage_gain", "x", "is no spread; write exact or ±5 pt"),
            ("stock.scale", "×0.8", "a factor of 0.8 means nothing; it is 1 or more"),
            ("stock.scale", "×-2", "it is 1 or more"),
            ("stock.scale", "±×2", "is no spread"),
            ("stock.scale", "", "is no spread"),
            ("stock.scale", "1e999", "is no spread"),
            ("supply.ascend_910c.units_per_month", "10%", "is no spread"),
            ("model.weeks", "±4", "takes no spread"),
        ] {
            let error = parse_spread(lever(&catalogue, id), text).unwrap_err();
            assert!(error.message.contains(said), "{id} {text}: {}", error.message);
            assert!(error.message.starts_with(id), "{}", error.message);
        }
    }

    #[test]
    fn what_is_shown_is_read_again() {
        let catalogue = catalogue();
        for (_, lever) in catalogue.iter() {
            for spread in [
                Spread::Exact,
                Spread::PlusMinus(0.015),
                Spread::PlusMinus(45.0),
                Spread::PlusMinus(5123.456),
                Spread::PlusMinus(2.5e6),
                Spread::Factor(1.35),
            ] {
                // What is a million days or points is no spread that one types.
                let is_large = matches!(spread, Spread::PlusMinus(x) if x >= 1e6) && lever.row.kind == Kind::Date;
                if check_spread(lever, spread).is_ok() && !is_large {
                    let text = ShownSpread { lever, spread }.to_string();
                    let again = parse_spread(lever, &text).unwrap_or_else(|error| panic!("{}", error.message));
                    assert_eq!(ShownSpread { lever, spread: again }.to_string(), text, "{}", lever.id);
                }
            }
        }
    }

    #[test]
    fn spreads_and_intervals_are_shown_in_the_levers_unit() {
        let catalogue = catalogue();
        for (id, value, spread, text, shown) in [
            ("policy.h20_restricted", 98.0, Spread::PlusMinus(10.0), "±10 d", "2025-03-30 – 2025-04-19"),
            ("demand.inference_growth", 0.065, Spread::PlusMinus(0.015), "±1.5 pt/mo", "5.0–8.0 %/mo"),
            ("demand.inference_growth", 0.005, Spread::PlusMinus(0.015), "±1.5 pt/mo", "−1.0 – 2.0 %/mo"),
            ("policy.leakage", 0.02, Spread::PlusMinus(0.05), "±5 pt", "0.0–7.0 % cut"),
            ("efficiency.inference.end", 0.85, Spread::PlusMinus(0.002), "±0.2 pt", "84.8–85.2 %"),
            ("stock.scale", 1.0, Spread::Factor(1.4), "×1.4", "×0.71–1.40"),
            ("supply.ascend_910c.units_per_month", 2e4, Spread::PlusMinus(5e3), "±5 k/mo", "15.0–25.0 k/mo"),
            ("supply.ascend_910c.units_per_month", 2e4, Spread::PlusMinus(500.0), "±500 /mo", "19.5–20.5 k/mo"),
            ("strategy.halt_months", 3.0, Spread::Factor(2.0), "×2", "1.5–6.0 mo"),
            ("cost.power_price", 0.1, Spread::PlusMinus(0.02), "±$0.02/kWh", "$0.080–0.120/kWh"),
            ("cost.value_per_h20e_hour", 1.0, Spread::Factor(1.6), "×1.6", "$0.62–$1.60"),
        ] {
            let lever = lever(&catalogue, id);
            assert_eq!(ShownSpread { lever, spread }.to_string(), text);
            let interval = Interval::around(value, spread, lever.row.valid);
            let found = ShownInterval { lever, interval, is_shift: false, start: date(2025, 1, 1) }.to_string();
            assert_eq!(format!("{found}{}", if interval.is_cut { " cut" } else { "" }), shown, "{id}");
        }
        let lever = lever(&catalogue, "demand.usage_gain");
        let interval = Interval::around(0.0, Spread::PlusMinus(0.2), (f64::NEG_INFINITY, f64::INFINITY));
        let shift = ShownInterval { lever, interval, is_shift: true, start: date(2025, 1, 1) };
        assert_eq!(shift.to_string(), "−20 – +20 pt/yr");
        let below = Interval::around(-0.1, Spread::Factor(2.0), (-1.0, 1.0));
        assert_eq!((below.low, below.high), (-0.2, -0.05));
    }

    #[test]
    fn the_forms_go_round_and_are_those_that_the_lever_takes() {
        let catalogue = catalogue();
        let stock = lever(&catalogue, "stock.scale");
        let present = Spread::Factor(1.4);
        assert_eq!(other_form(stock, present, present, 1), Spread::Exact);
        assert_eq!(other_form(stock, Spread::Exact, present, 1), Spread::PlusMinus(stock.coarse));
        assert_eq!(other_form(stock, Spread::Exact, present, -1), present);
        let date = lever(&catalogue, "policy.h20_restricted");
        assert_eq!(other_form(date, Spread::Exact, Spread::Exact, -1), Spread::PlusMinus(30.0));
        assert_eq!(other_form(date, Spread::PlusMinus(3.0), Spread::Exact, 1), Spread::Exact);
        let weeks = lever(&catalogue, "model.weeks");
        assert_eq!(other_form(weeks, Spread::Exact, Spread::Exact, 1), Spread::Exact);
    }
}
