//! What lies over a screen: fields, lists, help and questions.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::header::put_cut;
use super::hints::{self, Hint};
use super::text;
use crate::app::{
    Action, CommandLine, Confirm, Context, Entry, EntryKind, ExportKind, HelpPage, Hit, Keymap, ListKind, ListOverlay,
    Overlay, Row, State, contexts,
};
use crate::lever::{LeverId, ShownInterval, ShownSpread, spread_forms};
use crate::model::Spread;
use crate::view::format::{LeverValue, grade_mark};
use crate::view::layout::first_row;
use crate::view::pen::{Flow, Pen, put_right, rule, width};
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

/// How a text stands in its room.
pub(in crate::view) struct Extent {
    /// The first line shown.
    pub first: usize,
    /// The first line shown when it is scrolled to its end.
    pub last: usize,
    /// Lines shown.
    pub rows: usize,
}

impl Extent {
    pub(in crate::view) fn new(scroll: usize, total: usize, rows: usize) -> Self {
        let last = total.saturating_sub(rows);
        Self { first: scroll.min(last), last, rows }
    }
}

/// How the text in front stands in its room; `None` where there is none.
pub(in crate::view) fn text_extent(state: &State, area: Rect) -> Option<Extent> {
    let Overlay::Help(page, scroll) = &state.overlay else { return None };
    let inside = inside(help_place(area));
    let rows = usize::from(inside.height.saturating_sub(1));
    let total = match page {
        HelpPage::Keys => help_lines(state, inside.width),
        HelpPage::Model => usize::from(text::rows(MODEL, inside.width)),
    };
    Some(Extent::new(*scroll, total, rows))
}

/// What the hint at a place does.
fn of_hints(hints: impl IntoIterator<Item = Hint>, state: &State, row: Rect, at: Position) -> Option<Hit> {
    let action = row.contains(at).then(|| hints::hit(hints, state, row, at.x)).flatten();
    action.map(Hit::Hint)
}

/// The place of a box in the middle of `area`.
fn place(area: Rect, columns: u16, rows: u16) -> Rect {
    let columns = columns.min(area.width);
    let rows = rows.min(area.height);
    let x = area.x + (area.width - columns) / 2;
    let y = area.y + (area.height - rows) / 3;
    Rect { x, y, width: columns, height: rows }
}

/// The room inside the frame of a box.
fn inside(place: Rect) -> Rect {
    Rect {
        x: place.x + 2.min(place.width),
        y: place.y + 1.min(place.height),
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    }
}

/// The last row inside a box.
fn last_row(inside: Rect) -> Rect {
    Rect { y: inside.bottom().saturating_sub(1), height: 1.min(inside.height), ..inside }
}

fn question_place(area: Rect) -> Rect {
    place(area, 60, 6)
}

fn list_place(area: Rect) -> Rect {
    place(area, 76, 18)
}

fn help_place(area: Rect) -> Rect {
    // Where there are few rows, every one of them is for the help.
    place(area, 86, if area.height < 14 { area.height } else { area.height - 2 })
}

/// A framed box, emptied; gives the room inside.
fn frame(theme: &Theme, place: Rect, title: impl Display, buffer: &mut Buffer) -> Rect {
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
            let text = "What differs from the step before is kept at the end of the file's story; p presents it.";
            Flow::new(buffer, below, theme.style(Role::Dim)).put(text).finish();
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

/// Terms that a newcomer may not know.
static GLOSSARY: &[(&str, &str)] = &[
    ("stock on hand", "controlled chips that a firm owns beyond those that this week's work needs"),
    ("stockout", "the moment when the stock on hand reaches zero and work goes unserved"),
    ("gap", "the moment when unserved work first exceeds the tolerance"),
    ("draw", "a world in which every uncertain lever has a value of its spread; all share one seed"),
    ("90 %", "nine draws of ten lie between: the 5\u{a0}% and 95\u{a0}% quantiles"),
    ("central run", "the run at the values that the levers show; not the median of the draws"),
    ("H20e", "the work of one NVIDIA H20, counted apart for training and inference"),
    ("work served", "work done ÷ work demanded over the horizon (the fill rate)"),
    ("weeks of cover", "stock on hand ÷ this week's drain of it"),
    ("migration", "moving work to domestic chips: chips used, halt, porting, running twice, power"),
    ("outlay", "cash paid for domestic hardware; the migration counts the part of its life used up"),
    ("shortfall", "what unserved work would have been worth"),
    ("avoided", "the reference's shortfall less this one's"),
    ("reference", "a world that shares all assumptions and pins some decisions; at first nobody migrates"),
    ("decision, assumption", "policy and strategy are decided; everything else is assumed"),
    ("hybrid", "train on NVIDIA, serve on domestic chips"),
];

/// Ways on from a page of the help.
fn help_hints(page: HelpPage, is_more: bool) -> impl Iterator<Item = Hint> + Clone {
    let other = match page {
        HelpPage::Keys => "the model",
        HelpPage::Model => "keys and terms",
    };
    let more = is_more.then_some(Hint::new(Action::RowDown, "more"));
    [Hint::new(Action::Model, other)].into_iter().chain(more).chain([BACK])
}

/// The way back.
const BACK: Hint = Hint::new(Action::Back, "back");

/// Whether a lever is in focus.
fn has_lever(state: &State) -> bool {
    matches!(state.screen, crate::app::Screen::Explore | crate::app::Screen::Uncertainty)
}

/// What is asked of the lever in focus: where its value comes from.
pub(in crate::view) struct SourceAsked<'a>(pub(in crate::view) &'a State);

impl Display for SourceAsked<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "where {} comes from:", self.0.lever(self.0.cursor).label)
    }
}

/// The answer to it: how good the source is, and its title.
pub(in crate::view) fn source_told(state: &State) -> (Say<impl Fn(&mut Formatter<'_>) -> std::fmt::Result>, &str) {
    let source = state.scenario.source_of(&state.lever(state.cursor).id);
    let grade = Say(move |f: &mut Formatter<'_>| match source {
        Some(source) => write!(f, "{} {}, ", grade_mark(source.grade), source.grade.label()),
        None => Ok(()),
    });
    (grade, source.map_or("no source is given", |source| &source.title))
}

/// The key that shows all of where the lever in focus comes from, and as much of it as there is room for.
fn sourced(state: &State, theme: &Theme, pen: &mut Pen<'_>) {
    let key = state.keymap.shown(Context::Help, &[Action::Assumptions]);
    let (grade, title) = source_told(state);
    pen.styled(key, theme.style(Role::Key)).put(' ').put(SourceAsked(state)).put(' ').put(grade);
    put_cut(pen, title);
}

/// What may come to lie over a screen, with keys of its own.
const OVER: [Context; 4] = [Context::Help, Context::Question, Context::Field, Context::List];

/// Columns of keys and of terms.
const HELP_LEFT: u16 = 20;

/// Lines of the whole help in so many columns: the lever in focus with a blank line, the actions of each context with a
/// heading and a blank line, the terms likewise.
fn help_lines(state: &State, columns: u16) -> usize {
    let of_lever = 2 * usize::from(has_lever(state));
    let of_contexts: usize =
        contexts(state.place()).chain(OVER).map(|context| Keymap::actions(context).count() + 2).sum();
    let of_terms: usize = GLOSSARY.iter().map(|(_, meaning)| usize::from(meaning_rows(meaning, columns))).sum();
    of_lever + of_contexts + of_terms + 1
}

/// Rows that the meaning of a term takes beside it.
fn meaning_rows(meaning: &str, columns: u16) -> u16 {
    Flow::rows(meaning, columns.saturating_sub(HELP_LEFT).max(1)).max(1)
}

/// The equations and what they leave out: the documentation of the module that computes them.
const MODEL: &str = include_str!("../../../assets/model.md");

/// A page of the help, with what leads on from it below.
fn help(page: HelpPage, state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let title = match page {
        HelpPage::Keys => "Help",
        HelpPage::Model => "Help: the model",
    };
    let inside = frame(theme, help_place(area), title, buffer);
    let Some(Extent { first, last, rows }) = text_extent(state, area) else { return };
    match page {
        HelpPage::Keys => help_keys(first, rows, state, theme, inside, buffer),
        HelpPage::Model => {
            let place = Rect { height: rows as u16, ..inside };
            text::text(MODEL, theme, place, first as u16, buffer);
        }
    }
    let below = help_hints(page, first < last);
    let row = hints::at_right(below.clone(), state, last_row(inside));
    hints::paint(below, state, theme, &mut Pen::new(buffer, row, theme.style(Role::Dim)));
}

/// Keys of where one is, then everywhere, then the terms, then the keys of what may come to lie over it.
fn help_keys(first: usize, rows: usize, state: &State, theme: &Theme, inside: Rect, buffer: &mut Buffer) {
    let mut lines = Lines { inside, first, rows, next: 0 };
    if has_lever(state) {
        lines.row(buffer, |buffer, row| sourced(state, theme, &mut Pen::new(buffer, row, theme.style(Role::Text))));
        lines.row(buffer, |_, _| {});
    }
    for context in contexts(state.place()) {
        keys_of(context, state, theme, &mut lines, buffer);
        lines.row(buffer, |_, _| {});
    }
    terms(theme, &mut lines, buffer);
    for context in OVER {
        lines.row(buffer, |_, _| {});
        keys_of(context, state, theme, &mut lines, buffer);
    }
}

/// A text of many lines, of which some are in sight.
struct Lines {
    inside: Rect,
    /// The first line in sight, and how many are.
    first: usize,
    rows: usize,
    next: usize,
}

impl Lines {
    /// Gives the next line its row, if it is in sight.
    fn row(&mut self, buffer: &mut Buffer, paint: impl FnOnce(&mut Buffer, Rect)) {
        if let Some((row, _)) = self.take(1) {
            paint(buffer, row);
        }
    }

    /// The room of the next lines as far as it is in sight, and how many of them are above it.
    fn take(&mut self, lines: u16) -> Option<(Rect, u16)> {
        let begin = self.next;
        self.next += usize::from(lines);
        let (from, to) = (begin.max(self.first), self.next.min(self.first + self.rows));
        let height = u16::try_from(to.checked_sub(from)?).ok().filter(|height| *height > 0)?;
        let above = (from - begin) as u16;
        Some((Rect { y: self.inside.y + (from - self.first) as u16, height, ..self.inside }, above))
    }
}

/// The keys of one context under its name.
fn keys_of(context: Context, state: &State, theme: &Theme, lines: &mut Lines, buffer: &mut Buffer) {
    lines.row(buffer, |buffer, row| {
        Pen::new(buffer, row, theme.style(Role::Accent)).put(context.label());
    });
    for action in Keymap::actions(context) {
        lines.row(buffer, |buffer, row| {
            let mut pen = Pen::new(buffer, row, theme.style(Role::Text));
            for (index, key) in state.keymap.keys_in(context, action).iter().enumerate() {
                pen.put(if index > 0 { " " } else { "" }).styled(key, theme.style(Role::Key));
            }
            pen.put(' ').to(row.x + HELP_LEFT).put(action.label());
        });
    }
}

/// The terms and what they mean.
fn terms(theme: &Theme, lines: &mut Lines, buffer: &mut Buffer) {
    lines.row(buffer, |buffer, row| {
        Pen::new(buffer, row, theme.style(Role::Accent)).put("terms");
    });
    for (term, meaning) in GLOSSARY {
        let Some((place, above)) = lines.take(meaning_rows(meaning, lines.inside.width)) else { continue };
        if above == 0 {
            Pen::new(buffer, Rect { height: 1, ..place }, theme.style(Role::Key)).put(term);
        }
        let left = HELP_LEFT.min(place.width);
        let beside = Rect { x: place.x + left, width: place.width - left, ..place };
        let mut flow = Flow::new(buffer, beside, theme.style(Role::Text));
        flow.scroll(above).put(meaning).finish();
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
        Confirm::Overwrite { .. } => ("write", "leave it", false),
        Confirm::ReloadOver(_) => ("take the file", "keep the moves", false),
        Confirm::Recover(_) => ("take them up", "forget them", false),
    };
    let save = saves.then_some(Hint::new(Action::Save, "save"));
    [Hint::new(Action::Yes, yes)].into_iter().chain(save).chain([Hint::new(Action::No, no)])
}
