//! What there is to tell of a talk. Its words are made once a step: they need a run of the model.

use std::sync::Arc;

use crate::app::{Script, State, Told, arrived, upcoming};
use crate::lever::{Moves, Reference};
use crate::model::Simulator;
use crate::scenario::Scenario;
use crate::study::Central;
use crate::view::script;

/// Tells of a talk.
#[derive(Debug, Default)]
pub(super) struct Teller {
    simulator: Simulator,
    script: Option<(Of, Arc<Script>)>,
}

/// What the words of a script depend on.
#[derive(Debug)]
struct Of {
    scenario: Arc<Scenario>,
    step: usize,
    moves: Moves,
    reference: Reference,
}

impl Of {
    fn is(&self, state: &State, step: usize) -> bool {
        Arc::ptr_eq(&self.scenario, &state.scenario)
            && self.step == step
            && self.moves == *goal(state)
            && self.reference == state.reference
    }
}

/// The moves that sliders on their way lead to.
fn goal(state: &State) -> &Moves {
    state.course.as_ref().map_or(&state.moves, |course| course.goal())
}

impl Teller {
    /// What there is to tell, with the numbers that the sliders lead to; nothing without a story on stage.
    pub(super) fn told(&mut self, state: &State) -> Option<Told> {
        let step = state.stage.as_ref()?.step;
        let known = self.script.as_ref().filter(|(of, _)| of.is(state, step)).map(|(_, script)| Arc::clone(script));
        let script = known.unwrap_or_else(|| {
            let script = Arc::new(self.script(state));
            let of = Of {
                scenario: Arc::clone(&state.scenario),
                step,
                moves: goal(state).clone(),
                reference: state.reference.clone(),
            };
            self.script = Some((of, Arc::clone(&script)));
            script
        });
        Told::of(state, script)
    }

    fn script(&mut self, state: &State) -> Script {
        let here = self.with_results(arrived(state));
        let next = upcoming(state).map(|next| self.with_results(next));
        script(&here, next.as_ref())
    }

    fn with_results(&mut self, mut state: State) -> State {
        if state.central.is_none() {
            let central = Central::compute(&state.central_job(), &mut self.simulator, None);
            state.central = Some(Box::new(central));
        }
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Drive, Msg, Presenting, Prose, update};
    use crate::scenario::{NoFiles, load};
    use crate::view::Spoken;

    fn drive(state: &mut State, drive: Drive) {
        update(state, Msg::Drive { drive, now_ms: 0 });
    }

    fn text(prose: &Prose) -> String {
        prose.runs.iter().map(|run| run.text.replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn the_words_of_the_next_step_have_the_numbers_that_it_will_have() {
        let scenario = load("the-ban", &NoFiles).unwrap();
        let reference = scenario.reference.clone();
        let mut state = State::new(Arc::new(scenario), reference, vec![]);
        let mut teller = Teller::default();
        assert_eq!(teller.told(&state), None, "nothing is told");
        update(&mut state, Msg::Present { how: Presenting::default(), now_ms: 0 });
        drive(&mut state, Drive::To(3));
        let told = teller.told(&state).unwrap();
        assert!(text(&told.script.notes[0]).contains("the forecast of one executive"));
        assert_eq!(told.script.sources[0].0, "halt_of_development");
        let next = told.script.next.as_ref().unwrap();
        assert_eq!(next.title, "The middle way: hybrid");
        // The slider is on its way to the numbers that were told.
        drive(&mut state, Drive::Next);
        assert!(state.course.is_some());
        let moving = Arc::clone(&teller.told(&state).unwrap().script);
        update(&mut state, Msg::Tick { now_ms: 100 });
        assert!(Arc::ptr_eq(&teller.told(&state).unwrap().script, &moving), "made anew on the way");
        update(&mut state, Msg::Tick { now_ms: 60_000 });
        assert!(Arc::ptr_eq(&teller.told(&state).unwrap().script, &moving), "other words at the goal");
        let there = teller.with_results(state.clone());
        let said = Spoken::new().news(&there).join("\n").replace('\u{a0}', " ");
        let begins = text(next.begins.as_ref().unwrap());
        assert!(said.contains(&begins), "{begins}\n{said}");
        drive(&mut state, Drive::Last);
        assert_eq!(teller.told(&state).unwrap().script.next, None);
    }
}
