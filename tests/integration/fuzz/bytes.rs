//! Random bytes through the real way in: a terminal, the reading thread with crossterm's parser, what puts split
//! sequences together, keys, and a session. The reader is this test binary, started again in a pseudo-terminal.
//!
//! Bytes go in chunks. Behind each one ends whatever sequence may be open, and a paste asks for an answer; each chunk
//! meets a fresh session, so that one that does harm does it alone, and is made shorter before it is told.

use std::io::{BufRead, BufReader, Write};
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use stockout::app::Msg;
use stockout::shell::events::{Event, next_batch};
use stockout::shell::terminal::{Modes, Terminal};
use stockout::shell::tty::Keys;
use stockout::shell::{input, keys};

use super::room::Room;

/// What the reader is asked with, and what it answers.
const ASK: &str = "answer now ";
const ANSWER: &str = "ANSWER ";

/// Longest that a chunk may take on a machine that is busy with other things.
const DEADLINE: Duration = Duration::from_mins(3);

const CHUNK: usize = 32 * 1024;

/// Messages that a session takes at once.
const BATCH: usize = 200;

/// Reads its terminal until that ends. Only a parent that knows what it does starts it.
#[test]
#[ignore = "the reader: its tests start it in a pseudo-terminal"]
fn the_reader_in_a_pseudo_terminal() {
    static PANICS: AtomicUsize = AtomicUsize::new(0);
    let terminal = Terminal::open(Keys::Stdin).expect("to be started in a terminal");
    let (sender, receiver) = channel();
    let guard = terminal.enter(Modes::default()).unwrap();
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        told(info);
    }));
    input::spawn(&terminal, &sender).unwrap();
    let mut room = Room::new();
    let (mut batch, mut messages) = (Vec::new(), Vec::new());
    let (mut taken, mut now_ms, mut wrong) = (0, 0, String::new());
    let say = |text: &str| terminal.write_frame(format!("\r\n{ANSWER}{text}\r\n").as_bytes()).unwrap();
    say("ready");
    while next_batch(&receiver, None, &mut batch).is_ok() {
        now_ms += 40;
        for event in batch.drain(..) {
            match event {
                Event::Paste(text) if text.starts_with(ASK) => {
                    take(&mut room, &mut messages, &mut wrong);
                    let panics = PANICS.swap(0, Ordering::Relaxed);
                    let well = if panics == 0 && wrong.is_empty() { "well" } else { "ill" };
                    say(&format!("{} {well} {taken} {} {panics} {wrong}", &text[ASK.len()..], room.ended));
                    (taken, room.ended, wrong) = (0, 0, String::new());
                    room.restart();
                    continue;
                }
                Event::Paste(text) => messages.push(Msg::Paste(text)),
                Event::Key(event) => messages.extend(keys::key(event).map(|key| Msg::Key { key, now_ms })),
                Event::Mouse(event) => messages.extend(keys::pointer(event, now_ms).map(Msg::Pointer)),
                Event::InputLost(why) => panic!("{why}"),
                _ => {}
            }
            taken += 1;
            // By count, not by what happens to be there: a chunk does the same each time.
            if messages.len() >= BATCH {
                take(&mut room, &mut messages, &mut wrong);
            }
        }
    }
    drop(guard);
}

fn take(room: &mut Room, messages: &mut Vec<Msg>, wrong: &mut String) {
    if let Err(why) = room.take(std::mem::take(messages))
        && wrong.is_empty()
    {
        *wrong = why.replace(['\r', '\n'], " ");
    }
}

/// The reader, and its terminal.
struct Reader {
    writer: Box<dyn Write + Send>,
    answers: Receiver<String>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
    asked: usize,
}

/// What a chunk came to.
struct Taken {
    events: usize,
    sessions: usize,
}

impl Reader {
    fn start() -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        let name = "fuzz::bytes::the_reader_in_a_pseudo_terminal";
        command.args(["--exact", name, "--ignored", "--nocapture", "--test-threads=1"]);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let output = BufReader::new(pair.master.try_clone_reader().unwrap());
        let (sender, answers) = channel();
        thread::spawn(move || {
            let mut output = output;
            let mut line = Vec::new();
            while output.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
                let text = String::from_utf8_lossy(&line).into_owned();
                if sender.send(text).is_err() {
                    break;
                }
                line.clear();
            }
        });
        let writer = pair.master.take_writer().unwrap();
        let mut reader = Self { writer, answers, child, _master: pair.master, asked: 0 };
        reader.answer("ready").expect("a reader");
        reader
    }

    /// The rest of the line that answers.
    fn answer(&mut self, to: &str) -> Result<String, String> {
        let mut told = String::new();
        loop {
            match self.answers.recv_timeout(DEADLINE) {
                Ok(line) => {
                    if let Some(answer) = line.split_once(ANSWER).and_then(|(_, text)| text.strip_prefix(to)) {
                        return Ok(answer.trim().to_owned());
                    }
                    told.push_str(&line);
                }
                Err(error) => return Err(format!("no answer ({error}); it said {told:?}")),
            }
        }
    }

    /// Types a chunk. An error is what went wrong.
    fn take(&mut self, chunk: &[u8]) -> Result<Taken, String> {
        self.asked += 1;
        let asked = self.asked.to_string();
        // Twice: the first may be the end of something else.
        let ask = format!("\x1b[201~\x1b[201~\x1b[200~{ASK}{asked} \x1b[201~");
        let bytes = [chunk, ask.as_bytes()].concat();
        self.writer.write_all(&bytes).and_then(|()| self.writer.flush()).map_err(|error| error.to_string())?;
        let answer = self.answer(&asked)?;
        let mut words = answer.split_whitespace();
        let well = words.next() == Some("well");
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
        let taken = Taken { events: number(), sessions: number() };
        if well { Ok(taken) } else { Err(answer) }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

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

/// Half of the chunks are noise, half are pieces in any order with noise between.
fn chunk(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut roll = move || {
        // xorshift64*: the same on every machine.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as usize
    };
    let mut bytes = Vec::with_capacity(CHUNK + 32);
    while bytes.len() < CHUNK {
        match roll() % 3 {
            0 if seed % 2 == 1 => bytes.extend_from_slice(PIECES[roll() % PIECES.len()]),
            1 if seed % 2 == 1 => bytes.push(b' ' + (roll() % 95) as u8),
            _ => bytes.push(roll() as u8),
        }
    }
    bytes.truncate(CHUNK);
    bytes
}

/// The shortest part that still does it, by leaving out ever smaller pieces.
fn shrunken(mut bytes: Vec<u8>) -> Vec<u8> {
    let does_it = |bytes: &[u8]| Reader::start().take(bytes).is_err();
    let mut piece = bytes.len() / 2;
    let mut tries = 0;
    while piece > 0 && tries < 400 {
        let mut at = 0;
        while at < bytes.len() && tries < 400 {
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
    let mut reader = Reader::start();
    let (mut events, mut sessions) = (0, 0);
    let count = seeds.end - seeds.start;
    for seed in seeds {
        let bytes = chunk(seed);
        match reader.take(&bytes) {
            Ok(taken) => {
                events += taken.events;
                sessions += taken.sessions;
            }
            Err(why) => panic!("seed {seed}: {why}\nthe least that does it: {}", shrunken(bytes).escape_ascii()),
        }
    }
    eprintln!("{} bytes, {events} events, {sessions} sessions ended", count * CHUNK as u64);
    assert!(events as u64 > count * 1_000, "{events} events are not what these bytes say");
}

#[test]
fn a_hundred_thousand_bytes_do_no_harm() {
    run(0..4);
}

#[test]
#[ignore = "minutes: .ci/long runs it"]
fn long_ten_million_bytes_do_no_harm() {
    run(1_000..1_306);
}
