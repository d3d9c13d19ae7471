//! The extreme-condition matrix: what each input does at its ends, and that nothing breaks in any corner of the limits.

use proptest::prelude::*;
use stockout::model::{self, Day, FirmOutcome, Months, Origin, Outcome, PolicyEvent, Usd, World, valid};

use crate::worlds::{Build, event, flat};

/// The baseline with a plan that uses everything: half of training and inference move, with a halt, from day 243.
fn plain() -> World {
    let mut world: World =
        serde_json::from_str(include_str!("../fixtures/reference/baseline.json")).expect("the baseline fixture");
    every_mover(&mut world, |firm| firm.strategy.training_share = 0.5);
    world
}

fn run(world: &World) -> Outcome {
    assert_eq!(valid::check(world), vec![]);
    model::run(world)
}

/// A row of the matrix: an input taken to an extreme, and what has to follow for every firm (plain, extreme).
struct Row {
    input: &'static str,
    extreme: &'static str,
    set: fn(&mut World),
    consequence: &'static str,
    holds: fn(&FirmOutcome, &FirmOutcome) -> bool,
}

fn later(a: Option<Day>, b: Option<Day>) -> bool {
    b.map_or(f64::INFINITY, |day| day.0) >= a.map_or(f64::INFINITY, |day| day.0)
}

fn every_firm(world: &mut World, change: impl Fn(&mut model::Firm)) {
    world.firms.iter_mut().for_each(change);
}

/// Changes the firms that have not moved long ago.
fn every_mover(world: &mut World, change: impl Fn(&mut model::Firm)) {
    world.firms.iter_mut().filter(|firm| !firm.migrated).for_each(change);
}

const NOTHING: Usd = Usd(0.0);

const MATRIX: &[Row] = &[
    Row {
        input: "controlled_supply_scale",
        extreme: "0",
        set: |w| w.controlled_supply_scale = 0.0,
        consequence: "nothing arrives, the stock lasts no longer",
        holds: |plain, now| now.cost.controlled == NOTHING && later(now.stockout, plain.stockout),
    },
    Row {
        input: "controlled_supply_scale",
        extreme: "100, no ban",
        set: |w| {
            w.controlled_supply_scale = 100.0;
            w.policy.clear();
        },
        consequence: "whoever gets controlled chips is never short",
        holds: |_, now| now.cost.controlled == NOTHING || (now.stockout.is_none() && now.cost.shortfall == NOTHING),
    },
    Row {
        input: "domestic_supply_scale",
        extreme: "0",
        set: |w| w.domestic_supply_scale = 0.0,
        consequence: "no domestic chip is bought; engineers and the halt cost what they did",
        holds: |plain, now| {
            [now.cost.domestic_outlay, now.cost.domestic] == [NOTHING; 2]
                && (now.cost.porting, now.cost.halt) == (plain.cost.porting, plain.cost.halt)
        },
    },
    Row {
        input: "domestic_supply_scale",
        extreme: "100",
        set: |w| w.domestic_supply_scale = 100.0,
        consequence: "serves no worse",
        holds: |plain, now| now.fill_rate >= plain.fill_rate && later(plain.gap, now.gap),
    },
    Row {
        input: "stock_scale",
        extreme: "0",
        set: |w| w.stock_scale = 0.0,
        consequence: "stocks out no later",
        holds: |plain, now| later(now.stockout, plain.stockout) && now.stockout_weeks >= plain.stockout_weeks,
    },
    Row {
        input: "stock_scale",
        extreme: "100",
        set: |w| w.stock_scale = 100.0,
        consequence: "stocks out no earlier",
        holds: |plain, now| later(plain.stockout, now.stockout) && now.fill_rate >= plain.fill_rate,
    },
    Row {
        input: "installed",
        extreme: "none of anything, no stock",
        set: |w| {
            every_firm(w, |firm| {
                firm.installed.clear();
                firm.stock.clear();
            });
        },
        consequence: "no demand: all of it is served, nothing runs out, only what arrives and engineers cost",
        holds: |_, now| {
            let cost = &now.cost;
            (now.stockout, now.gap) == (None, None)
                && now.fill_rate >= 1.0
                && now.demanded_h20e_weeks <= 0.0
                && [cost.domestic, cost.halt, cost.dual, cost.power, cost.shortfall] == [NOTHING; 5]
        },
    },
    Row {
        input: "growth",
        extreme: "half of demand gone each month, failures 0",
        set: |w| {
            w.failure_rate = 0.0;
            every_firm(w, |firm| (firm.training_growth, firm.inference_growth) = (-0.5, -0.5));
        },
        consequence: "never a stockout, a gap or a shortfall but for firms on domestic chips alone",
        holds: |plain, now| {
            (now.stockout, now.gap, now.cost.shortfall) == (None, None, NOTHING) || plain.cost.controlled == NOTHING
        },
    },
    Row {
        input: "growth",
        extreme: "threefold a month",
        set: |w| every_firm(w, |firm| (firm.training_growth, firm.inference_growth) = (2.0, 2.0)),
        consequence: "a gap within months",
        holds: |_, now| now.gap.is_some_and(|day| day.0 < 120.0) && now.fill_rate < 0.01,
    },
    Row {
        input: "usage_gain",
        extreme: "21 times a year, failures 0",
        set: |w| {
            w.failure_rate = 0.0;
            every_firm(w, |firm| firm.usage_gain = 20.0);
        },
        consequence: "demand melts: never a stockout",
        holds: |_, now| now.stockout.is_none(),
    },
    Row {
        input: "failure_rate",
        extreme: "2 a year",
        set: |w| w.failure_rate = 2.0,
        consequence: "serves no better, runs out no later",
        holds: |plain, now| now.fill_rate <= plain.fill_rate && later(now.stockout, plain.stockout),
    },
    Row {
        input: "efficiency",
        extreme: "0 for ever",
        set: |w| (w.training_efficiency, w.inference_efficiency) = (flat(0.0), flat(0.0)),
        consequence: "no domestic chip is bought or runs twice",
        holds: |_, now| now.cost.domestic_outlay == NOTHING && now.cost.dual == NOTHING,
    },
    Row {
        input: "efficiency",
        extreme: "2 for ever",
        set: |w| (w.training_efficiency, w.inference_efficiency) = (flat(2.0), flat(2.0)),
        consequence: "serves no worse, but for firms on domestic chips alone, whose demand it raises",
        holds: |plain, now| now.fill_rate >= plain.fill_rate - 1e-12 || plain.cost.controlled == NOTHING,
    },
    Row {
        input: "allocation_hold_weeks",
        extreme: "0",
        set: |w| w.allocation_hold_weeks = 0.0,
        consequence: "nothing is held, so nothing can be bought",
        holds: |_, now| now.cost.domestic_outlay == NOTHING,
    },
    Row {
        input: "gap_tolerance",
        extreme: "1",
        set: |w| w.gap_tolerance = 1.0,
        consequence: "never a gap",
        holds: |_, now| now.gap.is_none(),
    },
    Row {
        input: "gap_tolerance",
        extreme: "0",
        set: |w| w.gap_tolerance = 0.0,
        consequence: "a gap no later than before, and one wherever work goes unserved",
        holds: |plain, now| later(now.gap, plain.gap) && (now.gap.is_some() == (now.cost.shortfall > NOTHING)),
    },
    Row {
        input: "shares of the plan",
        extreme: "0",
        set: |w| every_firm(w, |firm| (firm.strategy.training_share, firm.strategy.inference_share) = (0.0, 0.0)),
        consequence: "the move costs nothing, and no domestic chip is bought",
        holds: |_, now| {
            let cost = &now.cost;
            [cost.domestic_outlay, cost.domestic, cost.porting, cost.halt, cost.dual] == [NOTHING; 5]
        },
    },
    Row {
        input: "strategy.start",
        extreme: "never",
        set: |w| every_firm(w, |firm| firm.strategy.start = Day::NEVER),
        consequence: "the same",
        holds: |_, now| {
            let cost = &now.cost;
            [cost.domestic_outlay, cost.domestic, cost.porting, cost.halt, cost.dual] == [NOTHING; 5]
        },
    },
    Row {
        input: "strategy.halt_months",
        extreme: "120, all of training, from day 0",
        set: |w| {
            every_mover(w, |firm| {
                firm.strategy.start = Day(0.0);
                firm.strategy.halt_months = Months(120.0);
                firm.strategy.training_share = 1.0;
            });
        },
        consequence: "training stands still for good: less is served",
        holds: |plain, now| {
            plain.cost.halt == NOTHING || (now.fill_rate < plain.fill_rate && now.cost.halt > plain.cost.halt)
        },
    },
    Row {
        input: "ramps",
        extreme: "0",
        set: |w| {
            every_mover(w, |firm| {
                firm.strategy.training_ramp_months = Months(0.0);
                firm.strategy.inference_ramp_months = Months(0.0);
            });
        },
        consequence: "porting is done, hardly anything runs twice",
        holds: |plain, now| now.cost.porting >= plain.cost.porting && now.cost.dual <= plain.cost.dual,
    },
    Row {
        input: "ramps",
        extreme: "120 months",
        set: |w| {
            every_mover(w, |firm| {
                firm.strategy.training_ramp_months = Months(120.0);
                firm.strategy.inference_ramp_months = Months(120.0);
            });
        },
        consequence: "most of the engineers' work lies beyond the horizon",
        holds: |plain, now| now.cost.porting.0 <= 0.3 * plain.cost.porting.0,
    },
    Row {
        input: "value_per_h20e_hour",
        extreme: "0",
        set: |w| w.value_per_h20e_hour = 0.0,
        consequence: "work is worth nothing, the rest costs the same",
        holds: |plain, now| {
            [now.cost.halt, now.cost.dual, now.cost.shortfall] == [NOTHING; 3]
                && (now.cost.domestic, now.cost.power) == (plain.cost.domestic, plain.cost.power)
                && (now.stockout, now.gap) == (plain.stockout, plain.gap)
        },
    },
    Row {
        input: "prices",
        extreme: "0",
        set: |w| {
            w.chips.values_mut().for_each(|chip| chip.price = 0.0);
            (w.cost_per_person_month, w.power_price, w.dual_running) = (0.0, 0.0, 0.0);
        },
        consequence: "moving costs the halt alone",
        holds: |plain, now| now.cost.migration_total() == plain.cost.halt && now.cost.controlled == NOTHING,
    },
    Row {
        input: "discount_rate",
        extreme: "5 a year",
        set: |w| w.discount_rate = 5.0,
        consequence: "what is paid costs less, and nothing else changes",
        holds: |plain, now| now.cost.domestic_outlay <= plain.cost.domestic_outlay && now.stockout == plain.stockout,
    },
    Row {
        input: "discount_rate",
        extreme: "halves a year",
        set: |w| w.discount_rate = -0.5,
        consequence: "what is paid later costs more, and nothing else changes",
        holds: |plain, now| now.cost.domestic_outlay >= plain.cost.domestic_outlay && now.gap == plain.gap,
    },
    Row {
        input: "useful_life_years",
        extreme: "100",
        set: |w| w.useful_life_years = 100.0,
        consequence: "hardly any of the outlay falls into the horizon",
        holds: |_, now| now.cost.domestic.0 <= 0.03 * now.cost.domestic_outlay.0,
    },
    Row {
        input: "weeks",
        extreme: "1",
        set: |w| w.weeks = 1,
        consequence: "no plan has begun",
        holds: |_, now| now.cost.migration_total() == NOTHING || now.cost.controlled == NOTHING,
    },
];

#[test]
fn every_input_has_its_consequence_at_its_extremes() {
    let plain_outcome = run(&plain());
    for Row { input, extreme, set, consequence, holds } in MATRIX {
        let now = run(&plain().with(set));
        for (index, (before, now)) in plain_outcome.firms.iter().zip(&now.firms).enumerate() {
            assert!(holds(before, now), "{input} = {extreme}: {consequence}; firm {index}\n{before:?}\n{now:?}");
        }
    }
}

/// Pairs of worlds that say the same in two ways: not a bit differs.
#[test]
fn what_means_the_same_gives_the_same_bits() {
    /// What is said, one way, and the other.
    type Pair = (&'static str, fn(&mut World), fn(&mut World));
    let pairs: &[Pair] = &[
        (
            "a ban before the start is a chip initially closed",
            |w| w.policy = vec![event("ban", "H20", -14.0, 0.0)],
            |w| {
                w.policy.clear();
                w.chips.get_mut("H20").expect("the H20").initially_open = 0.0;
            },
        ),
        (
            "a ban after the horizon is none",
            |w| w.policy = vec![event("ban", "H20", 1092.0, 0.0)],
            |w| w.policy.clear(),
        ),
        (
            "a ban that never comes is none",
            |w| w.policy = vec![event("ban", "H20", f64::INFINITY, 0.0)],
            |w| w.policy.clear(),
        ),
        (
            "a ban beyond the horizon by its lead is none",
            |w| w.supply.iter_mut().for_each(|channel| channel.lead_weeks = 520.0),
            |w| w.policy.clear(),
        ),
        (
            "a ban that lets all through is none",
            |w| w.policy = vec![event("ban", "H20", 98.0, 1.0)],
            |w| w.policy.clear(),
        ),
        ("a ban under full leakage is none", |w| w.leakage = 1.0, |w| w.policy.clear()),
        (
            "a chip never open does not leak",
            |w| {
                w.policy.clear();
                w.leakage = 0.3;
                w.chips.get_mut("H20").expect("the H20").initially_open = 0.0;
            },
            |w| {
                w.policy.clear();
                w.chips.get_mut("H20").expect("the H20").initially_open = 0.0;
            },
        ),
        (
            "an opening that is closed at once was none, without leakage",
            |w| w.policy = vec![event("open", "B40", 200.0, 1.0), event("shut", "B40", 200.0, 0.0)],
            |w| w.policy.clear(),
        ),
        (
            "a stream from beyond the horizon is none",
            |w| w.supply.iter_mut().for_each(|channel| channel.from = Day(1092.0)),
            |w| w.supply.iter_mut().for_each(|channel| channel.from = Day::NEVER),
        ),
        (
            "a stream of nothing is none, however it grows",
            |w| {
                w.supply.iter_mut().for_each(|channel| {
                    (channel.units_per_month, channel.growth_per_month, channel.from) = (0.0, 2.0, Day(-36525.0));
                });
            },
            |w| w.supply.iter_mut().for_each(|channel| channel.cap_units_per_month = 0.0),
        ),
        (
            "a plan that starts beyond the horizon never starts",
            |w| every_mover(w, |firm| firm.strategy.start = Day(1092.0)),
            |w| every_mover(w, |firm| firm.strategy.start = Day::NEVER),
        ),
        (
            "a plan that moves nothing never starts, whatever it says",
            |w| {
                every_mover(w, |firm| {
                    (firm.strategy.training_share, firm.strategy.inference_share) = (0.0, 0.0);
                    firm.strategy.halt_months = Months(50.0);
                });
            },
            |w| every_mover(w, |firm| firm.strategy.start = Day::NEVER),
        ),
        (
            "an efficiency half-way never stays what it was",
            |w| w.training_efficiency.mid = Day::NEVER,
            |w| w.training_efficiency.end = w.training_efficiency.start,
        ),
        (
            "a share of 0 is no share",
            |w| w.supply[0].shares.values_mut().for_each(|share| *share = 0.0),
            |w| {
                w.supply[0].shares.clear();
            },
        ),
        ("a levy without arrivals costs nothing", |w| levied(w, 5.0), |w| levied(w, 0.0)),
    ];
    for (what, one, other) in pairs {
        assert_eq!(run(&plain().with(one)), run(&plain().with(other)), "{what}");
    }
}

/// The H20 banned on day 0, without lead, with a levy on what no longer comes.
fn levied(world: &mut World, levy: f64) {
    world.supply.iter_mut().for_each(|channel| channel.lead_weeks = 0.0);
    world.policy = vec![PolicyEvent { levy, ..event("ban", "H20", 0.0, 0.0) }];
}

// ---- Corners of the limits.

/// Every number of a world with the limits that `valid::check` gives it.
fn limits(world: &mut World) -> Vec<(&'static str, &mut f64, f64, f64)> {
    const DAY: f64 = valid::DAYS_LIMIT;
    let World { training_efficiency: training, inference_efficiency: inference, .. } = world;
    let mut limits = Vec::new();
    for efficiency in [training, inference] {
        limits.push(("efficiency.start", &mut efficiency.start, 0.0, 2.0));
        limits.push(("efficiency.end", &mut efficiency.end, 0.0, 2.0));
        limits.push(("efficiency.mid", &mut efficiency.mid.0, -DAY, DAY));
        limits.push(("efficiency.ramp_days", &mut efficiency.ramp_days, 0.0, DAY));
    }
    limits.push(("compute_bound_share", &mut world.compute_bound_share, 0.0, 1.0));
    limits.push(("failure_rate", &mut world.failure_rate, 0.0, 2.0));
    limits.push(("gap_tolerance", &mut world.gap_tolerance, 0.0, 1.0));
    limits.push(("allocation_hold_weeks", &mut world.allocation_hold_weeks, 0.0, 520.0));
    limits.push(("stock_scale", &mut world.stock_scale, 0.0, 100.0));
    limits.push(("controlled_supply_scale", &mut world.controlled_supply_scale, 0.0, 100.0));
    limits.push(("domestic_supply_scale", &mut world.domestic_supply_scale, 0.0, 100.0));
    limits.push(("leakage", &mut world.leakage, 0.0, 1.0));
    limits.push(("value_per_h20e_hour", &mut world.value_per_h20e_hour, 0.0, 1e4));
    limits.push(("discount_rate", &mut world.discount_rate, -0.5, 5.0));
    limits.push(("system_overhead", &mut world.system_overhead, 0.0, 100.0));
    limits.push(("useful_life_years", &mut world.useful_life_years, 0.1, 100.0));
    limits.push(("cost_per_person_month", &mut world.cost_per_person_month, 0.0, 1e7));
    limits.push(("dual_running", &mut world.dual_running, 0.0, 10.0));
    limits.push(("pue", &mut world.pue, 1.0, 10.0));
    limits.push(("power_price", &mut world.power_price, 0.0, 100.0));
    for chip in world.chips.values_mut() {
        limits.push(("tflops", &mut chip.tflops, 1e-3, 1e6));
        limits.push(("bandwidth", &mut chip.bandwidth, 1e-4, 1e4));
        limits.push(("power", &mut chip.power, 0.0, 1e5));
        limits.push(("price", &mut chip.price, 0.0, 1e7));
        limits.push(("initially_open", &mut chip.initially_open, 0.0, 1.0));
    }
    for event in &mut world.policy {
        limits.push(("policy.day", &mut event.day.0, -DAY, DAY));
        limits.push(("policy.fraction", &mut event.fraction, 0.0, 1.0));
        limits.push(("policy.levy", &mut event.levy, 0.0, 10.0));
    }
    for channel in &mut world.supply {
        limits.push(("units_per_month", &mut channel.units_per_month, 0.0, 1e9));
        limits.push(("supply.from", &mut channel.from.0, -DAY, DAY));
        limits.push(("growth_per_month", &mut channel.growth_per_month, -0.9, 2.0));
        limits.push(("cap_units_per_month", &mut channel.cap_units_per_month, 0.0, 1e9));
        limits.push(("lead_weeks", &mut channel.lead_weeks, 0.0, 520.0));
        limits.extend(channel.shares.values_mut().map(|share| ("supply.share", share, 0.0, 1.0)));
    }
    for firm in &mut world.firms {
        limits.extend(firm.installed.values_mut().map(|units| ("installed", units, 0.0, 1e9)));
        limits.extend(firm.stock.values_mut().map(|units| ("stock", units, 0.0, 1e9)));
        limits.push(("training_demand_share", &mut firm.training_demand_share, 0.0, 1.0));
        limits.push(("training_growth", &mut firm.training_growth, -0.5, 2.0));
        limits.push(("inference_growth", &mut firm.inference_growth, -0.5, 2.0));
        limits.push(("usage_gain", &mut firm.usage_gain, -0.9, 20.0));
        limits.push(("porting training", &mut firm.porting_person_months.training, 0.0, 1e6));
        limits.push(("porting inference", &mut firm.porting_person_months.inference, 0.0, 1e6));
        let plan = &mut firm.strategy;
        limits.push(("strategy.start", &mut plan.start.0, -DAY, DAY));
        limits.push(("training_share", &mut plan.training_share, 0.0, 1.0));
        limits.push(("inference_share", &mut plan.inference_share, 0.0, 1.0));
        limits.push(("halt_months", &mut plan.halt_months.0, 0.0, 120.0));
        limits.push(("training_ramp_months", &mut plan.training_ramp_months.0, 0.0, 120.0));
        limits.push(("inference_ramp_months", &mut plan.inference_ramp_months.0, 0.0, 120.0));
    }
    limits
}

/// The baseline, with domestic chips at the first firm too, so that every number there is has its place.
fn full() -> World {
    let mut world = plain();
    world.firms[0].installed.insert("Ascend 910B".to_owned(), 5000.0);
    assert!(world.chips["Ascend 910B"].origin == Origin::Domestic);
    world
}

#[track_caller]
fn assert_sane(world: &World, what: &str) {
    assert_eq!(valid::check(world), vec![], "{what}");
    let outcome = model::run(world);
    for (firm, series) in outcome.firms.iter().zip(&outcome.series) {
        let cost = &firm.cost;
        assert!((0.0..=1.0).contains(&firm.fill_rate), "{what}: {firm:?}");
        assert!((0.0..=f64::from(world.weeks) + 1e-6).contains(&firm.stockout_weeks), "{what}: {firm:?}");
        for day in [firm.stockout, firm.gap].into_iter().flatten() {
            assert!((0.0..=world.horizon_days()).contains(&day.0), "{what}: {firm:?}");
        }
        let spent = [cost.domestic_outlay, cost.domestic, cost.porting, cost.halt, cost.dual, cost.controlled];
        assert!(spent.iter().all(|usd| usd.0 >= 0.0 && usd.0.is_finite()), "{what}: {firm:?}");
        assert!(
            cost.shortfall.0 >= 0.0 && cost.shortfall.0.is_finite() && cost.power.0.is_finite(),
            "{what}: {firm:?}"
        );
        for (name, numbers) in series.named() {
            let low = if name == "drain" { f64::MIN } else { 0.0 };
            assert!(numbers.iter().all(|x| x.is_finite() && *x >= low), "{what}: {name} {numbers:?}");
        }
        let cover = series.weeks_of_cover.iter().flatten();
        assert!(cover.clone().all(|cover| cover.is_finite() && *cover >= 0.0), "{what}: {:?}", series.weeks_of_cover);
    }
}

#[test]
fn the_limits_of_this_test_are_those_of_the_model() {
    let count = limits(&mut full()).len();
    for index in 0..count {
        for low in [true, false] {
            let mut world = full();
            let (name, number, min, max) = limits(&mut world).swap_remove(index);
            let limit = if low { min } else { max };
            *number = limit;
            assert_eq!(valid::check(&world), vec![], "{name} = {limit}");
            let beyond = if low { min - 1e-3 * (max - min) } else { max + 1e-3 * (max - min) };
            *limits(&mut world).swap_remove(index).1 = beyond;
            assert_ne!(valid::check(&world), vec![], "{name} = {beyond} is taken");
            *limits(&mut world).swap_remove(index).1 = f64::NAN;
            assert_ne!(valid::check(&world), vec![], "{name} = NaN is taken");
        }
    }
}

#[test]
fn each_number_alone_at_its_ends_gives_sane_results() {
    let count = limits(&mut full()).len();
    for index in 0..count {
        for low in [true, false] {
            let mut world = full();
            let (name, number, min, max) = limits(&mut world).swap_remove(index);
            *number = if low { min } else { max };
            let what = format!("{name} = {number}");
            assert_sane(&world, &what);
        }
    }
}

#[test]
fn all_numbers_at_their_lower_or_all_at_their_upper_ends_give_sane_results() {
    for weeks in [1, 156, valid::WEEKS_LIMIT] {
        for low in [true, false] {
            let mut world = full();
            world.weeks = weeks;
            for (_, number, min, max) in limits(&mut world) {
                *number = if low { min } else { max };
            }
            assert_sane(&world, if low { "all low" } else { "all high" });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_250_101),
        ..ProptestConfig::default()
    })]

    /// Each number at its lower end, at its upper end, a little inside, or as in the baseline.
    #[test]
    fn random_corners_give_sane_results(
        ends in prop::collection::vec(0..8u8, 600), weeks in prop_oneof![Just(1), Just(520), 1..=520u32],
    ) {
        let mut world = full();
        world.weeks = weeks;
        for ((_, number, min, max), end) in limits(&mut world).into_iter().zip(ends.into_iter().cycle()) {
            match end {
                0 | 1 => *number = min,
                2 | 3 => *number = max,
                4 => *number = min + 1e-9 * (max - min),
                5 => *number = max - 1e-9 * (max - min),
                _ => {}
            }
        }
        assert_sane(&world, "corner");
    }
}
