//! A story on stage: a number for the back row, what is said of it, and the explorer's panels beneath.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::digits::{self, digits, setting};
use super::header::put_title;
use super::hints::{self, Hint};
use super::{assumptions, backtest, footer, levers, lines, panels, uncertainty, ways};
use crate::app::{Action, Blank, Context, Panel, Phase, Screen, Stage, State, lasts_ms};
use crate::scenario::{PointAt, Step};
use crate::view::caption::{Figure, FigureLabel, caption, least_rows, plain};
use crate::view::flow::Flow;
use crate::view::format::{Elapsed, Pace};
use crate::view::layout::{Forward, NEEDED, Regions, StageRegions, stage_regions};
use crate::view::pen::{Pen, put_right, rule, width, withdrawn};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// The places of a story in this room.
pub(in crate::view) fn stage_places(state: &State, area: Rect) -> StageRegions {
    let front = match (state.screen, state.panel) {
        (Screen::Uncertainty, _) => Forward::Charts,
        (Screen::Assumptions | Screen::Backtest, _) => Forward::Page,
        (_, Panel::Levers) => Forward::Levers,
        (_, Panel::Timeline) => Forward::Timeline,
        (_, Panel::Ways) => Forward::Ways,
    };
    stage_regions(area, front, state.figure().is_some(), state.present.firms.len() as u16, ways::ROWS)
}

fn is_tiny(area: Rect) -> bool {
    area.width < NEEDED.0 || area.height < NEEDED.1
}

/// Paints a screen without a word.
pub(in crate::view) fn blank(blank: Blank, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let role = match blank {
        Blank::Black => Role::Blackout,
        Blank::White => Role::Whiteout,
    };
    buffer.set_style(area, theme.style(role));
}

/// Paints the step on stage.
pub(in crate::view) fn stage(state: &State, stage: &Stage, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(step) = state.step() else { return };
    if is_tiny(area) {
        let mut flow = Flow::new(buffer, area, theme.style(Role::Key));
        flow.put(&step.title).finish();
        flow.style(theme.style(Role::Text)).put(plain(state, &step.caption)).finish();
        return;
    }
    let places = stage_places(state, area);
    bar(state, stage, step, theme, &places, buffer);
    if !places.title.is_empty() {
        Pen::new(buffer, places.title, theme.style(Role::Key)).put(' ').put(&step.title);
    }
    figure(state, theme, &places, buffer);
    caption(state, theme, &step.caption, below_digits(state, step, theme, &places), buffer);
    for line in [places.rule, places.closing] {
        rule(buffer, line, theme.style(Role::Border));
    }
    match state.screen {
        Screen::Uncertainty => {
            if let Some(ensemble) = state.ensemble.as_deref() {
                uncertainty::drawn(state, theme, ensemble, &places.charts, buffer);
            }
        }
        Screen::Assumptions => assumptions::on_stage(state, theme, places.page, buffer),
        Screen::Backtest => backtest::on_stage(state, theme, places.page, buffer),
        _ => {
            lines(theme, &places.panels, buffer);
            panels(state, theme, &places.panels, buffer);
        }
    }
    bottom(state, stage, theme, &places, buffer);
}

/// The place of the caption: a row lower where it stands under the digits and does not need the row.
fn below_digits(state: &State, step: &Step, theme: &Theme, places: &StageRegions) -> Rect {
    let area = places.caption;
    let spare = area.height.saturating_sub(least_rows(state, theme, &step.caption, area.width)).min(1);
    let stands_under = places.figure.height > 1 && places.caption.y == places.figure.bottom();
    let down = if stands_under { spare } else { 0 };
    Rect { y: area.y + down, height: area.height - down, ..area }
}

/// Where one is: the story or the step, what is unusual, how far one has come, and the timer.
fn bar(state: &State, stage: &Stage, step: &Step, theme: &Theme, places: &StageRegions, buffer: &mut Buffer) {
    let wide = places.bar.width >= 80;
    let right = |part: Part, dots: bool| {
        Say(move |f: &mut Formatter<'_>| {
            if stage.timer.is_shown {
                write!(f, "{}   ", Clock { state, stage, part })?;
            }
            write!(f, "{} ", Progress { state, stage, dots: dots && wide })
        })
    };
    // Of the clock as much as leaves the title some room.
    let title = width(if places.title.is_empty() { &step.title } else { &state.scenario.title });
    let room = places.bar.width.saturating_sub(title.min(LEAST_OF_A_TITLE) + 2);
    let forms = Part::ALL.into_iter().flat_map(|part| [(part, true), (part, false)]);
    let (part, dots) =
        forms.into_iter().find(|(part, dots)| width(right(*part, *dots)) <= room).unwrap_or((Part::Talk, false));
    let right = right(part, dots);
    put_right(buffer, places.bar, theme.style(Role::Dim), &right);
    let room = places.bar.width.saturating_sub(width(&right) + 1);
    let mut pen = Pen::new(buffer, Rect { width: room, ..places.bar }, theme.style(Role::Key));
    pen.put(' ');
    let badge = Badge { state, stage };
    let badge_columns = width(&badge);
    if badge_columns > 0 {
        pen.styled(format_args!(" {badge} "), theme.style(Role::Brand)).put("  ");
    }
    if places.title.is_empty() {
        put_title(&mut pen, &step.title);
    } else {
        pen.style(theme.style(Role::Dim));
        put_title(&mut pen, &state.scenario.title);
    }
}

/// How far one has come: `●●●·····  3 of 8`.
struct Progress<'a> {
    state: &'a State,
    stage: &'a Stage,
    dots: bool,
}

/// More dots than these nobody counts.
const MOST_DOTS: usize = 16;

impl Display for Progress<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let count = self.state.scenario.story.len();
        if self.dots && count <= MOST_DOTS {
            for index in 0..count {
                f.write_str(if index <= self.stage.step { "●" } else { "·" })?;
            }
            f.write_str("  ")?;
        }
        write!(f, "{} of {count}", self.stage.step + 1)
    }
}

/// What is unusual: off the script, a replay, a number being typed, a story that waits.
struct Badge<'a> {
    state: &'a State,
    stage: &'a Stage,
}

impl Display for Badge<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { state, stage } = self;
        match (state.replay(), stage.typed, stage.auto) {
            (Some(Phase::Before), ..) => f.write_str("before"),
            (Some(Phase::Moving), ..) => f.write_str("before → after"),
            (Some(Phase::After), ..) => f.write_str("after"),
            (_, Some(number), _) => write!(f, "to step {number}: Enter"),
            _ if stage.detour => {
                write!(f, "what if?  {} returns", state.keymap.shown(Context::Detour, &[Action::ToScript]))
            }
            (_, _, Some(auto)) if auto.is_paused => {
                write!(f, "waiting: {} goes on", state.keymap.shown(Context::Auto, &[Action::StagePause]))
            }
            _ => Ok(()),
        }
    }
}

/// Columns that the title keeps beside the clock, as far as it needs them.
const LEAST_OF_A_TITLE: u16 = 24;

/// How much of the clock is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The step, the talk and its pace.
    Whole,
    /// The talk and its pace.
    Pace,
    /// How long the talk has lasted.
    Talk,
}

impl Part {
    const ALL: [Self; 3] = [Self::Whole, Self::Pace, Self::Talk];
}

/// The time used of what is meant for the step and for the talk, and how far that is from the plan:
/// `step 0:12/0:45  4:05/6:40  on time`.
struct Clock<'a> {
    state: &'a State,
    stage: &'a Stage,
    part: Part,
}

impl Display for Clock<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { state, stage, part } = *self;
        let timer = &stage.timer;
        if let (Part::Whole, Some(step)) = (part, state.step()) {
            write!(f, "step {}/{}  ", Elapsed(timer.step_ms()), Elapsed(lasts_ms(step)))?;
        }
        write!(f, "{}", Elapsed(timer.elapsed_ms()))?;
        if part == Part::Talk {
            return Ok(());
        }
        write!(f, "/{}  ", Elapsed(stage.planned_ms(&state.scenario)))?;
        if timer.stopped_ms.is_some() {
            return f.write_str("stopped");
        }
        write!(f, "{}", Pace(stage.ahead_ms(&state.scenario)))
    }
}

/// The number for the back row, in digits of blocks where it has some.
fn figure(state: &State, theme: &Theme, places: &StageRegions, buffer: &mut Buffer) {
    let Some(binding) = state.figure() else { return };
    let (number, label) = (Figure(state, binding), FigureLabel(state, binding));
    let style = theme.style(Role::Accent);
    let Some(setting) = setting(&number, places.scale, places.figure.width) else {
        let mut pen = Pen::new(buffer, Rect { height: 1, ..places.figure }, style);
        pen.put(&number).style(theme.style(Role::Dim)).put("  ").put(label);
        return;
    };
    let above = places.figure.height.saturating_sub(digits::ROWS * setting.scale);
    digits(&number, setting, style, Rect { y: places.figure.y + above, ..places.figure }, buffer);
    let columns = digits::width(&number, setting).unwrap_or(0);
    let style = theme.style(Role::Dim);
    if places.label.height == 1 {
        Pen::new(buffer, places.label, style).put(label);
    } else {
        // Beside the number, as near as it is short.
        let x = places.figure.x + columns + 2;
        let area = Rect { x, width: places.label.right().saturating_sub(x), ..places.label };
        let rows = Flow::rows(&label, area.width).min(area.height);
        Flow::new(buffer, Rect { y: area.bottom() - rows, height: rows, ..area }, style).put(label).finish();
    }
}

/// The lowest row: what is to be told, the lever in hand, or what the numbers rest on.
fn bottom(state: &State, stage: &Stage, theme: &Theme, places: &StageRegions, buffer: &mut Buffer) {
    let whole = if places.slider.is_empty() { places.note } else { places.slider.union(places.note) };
    let has_slider = state.shows_cursor() && !places.slider.is_empty();
    let row = if has_slider { places.note } else { whole };
    if has_slider {
        let form = if state.screen == Screen::Uncertainty { places.charts.frame.form } else { places.panels.form };
        levers::row(state, theme, form, places.slider, buffer);
    }
    if stage.detour || state.notice.is_some() {
        let regions = Regions { detail: row, ..places.panels };
        footer::moved_and_detail(state, theme, &regions, buffer);
        return;
    }
    let note = Say(|f: &mut Formatter<'_>| {
        if let Some(date) = state.scenario.as_of {
            write!(f, "as known on {date}, ")?;
        }
        write!(f, "against: {} ", state.reference.label())
    });
    // Whoever begins is told how to go on.
    let begins = stage.step == 0 && !has_slider;
    if begins {
        let mut pen = Pen::new(buffer, row, theme.style(Role::Dim));
        pen.put(' ');
        hints::paint(HINTS, state, theme, &mut pen);
    }
    let room = if begins { row.width.saturating_sub(40) } else { row.width };
    if width(&note) <= room {
        put_right(buffer, row, theme.style(Role::Dim), note);
    }
}

/// What is told at the first step.
const HINTS: [Hint; 4] = [
    Hint::new(Action::StageNext, "next"),
    Hint::new(Action::StageBack, "back"),
    Hint::new(Action::TakeLever, "take a lever"),
    Hint::new(Action::Help, "keys"),
];

/// What of a step does not fit in a room, in words.
pub(in crate::view) fn stage_cuts(state: &State, theme: &Theme, area: Rect) -> Vec<String> {
    let mut cuts = Vec::new();
    let (Some(step), Some(stage)) = (state.step(), &state.stage) else { return cuts };
    if is_tiny(area) {
        cuts.push(format!("the panels: they need {}×{}", NEEDED.0, NEEDED.1));
        return cuts;
    }
    let places = stage_places(state, area);
    let needed = least_rows(state, theme, &step.caption, places.caption.width);
    if needed > places.caption.height {
        cuts.push(format!("the caption: it takes {needed} rows, and there are {}", places.caption.height));
    }
    let progress = width(Progress { state, stage, dots: places.bar.width >= 80 });
    let title =
        if places.title.is_empty() { places.bar.width.saturating_sub(progress + 2) } else { places.title.width };
    if width(&step.title) + 1 > title {
        cuts.push(format!("the title: it takes {} columns, and there are {title}", width(&step.title) + 1));
    }
    if let Some(binding) = state.figure() {
        let (number, label) = (Figure(state, binding), FigureLabel(state, binding));
        let in_line = width(&number) + 2 + width(&label);
        let large = setting(&number, places.scale, places.figure.width);
        let large = large.and_then(|setting| digits::width(&number, setting));
        let room = match large {
            None => in_line <= places.figure.width,
            Some(_) if places.label.height == 1 => width(&label) <= places.label.width,
            Some(columns) => {
                let room = places.label.right().saturating_sub(places.figure.x + columns + 2);
                Flow::rows(&label, room) <= places.label.height && widest_word(&label) <= room
            }
        };
        if !room {
            cuts.push(format!("the number in large digits: “{number}”, “{label}”"));
        }
    }
    if !is_pointed_at(state.screen, step, &places) {
        cuts.push("what is pointed at: its panel is not shown".to_owned());
    }
    // Of many numbers not all are seen, and of each not all that is known.
    let below = if places.page.is_empty() { places.rule.y } else { places.page.bottom() };
    let mut buffer = Buffer::empty(area);
    let withdrawn = withdrawn(|| {
        crate::view::render(state, theme, area, &mut buffer);
    });
    cuts.extend(ellipses(&buffer, below));
    cuts.extend(withdrawn.into_iter().map(|text| format!("“{text}” has no room")));
    cuts
}

/// Rows of the panels in which a text ends in dots.
fn ellipses(buffer: &Buffer, below: u16) -> Vec<String> {
    let area = buffer.area;
    let row =
        |y: u16| (area.left()..area.right()).filter_map(|x| Some(buffer.cell((x, y))?.symbol())).collect::<String>();
    let cut = |text: String| Some(text.split_once('…')?.0.split("  ").last()?.trim().to_owned());
    (below..area.bottom()).filter_map(|y| cut(row(y))).map(|text| format!("“{text}…”")).collect()
}

fn widest_word(text: impl Display) -> u16 {
    text.to_string().split(' ').map(width).max().unwrap_or(0)
}

/// Whether the panel is there in which something is pointed at.
fn is_pointed_at(screen: Screen, step: &Step, places: &StageRegions) -> bool {
    let panels = &places.panels;
    match &step.point_at {
        None => true,
        Some(PointAt::Event(_)) => !panels.timeline.is_empty() || !places.charts.charts.is_empty(),
        Some(PointAt::Firm(_)) => !panels.timeline.is_empty(),
        Some(PointAt::Cost(quantity)) => !panels.ways.is_empty() && ways::has(*quantity),
        Some(PointAt::Lever(_)) => {
            let is_listed = screen == Screen::Assumptions && !places.page.is_empty();
            is_listed || !panels.levers.is_empty() || !places.slider.is_empty()
        }
        Some(PointAt::Observation(_)) => screen == Screen::Backtest && !places.page.is_empty(),
    }
}
