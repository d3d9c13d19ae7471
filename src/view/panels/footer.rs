//! The lines at the bottom: what moved, the lever in focus with its source, and the keys.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::hints::{self, Hint};
use crate::app::{Action, Context, Headlines, Hit, Panel, Screen, State};
use crate::lever::{ShownChange, ShownInterval};
use crate::model::{Day, Usd};
use crate::study::Target;
use crate::view::cited::Cited;
use crate::view::format::{Dollars, TargetChange, TargetValue, Thousands};
use crate::view::layout::{Form, Regions};
use crate::view::pen::{Pen, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::{Say, interval, target_of, when};

/// What moved, and the lever in focus. Where there is one line for both, a change is told until the cursor goes on.
pub(super) fn moved_and_detail(state: &State, theme: &Theme, regions: &Regions, buffer: &mut Buffer) {
    if let Some(notice) = &state.notice {
        let role = if notice.is_error { Role::Error } else { Role::Accent };
        let line = notice.text.lines().next().unwrap_or_default();
        Pen::new(buffer, regions.detail, theme.style(role)).put(' ').put(line);
    } else if regions.moved.is_empty() && state.change.is_some() && state.cross_hair.is_none() {
        moved(state, theme, regions.detail, buffer);
        return;
    } else {
        detail(state, theme, regions.detail, usize::MAX, buffer);
    }
    if !regions.moved.is_empty() {
        moved(state, theme, regions.moved, buffer);
    }
}

/// Three lines, one below the other: what moved, the lever in focus, and what its steps would give, once that is known of
/// where it stands now.
pub(in crate::view) fn lines(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let row = |index: u16| Rect { y: area.y + index, height: 1, ..area };
    moved(state, theme, row(0), buffer);
    detail(state, theme, row(1), 0, buffer);
    let is_current = state.look_ahead.as_ref().is_some_and(|ahead| ahead.generation == state.generation);
    if is_current && state.cross_hair.is_none() {
        Pen::new(buffer, row(2), theme.style(Role::Text)).put(Steps { state, most: usize::MAX });
    }
}

/// Between the parts of what moved.
const BETWEEN: &str = "  │ ";

/// What no evidence speaks for, on a quiet line between panels: what matters most here, and how many more there are.
pub(super) fn warning(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let Some(warning) = state.warning() else { return };
    let more = state.warnings.len() - 1;
    let aside = Say(|f: &mut Formatter<'_>| {
        let key = state.keymap.shown(Context::Everywhere, &[Action::Assumptions]);
        if more > 0 { write!(f, "; {more} more on {key} ") } else { write!(f, " ({key}) ") }
    });
    let text_width = width(&warning.text).min(row.width.saturating_sub(width(&aside) + 3));
    let mut pen = Pen::new(buffer, Rect { width: text_width + 3, ..row }, theme.style(Role::Accent));
    pen.put(" ! ").style(theme.style(Role::Dim));
    super::header::put_cut(&mut pen, &warning.text);
    let place = Rect { x: row.x + text_width + 3, width: row.width.saturating_sub(text_width + 3), ..row };
    Pen::new(buffer, place, theme.style(Role::Dim)).put(aside);
}

/// Lever, from → to, and each headline before → after; what does not fit is left out from the end.
fn moved(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let Some(change) = &state.change else {
        if !row.is_empty() {
            let key = |action: &'static [Action]| state.keymap.shown(Context::Explore, action);
            let mut pen = Pen::new(buffer, row, theme.style(Role::Dim));
            pen.put(' ').put(key(&[Action::StepDown])).put(' ');
            pen.put(key(&[Action::StepUp])).put(" move the lever in focus; what it changes is told here");
        }
        return;
    };
    let now = state.headlines();
    let mut pen = Pen::new(buffer, row, theme.style(Role::Text));
    pen.put(' ').styled(&change.what, theme.style(Role::Accent));
    if let Some((from, to)) = &change.values {
        pen.put(' ').put(from).styled(" → ", theme.style(Role::Dim)).put(to);
    }
    if let Some(class) = change.class
        && row.width >= 110
    {
        pen.styled(format_args!(" ({})", class.label()), theme.style(Role::Dim));
    }
    let whole = |part: &dyn std::fmt::Display, pen: &mut Pen<'_>| {
        let fits = width(part) + width(BETWEEN) <= pen.room();
        if fits {
            pen.styled(BETWEEN, theme.style(Role::Border)).put(part);
        }
        fits
    };
    let before = &change.before;
    if change.is_spread {
        // The central case is the same; what differs is how far the draws lie from it.
        // What it was before depends on how far it had been drawn.
        if let Some(ensemble) = state.ensemble.as_deref().filter(|ensemble| !ensemble.is_exact) {
            whole(&format_args!("90 % of draws now {}", interval(state, ensemble)), &mut pen);
        }
        whole(&"the central case is as it was", &mut pen);
        return;
    }
    if same(before, &now) {
        whole(&Say(|f: &mut Formatter<'_>| write!(f, "changes nothing for {}", state.focus_name())), &mut pen);
        return;
    }
    let change = TargetChange { target: Target::Stockout, from: before.stockout, to: now.stockout };
    let to = when(state, now.stockout.is_finite().then_some(Day(now.stockout)));
    let date = Say(|f: &mut Formatter<'_>| date_moved(state, "runs out", before.stockout, now.stockout, f));
    let forms: [&dyn Display; 3] = [&date, &format_args!("runs out {to} ({change})"), &format_args!("runs out {to}")];
    let _ = forms.iter().any(|form| whole(form, &mut pen));
    let cost = Say(|f: &mut Formatter<'_>| money_moved("cost", before.migration, now.migration, f));
    let avoided = Say(|f: &mut Formatter<'_>| money_moved("avoided", before.avoided, now.avoided, f));
    let unserved = Say(|f: &mut Formatter<'_>| date_moved(state, "unserved", before.gap, now.gap, f));
    let parts: [(bool, &dyn Display); 3] = [
        (is_same_money(before.migration, now.migration), &cost),
        (is_same_money(before.avoided, now.avoided), &avoided),
        (is_same_date(before.gap, now.gap), &unserved),
    ];
    // What stayed has the room that is left by what moved.
    for stayed in [false, true] {
        for (_, part) in parts.iter().filter(|(is_same, _)| *is_same == stayed) {
            whole(*part, &mut pen);
        }
    }
}

/// Whether two days are one as far as anybody asks.
fn is_same_date(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() < 0.5
}

/// Whether two amounts of dollars are one as far as anybody asks.
fn is_same_money(a: f64, b: f64) -> bool {
    (a - b).abs() < 5e4
}

fn same(before: &Headlines, now: &Headlines) -> bool {
    is_same_date(before.stockout, now.stockout)
        && is_same_date(before.gap, now.gap)
        && is_same_money(before.migration, now.migration)
        && is_same_money(before.avoided, now.avoided)
}

fn date_moved(state: &State, what: &str, from: f64, to: f64, f: &mut Formatter<'_>) -> std::fmt::Result {
    let date = |day: f64| when(state, day.is_finite().then_some(Day(day)));
    if from == to {
        return write!(f, "{what} {}", date(to));
    }
    let change = TargetChange { target: Target::Stockout, from, to };
    write!(f, "{what} {} → {} ({change})", date(from), date(to))
}

fn money_moved(what: &str, from: f64, to: f64, f: &mut Formatter<'_>) -> std::fmt::Result {
    let (before, now) = (Dollars(Usd(from)), Dollars(Usd(to)));
    if is_same_money(from, to) {
        write!(f, "{what} {now}")
    } else if before.is_told_as(&now) {
        // Less than its digits show.
        let sign = if to > from { "+" } else { "" };
        write!(f, "{what} {now} ({sign}{})", Dollars(Usd(to - from)))
    } else {
        write!(f, "{what} {before} → {now}")
    }
}

/// The lever in focus: value, grade, source, and what so many of its steps would do. With the cross-hair out: the week.
fn detail(state: &State, theme: &Theme, row: Rect, most: usize, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, row, theme.style(Role::Dim));
    if state.cross_hair.is_some() {
        // Of the draws where they are what is on screen.
        if state.screen != Screen::Uncertainty || super::uncertainty::week_of_draws(state, theme, &mut pen).is_none() {
            week(state, theme, &mut pen);
        }
        return;
    }
    let lever = state.lever(state.cursor);
    pen.put(' ').styled(&lever.label, theme.style(Role::Key)).put(": ");
    // Several steps, or one where there is no room for them.
    let most = if width(&Steps { state, most }) <= pen.room() { most } else { most.min(1) };
    let steps = Steps { state, most };
    let cited = Cited::of_lever_in_focus(state);
    let source = cited.as_ref().map(|cited| cited.source);
    let dated = source.is_some_and(|source| !source.as_of.is_empty() && !source.title.contains(source.as_of));
    let spread = Spread90::of(state);
    // The steps are the more useful half where not all fits: of the rest the source's date goes first, then its title
    // or, where nothing is uncertain, that; without a source, the help.
    let is_exact = state.spread(state.cursor).is_exact();
    for (titled, dated, spreads) in [
        (true, dated, true),
        (true, false, true),
        (is_exact, dated && is_exact, !is_exact),
        (true, dated, false),
        (true, false, false),
        (false, false, true),
        (false, false, false),
    ] {
        let spread = spread.as_ref().filter(|_| spreads);
        let line = Say(|f: &mut Formatter<'_>| match (&cited, spread) {
            (Some(cited), _) => {
                let source = cited.source;
                write!(f, "{cited}{}", source.grade.label())?;
                if titled {
                    write!(f, ", {}", source.title)?;
                }
                if dated {
                    write!(f, " ({})", source.as_of)?;
                }
                spread.iter().try_for_each(|spread| write!(f, "; {spread}"))?;
                f.write_str(". ")
            }
            (None, spread) => {
                f.write_str(if titled { lever.row.help } else { "" })?;
                f.write_str(if titled { " " } else { "" })?;
                spread.iter().filter(|_| !is_exact).try_for_each(|spread| write!(f, "{spread}. "))
            }
        });
        if width(&line) + width(&steps) <= pen.room() {
            pen.put(line);
            break;
        }
    }
    pen.styled(steps, theme.style(Role::Text));
}

/// What one step of the lever in focus would give, and what more would change: `+1 wk gives 2026-02-19 (+2 wk), +3 wk +5 wk`.
struct Steps<'a> {
    state: &'a State,
    /// So many of them.
    most: usize,
}

impl Display for Steps<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { state, most } = *self;
        let Some(look_ahead) = state.look_ahead.as_deref().filter(|_| most > 0) else { return Ok(()) };
        let Some(ahead) = look_ahead.ahead.as_ref().filter(|ahead| ahead.lever == state.cursor) else { return Ok(()) };
        if look_ahead.tracks.iter().any(|track| track.lever == state.cursor && !track.matters) {
            return write!(f, "no effect here on {}", target_of(state));
        }
        let lever = state.lever(state.cursor);
        for (count, value, outcome) in ahead.steps.iter().filter(|(count, ..)| *count > 0).take(most) {
            let change = TargetChange { target: state.target, from: look_ahead.present, to: *outcome };
            let moved = ShownChange { lever, from: ahead.from, to: *value };
            if *count == 1 {
                let outcome = TargetValue {
                    target: state.target,
                    value: *outcome,
                    start: state.start(),
                    end: state.present.horizon_end(),
                };
                write!(f, "{moved} gives {outcome} ({change})")?;
            } else {
                write!(f, ", {moved} {change}")?;
            }
        }
        Ok(())
    }
}

/// How uncertain the lever in focus is: `90 %: 5.0–8.0 %/mo`, or `exact`.
struct Spread90<'a> {
    /// None where it is exact.
    interval: Option<ShownInterval<'a>>,
}

impl<'a> Spread90<'a> {
    /// `None` where there is no one value to be uncertain.
    fn of(state: &'a State) -> Option<Self> {
        let id = state.cursor;
        let spread = state.spread(id);
        let interval = state.interval(id, spread)?;
        let shown =
            ShownInterval { lever: state.lever(id), interval, is_shift: state.is_shift(id), start: state.start() };
        Some(Self { interval: (!spread.is_exact()).then_some(shown) })
    }
}

impl Display for Spread90<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match &self.interval {
            Some(interval) => write!(f, "90 %: {interval}"),
            None => f.write_str("exact"),
        }
    }
}

/// The week of the cross-hair for the firm in focus.
fn week(state: &State, theme: &Theme, pen: &mut Pen<'_>) {
    use crate::study::Focus;
    let (Some(week), Some(central), Focus::Firm(index)) = (state.cross_hair, &state.central, state.focus) else {
        let key = state.keymap.shown(Context::CrossHair, &[Action::NextFirm]);
        pen.put(' ').put(key).put(" brings one firm into focus");
        return;
    };
    let Some(series) = central.present.series.get(index) else { return };
    let Some(&day) = series.week_end_day.get(week) else { return };
    let cover = series.weeks_of_cover[week];
    pen.put(' ').styled(state.focus_name(), theme.style(Role::Key)).put(format_args!(
        " on {}: stock {} H20e",
        when(state, Some(Day(day))),
        Thousands(series.stock_h20e[week]),
    ));
    let demand = series.demand_training[week] + series.demand_inference[week];
    let domestic = series.domestic_training[week] + series.domestic_inference[week];
    let unmet = series.unmet_training[week] + series.unmet_inference[week];
    let mut whole = |part: &dyn std::fmt::Display| {
        if width(part) <= pen.room() {
            pen.put(part);
        }
    };
    if let Some(cover) = cover {
        whole(&format_args!(", {cover:.0} weeks of cover"));
    }
    whole(&format_args!(", unserved {}", Thousands(unmet)));
    whole(&format_args!(", demand {}", Thousands(demand)));
    whole(&format_args!(", on domestic chips {}", Thousands(domestic)));
}

/// What the cross-hair does.
const OF_CROSS_HAIR: [Hint; 4] = [
    Hint::pair(Action::WeekBefore, Action::WeekAfter, "a week"),
    Hint::pair(Action::QuarterBefore, Action::QuarterAfter, "a quarter"),
    Hint::new(Action::NextFirm, "firm"),
    Hint::new(Action::Back, "leave"),
];

/// The most useful first.
const OF_LEVERS: [Hint; 18] = [
    Hint::pair(Action::LeverUp, Action::LeverDown, "lever"),
    Hint::pair(Action::StepDown, Action::StepUp, "move"),
    Hint::new(Action::TypeValue, "type"),
    Hint::new(Action::NextFirm, "firm"),
    Hint::new(Action::NextTarget, "target"),
    Hint::new(Action::Undo, "undo"),
    Hint::new(Action::PinReference, "pin"),
    Hint::new(Action::ToggleAll, "all levers"),
    Hint::new(Action::CrossHair, "cross-hair"),
    Hint::new(Action::Save, "save"),
    Hint::new(Action::Explore, "explore"),
    Hint::new(Action::Uncertainty, "uncertainty"),
    Hint::new(Action::Assumptions, "sources"),
    Hint::new(Action::Scenarios, "scenarios"),
    Hint::new(Action::Palette, "more"),
    Hint::new(Action::TypeSpread, "spread"),
    Hint::new(Action::Help, "help"),
    Hint::new(Action::Quit, "quit"),
];

/// What is worth knowing in the state as it is.
fn hints(state: &State, form: Form) -> impl Iterator<Item = Hint> {
    let (first, all) = match (state.cross_hair, form) {
        (Some(_), _) => (None, &OF_CROSS_HAIR[..]),
        // One panel at a time, of a screen that has panels.
        (None, Form::Narrow) if state.screen == Screen::Explore => {
            let next = match state.panel {
                Panel::Levers => "timeline",
                Panel::Timeline => "ways",
                Panel::Ways => "levers",
            };
            (Some(Hint::new(Action::NextPanel, next)), &OF_LEVERS[..])
        }
        (None, _) => (None, &OF_LEVERS[..]),
    };
    // Where one is needs no way there.
    let here = state.screen.action();
    first.into_iter().chain(all.iter().copied()).filter(move |hint| hint.action() != Some(here))
}

/// The room of the hints on their row.
fn room_of_hints(row: Rect) -> Rect {
    Rect { x: row.x + 1.min(row.width), width: row.width.saturating_sub(1), ..row }
}

/// Paints as many hints as there is room for.
pub(super) fn keys(state: &State, theme: &Theme, form: Form, row: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, row, theme.style(Role::Dim));
    hints::paint(hints(state, form), state, theme, pen.put(' '));
}

/// What the hint at a column does.
pub(in crate::view) fn hit(state: &State, form: Form, row: Rect, column: u16) -> Option<Hit> {
    hints::hit(hints(state, form), state, room_of_hints(row), column).map(Hit::Hint)
}
