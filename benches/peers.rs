//! Our side of the comparison with numpy and numba, for `benches/peers/run`: a line `name seconds` each.
//!
//! One frame: the draws of the baseline, quantiles of 300 weekly rows, summaries of every firm and of all. The time is
//! the median of many frames, as the peers' is.
#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "a stopwatch that prints, no part of the program")]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use stockout::ensemble::{Batch, Columns, Focus, Item, Measure, Of, Plan, Quantity, Sampler, Summariser, Width};
use stockout::model::{Spread, World};
use strum::IntoEnumIterator;

#[path = "../tests/integration/ensemble/baseline.rs"]
mod baseline;

/// Draws in a block: what a thread takes at a time.
const BLOCK: usize = 256;

/// What stays from frame to frame.
struct Desk {
    batches: Vec<(Batch, Summariser)>,
    blocks: Vec<Columns>,
}

/// Lets every batch take one job of `count` after the other.
fn share<T: Send>(workers: &mut [T], count: usize, work: impl Fn(&mut T, usize) + Sync) {
    let next = AtomicUsize::new(0);
    let run = |worker: &mut T| {
        loop {
            let job = next.fetch_add(1, Ordering::Relaxed);
            if job >= count {
                return;
            }
            work(worker, job);
        }
    };
    if let [only] = workers {
        return run(only);
    }
    std::thread::scope(|scope| {
        for worker in workers {
            scope.spawn(|| run(worker));
        }
    });
}

/// One frame; returns the median fill rate of the first firm.
fn frame(
    desk: &mut Desk,
    world: &World,
    spreads: &BTreeMap<String, Spread>,
    sampler: &mut Sampler,
    draws: usize,
) -> f64 {
    let plan = Plan::new(world, spreads, sampler, draws).expect("the baseline's spreads");
    let focus = Focus::spread(Of::Firm(0), world.weeks, 100);
    let count = draws.div_ceil(BLOCK);
    desk.blocks.resize_with(count, Columns::new);
    let slots: Vec<Mutex<&mut Columns>> = desk.blocks.iter_mut().map(Mutex::new).collect();
    share(&mut desk.batches, count, |(batch, _), job| {
        let mut columns = slots[job].lock().expect("no other worker has this block");
        batch.run(&plan, job * BLOCK..(job + 1) * BLOCK, &focus, &mut columns);
    });
    let firms: Vec<Of> = (0..world.firms.len()).map(Of::Firm).chain([Of::All]).collect();
    let rows: Vec<(Quantity, usize)> =
        Quantity::iter().flat_map(|quantity| (0..focus.weeks.len()).map(move |row| (quantity, row))).collect();
    let blocks = &desk.blocks;
    let jobs = rows.len() / 10;
    share(&mut desk.batches, firms.len() + jobs, |(_, summariser), job| {
        if let Some(of) = firms.get(job) {
            summariser.firm(blocks, None, *of, world.weeks);
        } else {
            for (quantity, row) in rows.iter().skip(job - firms.len()).step_by(jobs) {
                summariser.band(blocks, *quantity, *row);
            }
        }
    });
    let (_, summariser) = &mut desk.batches[0];
    summariser.measure(&desk.blocks, None, Of::Firm(0), Measure::Item(Item::FillRate)).p50.unwrap_or(f64::NAN)
}

fn median(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[(times.len() * 95 / 100).min(times.len() - 1)])
}

fn main() {
    let set = |name: &str, usual| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let (draws, runs) = (set("STOCKOUT_PEER_DRAWS", 4096), set("STOCKOUT_PEER_RUNS", 41));
    let (world, spreads) = baseline::baseline();
    for width in Width::available() {
        for threads in [1, 2] {
            let batches = (0..threads).map(|_| (Batch::with_width(width), Summariser::new())).collect();
            let mut desk = Desk { batches, blocks: Vec::new() };
            let mut found = 0.0;
            let mut time = |fresh: bool, sampler: &mut Sampler| {
                let start = Instant::now();
                if fresh {
                    *sampler = Sampler::new(1);
                }
                found = frame(&mut desk, &world, &spreads, sampler, draws);
                start.elapsed().as_secs_f64()
            };
            let mut sampler = Sampler::new(1);
            time(true, &mut sampler);
            let (fresh, _) = median((0..runs).map(|_| time(true, &mut sampler)).collect());
            let (moved, p95) = median((0..runs).map(|_| time(false, &mut sampler)).collect());
            let threads = if threads == 1 { "1 thread" } else { "2 threads" };
            println!("{width:?}, {threads}, fresh numbers {fresh}");
            println!("{width:?}, {threads}, a key press {moved}");
            println!("{width:?}, {threads}, its p95 {p95}");
            if width == Width::best() && threads == "2 threads" {
                println!("median fill rate {found}");
            }
        }
    }
}
