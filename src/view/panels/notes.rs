//! The speaker's notes on a terminal of their own: what to say, where it comes from, what is next, and how late it is.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::digits::{self, digits, setting};
use super::header::{put_cut, put_title};
use super::help::Extent;
use crate::app::{Action, Blank, Context, Following, Prose, RunKind, Silence, Told};
use crate::view::flow::Flow;
use crate::view::format::{Elapsed, Pace};
use crate::view::layout::{NEEDED, Rows};
use crate::view::pen::{Pen, put_right, rule, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// Longer lines are hard to find again when one looks up from them.
const MEASURE: u16 = 92;
/// From here on the timer is in large digits.
const ROOMY: (u16, u16) = (80, 24);
/// From here on they are twice as large.
const LARGE: (u16, u16) = (160, 44);
/// The rows of what comes next that are shown at most, its title not counted.
const MOST_OF_NEXT: u16 = 3;

/// Where things stand.
struct Places {
    bar: Rect,
    title: Rect,
    /// The timer in large digits and its pace below, where there is room.
    timer: Rect,
    rule: Rect,
    notes: Rect,
    sources: Rect,
    next_rule: Rect,
    next: Rect,
    keys: Rect,
}

fn is_tiny(area: Rect) -> bool {
    area.width < NEEDED.0 || area.height < NEEDED.1
}

/// The room of text: away from the edges, and no wider than is read well.
fn column(area: Rect) -> Rect {
    let margin = 2.min(area.width / 2);
    Rect { x: area.x + margin, width: area.width.saturating_sub(2 * margin).min(MEASURE), ..area }
}

fn has_digits(following: &Following, area: Rect) -> bool {
    !following.is_timer_hidden && area.width >= ROOMY.0 && area.height >= ROOMY.1
}

fn places(following: &Following, told: &Told, area: Rect) -> Places {
    let mut rows = Rows::of(area);
    let bar = rows.top(1);
    let (title, timer) = if has_digits(following, area) {
        let scale = if area.width >= LARGE.0 && area.height >= LARGE.1 { 2 } else { 1 };
        rows.top(1);
        let head = column_of(rows.top(digits::ROWS * scale + 1), area.width);
        let right = head.width / 2;
        let timer = Rect { x: head.right() - right, width: right, ..head };
        (Rect { width: head.width - right - 2, ..head }, timer)
    } else {
        (column_of(rows.top(1), area.width), Rect::ZERO)
    };
    let keys = rows.bottom(1);
    let of_next = told.script.next.as_ref().and_then(|next| next.begins.as_ref());
    let text = column(area).width;
    let of_next = of_next.map_or(0, |begins| prose_rows(std::slice::from_ref(begins), text, 0).min(MOST_OF_NEXT));
    // In a small room the notes go first.
    let spare = rows.left().saturating_sub(8);
    let next = column(rows.bottom(1 + of_next.min(spare)));
    let next_rule = rows.bottom(1);
    let rule = rows.top(1);
    let spare = rows.left().saturating_sub(5);
    let sources = column(rows.bottom((told.script.sources.len() as u16).min(spare)));
    let notes = rows.rest();
    // A row of air, where there is one.
    let air = u16::from(notes.height > 6);
    let notes = column(Rect { y: notes.y + air, height: notes.height - air, ..notes });
    Places { bar, title, timer, rule, notes, sources, next_rule, next, keys }
}

/// As [`column()`], but as wide as the room.
fn column_of(area: Rect, room: u16) -> Rect {
    let margin = 2.min(area.width / 2);
    Rect { x: area.x + margin, width: room.saturating_sub(2 * margin), ..area }
}

/// Paints the notes.
pub(in crate::view) fn notes(following: &Following, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    buffer.set_style(area, theme.style(Role::Base));
    let Some(told) = &following.told else {
        silence(following, theme, area, buffer);
        return;
    };
    if is_tiny(area) {
        let mut flow = Flow::new(buffer, area, theme.style(Role::Key));
        flow.put(&told.script.title).finish();
        lay(&told.script.notes, Some(theme), &mut flow);
        return;
    }
    let places = places(following, told, area);
    bar(following, told, theme, &places, buffer);
    title(following, told, theme, &places, buffer);
    timer(following, told, theme, places.timer, buffer);
    for line in [places.rule, places.next_rule] {
        rule(buffer, line, theme.style(Role::Border));
    }
    body(following, told, theme, &places, buffer);
    for (row, (id, title)) in places.sources.rows().zip(&told.script.sources) {
        let mut pen = Pen::new(buffer, row, theme.style(Role::Dim));
        pen.put(id).put("  ");
        put_title(&mut pen, title);
    }
    next(told, theme, places.next, buffer);
    keys(following, theme, places.keys, buffer);
}

/// Whose talk it is, what is unusual, how far it has come, and the time where that is not in large digits.
fn bar(following: &Following, told: &Told, theme: &Theme, places: &Places, buffer: &mut Buffer) {
    let area = places.bar;
    let time = following.time().filter(|_| !following.is_timer_hidden && places.timer.is_empty());
    let right = Say(|f: &mut Formatter<'_>| {
        if let Some((used, ahead)) = time {
            write!(f, "{}  {}   ", Elapsed(used), Standing(told, ahead))?;
        }
        write!(f, "{} of {}  ", told.step + 1, told.count)
    });
    put_right(buffer, area, theme.style(Role::Key), &right);
    let room = area.width.saturating_sub(width(&right) + 1);
    let mut pen = Pen::new(buffer, Rect { width: room, ..area }, theme.style(Role::Dim));
    pen.put("  ");
    let badge = Badge { following, told };
    if width(&badge) > 0 {
        pen.styled(format_args!(" {badge} "), theme.style(Role::Brand)).put("  ");
    }
    put_title(&mut pen, &told.script.talk);
}

/// How the time stands against the plan, or that it stands still.
pub(in crate::view) struct Standing<'a>(pub(in crate::view) &'a Told, pub(in crate::view) i64);

impl Display for Standing<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        if self.0.timer.since_ms.is_none() { f.write_str("stopped") } else { Pace(self.1).fmt(f) }
    }
}

/// What is unusual: a number being typed, a screen without a word, a lever taken, a talk that goes on by itself.
pub(in crate::view) struct Badge<'a> {
    pub(in crate::view) following: &'a Following,
    pub(in crate::view) told: &'a Told,
}

impl Display for Badge<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { following, told } = self;
        match (following.typed, told.blank, told.detour, told.waits) {
            (Some(number), ..) => write!(f, "to step {number}: Enter"),
            (_, Some(Blank::Black), ..) => f.write_str("the audience sees black"),
            (_, Some(Blank::White), ..) => f.write_str("the audience sees white"),
            (_, _, true, _) => f.write_str("off the script"),
            (.., Some(true)) => f.write_str("it waits"),
            (.., Some(false)) => f.write_str("goes on by itself"),
            _ => Ok(()),
        }
    }
}

fn title(following: &Following, told: &Told, theme: &Theme, places: &Places, buffer: &mut Buffer) {
    if places.title.height == 1 {
        put_title(&mut Pen::new(buffer, places.title, theme.style(Role::Key)), &told.script.title);
        return;
    }
    let mut flow = Flow::new(buffer, places.title, theme.style(Role::Key));
    flow.put(&told.script.title).blank();
    flow.style(theme.style(Role::Dim));
    if following.time().is_some() {
        flow.put(format_args!("this step until {}, all until {}", Elapsed(told.planned_ms.1), Elapsed(told.lasts_ms)));
    } else {
        flow.put("the time begins with the first step");
    }
    flow.finish();
}

/// The time in large digits, and below it how far that is from the plan.
fn timer(following: &Following, told: &Told, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (used, ahead) = following.time().unwrap_or((0, 0));
    let number = Elapsed(used);
    let largest = area.height / digits::ROWS;
    let Some(setting) = setting(&number, largest, area.width) else { return };
    let columns = digits::width(&number, setting).unwrap_or(0);
    let style = theme.style(if following.time().is_some() { Role::Accent } else { Role::Dim });
    digits(&number, setting, style, Rect { x: area.right() - columns, width: columns, ..area }, buffer);
    if following.time().is_some() {
        let below = Rect { y: area.bottom() - 1, height: 1, ..area };
        let style = theme.style(if ahead < 0 { Role::Accent } else { Role::Dim });
        put_right(buffer, below, style, Standing(told, ahead));
    }
}

/// Blank rows between the lines of the notes: one where they fit with it.
fn apart(told: &Told, area: Rect) -> u16 {
    u16::from(prose_rows(&told.script.notes, area.width, 1) <= area.height + 1)
}

/// How the notes stand in their room.
fn extent(following: &Following, told: &Told, area: Rect) -> Extent {
    let rows = prose_rows(&told.script.notes, area.width, 0);
    Extent::new(following.scroll, usize::from(rows), usize::from(area.height))
}

/// The first row of the notes after so many rows down, in a room.
pub(in crate::view) fn scrolled(following: &Following, area: Rect, down: isize) -> usize {
    let Some(told) = following.told.as_ref().filter(|_| !is_tiny(area)) else { return 0 };
    let extent = extent(following, told, places(following, told, area).notes);
    extent.first.saturating_add_signed(down).min(extent.last)
}

fn body(following: &Following, told: &Told, theme: &Theme, places: &Places, buffer: &mut Buffer) {
    let area = places.notes;
    if told.script.notes.is_empty() {
        Pen::new(buffer, area, theme.style(Role::Dim)).put("no notes at this step");
        return;
    }
    let Extent { first, last, rows } = extent(following, told, area);
    let mut flow = Flow::new(buffer, area, theme.style(Role::Text));
    flow.scroll(first as u16).apart(apart(told, area));
    lay(&told.script.notes, Some(theme), &mut flow);
    if last > 0 {
        let shown = Say(|f: &mut Formatter<'_>| {
            let keys = following.keymap.shown(Context::Notes, &[Action::RowDown, Action::RowUp]);
            write!(f, " {keys}  rows {} to {} of {} ", first + 1, first + rows, last + rows)
        });
        let right = Rect { width: places.next_rule.width.saturating_sub(2), ..places.next_rule };
        put_right(buffer, right, theme.style(Role::Dim), shown);
    }
}

/// Rows that notes take with so many blank rows between their lines.
fn prose_rows(lines: &[Prose], width: u16, apart: u16) -> u16 {
    let mut flow = Flow::counting(width);
    flow.apart(apart);
    lay(lines, None, &mut flow)
}

/// Writes notes; gives the rows taken. What only counts them needs no theme.
fn lay(lines: &[Prose], theme: Option<&Theme>, flow: &mut Flow<'_>) -> u16 {
    let style = |role: Role| theme.map(|theme| theme.style(role)).unwrap_or_default();
    for (index, line) in lines.iter().enumerate() {
        let follows_point = index > 0 && lines[index - 1].is_point;
        flow.indent(0);
        if index > 0 && !(line.is_point && follows_point) {
            flow.blank();
        }
        if line.is_point {
            flow.indent(2).style(style(Role::Accent)).mark('·');
        }
        for run in &line.runs {
            let role = match run.kind {
                RunKind::Plain => Role::Text,
                RunKind::Strong => Role::Key,
                RunKind::Value => Role::Accent,
            };
            flow.style(style(role));
            if run.kind == RunKind::Value {
                flow.put_unbroken(&run.text);
            } else {
                flow.put(&run.text);
            }
        }
    }
    flow.finish()
}

/// What comes next: its title, and how its caption begins.
fn next(told: &Told, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, Rect { height: 1.min(area.height), ..area }, theme.style(Role::Dim));
    let Some(next) = &told.script.next else {
        pen.put("This is the last step.");
        return;
    };
    pen.put("Next: ").style(theme.style(Role::Key));
    put_title(&mut pen, &next.title);
    if let Some(begins) = &next.begins {
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let mut flow = Flow::new(buffer, below, theme.style(Role::Text));
        lay(std::slice::from_ref(begins), Some(theme), &mut flow);
    }
}

/// Which keys there are, as far as there is room: each whole or not at all.
fn keys(following: &Following, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let hints: [(&[Action], &str); 8] = [
        (&[Action::StageNext], "next"),
        (&[Action::StageBack], "back"),
        (&[Action::StageDigit], "Enter to step 1"),
        (&[Action::StageBlack], "black"),
        (&[Action::StageWhite], "white"),
        (&[Action::StageTimer], "their timer"),
        (&[Action::NotesTimer], "this timer"),
        (&[Action::Quit], "end"),
    ];
    if trouble(following, theme, area, buffer) {
        return;
    }
    let mut pen = Pen::new(buffer, area, theme.style(Role::Dim));
    pen.put("  ");
    for (actions, what) in hints {
        let keys = following.keymap.shown(Context::Notes, actions);
        if width(&keys) + width(what) + 2 <= pen.room() {
            pen.styled(&keys, theme.style(Role::Key)).put(' ').put(what).put("  ");
        }
    }
}

/// What is said where nothing is told.
fn silence(following: &Following, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let text = column(area);
    let down = area.height / 3;
    let place = Rect { y: text.y + down, height: text.height - down, ..text };
    let mut flow = Flow::new(buffer, place, theme.style(Role::Key));
    let [first, second] = silent(&following.silence);
    flow.put(first).finish();
    flow.style(theme.style(Role::Text)).put(second).finish();
    if area.height > 4 {
        keys_of_silence(following, theme, Rect { y: area.bottom() - 1, height: 1, ..area }, buffer);
    }
}

/// What is wrong with the settings; whether something is.
fn trouble(following: &Following, theme: &Theme, area: Rect, buffer: &mut Buffer) -> bool {
    if let Some(trouble) = &following.trouble {
        put_cut(Pen::new(buffer, area, theme.style(Role::Error)).put("  "), trouble);
    }
    following.trouble.is_some()
}

fn keys_of_silence(following: &Following, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if trouble(following, theme, area, buffer) {
        return;
    }
    let quit = following.keymap.shown(Context::Notes, &[Action::Quit]);
    let mut pen = Pen::new(buffer, area, theme.style(Role::Dim));
    pen.put("  ").styled(quit, theme.style(Role::Key)).put(" end");
}

/// What is said where nothing is told: what is the case, and what will be.
pub(in crate::view) fn silent(silence: &Silence) -> [&str; 2] {
    match silence {
        Silence::NotBegun => ["No talk is on.", "`stockout present` begins one; its notes come here."],
        Silence::Over => ["The talk is over.", "The notes of the next one come here."],
        Silence::Unreadable(why) => ["The talk cannot be followed.", why],
    }
}
