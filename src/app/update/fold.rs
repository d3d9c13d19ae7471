//! A file that extends nothing has its numbers in it: saved moves become numbers of the file, and are moves no more.

use crate::app::state::State;
use crate::lever::{Assignment, Moves};
use crate::model::World;
use crate::scenario::Scenario;

/// Makes the moves of the state, and of what undo would bring back, moves of the file as it was saved, so that they give
/// the worlds that they gave before. What cannot be said in them can no longer be brought back.
pub(super) fn carry_over(state: &mut State, before: &Scenario) {
    let now = &state.scenario;
    let saved = now.moves.apply(&now.root, &now.catalogue);
    // What the file does not say is moved still.
    if now.moves == state.moves || !is_same(saved.clone(), &state.present) {
        return;
    }
    let folded: Vec<Assignment> =
        state.moves.iter().filter(|saved| now.moves.get(saved.lever, saved.scope).is_none()).collect();
    state.moves = now.moves.clone();
    state.present = saved;
    state.unmoved = None;
    state.history.carry_over(|moves| of_file(moves, &folded, before, now));
}

/// Moves of the file before as moves of the file now; `None` if nothing gives the same world.
fn of_file(moves: &Moves, folded: &[Assignment], before: &Scenario, now: &Scenario) -> Option<Moves> {
    let mut moves_now = moves.clone();
    for Assignment { lever, scope, .. } in folded {
        let number = |Scenario { root, catalogue, .. }: &Scenario| {
            Moves::new().reading(catalogue, root, root, *lever, *scope).value()
        };
        let value = moves.get(*lever, *scope).or_else(|| number(before))?;
        if number(now) == Some(value) {
            moves_now.forget_scope(*lever, *scope);
        } else {
            moves_now.set(Assignment { lever: *lever, scope: *scope, value });
        }
    }
    let wanted = moves.apply(&before.root, &before.catalogue);
    is_same(moves_now.apply(&now.root, &now.catalogue), &wanted).then_some(moves_now)
}

/// Whether two worlds have the same numbers, wherever they are from and however uncertain: spreads are kept beside moves.
fn is_same(mut one: World, other: &World) -> bool {
    one.source.clone_from(&other.source);
    one.spread.clone_from(&other.spread);
    one == *other
}
