//! Whole sequences to keys, mouse reports and answers.
//!
//! The legacy encoding, xterm's "other keys", and the `CSI u` of the kitty protocol are understood side by side.
//! Nothing is asked for: every key of the program exists in the legacy encoding, and asking would have to be undone on
//! each of the many ways out.

use super::events::Input;
use crate::app::{Code, Gesture, Key};

const SHIFT: u16 = 1;
const CTRL: u16 = 4;
const CAPS_LOCK: u16 = 64;
/// Alt, Super, Hyper and Meta: with one of them a key means nothing here.
const FOREIGN: u16 = 2 | 8 | 16 | 32;

/// What a letter behind `ESC O` means.
pub(super) fn function(letter: u8) -> Option<Input> {
    let code = if letter == b'M' { Code::Enter } else { lettered(letter)? };
    pressed(code, 0)
}

/// What a sequence behind `ESC [` means, by what stands before its last letter.
pub(super) fn control(parameters: &[u8], last: u8) -> Option<Input> {
    let text = std::str::from_utf8(parameters).ok()?;
    if let Some(report) = text.strip_prefix('<') {
        return mouse(report, last);
    }
    // Answers have a sign in front, or one of these behind their numbers.
    let is_answer = matches!(parameters.first(), Some(b'?' | b'>' | b'='))
        || parameters.iter().any(|byte| matches!(byte, b' '..=b'/'))
        || matches!(last, b'R' | b'c' | b'n' | b't' | b'x' | b'y') && !parameters.is_empty();
    if is_answer {
        return Some(Input::Answer([b"[", parameters, &[last]].concat()));
    }
    let mut fields = text.split(';');
    let (first, held) = (fields.next().unwrap_or_default(), Held::of(fields.next()));
    if held.is_release {
        return None;
    }
    let third = fields.next().unwrap_or_default();
    match (last, parameters) {
        (b'I', []) => Some(Input::Focus(true)),
        (b'O', []) => Some(Input::Focus(false)),
        // Shift is what makes it this key.
        (b'Z', _) => pressed(Code::BackTab, held.keys & !SHIFT),
        (b'u', _) => pressed(kitty(first, third, held.keys)?, held.keys),
        (b'~', _) if first == "27" => pressed(kitty(third, "", held.keys)?, held.keys),
        (b'~', _) => pressed(numbered(first)?, held.keys),
        _ => pressed(lettered(last)?, held.keys),
    }
}

/// What is held with a key.
struct Held {
    keys: u16,
    is_release: bool,
}

impl Held {
    /// One more than a set of bits, and behind a colon what the key does.
    fn of(field: Option<&str>) -> Self {
        let mut parts = field.unwrap_or_default().split(':');
        let keys = parts.next().and_then(|bits| bits.parse::<u16>().ok()).unwrap_or(1).saturating_sub(1);
        Self { keys, is_release: parts.next() == Some("3") }
    }
}

fn lettered(letter: u8) -> Option<Code> {
    Some(match letter {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        _ => return None,
    })
}

fn numbered(number: &str) -> Option<Code> {
    Some(match number {
        "1" | "7" => Code::Home,
        "3" => Code::Delete,
        "4" | "8" => Code::End,
        "5" => Code::PageUp,
        "6" => Code::PageDown,
        "15" => Code::F5,
        _ => return None,
    })
}

/// The key of a code point, where a terminal tells keys so: its own, the one that Shift makes of it, and its text.
fn kitty(codes: &str, text: &str, held: u16) -> Option<Code> {
    let character = |code: &str| code.parse::<u32>().ok().and_then(char::from_u32);
    let mut codes = codes.split(':');
    let plain = codes.next().and_then(|code| code.parse::<u32>().ok())?;
    // On the keypad, and beyond it keys that no one needs here, in the private area.
    let keypad = |from: u32, keys: &str| keys.chars().nth((plain - from) as usize).map(Code::Char);
    Some(match plain {
        27 => Code::Esc,
        13 | 57_414 => Code::Enter,
        9 => Code::Tab,
        8 | 127 => Code::Backspace,
        57_399..=57_413 => return keypad(57_399, "0123456789./*-+"),
        57_415..=57_416 => return keypad(57_415, "=,"),
        57_417 => Code::Left,
        57_418 => Code::Right,
        57_419 => Code::Up,
        57_420 => Code::Down,
        57_421 => Code::PageUp,
        57_422 => Code::PageDown,
        57_423 => Code::Home,
        57_424 => Code::End,
        57_426 => Code::Delete,
        57_344..=63_743 => return None,
        _ => {
            let shifted = codes.next().and_then(character).filter(|_| held & SHIFT != 0);
            let typed = character(text).filter(|_| held & CTRL == 0).or(shifted).or_else(|| char::from_u32(plain))?;
            if typed.is_control() {
                return None;
            }
            Code::Char(typed)
        }
    })
}

/// The program's key, if it has one for it.
fn pressed(code: Code, held: u16) -> Option<Input> {
    if held & FOREIGN != 0 {
        return None;
    }
    let shift = held & SHIFT != 0;
    // Of a character Caps Lock makes what Shift would, and of both together neither.
    let shift = if matches!(code, Code::Char(_)) { shift != (held & CAPS_LOCK != 0) } else { shift };
    Some(Input::Key(Key::pressed(code, held & CTRL != 0, shift)))
}

/// A mouse report with decimal positions, which count from 1; at 0 there is no cell.
fn mouse(report: &str, last: u8) -> Option<Input> {
    let mut numbers = report.split(';').map(|number| number.parse::<u32>().ok());
    let mut next = || numbers.next().flatten();
    let (button, column, row) = (next()?, next()?, next()?);
    let button = if button < 256 { button } else { return None };
    let is_motion = button & 32 != 0;
    let gesture = match ((button & 3) | ((button & 0xc0) >> 4), is_motion, last) {
        (0, false, b'M') => Gesture::Press,
        (0, true, b'M') => Gesture::Drag,
        (0, _, b'm') => Gesture::Release,
        (4, false, b'M') => Gesture::WheelUp,
        (5, false, b'M') => Gesture::WheelDown,
        _ => return None,
    };
    let place = |number: u32| number.checked_sub(1).map(|from_0| u16::try_from(from_0).unwrap_or(u16::MAX));
    Some(Input::Mouse { gesture, cell: (place(column)?, place(row)?) })
}
