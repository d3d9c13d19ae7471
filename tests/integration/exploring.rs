//! What keys do: jobs counted, moves taken back, scenarios opened, files saved.

use proptest::prelude::*;
use stockout::app::{Action, BINDINGS, Confirm, Context, Msg, Overlay, Screen};
use stockout::harness::Harness;
use stockout::lever::Reading;
use stockout::model::{self, Spread};
use stockout::view::Spoken;

fn baseline() -> Harness {
    Harness::scenario("baseline").size(120, 40)
}

#[test]
fn a_move_is_one_central_job_and_one_look_ahead() {
    let before = baseline();
    let start = before.jobs();
    let after = before.keys("<right>").jobs();
    assert_eq!(after.central, start.central + 1);
    assert_eq!(after.look_ahead, start.look_ahead + 1);
}

#[test]
fn a_strategy_runs_one_world_and_an_assumption_its_reference_too() {
    let on = |find: &str| baseline().keys(find);
    // Shares are set by the reference and by each of the ways, so only the present world is new.
    let before = on("/inference moved<enter>");
    let start = before.jobs().central_worlds;
    assert_eq!(before.keys("<right>").jobs().central_worlds, start + 1);
    // Everything hangs on an assumption: the present, which is no longer the hybrid's twin, the reference, which is
    // also the way of staying, and the other two ways.
    let before = on("/usage gain<enter>");
    let start = before.jobs().central_worlds;
    assert_eq!(before.keys("<right>").jobs().central_worlds, start + 3);
}

#[test]
fn what_changes_no_input_runs_no_world() {
    let before = baseline();
    let start = before.jobs();
    let after = before.keys("jjkt f z<tab>?<esc>x<right*5><esc>:<esc>").jobs();
    assert_eq!(after.central, start.central, "central jobs without a move");
}

#[test]
fn a_burst_of_moves_is_one_job_and_ends_in_the_last() {
    use stockout::app::{Code, Key, State};
    use stockout::engine::{Engine, Inline};
    use stockout::session::{Nowhere, Session};
    let scenario = std::sync::Arc::new(stockout::scenario::load("baseline", &stockout::scenario::NoFiles).unwrap());
    let state = State::new(scenario.clone(), scenario.reference.clone(), vec![]);
    let mut session = Session::start(state, Inline::new(0), Nowhere);
    let start = session.engine.jobs();
    session.take((0..10).map(|now_ms| Msg::Key { key: Key::plain(Code::Right), now_ms }));
    let jobs = session.engine.jobs();
    assert_eq!((jobs.central, jobs.look_ahead), (start.central + 1, start.look_ahead + 1));
    let central = session.state.central.as_ref().unwrap();
    assert_eq!(central.present, model::run(&session.state.present));
    assert_eq!(central.generation, session.state.generation);
}

#[test]
fn a_look_ahead_that_is_stale_is_not_taken() {
    let harness = baseline();
    let stale = harness.state().look_ahead.clone().unwrap();
    let moved = harness.keys("<right*3>");
    let newest = moved.state().look_ahead.clone();
    let after = moved.send(Msg::LookAhead(stale));
    assert_eq!(after.state().look_ahead, newest);
}

#[test]
fn a_held_key_is_one_entry_of_undo_and_a_pause_ends_it() {
    let moved = baseline().keys("<right*5>");
    assert_eq!(moved.state().history.depth(), 1);
    let twice = moved.keys("<pause><right>");
    assert_eq!(twice.state().history.depth(), 2);
    let back = twice.keys("uu");
    assert!(!back.state().is_unsaved());
    assert_eq!(back.state().present, baseline().state().present);
    let again = back.keys("UU");
    assert_eq!(again.state().moved_count(), 1);
}

#[test]
fn stepping_there_and_back_is_no_move() {
    let harness = baseline().keys("<right*7><left*7>");
    assert_eq!(harness.state().moved_count(), 0);
    assert!(!harness.state().is_unsaved());
}

#[test]
fn a_typed_value_is_the_stepped_value() {
    let stepped = baseline().keys("/inference moved<enter><right*2>");
    let typed = baseline().keys("/inference moved<enter><enter>60%<enter>");
    assert_eq!(stepped.state().present, typed.state().present);
    let typed = baseline().keys("<enter>2025-07-09<enter>");
    let relative = baseline().keys("<enter>+91d<enter>");
    assert_eq!(typed.state().present, relative.state().present);
}

#[test]
fn a_growth_is_typed_as_shown_for_the_firm_in_focus_and_shifts_all_firms() {
    let harness = baseline().keys("/inference growth<enter><enter>7.5%<enter>");
    let world = &harness.state().present;
    let growth = |name: &str| world.firm(name).unwrap().inference_growth;
    assert!((growth("Alibaba") - 0.075).abs() < 1e-12);
    assert!((growth("ByteDance") - 0.078).abs() < 1e-12);
}

#[test]
fn one_firm_alone_moves_alone() {
    let harness = baseline().keys("/inference moved<enter>@<right*4>");
    let world = &harness.state().present;
    let share = |name: &str| world.firm(name).unwrap().strategy.inference_share;
    assert!((share("Alibaba") - 0.7).abs() < 1e-12);
    assert_eq!(share("Tencent"), 0.5);
    let all = harness.keys("@");
    assert_eq!(all.state().reading(all.state().cursor), Reading::Mixed);
}

#[test]
fn one_firm_stays_where_it_was_put_when_all_others_have_moved() {
    let all = baseline().keys("/inference moved<enter><right*4>");
    // The value that the file has is a move for one firm once all firms are elsewhere.
    let one = all.keys("@<left*4>");
    let share = |name: &str| one.state().present.firm(name).unwrap().strategy.inference_share;
    assert_eq!((share("Alibaba"), share("Tencent")), (0.5, 0.7));
}

#[test]
fn a_date_goes_to_never_past_its_end_and_comes_back() {
    let harness = baseline().keys("<gt><right>");
    assert!(harness.state().present.policy[0].day.is_never());
    let back = harness.keys("<left>");
    assert_eq!(back.state().present.policy[0].day.0, 730.0);
    let toggled = baseline().keys("n");
    assert!(toggled.state().present.policy[0].day.is_never());
    assert_eq!(toggled.keys("n").state().present, baseline().state().present);
    let blackwell = baseline().keys("jn");
    let start = blackwell.state().start();
    assert_eq!(blackwell.state().present.policy[1].day.date(start).unwrap().to_string(), "2025-07-01");
}

#[test]
fn resets_take_back_a_lever_the_decisions_or_the_assumptions() {
    let moved = baseline().keys("<right*2>/usage gain<enter><right*2>");
    assert_eq!(moved.state().moved_count(), 2);
    let decisions = moved.keys("r");
    assert_eq!(decisions.state().moved_count(), 1);
    let both = decisions.keys("R");
    assert_eq!(both.state().moved_count(), 0);
    let one = baseline().keys("<right*2><backspace>");
    assert_eq!(one.state().moved_count(), 0);
    assert_eq!(one.keys("u").state().moved_count(), 1);
}

#[test]
fn a_spread_is_a_change_that_leaves_the_central_case_alone() {
    let before = baseline();
    let start = before.jobs();
    let central = before.state().central.clone();
    let spread = before.keys("e±10<enter>");
    let state = spread.state();
    assert_eq!(state.spread(state.cursor), Spread::PlusMinus(10.0));
    assert_eq!((spread.jobs().central, spread.jobs().look_ahead), (start.central, start.look_ahead));
    assert_eq!(state.central, central);
    assert!(state.is_unsaved() && state.is_moved(state.cursor));
    assert_eq!((state.history.depth(), state.moved_count()), (1, 1));
    let text = spread.text();
    assert!(text.contains("H20 closes, spread exact → ±10 d"), "{text}");
    assert!(text.contains("2025-03-30 – 2025-04-19"), "{text}");
    let draws = state.draws_generation;
    let back = spread.keys("u");
    assert!(!back.state().is_unsaved() && back.state().draws_generation != draws);
    let again = back.keys("U");
    assert_eq!(again.state().spread(again.state().cursor), Spread::PlusMinus(10.0));
    // What is typed as it stands is no change.
    assert_eq!(again.keys("e±10d<enter>e<enter>").state().history.depth(), 1);
}

#[test]
fn what_a_lever_does_not_take_stays_in_the_field_with_the_reason() {
    for (keys, said) in [
        ("ex1.5<enter>", "so its spread is a plus-minus in days"),
        ("esoon<enter>", "is no spread; write exact"),
        ("/stock on hand<enter>e×0.5<enter>", "it is 1 or more"),
        ("/stock on hand<enter>e±-1<enter>", "so it is 0 or more"),
        ("/usage gain<enter>ex2<enter>", "a plus-minus, not a factor"),
    ] {
        let harness = baseline().keys(keys);
        assert!(matches!(harness.state().overlay, Overlay::Entry(_)), "{keys}");
        let text: String = harness.text().split(['│', '\n']).map(str::trim).collect::<Vec<_>>().join(" ");
        let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.split(' ').all(|word| words.contains(word)), "{keys}: {words}");
        assert!(!harness.state().is_unsaved());
    }
    let horizon = baseline().keys("/horizon<enter>e");
    assert!(horizon.text().contains("the horizon takes no spread"), "{}", horizon.text());
}

#[test]
fn the_field_of_a_spread_tells_the_interval_as_one_types_and_changes_its_form() {
    let field = |keys: &str| baseline().keys("/stock on hand<enter>e").keys(keys).text();
    assert!(field("").contains("now ×1.4") && field("").contains("90 %: ×0.71–1.40."));
    assert!(field("×2").contains("90 %: ×0.50–2.00."));
    assert!(field("±3").contains("90 %: ×0.00–4.00, cut off at the limit."));
    assert!(field("exact").contains("Exactly ×1.00."));
    assert!(field("<down>").contains("› exact"));
    assert!(field("<tab*2>").contains("› ±0.25"));
    assert!(field("<up*3>").contains("› ×1.4"));
    let pasted = baseline().keys("e").send(Msg::Paste("± 2w\n".to_owned()));
    assert!(pasted.text().contains("90 %: 2025-03-26 – 2025-04-23."), "{}", pasted.text());
    let taken = baseline().keys("/stock on hand<enter>e<tab><enter>");
    assert_eq!(taken.state().spread(taken.state().cursor), Spread::Exact);
    // On a date that never comes a spread does nothing yet; of all firms' growth it is a shift.
    assert!(baseline().keys("je").text().contains("Never is not spread"));
    assert!(baseline().keys("F/usage gain<enter>e").text().contains("90 %: −20 – +20 pt/yr."));
    assert!(baseline().keys("/inference moved<enter>@<right>@e").text().contains("The firms differ"));
}

#[test]
fn resets_put_spreads_back_too() {
    let both = baseline().keys("<right*2>e±10<enter>");
    assert_eq!(both.state().history.depth(), 2);
    let back = both.keys("<backspace>");
    assert!(!back.state().is_unsaved());
    assert_eq!(back.state().history.depth(), 3);
    let again = back.keys("u");
    assert_eq!(again.state().spread(again.state().cursor), Spread::PlusMinus(10.0));
    let alone = baseline().keys("e±10<enter><backspace>");
    assert!(alone.text().contains("H20 closes, spread ±10 d → exact"), "{}", alone.text());
    let classes = baseline().keys("e±10<enter>/usage gain<enter>eexact<enter>");
    assert_eq!(classes.state().moved_count(), 2);
    assert_eq!(classes.keys("r").state().moved_count(), 1);
    let classes = baseline().keys("e±10<enter>/usage gain<enter>eexact<enter>R");
    assert_eq!(classes.state().moved_count(), 1);
    assert!(!classes.keys("r").state().is_unsaved());
}

#[test]
fn a_saved_spread_comes_back_and_can_be_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.ron");
    let typed: String = path.display().to_string();
    let saved = baseline().keys(&format!("e±10<enter>/usage gain<enter>eexact<enter>S<c-u>{typed}<enter>"));
    assert!(!saved.state().is_unsaved(), "{}", saved.text());
    assert_eq!(saved.state().scenario.root.spread, saved.state().spreads);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(r#""policy.h20_restricted": PlusMinus(10)"#), "{text}");
    assert!(text.contains(r#""demand.usage_gain": Exact"#), "{text}");
    let read = Harness::scenario(&typed).size(120, 40);
    assert_eq!(read.state().spreads, saved.state().spreads);
    // What is as the parent says again is not said.
    let back = read.keys("e exact<enter>/usage gain<enter>e±20<enter>s");
    assert!(!back.state().is_unsaved(), "{}", back.text());
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(r#""policy.h20_restricted": Exact"#) && !text.contains("usage_gain"), "{text}");
}

#[test]
fn the_reference_shares_assumptions_and_pins_decisions() {
    let pinned = baseline().keys("b<right*8>");
    let central = pinned.state().central.clone().unwrap();
    assert_eq!(central.worlds.reference, baseline().state().present);
    let assumed = pinned.keys("/usage gain<enter><right*3>");
    let central = assumed.state().central.clone().unwrap();
    assert_eq!(central.worlds.reference.firms[0].usage_gain, assumed.state().present.firms[0].usage_gain);
    let back = assumed.keys("B");
    assert_eq!(back.state().reference, baseline().state().reference);
}

#[test]
fn quitting_asks_when_moves_are_not_saved() {
    assert!(baseline().keys("q").state().ended);
    let asked = baseline().keys("<right>q");
    assert!(!asked.state().ended && asked.text().contains("Quit?"));
    assert!(!asked.keys("<esc>").state().ended);
    assert!(baseline().keys("<right>qy").state().ended);
}

#[test]
fn the_picker_previews_and_opens() {
    let picking = baseline().keys("6jjjj");
    assert_eq!(picking.state().screen, Screen::Scenarios);
    assert!(picking.text().contains("WHAT DIFFERS"), "{}", picking.text());
    let opened = picking.keys("<enter>");
    assert_eq!(opened.state().screen, Screen::Explore);
    assert_eq!(opened.state().scenario.origin.name(), "full-switch");
    // Unsaved moves are asked about.
    let asked = baseline().keys("<right>6j<enter>");
    assert!(asked.text().contains("Leave them"), "{}", asked.text());
}

/// The list tells the differences of the firm in focus, from the same runs as the table beside it.
#[test]
fn the_picker_tells_how_each_scenario_differs_for_the_firm_in_focus() {
    let line = |harness: &Harness, name: &str| {
        let text = harness.text();
        text.lines().find(|line| line.trim_start_matches(['▸', ' ']).starts_with(name)).unwrap().to_owned()
    };
    let picker = Harness::scenario("baseline").size(120, 40).keys("6");
    assert!(line(&picker, "no-migration").contains("−52 wk"), "{}", picker.text());
    assert!(line(&picker, "full-switch").contains("outlasts"), "{}", picker.text());
    let body = |index: usize| picker.state().picker.previews[index].body.as_ref().unwrap();
    let (now, base) = body(1).of(Some("Alibaba")).unwrap();
    let weeks = (now.stockout.unwrap().0 - base.stockout.unwrap().0) / 7.0;
    assert_eq!(weeks.round(), -52.0);
    let (all, _) = body(1).of(None).unwrap();
    assert_eq!(
        all.stockout,
        body(1).firms.iter().filter_map(|firm| firm.now.stockout).reduce(|a, b| if a < b { a } else { b })
    );
    let tencent = picker.keys("ff");
    assert!(tencent.text().contains("Tencent vs base") && line(&tencent, "no-migration").contains("−9 wk"));
}

#[test]
fn saving_writes_the_differences_and_reading_them_gives_the_same_world() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.ron");
    let typed: String = path.display().to_string();
    let keys = format!("<right*4>/usage gain<enter><left*3>/inference moved<enter>@<right*2>S<c-u>{typed}<enter>");
    let saved = baseline().keys(&keys);
    assert!(!saved.state().is_unsaved(), "{}", saved.text());
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("extends: \"baseline\"") && text.contains("saved:"), "{text}");
    let read = Harness::scenario(&typed).size(120, 40);
    // The new file has a title of its own.
    let unnamed = |world: &model::World| model::World {
        name: String::new(),
        question: None,
        about: None,
        label: None,
        ..world.clone()
    };
    assert_eq!(unnamed(&read.state().present), unnamed(&saved.state().present));
    assert_eq!(model::run(&read.state().present), saved.state().central.as_ref().unwrap().present);
    // Saving again over it needs no question; under another's name it asks.
    let asked = baseline().keys(&format!("<right>S<c-u>{typed}<enter>"));
    assert!(
        matches!(asked.state().overlay, Overlay::Confirm(Confirm::Overwrite { export: None, .. })),
        "{}",
        asked.text()
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_save_that_fails_is_a_line_and_loses_nothing() {
    let harness = baseline().keys("<right*4>S<c-u>/nowhere/at/all/mine.ron<enter>");
    assert!(harness.text().contains("was not written"), "{}", harness.text());
    assert_eq!(harness.state().moved_count(), 1);
    assert!(harness.state().is_unsaved());
}

#[test]
fn opening_what_is_not_there_is_a_line_that_names_the_nearest() {
    let text = baseline().keys("obaselin<enter>").text();
    assert!(text.contains("baselin"), "{text}");
}

#[test]
fn the_levers_that_are_shown_are_the_levers_that_the_cursor_meets() {
    for size in [(80, 24), (120, 40), (60, 20)] {
        let mut harness = Harness::scenario("baseline").size(size.0, size.1);
        let shown: Vec<_> = harness.state().shown_levers().collect();
        for lever in &shown {
            assert_eq!(harness.state().cursor, *lever);
            harness = harness.keys("j");
        }
    }
}

#[test]
fn the_frame_says_what_was_simulated() {
    let harness = baseline();
    let text = harness.text();
    let world = &harness.state().present;
    let outcome = model::run(world);
    for (firm, result) in world.firms.iter().zip(&outcome.firms) {
        let Some(day) = result.stockout else { continue };
        let row = text.lines().find(|line| line.contains(&format!("{} ", firm.name)) && line.contains('▇')).unwrap();
        let date = day.date(world.start).unwrap().to_string();
        assert!(row.contains(&date), "{}: {row}", firm.name);
    }
    let alibaba = &outcome.firms[0];
    let total = format!("{:.2}", alibaba.cost.migration_total().0 / 1e9);
    let row = text.lines().find(|line| line.contains("Migration, $ B")).unwrap();
    assert!(row.contains(&total), "{row}");
}

/// What is too long for a line is not put in, and that is said where one looks.
#[test]
fn a_paste_that_no_field_takes_is_told() {
    let paste = || Msg::Paste("9".repeat(4_097));
    for (keys, kept) in [("<enter>12", "› 12"), ("S", "› my-baseline"), ("/usage", "› usage"), ("5/h20", "› h20")]
    {
        let field = baseline().keys(keys);
        let told = field.send(paste());
        let text: String = told.text().split(['│', '\n']).map(str::trim).collect::<Vec<_>>().join(" ");
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("more than 4096 bytes are no value, name or path"), "{keys}: {text}");
        assert!(text.contains(kept), "{keys}: {text}");
        let mut spoken = Spoken::new().news(told.state());
        spoken.retain(|line| line.contains("more than 4096 bytes"));
        assert_eq!(spoken.len(), 1, "{keys}");
        // The next key goes on.
        let on = told.keys("<left>");
        assert!(!on.text().contains("4096") || keys != "/usage", "{}", on.text());
    }
    // As much as fits is taken.
    let full = baseline().keys("<enter>").send(Msg::Paste("9".repeat(4_096)));
    assert!(!full.text().contains("more than"), "{}", full.text());
    assert!(full.keys("9").text().contains("more than 4096"));
}

/// Keys that a person may press while exploring, without those that leave.
fn any_keys() -> impl Strategy<Value = String> {
    let names: Vec<&'static str> = BINDINGS
        .iter()
        .filter(|b| {
            matches!(b.context, Context::Explore | Context::CrossHair | Context::Everywhere | Context::Scenarios)
        })
        .filter(|b| {
            // Keeping a step asks for a name to save under where there is no file, and the next keys are one.
            !matches!(
                b.action,
                Action::Quit
                    | Action::Save
                    | Action::SaveAs
                    | Action::Open
                    | Action::OpenChosen
                    | Action::KeepStep
                    | Action::Export
            )
        })
        .flat_map(|b| b.keys.iter().copied())
        .chain(["<esc>", "5", "%", "0", "-", "<pause>"])
        .collect();
    proptest::collection::vec(proptest::sample::select(names), 1..40).prop_map(|names| {
        let wrap = |name: &str| match name.chars().count() {
            1 => name.to_owned(),
            _ if name.starts_with('<') => name.to_owned(),
            _ => format!("<{name}>"),
        };
        names.into_iter().map(wrap).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn whatever_is_pressed_the_screen_shows_the_inputs_that_were_run(keys in any_keys()) {
        let harness = baseline().keys(&keys);
        let state = harness.state();
        prop_assert!(model::valid::check(&state.present).is_empty());
        let central = state.central.as_ref().unwrap();
        prop_assert_eq!(&central.worlds.present, &state.present);
        prop_assert_eq!(&central.present, &model::run(&state.present));
        prop_assert!(state.shown_levers().any(|id| id == state.cursor));
        let _ = harness.frame();
    }

    #[test]
    fn undo_takes_everything_back(keys in any_keys()) {
        let harness = baseline().keys(&keys).keys("<esc*3>1");
        let depth = harness.state().history.depth();
        let (before, spreads) = (harness.state().present.clone(), harness.state().spreads.clone());
        let back = harness.keys(&"u".repeat(depth));
        // Another scenario may have been opened on the way: what is left is what its files say.
        let scenario = &back.state().scenario;
        prop_assert_eq!(&back.state().present, &scenario.moves.apply(&scenario.root, &scenario.catalogue));
        prop_assert_eq!(&back.state().spreads, &scenario.root.spread);
        let again = back.keys(&"U".repeat(depth));
        prop_assert_eq!(&again.state().present, &before);
        prop_assert_eq!(&again.state().spreads, &spreads);
    }
}

/// In a narrow room few sliders are shown; what somebody moved is, whoever it was moved for.
#[test]
fn what_was_moved_stays_in_sight_for_one_firm_alone_too() {
    let label = "Training ramp";
    let elsewhere =
        |keys: &str| Harness::scenario("baseline").size(80, 24).keys(keys).keys("/h20 closes<enter>").text();
    assert!(!elsewhere("").contains(label), "it is no such lever");
    for keys in
        ["/training ramp<enter><right*3>", "f@/training ramp<enter><right*3>", "/training ramp<enter>e±1<enter>"]
    {
        assert!(elsewhere(keys).contains(label), "{keys}\n{}", elsewhere(keys));
    }
    assert!(!elsewhere("f@/training ramp<enter><right*3>u").contains(label));
}
