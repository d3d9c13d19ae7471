//! Random bytes through the real way in: the decoder, in pieces of any size with silence between, and a session behind
//! it. (What reads the terminal and hands pieces over is run by the pseudo-terminal suite.)
//!
//! Bytes go in chunks. Each meets a fresh decoder and a fresh session, so that one that does harm does it alone, and is
//! made shorter before it is told.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use stockout::app::{Msg, Pointer};
use stockout::shell::decode::Decoder;
use stockout::shell::events::Input;

use super::room::Room;

const CHUNK: usize = 8 * 1024;

/// Messages that a session takes at once.
const BATCH: usize = 100;

/// Pieces of what terminals send, and of what they should not.
const PIECES: [&[u8]; 40] = [
    b"\x1b",
    b"\x1b[",
    b"\x1bO",
    b"\x1b]",
    b"\x1bP",
    b"\x1b\\",
    b"\x07",
    b"\x1b[A",
    b"\x1b[1;5D",
    b"\x1bOH",
    b"\x1b[3~",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\x1b[<0;0;0M",
    b"\x1b[<0;65535;65535M",
    b"\x1b[<65;3;9m",
    b"\x1b[M   ",
    b"\x1b[M\xff\xff\xff",
    b"\x1b[0;0R",
    b"\x1b[65536;1R",
    b"\x1b[?62;1c",
    b"\x1b[?1u",
    b"\x1b[97;5u",
    b"\x1b[57358;1:3u",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    b"\x1b]11;rgb:ffff",
    b"\x1b[99999999999999999999~",
    b";",
    b"<",
    b"\xe6\xbc",
    b"\xa2",
    b"\xf0\x9f\x98\x80",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\x00",
    b"\x7f",
    b"\r",
    b"/usage gain\r=50%\r",
];

/// xorshift64*: the same on every machine.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as usize % sides
    }
}

/// Half of the chunks are noise, half are pieces in any order with noise between.
fn chunk(seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let is_noise = seed.is_multiple_of(2);
    let mut bytes = Vec::with_capacity(CHUNK + 32);
    while bytes.len() < CHUNK {
        match dice.roll(3) {
            0 if !is_noise => bytes.extend_from_slice(PIECES[dice.roll(PIECES.len())]),
            1 if !is_noise => bytes.push(b' ' + dice.roll(95) as u8),
            _ => bytes.push(dice.roll(256) as u8),
        }
    }
    bytes.truncate(CHUNK);
    bytes
}

/// What bytes came to.
#[derive(Default)]
struct Taken {
    events: usize,
    sessions: usize,
}

/// Hands bytes over in pieces, and what they say to a session.
fn take(room: &mut Room, bytes: &[u8], taken: &mut Taken) -> Result<(), String> {
    room.restart(bytes.len());
    let mut dice = Dice::new(bytes.len() as u64);
    let mut decoder = Decoder::default();
    let mut found = Vec::new();
    let mut messages = Vec::new();
    let mut rest = bytes;
    let mut now_ms = 0;
    while !rest.is_empty() {
        let (piece, left) = rest.split_at((1 + dice.roll(60)).min(rest.len()));
        rest = left;
        decoder.take(piece, |event| found.push(event));
        if decoder.patience().is_some() && (dice.roll(4) == 0 || rest.is_empty()) {
            decoder.silence(|event| found.push(event));
        }
        now_ms += 30;
        taken.events += found.len();
        messages.extend(found.drain(..).filter_map(|event| match event {
            Input::Key(key) => Some(Msg::Key { key, now_ms }),
            Input::Mouse { gesture, cell } => Some(Msg::Pointer(Pointer { gesture, cell, now_ms })),
            Input::Paste(text) => Some(Msg::Paste(text)),
            _ => None,
        }));
        // By count, not by what happens to be there: a chunk does the same each time.
        if messages.len() >= BATCH || rest.is_empty() {
            room.take(std::mem::take(&mut messages))?;
        }
    }
    taken.sessions += std::mem::take(&mut room.ended);
    Ok(())
}

/// The same, with a panic as an error.
fn does_harm(bytes: &[u8]) -> Option<String> {
    let taken = catch_unwind(AssertUnwindSafe(|| take(&mut Room::new(), bytes, &mut Taken::default())));
    taken.unwrap_or_else(|_| Err("a panic".to_owned())).err()
}

/// The shortest part that still does it, by leaving out ever smaller pieces.
fn shrunken(mut bytes: Vec<u8>, does_it: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut piece = bytes.len() / 2;
    let mut tries = 0;
    while piece > 0 && tries < 2_000 {
        let mut at = 0;
        while at < bytes.len() && tries < 2_000 {
            let rest = [&bytes[..at], &bytes[(at + piece).min(bytes.len())..]].concat();
            tries += 1;
            if does_it(&rest) {
                bytes = rest;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    bytes
}

#[expect(clippy::print_stderr, reason = "how much was typed belongs to the result")]
fn run(seeds: std::ops::Range<u64>) {
    let mut room = Room::new();
    let mut taken = Taken::default();
    let count = seeds.end - seeds.start;
    for seed in seeds {
        let bytes = chunk(seed);
        let well = catch_unwind(AssertUnwindSafe(|| take(&mut room, &bytes, &mut taken)));
        if let Err(why) = well.unwrap_or_else(|_| Err("a panic".to_owned())) {
            let least = shrunken(bytes, |bytes| does_harm(bytes).is_some());
            panic!("seed {seed}: {why}\nthe least that does it: {}", least.escape_ascii());
        }
    }
    eprintln!("{} bytes, {} events, {} sessions ended", count * CHUNK as u64, taken.events, taken.sessions);
    assert!(taken.events as u64 > count * 1_000, "{} events are not what these bytes say", taken.events);
}

#[test]
fn a_few_hundred_thousand_bytes_do_no_harm() {
    run(0..40);
}

#[test]
#[ignore = "minutes: .ci/long runs it"]
fn long_ten_million_bytes_do_no_harm() {
    const EACH: u64 = 611;
    thread::scope(|scope| {
        for part in 0..2 {
            scope.spawn(move || run(1_000 + part * EACH..1_000 + (part + 1) * EACH));
        }
    });
}

#[test]
fn a_failure_is_told_as_short_as_it_can_be() {
    let noise = chunk(2);
    let bytes = [&noise[..500], b"up", &noise[500..900], b"down", &noise[900..]].concat();
    let does_it = |bytes: &[u8]| {
        let text = bytes.escape_ascii().to_string();
        text.find("up").is_some_and(|at| text[at..].contains("down"))
    };
    assert_eq!(shrunken(bytes, does_it), b"updown");
}
