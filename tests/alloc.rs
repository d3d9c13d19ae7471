//! A run of the model into buffers that have grown allocates nothing. Its own binary: the counter is the allocator.

use allocation_counter::measure;
use stockout::model::{Outcome, Simulator, World};

fn baseline() -> World {
    serde_json::from_str(include_str!("fixtures/reference/baseline.json")).expect("the baseline fixture")
}

#[test]
fn a_second_run_into_the_same_outcome_allocates_nothing() {
    let world = baseline();
    let mut simulator = Simulator::new();
    let mut outcome = Outcome::default();
    let first = measure(|| simulator.run(&world, &mut outcome));
    assert!(first.count_total > 0, "the counter counts nothing");
    let second = measure(|| simulator.run(&world, &mut outcome));
    assert_eq!(second.count_total, 0);
}

#[test]
fn a_second_run_of_one_firm_allocates_nothing() {
    let world = baseline();
    let mut simulator = Simulator::new();
    for firm in 0..world.firms.len() {
        simulator.run_firm(&world, firm);
    }
    let again = measure(|| {
        for firm in 0..world.firms.len() {
            simulator.run_firm(&world, firm);
        }
    });
    assert_eq!(again.count_total, 0);
}

#[test]
fn a_second_brief_run_allocates_nothing() {
    let world = baseline();
    let mut simulator = Simulator::new();
    let mut firms = Vec::new();
    simulator.run_brief(&world, &mut firms);
    let again = measure(|| simulator.run_brief(&world, &mut firms));
    assert_eq!(again.count_total, 0);
    assert_eq!(firms.len(), world.firms.len());
}

/// A lever that moves changes numbers, not sizes: the next run of the changed world allocates nothing either.
#[test]
fn a_run_after_a_lever_moved_allocates_nothing() {
    let mut world = baseline();
    let mut simulator = Simulator::new();
    let mut outcome = Outcome::default();
    simulator.run(&world, &mut outcome);
    world.stock_scale = 2.0;
    world.firms[0].strategy.training_share = 0.7;
    world.weeks -= 10;
    let moved = measure(|| simulator.run(&world, &mut outcome));
    assert_eq!(moved.count_total, 0);
}
