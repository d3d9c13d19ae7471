//! Escape sequences that came in two pieces.
//!
//! A terminal hands over what fits, and a long burst of arrows ends where its buffer ends: with luck behind the escape
//! character alone. crossterm takes that for the key Esc and the rest for letters, and letters are commands. What
//! follows an Esc within a moment and reads as the rest of a sequence is put together again.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// More than any sequence of a key has.
const LONGEST: usize = 12;

/// What was read so far of a sequence behind an Esc.
#[derive(Debug, Default)]
pub(super) struct Rest(String);

/// What to do with a further event.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// The sequence goes on: read another.
    More,
    /// It is this key.
    Key(KeyEvent),
    /// It is a sequence of nothing that we know.
    Nothing,
    /// It was no sequence: the Esc was a key, and so is this.
    Apart(Event),
}

/// Whether an event may be the first piece of a sequence.
pub(super) fn may_go_on(event: &Event) -> bool {
    matches!(event, Event::Key(key) if key.code == KeyCode::Esc && key.modifiers.is_empty() && key.kind != KeyEventKind::Release)
}

impl Rest {
    /// Takes the event behind the Esc, or behind what was taken before.
    pub(super) fn take(&mut self, event: Event) -> Step {
        let character = match &event {
            Event::Key(key) if key.modifiers.difference(KeyModifiers::SHIFT).is_empty() => match key.code {
                KeyCode::Char(character) => Some(character),
                _ => None,
            },
            _ => None,
        };
        match character {
            Some(start @ ('[' | 'O')) if self.0.is_empty() => {
                self.0.push(start);
                Step::More
            }
            Some(digit @ ('0'..='9' | ';')) if !self.0.is_empty() && self.0.len() < LONGEST => {
                self.0.push(digit);
                Step::More
            }
            Some(last) if !self.0.is_empty() => key_of(&self.0[1..], last).map_or(Step::Nothing, Step::Key),
            _ => Step::Apart(event),
        }
    }
}

/// The key of a sequence, by its numbers and its last letter.
fn key_of(numbers: &str, last: char) -> Option<KeyEvent> {
    let mut numbers = numbers.split(';').map(|number| number.parse::<u8>().ok());
    let first = numbers.next().flatten();
    let code = match (last, first) {
        ('A', _) => KeyCode::Up,
        ('B', _) => KeyCode::Down,
        ('C', _) => KeyCode::Right,
        ('D', _) => KeyCode::Left,
        ('H', _) | ('~', Some(1 | 7)) => KeyCode::Home,
        ('F', _) | ('~', Some(4 | 8)) => KeyCode::End,
        ('Z', _) => KeyCode::BackTab,
        ('~', Some(3)) => KeyCode::Delete,
        ('~', Some(5)) => KeyCode::PageUp,
        ('~', Some(6)) => KeyCode::PageDown,
        _ => return None,
    };
    // One more than a set of bits: Shift, Alt, Ctrl.
    let held = numbers.next().flatten().unwrap_or(1).saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL)] {
        modifiers.set(modifier, held & bit != 0);
    }
    Some(KeyEvent::new(code, modifiers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode) -> Event {
        Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    /// What becomes of these characters behind an Esc.
    fn behind_esc(text: &str) -> Step {
        let mut rest = Rest::default();
        let mut step = Step::More;
        for character in text.chars() {
            assert_eq!(step, Step::More, "{text} goes on behind its end");
            step = rest.take(press(KeyCode::Char(character)));
        }
        step
    }

    #[test]
    fn pieces_are_the_key_that_they_were() {
        let key = |code, modifiers| Step::Key(KeyEvent::new(code, modifiers));
        assert_eq!(behind_esc("[D"), key(KeyCode::Left, KeyModifiers::NONE));
        assert_eq!(behind_esc("OC"), key(KeyCode::Right, KeyModifiers::NONE));
        assert_eq!(behind_esc("[1;2A"), key(KeyCode::Up, KeyModifiers::SHIFT));
        assert_eq!(behind_esc("[1;5B"), key(KeyCode::Down, KeyModifiers::CONTROL));
        assert_eq!(behind_esc("[6~"), key(KeyCode::PageDown, KeyModifiers::NONE));
        assert_eq!(behind_esc("[Z"), key(KeyCode::BackTab, KeyModifiers::NONE));
    }

    #[test]
    fn what_we_do_not_know_is_no_letter_and_what_is_no_sequence_stays() {
        assert_eq!(behind_esc("[99q"), Step::Nothing);
        assert_eq!(behind_esc("q"), Step::Apart(press(KeyCode::Char('q'))));
        assert_eq!(Rest::default().take(press(KeyCode::Enter)), Step::Apart(press(KeyCode::Enter)));
        assert!(may_go_on(&press(KeyCode::Esc)) && !may_go_on(&press(KeyCode::Left)));
    }
}
