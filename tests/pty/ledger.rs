//! What a program has asked of its terminal and not taken back, read from its bytes alone.
//!
//! Whatever private mode is set counts, also one that nobody thought of when this was written.

use std::collections::BTreeSet;

/// Modes that vt100 follows, so that its word is taken.
const FOLLOWED: [u32; 3] = [25, 1049, 2004];

#[derive(Default)]
struct Ledger {
    modes: BTreeSet<u32>,
    /// Kitty keyboard flags pushed and not popped.
    kitty: usize,
    /// What else is not as it was, by name.
    others: BTreeSet<&'static str>,
}

impl Ledger {
    fn note(&mut self, name: &'static str, is_set: bool) {
        if is_set {
            self.others.insert(name);
        } else {
            self.others.remove(name);
        }
    }

    fn sequence(&mut self, parameters: &str, last: char) {
        let numbers = |text: &str| -> Vec<u32> { text.split(';').filter_map(|n| n.parse().ok()).collect() };
        let first = parameters.chars().next().unwrap_or(' ');
        let rest = parameters.trim_start_matches(['?', '>', '<', '=']);
        match (first, last) {
            ('?', 'h') => self.modes.extend(numbers(rest)),
            ('?', 'l') => self.modes.retain(|mode| !numbers(rest).contains(mode)),
            ('>', 'u') => self.kitty += 1,
            ('<', 'u') => self.kitty = self.kitty.saturating_sub(rest.parse().unwrap_or(1)),
            ('=', 'u') => self.note("kitty flags", numbers(rest).first().is_some_and(|flags| *flags > 0)),
            ('>', 'm') => self.note("other keys", numbers(rest).get(1).is_some_and(|level| *level > 0)),
            ('?' | '>' | '<' | '=', _) => {}
            (_, 'r') => self.note("scroll region", !parameters.is_empty()),
            (_, 'q') if parameters.ends_with(' ') => self.note("cursor shape", !matches!(parameters, " " | "0 ")),
            _ => {}
        }
    }

    fn left(self) -> Vec<String> {
        let modes = self.modes.iter().filter(|mode| !FOLLOWED.contains(mode)).map(u32::to_string);
        let kitty = (self.kitty > 0).then_some("kitty keyboard");
        modes.chain(kitty.into_iter().chain(self.others).map(str::to_owned)).collect()
    }
}

/// What is still set after these bytes, but for what vt100 follows.
pub(crate) fn left_set(bytes: &[u8]) -> Vec<String> {
    let mut ledger = Ledger::default();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == 0x1b) {
        rest = &rest[at + 1..];
        match rest.first() {
            Some(b'=') => ledger.note("keypad", true),
            Some(b'>') => ledger.note("keypad", false),
            Some(b'[') => {
                let Some(end) = rest[1..].iter().position(|byte| (0x40..0x7f).contains(byte)) else { break };
                let parameters = String::from_utf8_lossy(&rest[1..=end]);
                ledger.sequence(&parameters, char::from(rest[1 + end]));
            }
            _ => {}
        }
    }
    ledger.left()
}

#[test]
fn the_ledger_knows_what_is_left() {
    let left = |text: &str| left_set(text.as_bytes()).join(" ");
    assert_eq!(left("\x1b[?1000;1002h\x1b[?1006h\x1b[?1002l"), "1000 1006");
    assert_eq!(left("\x1b[?1049h\x1b[?25l\x1b[?2004h"), "");
    assert_eq!(left("\x1b[?2026h"), "2026");
    assert_eq!(left("\x1b[>1u\x1b[>1u\x1b[<u"), "kitty keyboard");
    assert_eq!(left("\x1b[>1u\x1b[>1u\x1b[<2u\x1b[=1u\x1b[=0u"), "");
    assert_eq!(left("\x1b[3;9r\x1b[2 q\x1b=\x1b[>4;2m"), "cursor shape keypad other keys scroll region");
    assert_eq!(left("\x1b[3;9r\x1b[r\x1b[2 q\x1b[ q\x1b=\x1b>\x1b[>4;2m\x1b[>4m"), "");
}
