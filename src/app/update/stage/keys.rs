//! Keys of the stage: what is held down, what is typed digit by digit, and what acts on a blank screen.

use super::go;
use crate::app::action::{Action, Context};
use crate::app::key::{Code, Key};
use crate::app::message::Effect;
use crate::app::overlay::Overlay;
use crate::app::stage::{Held, MOST_TYPED, Stage};
use crate::app::state::State;
use crate::app::update::act;

/// Presses of one key closer than this are its repeats: no hand is as quick.
const REPEAT_MS: u64 = 120;
/// A key that is held down repeats after at most so long.
const FIRST_REPEAT_MS: u64 = 800;

/// Whether an action in this context is the stage's, and so is one step however long its key is held.
pub(in crate::app::update) fn is_of_stage(context: Context, action: Action) -> bool {
    match context {
        Context::Stage | Context::Auto => true,
        Context::Detour => matches!(action, Action::StageNext | Action::ToScript | Action::StageBlack),
        _ => false,
    }
}

/// What a key of the stage does.
pub(in crate::app::update) fn stage_key(state: &mut State, action: Action, key: Key, now_ms: u64) -> Vec<Effect> {
    let Some(stage) = &mut state.stage else { return vec![] };
    if stage.timer.is_shown {
        stage.timer.now_ms = now_ms;
    }
    match pressed(stage, action, key, now_ms) {
        Press::Fresh => {}
        Press::Repeat => return take_back_doubtful(state, now_ms),
    }
    if let Action::StageDigit = action
        && !is_dark(state)
    {
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

/// What a press of a key is.
enum Press {
    Fresh,
    /// The key is held down.
    Repeat,
}

/// What turns something over: done twice it is as if it had not been done.
fn is_toggle(action: Action) -> bool {
    matches!(
        action,
        Action::StageBlack
            | Action::StageWhite
            | Action::StageTimer
            | Action::StageTimerStop
            | Action::StagePause
            | Action::ToggleMouse
    )
}

/// Whether a key repeats because it is held down; notes the press.
///
/// The first repeat of a held key comes late and looks like a second press. What moves takes it for one, and takes the
/// step back when the others follow; what turns something over would be seen to flicker, and leaves it out.
fn pressed(stage: &mut Stage, action: Action, key: Key, now_ms: u64) -> Press {
    if action == Action::StageDigit {
        stage.held = None;
        return Press::Fresh;
    }
    let moves = matches!(action, Action::StageNext | Action::StageBack);
    let step = stage.step;
    let (gap, had_acted) = match &stage.held {
        Some(held) if held.key == key => (now_ms.saturating_sub(held.last_ms), held.has_acted),
        _ => (u64::MAX, false),
    };
    if gap < REPEAT_MS
        && let Some(held) = &mut stage.held
    {
        (held.last_ms, held.has_acted) = (now_ms, false);
        return Press::Repeat;
    }
    let may_repeat = gap <= FIRST_REPEAT_MS;
    let is_left_out = may_repeat && had_acted && is_toggle(action);
    let doubtful = (may_repeat && moves).then_some(step);
    stage.held = Some(Held { key, last_ms: now_ms, doubtful, has_acted: !is_left_out });
    if is_left_out { Press::Repeat } else { Press::Fresh }
}

/// The press before a row of repeats was the first of them: what it did is taken back.
fn take_back_doubtful(state: &mut State, now_ms: u64) -> Vec<Effect> {
    let doubtful = state.stage.as_mut().and_then(|stage| stage.held.as_mut()).and_then(|held| held.doubtful.take());
    match doubtful {
        Some(step) => go(state, step, now_ms),
        None => vec![],
    }
}

/// No key of the stage is held down any more.
pub(in crate::app::update) fn let_go(state: &mut State) {
    if let Some(stage) = &mut state.stage {
        stage.held = None;
    }
}

/// Whether the screen is blank and nothing lies over it.
pub(in crate::app::update) fn is_dark(state: &State) -> bool {
    state.stage.as_ref().is_some_and(|stage| stage.blank.is_some()) && matches!(state.overlay, Overlay::None)
}

/// What a blank screen does not stand in the way of; everything else only brings the step back.
pub(in crate::app::update) fn acts_in_the_dark(action: Action) -> bool {
    matches!(
        action,
        Action::StageBlack
            | Action::StageWhite
            | Action::StageTimer
            | Action::StageTimerStop
            | Action::Help
            | Action::Repaint
            | Action::Suspend
            | Action::Quit
    )
}
