//! Presenting: going from step to step, off the script and back, and what time brings.

mod keys;
mod reload;

use std::sync::Arc;

use super::{files, recompute};
use crate::app::action::{Action, Context};
use crate::app::course::{Course, USUAL_MS};
use crate::app::history::History;
use crate::app::message::Effect;
use crate::app::overlay::{Confirm, Overlay};
use crate::app::stage::{Auto, Blank, Explorer, Presenting, Scene, Speed, Stage, Start, Timer};
use crate::app::state::{Notice, Panel, Screen, State};
use crate::scenario::PointAt;
use crate::study::Focus;

pub(super) use keys::{acts_in_the_dark, is_dark, is_of_stage, let_go, stage_key};
pub(super) use reload::reloaded;

/// Puts the story on stage, if there is one.
pub(super) fn present(state: &mut State, how: Presenting, now_ms: u64, from_explorer: bool) -> Vec<Effect> {
    if state.scenario.story.is_empty() {
        let text = "this scenario tells no story: it has no `story:`".to_owned();
        state.notice = Some(Notice { text, is_error: false });
        return vec![];
    }
    let explorer = from_explorer.then(|| {
        Box::new(Explorer {
            scene: Scene::of(state),
            history: std::mem::take(&mut state.history),
            assumptions: state.assumptions.clone(),
            record: (state.backtest.row, state.backtest.scroll),
            left: None,
        })
    });
    if how.is_safe {
        state.mouse = false;
    }
    let auto = Auto { loops: how.loops, is_paused: false, speed: how.speed, since_ms: None, shown_ms: 0 };
    let auto = (how.auto || how.loops).then_some(auto);
    state.stage = Some(Box::new(Stage {
        step: 0,
        detour: false,
        reads: false,
        blank: None,
        typed: None,
        timer: how.used.map_or_else(Timer::default, |used| Timer::of_used(used, now_ms)),
        auto,
        is_safe: how.is_safe,
        start: Start { focus: how.focus.unwrap_or(Focus::Firm(0)), seed: state.seed },
        held: None,
        heard_ms: now_ms,
        explorer,
    }));
    let mut effects = go(state, how.from, now_ms);
    effects.extend(ahead(state));
    effects
}

/// What is computed before the step comes that shows it: nobody waits for it on stage.
fn ahead(state: &State) -> Option<Effect> {
    state.wants_backtest().then_some(Effect::Backtest)
}

/// The step of that number, as it is.
pub(super) fn go(state: &mut State, step: usize, now_ms: u64) -> Vec<Effect> {
    let Some(scene) = set_step(state, step, now_ms) else { return vec![] };
    state.course = None;
    enter(state, scene);
    on_script(state);
    recompute(state)
}

/// Notes the step; gives what it fixes.
fn set_step(state: &mut State, step: usize, now_ms: u64) -> Option<Scene> {
    let last = state.scenario.story.len().checked_sub(1)?;
    let stage = state.stage.as_mut()?;
    let before = std::mem::replace(&mut stage.step, step.min(last));
    if before != stage.step {
        stage.timer.enter(now_ms);
    }
    stage.detour = false;
    stage.reads = false;
    stage.blank = None;
    stage.typed = None;
    if let Some(auto) = &mut stage.auto {
        (auto.since_ms, auto.shown_ms) = (None, 0);
    }
    Some(Scene::at(&state.scenario, &state.file_reference, stage.start, stage.step))
}

/// Makes the state what a scene fixes, and forgets whatever else a person did.
fn enter(state: &mut State, scene: Scene) {
    if scene.focus != state.focus {
        // Its tracks were another firm's.
        state.look_ahead = None;
    }
    let Scene { moves, spreads, reference, focus, alone, target, cursor, unfolded, screen, panel, seed } = scene;
    put(state, moves);
    state.spreads = spreads;
    state.reference = reference;
    state.focus = focus;
    state.alone = alone;
    state.target = target;
    state.cursor = cursor;
    state.unfolded = unfolded;
    state.screen = screen;
    state.trail.clear();
    state.panel = panel;
    state.seed = seed;
    state.overlay = Overlay::None;
    state.cross_hair = None;
    state.change = None;
    state.notice = None;
    state.grip = None;
    state.history = History::default();
}

/// What a step shows beside its scene: of the numbers all, with that of its lever in front; of the backtest the row that it
/// points at.
fn on_script(state: &mut State) {
    state.backtest.row = match state.pointed() {
        Some(PointAt::Observation(place)) => *place,
        _ => 0,
    };
    state.backtest.scroll = 0;
    state.assumptions.widen(&state.inputs);
    if let Some(row) = state.inputs.of_lever(state.cursor) {
        state.assumptions.go_to(row, &state.inputs);
    }
}

/// Sets the moves without a trace in the history.
fn put(state: &mut State, moves: crate::lever::Moves) {
    state.present = moves.apply(&state.scenario.root, &state.scenario.catalogue);
    state.moves = moves;
}

/// The next step, its sliders on their way.
pub(super) fn next(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let Some(stage) = &mut state.stage else { return vec![] };
    let next = stage.step + 1;
    let Some(step) = state.scenario.story.get(next) else {
        return if stage.detour { go(state, next, now_ms) } else { vec![] };
    };
    stage.timer.begin(next, now_ms);
    if stage.timer.is_shown {
        stage.timer.now_ms = now_ms;
    }
    // What goes on by itself goes as a whole: a move is over before its step is.
    let speed = stage.auto.map_or_else(Speed::default, |auto| auto.speed);
    let (easing, over_ms) = (step.easing, speed.on_the_clock(step.over_ms.unwrap_or(USUAL_MS)));
    let from = state.moves.clone();
    let Some(scene) = set_step(state, next, now_ms) else { return vec![] };
    let course = Course::to(state, &from, scene.moves.clone(), easing, over_ms, now_ms);
    enter(state, scene);
    on_script(state);
    set_off(state, course, now_ms)
}

/// Begins a course, or arrives at once where it takes no time.
fn set_off(state: &mut State, course: Course, now_ms: u64) -> Vec<Effect> {
    if course.end_ms() <= now_ms {
        put(state, course.goal().clone());
        return recompute(state);
    }
    put(state, course.at(&state.scenario.catalogue, now_ms));
    state.course = Some(course);
    state.course_ms = now_ms;
    central_alone(state)
}

/// On the way only the central case is run; the rest follows where it ends.
fn central_alone(state: &mut State) -> Vec<Effect> {
    state.generation = state.generation.next();
    vec![Effect::Central]
}

pub(super) fn back(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let step = state.stage.as_ref().map_or(0, |stage| stage.step);
    go(state, step.saturating_sub(1), now_ms)
}

/// Takes away what covers the step.
pub(super) fn uncover(state: &mut State) {
    if let Some(stage) = &mut state.stage {
        stage.blank = None;
        stage.typed = None;
    }
}

pub(super) fn blank(state: &mut State, blank: Blank) -> Vec<Effect> {
    if let Some(stage) = &mut state.stage {
        stage.blank = if stage.blank == Some(blank) { None } else { Some(blank) };
    }
    vec![]
}

pub(super) fn timer(state: &mut State, now_ms: u64) -> Vec<Effect> {
    if let Some(stage) = &mut state.stage {
        stage.timer.is_shown = !stage.timer.is_shown;
        stage.timer.now_ms = now_ms;
    }
    vec![]
}

/// Stops the timer, or lets it run on; what is done to it is seen.
pub(super) fn stop_timer(state: &mut State, now_ms: u64) -> Vec<Effect> {
    if let Some(stage) = &mut state.stage {
        stage.timer.is_shown = true;
        stage.timer.toggle(stage.step, now_ms);
    }
    vec![]
}

/// Stops a story that goes on by itself, or lets it go on.
pub(super) fn pause(state: &mut State) -> Vec<Effect> {
    if let Some(auto) = state.stage.as_mut().and_then(|stage| stage.auto.as_mut()) {
        auto.is_paused = !auto.is_paused;
    }
    vec![]
}

/// A story that goes on by itself goes faster from here on, or slower.
pub(super) fn change_speed(state: &mut State, is_faster: bool, now_ms: u64) -> Vec<Effect> {
    let Some(stage) = &mut state.stage else { return vec![] };
    let heard_ms = stage.heard_ms.max(now_ms);
    let Some(auto) = &mut stage.auto else { return vec![] };
    let text = match auto.speed.next(is_faster) {
        Some(speed) => {
            auto.stand(heard_ms);
            auto.speed = speed;
            if speed == Speed::default() {
                "it goes on at its own speed".to_owned()
            } else {
                format!("it goes on {speed} × as fast as its steps are meant to")
            }
        }
        None if is_faster => format!("{} × is as fast as it goes", auto.speed),
        None => format!("{} × is as slow as it goes", auto.speed),
    };
    state.notice = Some(Notice { text, is_error: false });
    vec![]
}

/// Lets the time of a step that goes on by itself run, or stand still, as it now does. `heard_ms` is the moment that the
/// message told, if it told one.
pub(super) fn keep_time(state: &mut State, heard_ms: Option<u64>) {
    let Some(stage) = &mut state.stage else { return };
    stage.heard_ms = heard_ms.unwrap_or(0).max(stage.heard_ms);
    let (now_ms, is_still) = (stage.heard_ms, stage.stands_still(&state.overlay));
    let Some(auto) = &mut stage.auto else { return };
    match auto.since_ms {
        Some(_) if is_still => auto.stand(now_ms),
        None if !is_still => auto.since_ms = Some(now_ms),
        _ => {}
    }
}

/// Off the script: the explorer's keys act from here on.
pub(super) fn take_lever(state: &mut State) {
    let Some(stage) = &mut state.stage else { return };
    (stage.detour, stage.reads, stage.typed) = (true, false, None);
    state.panel = Panel::Levers;
    if !matches!(state.screen, Screen::Explore | Screen::Uncertainty) {
        state.screen = Screen::Explore;
    }
}

/// Whoever looks a number up on stage has left the script, and is back on it with Esc.
pub(super) fn read_numbers(state: &mut State) {
    let is_there = state.screen == Screen::Assumptions;
    let Some(stage) = &mut state.stage else { return };
    let comes_from_script = !std::mem::replace(&mut stage.detour, true);
    stage.reads = comes_from_script || (stage.reads && is_there);
    stage.typed = None;
}

/// Whether the script was left for the numbers alone, and Esc leads back to it.
pub(super) fn only_reads(state: &State) -> bool {
    let reads = state.stage.as_ref().is_some_and(|stage| stage.detour && stage.reads);
    reads && state.screen == Screen::Assumptions && !state.assumptions.is_narrowed()
}

/// Back to the script: the step as it was.
pub(super) fn to_script(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let step = state.stage.as_ref().map_or(0, |stage| stage.step);
    go(state, step, now_ms)
}

/// The last change once more: as it was before, the move, and what came of it.
pub(super) fn replay(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let to = state.moves.clone();
    let scripted = state.stage.as_ref().filter(|stage| !stage.detour).map(|stage| stage.step);
    let (from, easing, over_ms) = match scripted {
        Some(step) => {
            let changed = (0..=step).rev().find(|at| state.scenario.moves_after(*at) != to);
            let shown = changed.and_then(|at| state.scenario.story.get(at));
            let over_ms = shown.and_then(|step| step.over_ms).unwrap_or(USUAL_MS);
            (
                changed.map(|at| state.scenario.moves_after(at)),
                shown.map(|step| step.easing).unwrap_or_default(),
                over_ms,
            )
        }
        None => (state.history.last().map(|last| last.moves.clone()), crate::scenario::Easing::default(), USUAL_MS),
    };
    let Some(from) = from.filter(|from| *from != to) else {
        let text = "nothing was moved yet that could be replayed".to_owned();
        state.notice = Some(Notice { text, is_error: false });
        return vec![];
    };
    let outcome = state.is_current().then(|| state.headlines());
    let course = Course::to(state, &from, to, easing, over_ms, now_ms).replayed(outcome);
    set_off(state, course, now_ms)
}

/// A move in progress is at its goal as soon as another key is pressed.
pub(super) fn arrive(state: &mut State) -> Vec<Effect> {
    let Some(course) = state.course.take() else { return vec![] };
    put(state, course.goal().clone());
    let effects = recompute(state);
    state.reached = course.outcome().map(|outcome| (state.generation, outcome));
    effects
}

/// So late is it.
pub(super) fn tick(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let mut effects = vec![];
    if let Some(course) = &state.course {
        if now_ms >= course.end_ms() {
            effects.extend(arrive(state));
        } else {
            let moves = course.at(&state.scenario.catalogue, now_ms);
            state.course_ms = now_ms;
            if moves != state.moves {
                put(state, moves);
                effects.extend(central_alone(state));
            }
        }
    }
    let Some(stage) = &mut state.stage else { return effects };
    if stage.timer.is_shown {
        stage.timer.now_ms = now_ms;
    }
    let (step, loops) = (stage.step, stage.auto.is_some_and(|auto| auto.loops));
    let due = state.stage.as_ref().and_then(|stage| stage.goes_on_at(state));
    if due.is_some_and(|at| at <= now_ms) {
        let is_last = step + 1 >= state.scenario.story.len();
        effects.extend(if is_last && loops { go(state, 0, now_ms) } else { next(state, now_ms) });
    }
    effects
}

/// Leaves the story: back to what was explored before it, or for good.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    let asks = state.stage.as_ref().is_some_and(|stage| stage.is_safe);
    if asks && !matches!(state.overlay, Overlay::Confirm(Confirm::EndStory)) {
        state.overlay = Overlay::Confirm(Confirm::EndStory);
        return vec![];
    }
    end(state)
}

/// Ends the story.
pub(super) fn end(state: &mut State) -> Vec<Effect> {
    let Some(stage) = state.stage.take() else { return vec![] };
    state.course = None;
    let Some(explorer) = stage.explorer else {
        state.ended = true;
        return vec![Effect::Quit];
    };
    let Explorer { scene, history, assumptions, record, left } = *explorer;
    let changed = left.map(|left| {
        let changed = Arc::clone(&state.scenario);
        drop(files::open(state, left.scenario));
        (state.kept, state.file_reference, state.against) = (left.kept, left.file_reference, left.against);
        changed
    });
    enter(state, scene);
    state.history = history;
    state.assumptions = assumptions;
    (state.backtest.row, state.backtest.scroll) = record;
    let mut effects = recompute(state);
    effects.push(Effect::KeepRecovery);
    if let Some(changed) = changed {
        // A file that changed under unsaved moves is asked about, as it would have been without the story.
        effects.extend(files::on_reload(state, changed));
    }
    effects
}

/// Whether nothing may happen that was not meant.
pub(super) fn is_safe(state: &State) -> bool {
    state.stage.as_ref().is_some_and(|stage| stage.is_safe)
}

/// Says why something is not done.
pub(super) fn refuse(state: &mut State, why: &str) -> Vec<Effect> {
    state.notice = Some(Notice { text: why.to_owned(), is_error: false });
    vec![]
}

/// The key that leaves a story.
pub(super) fn way_out(state: &State) -> impl std::fmt::Display {
    state.keymap.shown(Context::Stage, &[Action::Quit])
}

/// What has no place on stage: files are the explorer's.
pub(super) fn is_off_stage(action: Action) -> bool {
    matches!(
        action,
        Action::Save | Action::SaveAs | Action::Open | Action::OpenChosen | Action::Present | Action::KeepStep
    )
}
