//! Stories: each step as it is told, however it is reached; the stage and its keys; recordings; what is wrong with one.

use std::collections::HashMap;
use std::num::NonZeroU16;
use std::sync::Arc;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use stockout::app::key::{Stroke, parse_key, parse_macro};
use stockout::app::{
    Blank, Context, Effect, Key, Keymap, Msg, Overlay, Phase, Presenting, Scene, Screen, State, update,
};
use stockout::explore::{Opening, record};
use stockout::export::cast::{CastEvent, Version};
use stockout::harness::Harness;
use stockout::scenario::{self, Body, Files, NoFiles, Origin, Scenario};
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
    let scenario = load(name);
    let reference = scenario.reference.clone();
    let mut state = State::new(Arc::new(scenario), reference, vec![]);
    update(&mut state, Msg::Present { how: Presenting::default(), now_ms: 0 });
    state
}

fn press(state: &mut State, keys: &str, now_ms: u64) {
    for stroke in parse_macro(keys).unwrap() {
        if let Stroke::Key(key) = stroke {
            update(state, Msg::Key { key, now_ms });
        }
    }
}

fn step_of(state: &State) -> usize {
    state.stage.as_ref().expect("a story on stage").step
}

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
fn what_is_shipped_is_whole_at_every_size_that_is_promised() {
    for name in STORIES {
        for (columns, rows) in [(60, 20), (80, 24), (100, 30), (110, 30), (120, 40), (160, 50), (200, 60)] {
            for step in 1..=load(name).story.len() {
                let harness = Harness::scenario(name).size(columns, rows).draws(0).step(step);
                assert_eq!(cut_off(harness.state(), columns, rows), Vec::<String>::new(), "{name} {step}");
            }
        }
    }
}

/// A number that is typed into a caption goes stale without a sound.
#[test]
fn every_number_of_a_shipped_caption_is_bound() {
    for name in STORIES {
        for step in load(name).story {
            let spans = step.caption.lines.iter().flat_map(|line| &line.spans);
            for text in spans.filter_map(|span| if let Body::Text(text) = &span.body { Some(text) } else { None }) {
                let typed = text
                    .split(|c: char| !c.is_alphanumeric())
                    .find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
                // The name of a chip begins with its number.
                assert!(typed.is_none_or(|word| word.ends_with(['B', 'C'])), "{name}, {}: {typed:?}", step.title);
            }
            assert!(step.notes.is_some() && !step.expect.is_empty(), "{name}, {}", step.title);
        }
    }
}

/// What a walk can do, and the key for it.
const WALK: [&str; 12] = [
    "<space>",
    "<pageup>",
    "n",
    "p",
    "<right>",
    "<left>",
    "<home>",
    "<end>",
    "3<enter>",
    "5<enter>",
    "a",
    "l<right*3>f<esc>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Next, back, jumps, restarts, replays and detours in any order: a step fixes the same, whatever led to it.
    #[test]
    fn a_step_is_the_same_however_it_is_reached(
        walk in prop::collection::vec((0..WALK.len(), 0_u64..3_000), 1..30),
        story in 0..STORIES.len(),
    ) {
        let mut state = state(STORIES[story]);
        let mut now_ms = 0;
        for (action, wait_ms) in walk {
            press(&mut state, WALK[action], now_ms);
            now_ms += wait_ms;
            update(&mut state, Msg::Tick { now_ms });
        }
        // Whatever is on its way arrives.
        while let Some(at) = state.wakes_at() {
            update(&mut state, Msg::Tick { now_ms: at });
        }
        let step = step_of(&state);
        let reached = Scene::of(&state);
        prop_assert_eq!(&reached, &Scene::at(&state.scenario, &state.file_reference, DEFAULT_SEED, step));
        let present = reached.moves.apply(&state.scenario.root, &state.scenario.catalogue);
        prop_assert_eq!(&state.present, &present);
        let stage = state.stage.as_ref().expect("a story on stage");
        prop_assert!(!stage.detour && stage.blank.is_none() && stage.typed.is_none());
        prop_assert!(state.course.is_none() && state.cross_hair.is_none() && state.change.is_none());
        prop_assert!(matches!(state.overlay, Overlay::None) && state.history.depth() == 0);
    }
}

#[test]
fn a_frame_is_the_same_however_its_step_is_reached() {
    let mut fresh: HashMap<usize, Buffer> = HashMap::new();
    for walk in [
        "<space><pause>n<pause><right><pause><pageup><pause>",
        "<end><pause><left><pause><left><pause><space><pause>",
        "5<enter>l<right*4>fx<left><esc><esc><pause>",
        "4<enter>a<pause><pause><pause>",
        "6<enter>ltttz2d<home>@<esc>p<pause>",
        "<space><space><pause><home>bb<space><pause>w<space>",
    ] {
        let walked = on_stage("the-ban", 1).keys(walk);
        let step = step_of(walked.state()) + 1;
        let straight = fresh.entry(step).or_insert_with(|| on_stage("the-ban", step).frame().0);
        assert_eq!(&walked.frame().0, straight, "{walk} leads to step {step}");
    }
    assert!(fresh.len() >= 3);
}

/// Keys of clickers and presenters, from step 3 of 8, and where they lead.
#[test]
fn what_clickers_send_goes_forward_back_or_blank_and_nothing_else() {
    for (key, step, blank) in [
        ("pagedown", 3, None),
        ("right", 3, None),
        ("down", 3, None),
        ("space", 3, None),
        ("enter", 3, None),
        ("n", 3, None),
        ("pageup", 1, None),
        ("left", 1, None),
        ("up", 1, None),
        ("backspace", 1, None),
        ("p", 1, None),
        ("b", 2, Some(Blank::Black)),
        (".", 2, Some(Blank::Black)),
        ("w", 2, Some(Blank::White)),
        ("f5", 2, None),
        ("esc", 2, None),
    ] {
        let mut state = state("the-ban");
        press(&mut state, "3<enter>", 0);
        let key = parse_key(key).unwrap();
        let effects = update(&mut state, Msg::Key { key, now_ms: 5_000 });
        let stage = state.stage.as_ref().expect("still on stage");
        assert_eq!((stage.step, stage.blank, stage.detour), (step, blank, false), "{key}");
        assert!(matches!(state.overlay, Overlay::None) && !state.ended, "{key}");
        assert!(!effects.contains(&Effect::Quit), "{key}");
        // On a dark screen they bring the step back, and only that.
        press(&mut state, "3<enter>b", 10_000);
        update(&mut state, Msg::Key { key, now_ms: 20_000 });
        assert_eq!(step_of(&state), 2, "{key}");
        // And at the ends of a story they stay there.
        press(&mut state, "<esc><home>", 30_000);
        update(&mut state, Msg::Key { key, now_ms: 40_000 });
        press(&mut state, "<end>", 50_000);
        update(&mut state, Msg::Key { key, now_ms: 60_000 });
        assert!(state.stage.is_some() && step_of(&state) <= 7, "{key}");
    }
}

#[test]
fn a_key_that_is_held_down_is_one_step() {
    let key = parse_key("pagedown").unwrap();
    let hold = |times: &[u64]| {
        let mut state = state("the-ban");
        for now_ms in times {
            update(&mut state, Msg::Key { key, now_ms: *now_ms });
        }
        step_of(&state)
    };
    // A slow first repeat looks like a second press until the others follow.
    assert_eq!(hold(&[1_000, 1_500, 1_533, 1_566, 1_600, 1_633]), 1);
    assert_eq!(hold(&[1_000, 1_250, 1_283, 1_316]), 1);
    // A hand that is quick.
    assert_eq!(hold(&[1_000, 1_400, 1_800]), 3);
    // Two keys are two presses, however near.
    let mut state = state("the-ban");
    press(&mut state, "<space>n<right>", 1_000);
    assert_eq!(step_of(&state), 3);
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
        assert_eq!(frame("bb"), frame(""), "{depth:?}");
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

#[test]
fn off_the_script_the_explorers_keys_act_and_one_key_returns() {
    let script = on_stage("the-ban", 5);
    let before = script.frame().0;
    let off = script.keys("l");
    assert!(off.text().contains("what if?  Esc returns") && off.state().context() == Context::Detour);
    let moved = off.keys("<left*5>fx<right*3>");
    assert_ne!(moved.state().moves, Scene::at(&moved.state().scenario, &moved.state().file_reference, 1, 4).moves);
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
fn on_the_stage_leaving_is_asked_about_and_nothing_is_pasted() {
    let safe = || Harness::scenario("the-ban").present(Presenting { is_safe: true, ..Presenting::default() });
    let asked = safe().keys("q");
    assert!(matches!(asked.state().overlay, Overlay::Confirm(_)) && !asked.state().ended);
    assert!(!asked.keys("<esc><space>").state().ended);
    assert!(safe().keys("qy").state().ended);
    let pasted = safe().keys("l<enter>").send(Msg::Paste("2026-01-01".to_owned()));
    let Overlay::Entry(entry) = &pasted.state().overlay else { panic!("no field") };
    assert_eq!(entry.line.text(), "");
    // Without it q leaves; from the explorer it leads back there.
    assert!(on_stage("the-ban", 2).keys("q").state().ended);
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

#[test]
fn a_scenario_without_a_story_says_so() {
    let harness = Harness::scenario("baseline").size(120, 40).keys("p");
    assert!(harness.state().stage.is_none() && harness.text().contains("this scenario tells no story"));
}

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
fn the_timer_begins_with_the_first_step_and_tells_the_pace() {
    let clock = |ms: u64| {
        let harness = on_stage("the-ban", 1).draws(0).pass(100_000).keys("t<space>").pass(ms);
        harness.text().lines().next().unwrap().to_owned()
    };
    // Forty seconds are meant for the first step, fifty for the second.
    assert!(clock(45_000).contains("0:45  on time"), "{}", clock(45_000));
    assert!(clock(100_999).contains("1:40  0:10 behind"), "{}", clock(100_999));
    assert!(clock(10_000).contains("0:10  0:30 ahead"), "{}", clock(10_000));
    // It wakes once a second, and not at all when it is hidden.
    let shown = on_stage("the-ban", 1).keys("t<space><pause>");
    let now = shown.state().wakes_at().unwrap();
    let later = shown.send(Msg::Tick { now_ms: now });
    assert_eq!(later.state().wakes_at(), Some(now + 1_000));
    assert_eq!(later.keys("t").state().wakes_at(), None);
}

fn cast(name: &str, size: (u16, u16)) -> stockout::export::cast::Cast {
    let scenario = load(name);
    let reference = scenario.reference.clone();
    let presenting = Some(Presenting { auto: true, ..Presenting::default() });
    let opening = Opening { presenting, ..Opening::new(scenario, reference) };
    record(opening, size, &Theme::new(ThemeName::Dark)).unwrap()
}

#[test]
fn a_recording_shows_each_step_at_its_marker_and_is_the_same_again() {
    let size = (80, 24);
    let cast = cast("hybrid-or-switch", size);
    let cells = |cells| NonZeroU16::new(cells).unwrap();
    let mut terminal = vt100::Parser::new(cells(size.1), cells(size.0), 0);
    let mut step = 0;
    for (_, event) in &cast.events {
        match event {
            CastEvent::Output(data) => terminal.process(data.as_bytes()),
            CastEvent::Marker(title) => {
                step += 1;
                let harness = Harness::scenario("hybrid-or-switch").size(80, 24).draws(4096).step(step);
                assert_eq!(title, &harness.state().scenario.story[step - 1].title);
                super::emulators::vt100_shows(&terminal, &harness.frame().0);
            }
        }
    }
    assert_eq!(step, 6);
    assert_eq!(cast.events.last().unwrap().0, 275_000);
    let again = self::cast("hybrid-or-switch", size);
    for version in [Version::Two, Version::Three] {
        assert_eq!(cast.text(version), again.text(version));
        assert_eq!(cast.text(version).lines().filter(|line| line.contains("\"m\"")).count(), 6);
    }
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

fn talk(second: &str) -> String {
    format!(
        "(format: 1, extends: \"baseline\", title: \"A talk\", story: [\n    \
         (title: \"One\", caption: \"{{stockout.Tencent}}\"),\n    {second}\n])\n"
    )
}

#[test]
fn a_file_that_changes_is_told_on_at_the_same_step_and_a_broken_one_keeps_the_last() {
    let first = read(&talk("(title: \"Two\", caption: \"first words\", set: {\"policy.leakage\": \"5%\"}),"));
    let harness = Harness::of(first).size(120, 40).step(2);
    assert!(harness.text().contains("first words"));
    let broken = harness.send(Msg::Reloaded(Err("talk.ron:3:5: a bracket is not closed".to_owned())));
    assert!(broken.text().contains("first words") && broken.text().contains("talk.ron:3:5"));
    let second = read(&talk("(title: \"Two\", caption: \"other words\", set: {\"policy.leakage\": \"9%\"}),"));
    let mended = broken.send(Msg::Reloaded(Ok(Arc::new(second.clone()))));
    assert!(mended.text().contains("other words") && !mended.text().contains("talk.ron:3:5"));
    assert_eq!(mended.frame().0, Harness::of(second).size(120, 40).step(2).frame().0);
    // A story that became shorter is shown at its end; one that is gone ends.
    let shorter = mended.send(Msg::Reloaded(Ok(Arc::new(read(&talk(""))))));
    assert_eq!(step_of(shorter.state()), 0);
    let gone = Harness::of(read(&talk(""))).keys("p").send(Msg::Reloaded(Ok(Arc::new(load("baseline")))));
    assert!(gone.state().stage.is_none() && !gone.state().ended);
}

#[test]
fn saving_leaves_a_story_as_its_author_wrote_it() {
    let text = talk("// why this step\n    (title: \"Two\", caption: \"{gap.all}\", notes: \"slowly\"),");
    let scenario = read(&text);
    let mut moves = scenario.moves.clone();
    let lever = scenario.catalogue.find("policy.leakage").unwrap();
    moves.set(stockout::lever::Assignment { lever, scope: stockout::lever::Scope::All, value: 0.07 });
    let world = moves.apply(&scenario.root, &scenario.catalogue);
    let results = scenario::save::Results::of(&world, &stockout::model::run(&world));
    let path = std::path::Path::new("talk.ron");
    let saved = scenario::save::text(&scenario, &moves, &scenario.root.spread, path, true, &results).unwrap();
    let story = |text: &str| text[text.find("story:").unwrap()..text.rfind("slowly").unwrap()].to_owned();
    assert_eq!(story(&saved), story(&text));
    assert!(saved.contains("\"policy.leakage\": \"7%\""), "{saved}");
    assert_eq!(read(&saved).story, scenario.story);
}

#[test]
fn what_is_explored_is_kept_as_the_next_step_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.ron");
    let text = "// A talk.\n(\n    format: 1,\n    extends: \"baseline\",\n    title: \"A talk\", // so far\n)\n";
    std::fs::write(&path, text).unwrap();
    let name = path.to_str().unwrap();
    let first = Harness::scenario(name).size(120, 40).keys("<right*4>+The<space>ban<space>comes<space>late<enter>");
    assert!(first.text().contains("kept as step 1"), "{}", first.text());
    let moves = first.state().moves.clone();
    // What differs from the step before: another lever, another firm, another screen.
    let second = first.keys("/inference moved<enter><right*2>f2+And<space>then<enter>");
    let all = second.state().moves.clone();
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(kept.starts_with("// A talk.\n") && kept.contains("// so far"), "{kept}");
    let read = scenario::load(name, &stockout::shell::files::Disk).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((read.moves_after(1), read.moves_after(2)), (moves, all));
    let steps: Vec<_> = read.story.iter().map(|step| (step.title.as_str(), step.set.len())).collect();
    assert_eq!(steps, [("The ban comes late", 1), ("And then", 1)]);
    let told = second.keys("p<end>");
    assert_eq!((told.state().screen, told.state().focus_name()), (Screen::Uncertainty, "ByteDance"));
    insta::assert_snapshot!("a_story_that_was_kept", kept);
    // Without a file of its own there is nothing to keep it in.
    assert!(Harness::scenario("baseline").size(120, 40).keys("+").text().contains("S saves one"));
}

#[test]
fn a_listener_is_told_the_step_and_its_words() {
    let lines = Harness::scenario("hybrid-or-switch").transcript("p<space><pause>");
    assert!(lines.contains("Step 1 of 6: Do nothing."), "{lines}");
    assert!(lines.contains("All firms: shortfall left: $11.2 B."), "{lines}");
    assert!(lines.contains("Step 2 of 6: Half of inference."), "{lines}");
}

#[test]
fn every_key_of_the_stage_is_in_the_one_table() {
    let keys = Keymap::default();
    for key in ["right", "b", "t", "i", "l", "a", "7", "q"] {
        assert!(keys.resolve(Context::Stage, parse_key(key).unwrap()).is_some(), "{key}");
    }
    // The explorer's keys mean nothing there.
    for key in ["s", "o", "S", ":", "z", "u", "m", "x", "r"] {
        assert_eq!(keys.resolve(Context::Stage, parse_key(key).unwrap()), None, "{key}");
    }
    assert_eq!(keys.resolve(Context::Detour, Key::char('u')), keys.resolve(Context::Explore, Key::char('u')));
}
