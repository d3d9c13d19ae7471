//! Curves over the weeks by recurrences: one multiplication a week instead of one `exp`.
//!
//! What starts a recurrence is `libm`'s `exp` and `ln`, so that every system gives the same bits; what follows is
//! plain multiplication in week order, which a kernel over many draws can repeat lane by lane, bit for bit.

use libm::{exp, log};

use super::units::{DAYS_PER_MONTH, DAYS_PER_YEAR, larger};
use super::world::Efficiency;

/// Fills `out` with `first · ratio^i`.
///
/// The relative error against the exact power stays below `(len + 2)` times the rounding unit of `ratio`
/// (bounded in this module's tests).
pub(crate) fn geometric(out: &mut [f64], first: f64, ratio: f64) {
    let mut value = first;
    for slot in out {
        *slot = value;
        value *= ratio;
    }
}

/// `(1 + rate)^x`, through `libm` alone; 0 for a total loss over a positive time.
pub(crate) fn compound(rate: f64, x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { exp(x * log(1.0 + rate)) }
}

/// Growth of demand over one step: `(1 + growth)^(step/month) / (1 + usage_gain)^(step/year)`.
pub(crate) fn demand_ratio(growth: f64, usage_gain: f64, step_days: f64) -> f64 {
    exp(step_days / DAYS_PER_MONTH * log(1.0 + growth) - step_days / DAYS_PER_YEAR * log(1.0 + usage_gain))
}

/// Shortest ramp that is told apart from a step, in days.
const SHORTEST_RAMP_DAYS: f64 = 1e-6;
/// Above this exponent a logistic is 0 to every digit, and `exp` is near overflow.
const FLAT_EXPONENT: f64 = 690.0;

/// The exponent of the logistic falls by this a day: 10 % to 90 % takes `ramp_days`.
fn steepness_per_day(ramp_days: f64) -> f64 {
    2.0 * log(9.0) / larger(ramp_days, SHORTEST_RAMP_DAYS)
}

/// What starts a logistic's recurrence.
///
/// `exp` of the falling exponent is carried from step to step by one multiplication. Where it would overflow (long
/// before `mid` on a steep ramp) the curve is flat to every digit, and the recurrence starts at the first step that
/// is not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Logistic {
    /// The first step off the flat; +∞ where the curve never leaves it.
    pub anchor: f64,
    /// `exp` of the exponent at that step.
    pub u: f64,
    /// By which `u` is multiplied a step.
    pub ratio: f64,
}

impl Logistic {
    /// The recurrence of `efficiency` in steps of `step_days`.
    pub(crate) fn new(efficiency: &Efficiency, step_days: f64) -> Self {
        if efficiency.mid.is_never() {
            return Self { anchor: f64::INFINITY, u: 0.0, ratio: 1.0 };
        }
        let steepness = steepness_per_day(efficiency.ramp_days);
        let first_exponent = steepness * efficiency.mid.0;
        let fall = steepness * step_days;
        let anchor = larger(((first_exponent - FLAT_EXPONENT) / fall).ceil(), 0.0);
        Self { anchor, u: exp(first_exponent - anchor * fall), ratio: exp(-fall) }
    }
}

/// Fills `out[j]` with the efficiency at day `j · step_days`.
pub(super) fn logistic(out: &mut [f64], efficiency: &Efficiency, step_days: f64) {
    let Efficiency { start, end, .. } = *efficiency;
    let Logistic { anchor, mut u, ratio } = Logistic::new(efficiency, step_days);
    for (step, slot) in out.iter_mut().enumerate() {
        if (step as f64) < anchor {
            *slot = start;
        } else {
            *slot = start + (end - start) / (1.0 + u);
            u *= ratio;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::Day;

    fn relative(a: f64, b: f64) -> f64 {
        (a - b).abs() / b.abs().max(1e-300)
    }

    #[test]
    fn ten_years_of_weekly_growth_stay_within_three_parts_in_ten_to_the_thirteen() {
        let mut out = [0.0; 521];
        for (growth, gain) in [(0.05, 0.4), (-0.3, 0.0), (2.0, -0.5), (0.0, 20.0), (1.5, 0.1)] {
            let ratio = demand_ratio(growth, gain, 7.0);
            geometric(&mut out, 1.0, ratio);
            for (week, value) in out.iter().enumerate() {
                let te = 7.0 * week as f64;
                let exact = (1.0f64 + growth).powf(te / DAYS_PER_MONTH) / (1.0f64 + gain).powf(te / DAYS_PER_YEAR);
                assert!(relative(*value, exact) < 3e-13, "{growth} {gain} week {week}: {value} {exact}");
            }
        }
    }

    #[test]
    fn the_logistic_recurrence_keeps_to_the_formula_on_every_ramp() {
        let mut out = [0.0; 521];
        for mid in [-4000.0, -100.0, 0.0, 243.0, 1091.5, 3640.0, 9000.0] {
            for ramp_days in [0.5, 1.0, 7.0, 30.0, 365.0, 4000.0] {
                let efficiency = Efficiency { start: 0.2, end: 0.8, mid: Day(mid), ramp_days };
                logistic(&mut out, &efficiency, 7.0);
                for (week, value) in out.iter().enumerate() {
                    let t = 7.0 * week as f64;
                    let exact = 0.2 + 0.6 / (1.0 + (-2.0 * 9f64.ln() * (t - mid) / ramp_days).exp());
                    assert!((value - exact).abs() < 1e-12, "mid {mid} ramp {ramp_days} week {week}: {value} {exact}");
                }
            }
        }
    }

    #[test]
    fn the_logistic_is_half_way_at_mid_and_spans_ten_to_ninety_percent_over_its_ramp() {
        let efficiency = Efficiency { start: 0.0, end: 1.0, mid: Day(140.0), ramp_days: 140.0 };
        let mut out = [0.0; 41];
        logistic(&mut out, &efficiency, 7.0);
        assert!((out[20] - 0.5).abs() < 1e-14);
        assert!((out[10] - 0.1).abs() < 1e-14);
        assert!((out[30] - 0.9).abs() < 1e-14);
    }

    #[test]
    fn a_ramp_of_zero_days_is_a_step_and_never_keeps_the_start() {
        let mut out = [0.0; 5];
        logistic(&mut out, &Efficiency { start: 0.3, end: 0.9, mid: Day(10.0), ramp_days: 0.0 }, 7.0);
        let steps = [0.3, 0.3, 0.9, 0.9, 0.9];
        assert!(out.iter().zip(steps).all(|(e, step)| (e - step).abs() < 1e-15), "{out:?}");
        logistic(&mut out, &Efficiency { start: 0.3, end: 0.9, mid: Day::NEVER, ramp_days: 100.0 }, 7.0);
        assert!(out.iter().all(|e| e.to_bits() == 0.3f64.to_bits()), "{out:?}");
    }
}
