//! How long draws take: per firm, week and draw in every vector width on one thread, against the scalar model's loop.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use stockout::ensemble::{Batch, Columns, Focus, Of, Plan, Sampler, Width};
use stockout::model::Simulator;

#[path = "../tests/integration/ensemble/worlds.rs"]
#[expect(dead_code, reason = "the benches need only the baseline of the tests' worlds")]
mod worlds;

const DRAWS: usize = 4096;

fn kernel(criterion: &mut Criterion) {
    let (world, spreads) = worlds::baseline();
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

criterion_group!(benches, kernel);
criterion_main!(benches);
