//! What must not happen before an audience: nothing moves behind a blank screen, and on the safe stage nothing that was not
//! meant.

use stockout::app::key::parse_key;
use stockout::app::{BINDINGS, Context, Effect, Msg, Overlay, Presenting, Screen, update};
use stockout::harness::Harness;

use super::{load, on_stage, presented, press, scene, state, step_of};

fn safe() -> Harness {
    Harness::scenario("the-ban").size(120, 40).present(Presenting { is_safe: true, ..Presenting::default() })
}

/// Whatever is pressed on a dark screen, but for a few keys, brings the step back and does nothing else.
#[test]
fn behind_a_blank_screen_nothing_acts() {
    let stays = ["b", ".", "w", "t", "T", "?", "c-l", "c-z", "q", "c-c"];
    let keys = BINDINGS.iter().filter(|binding| binding.context == Context::Stage).flat_map(|binding| binding.keys);
    let mut tried = 0;
    for name in keys.filter(|name| !stays.contains(*name)) {
        let mut state = state("the-ban");
        press(&mut state, "4<enter>b", 0);
        let key = parse_key(name).unwrap();
        update(&mut state, Msg::Key { key, now_ms: 10_000 });
        let stage = state.stage.as_ref().unwrap();
        assert_eq!((stage.step, stage.blank, stage.detour, stage.typed), (3, None, false, None), "{name}");
        assert!(matches!(state.overlay, Overlay::None) && state.course.is_none() && state.mouse, "{name}");
        tried += 1;
    }
    assert!(tried > 25, "{tried}");
    // What was typed before is not kept for the next Enter.
    let mut state = state("the-ban");
    press(&mut state, "4<enter>2b<esc><enter>", 0);
    assert_eq!(step_of(&state), 4);
}

#[test]
fn a_click_on_a_blank_screen_does_nothing() {
    let row = on_stage("the-ban", 5).text().lines().position(|line| line.contains("Inference moved")).unwrap() as u16;
    let dark = on_stage("the-ban", 5).keys("b");
    let clicked = dark.click(30, row).wheel(30, row, 3).drag((30, row), &[(34, row), (38, row)]);
    let stage = clicked.state().stage.as_ref().unwrap();
    assert!(stage.blank.is_some() && !stage.detour);
    assert_eq!(clicked.keys("<esc>").frame().0, on_stage("the-ban", 5).frame().0);
}

#[test]
fn help_and_the_question_lie_over_a_blank_screen() {
    let help = on_stage("the-ban", 3).keys("b?");
    assert!(help.text().contains("black, and back"));
    assert!(help.keys("<esc>").state().stage.as_ref().unwrap().blank.is_some(), "it is dark again");
    let asked = safe().keys("bq");
    assert!(asked.text().contains("Leave the story?"));
    assert!(asked.keys("<esc>").state().stage.as_ref().unwrap().blank.is_some());
}

#[test]
fn on_the_safe_stage_leaving_is_asked_about_and_nothing_is_pasted() {
    let asked = safe().keys("q");
    assert!(matches!(asked.state().overlay, Overlay::Confirm(_)) && !asked.state().ended);
    assert!(!asked.keys("<esc><space>").state().ended);
    assert!(safe().keys("qy").state().ended);
    assert!(safe().keys("lqy").state().ended, "off the script too");
    let pasted = safe().keys("l<enter>").send(Msg::Paste("2026-01-01".to_owned()));
    let Overlay::Entry(entry) = &pasted.state().overlay else { panic!("no field") };
    assert_eq!(entry.line.text(), "");
    // Without it q leaves.
    assert!(on_stage("the-ban", 2).keys("q").state().ended);
}

#[test]
fn on_the_safe_stage_the_mouse_stays_off_and_no_shell_comes_up() {
    for start in ["", "l", "l2", "l5", "l6"] {
        let how = Presenting { is_safe: true, ..Presenting::default() };
        let mut state = presented(load("the-ban"), how);
        press(&mut state, start, 0);
        let effects = press(&mut state, "m", 5_000);
        assert!(!state.mouse && effects.is_empty(), "“{start}”: {effects:?}");
        assert!(state.notice.as_ref().unwrap().text.contains("mouse"), "{:?}", state.notice);
        let effects = press(&mut state, "<c-z>", 10_000);
        assert!(!effects.contains(&Effect::Suspend), "“{start}”");
        assert!(state.notice.as_ref().unwrap().text.contains("shell"), "{:?}", state.notice);
    }
    assert!(safe().keys("m").text().contains("the mouse is left alone"));
}

#[test]
fn on_an_ordinary_stage_the_mouse_can_be_given_to_the_terminal_and_taken_back() {
    let mut state = state("the-ban");
    assert!(state.mouse);
    assert_eq!(press(&mut state, "m", 0), [Effect::Mouse(false)]);
    assert_eq!(press(&mut state, "m", 5_000), [Effect::Mouse(true)]);
    assert!(state.stage.is_some() && state.mouse);
    assert_eq!(press(&mut state, "<c-z>", 10_000), [Effect::Suspend]);
}

/// The list of the numbers is no step: keys are the list's there, and Esc leads back.
#[test]
fn a_number_that_is_looked_up_leaves_the_script_and_one_key_returns() {
    let script = on_stage("the-ban", 6);
    let before = script.frame().0;
    let looked_up = script.keys("?5");
    assert_eq!((looked_up.state().screen, looked_up.state().context()), (Screen::Assumptions, Context::Assumptions));
    assert!(looked_up.state().stage.as_ref().unwrap().detour);
    let further = looked_up.keys("<down*4>");
    assert_eq!(step_of(further.state()), 5, "keys of the list drive no story");
    assert_eq!(further.keys("<esc>").frame().0, before);
    // What was narrowed is widened first, and whoever goes on to a slider has taken a lever.
    assert_eq!(on_stage("the-ban", 6).keys("?5/growth<enter><esc><esc>").frame().0, before);
    let slider = on_stage("the-ban", 6).keys("?5<enter>");
    assert_eq!((slider.state().screen, slider.state().context()), (Screen::Explore, Context::Detour));
    let moved = slider.keys("<left*3>5<esc>");
    assert_eq!(moved.state().screen, Screen::Explore);
    assert_ne!(moved.state().moves, scene(moved.state(), 5).moves, "what was moved is not lost on the way");
    assert_eq!(moved.keys("<esc>").frame().0, before);
}
