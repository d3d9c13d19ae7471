//! Hand-built worlds: round numbers, everything switched off, so that each test turns on what it is about.
//!
//! `R` is the reference chip, controlled and open, 1 H20e of either work. All firms' demand is constant, nothing
//! fails, nothing is discounted, money is 1 USD where it counts and 0 where it would only blur.

use std::collections::BTreeMap;

use jiff::civil::date;
use stockout::model::units::DAYS_PER_MONTH;
use stockout::model::{
    Channel, Chip, Day, Efficiency, Firm, Months, Origin, PersonMonths, PolicyEvent, Strategy, World,
};

/// A month's rate that brings `units` a week.
pub(crate) fn weekly(units: f64) -> f64 {
    units * DAYS_PER_MONTH / 7.0
}

/// A span of `days` in months.
pub(crate) fn months(days: f64) -> Months {
    Months(days / DAYS_PER_MONTH)
}

/// A month's growth that multiplies by `ratio` every week.
pub(crate) fn weekly_growth(ratio: f64) -> f64 {
    ratio.powf(DAYS_PER_MONTH / 7.0) - 1.0
}

/// A year's failure rate at which the share `loss` of the chips in use is lost every week.
pub(crate) fn weekly_loss(loss: f64) -> f64 {
    -(1.0 - loss).ln() * 365.25 / 7.0
}

/// An efficiency that stays.
pub(crate) fn flat(efficiency: f64) -> Efficiency {
    Efficiency { start: efficiency, end: efficiency, mid: Day(0.0), ramp_days: 100.0 }
}

/// An open controlled chip of 1000 W and 1000 USD.
pub(crate) fn controlled(tflops: f64, bandwidth: f64) -> Chip {
    Chip { origin: Origin::Controlled, tflops, bandwidth, power: 1000.0, price: 1000.0, initially_open: 1.0 }
}

/// An open domestic chip of 1000 W and 1000 USD.
pub(crate) fn domestic(tflops: f64, bandwidth: f64) -> Chip {
    Chip { origin: Origin::Domestic, ..controlled(tflops, bandwidth) }
}

/// A steady stream from long ago, without lead or bound.
pub(crate) fn channel(chip: &str, units_per_month: f64, shares: &[(&str, f64)]) -> Channel {
    Channel {
        chip: chip.to_owned(),
        units_per_month,
        from: Day(-700.0),
        growth_per_month: 0.0,
        cap_units_per_month: 1e9,
        lead_weeks: 0.0,
        shares: shares.iter().map(|&(firm, share)| (firm.to_owned(), share)).collect(),
    }
}

/// An event without a levy.
pub(crate) fn event(id: &str, chip: &str, day: f64, fraction: f64) -> PolicyEvent {
    PolicyEvent { id: id.to_owned(), label: None, chip: chip.to_owned(), day: Day(day), fraction, levy: 0.0 }
}

/// A firm with `installed` and `stock` of `R`, all of it inference, that never migrates.
pub(crate) fn firm(name: &str, installed: f64, stock: f64) -> Firm {
    let holding = |units: f64| {
        if units > 0.0 { BTreeMap::from([("R".to_owned(), units)]) } else { BTreeMap::new() }
    };
    Firm {
        name: name.to_owned(),
        installed: holding(installed),
        stock: holding(stock),
        training_demand_share: 0.0,
        training_growth: 0.0,
        inference_growth: 0.0,
        usage_gain: 0.0,
        porting_person_months: PersonMonths { training: 0.0, inference: 0.0 },
        strategy: Strategy {
            start: Day::NEVER,
            training_share: 0.0,
            inference_share: 0.0,
            halt_months: Months(0.0),
            training_ramp_months: Months(0.0),
            inference_ramp_months: Months(0.0),
        },
        migrated: false,
    }
}

/// A world with the reference chip `R` and the given firms in which nothing happens.
pub(crate) fn still(weeks: u32, firms: Vec<Firm>) -> World {
    World {
        name: "still".to_owned(),
        question: None,
        about: None,
        label: None,
        start: date(2025, 1, 1),
        as_of: None,
        weeks,
        reference_chip: "R".to_owned(),
        compute_bound_share: 0.5,
        failure_rate: 0.0,
        gap_tolerance: 0.05,
        allocation_hold_weeks: 520.0,
        stock_scale: 1.0,
        controlled_supply_scale: 1.0,
        domestic_supply_scale: 1.0,
        leakage: 0.0,
        value_per_h20e_hour: 1.0,
        discount_rate: 0.0,
        system_overhead: 0.0,
        useful_life_years: 100.0,
        cost_per_person_month: 1.0,
        dual_running: 0.0,
        pue: 1.0,
        power_price: 0.0,
        training_efficiency: flat(1.0),
        inference_efficiency: flat(1.0),
        chips: BTreeMap::from([("R".to_owned(), controlled(100.0, 1.0))]),
        policy: Vec::new(),
        supply: Vec::new(),
        firms,
        source: std::sync::Arc::default(),
        spread: BTreeMap::new(),
    }
}

/// What a still world is made to have, in one chain.
pub(crate) trait Build {
    fn chip(self, id: &str, chip: Chip) -> Self;
    fn supply(self, channel: Channel) -> Self;
    fn event(self, event: PolicyEvent) -> Self;
    fn with(self, change: impl FnOnce(&mut Self)) -> Self;
}

impl Build for World {
    fn chip(mut self, id: &str, chip: Chip) -> Self {
        self.chips.insert(id.to_owned(), chip);
        self
    }
    fn supply(mut self, channel: Channel) -> Self {
        self.supply.push(channel);
        self
    }
    fn event(mut self, event: PolicyEvent) -> Self {
        self.policy.push(event);
        self
    }
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}
