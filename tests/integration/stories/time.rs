//! What time brings: stories that go on by themselves, and the speaker's timer.

use stockout::app::{Context, Key, Keymap, Msg, Presenting, Speed};
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

#[test]
fn a_story_goes_on_as_fast_as_it_is_asked_to() {
    let how = |factor: f64| Presenting { auto: true, speed: Speed::of(factor).unwrap(), ..Presenting::default() };
    let at = |harness: Harness, ms: u64| step_of(harness.pass(ms).state());
    let told = |factor: f64| Harness::scenario("the-ban").draws(0).present(how(factor));
    // Forty seconds are meant for the first step, and fifty for the second.
    for (factor, first_ms) in [(1.0, 40_000), (2.0, 20_000), (0.5, 80_000), (1.5, 26_667), (10.0, 4_000)] {
        assert_eq!(at(told(factor), first_ms - 1), 0, "{factor}");
        assert_eq!(at(told(factor), first_ms), 1, "{factor}");
    }
    let whole: u64 = told(1.0).state().scenario.story.iter().map(stockout::app::lasts_ms).sum();
    assert_eq!((at(told(4.0), whole / 4 - 15_001), at(told(4.0), whole / 4 - 15_000)), (6, 7));
    // Keys change it in the middle of a step: what is over is over. Twenty seconds, then twenty at twice the speed.
    let faster = || told(1.0).pass(20_000).keys("<gt*3><pause>");
    let speed = |harness: &Harness| harness.state().stage.as_ref().unwrap().auto.unwrap().speed.to_string();
    // A held key is one step, as everywhere on stage.
    assert_eq!(speed(&faster()), "1.25");
    let faster = || told(1.0).pass(20_000).keys("+-").send(Msg::Tick { now_ms: 20_000 }).keys(">+");
    assert_eq!(speed(&faster()), "1.5");
    assert!(faster().text().contains("it goes on 1.5 × as fast as its steps are meant to"), "{}", faster().text());
    assert_eq!((at(faster(), 13_333), at(faster(), 13_334)), (0, 1));
    // Moves are as much faster: none is cut off by the next step.
    let course = |factor: f64| {
        let mut state = told(factor).keys("n<pause>n").state().clone();
        let mut ends = 0;
        while state.course.is_some() {
            let Some(now_ms) = state.wakes_at() else { break };
            ends = now_ms;
            stockout::app::update(&mut state, Msg::Tick { now_ms });
        }
        ends - 1_500
    };
    assert_eq!((course(1.0), course(4.0)), (1_200, 300));
    // It ends at its limits, and says so; what waits keeps its speed.
    let fastest = told(10.0).keys("<gt>");
    assert!(fastest.text().contains("10 × is as fast as it goes"), "{}", fastest.text());
    let waits = told(2.0).keys("<space><pause><lt>").pass(900_000).keys("<pause><space>");
    assert_eq!((speed(&waits), step_of(waits.state())), ("1.5".to_owned(), 0));
    // Where nothing goes on by itself its keys mean nothing.
    assert_eq!(Keymap::default().resolve(Context::Stage, Key::char('>')), None);
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
