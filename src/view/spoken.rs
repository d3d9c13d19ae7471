//! The state in lines for who listens: no boxes, bars or dots, every number with its unit, each thing once.
//!
//! The words are those of the panels, written into a scratch room wide enough for all of them: what is heard is what is
//! shown.

mod draws;

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::caption::{Bound, FigureLabel, plain};
use super::format::{Elapsed, LeverValue, Pace, WeeksGained, When};
use super::layout::Form;
use super::panels;
use super::theme::{Theme, ThemeName};
use super::words::{Say, against_sentence, cost_sentence, draws_sentence, interval, stock_sentence, when};
use crate::app::{Action, Blank, Context, LineEdit, ListKind, Overlay, Panel, Phase, Screen, Stage, State};
use crate::model::Day;

/// What a line is about. A line is said again only if it has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Topic {
    Place,
    Step,
    /// What is unusual on stage.
    Stage,
    Timer,
    Overlay,
    Focus,
    Lever,
    /// What the next steps of the lever in focus would give.
    Steps,
    Change,
    Warning,
    Headline,
    Draws,
    Table,
    Notice,
}

/// Room in which every panel's words are whole.
const WIDE: u16 = 400;
const HIGH: u16 = 160;

/// What was said, so that nothing is said twice.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    said: Vec<(Topic, String)>,
    place: Option<(Screen, Panel, usize)>,
}

impl Spoken {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is to be said of `state` now: the lines that were not there before.
    pub fn news(&mut self, state: &State) -> Vec<String> {
        let mut lines = lines(state);
        let row = if state.screen == Screen::Assumptions { state.assumptions.row } else { 0 };
        let place = Some((state.screen, state.panel, row));
        // Who goes elsewhere hears what is there, though it was heard before.
        let stays = place == self.place;
        self.place = place;
        self.said.retain(|(topic, _)| stays || *topic != Topic::Table);
        // Where the lever stands elsewhere its steps are others, though they may lead to the same.
        if lines.iter().any(|line| line.0 == Topic::Lever && !self.said.contains(line)) {
            self.said.retain(|(topic, _)| *topic != Topic::Steps);
        }
        let is_new = |line: &&(Topic, String)| !self.said.contains(line);
        let steps_on = lines.iter().filter(is_new).any(|(topic, _)| *topic == Topic::Step);
        let has_clock = self.said.iter().any(|(topic, _)| *topic == Topic::Timer);
        // It would be said every second: who asks for it hears it, and with each step.
        let is_due = |line: &&(Topic, String)| line.0 != Topic::Timer || steps_on || !has_clock;
        let fresh = lines.iter().filter(is_new).filter(is_due).map(|(_, text)| text.clone()).collect();
        // Who comes back from a dark screen hears where he is.
        let is_dark = state.stage.as_ref().is_some_and(|stage| stage.blank.is_some());
        // What is silent for a moment, under a question or while it is drawn again, is not news afterwards.
        let silent = |topic: Topic| {
            let is_passing =
                matches!(topic, Topic::Overlay | Topic::Notice | Topic::Change | Topic::Stage | Topic::Timer);
            let forgotten = is_passing || is_dark && topic == Topic::Step;
            !forgotten && lines.iter().all(|(other, _)| *other != topic)
        };
        let kept: Vec<_> = self.said.drain(..).filter(|(topic, _)| silent(*topic)).collect();
        lines.extend(kept);
        self.said = lines;
        fresh
    }
}

/// Everything there is to say, in the order in which it matters.
fn lines(state: &State) -> Vec<(Topic, String)> {
    let mut lines = Vec::new();
    let mut say = |topic: Topic, text: String| {
        if !text.is_empty() {
            lines.push((topic, text));
        }
    };
    let screen = state.screen.tab().1;
    say(Topic::Place, format!("{screen}: {}. Against: {}.", state.scenario.title, state.reference.label()));
    if let Some(notice) = &state.notice {
        say(Topic::Notice, clean(notice.text.lines().next().unwrap_or_default()));
    }
    if !matches!(state.overlay, Overlay::None) {
        for text in overlay(state) {
            say(Topic::Overlay, text);
        }
        return lines;
    }
    match &state.stage {
        Some(stage) if of_stage(state, stage, &mut say) => return lines,
        Some(_) => {}
        None => say(Topic::Stage, replayed(state.replay()).to_owned()),
    }
    let target = state.target.id().replace('_', " ");
    if state.screen == Screen::Scenarios {
        say(Topic::Focus, format!("Focus: {}.", state.focus_name()));
        let chosen = state.library.get(state.picker.row).map_or("", |entry| &entry.name);
        say(Topic::Lever, format!("{chosen}, {} of {}.", state.picker.row + 1, state.library.len()));
        for text in rows(|buffer| panels::preview(state, &theme(), room(64, 60), buffer)) {
            say(Topic::Table, text);
        }
        return lines;
    }
    if let Some(warning) = state.warning() {
        let more = state.warnings.len() - 1;
        let more = if more > 0 { format!(" {more} more.") } else { String::new() };
        say(Topic::Warning, clean(&format!("Warning: {}.{more}", warning.text)));
    }
    if state.screen == Screen::Assumptions {
        let shown = state.assumptions.shown.len();
        let place = state.assumptions.position().map_or(0, |place| place + 1);
        let of = panels::shown_because(state);
        say(Topic::Focus, format!("Focus: {}. Target: {target}.", state.focus_name()));
        say(Topic::Lever, clean(&format!("{place} of {shown} numbers{of}.")));
        for text in rows(|buffer| panels::assumption(state, &theme(), room(WIDE, 20), buffer)) {
            say(Topic::Table, text);
        }
        return lines;
    }
    if state.screen == Screen::Backtest {
        if let Some(part) = state.backtest.part(state.backtest.row) {
            let (place, count) = (state.backtest.row + 1, state.backtest.parts().count());
            say(Topic::Lever, clean(&format!("{place} of {count}: {}.", part.name())));
        }
        for text in rows(|buffer| panels::backtest::page(state, &theme(), room(100, HIGH), buffer)) {
            say(Topic::Table, text);
        }
        return lines;
    }
    let levers = state.shown_levers().count();
    say(Topic::Focus, format!("Focus: {}. Target: {target}. {levers} levers.", state.focus_name()));
    let [moved, detail, steps] = footer(state);
    let label = &state.lever(state.cursor).label;
    let detail =
        detail.strip_prefix(label.as_str()).map_or(detail.as_str(), |rest| rest.trim_start_matches([':', ' ']));
    say(Topic::Lever, format!("{label}: {}. {detail}", LeverValue::of(state, state.cursor)).trim_end().to_owned());
    say(Topic::Steps, steps);
    if state.change.is_some() {
        say(Topic::Change, moved);
    }
    if let Some(central) = &state.central {
        let (now, reference) = (central.of(state.focus), central.reference_of(state.focus));
        let stock = Say(|f: &mut Formatter<'_>| stock_sentence(state, central, &now, &reference, f));
        let cost = Say(|f: &mut Formatter<'_>| cost_sentence(state, &now, &reference, f));
        say(Topic::Headline, clean(&stock.to_string()));
        say(Topic::Headline, clean(&cost.to_string()));
    }
    drawn(state, &mut say);
    if state.screen == Screen::Explore {
        for text in panel(state) {
            say(Topic::Table, text);
        }
    }
    lines
}

/// What the draws say.
fn drawn(state: &State, say: &mut impl FnMut(Topic, String)) {
    // What is still being drawn would be said again and again.
    if let Some((ensemble, true)) = state.draws() {
        if !ensemble.is_exact {
            let text = Say(|f: &mut Formatter<'_>| draws_sentence(state, ensemble, WIDE, f));
            say(Topic::Draws, format!("{} 90 %: {}.", clean(&text.to_string()), interval(state, ensemble)));
        }
        if state.screen == Screen::Uncertainty {
            let text = Say(|f: &mut Formatter<'_>| against_sentence(state, ensemble, WIDE, f));
            say(Topic::Draws, clean(&text.to_string()));
            if !ensemble.is_exact {
                for text in draws::charts(state, ensemble) {
                    say(Topic::Table, clean(&text));
                }
            }
            for text in rows(|buffer| panels::draws_table(state, &theme(), ensemble, room(60, 60), buffer)) {
                say(Topic::Table, text);
            }
        }
    }
}

/// What is said of a story; whether that is all there is to say.
fn of_stage(state: &State, stage: &Stage, say: &mut impl FnMut(Topic, String)) -> bool {
    let Some(step) = state.step() else { return false };
    say(Topic::Stage, unusual(state, stage));
    if stage.timer.is_shown {
        let used = Elapsed(stage.timer.elapsed_ms());
        let pace = Pace(stage.ahead_ms(&state.scenario));
        let is_stopped = stage.timer.stopped_ms.is_some();
        say(Topic::Timer, if is_stopped { format!("{used} used, stopped.") } else { format!("{used} used, {pace}.") });
    }
    if stage.blank.is_some() {
        return true;
    }
    let count = state.scenario.story.len();
    say(Topic::Step, format!("Step {} of {count}: {}.", stage.step + 1, step.title));
    if let Some(binding) = state.figure() {
        say(Topic::Step, clean(&format!("{}: {}.", FigureLabel(state, binding), Bound(state, binding))));
    }
    say(Topic::Step, clean(&plain(state, &step.caption).to_string()));
    !stage.detour
}

/// What the numbers of a replay are of.
fn replayed(phase: Option<Phase>) -> &'static str {
    match phase {
        None => "",
        Some(Phase::Before) => "As it was before the change:",
        Some(Phase::Moving | Phase::After) => "As it is after the change:",
    }
}

/// What is not as on an ordinary step.
fn unusual(state: &State, stage: &Stage) -> String {
    let replayed = replayed(state.replay());
    let key = |context, actions: &[Action]| clean(&state.keymap.shown(context, actions).to_string());
    match (stage.blank, stage.typed, stage.detour, stage.auto) {
        (Some(Blank::Black), ..) => "The screen is black.".to_owned(),
        (Some(Blank::White), ..) => "The screen is white.".to_owned(),
        _ if !replayed.is_empty() => replayed.to_owned(),
        (_, Some(number), ..) => format!("To step {number}: Enter."),
        (_, _, true, _) => {
            format!("Off the script: the levers move. {} returns.", key(Context::Detour, &[Action::ToScript]))
        }
        (.., Some(auto)) if auto.is_paused => {
            format!("It waits. {} goes on.", key(Context::Auto, &[Action::StagePause]))
        }
        (.., Some(_)) => "It goes on by itself.".to_owned(),
        _ => String::new(),
    }
}

/// The panel in front, but for the sliders, of which the one in focus is told already.
fn panel(state: &State) -> Vec<String> {
    match state.panel {
        Panel::Levers => vec![],
        Panel::Timeline => firms(state),
        Panel::Ways => rows(|buffer| panels::ways_table(state, &theme(), Form::Wide, room(100, 30), buffer)),
    }
}

/// The timeline, a firm a line.
fn firms(state: &State) -> Vec<String> {
    let Some(central) = &state.central else { return vec![] };
    let firm = |index: usize, name: &str| {
        let (Some(now), Some(reference)) = (central.present.firms.get(index), central.reference.get(index)) else {
            return String::new();
        };
        if !state.present.reaches_controlled(&state.present.firms[index]) {
            return format!("{name}: no controlled stock.");
        }
        let text = Say(|f: &mut Formatter<'_>| {
            write!(f, "{name}: runs out {}", when(state, now.stockout))?;
            if let (Some(now), Some(before)) = (now.stockout, reference.stockout) {
                write!(f, ", {}", WeeksGained(now.0 - before.0))?;
            }
            write!(f, "; unserved from {}", when(state, now.gap))?;
            if let Some((ensemble, true)) = state.draws()
                && !ensemble.is_exact
            {
                let of = ensemble.firms[index].stockout_day;
                let month = |day: Option<f64>| When { short: true, ..when(state, day.map(Day)) };
                write!(f, "; 90 %: {} to {}", month(of.p5), month(of.p95))?;
            }
            f.write_str(".")
        });
        clean(&text.to_string())
    };
    state.present.firms.iter().enumerate().map(|(index, own)| firm(index, &own.name)).collect()
}

/// The line of what moved, that of the lever in focus, and that of its steps.
fn footer(state: &State) -> [String; 3] {
    let mut lines = rows(|buffer| panels::footer_lines(state, &theme(), room(WIDE, 3), buffer)).into_iter();
    std::array::from_fn(|_| lines.next().unwrap_or_default())
}

/// What lies over the screen. Of a list only what is chosen: the rest would be read at every key.
fn overlay(state: &State) -> Vec<String> {
    match &state.overlay {
        Overlay::List(list) => {
            let title = match list.kind {
                ListKind::Levers => "Find a lever",
                ListKind::Commands => "Commands",
                ListKind::Steps => "Steps",
            };
            let mut lines = vec![format!("{title}: “{}”, {} found.", list.query.text(), list.rows.len())];
            lines.extend(list.rows.get(list.chosen).map(|row| clean(&format!("{} ({})", row.text, row.aside))));
            lines.extend(cursor(&list.query));
            lines
        }
        Overlay::Command(line) => vec![line.to_string(), panels::CopyNotes(line).to_string()],
        overlay => {
            let area = if matches!(overlay, Overlay::Help(..)) { room(WIDE, HIGH) } else { room(100, 24) };
            let mut lines = rows(|buffer| {
                panels::overlay(overlay, state, &theme(), area, buffer);
            });
            // What the help cuts at its edge is heard whole.
            let asked = panels::SourceAsked(state).to_string();
            if let Some(line) = lines.iter_mut().find(|line| line.contains(&asked)) {
                let (grade, title) = panels::source_told(state);
                let key = line.split(' ').next().unwrap_or_default().to_owned();
                *line = clean(&format!("{key} {asked} {grade}{title}"));
            }
            if let Overlay::Entry(entry) = overlay {
                lines.extend(cursor(&entry.line));
            }
            lines
        }
    }
}

/// Where in a line one types, if there is more than one place.
fn cursor(line: &LineEdit) -> Option<String> {
    let at = line.behind().map_or_else(|| "at the end".to_owned(), |letter| format!("before “{letter}”"));
    (!line.text().is_empty()).then(|| format!("Cursor {at}."))
}

/// Colours are not heard.
fn theme() -> Theme {
    Theme::new(ThemeName::Dark)
}

fn room(width: u16, height: u16) -> Rect {
    Rect { x: 0, y: 0, width, height }
}

/// What a panel writes, row by row.
fn rows(paint: impl FnOnce(&mut Buffer)) -> Vec<String> {
    let mut buffer = Buffer::empty(room(WIDE, HIGH));
    paint(&mut buffer);
    let row = |y: u16| (0..WIDE).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (0..HIGH).map(|y| cells(&row(y))).filter(|text| !text.is_empty()).collect()
}

/// A row of a table as a sentence: what stands apart is told apart.
fn cells(row: &str) -> String {
    let text = clean(row);
    let parts: Vec<&str> = text.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(", ").replace(",,", ",").replace(":,", ":")
}

/// Marks as words.
pub(super) fn clean(text: &str) -> String {
    let text = text.trim().replace(" → ", " to ");
    let mut clean = String::with_capacity(text.len());
    for mark in text.chars() {
        match mark {
            '─' | '┌' | '┐' | '└' | '┘' | '│' | '├' | '┤' | '┬' | '┴' => clean.push_str("  "),
            '▸' | '›' | '■' | '◧' | '◆' | '□' => {}
            '←' => clean.push_str("Left"),
            '→' => clean.push_str("Right"),
            '↑' => clean.push_str("Up"),
            '↓' => clean.push_str("Down"),
            '—' => clean.push_str("none"),
            '\u{a0}' => clean.push(' '),
            mark if mark.is_control() => clean.push(' '),
            mark => clean.push(mark),
        }
    }
    clean.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_words_and_columns_commas() {
        assert_eq!(cells("│ Stock runs out   2026-01-22   — │"), "Stock runs out, 2026-01-22, none");
        assert_eq!(cells("──────"), "");
        assert_eq!(clean(" ▸50 % → 60 %"), "50 % to 60 %");
        assert_eq!(clean("red \u{1b}[31mas\u{7}"), "red  [31mas");
    }
}
