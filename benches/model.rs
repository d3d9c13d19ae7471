//! How long the model takes: one central run of the baseline, per firm, week and chip.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use stockout::model::{Outcome, Simulator, World};

fn baseline() -> World {
    serde_json::from_str(include_str!("../tests/fixtures/reference/baseline.json")).expect("the baseline fixture")
}

/// Chips that each firm holds or can get, summed over the firms, times the weeks: the model's inner steps in one run.
fn firm_week_chips(world: &World) -> u64 {
    let mut simulator = Simulator::new();
    let lots: usize = (0..world.firms.len())
        .map(|firm| {
            simulator.run_firm(world, firm);
            simulator.ledger().len()
        })
        .sum();
    lots as u64 * u64::from(world.weeks)
}

fn central_run(criterion: &mut Criterion) {
    let world = baseline();
    let mut group = criterion.benchmark_group("central_run");
    group.throughput(Throughput::Elements(firm_week_chips(&world)));

    let mut simulator = Simulator::new();
    let mut outcome = Outcome::default();
    group.bench_function("with_series", |bencher| bencher.iter(|| simulator.run(black_box(&world), &mut outcome)));

    let mut firms = Vec::new();
    group.bench_function("brief", |bencher| bencher.iter(|| simulator.run_brief(black_box(&world), &mut firms)));
    group.finish();
}

criterion_group!(benches, central_run);
criterion_main!(benches);
