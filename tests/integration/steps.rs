//! Steps of sliders: there and back, of every lever, for all firms and for each alone.

use stockout::app::key::parse_key;
use stockout::app::{Msg, State, update};
use stockout::harness::Harness;
use stockout::lever::{LeverId, Reading};
use stockout::scenario::library;
use stockout::study::Focus;

fn step(state: &mut State, key: &str) {
    let key = parse_key(key).unwrap();
    let _ = update(state, Msg::Key { key, now_ms: 0 });
}

/// Explores a scenario; scopes: all firms, and each alone.
fn states(name: &str) -> Vec<(String, State)> {
    let all = Harness::scenario(name).size(80, 24).state().clone();
    let firms: Vec<String> = all.present.firms.iter().map(|firm| firm.name.clone()).collect();
    let scoped = |focus: Focus| {
        let mut state = all.clone();
        (state.focus, state.alone) = (focus, focus != Focus::All);
        state
    };
    let alone =
        firms.iter().enumerate().map(|(index, firm)| (format!("{name}, {firm} alone"), scoped(Focus::Firm(index))));
    [(format!("{name}, all firms"), scoped(Focus::All))].into_iter().chain(alone).collect()
}

/// What is wrong with a step that way and one back; `Ok(false)` where the slider is at its end.
fn there_and_back(state: &State, id: LeverId, there: &str, back: &str) -> Result<bool, String> {
    let mut state = state.clone();
    let lever = state.lever(id).clone();
    let Reading::One(from) = state.reading(id) else { return Ok(true) };
    let (low, high) = state.track(id);
    if from.is_finite() && !(low..=high).contains(&from) {
        return Err(format!("{from} is not within {low} to {high}"));
    }
    let moves = state.moves.clone();
    step(&mut state, there);
    let Reading::One(to) = state.reading(id) else { return Err("a step made it differ".into()) };
    let end = match there {
        "right" if lever.can_be_never() => f64::INFINITY,
        "right" => high,
        _ => low,
    };
    if to == from {
        return if from == end { Ok(false) } else { Err(format!("{there} leaves it at {from}, short of {end}")) };
    }
    let is_whole = (to - from).abs() > lever.fine * 0.999;
    step(&mut state, back);
    match state.reading(id) {
        // The last step to an end may be a part of one.
        _ if !is_whole => Ok(true),
        Reading::One(again) if again.to_bits() == from.to_bits() && state.moves == moves => Ok(true),
        after => Err(format!("{from}, {there} {to}, {back} {after:?}")),
    }
}

#[test]
fn a_step_and_one_back_leave_every_lever_of_every_scenario_as_it_was_in_every_scope() {
    let (mut wrong, mut steps, mut ends) = (Vec::new(), 0, 0);
    for name in library::names() {
        for (scope, state) in states(name) {
            for (id, lever) in state.scenario.catalogue.clone().iter() {
                let mut at = state.clone();
                at.cursor = id;
                for (there, back) in [("right", "left"), ("left", "right")] {
                    steps += 1;
                    match there_and_back(&at, id, there, back) {
                        Ok(moved) => ends += usize::from(!moved),
                        Err(what) => wrong.push(format!("{scope}: {}: {what}", lever.id)),
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {steps}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(steps > 5_000 && ends * 5 < steps, "{ends} of {steps} are at an end");
}

#[test]
fn a_value_with_more_digits_than_a_step_is_come_back_to() {
    let typed = Harness::scenario("baseline").size(80, 24).keys("/inference growth<enter>@<enter>6.37%<enter>");
    let id = typed.state().cursor;
    let value = typed.state().reading(id);
    let on = typed.keys("<right>");
    assert_ne!(on.state().reading(id), value);
    assert_eq!(on.keys("<left>").state().reading(id), value);
}

#[test]
fn a_firms_own_growth_has_as_much_room_as_all_firms_have() {
    let alone = Harness::scenario("baseline").size(80, 24).keys("f/inference growth<enter>@");
    let id = alone.state().cursor;
    let Reading::One(own) = alone.state().reading(id) else { panic!("one firm, one value") };
    assert_eq!(alone.state().track(id), (own - 0.06, own + 0.06));
    let Reading::One(up) = alone.keys("<right*4>").state().reading(id) else { panic!("one firm, one value") };
    assert!((up - own - 0.02).abs() < 1e-12, "{own} to {up}");
}
