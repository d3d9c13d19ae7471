//! What a world says of each observation.

use jiff::civil::Date;

use crate::model::curves::compound;
use crate::model::units::{DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR};
use crate::model::{Day, Outcome, Series, Simulator, World};
use crate::scenario::{Observation, Predicts, Record};

/// What is kept from world to world.
#[derive(Default)]
pub(super) struct Runs {
    simulator: Simulator,
    outcome: Outcome,
    /// Runs of worlds that end early, for what was paid by then.
    short: Simulator,
}

impl Runs {
    /// What one world says of each observation.
    pub(super) fn read(&mut self, record: &Record, world: &World) -> Vec<f64> {
        self.simulator.run(world, &mut self.outcome);
        let mut early = world.clone();
        // What is compared is cash of its day.
        early.discount_rate = 0.0;
        let read = |observation: &Observation| self.value(record, &observation.predicts, world, &mut early);
        record.observations.iter().map(read).collect()
    }

    fn value(&mut self, record: &Record, predicts: &Predicts, world: &World, early: &mut World) -> f64 {
        let day = |date: Date| Day::from_date(world.start, date);
        match predicts {
            Predicts::Tokens { firm, from, to, first, .. } => {
                let tokens = |day: Day| self.tokens(world, firm.as_deref(), day);
                first * tokens(day(*to)) / tokens(day(*from))
            }
            Predicts::InferenceGrowth { from, to } => self.growth(day(*from), day(*to), |of| &of.demand_inference),
            Predicts::TrainingGrowth { from, to } => self.growth(day(*from), day(*to), |of| &of.demand_training),
            Predicts::UsageGain { firm } => world.firm(firm).map_or(f64::NAN, |firm| 100.0 * firm.usage_gain),
            Predicts::PowerPrice => world.power_price * record.rmb_per_usd,
            Predicts::Power { chips, on } => self.simulator.power_per_inference(world, chips, day(*on)),
            Predicts::Delivered { chips, from, to } => {
                let of = |chip: &String| self.simulator.delivered(world, chip, day(*from), day(*to));
                chips.iter().map(of).fold(0.0, |sum, cards| sum + cards)
            }
            Predicts::Spending { firm, from, to } => {
                let paid = self.paid(early, firm, day(*to)) - self.paid(early, firm, day(*from));
                paid * record.rmb_per_usd / 1e9
            }
            Predicts::Event(id) => {
                world.policy.iter().find(|event| event.id == *id).map_or(f64::INFINITY, |event| event.day.0)
            }
        }
    }

    /// Mean growth of all firms' demand a month, in percent.
    fn growth(&self, from: Day, to: Day, series: impl Fn(&Series) -> &[f64]) -> f64 {
        let demand = |day| self.outcome.series.iter().map(|of| at(of, series(of), day)).sum::<f64>();
        let months = (to.0 - from.0) / DAYS_PER_MONTH;
        100.0 * (compound(demand(to) / demand(from) - 1.0, 1.0 / months) - 1.0)
    }

    /// Work served by inference on a day, in what a chip did at the start.
    fn tokens(&self, world: &World, firm: Option<&str>, day: Day) -> f64 {
        let firms = world.firms.iter().zip(&self.outcome.series);
        let chosen = firms.filter(|(own, _)| firm.is_none_or(|name| own.name == name));
        let of = chosen.map(|(own, series)| {
            let served = at(series, &series.demand_inference, day) - at(series, &series.unmet_inference, day);
            served * compound(own.usage_gain, day.0 / DAYS_PER_YEAR)
        });
        of.sum()
    }

    /// Cash that a firm has paid for chips by a day, USD: on the line between the two ends of its week.
    fn paid(&mut self, early: &mut World, firm: &str, day: Day) -> f64 {
        let Some(index) = early.firms.iter().position(|other| other.name == firm) else { return 0.0 };
        let weeks = day.0 / DAYS_PER_WEEK;
        let mut by = |weeks: f64| {
            early.weeks = weeks as u32;
            let outcome = self.short.run_firm(early, index).unwrap_or_default();
            outcome.cost.controlled.0 + outcome.cost.domestic_outlay.0
        };
        let (before, share) = (weeks.floor(), weeks.fract());
        let paid = by(before);
        if share == 0.0 { paid } else { paid + share * (by(before + 1.0) - paid) }
    }
}

/// A weekly series on a day, on the line between the ends of weeks.
fn at(of: &Series, series: &[f64], day: Day) -> f64 {
    let after = of.week_end_day.iter().position(|end| *end >= day.0).unwrap_or(series.len().saturating_sub(1));
    let before = after.saturating_sub(1);
    let (first, last) = (of.week_end_day[before], of.week_end_day[after]);
    let share = if last > first { ((day.0 - first) / (last - first)).clamp(0.0, 1.0) } else { 0.0 };
    series[before] + share * (series[after] - series[before])
}
