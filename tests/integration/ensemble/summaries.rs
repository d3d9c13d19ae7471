//! Summaries: what they add up to, how they settle, and that a moved lever moves them smoothly.

use std::collections::BTreeMap;

use stockout::ensemble::{Batch, Columns, FirmSummary, Focus, Item, Measure, Of, Plan, Quantity, Sampler, Summariser};
use stockout::lever::Reference;
use stockout::model::{FirmOutcome, Spread, World, run};

use super::baseline::baseline;
use super::worlds::Dice;

fn columns(world: &World, spreads: &BTreeMap<String, Spread>, sampler: &mut Sampler, count: usize) -> Columns {
    let plan = Plan::new(world, spreads, sampler, count).unwrap();
    let mut columns = Columns::new();
    Batch::new().run(&plan, 0..count, &Focus::spread(Of::All, world.weeks, 50), &mut columns);
    columns
}

fn summary(
    world: &World,
    spreads: &BTreeMap<String, Spread>,
    sampler: &mut Sampler,
    count: usize,
    of: Of,
) -> FirmSummary {
    let columns = columns(world, spreads, sampler, count);
    Summariser::new().firm(std::slice::from_ref(&columns), None, of, world.weeks)
}

#[test]
fn without_any_spread_everything_is_the_central_run() {
    let (world, _) = baseline();
    let outcome = run(&world);
    let mut sampler = Sampler::new(1);
    for (of, central) in
        [(Of::Firm(0), outcome.firms[0]), (Of::Firm(2), outcome.firms[2]), (Of::All, FirmOutcome::all(&outcome.firms))]
    {
        let summary = summary(&world, &BTreeMap::new(), &mut sampler, 64, of);
        assert_eq!(summary.stockout_day.values(), [central.stockout.map(|day| day.0); 5]);
        assert_eq!(summary.gap_day.values(), [central.gap.map(|day| day.0); 5]);
        assert_eq!(summary.fill_rate.values(), [Some(central.fill_rate); 5]);
        assert_eq!(summary.shortfall.values(), [Some(central.cost.shortfall.0); 5]);
        assert_eq!(summary.stockout_probability, f64::from(u8::from(central.stockout.is_some())));
        if of != Of::All {
            assert_eq!(summary.migration_total.values(), [Some(central.cost.migration_total().0); 5]);
        }
    }
}

#[test]
fn probabilities_rise_to_the_share_of_draws_with_a_date() {
    let (world, spreads) = baseline();
    let columns = columns(&world, &spreads, &mut Sampler::new(1), 1024);
    let blocks = [columns];
    let mut summariser = Summariser::new();
    assert_eq!(Summariser::not_numbers(&blocks), 0);
    for of in [Of::Firm(0), Of::Firm(1), Of::All] {
        let summary = summariser.firm(&blocks, None, of, world.weeks);
        assert_eq!(summary.stockout_by_week.len(), world.weeks as usize);
        assert!(summary.stockout_by_week.is_sorted() && summary.gap_by_week.is_sorted());
        let dates = summariser.values(&blocks, None, of, Measure::Item(Item::Stockout));
        let share = dates.iter().filter(|day| day.is_finite()).count() as f64 / 1024.0;
        assert_eq!(summary.stockout_probability, share);
        for week in [10, 52, 100] {
            let come = dates.iter().filter(|day| **day <= 7.0 * (week + 1) as f64).count() as f64 / 1024.0;
            assert_eq!(summary.stockout_by_week[week], come);
        }
    }
}

#[test]
fn blocks_of_draws_are_one_sample() {
    let (world, spreads) = baseline();
    let plan = Plan::new(&world, &spreads, &mut Sampler::new(1), 1024).unwrap();
    let focus = Focus::spread(Of::Firm(0), world.weeks, 10);
    let mut batch = Batch::new();
    let mut part = |range| {
        let mut columns = Columns::new();
        batch.run(&plan, range, &focus, &mut columns);
        columns
    };
    let (whole, halves) = ([part(0..1024)], [part(0..300), part(300..1024)]);
    let mut summariser = Summariser::new();
    for of in [Of::Firm(0), Of::All] {
        assert_eq!(summariser.firm(&whole, None, of, 156), summariser.firm(&halves, None, of, 156));
    }
    for row in 0..10 {
        assert_eq!(summariser.band(&whole, Quantity::Stock, row), summariser.band(&halves, Quantity::Stock, row));
    }
}

#[test]
fn differences_are_taken_draw_by_draw() {
    let (world, spreads) = baseline();
    let reference = Reference::NobodyMigrates.world(&world);
    let mut sampler = Sampler::new(1);
    let here = [columns(&world, &spreads, &mut sampler, 512)];
    let there = [columns(&reference, &spreads, &mut sampler, 512)];
    let mut summariser = Summariser::new();
    let of = Of::Firm(1);
    let avoided = summariser.values(&here, Some(&there), of, Measure::Avoided).to_vec();
    for (draw, avoided) in avoided.iter().enumerate() {
        let expected = there[0].outcome(1, Item::Shortfall)[draw] - here[0].outcome(1, Item::Shortfall)[draw];
        assert_eq!(*avoided, expected);
    }
    let gained = summariser.values(&here, Some(&there), of, Measure::WeeksGained).to_vec();
    for (draw, gained) in gained.iter().enumerate() {
        let (a, b) = (here[0].outcome(1, Item::Stockout)[draw], there[0].outcome(1, Item::Stockout)[draw]);
        assert!(if a == b { *gained == 0.0 } else { *gained == (a - b) / 7.0 });
    }
    let itself = summariser.firm(&here, Some(&here), of, 156);
    assert_eq!(itself.against.unwrap().avoided.values(), [Some(0.0); 5]);
    assert_eq!(itself.against.unwrap().weeks_gained.values(), [Some(0.0); 5]);
}

/// The same numbers for every step of a slider: the median follows it without the noise that fresh numbers would have.
#[test]
fn a_slider_moves_the_median_smoothly() {
    let (world, spreads) = baseline();
    let median = |gain: f64, seed: u64| {
        let mut moved = world.clone();
        moved.firms[0].usage_gain += gain;
        summary(&moved, &spreads, &mut Sampler::new(seed), 512, Of::Firm(0)).fill_rate.p50.unwrap()
    };
    let steps: Vec<f64> = (0..12).map(|k| 0.01 * f64::from(k)).collect();
    let roughness =
        |medians: &[f64]| medians.windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]).powi(2)).sum::<f64>().sqrt();
    let same: Vec<f64> = steps.iter().map(|gain| median(*gain, 1)).collect();
    let fresh: Vec<f64> = steps.iter().enumerate().map(|(k, gain)| median(*gain, 100 + k as u64)).collect();
    assert!(same.is_sorted(), "{same:?}");
    assert!(roughness(&same) * 4.0 < roughness(&fresh), "{} against {}", roughness(&same), roughness(&fresh));
}

/// Independent plain Monte Carlo, with its own generator and its own normals, through the scalar model.
#[test]
fn plain_monte_carlo_agrees() {
    let (world, spreads) = baseline();
    let count = 4000;
    let mut dice = Dice(2024);
    let mut normal = || {
        // Box and Muller: another way than the quantile.
        let (u, v) = (1.0 - dice.share(), dice.share());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    };
    let mut fills = Vec::new();
    let mut shortfalls = Vec::new();
    let mut stockouts = 0.0;
    for _ in 0..count {
        let mut drawn = world.clone();
        for (id, spread) in &spreads {
            let z = normal();
            let around = |value: f64| match *spread {
                Spread::PlusMinus(x) => value + x / 1.644_853_627 * z,
                Spread::Factor(f) => value * (f.ln() / 1.644_853_627 * z).exp(),
                Spread::Exact => value,
            };
            match id.as_str() {
                "demand.inference_growth" => {
                    drawn.firms.iter_mut().for_each(|f| f.inference_growth = around(f.inference_growth));
                }
                "demand.training_growth" => {
                    drawn.firms.iter_mut().for_each(|f| f.training_growth = around(f.training_growth));
                }
                "demand.usage_gain" => {
                    drawn.firms.iter_mut().for_each(|f| f.usage_gain = around(f.usage_gain).max(-0.9));
                }
                "stock.scale" => drawn.stock_scale = around(1.0),
                "fleet.failure_rate" => drawn.failure_rate = around(drawn.failure_rate),
                "efficiency.inference.end" => drawn.inference_efficiency.end = around(0.85).max(0.0),
                "efficiency.training.end" => drawn.training_efficiency.end = around(0.8).max(0.0),
                "efficiency.inference.mid" => drawn.inference_efficiency.mid.0 = around(243.0),
                "efficiency.training.mid" => drawn.training_efficiency.mid.0 = around(243.0),
                "supply.domestic_scale" => drawn.domestic_supply_scale = around(1.0),
                "supply.controlled_scale" => drawn.controlled_supply_scale = around(1.0),
                "supply.ascend_910c.units_per_month" => drawn.supply[4].units_per_month = around(20_000.0),
                "policy.h20_restricted" => drawn.policy[0].day.0 = around(98.0),
                "policy.leakage" => drawn.leakage = around(0.0).clamp(0.0, 1.0),
                "strategy.start" => {
                    drawn.firms.iter_mut().filter(|f| !f.migrated).for_each(|f| f.strategy.start.0 = around(243.0));
                }
                "cost.value_per_h20e_hour" => drawn.value_per_h20e_hour = around(1.0),
                "cost.person_month" => drawn.cost_per_person_month = around(11_500.0),
                "cost.system_overhead" => drawn.system_overhead = around(0.5).max(0.0),
                "cost.power_price" => drawn.power_price = around(0.083),
                other => panic!("no rule for {other}"),
            }
        }
        let outcome = run(&drawn);
        fills.push(outcome.firms[0].fill_rate);
        shortfalls.push(outcome.firms[0].cost.shortfall.0);
        stockouts += f64::from(u8::from(outcome.firms[0].stockout.is_some()));
    }
    let ours = [columns(&world, &spreads, &mut Sampler::new(1), 4096)];
    let mut summariser = Summariser::new();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    for (theirs, item) in [(fills, Item::FillRate), (shortfalls, Item::Shortfall)] {
        let mine = mean(summariser.values(&ours, None, Of::Firm(0), Measure::Item(item)));
        let centre = mean(&theirs);
        let variance = theirs.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / f64::from(count - 1);
        let error = (variance / f64::from(count)).sqrt();
        assert!((mine - centre).abs() < 4.5 * error, "{item:?}: {mine} against {centre} ± {error}");
    }
    let probability = summariser.firm(&ours, None, Of::Firm(0), 156).stockout_probability;
    let share = stockouts / f64::from(count);
    let error = (share * (1.0 - share) / f64::from(count)).sqrt().max(1e-3);
    assert!((probability - share).abs() < 4.5 * error, "{probability} against {share} ± {error}");
}

/// Halving the error takes four times the draws of plain chance; these do at least so well.
#[test]
fn the_error_of_the_median_is_stated_and_kept() {
    let (world, spreads) = baseline();
    let medians: Vec<(f64, f64)> = (0..12)
        .map(|seed| {
            let summary = summary(&world, &spreads, &mut Sampler::new(50 + seed), 512, Of::Firm(0));
            (summary.gap_day.p50.unwrap(), summary.gap_error.unwrap())
        })
        .collect();
    let mean = medians.iter().map(|(median, _)| median).sum::<f64>() / 12.0;
    let spread = (medians.iter().map(|(median, _)| (median - mean).powi(2)).sum::<f64>() / 11.0).sqrt();
    let stated = medians.iter().map(|(_, error)| error).sum::<f64>() / 12.0;
    assert!(stated > 0.0 && spread < 1.6 * stated, "{spread} seen, {stated} stated");
}
