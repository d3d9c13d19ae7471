//! What clickers and other presenters send, key by key and wherever one is.

use stockout::app::key::parse_key;
use stockout::app::{Blank, Context, Effect, Key, Keymap, ListKind, Msg, Overlay, Presenting, State, update};

use super::{load, presented, press, scene, state, step_of};

/// What is seen of a state, in a few words.
fn seen(state: &State) -> String {
    let Some(stage) = &state.stage else { return "no story".to_owned() };
    let blank = match stage.blank {
        Some(Blank::Black) => ", black",
        Some(Blank::White) => ", white",
        None => "",
    };
    let script = if stage.detour { ", off script" } else { "" };
    let over = match &state.overlay {
        Overlay::None => String::new(),
        Overlay::List(list) if list.kind == ListKind::Steps => {
            let typed = list.query.text();
            let typed = if typed.is_empty() { String::new() } else { format!(" “{typed}”") };
            format!(", list at {}{typed}", list.chosen + 1)
        }
        Overlay::Confirm(_) => ", asked".to_owned(),
        other => format!(", {other:?}"),
    };
    let ended = if state.ended { ", ended" } else { "" };
    format!("step {}{blank}{script}{over}{ended}", stage.step + 1)
}

/// Where a key is pressed: what leads there from step 3 of 8.
const PLACES: [&str; 5] = ["", "b", "l", "q", "i"];

/// A key, and what is seen after it on the script, on a black screen, off the script, under the question whether to leave,
/// and in the list of steps. `…` is whatever the explorer does with the key.
const TABLE: [(&str, [&str; 5]); 17] = [
    ("pagedown", ["step 4", "step 3", "step 4", "step 3", "step 3, list at 4"]),
    ("pageup", ["step 2", "step 3", "step 3", "step 3", "step 3, list at 2"]),
    ("right", ["step 4", "step 3", "…", "step 3", "step 3, list at 3"]),
    ("left", ["step 2", "step 3", "…", "step 3", "step 3, list at 3"]),
    ("down", ["step 4", "step 3", "…", "step 3", "step 3, list at 4"]),
    ("up", ["step 2", "step 3", "…", "step 3", "step 3, list at 2"]),
    ("space", ["step 4", "step 3", "…", "step 3", "step 3, list at 1 “ ”"]),
    ("enter", ["step 4", "step 3", "…", "step 3", "step 3"]),
    ("n", ["step 4", "step 3", "…", "step 3", "step 3, list at 1 “n”"]),
    ("p", ["step 2", "step 3", "…", "step 3, asked", "step 3, list at 1 “p”"]),
    ("backspace", ["step 2", "step 3", "…", "step 3", "step 3, list at 3"]),
    (".", ["step 3, black", "step 3", "step 3, black, off script", "step 3", "step 3, list at 1 “.”"]),
    ("b", ["step 3, black", "step 3", "…", "step 3", "step 3, list at 1 “b”"]),
    ("w", ["step 3, white", "step 3, white", "…", "step 3", "step 3, list at 1 “w”"]),
    ("f5", ["step 3", "step 3", "…", "step 3", "step 3, list at 3"]),
    ("esc", ["step 3", "step 3", "step 3", "step 3", "step 3"]),
    ("home", ["step 1", "step 3", "…", "step 3, asked", "step 3, list at 3"]),
];

#[test]
fn each_key_of_a_clicker_does_one_thing_wherever_it_is_pressed() {
    for (key, wanted) in TABLE {
        for (place, wanted) in PLACES.into_iter().zip(wanted) {
            let how = Presenting { is_safe: true, ..Presenting::default() };
            let mut state = presented(load("the-ban"), how);
            press(&mut state, &format!("3<enter>{place}"), 0);
            let script = scene(&state, 2).moves;
            let (was, context) = (seen(&state), state.context());
            let key = parse_key(key).unwrap();
            let effects = update(&mut state, Msg::Key { key, now_ms: 20_000 });
            let what = format!("{key} after “{place}”: {was} → {}", seen(&state));
            if wanted == "…" {
                let keys = Keymap::default();
                assert_eq!(keys.resolve(context, key), keys.resolve(Context::Explore, key), "{what}");
            } else {
                assert_eq!(seen(&state), wanted, "{what}");
            }
            // Nothing that a clicker sends ends a story or opens anything, and on the script none of it moves a lever.
            assert!(!effects.contains(&Effect::Quit) && !effects.contains(&Effect::Suspend), "{what}");
            assert!(!state.ended && state.stage.is_some(), "{what}");
            if place == "l" {
                continue;
            }
            let opens = |state: &State| !matches!(state.overlay, Overlay::None);
            assert!(!opens(&state) || !matches!(place, "" | "b"), "{what}");
            while let Some(at) = state.wakes_at() {
                update(&mut state, Msg::Tick { now_ms: at });
            }
            assert_eq!(state.moves, scene(&state, step_of(&state)).moves, "{what}");
            assert!(step_of(&state) != 2 || state.moves == script, "{what}");
        }
    }
}

#[test]
fn at_the_ends_of_a_story_nothing_leads_out_of_it() {
    for (key, _) in TABLE {
        let key = parse_key(key).unwrap();
        for (end, last) in [("<home>", 0), ("<end>", 7)] {
            let mut state = state("the-ban");
            press(&mut state, end, 0);
            for round in 1..4 {
                update(&mut state, Msg::Key { key, now_ms: round * 5_000 });
            }
            assert!(state.stage.is_some() && !state.ended, "{key}");
            let onwards = matches!(step_of(&state).abs_diff(last), 0..=3);
            assert!(onwards || key == parse_key("home").unwrap(), "{key}: step {}", step_of(&state));
        }
    }
}

#[test]
fn a_question_on_stage_takes_no_clicker_for_yes() {
    let ask = || {
        let mut state = presented(load("the-ban"), Presenting { is_safe: true, ..Presenting::default() });
        press(&mut state, "q", 0);
        assert_eq!(seen(&state), "step 1, asked");
        state
    };
    let mut state = ask();
    // Not even the key that asked, held down.
    press(&mut state, "qqqq", 500);
    assert_eq!(seen(&state), "step 1, asked");
    press(&mut state, "y", 2_000);
    assert!(state.ended);
    let mut state = ask();
    press(&mut state, "<c-c>", 2_000);
    assert!(state.ended, "Ctrl-C leaves, and is on no clicker");
}

#[test]
fn a_key_that_is_held_down_is_one_step() {
    let held = |start: &str, key: &str, times: &[u64]| {
        let mut state = state("the-ban");
        press(&mut state, start, 0);
        let key = parse_key(key).unwrap();
        let mut all = vec![];
        for now_ms in times {
            update(&mut state, Msg::Key { key, now_ms: *now_ms });
            all.push(seen(&state));
        }
        all
    };
    let last = |start: &str, key: &str, times: &[u64]| held(start, key, times).pop().unwrap();
    // A slow first repeat looks like a second press until the others follow.
    assert_eq!(last("", "pagedown", &[1_000, 1_500, 1_533, 1_566, 1_600, 1_633]), "step 2");
    assert_eq!(last("", "pagedown", &[1_000, 1_250, 1_283, 1_316]), "step 2");
    // A hand that is quick.
    assert_eq!(last("", "pagedown", &[1_000, 1_400, 1_800]), "step 4");
    // Off the script it goes on, and no further.
    assert_eq!(last("l", "pagedown", &[1_000, 1_500, 1_533, 1_566]), "step 2");
    // A screen that is made dark stays dark, and never flickers.
    for key in ["b", ".", "w"] {
        let blank = if key == "w" { "step 1, white" } else { "step 1, black" };
        for times in [&[1_000, 1_500, 1_533, 1_566, 1_600][..], &[1_000, 1_030, 1_060, 1_090], &[1_000, 1_660, 1_700]] {
            assert!(held("", key, times).iter().all(|seen| seen == blank), "{key} {times:?}");
        }
        // Pressed again it comes back.
        assert_eq!(last("", key, &[1_000, 2_000]), "step 1");
        assert_eq!(last("", key, &[1_000, 1_400, 1_900]), "step 1");
    }
    // Two keys are two presses, however near.
    let mut state = state("the-ban");
    press(&mut state, "<space>n<right>", 1_000);
    assert_eq!(step_of(&state), 3);
}

#[test]
fn every_key_of_the_stage_is_in_the_one_table() {
    let keys = Keymap::default();
    for key in ["right", "b", "t", "T", "i", "l", "a", "7", "q", "m"] {
        assert!(keys.resolve(Context::Stage, parse_key(key).unwrap()).is_some(), "{key}");
    }
    // The explorer's keys mean nothing there.
    for key in ["s", "o", "S", ":", "z", "u", "x", "r"] {
        assert_eq!(keys.resolve(Context::Stage, parse_key(key).unwrap()), None, "{key}");
    }
    assert_eq!(keys.resolve(Context::Detour, Key::char('u')), keys.resolve(Context::Explore, Key::char('u')));
}
