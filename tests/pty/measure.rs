//! How long things take, through a real pseudo-terminal, beside a program that does nothing but draw. Not a test: times
//! are the machine's.
//!
//! ```sh
//! cargo test --release --test pty -- --ignored --exact --nocapture measure::measure
//! ```

use std::time::{Duration, Instant};

use ratatui::layout::Rect;
use ratatui::widgets::{Block, Gauge, Widget};
use stockout::shell::painter::Painter;
use stockout::shell::terminal::{Modes, Terminal};
use stockout::shell::tty::Keys;

use super::session::Session;
use super::start::Start;
use super::state::nonzero;

#[expect(clippy::print_stdout, reason = "the figures are what this is for")]
pub(crate) fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!(
        "{what}: n {} least {:.2} ms, p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, most {:.2} ms",
        times.len(),
        at(0),
        at(50),
        at(95),
        at(99),
        at(100)
    );
}

/// Holds a time against its bar: to the letter where `PTY_EXACT` is set, on a machine that does nothing else; elsewhere
/// against many times that, which is still far from what a person would take for broken.
#[track_caller]
#[expect(clippy::print_stdout, reason = "the figure belongs to the result")]
pub(crate) fn bar(what: &str, took: Duration, most_ms: u64) {
    let most = Duration::from_millis(most_ms);
    println!("{what}: {:.1} ms, of {most_ms}", took.as_secs_f64() * 1e3);
    let allowed = if std::env::var_os("PTY_EXACT").is_some() { most } else { (most * 20).max(Duration::from_secs(5)) };
    assert!(took <= allowed, "{what}: {took:?} is more than {allowed:?}");
}

/// From a key to the last byte of the frame that it makes, when nothing else is at work.
#[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
fn key_to_last_byte(session: &mut Session, key: &str) -> Duration {
    session.settle();
    let frames = session.frames();
    let pressed = Instant::now();
    session.play(key);
    session.frame_after(frames);
    session.time_of(frames) - pressed
}

/// The least that a program with sliders does for a key: read it, draw twenty gauges, and send what differs at once.
#[test]
#[ignore = "it waits for keys: it is run by another test"]
fn a_bare_probe() {
    let terminal = Terminal::open(Keys::Stdin).unwrap();
    let _guard = terminal.enter(Modes::default()).unwrap();
    let area = Rect::from((ratatui::layout::Position::ORIGIN, terminal.size()));
    let mut painter = Painter::new(terminal.clone());
    let mut piece = [0; 64];
    for step in 0_u16.. {
        let painted = painter.paint(area, |buffer| {
            Block::bordered().title("probe").render(area, buffer);
            for row in 0..20 {
                let ratio = f64::from((step + row * 7) % 100) / 100.0;
                Gauge::default().ratio(ratio).render(Rect::new(1, 1 + row, area.width - 2, 1), buffer);
            }
            None
        });
        assert!(painted.unwrap() > 0);
        if !matches!(terminal.read(&mut piece, None), Ok(Some(1..)) if piece[0] != b'q') {
            return;
        }
    }
}

fn probe() -> Session {
    let own = std::env::current_exe().unwrap();
    let args = ["--ignored", "--exact", "--nocapture", "--test-threads=1", "measure::a_bare_probe"];
    let session = Start::program(own.to_str().unwrap(), &args).size(120, 40).open();
    session.wait_text("probe");
    session
}

#[test]
#[ignore = "times are the machine's"]
fn measure() {
    let starts = (0..30).map(|_| {
        let mut session = Start::stockout(&[]).size(120, 40).open();
        session.frame_after(0);
        let time = session.time_of(0) - session.started();
        session.play("q");
        session.wait_exit();
        time
    });
    report("start to first complete frame at 120x40", starts.collect());

    // One key of ours and one of the probe's, in turn, so that what else the machine does falls on both.
    let mut ours = Start::stockout(&[]).size(120, 40).explore();
    ours.play("/inference moved<enter>");
    let mut bare = probe();
    let (mut times, mut bare_times) = (Vec::new(), Vec::new());
    for step in 0..500 {
        times.push(key_to_last_byte(&mut ours, if step % 2 == 0 { "<right>" } else { "<left>" }));
        bare_times.push(key_to_last_byte(&mut bare, "x"));
    }
    report("key to last byte at 120x40", times);
    report("the same of a bare probe", bare_times);
    for (columns, rows) in [(80, 24), (200, 60), (400, 120)] {
        let mut session = Start::stockout(&[]).size(columns, rows).explore();
        session.play("/inference moved<enter>");
        let keys = (0..50).map(|step| key_to_last_byte(&mut session, if step % 2 == 0 { "<right>" } else { "<left>" }));
        report(&format!("key to last byte at {columns}x{rows}"), keys.collect());
    }
    report("a storm of 1,000 sizes to the frame of the last", (0..10).map(|_| storm()).collect());
    report("a key behind a megabyte of paste", (0..10).map(|_| paste()).collect());
    bytes();
}

#[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
fn storm() -> Duration {
    let session = Start::stockout(&[]).explore();
    session.settle();
    let start = Instant::now();
    for step in 0..1_000_u16 {
        session.resize(1 + step * 7 % 200, 1 + step % 60);
    }
    session.resize(1, 1);
    // Another size than before, so that it is not an old frame that is seen.
    session.resize(100, 30);
    session.wait(|screen| screen.size() == (nonzero(30), nonzero(100)) && screen.contents().contains("H20 closes"));
    start.elapsed()
}

fn paste() -> Duration {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    session.keys(&format!("\x1b[200~{}\x1b[201~", "qyRU\r".repeat(200_000)));
    let frames = session.frames();
    #[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
    let pressed = Instant::now();
    session.play("?");
    session.frame_after(frames);
    session.time_of(frames) - pressed
}

/// Of single steps, and of what follows them until all is quiet.
#[expect(clippy::print_stdout, reason = "the figures are what this is for")]
fn bytes() {
    for (what, find) in [("power price", "/power price<enter>"), ("inference moved", "/inference moved<enter>")] {
        let mut session = Start::stockout(&[]).explore();
        session.play(find);
        session.settle();
        let mut steps: Vec<usize> = (0..20)
            .map(|step| {
                let mark = session.mark();
                session.play(if step % 2 == 0 { "<right>" } else { "<left>" });
                session.wait_until("painted", || session.mark() > mark);
                session.settle();
                session.mark() - mark
            })
            .collect();
        steps.sort_unstable();
        println!("bytes of a step of {what} at 80x24: least {}, median {}, most {}", steps[0], steps[10], steps[19]);
    }
}
