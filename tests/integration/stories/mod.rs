//! Stories: each step as it is told, however it is reached; the stage and its keys; recordings; what is wrong with one.

mod casts;
mod clickers;
mod detours;
mod making;
mod reloading;
mod safety;
mod time;
mod walks;
mod words;

use std::sync::Arc;

use stockout::app::key::{Stroke, parse_macro};
use stockout::app::{Effect, Msg, Phase, Presenting, Scene, State, update};
use stockout::explore::{FrameOf, Opening};
use stockout::harness::Harness;
use stockout::scenario::{self, Files, NoFiles, Origin, Scenario};
use stockout::study::DEFAULT_SEED;
use stockout::view::{Theme, ThemeName, cut_off};

const STORIES: [&str; 3] = ["the-ban", "what-it-would-take", "hybrid-or-switch"];
const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

fn load(name: &str) -> Scenario {
    scenario::load(name, &NoFiles).unwrap_or_else(|failure| panic!("{failure}"))
}

fn on_stage(name: &str, step: usize) -> Harness {
    Harness::scenario(name).size(120, 40).step(step)
}

/// A story on stage without an engine: only what is moved and shown.
fn state(name: &str) -> State {
    presented(load(name), Presenting::default())
}

fn presented(scenario: Scenario, how: Presenting) -> State {
    let reference = scenario.reference.clone();
    let mut state = State::new(Arc::new(scenario), reference, vec![]);
    update(&mut state, Msg::Present { how, now_ms: 0 });
    state
}

/// Presses keys at a moment, pauses and all, and says what was wanted.
fn press(state: &mut State, keys: &str, now_ms: u64) -> Vec<Effect> {
    let mut now_ms = now_ms;
    let mut effects = Vec::new();
    for stroke in parse_macro(keys).unwrap() {
        match stroke {
            Stroke::Key(key) => effects.extend(update(state, Msg::Key { key, now_ms })),
            Stroke::Pause(ms) => now_ms += ms,
        }
    }
    effects
}

fn step_of(state: &State) -> usize {
    state.stage.as_ref().expect("a story on stage").step
}

/// What a step fixes.
fn scene(state: &State, step: usize) -> Scene {
    Scene::at(&state.scenario, &state.file_reference, DEFAULT_SEED, step)
}

/// A disk of one file.
struct One(String);

impl Files for One {
    fn read(&self, _: &std::path::Path) -> Result<String, String> {
        Ok(self.0.clone())
    }
}

fn read(text: &str) -> Scenario {
    let origin = Origin::File("talk.ron".into());
    scenario::load_text(&origin, text.to_owned(), &One(text.to_owned())).unwrap_or_else(|failure| panic!("{failure}"))
}

/// A file of its own, with a first step and whatever follows.
fn talk(rest: &str) -> String {
    format!(
        "(format: 1, extends: \"baseline\", title: \"A talk\", story: [\n    \
         (title: \"One\", caption: \"{{stockout.Tencent}}\"),\n    {rest}\n])\n"
    )
}

/// A step that shows where a number comes from.
pub(crate) fn numbers(columns: u16, rows: u16) -> Harness {
    let step = "(title: \"A guess\", caption: \"Nobody counts the chips that come over the border: {policy.leakage} is *our* guess.\",
        set: {\"policy.leakage\": \"5%\"}, show: \"assumptions\", point_at: \"lever policy.leakage\", figure: \"policy.leakage\"),";
    Harness::of(read(&talk(step))).size(columns, rows).step(2)
}

/// A step that shows what came of what was predicted.
pub(crate) fn record(columns: u16, rows: u16) -> Harness {
    Harness::of(read(&talk(RECORD))).size(columns, rows).step(2)
}

const RECORD: &str =
    "(title: \"And what came?\", caption: \"The model that lets ByteDance run out on {stockout.ByteDance} says
        something of what can be counted since, too. *Most of it was missed.*\", show: \"backtest\",
        point_at: \"observation huawei_2025\", figure: \"supply.ascend_910c.units_per_month\"),";

/// Every step of every story that is shipped: the name of its golden frame, the story, the size, the step.
pub(crate) fn steps() -> Vec<(String, &'static str, (u16, u16), usize)> {
    let of = |name: &'static str, (columns, rows): (u16, u16)| {
        (1..=load(name).story.len())
            .map(move |step| (format!("story_{columns}x{rows}_{name}_{step}"), name, (columns, rows), step))
    };
    STORIES.into_iter().flat_map(|name| SIZES.into_iter().flat_map(move |size| of(name, size))).collect()
}

fn snap_steps(name: &str) {
    for (golden, story, (columns, rows), step) in steps().into_iter().filter(|(_, story, ..)| *story == name) {
        let _ = Harness::scenario(story).size(columns, rows).step(step).snap(&golden);
    }
}

#[test]
fn every_step_of_the_ban() {
    snap_steps("the-ban");
}

#[test]
fn every_step_of_what_it_would_take() {
    snap_steps("what-it-would-take");
}

#[test]
fn every_step_of_hybrid_or_switch() {
    snap_steps("hybrid-or-switch");
}

#[test]
fn a_step_of_numbers_shows_them_with_their_sources() {
    for (columns, rows) in SIZES {
        let _ = numbers(columns, rows).snap(&format!("story_{columns}x{rows}_numbers"));
    }
    // A story that begins with it is on the script, too.
    let scenario = numbers(80, 24).state().scenario.as_ref().clone();
    let reference = scenario.reference.clone();
    let presenting = Some(Presenting { from: 1, ..Presenting::default() });
    let opening = Opening { presenting, ..Opening::new(scenario, reference) };
    let of = FrameOf { size: (80, 24), keys: vec![] };
    let (_, _, state) = stockout::explore::frame(opening, &of, &Theme::new(ThemeName::Dark));
    assert!(state.is_on_script());
    // Whatever somebody looked for among them off the script is forgotten.
    let harness = numbers(80, 24);
    let before = harness.frame().0;
    let searched = harness.keys("l5/growth<enter><down*3>");
    assert!(searched.state().assumptions.is_narrowed());
    let back = searched.keys("<pageup>");
    assert!(back.state().stage.as_ref().unwrap().detour, "the page's own key");
    assert_eq!(back.keys("<esc*3>").frame().0, before);
    assert_eq!(numbers(80, 24).keys("l5/grey<enter>1<esc>").frame().0, before);
    for (columns, rows) in [(60, 20), (80, 24), (100, 30), (120, 40), (200, 60)] {
        assert_eq!(cut_off(numbers(columns, rows).state(), columns, rows), Vec::<String>::new(), "{columns}x{rows}");
    }
}

#[test]
fn a_step_of_the_backtest_shows_the_row_that_it_points_at() {
    for (columns, rows) in SIZES {
        let _ = record(columns, rows).snap(&format!("story_{columns}x{rows}_record"));
    }
    for (columns, rows) in [(60, 20), (80, 24), (100, 30), (120, 40), (200, 60)] {
        let harness = record(columns, rows);
        assert_eq!(cut_off(harness.state(), columns, rows), Vec::<String>::new(), "{columns}x{rows}");
        let text = harness.text();
        let row = text.lines().find(|line| line.contains("Ascend cards of 2025")).unwrap_or_else(|| panic!("{text}"));
        assert!(row.trim_start().starts_with('▸'), "{row}");
    }
    // Any of them can be pointed at, and is then in sight.
    let sees = |id: &str, what: &str| {
        let text = talk(&RECORD.replace("huawei_2025", id));
        let text = Harness::of(read(&text)).size(80, 24).step(2).text();
        assert!(text.lines().any(|line| line.contains('▸') && line.contains(&what[..what.len().min(30)])), "{text}");
    };
    stockout::scenario::record().observations.iter().for_each(|row| sees(&row.id, &row.what));
    // Without one it begins at the top, and nothing stands out.
    let top = talk(&RECORD.replace("point_at: \"observation huawei_2025\",", ""));
    let top = Harness::of(read(&top)).size(120, 40).step(2);
    assert!(top.text().contains("Doubao tokens a day, Sep 2025") && !top.text().contains('▸'), "{}", top.text());
    // Where it is not shown, it is said that what is pointed at is not.
    let aside = talk(&RECORD.replace("show: \"backtest\",", ""));
    let aside = Harness::of(read(&aside)).size(120, 40).step(2);
    assert_eq!(cut_off(aside.state(), 120, 40), ["what is pointed at: its panel is not shown"]);
}

/// It takes a tenth of a second: it is there before its step is, and nobody on stage waits for it.
#[test]
fn the_backtest_is_computed_before_its_step_comes() {
    let scenario = read(&talk(RECORD));
    let from_one = Harness::of(scenario.clone()).size(120, 40).step(1);
    assert!(from_one.state().backtest.told.is_some());
    let reference = scenario.reference.clone();
    let mut state = State::new(Arc::new(scenario), reference, vec![]);
    let effects = update(&mut state, Msg::Present { how: Presenting::default(), now_ms: 0 });
    assert!(effects.contains(&Effect::Backtest));
    // A story without it asks for nothing.
    let mut state = State::new(Arc::new(load("the-ban")), load("the-ban").reference, vec![]);
    let effects = update(&mut state, Msg::Present { how: Presenting::default(), now_ms: 0 });
    assert!(!effects.contains(&Effect::Backtest));
    // What was in focus on its page is in focus again behind the talk.
    let explored = Harness::of(read(&talk(RECORD))).size(120, 40).keys("T<down*3>");
    let row = explored.state().backtest.row;
    let told = explored.keys("<esc>p<end>");
    assert_ne!((row, told.state().backtest.row), (0, row));
    assert_eq!(told.keys("q").state().backtest.row, row);
}

/// (story, step, lever): the slider that a step is about, where it is not the first that is set.
#[test]
fn the_lever_in_focus_is_the_one_that_the_step_is_about() {
    for (story, step, lever) in [
        // An event that is pointed at, before a lever that is only put back.
        ("what-it-would-take", 5, "policy.h20_relicensed"),
        // What moves away from the start, before what is put back.
        ("hybrid-or-switch", 6, "cost.value_per_h20e_hour"),
        ("the-ban", 7, "strategy.inference_share"),
        // What is pointed at.
        ("the-ban", 6, "efficiency.training.end"),
        ("what-it-would-take", 3, "strategy.inference_share"),
    ] {
        let state = state(story);
        let cursor = scene(&state, step - 1).cursor;
        assert_eq!(state.lever(cursor).id, lever, "{story}, step {step}");
    }
    // What is inherited moves nothing, though the story sets it for the first time.
    let text =
        "(title: \"Two\", caption: \"a\", set: {\"strategy.inference_share\": \"50%\", \"policy.leakage\": \"5%\"}),";
    let state = presented(read(&talk(text)), Presenting { from: 1, ..Presenting::default() });
    assert_eq!(state.lever(state.cursor).id, "policy.leakage");
}

#[test]
fn what_is_shipped_is_whole_at_every_size_that_is_promised() {
    let mut cut = Vec::new();
    for name in STORIES {
        for step in 1..=load(name).story.len() {
            let mut harness = Harness::scenario(name).step(step);
            for (columns, rows) in [(60, 20), (80, 24), (100, 30), (110, 30), (120, 40), (160, 50), (200, 60)] {
                harness = harness.size(columns, rows);
                let found = cut_off(harness.state(), columns, rows);
                cut.extend(found.iter().map(|what| format!("{name} {step} at {columns}x{rows}: {what}")));
            }
        }
    }
    assert!(cut.is_empty(), "{}", cut.join("\n"));
    // Where there is no room, every number that is lost is told.
    let cut = cut_off(Harness::scenario("the-ban").size(40, 12).step(2).state(), 40, 12);
    assert!(cut.iter().any(|what| what == "“$11.2 billion” has no room"), "{cut:?}");
}

#[test]
fn a_blank_screen_has_no_glyph_and_its_own_ground() {
    for depth in stockout::view::Depth::ALL {
        let frame = |keys: &str| on_stage("the-ban", 4).depth(depth).keys(keys).frame().0;
        let (black, white) = (frame("b"), frame("w"));
        for buffer in [&black, &white] {
            assert!(buffer.content.iter().all(|cell| cell.symbol() == " "));
        }
        assert_ne!(black, white);
        assert_eq!(frame("b<pause>b"), frame(""), "{depth:?}");
        assert_eq!(frame("bw<space>"), frame(""));
    }
}

#[test]
fn a_number_and_enter_go_to_a_step_and_the_index_does_too() {
    let mut state = state("the-ban");
    press(&mut state, "6<enter>", 0);
    assert_eq!(step_of(&state), 5);
    press(&mut state, "99<enter>", 0);
    assert_eq!(step_of(&state), 7);
    press(&mut state, "2<left>", 0);
    assert_eq!(step_of(&state), 6, "a number that something else follows is forgotten");
    press(&mut state, "i<up*2><enter>", 0);
    assert_eq!(step_of(&state), 4);
    press(&mut state, "ihalt<enter>", 0);
    assert_eq!(step_of(&state), 3);
}

#[test]
fn sliders_move_before_the_eyes_and_the_model_runs_at_every_frame() {
    let mut harness = on_stage("the-ban", 4);
    let share = harness.state().scenario.catalogue.find("strategy.inference_share").unwrap();
    let read = |harness: &Harness| harness.state().reading(share).value().unwrap();
    let before = harness.jobs();
    harness = harness.keys("<space>");
    assert_eq!(read(&harness), 1.0);
    let mut seen = Vec::new();
    while let Some(at) = harness.state().wakes_at() {
        let now = harness.state().wakes_at().map_or(0, |next| next.max(at));
        harness = harness.send(Msg::Tick { now_ms: now });
        seen.push(read(&harness));
        let central = harness.state().central.as_ref().unwrap();
        assert_eq!(central.worlds.present, harness.state().present, "what is shown was run");
    }
    assert!(seen.len() >= 40 && seen.is_sorted_by(|a, b| a >= b), "{seen:?}");
    assert_eq!(*seen.last().unwrap(), 0.5);
    let ran = harness.jobs();
    assert!(ran.central - before.central >= 40);
    // On the way nothing is asked of what runs in the background.
    assert!(ran.look_ahead - before.look_ahead <= 2 && ran.ensemble - before.ensemble <= 2);
    assert_eq!(harness.state().wakes_at(), None, "at rest nothing ticks");
}

#[test]
fn without_motion_a_step_is_there_at_once() {
    let mut state = state("the-ban");
    state.reduced_motion = true;
    press(&mut state, "<space>", 0);
    assert_eq!(state.wakes_at(), None);
    assert_eq!(Scene::of(&state), Scene::at(&state.scenario, &state.file_reference, DEFAULT_SEED, 1));
}

#[test]
fn a_replay_shows_before_the_move_and_after() {
    let mut state = state("the-ban");
    press(&mut state, "5<enter>a", 0);
    let four = Scene::at(&state.scenario, &state.file_reference, DEFAULT_SEED, 3);
    assert_eq!((state.replay(), &state.moves), (Some(Phase::Before), &four.moves));
    update(&mut state, Msg::Tick { now_ms: 2_000 });
    assert_eq!(state.replay(), Some(Phase::Moving));
    update(&mut state, Msg::Tick { now_ms: 3_000 });
    assert_eq!(state.replay(), Some(Phase::After));
    update(&mut state, Msg::Tick { now_ms: 60_000 });
    assert_eq!(state.replay(), None);
    assert_eq!(Scene::of(&state), Scene::at(&state.scenario, &state.file_reference, DEFAULT_SEED, 4));
    // While exploring it is the last move.
    let explored = Harness::scenario("baseline").keys("<right*4>");
    let moved = explored.state().moves.clone();
    let replayed = explored.keys("a");
    assert!(replayed.state().moves.is_empty());
    let replayed = replayed.pass(10_000);
    assert_eq!((&replayed.state().moves, replayed.state().history.depth()), (&moved, 1));
}

/// What came of the last change is told as it is while a replay shows what was, and so is what the next key changes.
#[test]
fn a_replay_leaves_what_moved_as_it_was_told() {
    let told = |keys: &str| {
        let text = Harness::scenario("baseline").size(120, 40).keys(keys).text();
        text.lines().rfind(|line| line.contains("│ runs out")).map(str::to_owned)
    };
    assert!(told("<right>").is_some_and(|line| line.contains("2025-04-09 → 2025-04-16")));
    assert_eq!(told("<right>a"), told("<right>"));
    for next in ["u", "<right>", "r"] {
        assert_eq!(told(&format!("<right>a{next}")), told(&format!("<right>{next}")), "{next}");
    }
}

#[test]
fn a_scenario_without_a_story_says_so() {
    let harness = Harness::scenario("baseline").size(120, 40).keys("p");
    assert!(harness.state().stage.is_none() && harness.text().contains("this scenario tells no story"));
}

#[test]
fn a_listener_is_told_the_step_and_its_words() {
    let lines = Harness::scenario("hybrid-or-switch").transcript("p<space><pause>");
    assert!(lines.contains("Step 1 of 6: Do nothing."), "{lines}");
    assert!(lines.contains("All firms: shortfall left: $11.2 billion."), "{lines}");
    assert!(lines.contains("Step 2 of 6: Serve on domestic chips."), "{lines}");
}
