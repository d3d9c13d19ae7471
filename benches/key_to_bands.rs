//! From a key to the first band, to 4,096 draws, to 65,536 and to the settled picture, as a person's session has them:
//! engine, threads, the look-ahead beside it, and the painted buffer. Prints medians and 95th percentiles in
//! milliseconds.
//!
//! `cargo bench --bench key_to_bands` on a machine that does nothing else.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures time, and prints it")]

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stockout::app::key::parse_macro;
use stockout::app::{Code, Key, State};
use stockout::engine::{Engine, Threaded};
use stockout::lever::Reference;
use stockout::scenario::{self, NoFiles};
use stockout::session::{Nowhere, Session};
use stockout::shell::events::Event;
use stockout::shell::workers;
use stockout::study::{EnsembleJob, Generation, MOST_DRAWS};
use stockout::view::{Theme, ThemeName, render};

const SIZE: (u16, u16) = (120, 40);
/// Draws at which the clock is read.
const MARKS: [usize; 2] = [256, 4_096];

struct Bench {
    session: Session<Threaded, Nowhere>,
    wake: Receiver<Event>,
    buffer: Buffer,
    theme: Theme,
}

impl Bench {
    fn new(threads: usize) -> Self {
        let scenario = scenario::load("baseline", &NoFiles).expect("embedded");
        let mut state = State::new(std::sync::Arc::new(scenario), Reference::NobodyMigrates, Vec::new());
        state.size = SIZE;
        let (sender, wake) = channel();
        let engine = workers::spawn(&sender, threads).expect("threads");
        let buffer = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
        Self { session: Session::start(state, engine, Nowhere), wake, buffer, theme: Theme::new(ThemeName::Dark) }
    }

    fn paint(&mut self) {
        self.buffer.reset();
        render(&self.session.state, &self.theme, self.buffer.area, &mut self.buffer);
    }

    /// Waits for an ensemble of the present state with that many draws, painting whatever comes; `None` if it settled
    /// before.
    fn wait(&mut self, draws: usize) -> Option<()> {
        loop {
            if let Some(ensemble) = &self.session.state.ensemble
                && ensemble.generation == self.session.state.draws_generation
            {
                if ensemble.draws >= draws {
                    return Some(());
                }
                if ensemble.settled {
                    return None;
                }
            }
            self.wake.recv_timeout(Duration::from_secs(20)).expect("an answer");
            self.session.collect();
            self.paint();
        }
    }
}

impl Bench {
    fn settle(&mut self) {
        while self.wait(usize::MAX).is_some() {}
    }
}

fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(((times.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or(f64::NAN)
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let keys = if std::env::args().any(|argument| argument == "--bench") { 40 } else { 1 };
    println!("{:<42}{:>15}{:>9}{:>9}", "ms from the key", "draws", "median", "p95");
    for threads in [1, 2] {
        for (name, find) in [
            ("decision", "/inference moved<enter>"),
            ("assumption", "/usage gain<enter>"),
            ("decision, uncertainty screen", "2/inference moved<enter>"),
        ] {
            let mut bench = Bench::new(threads);
            bench.session.play(&parse_macro(find).expect("a macro"), 0);
            bench.settle();
            let mut times = [const { Vec::new() }; MARKS.len() + 2];
            let mut settled = Vec::new();
            for key in 0..keys {
                let code = if key % 2 == 0 { Code::Right } else { Code::Left };
                let begin = Instant::now();
                bench.session.key(Key::plain(code), 10_000 * (key + 1));
                bench.paint();
                let ms = || begin.elapsed().as_secs_f64() * 1e3;
                times[0].push(ms());
                for (mark, times) in MARKS.into_iter().zip(&mut times[1..]) {
                    if bench.wait(mark).is_some() {
                        times.push(ms());
                    }
                }
                bench.settle();
                times[MARKS.len() + 1].push(ms());
                settled.push(bench.session.state.ensemble.as_ref().map_or(0, |ensemble| ensemble.draws));
            }
            settled.sort_unstable();
            let label = format!("{name}, {threads} thread{}", if threads == 1 { "" } else { "s" });
            let marks = ["central".to_owned()].into_iter().chain(MARKS.map(|mark| mark.to_string()));
            let marks = marks.chain([format!("{} settled", settled[settled.len() / 2])]);
            for (mark, times) in marks.zip(&mut times) {
                println!("{label:<42}{mark:>15}{:>9.2}{:>9.2}", percentile(times, 0.5), percentile(times, 0.95));
            }
        }
    }
    all_draws(if keys > 1 { 5 } else { 1 });
}

/// The last stage, which a picture that settles early does not reach: one job of so many draws, bands and all.
fn all_draws(runs: usize) {
    let most = if runs > 1 { MOST_DRAWS } else { 512 };
    let (sender, wake) = channel();
    let mut engine = workers::spawn(&sender, 2).expect("threads");
    let state = Bench::new(1).session.state;
    let mut times = Vec::new();
    for run in 0..=runs {
        let mut job = EnsembleJob { generation: Generation(run as u64 + 1), least: most, most, ..state.ensemble_job() };
        job.present.stock_scale = 1.0 + run as f64 / 100.0;
        let begin = Instant::now();
        engine.ensemble(job);
        loop {
            if engine.ensemble_answer().is_some_and(|ensemble| ensemble.draws == most) {
                break;
            }
            wake.recv_timeout(Duration::from_secs(20)).expect("an answer");
        }
        // The first run makes the random numbers.
        if run > 0 {
            times.push(begin.elapsed().as_secs_f64() * 1e3);
        }
    }
    let (label, mark) = ("two worlds to the last stage, 2 threads", most.to_string());
    println!("{label:<42}{mark:>15}{:>9.2}{:>9.2}", percentile(&mut times, 0.5), percentile(&mut times, 0.95));
}
