//! What lies over a screen: fields, lists and questions; the help is in a file of its own.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::header::put_cut;
use super::help::{Extent, help, help_hints, help_place, text_extent};
use super::hints::{self, Hint};
use crate::app::{
    Action, CommandLine, Confirm, Context, Entry, EntryKind, ExportKind, Hit, ListKind, ListOverlay, Overlay, Row,
    State,
};
use crate::lever::{LeverId, ShownInterval, ShownSpread, spread_forms};
use crate::model::Spread;
use crate::view::flow::Flow;
use crate::view::format::LeverValue;
use crate::view::layout::first_row;
use crate::view::pen::{Pen, put_right, rule, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// Paints what lies over the screen; gives the place of the text cursor.
pub(in crate::view) fn overlay(
    overlay: &Overlay,
    state: &State,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    match overlay {
        Overlay::None => None,
        Overlay::Entry(entry) if entry.kind == EntryKind::Search => {
            Some(super::assumptions::search(entry, state, theme, area, buffer))
        }
        Overlay::Entry(entry) => Some(field(entry, state, theme, area, buffer)),
        Overlay::List(list) => Some(list_of(list, state, theme, area, buffer)),
        Overlay::Help(page, _) => {
            help(*page, state, theme, area, buffer);
            None
        }
        Overlay::Command(line) => {
            command(line, state, theme, area, buffer);
            None
        }
        Overlay::Confirm(question) => {
            ask(question, state, theme, area, buffer);
            None
        }
    }
}

/// What lies at a cell while something is open over the screen: nothing of what is below.
pub(in crate::view) fn hit(state: &State, area: Rect, column: u16, row: u16) -> Option<Hit> {
    let at = Position { x: column, y: row };
    match &state.overlay {
        Overlay::Help(page, _) => {
            let Extent { first, last, .. } = text_extent(state, area)?;
            let below = help_hints(*page, first < last);
            let row = hints::at_right(below.clone(), state, last_row(inside(help_place(area))));
            Some(of_hints(below, state, row, at).unwrap_or(Hit::Text { first, last }))
        }
        Overlay::List(list) => {
            let (rows, first) = listed(list, state, inside(list_place(area)));
            let index = first + usize::from(row.saturating_sub(rows.y));
            let is_row = rows.contains(at) && index < list.rows.len();
            Some(if is_row {
                Hit::Row { row: Row::Listed(index), above: index - first, stop: None }
            } else {
                Hit::List
            })
        }
        Overlay::Confirm(question) => of_hints(answers(question), state, last_row(inside(question_place(area))), at),
        Overlay::Command(_) => of_hints([BACK], state, command_hints(area), at),
        Overlay::None | Overlay::Entry(_) => None,
    }
}

/// What the hint at a place does.
fn of_hints(hints: impl IntoIterator<Item = Hint>, state: &State, row: Rect, at: Position) -> Option<Hit> {
    let action = row.contains(at).then(|| hints::hit(hints, state, row, at.x)).flatten();
    action.map(Hit::Hint)
}

/// The way back.
pub(super) const BACK: Hint = Hint::new(Action::Back, "back");

/// The place of a box in the middle of `area`.
pub(super) fn place(area: Rect, columns: u16, rows: u16) -> Rect {
    let columns = columns.min(area.width);
    let rows = rows.min(area.height);
    let x = area.x + (area.width - columns) / 2;
    let y = area.y + (area.height - rows) / 3;
    Rect { x, y, width: columns, height: rows }
}

/// The room inside the frame of a box.
pub(super) fn inside(place: Rect) -> Rect {
    Rect {
        x: place.x + 2.min(place.width),
        y: place.y + 1.min(place.height),
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    }
}

/// The last row inside a box.
pub(super) fn last_row(inside: Rect) -> Rect {
    Rect { y: inside.bottom().saturating_sub(1), height: 1.min(inside.height), ..inside }
}

fn question_place(area: Rect) -> Rect {
    place(area, 60, 6)
}

fn list_place(area: Rect) -> Rect {
    place(area, 76, 18)
}

/// A framed box, emptied; gives the room inside.
pub(super) fn frame(theme: &Theme, place: Rect, title: impl Display, buffer: &mut Buffer) -> Rect {
    for y in place.top()..place.bottom() {
        for x in place.left()..place.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.style(Role::Base));
            }
        }
    }
    let style = theme.style(Role::Accent).remove_modifier(ratatui::style::Modifier::BOLD);
    for (y, left, right) in [(place.top(), '┌', '┐'), (place.bottom().saturating_sub(1), '└', '┘')] {
        let mut pen = Pen::new(buffer, Rect { y, height: 1, ..place }, style);
        pen.put(left);
        for _ in 2..place.width {
            pen.put('─');
        }
        pen.put(right);
    }
    for y in place.top() + 1..place.bottom().saturating_sub(1) {
        Pen::new(buffer, Rect { y, height: 1, ..place }, style).put('│');
        Pen::new(buffer, Rect { x: place.right().saturating_sub(1), y, width: 1, height: 1 }, style).put('│');
    }
    let heading = Rect { x: place.x + 2, y: place.y, width: place.width.saturating_sub(4), height: 1 };
    Pen::new(buffer, heading, theme.style(Role::Key)).put(' ').put(title).put(' ');
    inside(place)
}

/// Writes what is being typed, scrolled so that the cursor is in sight; gives its place.
pub(super) fn typed(line: &crate::app::LineEdit, theme: &Theme, row: Rect, buffer: &mut Buffer) -> Position {
    use unicode_segmentation::UnicodeSegmentation;
    Pen::new(buffer, row, theme.style(Role::Accent)).put("› ");
    let row = Rect { x: row.x + 2.min(row.width), width: row.width.saturating_sub(2), ..row };
    let before = line.before();
    let mut hidden = 0;
    for grapheme in before.graphemes(true) {
        if width(&before[hidden..]) < row.width {
            break;
        }
        hidden += grapheme.len();
    }
    Pen::new(buffer, row, theme.style(Role::Text)).put(&line.text()[hidden..]);
    let x = row.x + width(&before[hidden..]).min(row.width.saturating_sub(1));
    // In a room of a cell or two the row may have no room at all.
    let inside = buffer.area;
    Position { x: x.min(inside.right().saturating_sub(1)), y: row.y.min(inside.bottom().saturating_sub(1)) }
}

fn field(entry: &Entry, state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Position {
    let title = Say(|f: &mut Formatter<'_>| match entry.kind {
        EntryKind::Value { lever, .. } => f.write_str(&state.lever(lever).label),
        EntryKind::Spread { lever, .. } => write!(f, "{}: how uncertain", state.lever(lever).label),
        EntryKind::Seed => f.write_str("Seed of the draws"),
        EntryKind::StepTitle => write!(f, "Step {} of the story: its title", state.scenario.story.len() + 1),
        EntryKind::Search => f.write_str("Search"),
        EntryKind::SaveAs => f.write_str("Save as"),
        EntryKind::Export => f.write_str("Export the screen or the results"),
        EntryKind::Open => f.write_str("Open a name or a path"),
    });
    let inside = frame(theme, place(area, 64, 6), title, buffer);
    let row = |y: u16| Rect {
        y: (inside.y + y).min(inside.bottom().saturating_sub(1)),
        height: 1.min(inside.height),
        ..inside
    };
    let typed_width = width(entry.line.text());
    let now = |buffer: &mut Buffer, now: &dyn Display| {
        // What is typed would run into it.
        if typed_width + width(now) + 9 <= inside.width {
            put_right(buffer, row(0), theme.style(Role::Dim), format_args!("now {now}"));
        }
    };
    match entry.kind {
        EntryKind::Value { lever, .. } => now(buffer, &LeverValue::of(state, lever)),
        EntryKind::Spread { lever, .. } => {
            now(buffer, &ShownSpread { lever: state.lever(lever), spread: state.spread(lever) });
        }
        EntryKind::Seed => now(buffer, &state.seed),
        EntryKind::StepTitle | EntryKind::SaveAs | EntryKind::Export | EntryKind::Open | EntryKind::Search => {}
    }
    let cursor = typed(&entry.line, theme, row(0), buffer);
    let below = Rect { y: inside.y + 1.min(inside.height), height: inside.height.saturating_sub(2), ..inside };
    match (&entry.error, entry.kind) {
        (Some(error), _) => {
            Flow::new(buffer, below, theme.style(Role::Error)).put(error).finish();
        }
        (None, EntryKind::Value { lever, .. }) => {
            Flow::new(buffer, below, theme.style(Role::Dim)).put(state.lever(lever).row.help).finish();
        }
        (None, EntryKind::Spread { lever, typed }) => {
            Flow::new(buffer, below, theme.style(Role::Text)).put(WouldSpread { state, lever, typed, entry }).finish();
        }
        (None, EntryKind::Seed) => {
            let text = "Any whole number. The same seed gives the same draws, here and in `run --seed`.";
            Flow::new(buffer, below, theme.style(Role::Dim)).put(text).finish();
        }
        (None, EntryKind::StepTitle) => {
            let key = state.keymap.shown(Context::Everywhere, &[Action::Present]);
            Flow::new(buffer, below, theme.style(Role::Dim))
                .put("What differs from the step before is kept at the end of the file's story; ")
                .put(key)
                .put(" presents it.")
                .finish();
        }
        (None, EntryKind::Search) => {}
        (None, EntryKind::SaveAs) => {
            let text = "What differs from the scenario is written, and the results as they are now.";
            Flow::new(buffer, below, theme.style(Role::Dim)).put(text).finish();
        }
        (None, EntryKind::Export) => {
            let (screens, results) = (ExportKind::endings(false), ExportKind::endings(true));
            let text =
                Say(|f: &mut Formatter<'_>| write!(f, "{screens} write the screen as it is, {results} the results."));
            Flow::new(buffer, below, theme.style(Role::Dim)).put(text).finish();
        }
        (None, EntryKind::Open) => {
            Flow::new(buffer, below, theme.style(Role::Dim)).put("An embedded name, or a .ron or .json file.").finish();
        }
    }
    let key = |action: &'static [Action]| state.keymap.shown(Context::Field, action);
    let hints = Say(|f: &mut Formatter<'_>| {
        let (takes, leaves) = (key(&[Action::Accept]), key(&[Action::Back]));
        match entry.kind {
            _ if entry.error.is_some() => write!(f, "{takes} takes it, {leaves} leaves it as it was"),
            EntryKind::Value { lever, .. } => f.write_str(crate::lever::forms(state.lever(lever).row.kind)),
            EntryKind::Spread { .. } => {
                let (before, after) = (key(&[Action::FormBefore]), key(&[Action::FormAfter]));
                write!(f, "{takes} takes it, {before} {after} change its form, {leaves} leaves")
            }
            _ => write!(f, "{takes} takes it, {leaves} leaves"),
        }
    });
    Pen::new(buffer, row(inside.height.saturating_sub(1)), theme.style(Role::Dim)).put(hints);
    cursor
}

/// What a field for a spread tells while one types: which forms there are, and what the spread gives.
struct WouldSpread<'a> {
    state: &'a State,
    lever: LeverId,
    typed: Option<Spread>,
    entry: &'a Entry,
}

impl Display for WouldSpread<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { state, lever, typed, entry } = *self;
        let definition = state.lever(lever);
        let nothing = entry.line.text().trim().is_empty();
        if let Some(spread) = typed.or_else(|| nothing.then(|| state.spread(lever))) {
            match (state.interval(lever, spread), state.shown_value(lever)) {
                (Some(_), _) if spread.is_exact() => write!(f, "Exactly {}. ", LeverValue::of(state, lever))?,
                (Some(interval), _) => {
                    let is_shift = state.is_shift(lever);
                    let shown = ShownInterval { lever: definition, interval, is_shift, start: state.start() };
                    write!(f, "90 %: {shown}")?;
                    if interval.is_cut {
                        f.write_str(", cut off at the limit")?;
                    }
                    f.write_str(". ")?;
                }
                (None, Some(_)) => f.write_str("Never is not spread; a date will be. ")?,
                (None, None) => f.write_str("The firms differ: each is spread about its own value. ")?,
            }
        }
        write!(f, "It takes {}.", spread_forms(definition))
    }
}

/// Columns that a row of a list keeps for what it is, as far as it needs them.
const LEAST_OF_A_ROW: u16 = 8;

/// The rows of a list inside its box, and the first one shown.
fn listed(list: &ListOverlay, state: &State, inside: Rect) -> (Rect, usize) {
    let height = inside.height.saturating_sub(1);
    let above = state.gripped(Row::Listed(list.chosen)).unwrap_or(list.chosen);
    let first = first_row(list.chosen, above, usize::from(height), list.rows.len());
    (Rect { y: inside.y + 1, height, ..inside }, first)
}

fn list_of(list: &ListOverlay, state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) -> Position {
    let title = match list.kind {
        ListKind::Levers => "Find a lever",
        ListKind::Commands => "Commands",
        ListKind::Steps => "Steps",
    };
    let inside = frame(theme, list_place(area), title, buffer);
    let cursor = typed(&list.query, theme, Rect { height: 1.min(inside.height), ..inside }, buffer);
    let (place, first) = listed(list, state, inside);
    let rows = usize::from(place.height);
    if list.rows.is_empty() && rows > 0 {
        Pen::new(buffer, Rect { y: inside.y + 1, height: 1, ..inside }, theme.style(Role::Dim)).put("nothing fits");
    }
    for (index, line) in list.rows.iter().enumerate().skip(first).take(rows) {
        let row = Rect { y: place.y + (index - first) as u16, height: 1, ..place };
        if index == list.chosen {
            buffer.set_style(row, theme.style(Role::Focus));
        }
        // What is chosen goes before what is told of it.
        let aside = width(&line.aside) + 1;
        let has_room = width(&line.text).min(LEAST_OF_A_ROW) + 2 + aside <= row.width;
        let room = if has_room { row.width - aside } else { row.width };
        if has_room {
            put_right(buffer, row, theme.style(Role::Dim), &line.aside);
        }
        let mut pen = Pen::new(buffer, Rect { width: room, ..row }, theme.style(Role::Accent));
        pen.put(if index == list.chosen { "▸ " } else { "  " }).style(theme.style(Role::Text));
        put_cut(&mut pen, &line.text);
    }
    cursor
}

/// The command line that was copied, from edge to edge: what is selected by hand has no frame in it.
fn command(line: &CommandLine, state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let lines = line.lines(usize::from(area.width));
    let told = CopyNotes(line);
    let told_rows = Flow::rows(&told, area.width.saturating_sub(1));
    let rows = (lines.len() as u16 + told_rows + 3).min(area.height);
    let mut left = Rect { y: area.bottom() - rows, height: rows, ..area };
    buffer.set_style(left, theme.style(Role::Base));
    for y in left.top()..left.bottom() {
        for x in left.left()..left.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.style(Role::Base));
            }
        }
    }
    let style = theme.style(Role::Accent).remove_modifier(ratatui::style::Modifier::BOLD);
    let mut next = || {
        let row = Rect { height: 1.min(left.height), ..left };
        left = Rect { y: left.y + row.height, height: left.height - row.height, ..left };
        row
    };
    let top = next();
    rule(buffer, top, style);
    let heading = Rect { x: top.x + 1.min(top.width), width: top.width.saturating_sub(1), ..top };
    Pen::new(buffer, heading, theme.style(Role::Key)).put(" The command line that opens this ");
    for text in &lines {
        Pen::new(buffer, next(), theme.style(Role::Text)).put(text);
    }
    rule(buffer, next(), theme.style(Role::Border));
    let place = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..next() };
    let below = Rect { height: area.bottom().saturating_sub(place.y + 1), ..place };
    Flow::new(buffer, below, theme.style(Role::Dim)).put(&told).finish();
    hints::paint([BACK], state, theme, &mut Pen::new(buffer, command_hints(area), theme.style(Role::Dim)));
}

/// The row of hints below a command line.
fn command_hints(area: Rect) -> Rect {
    last_row(Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area })
}

/// What there is to know of a copied command line.
pub(in crate::view) struct CopyNotes<'a>(pub(in crate::view) &'a CommandLine);

impl Display for CopyNotes<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sent to the terminal's clipboard, if it has one.")?;
        match self.0.missing.as_slice() {
            [] => Ok(()),
            missing => {
                f.write_str(" No option says: ")?;
                missing
                    .iter()
                    .enumerate()
                    .try_for_each(|(at, what)| write!(f, "{}{what}", if at > 0 { "; " } else { "" }))?;
                f.write_str(".")
            }
        }
    }
}

fn ask(question: &Confirm, state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let count = state.moved_count();
    let levers = Say(|f: &mut Formatter<'_>| match count {
        1 => f.write_str("One lever is moved"),
        count => write!(f, "{count} levers are moved"),
    });
    let inside = frame(theme, question_place(area), "?", buffer);
    let mut flow =
        Flow::new(buffer, Rect { height: inside.height.saturating_sub(1), ..inside }, theme.style(Role::Key));
    match question {
        Confirm::Quit => {
            flow.put(levers).put(" and not saved. Quit?");
        }
        Confirm::EndStory => {
            flow.put("Leave the story?");
        }
        Confirm::OpenOver(name) => {
            flow.put(levers).put(" and not saved. Leave them and open ").put(name).put("?");
        }
        Confirm::Overwrite { path, .. } => {
            flow.put(path.display()).put(" is there already. Write over it?");
        }
        Confirm::SaveOver(path) => {
            flow.put(path.display()).put(" was changed since it was read. Write over it?");
        }
        Confirm::ReloadOver(_) => {
            flow.put("The file changed on disk. ").put(levers).put(" and not saved. Take the file instead?");
        }
        Confirm::Recover(unsaved) => {
            let of_file = &unsaved.scenario.root.spread;
            let spread = |(lever, spread): &(&String, &Spread)| of_file.get(*lever) != Some(*spread);
            let lost = of_file.keys().filter(|lever| !unsaved.spreads.contains_key(*lever));
            let count = unsaved.moves.iter().count() + unsaved.spreads.iter().filter(spread).count() + lost.count();
            let set = Say(|f: &mut Formatter<'_>| match count {
                1 => f.write_str("one value was set"),
                count => write!(f, "{count} values were set"),
            });
            flow.put("An earlier session on “").put(&unsaved.scenario.title).put("” ended without saving; ");
            flow.put(set).put(". Take them up?");
        }
    }
    flow.finish();
    hints::paint(answers(question), state, theme, &mut Pen::new(buffer, last_row(inside), theme.style(Role::Dim)));
}

/// What can be answered.
fn answers(question: &Confirm) -> impl Iterator<Item = Hint> {
    let (yes, no, saves) = match question {
        Confirm::Quit => ("quit", "stay", true),
        Confirm::EndStory => ("leave", "go on", false),
        Confirm::OpenOver(_) => ("open", "stay", true),
        Confirm::Overwrite { .. } | Confirm::SaveOver(_) => ("write", "leave it", false),
        Confirm::ReloadOver(_) => ("take the file", "keep the moves", false),
        Confirm::Recover(_) => ("take them up", "forget them", false),
    };
    let save = saves.then_some(Hint::new(Action::Save, "save"));
    [Hint::new(Action::Yes, yes)].into_iter().chain(save).chain([Hint::new(Action::No, no)])
}
