//! What is asked of a talk from elsewhere, and the states that tell of it.

use super::stage;
use crate::app::action::{Action, Context};
use crate::app::follow::Drive;
use crate::app::key::{Code, Key};
use crate::app::message::Effect;
use crate::app::overlay::Overlay;
use crate::app::state::State;

/// Does on stage what is asked from elsewhere, as the key for it would there. What lies over the step gives way, as
/// whoever asks cannot see it.
pub(super) fn drive(state: &mut State, drive: Drive, now_ms: u64) -> Vec<Effect> {
    let Some(is_off_script) = state.stage.as_ref().map(|stage| stage.detour) else { return vec![] };
    state.notice = None;
    state.overlay = Overlay::None;
    let is_dark = stage::is_dark(state);
    let mut effects = stage::arrive(state);
    effects.extend(match (drive, drive.action()) {
        // What is blank is seen again first, as with a key.
        (Drive::To(_), _) if is_dark => {
            stage::uncover(state);
            vec![]
        }
        (Drive::To(step), _) => stage::go(state, step, now_ms),
        (Drive::Back | Drive::Show, _) if is_off_script && !is_dark => stage::to_script(state, now_ms),
        // With its key, so that one that is held down is one step here too.
        (_, Some(action)) => stage::stage_key(state, action, key_of(state, action), now_ms),
        (_, None) => vec![],
    });
    effects
}

fn key_of(state: &State, action: Action) -> Key {
    state.keymap.keys_in(Context::Stage, action).first().copied().unwrap_or(Key::plain(Code::Esc))
}

/// The same once its sliders have arrived. Its results are not there yet if they were on their way.
pub fn arrived(state: &State) -> State {
    let mut arrived = state.clone();
    if arrived.course.is_some() {
        // Whoever wants results runs them.
        drop(stage::arrive(&mut arrived));
        arrived.central = None;
    }
    arrived
}

/// The same at the next step of its story, without its results; nothing at the end.
pub fn upcoming(state: &State) -> Option<State> {
    let next = state.stage.as_ref()?.step + 1;
    if next >= state.scenario.story.len() {
        return None;
    }
    let mut upcoming = state.clone();
    drop(stage::go(&mut upcoming, next, 0));
    upcoming.central = None;
    Some(upcoming)
}
