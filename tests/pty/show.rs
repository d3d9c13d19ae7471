//! What a talk promises in figures: its first frame, its file that changes, its timer; and a file that is torn.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use stockout::harness::Harness;
use stockout::study::MOST_DRAWS;

use super::measure::{bar, report};
use super::session::{Session, repeats};
use super::start::{Home, Start};
use super::state::{END_FRAME, find};

const TALK: &str = r#"// A talk that is written while it is given.
(format: 1, extends: "baseline", title: "A talk", story: [
    (title: "One", caption: "the first caption"),
    (title: "Two", caption: "words of version 0: {policy.leakage}", set: {"policy.leakage": "7%"}, over: 0.1),
    (title: "Three", caption: "the third caption"),
])
"#;

fn version(number: usize) -> String {
    TALK.replace("version 0", &format!("version {number}"))
}

/// The talk at its second step.
fn talk() -> (Session, Arc<Home>) {
    let home = Home::new();
    fs::write(home.path().join("talk.ron"), TALK).unwrap();
    let session = Start::stockout(&["present", "talk.ron", "--from", "2"]).home(&home).open();
    session.wait_text("words of version 0: 7 %");
    (session, home)
}

#[expect(clippy::disallowed_methods, reason = "what is measured")]
fn now() -> Instant {
    Instant::now()
}

/// Questions that a terminal would have to answer: its ground, what it is, where its cursor is, what it has turned on.
const QUESTIONS: [&[u8]; 8] =
    [b"\x1b]10;?", b"\x1b]11;?", b"\x1b[c", b"\x1b[0c", b"\x1b[>", b"\x1b[6n", b"\x1b[?u", b"$p"];

#[test]
fn on_a_terminal_that_answers_nothing_the_first_frame_is_there_at_once() {
    let mut times = Vec::new();
    for _ in 0..3 * repeats(1) {
        let session = Start::stockout(&["present", "the-ban"]).size(120, 40).env("COLORTERM", "truecolor").open();
        session.wait_text("1 of 8");
        times.push(session.time_of(0) - session.started());
        let bytes = session.bytes_since(0);
        let first = &bytes[..find(&bytes, END_FRAME).unwrap()];
        for question in QUESTIONS {
            assert_eq!(find(first, question), None, "{:?}", String::from_utf8_lossy(question));
        }
        // Nobody ever answers, and the talk goes on.
        let mut session = session;
        session.play("<space>");
        session.wait_text("2 of 8");
    }
    report("start to the first frame of a talk at 120x40", times.clone());
    times.sort_unstable();
    bar("the longest of these", times[times.len() - 1], 100);
}

#[test]
fn a_file_that_is_saved_is_on_screen_in_time() {
    let (session, home) = talk();
    let mut times = Vec::new();
    for number in 1..=5 * repeats(1) {
        session.settle();
        let written = now();
        fs::write(home.path().join("talk.ron"), version(number)).unwrap();
        let shown = session.time_when(&format!("words of version {number}: 7 %"));
        times.push(shown - written);
    }
    report("a file saved to the frame of its step", times.clone());
    times.sort_unstable();
    bar("the longest of these", times[times.len() - 1], 200);
}

/// As much of the machine as the figures are about.
struct Rate {
    seconds: f64,
    wakes: u64,
    bytes: usize,
}

/// What ticks in so many seconds.
fn rate(session: &Session, seconds: usize) -> Rate {
    let frames = session.frames();
    // From one tick to another, so that there are whole seconds between.
    session.frame_after(frames);
    let (mark, wakes, begun) = (session.mark(), session.voluntary_switches(), session.time_of(frames));
    session.frame_after(frames + seconds);
    // Of one moment: on a busy machine there may be more frames than were waited for.
    loop {
        let last = session.frames() - 1;
        let (seconds, wakes, bytes) = (
            (session.time_of(last) - begun).as_secs_f64(),
            session.voluntary_switches() - wakes,
            session.mark() - mark,
        );
        if session.frames() - 1 == last {
            return Rate { seconds, wakes, bytes };
        }
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures belong to the result")]
fn the_timer_wakes_it_once_a_second_and_sends_little() {
    let (mut talk, home) = talk();
    let follower = Start::stockout(&["present", "--notes"]).home(&home).open();
    follower.wait_text("2 of 3");
    // Shown, and begun by a step.
    talk.play("<space>");
    talk.wait_text("the third caption");
    talk.play("t");
    talk.wait_text("0:0");
    talk.settle();
    // Whoever follows has the time in large digits, which take more.
    for (what, session, most) in [("the talk", &talk, 60.0), ("who follows it", &follower, 150.0)] {
        let Rate { seconds, wakes, bytes } = rate(session, repeats(3).min(20));
        let (wakes, bytes) = (wakes as f64 / seconds, bytes as f64 / seconds);
        println!("{what}: {wakes:.2} wake-ups and {bytes:.0} bytes a second, over {seconds:.0} s");
        assert!(wakes <= 1.1 + 1.0 / seconds, "{what}: {wakes} wake-ups a second");
        assert!(bytes <= most, "{what}: {bytes} bytes a second");
    }
    // Hidden again nothing wakes it.
    talk.play("t");
    talk.settle();
    let switches = talk.voluntary_switches();
    assert!(talk.prints_nothing_for(Duration::from_secs(2), talk.mark()));
    assert_eq!(talk.voluntary_switches(), switches);
}

/// Writes of editors that die, disks that are full, and people who save in the middle of a word.
#[test]
fn torn_writes_never_end_a_talk_and_keep_its_last_good_step() {
    let (mut session, home) = talk();
    let path = home.path().join("talk.ron");
    let before = session.frames();
    let mut state = 1_u64;
    let mut chance = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    for round in 0..10 * repeats(5) {
        let whole = version(0);
        let at = chance(whole.len());
        match chance(6) {
            // Cut off.
            0 => fs::write(&path, &whole[..at]).unwrap(),
            // In two pieces.
            1 => {
                fs::write(&path, &whole[..at]).unwrap();
                OpenOptions::new().append(true).open(&path).unwrap().write_all(&whole.as_bytes()[at..]).unwrap();
            }
            // One byte is another.
            2 => {
                let mut bytes = whole.into_bytes();
                bytes[at] = chance(256) as u8;
                fs::write(&path, bytes).unwrap();
            }
            // Twice the end.
            3 => fs::write(&path, format!("{whole}{}", &whole[at..])).unwrap(),
            // Gone, and back in one step.
            4 => {
                fs::remove_file(&path).unwrap();
                let beside = path.with_extension("swp");
                fs::write(&beside, &whole).unwrap();
                fs::rename(beside, &path).unwrap();
            }
            _ => fs::write(&path, "").unwrap(),
        }
        if round % 10 == 9 {
            // Time to see some of them.
            session.prints_nothing_for(Duration::from_millis(20), session.mark());
        }
    }
    fs::write(&path, version(1)).unwrap();
    session.wait_text("words of version 1: 7 %");
    session.settle();
    // Whatever was read in between, the step stood there.
    for frame in before..session.frames() {
        let text = session.frame_after(frame);
        assert!(text.contains("2 of 3"), "{text}");
    }
    // It goes on as if nothing had been.
    session.play("<space>");
    session.wait_text("the third caption");
    session.play("<pageup>");
    session.shows(&Harness::scenario(path.to_str().unwrap()).size(80, 24).draws(MOST_DRAWS).step(2));
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}
