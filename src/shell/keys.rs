//! Keys and mouse of the terminal as the program knows them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::app::{Code, Gesture, Key, Pointer};

/// The program's key for a terminal's; `None` for keys that mean nothing here.
///
/// Terminals differ in what they say of Shift: with a character it is part of it and is dropped, with an arrow it is
/// kept. Under Ctrl letters are lower case.
pub(super) fn key(event: KeyEvent) -> Option<Key> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META);
    let shift = event.modifiers.contains(KeyModifiers::SHIFT);
    let code = match event.code {
        KeyCode::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        // The kitty protocol may tell the unshifted letter with Shift beside it.
        KeyCode::Char(c) if shift && c.is_ascii_lowercase() => Code::Char(c.to_ascii_uppercase()),
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Tab if shift => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let is_arrow = matches!(code, Code::Left | Code::Right | Code::Up | Code::Down | Code::Home | Code::End);
    (!alt).then_some(Key { code, ctrl, shift: shift && is_arrow })
}

/// The program's pointer for a terminal's; `None` for what means nothing here.
pub(super) fn pointer(event: MouseEvent, now_ms: u64) -> Option<Pointer> {
    let gesture = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => Gesture::Press,
        MouseEventKind::Drag(MouseButton::Left) => Gesture::Drag,
        MouseEventKind::Up(MouseButton::Left) => Gesture::Release,
        MouseEventKind::ScrollUp => Gesture::WheelUp,
        MouseEventKind::ScrollDown => Gesture::WheelDown,
        _ => return None,
    };
    Some(Pointer { gesture, cell: (event.column, event.row), now_ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
        key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn a_capital_is_the_same_key_however_the_terminal_tells_it() {
        let capital = Some(Key::char('L'));
        assert_eq!(of(KeyCode::Char('L'), KeyModifiers::NONE), capital);
        assert_eq!(of(KeyCode::Char('L'), KeyModifiers::SHIFT), capital);
        assert_eq!(of(KeyCode::Char('l'), KeyModifiers::SHIFT), capital);
        assert_eq!(of(KeyCode::Char('?'), KeyModifiers::SHIFT), Some(Key::char('?')));
    }

    #[test]
    fn shift_stays_with_arrows_and_alt_means_nothing() {
        assert_eq!(of(KeyCode::Left, KeyModifiers::SHIFT), Some(Key { code: Code::Left, ctrl: false, shift: true }));
        assert_eq!(of(KeyCode::Tab, KeyModifiers::SHIFT), Some(Key::plain(Code::BackTab)));
        assert_eq!(of(KeyCode::Char('q'), KeyModifiers::ALT), None);
        assert_eq!(
            of(KeyCode::Char('R'), KeyModifiers::CONTROL),
            Some(Key { code: Code::Char('r'), ctrl: true, shift: false })
        );
    }
}
