//! What holds for every frame. Each gives what is wrong, with its place.

use std::collections::HashSet;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Style};
use stockout::app::{Overlay, Panel, Screen, State};
use stockout::study::Focus;
use stockout::view::{Role, Spoken, Theme, ThemeName, render};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Rooms from this one on show what has the focus.
const SEEN_FROM: (u16, u16) = (20, 5);

type Verdict = Result<(), String>;

/// A colour of no theme, so that nothing else has it.
const PROBE: Color = Color::Rgb(1, 2, 3);

fn row(buffer: &Buffer, y: u16) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
    (0..buffer.area.width).map(move |x| buffer[(x, y)].symbol())
}

fn text_of(buffer: &Buffer, y: u16) -> String {
    row(buffer, y).collect()
}

/// One printable grapheme a cell; one of two columns or more has all of them.
pub(crate) fn cells_are_whole(buffer: &Buffer) -> Verdict {
    for y in 0..buffer.area.height {
        let mut tail = 0;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            let wrong = |what: &str| Err(format!("{what} {symbol:?} at {x},{y}"));
            if symbol.chars().any(char::is_control) || symbol.contains('\u{a0}') {
                return wrong("a cell holds");
            }
            if symbol.len() > 1 && symbol.graphemes(true).count() != 1 {
                return wrong("more than one grapheme:");
            }
            let width = if symbol.len() == 1 { 1 } else { symbol.cell_width() };
            match (tail, width) {
                (1.., _) if symbol != " " => return wrong("the second half of a wide character is overwritten by"),
                (1.., _) => tail -= 1,
                (0, 1..) if x + width <= buffer.area.width => tail = width - 1,
                _ => return wrong("half of a wide character, or nothing:"),
            }
        }
    }
    Ok(())
}

/// Up, right, down, left.
fn arms(symbol: &str) -> Option<[bool; 4]> {
    Some(match symbol {
        "─" => [false, true, false, true],
        "│" => [true, false, true, false],
        "┬" => [false, true, true, true],
        "┴" => [true, true, false, true],
        "├" => [true, true, true, false],
        "┤" => [true, false, true, true],
        "┼" => [true; 4],
        "┌" => [false, true, true, false],
        "┐" => [false, false, true, true],
        "└" => [true, true, false, false],
        "┘" => [true, false, false, true],
        _ => return None,
    })
}

/// A frame in which one role alone has a colour that is known.
fn probed(state: &State, area: Rect, role: Role) -> Buffer {
    let theme = Theme::new(ThemeName::Dark).with(role, Style::new().fg(PROBE));
    let mut buffer = Buffer::empty(area);
    render(state, &theme, area, &mut buffer);
    buffer
}

/// Every line ends at the edge, at another line, or at words that stand on it.
pub(super) fn lines_are_whole(state: &State, area: Rect) -> Verdict {
    match state.overlay {
        Overlay::None => {}
        // The list of numbers is narrowed in a line of its own.
        Overlay::Entry(_) if state.screen == Screen::Assumptions => {}
        // A strip at the bottom, without a box, so that it can be copied.
        Overlay::Command(_) => return Ok(()),
        _ => return box_is_whole(state, area),
    }
    let buffer = probed(state, area, Role::Border);
    let line = |x: i32, y: i32| {
        let inside = x >= 0 && y >= 0 && x < i32::from(area.width) && y < i32::from(area.height);
        inside.then(|| &buffer[(x as u16, y as u16)])
    };
    let arms_at = |x: i32, y: i32| line(x, y).filter(|cell| cell.fg == PROBE).and_then(|cell| arms(cell.symbol()));
    let is_blank = |x: i32, y: i32| line(x, y).is_some_and(|cell| cell.symbol() == " ");
    for y in 0..i32::from(area.height) {
        for x in 0..i32::from(area.width) {
            let Some(own) = arms_at(x, y) else { continue };
            let symbol = line(x, y).map_or("", |cell| cell.symbol());
            let [above, below] = [arms_at(x, y - 1), arms_at(x, y + 1)];
            let stands_alone = above.is_none_or(|arms| !arms[2]) && below.is_none_or(|arms| !arms[0]);
            if symbol == "│" && stands_alone {
                // A year on the axis, or what separates parts of a sentence.
                continue;
            }
            for (side, (dx, dy)) in [(0, -1), (1, 0), (2, 1), (3, -1)]
                .map(|(side, step)| (side, if side % 2 == 0 { (0, step) } else { (if side == 1 { 1 } else { -1 }, 0) }))
            {
                let (to_x, to_y) = (x + dx, y + dy);
                let other = arms_at(to_x, to_y).map(|arms| arms[(side + 2) % 4]);
                let meets = match other {
                    Some(meets) => meets,
                    None if line(to_x, to_y).is_none() => true,
                    // Words stand on a line with a blank on either side, if they need one.
                    None if side % 2 == 1 => !is_blank(to_x, to_y) || !is_blank(to_x + dx, to_y),
                    // Or they cover the line that it would meet.
                    None => {
                        state.notice.is_some()
                            || line(1, to_y).is_some_and(|cell| cell.symbol() == "!")
                            || (0..i32::from(area.width)).any(|x| arms_at(x, to_y).is_some_and(|arms| arms[1]))
                    }
                };
                if own[side] && !meets {
                    return Err(format!("{symbol} at {x},{y} is not met at {to_x},{to_y}\n{}", whole(&buffer)));
                }
            }
        }
    }
    Ok(())
}

fn whole(buffer: &Buffer) -> String {
    stockout::export::frame::text(buffer)
}

/// What lies over the screen has four corners and the lines between them.
fn box_is_whole(state: &State, area: Rect) -> Verdict {
    let buffer = probed(state, area, Role::Accent);
    let corners = |wanted: &str| -> Vec<Position> {
        let all = area.positions();
        all.filter(|at| buffer[*at].fg == PROBE && buffer[*at].symbol() == wanted).collect()
    };
    let at = ["┌", "┐", "└", "┘"].map(corners);
    if area.width < 4 || area.height < 3 {
        return Ok(());
    }
    let [Some(first), Some(right), Some(left), Some(last)] = at.each_ref().map(|found| found.first().copied()) else {
        return Err(format!("a corner is missing\n{}", whole(&buffer)));
    };
    let is_box = at.iter().all(|found| found.len() == 1)
        && (first.y, left.y) == (right.y, last.y)
        && (first.x, right.x) == (left.x, last.x);
    let is = |x: u16, y: u16, wanted: &str| buffer[(x, y)].fg == PROBE && buffer[(x, y)].symbol() == wanted;
    let sides = (first.y + 1..last.y).all(|y| is(first.x, y, "│") && is(last.x, y, "│"));
    let bottom = (first.x + 1..last.x).all(|x| is(x, last.y, "─"));
    // The title stands on the upper line.
    let upper: String = (first.x..=last.x).map(|x| buffer[(x, first.y)].symbol()).collect();
    let top = upper.starts_with("┌─") && !upper.contains("  ") && (upper.ends_with("─┐") || area.width < 40);
    if is_box && sides && bottom && top {
        return Ok(());
    }
    Err(format!("the box is broken: {is_box} {sides} {bottom} {top} {at:?}\n{}", whole(&buffer)))
}

/// The text cursor stands in its field, behind the mark of it, and only where there is a field.
pub(super) fn cursor_is_in_its_field(state: &State, buffer: &Buffer, cursor: Option<Position>) -> Verdict {
    let has_field = matches!(state.overlay, Overlay::Entry(_) | Overlay::List(_));
    match (has_field, cursor) {
        (false, None) => Ok(()),
        (true, Some(at)) if buffer.area.contains(at) => {
            if buffer.area.width < SEEN_FROM.0 || buffer.area.height < SEEN_FROM.1 {
                return Ok(());
            }
            let mark = row(buffer, at.y).position(|symbol| symbol == "›").map(|x| x as u16);
            let side = row(buffer, at.y).rposition(|symbol| symbol == "│").map(|x| x as u16);
            // A line without a box goes on to the edge of the screen.
            let edge = side.or((state.screen == Screen::Assumptions).then_some(buffer.area.right()));
            if mark.is_some_and(|mark| at.x > mark + 1) && edge.is_some_and(|edge| at.x < edge) {
                Ok(())
            } else {
                Err(format!("the cursor is at {at}, the field from {mark:?} to {edge:?}\n{}", whole(buffer)))
            }
        }
        _ => Err(format!("a field: {has_field}, the cursor: {cursor:?}")),
    }
}

/// Whether a text begins as another, in as many letters as there is room for.
fn begins_as(shown: &str, wanted: &str) -> bool {
    let shown = shown.trim_start();
    let same = shown.chars().zip(wanted.chars()).take_while(|(a, b)| a == b).count();
    same >= 4.min(wanted.chars().count())
}

/// The value of the lever in focus as it is said, where a slider is what the keys move.
pub(super) fn value_of(state: &State) -> Option<String> {
    let label = &state.lever(state.cursor).label;
    let mut plain = state.clone();
    (plain.overlay, plain.screen, plain.stage) = (Overlay::None, Screen::Explore, None);
    let lines = Spoken::new().news(&plain);
    let told = lines.iter().find_map(|line| line.strip_prefix(label.as_str())?.strip_prefix(": "))?;
    Some(told.split_once(". ").map_or(told, |(value, _)| value).to_owned())
}

/// A mark, not colour alone, says what the keys move; beside a slider's stands its value.
pub(super) fn focus_is_seen(state: &State, buffer: &Buffer, value: Option<&str>) -> Verdict {
    let area = buffer.area;
    if area.width < SEEN_FROM.0 || area.height < SEEN_FROM.1 {
        return Ok(());
    }
    let rows: Vec<String> = (0..area.height).map(|y| text_of(buffer, y)).collect();
    let marked = |wanted: &str| rows.iter().any(|row| row.split('▸').skip(1).any(|rest| begins_as(rest, wanted)));
    let lever = state.lever(state.cursor);
    let lever_is_marked = || {
        let value = value.unwrap_or("the value is not said");
        rows.iter().filter(|row| row.contains(value)).any(|row| {
            let mut behind = row.split('▸').skip(1);
            behind.any(|rest| (begins_as(rest, &lever.label) || begins_as(rest, &lever.short)) && rest.contains(value))
        })
    };
    let is_narrow = area.width < 80 || area.height < 22;
    let seen = match (&state.overlay, state.screen, state.panel) {
        (Overlay::Entry(_), ..) => rows.iter().any(|row| row.contains('›')),
        (Overlay::List(list), ..) => list.rows.get(list.chosen).is_none_or(|row| marked(&row.text)),
        (Overlay::Help(..) | Overlay::Command(_), ..) => {
            rows.iter().any(|row| ["Esc", "Tab"].iter().any(|key| row.contains(key)))
        }
        (Overlay::Confirm(_), ..) => rows.iter().any(|row| row.contains("│ y ")),
        // A step is told; what may be moved is marked once a lever is taken.
        (Overlay::None, ..) if state.stage.is_some() => true,
        // A page to be scrolled: nothing on it is chosen.
        (_, Screen::Backtest, _) => true,
        (_, Screen::Assumptions, _) => state.input().is_none_or(|row| marked(&row.label)),
        (_, Screen::Scenarios, _) => marked(&state.library[state.picker.row].name),
        // One panel at a time: what is in front has a mark of its own, and the footer names the lever.
        (_, Screen::Explore, Panel::Timeline) if is_narrow && area.width >= 40 && area.height >= 12 => {
            state.focus == Focus::All || marked(state.focus_name())
        }
        (_, Screen::Explore, Panel::Ways) if is_narrow && area.width >= 40 && area.height >= 12 => marked(""),
        _ => lever_is_marked(),
    };
    if seen { Ok(()) } else { Err(format!("nothing marks what is in focus\n{}", whole(buffer))) }
}

/// The place of what lies over the screen.
fn box_of(buffer: &Buffer) -> Rect {
    let find = |glyph: &str| buffer.area.positions().find(|at| buffer[*at].symbol() == glyph);
    let (Some(first), Some(last)) = (find("┌"), find("┘")) else { return Rect::ZERO };
    Rect { x: first.x, y: first.y, width: last.x + 1 - first.x, height: last.y + 1 - first.y }
}

/// Everything that a state says anywhere, to hold cut texts against.
#[derive(Default)]
pub(super) struct Corpus(String);

impl Corpus {
    pub(super) fn take(&mut self, text: &str) {
        self.0.push_str(&text.replace('\u{a0}', " "));
        self.0.push('\n');
    }

    /// Whether `end` stands somewhere with a word's end behind it; `None` if it stands nowhere.
    fn ends_whole(&self, end: &str, before: &mut HashSet<String>) -> Option<bool> {
        if before.contains(end) {
            return Some(true);
        }
        let mut found = None;
        for (at, _) in self.0.match_indices(end) {
            let starts_whole = self.0[..at].chars().next_back().is_none_or(|c| !is_of_number(c));
            if !starts_whole {
                continue;
            }
            let behind = &self.0[at + end.len()..];
            let goes_on = behind.starts_with(|c: char| c.is_alphanumeric() || c == '%')
                || behind.starts_with(['.', ',', '-', '–', ':'])
                    && behind.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
                || UNITS.iter().any(|unit| is_unit_next(behind, unit));
            if !goes_on {
                before.insert(end.to_owned());
                return Some(true);
            }
            found = Some(false);
        }
        found
    }
}

/// What stands behind a number with a blank between.
const UNITS: [&str; 14] =
    ["%", "k", "M", "B", "wk", "pt", "weeks", "week", "days", "day", "months", "W", "USD", "H20e"];

fn is_unit_next(behind: &str, unit: &str) -> bool {
    behind
        .strip_prefix(' ')
        .and_then(|rest| rest.strip_prefix(unit))
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn is_of_number(c: char) -> bool {
    c.is_alphanumeric() || ".,-–−+±$".contains(c)
}

/// A date with something before or behind it that is not its own, or a number that ends in its middle.
fn is_run_together(word: &str) -> bool {
    let is_date = |text: &[u8]| {
        text.len() == 10
            && text.iter().enumerate().all(|(at, c)| if at == 4 || at == 7 { *c == b'-' } else { c.is_ascii_digit() })
    };
    let bytes = word.as_bytes();
    let glued = bytes.windows(10).enumerate().any(|(at, text)| {
        let beside = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        is_date(text) && (beside(at.checked_sub(1)) || beside(Some(at + 10)))
    });
    let middle = word.ends_with('-') && bytes.len() > 4 && bytes[bytes.len() - 2].is_ascii_digit();
    glued || middle
}

/// What ends a text before the edge of its room.
fn is_edge(symbol: Option<&str>) -> bool {
    symbol.is_none_or(|symbol| "│┤├┆".contains(symbol))
}

/// A number or its unit that ends at the very edge of its room is one that stands so elsewhere too.
pub(super) fn numbers_are_whole(
    state: &State,
    buffer: &Buffer,
    corpus: &Corpus,
    known: &mut HashSet<String>,
) -> Verdict {
    // Beside what lies over the screen nothing is whole.
    let over = match state.overlay {
        Overlay::None | Overlay::Command(_) => buffer.area,
        _ => box_of(buffer),
    };
    for y in over.top()..over.bottom() {
        let cells: Vec<&str> = (0..over.right()).map(|x| buffer[(x, y)].symbol()).collect();
        let text = cells[over.x.into()..].concat();
        if let Some(word) = text.split([' ', '│']).find(|word| is_run_together(word)) {
            return Err(format!("{word:?} in row {y}\n{}", whole(buffer)));
        }
        for (x, symbol) in cells.iter().enumerate().skip(over.x.into()) {
            let is_word = symbol.chars().next().is_some_and(|c| c.is_alphanumeric() || ".,-–−%".contains(c));
            if !is_word || !is_edge(cells.get(x + 1).copied()) {
                continue;
            }
            // Back to the number: over a unit, if one stands there.
            let mut start = x;
            let mut has_digit = false;
            let mut blanks = 0;
            loop {
                let c = cells[start].chars().next().unwrap_or(' ');
                has_digit |= c.is_ascii_digit();
                if start == 0 {
                    break;
                }
                let next = cells[start - 1].chars().next().unwrap_or(' ');
                if next == ' ' && !has_digit && blanks == 0 && start >= 2 {
                    blanks += 1;
                    start -= 1;
                } else if is_of_number(next) || next == '%' || next == '/' {
                    start -= 1;
                } else {
                    break;
                }
            }
            let end: String = cells[start..=x].concat();
            let end = end.trim();
            if !end.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_ascii_digit()) {
                continue;
            }
            if corpus.ends_whole(end, known) == Some(false) {
                return Err(format!("{end:?} is cut off at {x},{y}\n{}", whole(buffer)));
            }
        }
    }
    Ok(())
}

/// No colour where there are none.
pub(super) fn has_no_colour(buffer: &Buffer) -> Verdict {
    let coloured = buffer.content.iter().find(|cell| (cell.fg, cell.bg) != (Color::Reset, Color::Reset));
    coloured.map_or(Ok(()), |cell| Err(format!("{cell:?} has a colour")))
}

/// Of one width everywhere, with every style as it was and nothing lost; what was so stays.
pub(super) fn is_narrow(full: &Buffer, narrow: &Buffer) -> Verdict {
    for (before, after) in full.content.iter().zip(&narrow.content) {
        let same = (before.fg, before.bg, before.modifier) == (after.fg, after.bg, after.modifier);
        let is_certain = |cell: &Cell| cell.symbol().is_ascii() || cell.symbol().width() == cell.symbol().width_cjk();
        let is_kept = !is_certain(before) || before.symbol() == after.symbol();
        let is_lost = before.symbol() != "?" && after.symbol() == "?";
        if !is_certain(after) || !same || !is_kept || is_lost || after.symbol().width() != before.symbol().width() {
            return Err(format!("{before:?} is {after:?}"));
        }
    }
    Ok(())
}

/// The same characters, cell by cell.
pub(super) fn same_glyphs(one: &Buffer, other: &Buffer) -> Verdict {
    let differs = one.content.iter().zip(&other.content).position(|(a, b)| a.symbol() != b.symbol());
    differs.map_or(Ok(()), |at| Err(format!("{:?} is {:?}", one.content[at], other.content[at])))
}

/// ASCII alone, with every style as it was; of our own glyphs none is without one that stands for it.
pub(super) fn is_ascii(full: &Buffer, ascii: &Buffer) -> Verdict {
    for (before, after) in full.content.iter().zip(&ascii.content) {
        let same = (before.fg, before.bg, before.modifier) == (after.fg, after.bg, after.modifier);
        let is_ours = before.symbol().starts_with(|c: char| ('\u{2190}'..'\u{2900}').contains(&c));
        let is_lost = is_ours && after.symbol() == "?";
        if !after.symbol().is_ascii() || after.symbol().len() != 1 || !same || is_lost {
            return Err(format!("{before:?} is {after:?}"));
        }
    }
    Ok(())
}
