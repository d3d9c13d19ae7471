//! What a person sees and does.

use std::time::Duration;

use vt100::{Cell, Color};

use super::start::{Start, baseline, settled};
use super::state::picture;

#[test]
fn opens_with_the_headline_of_the_baseline() {
    for (columns, rows) in [(120, 40), (80, 24), (60, 20), (200, 60), (39, 11)] {
        let session = Start::stockout(&[]).size(columns, rows).open();
        let first = session.frame_after(0);
        assert!(first.contains("2027-01-18"), "the first frame lacks the headline:\n{first}");
        let screen = session.shows(&settled("baseline").size(columns, rows));
        assert!(screen.alternate_screen() && screen.hide_cursor());
        let mut set = session.modes_set();
        // Clicks and drags with decimal positions; bare motion is not asked for.
        set.sort();
        assert_eq!(set, ["1000", "1002", "1006", "alternate screen", "bracketed paste", "hidden cursor", "mouse"]);
    }
}

#[test]
fn opens_what_the_command_line_asks_for() {
    let args = ["full-switch", "--firm", "Tencent", "--set", "strategy.halt_months=2", "--target", "gap"];
    let screen = Start::stockout(&args).explore().wait_text("Tencent");
    assert!(screen.contents().contains("▸Tencent"), "{}", screen.contents());
}

#[test]
fn a_key_changes_slider_timeline_and_cost_in_one_frame() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    session.settle();
    // From the closing of the H20, which costs nothing, to the share that moves.
    session.play("/inference moved<enter>");
    session.shows(&baseline("/inference moved<enter>"));
    session.settle();
    let frames = session.frames();
    session.play("<right>");
    let frame = session.frame_after(frames);
    let wanted = baseline("/inference moved<enter><right>");
    let numbers = |text: &str| {
        let after = |start: &str, words: &[usize]| {
            let line =
                text.lines().find(|line| line.contains(start)).unwrap_or_else(|| panic!("no {start} in\n{text}"));
            let rest = &line[line.find(start).unwrap()..];
            let words: Vec<&str> = words.iter().filter_map(|at| rest.split_whitespace().nth(*at)).collect();
            words.join(" ")
        };
        let bar = text.lines().find(|line| line.starts_with("▸Alibaba")).unwrap_or_default();
        [
            after("Inference moved", &[3, 4]),
            after("Alibaba runs out on", &[4]),
            after("costs", &[1, 2]),
            after("Moving $B", &[2, 3, 4]),
            bar.to_owned(),
        ]
    };
    let before = numbers(&baseline("/inference moved<enter>").text());
    let after = numbers(&picture(&wanted.text()));
    assert!(before.iter().zip(&after).all(|(before, after)| before != after), "{before:?}\n{after:?}");
    assert_eq!(numbers(&frame), after, "not all in the same frame:\n{frame}");
    // The tracks follow.
    session.shows(&wanted);
}

#[test]
fn a_value_is_typed() {
    let mut session = Start::stockout(&[]).explore();
    session.play("/inference moved<enter>");
    session.wait_text("▸Inference moved");
    session.play("<enter>");
    let screen = session.wait(|screen| !screen.hide_cursor());
    let (row, column) = screen.cursor_position();
    assert_eq!(screen.cell(row, column - 2).unwrap().contents(), "›");
    session.play("120%<enter>");
    session.wait_text("Esc leaves it as it was");
    session.play("<backspace*4>60%<enter>");
    session.shows(&baseline("/inference moved<enter><enter>60%<enter>"));
}

#[test]
fn help_finder_picker_and_undo_are_where_the_harness_has_them() {
    let mut session = Start::stockout(&[]).explore();
    let mut so_far = String::new();
    for keys in ["?", "<esc>", "/usage", "<enter>", "<right*2>", "u", "6", "j", "<esc>", "f", "x", "<left*3>", "<esc>"]
    {
        session.play(keys);
        so_far.push_str(keys);
        session.shows(&baseline(&so_far));
    }
}

#[test]
fn a_key_that_changes_nothing_prints_nothing() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let mark = session.mark();
    // The first is no key of the program, the second goes where the cursor is, the third is for a field.
    session.play("%<up><del>");
    assert!(session.prints_nothing_for(Duration::from_millis(300), mark));
}

#[test]
fn no_color_takes_the_colours_and_leaves_bold_and_reverse() {
    let marked = |screen: &vt100::Screen, what: fn(&Cell) -> bool| {
        let (rows, columns) = screen.size();
        let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        cells.filter(|&(row, column)| screen.cell(row, column).is_some_and(what)).count()
    };
    let in_colour = Start::stockout(&[]).open().shows(&baseline(""));
    let mut session = Start::stockout(&[]).env("NO_COLOR", "1").open();
    let plain = session.shows(&baseline(""));
    assert!(plain.cell(0, 1).is_some_and(|cell| cell.bold() && cell.inverse()), "the name of the program");
    // Nobody sees whether a blank is bold.
    for what in [|cell: &Cell| cell.bold() && !cell.contents().trim().is_empty(), Cell::inverse] {
        // Without colours they stand in for some, too.
        assert!(marked(&plain, what) >= marked(&in_colour, what));
    }
    let has_colour = |cell: &Cell| (cell.fgcolor(), cell.bgcolor()) != (Color::Default, Color::Default);
    assert!(marked(&in_colour, has_colour) > 100);
    assert_eq!(marked(&plain, has_colour), 0);
    // Nor is there a colour in what the screen no longer shows.
    session.play("<right>");
    session.shows(&baseline("<right>"));
    let printed = String::from_utf8_lossy(&session.bytes_since(0)).into_owned();
    assert!(!printed.contains("38;") && !printed.contains("48;"), "{printed:?}");
    // An empty one says nothing.
    let screen = Start::stockout(&[]).env("NO_COLOR", "").open().shows(&baseline(""));
    assert!(marked(&screen, has_colour) > 100);
}

/// Lines below each other on the ordinary screen: nothing is painted, nothing said twice, and the end is clean.
#[test]
fn a_screen_reader_hears_lines() {
    let mut session = Start::stockout(&["--screen-reader"]).size(200, 60).open();
    session.wait_raw(|screen| screen.contents().contains("Focus: Alibaba. Target: stockout."));
    session.wait_raw(|screen| screen.contents().contains("draws; half of all by 2026-12-"));
    session.play("<right*3>");
    let screen = session.wait_raw(|screen| screen.contents().contains("H20 closes: 2025-04-30."));
    assert!(!screen.alternate_screen() && !screen.hide_cursor());
    assert_eq!(screen.contents().matches("Focus: Alibaba").count(), 1);
    assert_eq!(session.modes_set(), ["bracketed paste"]);
    session.play("q");
    session.wait_raw(|screen| screen.contents().contains("not saved. Quit?"));
    session.play("y");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

#[test]
fn c_gives_the_command_line_to_the_terminal_in_one_piece_and_shows_it() {
    let mut session = Start::stockout(&["baseline"]).explore();
    session.shows(&settled("baseline").size(80, 24));
    let mark = session.mark();
    session.play("c");
    session.wait_text("stockout baseline");
    // "stockout baseline" in base 64, for the clipboard.
    session.wait_until("the clipboard's share", || {
        let share = b"\x1b]52;c;c3RvY2tvdXQgYmFzZWxpbmU=";
        session.bytes_since(mark).windows(share.len()).any(|piece| piece == share)
    });
    session.play("<esc>");
    session.shows(&settled("baseline").size(80, 24));
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}
