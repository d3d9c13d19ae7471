//! Bytes from the terminal to events, in whatever pieces they come.
//!
//! A terminal hands over what fits: a long burst of arrows, a paste, or the answer to a question may end anywhere, behind
//! the escape character too. So nothing here is decided at the end of a piece. A sequence goes on until it is whole, or
//! until there was silence for longer than any terminal takes; then it was none.
//!
//! Answers to questions, also to those that nobody asked, are read to their end and are one event each. No byte of them
//! is ever a key, because letters are commands here.

use std::time::Duration;

use super::events::Input;
use super::sequence;
use crate::app::{Code, Key};

/// How long an Esc waits before it is a key: shorter than anyone notices, longer than terminals take.
const ESCAPE: Duration = Duration::from_millis(20);
/// How long the rest of a sequence may take whose start is no key of ours. Nobody waits for it.
const REST: Duration = Duration::from_secs(1);
/// Longer than any sequence that means something here.
const LONGEST_SEQUENCE: usize = 256;
/// Longer than any answer that means something here.
const LONGEST_ANSWER: usize = 4_096;
/// More than any field takes. What is pasted beyond it is read and left out.
const LONGEST_PASTE: usize = 1 << 20;

const ESC: u8 = 0x1b;
const BELL: u8 = 0x07;
const CANCEL: u8 = 0x18;
const SUBSTITUTE: u8 = 0x1a;
const CTRL_C: u8 = 0x03;
/// The end of an answer that began with a single byte, too.
const STRING_TERMINATOR: u8 = 0x9c;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What has been read of something that is not whole yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Ground,
    /// An Esc: a key, or the start of a sequence.
    Escape,
    /// A character of several bytes, of which so many are missing; with Alt it is none of our keys.
    Character { missing: usize, alt: bool },
    /// Behind `ESC O`: a key in one more letter.
    Function,
    /// Behind `ESC [`: a key, a report, or an answer.
    Control,
    /// So many bytes more of something that means nothing here.
    Skip(u8),
    /// An answer in words. Some end with a bell, some with a single byte.
    Answer { bell: bool, byte: bool },
    /// An answer, and the Esc of its end.
    AnswerEscape,
    /// A paste, and so many bytes of the mark of its end.
    Paste { matched: usize },
}

/// Turns bytes into events.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    /// What was read so far, without what it began with.
    bytes: Vec<u8>,
    /// Where the silence fell, if nothing came since.
    silent: State,
}

impl Decoder {
    /// Takes what came in next.
    pub fn take(&mut self, piece: &[u8], mut found: impl FnMut(Input)) {
        match std::mem::take(&mut self.silent) {
            // No hand types three keys at once: it is the rest of what the Esc began, however late.
            State::Escape if piece.len() > 2 && starts_sequence(piece[0]) => self.state = State::Escape,
            // Its end was lost, and somebody wants out.
            State::Paste { .. } if piece == [CTRL_C] => self.state = State::Ground,
            _ => {}
        }
        for byte in piece {
            self.byte(*byte, &mut found);
        }
    }

    /// How long to wait for more before [`Decoder::silence`] is to be told; `None` is for ever.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Paste { .. } if self.silent == self.state => None,
            State::Escape => Some(ESCAPE),
            _ => Some(REST),
        }
    }

    /// Nothing came for as long as [`Decoder::patience`] said.
    pub fn silence(&mut self, mut found: impl FnMut(Input)) {
        self.silent = self.state;
        match self.state {
            State::Escape => found(Input::Key(Key::plain(Code::Esc))),
            // A slow link may well pause in the middle of a paste, and the rest of it must not become keys.
            State::Paste { .. } => return,
            _ => {}
        }
        self.state = State::Ground;
    }

    fn byte(&mut self, byte: u8, found: &mut impl FnMut(Input)) {
        match self.state {
            State::Ground => self.ground(byte, found),
            State::Escape => self.escape(byte, found),
            State::Character { missing, alt } => self.character(byte, missing, alt, found),
            State::Function => self.function(byte, found),
            State::Control => self.control(byte, found),
            State::Skip(left) if byte >= b' ' => {
                self.state = if left > 1 { State::Skip(left - 1) } else { State::Ground };
            }
            State::Skip(_) => self.afresh(byte, found),
            State::Answer { bell, byte: single } => self.answer(byte, bell, single, found),
            State::AnswerEscape if byte == b'\\' => self.answered(found),
            // Anything else behind it has cut the answer off.
            State::AnswerEscape => {
                self.state = State::Escape;
                self.byte(byte, found);
            }
            State::Paste { matched } => self.paste(byte, matched, found),
        }
    }

    /// What was read so far was nothing; this byte may be something.
    fn afresh(&mut self, byte: u8, found: &mut impl FnMut(Input)) {
        self.state = State::Ground;
        self.ground(byte, found);
    }

    fn begin(&mut self, state: State) {
        self.bytes.clear();
        self.state = state;
    }

    fn ground(&mut self, byte: u8, found: &mut impl FnMut(Input)) {
        match byte {
            ESC => self.state = State::Escape,
            // The same introducers in one byte, as terminals of eight bits have them; no character begins so.
            0x8f => self.begin(State::Function),
            0x9b => self.begin(State::Control),
            0x9d => self.begin_answer(b']', true),
            0x90 => self.begin_answer(b'P', true),
            0x98 => self.begin_answer(b'X', true),
            0x9e => self.begin_answer(b'^', true),
            0x9f => self.begin_answer(b'_', true),
            _ if byte.is_ascii() => found(Input::Key(Key::of_byte(byte))),
            _ => self.begin_character(byte, false),
        }
    }

    fn escape(&mut self, byte: u8, found: &mut impl FnMut(Input)) {
        match byte {
            b'[' => self.begin(State::Control),
            b'O' => self.begin(State::Function),
            b']' | b'P' | b'X' | b'^' | b'_' => self.begin_answer(byte, false),
            // The first was a key, the second may begin something.
            ESC => found(Input::Key(Key::plain(Code::Esc))),
            // With Alt a key means nothing here, but this one always gets through.
            CTRL_C => self.afresh(byte, found),
            _ if byte.is_ascii() => self.state = State::Ground,
            _ => self.begin_character(byte, true),
        }
    }

    fn begin_character(&mut self, byte: u8, alt: bool) {
        let missing = match byte {
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => {
                self.state = State::Ground;
                return;
            }
        };
        self.begin(State::Character { missing, alt });
        self.bytes.push(byte);
    }

    fn character(&mut self, byte: u8, missing: usize, alt: bool, found: &mut impl FnMut(Input)) {
        if !matches!(byte, 0x80..=0xbf) {
            return self.afresh(byte, found);
        }
        self.bytes.push(byte);
        if missing > 1 {
            self.state = State::Character { missing: missing - 1, alt };
            return;
        }
        self.state = State::Ground;
        let character = std::str::from_utf8(&self.bytes).ok().and_then(|text| text.chars().next());
        if let Some(character) = character.filter(|character| !alt && !character.is_control()) {
            found(Input::Key(Key::char(character)));
        }
    }

    fn function(&mut self, byte: u8, found: &mut impl FnMut(Input)) {
        match byte {
            // Old terminals put modifiers here.
            b'0'..=b'9' | b';' => self.bytes.push(byte),
            0x40..=0x7e => {
                self.state = State::Ground;
                if let Some(event) = sequence::function(byte) {
                    found(event);
                }
            }
            _ => self.afresh(byte, found),
        }
        self.bytes.truncate(LONGEST_SEQUENCE);
    }

    fn control(&mut self, byte: u8, found: &mut impl FnMut(Input)) {
        match byte {
            b' '..=b'?' => {
                if self.bytes.len() < LONGEST_SEQUENCE {
                    self.bytes.push(byte);
                }
            }
            // A mouse report of the oldest kind, and the function keys of Linux's console.
            b'M' if self.bytes.is_empty() => self.state = State::Skip(3),
            b'[' if self.bytes.is_empty() => self.state = State::Skip(1),
            b'~' if self.bytes == b"200" => self.begin(State::Paste { matched: 0 }),
            b'@'..=b'~' => {
                self.state = State::Ground;
                if self.bytes.len() < LONGEST_SEQUENCE
                    && let Some(event) = sequence::control(&self.bytes, byte)
                {
                    found(event);
                }
            }
            _ => self.afresh(byte, found),
        }
    }

    fn begin_answer(&mut self, kind: u8, byte: bool) {
        self.begin(State::Answer { bell: kind == b']', byte });
        self.bytes.push(kind);
    }

    fn answer(&mut self, byte: u8, bell: bool, single: bool, found: &mut impl FnMut(Input)) {
        match byte {
            ESC => self.state = State::AnswerEscape,
            BELL if bell => self.answered(found),
            STRING_TERMINATOR if single => self.answered(found),
            CANCEL | SUBSTITUTE => self.state = State::Ground,
            _ if self.bytes.len() < LONGEST_ANSWER => self.bytes.push(byte),
            _ => {}
        }
    }

    fn answered(&mut self, found: &mut impl FnMut(Input)) {
        self.state = State::Ground;
        if self.bytes.len() < LONGEST_ANSWER {
            found(Input::Answer(self.bytes.clone()));
        }
    }

    fn paste(&mut self, byte: u8, matched: usize, found: &mut impl FnMut(Input)) {
        if byte == PASTE_END[matched] {
            self.state = State::Paste { matched: matched + 1 };
            if matched + 1 == PASTE_END.len() {
                self.state = State::Ground;
                let text = String::from_utf8_lossy(&self.bytes).into_owned();
                // A long one is not kept for the short ones to come.
                self.bytes = Vec::new();
                found(Input::Paste(text));
            }
            return;
        }
        // It was not the mark; its first byte is nowhere else in it.
        self.state = State::Paste { matched: usize::from(byte == ESC) };
        let kept = [&PASTE_END[..matched], &[byte][usize::from(byte == ESC)..]];
        for part in kept {
            let room = LONGEST_PASTE.saturating_sub(self.bytes.len()).min(part.len());
            self.bytes.extend_from_slice(&part[..room]);
        }
    }
}

/// Whether the byte behind an Esc begins more than a key with Alt.
fn starts_sequence(byte: u8) -> bool {
    matches!(byte, b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_')
}
