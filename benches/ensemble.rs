//! How long draws take: per firm, week and draw in every vector width on one thread, against the scalar model's loop.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use stockout::ensemble::{Batch, Columns, Focus, Of, Plan, Quantity, Sampler, Summariser, Width};
use stockout::model::Simulator;
use strum::IntoEnumIterator;

#[path = "../tests/integration/ensemble/baseline.rs"]
mod baseline;

const DRAWS: usize = 4096;

fn kernel(criterion: &mut Criterion) {
    let (world, spreads) = baseline::baseline();
    let plan = Plan::new(&world, &spreads, &mut Sampler::new(1), DRAWS).expect("the baseline's spreads");
    let focus = Focus::spread(Of::Firm(0), world.weeks, 100);
    let mut group = criterion.benchmark_group("firm_week_draw");
    let firm_weeks = world.firms.len() as u64 * u64::from(world.weeks);
    let mut columns = Columns::new();

    group.throughput(Throughput::Elements(64 * firm_weeks));
    let mut simulator = Simulator::new();
    let mut firms = Vec::new();
    let worlds: Vec<_> = (0..64).map(|draw| plan.draw_world(draw)).collect();
    group.bench_function("scalar_model", |bencher| {
        bencher.iter(|| {
            for world in &worlds {
                simulator.run_brief(black_box(world), &mut firms);
            }
        });
    });

    group.throughput(Throughput::Elements(1024 * firm_weeks));
    for width in Width::available() {
        let mut batch = Batch::with_width(width);
        group.bench_with_input(BenchmarkId::new("kernel", format!("{width:?}")), &width, |bencher, _| {
            bencher.iter(|| batch.run(black_box(&plan), 0..1024, &focus, &mut columns));
        });
    }
    group.finish();
}

/// The quantiles alone of what a screen shows: 300 rows of 4,096 draws, and the summaries of all firms.
fn quantiles(criterion: &mut Criterion) {
    let (world, spreads) = baseline::baseline();
    let plan = Plan::new(&world, &spreads, &mut Sampler::new(1), DRAWS).expect("the baseline's spreads");
    let focus = Focus::spread(Of::Firm(0), world.weeks, 100);
    let mut columns = [Columns::new()];
    let mut batch = Batch::new();
    let mut summariser = Summariser::new();
    batch.run(&plan, 0..DRAWS, &focus, &mut columns[0]);
    let mut group = criterion.benchmark_group("quantiles");
    group.throughput(Throughput::Elements(300 * DRAWS as u64));
    group.bench_function("bands", |bencher| {
        bencher.iter(|| {
            for quantity in Quantity::iter() {
                for row in 0..focus.weeks.len() {
                    black_box(summariser.band(&columns, quantity, row));
                }
            }
        });
    });
    group.bench_function("summaries", |bencher| {
        bencher.iter(|| {
            for of in (0..world.firms.len()).map(Of::Firm).chain([Of::All]) {
                black_box(summariser.firm(&columns, None, of, world.weeks));
            }
        });
    });
    group.bench_function("one_row_by_sorting", |bencher| {
        let row: Vec<f64> = columns[0].series(Quantity::Stock, 60).iter().map(|value| f64::from(*value)).collect();
        bencher.iter_batched_ref(
            || row.clone(),
            |row| row.sort_unstable_by(f64::total_cmp),
            criterion::BatchSize::SmallInput,
        );
    });
    group.bench_function("plan", |bencher| {
        let mut sampler = Sampler::new(1);
        bencher.iter(|| Plan::new(black_box(&world), &spreads, &mut sampler, DRAWS));
    });
    group.bench_function("numbers", |bencher| {
        bencher.iter(|| Plan::new(black_box(&world), &spreads, &mut Sampler::new(1), DRAWS));
    });
    group.finish();
}

criterion_group!(benches, kernel, quantiles);
criterion_main!(benches);
