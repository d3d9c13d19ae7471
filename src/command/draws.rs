//! The draws of a run: how many may be asked for, who computes them, and what they say firm by firm.
//!
//! Draws are run block by block, so that what is kept is five numbers a firm and draw, whatever the length of the
//! horizon. Which thread runs a block plays no part in its numbers.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Trouble;
use crate::ensemble::{Batch, Columns, Focus, Item, Measure, Of, Plan, QuantileDesk, Sampler, Summariser, clamped};
use crate::export::results::{Draws, Summary};
use crate::model::{Spread, World};
use crate::shell::clock::Clock;

/// The most draws that are run.
pub(super) const MOST: u64 = 1 << 20;
/// The most memory that numbers of draws may take.
const MEMORY: u64 = 2 << 30;
/// Draws between two looks at the clock; a block's outcomes stay in a core's cache.
const BLOCK: usize = 4096;
/// Threads, where the machine has as many cores.
const THREADS: usize = 2;
/// How long a run may take before it is worth a line.
const PATIENCE_MS: u64 = 500;

/// What is kept of a draw, in the order in which [`summary`] reads it.
const MEASURES: [Measure; 5] = [
    Measure::Item(Item::Stockout),
    Measure::Item(Item::Gap),
    Measure::Item(Item::FillRate),
    Measure::Migration,
    Measure::Item(Item::Shortfall),
];

impl Draws {
    /// What `--draws` asks for; none for the central run alone. The points fill space evenly in powers of two alone, so
    /// that any other number is rounded up, which `err` is told.
    ///
    /// # Errors
    /// If it is none at all, or too many.
    pub(super) fn new(asked: u64, seed: u64, err: &mut dyn Write) -> Result<Option<Self>, Trouble> {
        if asked == 0 {
            return Err(Trouble::Use("--draws 0: there is at least one; 1 is the central run alone".to_owned()));
        }
        if asked > MOST {
            return Err(Trouble::Use(format!("--draws {asked}: no more than {MOST} are run")));
        }
        let count = asked.next_power_of_two() as u32;
        if u64::from(count) != asked {
            writeln!(err, "--draws {asked}: rounded up to {count}, since draws are even in powers of two alone")?;
        }
        Ok((count > 1).then_some(Self { count, seed }))
    }

    /// Runs the draws of `world` and sums up `firms`, each in its place.
    ///
    /// # Errors
    /// If a spread is not allowed, or all this would take too much memory.
    pub(super) fn run(
        self,
        world: &World,
        spreads: &BTreeMap<String, Spread>,
        firms: &[Of],
        err: &mut dyn Write,
        is_terminal: bool,
    ) -> Result<Vec<Summary>, Trouble> {
        self.fits(spreads.len(), firms.len())?;
        let count = self.count as usize;
        let plan = Plan::new(world, spreads, &mut Sampler::new(self.seed), count);
        let plan = plan.map_err(|error| Trouble::Use(error.to_string()))?;
        if plan.is_exact() {
            writeln!(err, "no lever that matters has a spread: all draws are the central run")?;
        }
        for (lever, (low, high)) in clamped(world, spreads) {
            writeln!(
                err,
                "{lever}: its 90 % interval reaches beyond the limits {low} to {high}; draws beyond are set to the limit"
            )?;
        }
        let mut rows = vec![vec![0.0; count]; firms.len() * MEASURES.len()];
        let threads = thread::available_parallelism().map_or(1, usize::from).min(THREADS);
        let not_numbers = fill(&plan, firms, &mut rows, threads, &mut Progress::new(count, is_terminal, err))?;
        if not_numbers > 0 {
            let message =
                format!("{not_numbers} results of the draws are no numbers: the model was not made for these inputs");
            return Err(Trouble::Use(message));
        }
        let mut desk = QuantileDesk::new();
        Ok(rows.chunks(MEASURES.len()).map(|rows| summary(rows, &mut desk)).collect())
    }

    /// Whether the numbers of the draws fit into the memory that a run may take.
    fn fits(self, spreads: usize, firms: usize) -> Result<(), Trouble> {
        // A normal number and a multiplier of each uncertain lever, and what is kept of each firm.
        let bytes = 8 * (2 * spreads + MEASURES.len() * firms) as u64;
        let most = MEMORY / bytes.max(1);
        if u64::from(self.count) <= most {
            return Ok(());
        }
        let (count, most) = (self.count, 1_u64 << most.max(1).ilog2());
        Err(Trouble::Use(format!(
            "--draws {count}: no more than {most} of {firms} firms and {spreads} uncertain levers fit into 2 GiB; --firm takes less"
        )))
    }
}

/// What rows of draws say, in the order of [`MEASURES`].
fn summary(rows: &[Vec<f64>], desk: &mut QuantileDesk) -> Summary {
    let probability = |row: &[f64]| row.iter().filter(|day| day.is_finite()).count() as f64 / row.len().max(1) as f64;
    Summary {
        stockout_probability: probability(&rows[0]),
        gap_probability: probability(&rows[1]),
        stockout_day: desk.quantiles(&rows[0]),
        gap_day: desk.quantiles(&rows[1]),
        fill_rate: desk.quantiles(&rows[2]),
        migration_total: desk.quantiles(&rows[3]),
        shortfall: desk.quantiles(&rows[4]),
    }
}

/// Fills a row for each firm and measure, draw by draw; says how many results are no numbers.
fn fill(
    plan: &Plan,
    firms: &[Of],
    rows: &mut [Vec<f64>],
    threads: usize,
    progress: &mut Progress<'_>,
) -> Result<usize, Trouble> {
    let share = plan.count().div_ceil(threads.max(1)).next_multiple_of(BLOCK);
    let mut parts: Vec<Vec<&mut [f64]>> = Vec::new();
    for row in rows {
        for (index, part) in row.chunks_mut(share).enumerate() {
            if parts.len() <= index {
                parts.push(Vec::new());
            }
            parts[index].push(part);
        }
    }
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        let mut parts = parts.into_iter().enumerate();
        let own = parts.next();
        let helpers: Vec<_> = parts
            .map(|(index, part)| {
                let done = &done;
                scope.spawn(move || fill_part(plan, firms, part, index * share, done, |_| Ok(())))
            })
            .collect();
        let mut not_numbers = match own {
            Some((_, part)) => fill_part(plan, firms, part, 0, &done, |done| progress.show(done)),
            None => Ok(0),
        };
        for helper in helpers {
            match helper.join() {
                Ok(other) => not_numbers = not_numbers.and_then(|sum| Ok(sum + other?)),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        progress.end()?;
        Ok(not_numbers?)
    })
}

/// Fills one thread's part of every row, whose first draw is `first`.
fn fill_part(
    plan: &Plan,
    firms: &[Of],
    mut part: Vec<&mut [f64]>,
    first: usize,
    done: &AtomicUsize,
    mut after: impl FnMut(usize) -> std::io::Result<()>,
) -> std::io::Result<usize> {
    let (mut batch, mut summariser, mut not_numbers) = (Batch::new(), Summariser::new(), 0);
    let mut columns = [Columns::new()];
    let length = part.first().map_or(0, |row| row.len());
    for at in (0..length).step_by(BLOCK) {
        let end = (at + BLOCK).min(length);
        batch.run(plan, first + at..first + end, &Focus::default(), &mut columns[0]);
        not_numbers += Summariser::not_numbers(&columns);
        for (of, rows) in firms.iter().zip(part.chunks_mut(MEASURES.len())) {
            for (measure, row) in MEASURES.into_iter().zip(rows) {
                row[at..end].copy_from_slice(summariser.values(&columns, None, *of, measure));
            }
        }
        after(done.fetch_add(end - at, Ordering::Relaxed) + end - at)?;
    }
    Ok(not_numbers)
}

/// A line on a terminal's standard error that says how far a long run is, and is gone when the run is over.
struct Progress<'a> {
    /// None where nobody looks.
    err: Option<&'a mut dyn Write>,
    count: usize,
    clock: Clock,
    shown: Option<usize>,
}

impl<'a> Progress<'a> {
    fn new(count: usize, is_terminal: bool, err: &'a mut dyn Write) -> Self {
        Self { err: is_terminal.then_some(err), count, clock: Clock::start(), shown: None }
    }

    fn show(&mut self, done: usize) -> std::io::Result<()> {
        let Some(err) = &mut self.err else { return Ok(()) };
        let percent = done * 100 / self.count.max(1);
        if self.clock.now_ms() < PATIENCE_MS || self.shown == Some(percent) {
            return Ok(());
        }
        self.shown = Some(percent);
        write!(err, "\r{percent:3} % of {} draws", self.count)?;
        err.flush()
    }

    fn end(&mut self) -> std::io::Result<()> {
        match &mut self.err {
            Some(err) if self.shown.is_some() => {
                let line = format!("{:3} % of {} draws", 100, self.count).len();
                write!(err, "\r{:line$}\r", "")?;
                err.flush()
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{NoFiles, load};

    fn world() -> World {
        load("baseline", &NoFiles).unwrap().world()
    }

    #[test]
    fn threads_play_no_part() {
        let world = world();
        let plan = Plan::new(&world, &world.spread, &mut Sampler::new(7), 4 * BLOCK).unwrap();
        let firms = [Of::Firm(1), Of::All];
        let of = |threads| {
            let mut rows = vec![vec![0.0; plan.count()]; firms.len() * MEASURES.len()];
            let mut err = Vec::new();
            let mut progress = Progress::new(plan.count(), false, &mut err);
            assert_eq!(fill(&plan, &firms, &mut rows, threads, &mut progress).unwrap(), 0);
            rows
        };
        let one = of(1);
        assert!(one.iter().all(|row| row.iter().any(|value| *value != row[0])));
        for threads in [2, 3, 16] {
            assert_eq!(of(threads), one, "{threads}");
        }
    }

    #[test]
    fn blocks_play_no_part() {
        let world = world();
        let plan = Plan::new(&world, &world.spread, &mut Sampler::new(1), 2 * BLOCK).unwrap();
        let mut whole = [Columns::new()];
        Batch::new().run(&plan, 0..plan.count(), &Focus::default(), &mut whole[0]);
        let mut summariser = Summariser::new();
        let draws = Draws { count: 2 * BLOCK as u32, seed: 1 };
        let firms = [Of::Firm(0), Of::Firm(4), Of::All];
        let ensembles = draws.run(&world, &world.spread, &firms, &mut Vec::new(), false).unwrap();
        for (of, own) in firms.into_iter().zip(ensembles) {
            let summary = summariser.firm(&whole, None, of, world.weeks);
            assert_eq!(own.stockout_probability, summary.stockout_probability);
            assert_eq!(own.gap_probability, summary.gap_probability);
            assert_eq!(own.stockout_day, summary.stockout_day);
            assert_eq!(own.gap_day, summary.gap_day);
            assert_eq!(own.fill_rate, summary.fill_rate);
            assert_eq!(own.migration_total, summary.migration_total);
            assert_eq!(own.shortfall, summary.shortfall);
        }
    }

    #[test]
    fn an_interval_beyond_the_limits_is_said() {
        let world = world();
        assert_eq!(clamped(&world, &world.spread), []);
        let spreads = BTreeMap::from([
            ("cost.pue".to_owned(), Spread::Factor(1.01)),
            ("policy.leakage".to_owned(), Spread::PlusMinus(0.1)),
            ("policy.b40_launch".to_owned(), Spread::PlusMinus(1e9)),
        ]);
        assert_eq!(clamped(&world, &spreads), [("policy.leakage", (0.0, 1.0))]);
        let mut err = Vec::new();
        let draws = Draws { count: 4, seed: 1 };
        draws.run(&world, &spreads, &[Of::All], &mut err, false).unwrap();
        let said = String::from_utf8(err).unwrap();
        assert!(said.starts_with("policy.leakage: its 90 % interval reaches beyond the limits 0 to 1;"), "{said}");
    }

    #[test]
    fn memory_is_bounded() {
        let most = Draws { count: MOST as u32, seed: 1 };
        assert!(most.fits(20, 6).is_ok());
        let message = most.fits(50, 500).unwrap_err().to_string();
        assert!(message.contains("no more than 65536 of 500 firms"), "{message}");
        assert!(Draws { count: 65_536, seed: 1 }.fits(50, 500).is_ok());
    }

    #[test]
    fn what_is_no_power_of_two_is_rounded_up_and_said() {
        let of = |asked| {
            let mut err = Vec::new();
            let draws = Draws::new(asked, 3, &mut err).map(|draws| draws.map_or(1, |draws| draws.count));
            (draws.ok(), String::from_utf8(err).unwrap())
        };
        assert_eq!(of(1), (Some(1), String::new()));
        assert_eq!(of(2), (Some(2), String::new()));
        assert_eq!(of(MOST), (Some(MOST as u32), String::new()));
        let (count, said) = of(1000);
        assert_eq!(count, Some(1024));
        assert!(said.contains("rounded up to 1024"), "{said}");
        assert_eq!(of(0).0, None);
        assert_eq!(of(MOST + 1).0, None);
        assert_eq!(of(u64::MAX).0, None);
    }

    #[test]
    fn progress_is_shown_once_it_takes_long_and_wiped() {
        let mut err = Vec::new();
        let mut progress = Progress::new(1 << 20, true, &mut err);
        progress.show(4096).unwrap();
        assert_eq!(progress.shown, None);
        progress.shown = Some(3);
        progress.end().unwrap();
        assert_eq!(String::from_utf8(err).unwrap(), format!("\r{}\r", " ".repeat(22)));
    }
}
