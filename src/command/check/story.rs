//! Can a story be told: does each step change something, does what it expects come out, is it whole on a screen?

use std::sync::Arc;

use super::Trial;
use crate::app::{Msg, Presenting, Scene, State};
use crate::engine::Inline;
use crate::lever::{Assignment, Moves};
use crate::model::Simulator;
use crate::scenario::{Fault, Scenario};
use crate::session::Session;
use crate::shell::desk::Desk;
use crate::study::DEFAULT_SEED;
use crate::view::cut_off;

/// What is wrong with a story, step by step.
pub(super) fn faults(scenario: &Scenario, sizes: &[(u16, u16)], simulator: &mut Simulator) -> Vec<Fault> {
    let mut faults = Vec::new();
    for index in 0..scenario.story.len() {
        faults.extend(idle(scenario, index));
        faults.extend(unmet(scenario, index, simulator));
        faults.extend(cuts(scenario, index, sizes));
    }
    faults
}

/// A step after which all is as it was.
fn idle(scenario: &Scenario, index: usize) -> Vec<Fault> {
    let step = &scenario.story[index];
    let before = scenario.moves_after(index);
    let world = |moves: &Moves| moves.apply(&scenario.root, &scenario.catalogue);
    let stood = world(&before);
    // Whether it was set or inherited: what counts is the world.
    let is_idle = |assignment: &&Assignment| {
        let mut moves = before.clone();
        moves.set(**assignment);
        world(&moves) == stood
    };
    let mut faults: Vec<Fault> = step
        .set
        .iter()
        .filter(is_idle)
        .map(|assignment| {
            let lever = &scenario.catalogue.lever(assignment.lever).id;
            let message = format!("step {}: {lever} has this value already", index + 1);
            scenario.at_step(index, &["set", lever], message)
        })
        .collect();
    let Some(last) = index.checked_sub(1) else { return faults };
    let scene = |step| Scene::at(scenario, &scenario.reference, DEFAULT_SEED, step);
    let previous = &scenario.story[last];
    let says = |step: &crate::scenario::Step| (step.caption.clone(), step.point_at.clone(), step.figure);
    if scene(last) == scene(index) && says(previous) == says(step) {
        let message = format!("step {} changes nothing: it says and shows what the one before does", index + 1);
        faults.push(scenario.at_step(index, &["title"], message));
    }
    faults
}

/// What a step expects and what does not come out.
fn unmet(scenario: &Scenario, index: usize, simulator: &mut Simulator) -> Vec<Fault> {
    let step = &scenario.story[index];
    if step.expect.is_empty() {
        return vec![];
    }
    let world = scenario.moves_after(index + 1).apply(&scenario.root, &scenario.catalogue);
    let mut trial = Trial::of(scenario, world, simulator);
    let fault = |(at, expectation): (usize, &crate::scenario::Expectation)| {
        let message = trial.refuse(expectation)?;
        Some(scenario.at_step(index, &["expect", &at.to_string()], format!("step {}: {message}", index + 1)))
    };
    step.expect.iter().enumerate().filter_map(fault).collect()
}

/// Draws that say how wide what they tell is.
const DRAWS: usize = 256;

/// What of a step is cut off in rooms of so many columns and rows.
fn cuts(scenario: &Scenario, index: usize, sizes: &[(u16, u16)]) -> Vec<Fault> {
    let Some(first) = sizes.first() else { return vec![] };
    let state = State::new(Arc::new(scenario.clone()), scenario.reference.clone(), vec![]);
    let mut session = Session::start_sized(state, *first, Inline::new(DRAWS), Desk::new());
    let how = Presenting { from: index, ..Presenting::default() };
    session.take([Msg::Present { how, now_ms: 0 }]);
    let mut fault = |(columns, rows): (u16, u16)| {
        session.take([Msg::Size(columns, rows)]);
        // What the draws say is part of the picture.
        session.settle();
        let cuts = cut_off(&session.state, columns, rows);
        let message = format!("step {} is not whole at {columns}x{rows}: {}", index + 1, cuts.join("; "));
        (!cuts.is_empty()).then(|| scenario.at_step(index, &["title"], message))
    };
    sizes.iter().filter_map(|size| fault(*size)).collect()
}
