//! What flows: keys faster than frames, frames faster than the line, and nothing at all.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use stockout::app::key::parse_macro;
use stockout::scenario::{self, NoFiles};

use super::files::skipped;
use super::measure::bar;
use super::session::{Session, bytes_of, number, repeats};
use super::start::{Home, STOCKOUT, Start, baseline};
use super::state::{END_FRAME, find};

/// KiB by which the program may grow while frames or keys wait: far less than those would take if they were kept.
const GROWTH: u64 = 1_024;
/// Parts in which a long session is looked at.
const PARTS: usize = 8;

#[test]
fn a_burst_of_a_thousand_keys_ends_exact_and_is_painted_few_times() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    // A week on and a week back, many times, and ten weeks on.
    let keys = format!("{}<right*10>", "<right><left>".repeat(495));
    assert_eq!(bytes_of(&keys).len(), 3 * 1_000);
    session.settle();
    let frames = session.frames();
    session.play(&keys);
    // All of them are with the kernel by now.
    #[expect(clippy::disallowed_methods, reason = "it has a bar")]
    let typed = Instant::now();
    // It is one gesture, and so the same as its sum.
    let last = session.frame_with(frames, &["▸H20 closes", "2025-06-18"]);
    let painted = last + 1 - frames;
    session.shows(&baseline("<right*10>"));
    let late = session.time_of(last).saturating_duration_since(typed);
    bar("the frame behind the last of 1,000 keys in one write", late, 30);
    // They come in pieces, and each piece is painted at once: a few, and not a thousand.
    assert!(painted <= 250, "{painted} frames for 1,000 keys in one write");
    // The whole of it is kept, and not a state on the way.
    let kept = || fs::read_to_string(&session.home().kept()[0]).unwrap();
    session.wait_until("kept", || session.home().kept().len() == 1 && kept().contains("168.0"));
}

/// What is read at once has an end, and so has what the kernel keeps: nothing may wait behind either.
#[test]
fn a_burst_longer_than_any_buffer_does_not_get_stuck() {
    let mut session = Start::stockout(&[]).explore();
    session.play("t");
    for round in 0..3 {
        session.play("<right*3000><left*3000>");
        session.play(if round % 2 == 0 { "<gt>" } else { "<lt>" });
        session.wait_text(if round % 2 == 0 { "2027-01-01" } else { "2025-01-01" });
    }
}

/// How many firms `f` goes through before it is where it was, all of them together being one more.
fn ring() -> usize {
    scenario::load("baseline", &NoFiles).unwrap().world().firms.len() + 1
}

/// Frames that nobody has seen yet are not kept: the one after them shows it all.
#[test]
fn on_a_slow_line_frames_are_left_out_and_not_queued() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let (mark, frames, memory) = (session.mark(), session.frames(), session.memory());
    session.read_slowly(10_000);
    // The next firm is most of a picture. The key repeats with what the line lets through, many times in a frame.
    let steps = 400 * repeats(1);
    let mut keys = 0;
    for step in 1..=steps {
        // Firms that come together may lead once around, where there is nothing to paint: then it takes one more.
        loop {
            session.play("f");
            keys += 1;
            if session.has_read(mark + 50 * step, Duration::from_secs(1)) {
                break;
            }
            assert!(keys < 2 * steps, "it reads nothing for {keys} keys");
        }
    }
    let most = session.frames() - frames;
    assert!(most < keys / 4, "{most} frames for {keys} keys");
    let grown = session.memory().saturating_sub(memory);
    assert!(grown < GROWTH, "{grown} KiB more");
    // What the kernel holds, a frame that is on its way, and one more.
    let last = session.mark();
    // Another target, because the height of the tracks holds still from one firm to the next, and so what was painted
    // in between can be seen in it.
    session.play("t");
    session.shows(&baseline(&format!("{}t", "f".repeat(keys % ring()))));
    let late = session.mark() - last;
    assert!(late < 40_000, "{late} bytes until the last key is seen");
    session.read_on();
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

/// As Ctrl-S does it: nothing is read for `PTY_BLOCKED` seconds, keys are pressed, and then all of it is.
#[test]
fn a_terminal_that_does_not_read_loses_no_key() {
    let mut session = Start::stockout(&[]).explore();
    for round in 1..=repeats(2) {
        session.settle();
        session.block();
        let memory = session.memory();
        session.play(&format!("{}t", "f".repeat(200 * ring() + 1)));
        // Once it is blocked for a minute, then as often as is asked for.
        let blocked = if round == 1 { number("PTY_BLOCKED", 0.2) } else { 0.2 };
        session.prints_nothing_for(Duration::from_secs_f64(blocked), session.mark());
        let grown = session.memory().saturating_sub(memory);
        assert!(grown < GROWTH, "{grown} KiB more");
        session.read_on();
        session.shows(&baseline(&"ft".repeat(round)));
    }
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

/// What a key's own frame may weigh, in all colours: a step that changes the numbers and leaves every track as it is, with
/// all that follows it; and one that moves the charts.
#[test]
#[expect(clippy::print_stdout, reason = "the figures belong to the result")]
fn a_step_is_few_bytes() {
    let steps = [
        ((80, 24), "/power price<enter>", "▸Power price", 400, true),
        ((120, 40), "/inference moved<enter>", "▸Inference moved", 1_600, false),
    ];
    for (size, keys, row, most, with_all) in steps {
        let start = Start::stockout(&["--target", "stockout"]).env("COLORTERM", "truecolor");
        let mut session = start.size(size.0, size.1).explore();
        session.play(keys);
        session.wait_text(row);
        session.settle();
        let mut heaviest = (0, String::new());
        for _ in 0..4 {
            let (mark, frames) = (session.mark(), session.frames());
            session.play("<right>");
            session.frame_after(frames);
            session.settle();
            let mut bytes = session.bytes_since(mark);
            if !with_all {
                let end = find(&bytes, END_FRAME).expect("a whole frame");
                bytes.truncate(end + END_FRAME.len());
            }
            let said = format!("{} frames: {:?}", session.frames() - frames, String::from_utf8_lossy(&bytes));
            heaviest = heaviest.max((bytes.len(), said));
        }
        println!("{row}: {} bytes, of {most}", heaviest.0);
        assert!(heaviest.0 <= most, "{row}: {} bytes, {}", heaviest.0, heaviest.1);
        // And a key that changes nothing is none at all.
        let mark = session.mark();
        session.play("<c-g>");
        session.settle();
        assert_eq!(session.mark(), mark, "{row}");
    }
}

#[test]
fn idle_costs_nothing() {
    let home = Home::new();
    let file = home.path().join("mine.ron");
    fs::write(&file, "(format: 1, extends: \"baseline\", title: \"H20 closes\")").unwrap();
    // With a file to watch, and without.
    for args in [&[][..], &[file.to_str().unwrap()]] {
        let mut session = Start::stockout(args).home(&home).explore();
        session.play("<right><left>");
        session.settle();
        let (mark, switches) = (session.mark(), session.voluntary_switches());
        assert!(session.prints_nothing_for(Duration::from_secs(number("PTY_IDLE", 3)), mark));
        assert_eq!(session.voluntary_switches() - switches, 0);
    }
}

#[test]
fn every_frame_is_one_write() {
    if let Err(why) = Command::new("strace").arg("-V").output() {
        skipped("one write a frame", "strace", &why.to_string());
        return;
    }
    for (columns, rows) in [(80, 24), (120, 40), (200, 60)] {
        let args = ["-f", "-e", "trace=write,writev,pwrite64", "-s", "1000000", "-o", "log", STOCKOUT];
        each_frame_is_one_write(Start::program("strace", &args).size(columns, rows).explore());
    }
}

fn each_frame_is_one_write(mut session: Session) {
    session.settle();
    for key in ["<right>", "?", "<esc>", "6", "1", "z", "f", "x", "<esc>", "<c-l>"] {
        let frames = session.frames();
        session.play(key);
        session.frame_after(frames);
        session.settle();
    }
    let frames = session.frames();
    session.play("q");
    session.wait_text("Quit?");
    session.play("y");
    assert_eq!(session.wait_exit(), 0);
    let log = fs::read_to_string(session.home().path().join("log")).unwrap();
    let writes: Vec<&str> = log.lines().filter(|line| line.contains("(1, ")).collect();
    // The first is the one that enters the screen; one asks for its ground; the question at the end is a frame too.
    let (asked, painted): (Vec<&str>, Vec<&str>) = writes[1..].iter().partition(|write| write.contains("\\33]11;?"));
    assert_eq!((asked.len(), painted.len()), (1, frames + 1));
    for write in painted {
        assert!(write.contains("write(1, \"\\33[?2026h"), "{write:.80}");
        assert!(write.contains("\\33[?2026l\""), "{write:.80}");
    }
}

/// Ctrl-C, Ctrl-Z and Ctrl-\\: on the line of a program that has ended, the kernel throws away for each of them what the
/// terminal has not read yet. So they are typed only to one that runs for certain.
const TO_THE_KERNEL: &[u8; 3] = b"\x03\x1a\x1c";

/// Whatever is typed, the program ends only as it should, and leaves the terminal as it was. `PTY_RANDOM` bytes of it.
#[test]
#[expect(clippy::print_stdout, reason = "how much was done belongs to the result")]
fn random_bytes_do_no_harm() {
    let mut left = number("PTY_RANDOM", 20_000_usize);
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    // Xorshift: the same bytes in each run.
    let mut next = move || {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice
    };
    let mut sessions = 0;
    while left > 0 {
        let mut session = Start::stockout(&[]).explore();
        sessions += 1;
        session.try_write(&[TO_THE_KERNEL[next() as usize % 3]]);
        while left > 0 && session.code().is_none() {
            // Some are what terminals send; most are anything at all.
            let starts: [&[u8]; 6] = [b"", b"", b"\x1b[", b"\x1b[<", b"\x1b]", b"\x1b[200~"];
            let length = 1 + next() as usize % 200;
            let mut piece = starts[next() as usize % starts.len()].to_vec();
            piece.extend((0..length).map(|_| next() as u8));
            // Else all that follows would be pasted.
            if piece.starts_with(b"\x1b[200~") && next() % 8 > 0 {
                piece.extend(b"\x1b[201~");
            }
            left = left.saturating_sub(piece.len());
            piece.retain(|byte| !TO_THE_KERNEL.contains(byte));
            session.try_write(&piece);
            session.wait_taken();
        }
        if session.code().is_none() {
            // Out of whatever it is in: a paste that goes on, a sequence, a field, a question.
            session.try_write(b"\x1b[201~\x18");
            session.try_signal(rustix::process::Signal::TERM);
        }
        let code = session.wait_exit();
        assert!(matches!(code, 0 | 143), "code {code} in session {sessions}");
        session.modes_clean();
    }
    println!("random bytes ended {sessions} sessions");
}

/// Keys without end. What a person did can be taken back without end, and so each round takes back its own.
#[test]
#[expect(clippy::print_stdout, reason = "the figures belong to the result")]
fn a_long_session_grows_no_fatter() {
    let mut session = Start::stockout(&[]).explore();
    let firms = "f".repeat(20 * ring());
    let keys = format!("<right*250><left*250>j<right*50><left*50>kuu{firms}?<down*40>?5<down*40><up*40>12tt6jjkk1");
    let round = bytes_of(&keys);
    let a_round = parse_macro(&keys).unwrap().len();
    let play = |session: &mut Session, rounds: usize| {
        for _ in 0..rounds {
            session.keys(&round);
            // What waits takes room too, and as much as is typed ahead.
            session.wait_taken();
        }
        session.settle();
    };
    let events = number("PTY_EVENTS", 5_000_usize);
    // What is allocated once is there then, on every thread and for every screen.
    play(&mut session, (events / 4).div_ceil(a_round));
    // Some threads come to have their turn at something late, and so it grows in jumps, for a while. What is lost for each
    // event is lost in every part.
    let rounds = (events / PARTS).div_ceil(a_round);
    let mut grown = [0; PARTS];
    for part in &mut grown {
        let memory = session.memory();
        play(&mut session, rounds);
        *part = session.memory().saturating_sub(memory);
    }
    println!("KiB more in parts of {} events: {grown:?}", rounds * a_round);
    // In few events not every thread comes to have its turn at everything.
    let most = if events < 1_000_000 { 16 * GROWTH } else { GROWTH };
    let least = grown.iter().min().copied().unwrap_or_default();
    assert!(least * PARTS as u64 <= most, "{grown:?} KiB more in parts of {} events", rounds * a_round);
}
