//! Presenting: going from step to step, off the script and back, and what time brings.

use super::{act, recompute};
use crate::app::action::Action;
use crate::app::course::{Course, USUAL_MS};
use crate::app::history::History;
use crate::app::key::{Code, Key};
use crate::app::message::Effect;
use crate::app::overlay::{Confirm, Overlay};
use crate::app::stage::{Auto, Blank, Held, MOST_TYPED, Presenting, Scene, Stage, Start, Timer};
use crate::app::state::{Notice, Panel, State};
use crate::study::Focus;

/// Presses of one key closer than this are its repeats: no hand is as quick.
const REPEAT_MS: u64 = 120;
/// A key that is held down repeats after at most so long.
const FIRST_REPEAT_MS: u64 = 800;

/// Puts the story on stage, if there is one.
pub(super) fn present(state: &mut State, how: Presenting, now_ms: u64, from_explorer: bool) -> Vec<Effect> {
    if state.scenario.story.is_empty() {
        let text = "this scenario tells no story: it has no `story:`".to_owned();
        state.notice = Some(Notice { text, is_error: false });
        return vec![];
    }
    let explorer = from_explorer.then(|| Box::new((Scene::of(state), std::mem::take(&mut state.history))));
    if how.is_safe {
        state.mouse = false;
    }
    let auto =
        (how.auto || how.loops).then_some(Auto { loops: how.loops, is_paused: false, since_ms: now_ms, shown_ms: 0 });
    state.stage = Some(Box::new(Stage {
        step: 0,
        detour: false,
        blank: None,
        typed: None,
        timer: Timer { begun_ms: how.used_ms.map(|_| now_ms), before_ms: how.used_ms.unwrap_or(0), ..Timer::default() },
        auto,
        is_safe: how.is_safe,
        start: Start { focus: how.focus.unwrap_or(Focus::Firm(0)), seed: state.seed },
        held: None,
        explorer,
    }));
    go(state, how.from, now_ms)
}

/// The step of that number, as it is.
pub(super) fn go(state: &mut State, step: usize, now_ms: u64) -> Vec<Effect> {
    let Some(scene) = set_step(state, step, now_ms) else { return vec![] };
    state.course = None;
    enter(state, scene);
    recompute(state)
}

/// Notes the step; gives what it fixes.
fn set_step(state: &mut State, step: usize, now_ms: u64) -> Option<Scene> {
    let last = state.scenario.story.len().checked_sub(1)?;
    let stage = state.stage.as_mut()?;
    stage.step = step.min(last);
    stage.detour = false;
    stage.blank = None;
    stage.typed = None;
    if let Some(auto) = &mut stage.auto {
        (auto.since_ms, auto.shown_ms) = (now_ms, 0);
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
    state.panel = panel;
    state.seed = seed;
    state.overlay = Overlay::None;
    state.cross_hair = None;
    state.change = None;
    state.notice = None;
    state.grip = None;
    state.history = History::default();
}

/// Sets the moves without a trace in the history.
fn put(state: &mut State, moves: crate::lever::Moves) {
    state.present = moves.apply(&state.scenario.root, &state.scenario.catalogue);
    state.moves = moves;
}

/// What a key of the stage does.
pub(super) fn stage_key(state: &mut State, action: Action, key: Key, now_ms: u64) -> Vec<Effect> {
    let Some(stage) = &mut state.stage else { return vec![] };
    if stage.timer.is_shown {
        stage.timer.now_ms = now_ms;
    }
    if !matches!(action, Action::StageNext | Action::StageBack) {
        stage.held = None;
    } else if is_repeat(stage, key, now_ms) {
        return take_back_doubtful(state, now_ms);
    }
    if let Action::StageDigit = action {
        if let (Some(stage), Code::Char(c)) = (&mut state.stage, key.code)
            && let Some(digit) = c.to_digit(10)
        {
            let typed = stage.typed.unwrap_or(0) * 10 + digit as usize;
            stage.typed = (typed <= MOST_TYPED).then_some(typed).or(stage.typed);
        }
        return vec![];
    }
    let typed = state.stage.as_mut().and_then(|stage| stage.typed.take());
    match (action, typed, key.code) {
        (Action::StageNext, Some(number), Code::Enter) => go(state, number.saturating_sub(1), now_ms),
        _ => act(state, action, now_ms),
    }
}

/// Whether a key repeats because it is held down; notes the press.
fn is_repeat(stage: &mut Stage, key: Key, now_ms: u64) -> bool {
    let gap = stage.held.filter(|held| held.key == key).map(|held| now_ms.saturating_sub(held.last_ms));
    match (&mut stage.held, gap) {
        (Some(held), Some(gap)) if gap < REPEAT_MS => {
            held.last_ms = now_ms;
            true
        }
        (held, gap) => {
            let doubtful = gap.filter(|gap| *gap <= FIRST_REPEAT_MS).map(|_| stage.step);
            *held = Some(Held { key, last_ms: now_ms, doubtful });
            false
        }
    }
}

/// The press before a row of repeats was the first of them: what it did is taken back.
fn take_back_doubtful(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let doubtful = state.stage.as_mut().and_then(|stage| stage.held.as_mut()).and_then(|held| held.doubtful.take());
    match doubtful {
        Some(step) => go(state, step, now_ms),
        None => vec![],
    }
}

/// The next step, its sliders on their way; from a black screen the same step again.
pub(super) fn next(state: &mut State, now_ms: u64) -> Vec<Effect> {
    if uncover(state) {
        return vec![];
    }
    let Some(stage) = &mut state.stage else { return vec![] };
    stage.timer.begun_ms.get_or_insert(now_ms);
    if stage.timer.is_shown {
        stage.timer.now_ms = now_ms;
    }
    let next = stage.step + 1;
    let Some(step) = state.scenario.story.get(next) else {
        return if stage.detour { go(state, next, now_ms) } else { vec![] };
    };
    let (easing, over_ms) = (step.easing, step.over_ms.unwrap_or(USUAL_MS));
    let from = state.moves.clone();
    let Some(scene) = set_step(state, next, now_ms) else { return vec![] };
    let course = Course::to(state, &from, scene.moves.clone(), easing, over_ms, now_ms);
    enter(state, scene);
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
    if uncover(state) {
        return vec![];
    }
    let step = state.stage.as_ref().map_or(0, |stage| stage.step);
    go(state, step.saturating_sub(1), now_ms)
}

/// Takes away what covers the step; whether something did.
pub(super) fn uncover(state: &mut State) -> bool {
    state.stage.as_mut().is_some_and(|stage| stage.blank.take().is_some())
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

/// Stops a story that goes on by itself, or lets it go on.
pub(super) fn pause(state: &mut State, now_ms: u64) -> Vec<Effect> {
    if let Some(auto) = state.stage.as_mut().and_then(|stage| stage.auto.as_mut()) {
        if !auto.is_paused {
            auto.shown_ms += now_ms.saturating_sub(auto.since_ms);
        }
        auto.is_paused = !auto.is_paused;
        auto.since_ms = now_ms;
    }
    vec![]
}

/// Off the script: the explorer's keys act from here on.
pub(super) fn take_lever(state: &mut State) {
    if let Some(stage) = &mut state.stage {
        stage.detour = true;
        stage.typed = None;
        state.panel = Panel::Levers;
    }
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
    let course = Course::to(state, &from, to, easing, over_ms, now_ms).held();
    set_off(state, course, now_ms)
}

/// A move in progress is at its goal as soon as another key is pressed.
pub(super) fn arrive(state: &mut State) -> Vec<Effect> {
    let Some(course) = state.course.take() else { return vec![] };
    put(state, course.goal().clone());
    recompute(state)
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
    let (scene, history) = *explorer;
    enter(state, scene);
    state.history = history;
    recompute(state)
}

/// The file was read again: the same step of the story that it now tells.
pub(super) fn reloaded(state: &mut State, mut stage: Box<Stage>) -> Vec<Effect> {
    if stage.explorer.is_some() {
        // Its levers may be others.
        stage.explorer = Some(Box::new((Scene::of(state), History::default())));
    }
    let (step, since_ms) = (stage.step, stage.auto.map_or(0, |auto| auto.since_ms));
    state.stage = Some(stage);
    if state.scenario.story.is_empty() {
        let effects = end(state);
        state.notice = Some(Notice { text: "the file tells no story any more".to_owned(), is_error: true });
        return effects;
    }
    go(state, step, since_ms)
}

/// What has no place on stage: files are the explorer's.
pub(super) fn is_off_stage(action: Action) -> bool {
    matches!(
        action,
        Action::Save | Action::SaveAs | Action::Open | Action::OpenChosen | Action::Present | Action::KeepStep
    )
}
