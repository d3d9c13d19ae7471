//! How long things take, through a real pseudo-terminal, beside a program that does nothing but draw.
//!
//! The machine is anyone's and may do twenty things at a time, so tests hold times loosely: against some times their
//! bar, or some times what the bare program takes beside them. `tests/pty/latency` builds the release, runs ten
//! thousand keys and holds them to the letter (`PTY_EXACT`).

use std::fs;
use std::time::{Duration, Instant};

use crossterm::event::{self, KeyCode};
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Gauge};
use vt100::Screen;

use super::session::{Session, bytes_of, number};
use super::start::Start;
use super::wire::{END_OF_OURS, END_OF_PROBE, Wire};

/// Whether bars are to be held to the letter.
fn is_exact() -> bool {
    std::env::var_os("PTY_EXACT").is_some()
}

/// The time that a share of them, in per mille, does not go beyond.
fn at(times: &[Duration], share: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    of_sorted(&sorted, share)
}

fn of_sorted(times: &[Duration], share: usize) -> Duration {
    times[(times.len() * share / 1_000).min(times.len() - 1)]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[expect(clippy::print_stdout, reason = "the figures are what this is for")]
pub(crate) fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let [least, half, most_of, nearly, all] = [0, 500, 950, 990, 1_000].map(|share| ms(of_sorted(&times, share)));
    let n = times.len();
    println!(
        "{what}: n {n} least {least:.2} ms, p50 {half:.2} ms, p95 {most_of:.2} ms, p99 {nearly:.2} ms, most {all:.2} ms"
    );
}

/// What a person takes for broken: times below it are held by `PTY_EXACT` alone, or beside a bare program.
const BROKEN: Duration = Duration::from_secs(5);

/// Holds a time against its bar: to the letter where `PTY_EXACT` is set, on a machine that does nothing else; elsewhere
/// against twenty times that, as far as load was seen to stretch it.
#[track_caller]
#[expect(clippy::print_stdout, reason = "the figure belongs to the result")]
pub(crate) fn bar(what: &str, took: Duration, most_ms: u64) {
    let most = Duration::from_millis(most_ms);
    println!("{what}: {:.1} ms, of {most_ms}", ms(took));
    let allowed = if is_exact() { most } else { (most * 20).max(BROKEN) };
    assert!(took <= allowed, "{what}: {took:?} is more than {allowed:?}");
}

/// The least that a program with sliders does for a key, by ratatui's own recipe: read it, draw twenty gauges.
#[test]
#[ignore = "it waits for keys: it is run by another test"]
fn a_bare_probe() {
    let mut terminal = ratatui::init();
    for step in 0_u16.. {
        let drawn = terminal.draw(|frame| {
            let area = frame.area();
            frame.render_widget(Block::bordered().title("probe"), area);
            for row in 0..20.min(area.height.saturating_sub(2)) {
                let ratio = f64::from((step + row * 7) % 100) / 100.0;
                frame.render_widget(Gauge::default().ratio(ratio), Rect::new(1, 1 + row, area.width - 2, 1));
            }
        });
        drawn.unwrap();
        let key = loop {
            if let Some(key) = event::read().unwrap().as_key_press_event() {
                break key;
            }
        };
        if key.code == KeyCode::Char('q') {
            break;
        }
    }
    ratatui::restore();
}

fn probe(size: (u16, u16)) -> Wire {
    let own = std::env::current_exe().unwrap();
    let args = ["--ignored", "--exact", "--nocapture", "--test-threads=1", "measure::a_bare_probe"];
    let mut wire = Start::program(own.to_str().unwrap(), &args).size(size.0, size.1).wire(END_OF_PROBE);
    wire.read_until(|screen| screen.contents().contains("probe"));
    wire
}

/// The lever that is moved, the keys that choose it, and the value at both of the places between which it goes.
const LEVER: &str = "/inference moved<enter>";
const STEPS: [(&str, &str); 2] = [("<right>", "55 %"), ("<left>", "50 %")];

/// Whether the lever shows this value: a frame that comes later, for an answer of the engine, is not taken for the key's.
fn shows(screen: &Screen, value: &str) -> bool {
    let columns = screen.size().1.get();
    screen.rows(0, columns.min(70)).any(|row| row.contains("▸Inference moved") && row.contains(value))
}

fn ours(size: (u16, u16)) -> Wire {
    let mut wire = Start::stockout(&[]).size(size.0, size.1).wire(END_OF_OURS);
    wire.read_until(|screen| screen.contents().contains("H20 closes"));
    wire.until(&bytes_of(LEVER), |screen| shows(screen, STEPS[1].1));
    wire
}

/// CPU time that a thread has had so far; the main one has the number of its program.
fn cpu(thread: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{thread}/task/{thread}/schedstat")).unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or_default())
}

/// What keys take.
struct Taken {
    ours: Vec<Duration>,
    probe: Vec<Duration>,
}

impl Taken {
    /// Holds the middle of ours against that of the probe's. To the letter it lies at most so far above it. Elsewhere
    /// both wait for what else the machine does: ours may take four times as long, as it has threads to wake where the
    /// other has one, and `spare_ms` for what an unoptimised build does more.
    #[track_caller]
    #[expect(clippy::print_stdout, reason = "the figure belongs to the result")]
    fn bar(&self, what: &str, above_ms: u64, spare_ms: u64) {
        let (ours, probe) = (at(&self.ours, 500), at(&self.probe, 500));
        println!("{what}, above the bare program: {:.1} ms, of {above_ms}", ms(ours.saturating_sub(probe)));
        let allowed = if is_exact() {
            probe + Duration::from_millis(above_ms)
        } else {
            probe * 4 + Duration::from_millis(spare_ms)
        };
        assert!(ours <= allowed, "{what}: {ours:?} is more than {allowed:?}, beside {probe:?} of the bare program");
    }
}

/// What a key may take above four times the bare program's, where it is held loosely: a person sees no delay yet.
const SPARE_KEY_MS: u64 = 100;

/// So many keys: one of ours and one of the probe's in turn, so that what else the machine does falls on both. Each comes as
/// soon as the one before it is on screen, and so while the look-ahead and the ensemble are at work on that.
#[expect(clippy::print_stdout, reason = "the figures are what this is for")]
fn held(size: (u16, u16), keys: usize) -> Taken {
    let (mut wire, mut bare) = (ours(size), probe(size));
    let before = cpu(wire.pid());
    let mut taken = Taken { ours: Vec::new(), probe: Vec::new() };
    for step in 0..keys {
        let (key, value) = STEPS[step % 2];
        taken.ours.push(wire.until(&bytes_of(key), |screen| shows(screen, value)).1);
        taken.probe.push(bare.until("x", |_| true).1);
    }
    let (columns, rows) = size;
    report(&format!("key to last byte at {columns}x{rows}, held"), taken.ours.clone());
    report("the same of a bare ratatui program", taken.probe.clone());
    // What the bare one does, it does on a thread that is not its first.
    let own = ms(cpu(wire.pid()).saturating_sub(before)) / keys as f64;
    println!("CPU time a key of the thread that draws: {own:.3} ms");
    taken
}

#[test]
fn a_key_takes_little_longer_than_in_a_bare_program() {
    let keys = number("PTY_KEYS", 200);
    let taken = held((120, 40), keys);
    taken.bar("middle of a key at 120x40", 1, SPARE_KEY_MS);
    if is_exact() {
        bar("99 of 100 keys at 120x40", at(&taken.ours, 990), 8);
        let taken = held((400, 120), keys / 10);
        bar("99 of 100 keys at 400x120", at(&taken.ours, 990), 16);
    }
}

/// From a key to the last byte of the frame that it makes, when all that followed the last one is on screen.
#[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
fn out_of_silence(session: &mut Session, key: &str) -> Duration {
    session.settle();
    let frames = session.frames();
    let pressed = Instant::now();
    session.play(key);
    session.frame_after(frames);
    session.time_of(frames) - pressed
}

#[test]
fn a_key_out_of_silence_takes_little_longer_too() {
    let mut session = Start::stockout(&[]).size(120, 40).explore();
    session.play(LEVER);
    let mut bare = probe((120, 40));
    let mut taken = Taken { ours: Vec::new(), probe: Vec::new() };
    for step in 0..number("PTY_KEYS", 200_usize).div_ceil(20) {
        taken.ours.push(out_of_silence(&mut session, STEPS[step % 2].0));
        session.settle();
        taken.probe.push(bare.until("x", |_| true).1);
    }
    report("key to last byte at 120x40, out of silence", taken.ours.clone());
    report("the same of a bare ratatui program", taken.probe.clone());
    taken.bar("middle of a key out of silence", 1, SPARE_KEY_MS);
    bar("99 of 100 keys out of silence", at(&taken.ours, 990), 8);
}

/// From the start to the first whole frame, in turn with the bare program.
#[test]
fn the_first_frame_is_there_at_once() {
    let mut taken = Taken { ours: Vec::new(), probe: Vec::new() };
    let own = std::env::current_exe().unwrap();
    let args = ["--ignored", "--exact", "--nocapture", "--test-threads=1", "measure::a_bare_probe"];
    for _ in 0..number("PTY_KEYS", 200_usize).div_ceil(100) {
        let session = Start::stockout(&[]).size(120, 40).open();
        session.frame_after(0);
        taken.ours.push(session.time_of(0) - session.started());
        session.kill();
        let bare = Start::program(own.to_str().unwrap(), &args).size(120, 40);
        taken.probe.push(bare.wire(END_OF_PROBE).first_picture());
    }
    report("start to first whole frame at 120x40", taken.ours.clone());
    report("the same of a bare ratatui program", taken.probe.clone());
    // The engine's threads begin before the frame, and may have both of two cores for a slice of the scheduler's.
    taken.bar("middle of a start", 6, 2_000);
    bar("95 of 100 starts", at(&taken.ours, 950), 20);
}

/// A megabyte pasted outside a field, and a key behind it.
#[test]
fn a_megabyte_of_paste_keeps_a_key_for_a_moment_only() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let frames = session.frames();
    session.keys(&format!("\x1b[200~{}\x1b[201~", "qyRU\r".repeat(200_000)));
    #[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
    let pressed = Instant::now();
    session.play("?");
    session.frame_after(frames);
    bar("a key behind a megabyte of paste", session.time_of(frames).saturating_duration_since(pressed), 50);
}
