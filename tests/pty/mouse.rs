//! The mouse, as a terminal reports it.

use std::time::Duration;

use super::start::{Start, settled};
use super::state::find;

/// A report as terminals send it: columns and rows count from 1.
fn report(button: u8, (column, row): (u16, u16), end: char) -> String {
    format!("\x1b[<{button};{};{}{end}", column + 1, row + 1)
}

/// The place of the knob on the row in focus.
fn knob(text: &str) -> (u16, u16) {
    let found = text.lines().enumerate().find(|(_, line)| line.contains("▸H20 closes"));
    let (row, line) = found.unwrap_or_else(|| panic!("the row is not there:\n{text}"));
    (line.chars().position(|c| c == '●').expect("a knob") as u16, row as u16)
}

#[test]
fn a_drag_moves_the_date_and_the_terminal_is_clean_afterwards() {
    let mut session = Start::stockout(&[]).explore();
    let wanted = settled("baseline").size(80, 24);
    let screen = session.shows(&wanted);
    let (column, row) = knob(&screen.contents());
    assert!(session.modes_set().contains(&"mouse".to_owned()));
    // Press, drag, and let go, in one piece as a fast hand gives them.
    let to = (column + 2, row);
    session.keys(&(report(0, (column, row), 'M') + &report(32, to, 'M') + &report(0, to, 'm')));
    let wanted = wanted.drag((column, row), &[to]);
    let screen = session.shows(&wanted);
    assert_eq!(knob(&screen.contents()), to);
    assert!(screen.contents().contains("H20 closes 2025-04-09 → "), "{}", screen.contents());
    // The wheel, and a click on another firm.
    session.keys(&report(65, to, 'M'));
    let wanted = wanted.wheel(to.0, to.1, -1);
    session.shows(&wanted);
    session.play("u");
    session.shows(&wanted.keys("u"));
    session.play("qy");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn m_gives_the_mouse_to_the_terminal_and_takes_it_back() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    for (on, bytes) in [(false, b"\x1b[?1006l\x1b[?1002l\x1b[?1000l"), (true, b"\x1b[?1000h\x1b[?1002h\x1b[?1006h")] {
        let mark = session.mark();
        session.play("m");
        session.wait_until("the mouse is told", || find(&session.bytes_since(mark), bytes).is_some());
        session.settle();
        assert_eq!(session.modes_set().contains(&"mouse".to_owned()), on);
    }
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn without_the_mouse_nothing_of_it_is_asked_for_or_taken() {
    let mut session = Start::stockout(&["--no-mouse"]).explore();
    let wanted = settled("baseline").size(80, 24);
    let (column, row) = knob(&session.shows(&wanted).contents());
    assert!(!session.modes_set().contains(&"mouse".to_owned()));
    let mark = session.mark();
    session.keys(&(report(0, (column + 2, row), 'M') + &report(0, (column + 2, row), 'm')));
    assert!(session.prints_nothing_for(Duration::from_millis(300), mark));
    session.play("m");
    session.wait_until("the mouse is asked for", || find(&session.bytes_since(mark), b"\x1b[?1000h").is_some());
    session.keys(&(report(0, (column + 2, row), 'M') + &report(0, (column + 2, row), 'm')));
    session.shows(&wanted.click(column + 2, row));
}
