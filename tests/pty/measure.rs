//! How long a start and a key take, through a real pseudo-terminal. Not a test: times are the machine's.
//!
//! ```sh
//! cargo build --release
//! STOCKOUT=target/release/stockout cargo test --test pty -- --ignored --nocapture measure
//! ```

use std::time::{Duration, Instant};

use super::start::{STOCKOUT, Start};

fn measured() -> String {
    let path = std::env::var("STOCKOUT").unwrap_or_else(|_| STOCKOUT.to_owned());
    std::fs::canonicalize(path).expect("a program").display().to_string()
}

#[expect(clippy::print_stdout, reason = "the figures are what this is for")]
fn report(what: &str, mut times: Vec<Duration>) {
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

#[test]
#[ignore = "times are the machine's"]
#[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
fn measure() {
    let program = measured();
    let starts = (0..30).map(|_| {
        let mut session = Start::program(&program, &[]).size(120, 40).open();
        session.frame_after(0);
        let time = session.time_of(0) - session.started();
        session.play("q");
        session.wait_exit();
        time
    });
    report("start to first complete frame", starts.collect());
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
        let mut session = Start::program(&program, &[]).size(columns, rows).explore();
        session.play("/inference moved<enter>");
        session.settle();
        let keys = (0..300).map(|step| {
            let frames = session.frames();
            let pressed = Instant::now();
            session.play(if step % 2 == 0 { "<right>" } else { "<left>" });
            session.frame_after(frames);
            let time = session.time_of(frames) - pressed;
            while !session.prints_nothing_for(Duration::from_millis(40), session.mark()) {}
            time
        });
        report(&format!("key to last byte at {columns}x{rows}"), keys.collect());
    }
}
