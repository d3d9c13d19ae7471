//! From a key to the first band, to 4,096 draws and to 65,536, as a person's session has them: engine, threads, the
//! look-ahead beside it, and the painted buffer. Prints medians and 95th percentiles in milliseconds.
//!
//! `cargo bench --bench key_to_bands` on a machine that does nothing else.

use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stockout::app::key::parse_macro;
use stockout::app::{Code, Key, State};
use stockout::engine::{Threaded, threaded};
use stockout::lever::Reference;
use stockout::scenario::{self, NoFiles};
use stockout::session::{Nowhere, Session};
use stockout::view::{Theme, ThemeName, render};

const SIZE: (u16, u16) = (120, 40);
/// Draws at which the clock is read.
const MARKS: [usize; 3] = [256, 4_096, 65_536];

struct Bench {
    session: Session<Threaded, Nowhere>,
    wake: Receiver<()>,
    buffer: Buffer,
    theme: Theme,
}

impl Bench {
    fn new(threads: usize) -> Self {
        let scenario = scenario::load("baseline", &NoFiles).expect("embedded");
        let mut state = State::new(std::sync::Arc::new(scenario), Reference::NobodyMigrates, Vec::new());
        state.size = SIZE;
        let (engine, workers) = threaded(threads);
        let (sender, wake) = channel();
        let tell = sender.clone();
        thread::spawn(move || workers.look_ahead.run(|| _ = tell.send(())));
        thread::spawn(move || workers.ensemble.run(|| _ = sender.send(())));
        for helper in workers.helpers {
            thread::spawn(move || helper.run());
        }
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

fn percentile(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(((times.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or(f64::NAN)
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let keys = if std::env::args().any(|argument| argument == "--bench") { 40 } else { 1 };
    println!("{:<34}{:>9}{:>9}{:>9}", "ms from the key", "draws", "median", "p95");
    for threads in [1, 2] {
        for (name, find) in [
            ("decision", "/inference moved<enter>"),
            ("assumption", "/usage gain<enter>"),
            ("decision, uncertainty screen", "2/inference moved<enter>"),
        ] {
            let mut bench = Bench::new(threads);
            bench.session.play(&parse_macro(find).expect("a macro"), 0);
            bench.wait(MARKS[2]);
            let mut times = [const { Vec::new() }; MARKS.len() + 1];
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
                settled.push(bench.session.state.ensemble.as_ref().map_or(0, |ensemble| ensemble.draws));
            }
            let draws = [0].into_iter().chain(MARKS);
            for (draws, times) in draws.zip(&mut times) {
                let label = format!("{name}, {threads} thread{}", if threads == 1 { "" } else { "s" });
                let what = if draws == 0 { "central".to_owned() } else { draws.to_string() };
                println!("{label:<34}{what:>9}{:>9.2}{:>9.2}", percentile(times, 0.5), percentile(times, 0.95));
            }
            settled.sort_unstable();
            println!("    settled at {} draws (median)", settled[settled.len() / 2]);
        }
    }
}
