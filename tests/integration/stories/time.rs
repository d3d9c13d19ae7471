//! What time brings: stories that go on by themselves, and the speaker's timer.

use stockout::app::{Msg, Presenting};
use stockout::harness::Harness;

use super::{load, on_stage, presented, press, step_of};

#[test]
fn a_story_goes_on_by_itself_waits_and_begins_again() {
    let auto = Presenting { auto: true, ..Presenting::default() };
    let mut harness = Harness::scenario("the-ban").draws(0).present(auto);
    let lasts: u64 = harness.state().scenario.story.iter().map(stockout::app::lasts_ms).sum();
    assert_eq!(lasts, 400_000);
    harness = harness.pass(39_999);
    assert_eq!(step_of(harness.state()), 0);
    harness = harness.pass(2);
    assert_eq!(step_of(harness.state()), 1);
    // Space waits, however long, and goes on for what was left.
    harness = harness.pass(9_999).keys("<space>").pass(1_000_000);
    assert_eq!((step_of(harness.state()), harness.state().wakes_at()), (1, None));
    harness = harness.keys("<pause><space>").pass(39_000);
    assert_eq!(step_of(harness.state()), 1);
    harness = harness.pass(1_001);
    assert_eq!(step_of(harness.state()), 2);
    harness = harness.pass(lasts);
    assert_eq!((step_of(harness.state()), harness.state().wakes_at()), (7, None), "it stays at its end");
    let around = Presenting { loops: true, ..Presenting::default() };
    let looped = Harness::scenario("the-ban").draws(0).present(around).pass(lasts + 1);
    assert_eq!(step_of(looped.state()), 0);
}

/// A step that cannot be seen, and one over which something lies, is not over; what was open or dark stays so.
#[test]
fn a_story_stands_still_while_it_is_dark_or_something_lies_over_it() {
    for (covers, uncovers) in
        [("b", "b"), ("w", "<pagedown>"), ("i", "<esc>"), ("?", "<esc>"), ("q", "n"), ("l", "<esc>")]
    {
        let how = Presenting { auto: true, is_safe: true, ..Presenting::default() };
        let mut state = presented(load("the-ban"), how);
        // Forty seconds are meant for the first step, and thirty go by.
        update_until(&mut state, 30_000);
        press(&mut state, covers, 30_000);
        let seen = |state: &stockout::app::State| {
            let stage = state.stage.as_ref().unwrap();
            (stage.step, stage.blank, stage.detour, format!("{:?}", state.overlay))
        };
        let covered = seen(&state);
        assert_eq!(state.wakes_at(), None, "{covers}");
        update_until(&mut state, 500_000);
        assert_eq!(seen(&state), covered, "{covers}");
        press(&mut state, uncovers, 500_000);
        assert_eq!(step_of(&state), 0, "{covers}");
        // The ten seconds that were left; a detour brings the step back whole.
        let left = if covers == "l" { 40_000 } else { 10_000 };
        update_until(&mut state, 500_000 + left - 1);
        assert_eq!(step_of(&state), 0, "{covers}");
        update_until(&mut state, 500_000 + left);
        assert_eq!(step_of(&state), 1, "{covers}");
    }
}

/// Lets time go by as a loop does.
fn update_until(state: &mut stockout::app::State, until_ms: u64) {
    while let Some(now_ms) = state.wakes_at().filter(|at| *at <= until_ms) {
        stockout::app::update(state, Msg::Tick { now_ms });
    }
}

/// The timer as the first line tells it, in a room of so many columns.
fn clock(harness: &Harness) -> String {
    let text = harness.text();
    text.lines().next().unwrap().trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned()
}

fn timed(keys: &str, ms: u64) -> String {
    clock(&on_stage("the-ban", 1).draws(0).pass(100_000).keys(keys).pass(ms))
}

#[test]
fn the_timer_begins_with_the_first_advance_and_tells_step_talk_and_pace() {
    // Fifty seconds are meant for the second step, and 360 from there on.
    let told = |ms| timed("t<space>", ms);
    assert!(told(20_500).contains("step 0:20/0:50  0:20/6:00  on time"), "{}", told(20_500));
    assert!(told(60_999).contains("step 1:00/0:50  1:00/6:00  0:10 behind"), "{}", told(60_999));
    // A quick hand is ahead by what is left of the step.
    let ahead = timed("t<space><pause><space>", 500);
    assert!(ahead.contains("step 0:00/0:45  0:02/6:00  0:48 ahead"), "{ahead}");
    // Before it goes on, no time is used.
    assert!(timed("t", 30_000).contains("step 0:00/0:40  0:00/6:40  on time"), "{}", timed("t", 30_000));
    // It wakes once a second, and not at all when it is hidden, dark or stopped.
    let shown = || on_stage("the-ban", 1).keys("t<space><pause>");
    let now = shown().state().wakes_at().unwrap();
    let later = shown().send(Msg::Tick { now_ms: now });
    assert_eq!(later.state().wakes_at(), Some(now + 1_000));
    for keys in ["t", "b", "T"] {
        assert_eq!(shown().keys(keys).state().wakes_at(), None, "{keys}");
    }
}

/// What came before the step where the timer began is no part of the plan.
#[test]
fn pace_is_measured_from_the_step_where_the_timer_began() {
    let from_five = Harness::scenario("the-ban").size(120, 40).draws(0).step(5).keys("t<space>").pass(1_000);
    assert!(clock(&from_five).contains("0:01/2:35  on time"), "{}", clock(&from_five));
    // A jump before the talk has begun is none of it either.
    let jumped = timed("t5<enter><space>", 1_000);
    assert!(jumped.contains("0:01/2:35  on time"), "{jumped}");
    // One in the middle of it leaves out steps that were meant to take their time.
    let skipped = timed("t<space><pause>5<enter>", 0);
    assert!(skipped.contains("0:01/6:00  2:33 ahead") || skipped.contains("0:01/6:00  2:34 ahead"), "{skipped}");
}

#[test]
fn the_timer_can_be_stopped_and_stays_so_from_step_to_step() {
    let stopped = timed("t<space><pause>T<pause><space><pause><space>", 60_000);
    assert!(stopped.contains("0:01/6:00  stopped"), "{stopped}");
    let on = timed("t<space><pause>T<pause><space><pause><space><pause>T", 10_500);
    assert!(on.contains("step 0:10/1:00  0:12/6:00"), "{on}");
    // Where it has not begun, its key lets it run without going on; and what is done to it is seen.
    let begun = timed("T", 5_000);
    assert!(begun.contains("step 0:05/0:40  0:05/6:40  on time"), "{begun}");
}

#[test]
fn of_the_clock_as_much_is_shown_as_leaves_the_title_its_place() {
    let told = |columns: u16, rows: u16| {
        let harness = Harness::scenario("the-ban").size(columns, rows).draws(0).step(6).keys("t<space>").pass(61_000);
        harness.text().lines().next().unwrap().to_owned()
    };
    assert!(told(120, 40).contains("step 1:01/0:45  1:01/1:45  0:16 behind   ●●●●●●●·  7 of 8"), "{}", told(120, 40));
    assert!(told(80, 24).contains("Who is left short"), "{}", told(80, 24));
    assert!(told(80, 24).contains("step 1:01/0:45  1:01/1:45  0:16 behind"), "{}", told(80, 24));
    assert!(told(60, 20).contains("1:01/1:45  0:16 behind") && !told(60, 20).contains("step"), "{}", told(60, 20));
    assert!(told(40, 12).contains("1:01") && told(40, 12).contains("7 of 8"), "{}", told(40, 12));
}
