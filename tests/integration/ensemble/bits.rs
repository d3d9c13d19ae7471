//! A draw of the kernel has the bits of the scalar model's run on that draw's world, whatever the width.

use std::collections::BTreeMap;

use stockout::ensemble::{Batch, Columns, Focus, Item, Of, Plan, Quantity, Sampler, Width, draw_world};
use stockout::model::{FirmOutcome, Spread, World, run};
use strum::IntoEnumIterator;

use super::baseline::baseline;
use super::worlds::{Dice, spreads, world};

fn numbers(of: &FirmOutcome) -> [(&'static str, f64); 15] {
    let cost = &of.cost;
    [
        ("stockout", of.stockout.map_or(f64::INFINITY, |day| day.0)),
        ("gap", of.gap.map_or(f64::INFINITY, |day| day.0)),
        ("fill_rate", of.fill_rate),
        ("stockout_weeks", of.stockout_weeks),
        ("served", of.served_h20e_weeks),
        ("demanded", of.demanded_h20e_weeks),
        ("domestic_served", of.domestic_h20e_weeks),
        ("domestic", cost.domestic.0),
        ("porting", cost.porting.0),
        ("halt", cost.halt.0),
        ("dual", cost.dual.0),
        ("power", cost.power.0),
        ("domestic_outlay", cost.domestic_outlay.0),
        ("controlled", cost.controlled.0),
        ("shortfall", cost.shortfall.0),
    ]
}

/// Runs `count` draws in `width` and holds every number against the scalar model's.
fn hold(what: &str, world: &World, spreads: &BTreeMap<String, Spread>, count: usize, width: Width, of: Of) {
    let mut sampler = Sampler::new(7);
    let plan = Plan::new(world, spreads, &mut sampler, count).unwrap();
    let mut batch = Batch::with_width(width);
    assert_eq!(batch.width(), width);
    let mut columns = Columns::new();
    batch.run(&plan, 0..count, &Focus::spread(of, world.weeks, 200), &mut columns);
    for draw in 0..count {
        let drawn = draw_world(world, spreads, &mut sampler, draw).unwrap();
        assert_eq!(drawn, plan.draw_world(draw));
        let scalar = run(&drawn);
        for (firm, expected) in scalar.firms.iter().enumerate() {
            let found = columns.firm_outcome(firm, draw);
            for ((name, found), (_, expected)) in numbers(&found).into_iter().zip(numbers(expected)) {
                assert_eq!(
                    found.to_bits(),
                    expected.to_bits(),
                    "{what}, {width:?}, draw {draw}, firm {firm}, {name}: {found} instead of {expected}"
                );
            }
        }
        for (row, week) in columns.weeks().iter().enumerate() {
            let week = *week as usize;
            let mut expected = [0.0; 3];
            for (firm, series) in scalar.series.iter().enumerate() {
                if of == Of::All || of == Of::Firm(firm) {
                    expected[0] += series.stock_h20e[week];
                    expected[1] += series.served[week];
                    expected[2] += series.unmet_training[week] + series.unmet_inference[week];
                }
            }
            for (quantity, expected) in Quantity::iter().zip(expected) {
                let found = columns.series(quantity, row)[draw];
                assert_eq!(found.to_bits(), (expected as f32).to_bits(), "{what} {width:?} {draw} {quantity:?} {week}");
            }
        }
    }
}

#[test]
fn random_worlds_come_out_as_in_the_scalar_model() {
    let rounds = std::env::var("STOCKOUT_BITS_WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(150);
    for seed in 0..rounds {
        let mut dice = Dice(seed);
        let world = world(&mut dice);
        let sparse = 1 + dice.below(4);
        let spreads = spreads(&mut dice, &world, sparse);
        let of = if dice.one_in(2) { Of::All } else { Of::Firm(0) };
        for width in Width::available() {
            hold(&format!("world {seed}"), &world, &spreads, 37, width, of);
        }
    }
}

#[test]
fn the_baseline_comes_out_as_in_the_scalar_model() {
    let (world, spreads) = baseline();
    for width in Width::available() {
        hold("baseline", &world, &spreads, 300, width, Of::Firm(1));
        hold("baseline, exact", &world, &BTreeMap::new(), 3, width, Of::All);
    }
}

#[test]
fn any_split_of_the_draws_gives_the_same_columns() {
    let (world, spreads) = baseline();
    let plan = Plan::new(&world, &spreads, &mut Sampler::new(1), 256).unwrap();
    let focus = Focus::spread(Of::All, world.weeks, 20);
    let mut whole = Columns::new();
    let mut batch = Batch::new();
    batch.run(&plan, 0..256, &focus, &mut whole);
    let mut part = Columns::new();
    for size in [1, 3, 16, 31, 100] {
        for first in (0..256).step_by(size) {
            batch.run(&plan, first..first + size, &focus, &mut part);
            let range = part.draws();
            for firm in 0..whole.firms() {
                for item in Item::iter() {
                    assert_eq!(part.outcome(firm, item), &whole.outcome(firm, item)[range.clone()]);
                }
            }
            for quantity in Quantity::iter() {
                for row in 0..whole.weeks().len() {
                    assert_eq!(part.series(quantity, row), &whole.series(quantity, row)[range.clone()]);
                }
            }
        }
    }
}
