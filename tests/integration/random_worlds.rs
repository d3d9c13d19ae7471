//! Random valid worlds for the properties, by strategies that shrink.

use std::collections::BTreeMap;

use proptest::prelude::*;
use stockout::model::{
    Channel, Chip, Day, Efficiency, Firm, Months, Origin, PersonMonths, PolicyEvent, Strategy as Plan, World,
};

use crate::worlds::{Build, still};

/// A number in the range, or one of its ends, where special cases live.
pub(crate) fn number(from: f64, to: f64) -> impl Strategy<Value = f64> + Clone {
    prop_oneof![8 => from..=to, 1 => Just(from), 1 => Just(to)]
}

/// A number in the range, or 0: what does not grow stands on many an edge.
fn or_zero(from: f64, to: f64) -> impl Strategy<Value = f64> + Clone {
    prop_oneof![4 => from..=to, 1 => Just(0.0)]
}

/// A day before, in or after the horizon; a whole one or not; or never.
fn any_day(horizon: f64) -> impl Strategy<Value = Day> + Clone {
    prop_oneof![
        6 => (-100.0..horizon + 100.0).prop_map(|day: f64| Day(day.round())),
        3 => (-100.0..horizon + 100.0).prop_map(Day),
        1 => Just(Day::NEVER),
    ]
}

fn any_chip(origin: Origin) -> impl Strategy<Value = Chip> {
    let often_open = if origin == Origin::Domestic { 10 } else { 3 };
    (
        50.0..1300.0,
        0.5..6.0,
        150.0..1200.0,
        3000.0..40_000.0,
        prop_oneof![often_open => Just(1.0), 2 => Just(0.0), 1 => 0.0..1.0],
    )
        .prop_map(move |(tflops, bandwidth, power, price, initially_open)| Chip {
            origin,
            tflops,
            bandwidth,
            power,
            price,
            initially_open,
        })
}

fn any_efficiency(horizon: f64) -> impl Strategy<Value = Efficiency> {
    (0.05..0.9, 0.1..1.1, any_day(horizon), 20.0..800.0).prop_map(|(start, end, mid, ramp_days)| Efficiency {
        start,
        end,
        mid,
        ramp_days,
    })
}

fn any_event(chips: Vec<String>, horizon: f64) -> impl Strategy<Value = PolicyEvent> {
    (prop::sample::select(chips), any_day(horizon), number(0.0, 1.0), number(0.0, 0.5)).prop_map(
        |(chip, day, fraction, levy)| PolicyEvent { id: String::new(), label: None, chip, day, fraction, levy },
    )
}

fn any_channel(chips: Vec<String>, firms: Vec<String>, horizon: f64) -> impl Strategy<Value = Channel> {
    let shares = prop::collection::vec(prop_oneof![3 => 0.0..0.2, 1 => Just(0.0)], firms.len());
    (
        prop::sample::select(chips),
        number(0.0, 20_000.0),
        prop_oneof![3 => any_day(horizon), 2 => (-500.0..0.0).prop_map(Day)],
        number(-0.06, 0.08),
        prop_oneof![Just(1e6), 1000.0..30_000.0],
        number(0.0, 12.0),
        shares,
    )
        .prop_map(
            move |(chip, units_per_month, from, growth_per_month, cap_units_per_month, lead_weeks, shares)| Channel {
                chip,
                units_per_month,
                from,
                growth_per_month,
                cap_units_per_month,
                lead_weeks,
                shares: firms.iter().cloned().zip(shares).collect(),
            },
        )
}

fn any_plan(horizon: f64) -> impl Strategy<Value = Plan> {
    let ramp = || number(0.0, 18.0).prop_map(Months);
    (any_day(horizon), number(0.0, 1.0), number(0.0, 1.0), number(0.0, 8.0).prop_map(Months), ramp(), ramp()).prop_map(
        |(start, training_share, inference_share, halt_months, training_ramp_months, inference_ramp_months)| Plan {
            start,
            training_share,
            inference_share,
            halt_months,
            training_ramp_months,
            inference_ramp_months,
        },
    )
}

/// A firm; the first `controlled` of `chips` it may hold in stock.
fn any_firm(name: String, chips: Vec<String>, controlled: usize, horizon: f64) -> impl Strategy<Value = Firm> {
    let holding = |most: f64, count| prop::collection::vec(prop_oneof![2 => 0.0..most, 1 => Just(0.0)], count);
    (
        holding(100_000.0, chips.len()),
        holding(20_000.0, controlled),
        number(0.0, 1.0),
        or_zero(-0.03, 0.1),
        or_zero(-0.03, 0.1),
        or_zero(-0.2, 0.8),
        (0.0..2000.0, 0.0..2000.0),
        any_plan(horizon),
    )
        .prop_map(
            move |(
                installed,
                stock,
                training_demand_share,
                training_growth,
                inference_growth,
                usage_gain,
                port,
                plan,
            )| {
                let by_chip = |units: Vec<f64>| -> BTreeMap<String, f64> {
                    chips.iter().cloned().zip(units).filter(|(_, units)| *units > 0.0).collect()
                };
                Firm {
                    name: name.clone(),
                    installed: by_chip(installed),
                    stock: by_chip(stock),
                    training_demand_share,
                    training_growth,
                    inference_growth,
                    usage_gain,
                    porting_person_months: PersonMonths { training: port.0, inference: port.1 },
                    strategy: plan,
                    migrated: false,
                }
            },
        )
}

/// The numbers that stand alone, in a world without chips.
fn any_frame() -> impl Strategy<Value = World> {
    let fleet = (number(0.0, 0.9), number(0.0, 0.3), 0.01..0.2, number(0.0, 20.0), number(0.0, 0.3));
    let scales = (number(0.2, 3.0), number(0.0, 2.0), number(0.0, 2.5));
    let money = (0.2..4.0, number(0.0, 0.3), number(0.0, 1.0), 0.5..8.0, 3000.0..30_000.0);
    let running = (number(0.0, 1.0), 1.0..1.8, 0.02..0.25);
    (3..=110u32, fleet, scales, money, running).prop_map(|(weeks, fleet, scales, money, running)| {
        still(weeks, Vec::new()).with(|w| {
            (w.compute_bound_share, w.failure_rate, w.gap_tolerance, w.allocation_hold_weeks, w.leakage) = fleet;
            (w.stock_scale, w.controlled_supply_scale, w.domestic_supply_scale) = scales;
            (w.value_per_h20e_hour, w.discount_rate, w.system_overhead, w.useful_life_years, w.cost_per_person_month) =
                money;
            (w.dual_running, w.pue, w.power_price) = running;
        })
    })
}

/// Valid worlds: 1 to 5 firms, 1 to 4 chips of either origin, up to 10 channels and 6 events.
pub(crate) fn worlds() -> impl Strategy<Value = World> {
    (any_frame(), 1..=5usize, 1..=4usize, 1..=4usize).prop_flat_map(|(frame, firms, controlled, domestic)| {
        let horizon = frame.horizon_days();
        let ids: Vec<String> =
            (0..controlled).map(|i| format!("C{i}")).chain((0..domestic).map(|i| format!("D{i}"))).collect();
        let names: Vec<String> = (0..firms).map(|i| format!("F{i}")).collect();
        let chips: Vec<_> = (0..ids.len())
            .map(|i| any_chip(if i < controlled { Origin::Controlled } else { Origin::Domestic }))
            .collect();
        let firms: Vec<_> = names.iter().map(|name| any_firm(name.clone(), ids.clone(), controlled, horizon)).collect();
        (
            Just(frame),
            chips,
            prop::collection::vec(any_event(ids.clone(), horizon), 0..=6),
            prop::collection::vec(any_channel(ids.clone(), names, horizon), 0..=10),
            firms,
            (any_efficiency(horizon), any_efficiency(horizon)),
            Just(ids),
        )
            .prop_map(|(mut world, chips, policy, supply, firms, efficiencies, ids)| {
                world.reference_chip.clone_from(&ids[0]);
                world.chips = ids.into_iter().zip(chips).collect();
                world.policy = policy;
                for (i, event) in world.policy.iter_mut().enumerate() {
                    event.id = format!("e{i}");
                }
                world.supply = supply;
                world.firms = firms;
                (world.training_efficiency, world.inference_efficiency) = efficiencies;
                world
            })
    })
}
