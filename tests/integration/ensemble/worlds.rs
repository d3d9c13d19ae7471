//! Valid worlds and spreads made at random, the odd corners on purpose more often than life has them.

use std::collections::BTreeMap;

use jiff::civil::date;
use stockout::lever::{Catalogue, Kind};
use stockout::model::{
    Channel, Chip, Day, Efficiency, Firm, Months, Origin, PersonMonths, PolicyEvent, Spread, Strategy, World, valid,
};

/// `SplitMix64`: enough to make worlds with.
pub(crate) struct Dice(pub u64);

impl Dice {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.bits() % count as u64) as usize
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn or_zero(&mut self, high: f64) -> f64 {
        if self.one_in(4) { 0.0 } else { self.between(0.0, high) }
    }

    fn or_whole(&mut self) -> f64 {
        match self.below(4) {
            0 => 0.0,
            1 => 1.0,
            _ => self.share(),
        }
    }

    fn day(&mut self, low: f64, high: f64) -> Day {
        match self.below(6) {
            0 => Day::NEVER,
            1 => Day((self.between(low, high) / 7.0).round() * 7.0),
            _ => Day(self.between(low, high)),
        }
    }

    fn months(&mut self, high: f64) -> Months {
        Months(self.or_zero(high))
    }
}

fn efficiency(dice: &mut Dice) -> Efficiency {
    Efficiency {
        start: dice.or_zero(0.6),
        end: dice.or_zero(1.1),
        mid: dice.day(-300.0, 1200.0),
        ramp_days: dice.or_zero(900.0),
    }
}

fn strategy(dice: &mut Dice) -> Strategy {
    Strategy {
        start: dice.day(-200.0, 700.0),
        training_share: dice.or_whole(),
        inference_share: dice.or_whole(),
        halt_months: dice.months(8.0),
        training_ramp_months: dice.months(18.0),
        inference_ramp_months: dice.months(18.0),
    }
}

/// A firm that holds some of the chips.
fn firm(dice: &mut Dice, name: &str, chips: &BTreeMap<String, Chip>) -> Firm {
    let mut holds = |controlled_only: bool, high: f64| -> BTreeMap<String, f64> {
        let mut held = BTreeMap::new();
        for (id, _) in chips.iter().filter(|(_, chip)| !controlled_only || chip.origin == Origin::Controlled) {
            if !dice.one_in(3) {
                held.insert(id.clone(), dice.or_zero(high));
            }
        }
        held
    };
    let (installed, stock) = (holds(false, 200_000.0), holds(true, 50_000.0));
    Firm {
        name: name.to_owned(),
        installed,
        stock,
        training_demand_share: dice.or_whole(),
        training_growth: dice.between(-0.05, 0.1),
        inference_growth: dice.between(-0.05, 0.1),
        usage_gain: dice.between(-0.2, 1.0),
        porting_person_months: PersonMonths { training: dice.or_zero(2000.0), inference: dice.or_zero(2000.0) },
        strategy: strategy(dice),
        migrated: dice.one_in(4),
    }
}

/// A valid world of a few chips, channels, events and firms.
pub(crate) fn world(dice: &mut Dice) -> World {
    let mut chips = BTreeMap::new();
    let count = 2 + dice.below(5);
    for index in 0..count {
        let origin = if index == 0 || dice.one_in(2) { Origin::Controlled } else { Origin::Domestic };
        let chip = Chip {
            origin,
            tflops: dice.between(50.0, 1000.0),
            bandwidth: dice.between(0.5, 5.0),
            power: dice.or_zero(800.0),
            price: dice.or_zero(30_000.0),
            initially_open: dice.or_whole(),
        };
        chips.insert(format!("chip {index}"), chip);
    }
    let names: Vec<String> = (0..=dice.below(4)).map(|index| format!("firm {index}")).collect();
    let supply = (0..dice.below(2 * count))
        .map(|_| Channel {
            chip: format!("chip {}", dice.below(count)),
            units_per_month: dice.or_zero(40_000.0),
            from: Day(dice.between(-500.0, 500.0)),
            growth_per_month: dice.between(-0.1, 0.2),
            cap_units_per_month: dice.between(0.0, 80_000.0),
            lead_weeks: dice.or_zero(12.0),
            shares: {
                let sharing: Vec<&String> = names.iter().filter(|_| !dice.one_in(3)).collect();
                sharing.into_iter().map(|name| (name.clone(), dice.or_whole())).collect()
            },
        })
        .collect();
    let policy = (0..dice.below(5))
        .map(|index| PolicyEvent {
            id: format!("event_{index}"),
            label: None,
            chip: format!("chip {}", dice.below(count)),
            day: dice.day(-50.0, 900.0),
            fraction: dice.or_whole(),
            levy: dice.or_zero(0.5),
        })
        .collect();
    let firms = names.iter().map(|name| firm(dice, name, &chips)).collect();
    let world = World {
        name: "random".to_owned(),
        question: None,
        about: None,
        label: None,
        start: date(2025, 1, 1),
        as_of: None,
        weeks: 1 + dice.below(160) as u32,
        reference_chip: "chip 0".to_owned(),
        compute_bound_share: dice.or_whole(),
        failure_rate: dice.or_zero(0.3),
        gap_tolerance: dice.or_zero(0.2),
        allocation_hold_weeks: dice.or_zero(20.0),
        stock_scale: dice.or_zero(2.0),
        controlled_supply_scale: dice.or_zero(2.0),
        domestic_supply_scale: dice.or_zero(2.0),
        leakage: dice.or_zero(0.3),
        value_per_h20e_hour: dice.or_zero(3.0),
        discount_rate: dice.between(-0.05, 0.3),
        system_overhead: dice.or_zero(1.0),
        useful_life_years: dice.between(0.5, 8.0),
        cost_per_person_month: dice.or_zero(20_000.0),
        dual_running: dice.or_whole(),
        pue: dice.between(1.0, 2.0),
        power_price: dice.or_zero(0.2),
        training_efficiency: efficiency(dice),
        inference_efficiency: efficiency(dice),
        chips,
        policy,
        supply,
        firms,
        source: std::sync::Arc::default(),
        spread: BTreeMap::new(),
    };
    assert_eq!(valid::check(&world), vec![]);
    world
}

/// A spread for one in `sparse` of the world's levers, now and then so wide that most draws are held at a limit.
pub(crate) fn spreads(dice: &mut Dice, world: &World, sparse: usize) -> BTreeMap<String, Spread> {
    let catalogue = Catalogue::new(world);
    let mut spreads = BTreeMap::new();
    for (_, lever) in catalogue.iter() {
        if lever.id == "model.weeks" || !dice.one_in(sparse) {
            continue;
        }
        let row = lever.row;
        let wide = if dice.one_in(4) { 5.0 } else { 0.3 };
        let spread = if row.kind == Kind::Date || row.shift || dice.one_in(2) {
            Spread::PlusMinus((lever.track.1 - lever.track.0) * wide * dice.share())
        } else {
            Spread::Factor(1.0 + wide * dice.share())
        };
        spreads.insert(lever.id.clone(), spread);
    }
    spreads
}
