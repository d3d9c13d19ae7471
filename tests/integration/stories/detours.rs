//! Off the script and back: a lever taken by key or by hand, and a story that ends where it began.

use stockout::app::{Context, Presenting, Screen};
use stockout::harness::Harness;

use super::{on_stage, scene};

#[test]
fn off_the_script_the_explorers_keys_act_and_one_key_returns() {
    let script = on_stage("the-ban", 5);
    let before = script.frame().0;
    let off = script.keys("l");
    assert!(off.text().contains("what if?  Esc returns") && off.state().context() == Context::Detour);
    let moved = off.keys("<left*5>fx<right*3>");
    assert_ne!(moved.state().moves, scene(moved.state(), 4).moves);
    // The first Esc puts the cross-hair away.
    let back = moved.keys("<esc><esc>");
    assert_eq!(back.frame().0, before);
    // Or the talk goes on from there.
    let on = back.keys("l<left*5><pagedown><pause><pause>");
    assert_eq!(on.frame().0, on_stage("the-ban", 6).frame().0);
    // What a story moves is nobody's work, and files are the explorer's.
    let kept = on.keys("l<left*3>s");
    assert!(!kept.state().is_unsaved() && kept.text().contains("not while a story is told"));
}

#[test]
fn a_click_on_a_lever_takes_it_and_beside_them_does_nothing() {
    let row = on_stage("the-ban", 5).text().lines().position(|line| line.contains("Inference moved")).unwrap() as u16;
    let harness = on_stage("the-ban", 5).click(60, 3);
    assert!(!harness.state().stage.as_ref().unwrap().detour);
    let taken = harness.click(30, row);
    assert!(taken.state().stage.as_ref().unwrap().detour);
    let share = taken.state().scenario.catalogue.find("strategy.inference_share").unwrap();
    assert_ne!(taken.state().reading(share).value(), Some(0.5));
    // For the stage the mouse is left alone.
    let safe = Harness::scenario("the-ban").size(120, 40).present(Presenting {
        is_safe: true,
        from: 4,
        ..Presenting::default()
    });
    assert!(!safe.click(30, row).state().stage.as_ref().unwrap().detour);
}

#[test]
fn a_story_leads_back_to_where_one_was() {
    let explored = Harness::scenario("the-ban").size(120, 40).keys("2f<left*3>");
    let (before, moves) = (explored.frame().0, explored.state().moves.clone());
    let back = explored.keys("p<space><pause>l<right><esc>q");
    assert_eq!((&back.state().moves, back.state().screen), (&moves, Screen::Uncertainty));
    assert!(back.state().stage.is_none() && back.state().is_unsaved() && back.state().history.depth() == 1);
    let mut after = back.frame().0;
    // The line of what was just changed is gone: much has happened since.
    for x in 0..120 {
        for y in 36..40 {
            after[(x, y)] = before[(x, y)].clone();
        }
    }
    assert_eq!(after, before);
}
