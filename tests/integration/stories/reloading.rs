//! The file of a story changes while it is told: the same step goes on, and nobody's work is lost.

use std::sync::Arc;

use stockout::app::key::parse_key;
use stockout::app::{
    Action, Blank, Confirm, Context, Effect, Keymap, Msg, Overlay, Presenting, Rebinding, Screen, State, update,
};
use stockout::harness::Harness;
use stockout::scenario::{self, Origin, Scenario};
use stockout::session::Outside;
use stockout::shell::desk::Desk;
use stockout::shell::files::Disk;

use super::{load, presented, press, read, scene, step_of, talk};

const THREE: &str = "(title: \"Two\", caption: \"second words\", set: {\"policy.leakage\": \"5%\"}),
    (title: \"Three\", caption: \"third words\", set: {\"strategy.inference_share\": \"60%\"}),";

fn reloaded(harness: Harness, scenario: Scenario) -> Harness {
    harness.send(Msg::Reloaded(Ok(Arc::new(scenario))))
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

/// Where the story is all there is, a file that tells none any more does not end the show.
#[test]
fn a_file_that_loses_its_story_ends_no_show() {
    let text = "(format: 1, extends: \"baseline\", title: \"A talk\")";
    let harness = Harness::of(read(&talk(THREE))).size(120, 40).step(3);
    let lost = reloaded(harness, read(text));
    assert!(!lost.state().ended && step_of(lost.state()) == 2);
    assert!(lost.text().contains("third words") && lost.text().contains("tells no story any more"));
    let back = reloaded(lost, read(&talk(&THREE.replace("third", "new"))));
    assert!(back.text().contains("new words") && !back.text().contains("tells no story"));
}

#[test]
fn steps_that_are_put_in_another_order_are_found_by_their_titles() {
    let other = "(title: \"Zero\", caption: \"new\"),
        (title: \"Three\", caption: \"third words\", set: {\"strategy.inference_share\": \"60%\"}),
        (title: \"Two\", caption: \"second words\", set: {\"policy.leakage\": \"5%\"}),";
    let step = |from: usize, text: &str| {
        let harness = Harness::of(read(&talk(THREE))).draws(0).size(120, 40).step(from);
        step_of(reloaded(harness, read(&talk(text))).state()) + 1
    };
    assert_eq!((step(2, other), step(3, other)), (4, 3));
    // A title that was mended stays where it was; of two that are the same, the nearer is meant.
    assert_eq!(step(2, &THREE.replace("\"Two\"", "\"The second\"")), 2);
    assert_eq!(step(3, &format!("{THREE}\n(title: \"Three\", caption: \"once more\"),")), 3);
    assert_eq!(step(3, ""), 1);
}

#[test]
fn a_dark_screen_stays_dark_and_a_detour_goes_on() {
    let changed = || read(&talk(&THREE.replace("third words", "other words")));
    let start = || Harness::of(read(&talk(THREE))).size(120, 40).step(3);
    for (key, blank) in [("b", Blank::Black), ("w", Blank::White)] {
        let dark = reloaded(start().keys(key), changed());
        assert_eq!(dark.state().stage.as_ref().unwrap().blank, Some(blank));
        assert!(dark.keys("<pagedown>").text().contains("other words"));
    }
    let off = start().keys("l/grey<enter><right*4>f");
    let (moves, focus) = (off.state().moves.clone(), off.state().focus);
    let lever = off.state().lever(off.state().cursor).id.clone();
    // The file has another event now, and its levers other places.
    let text = talk(&THREE.replace("third words", "other words")).replace(
        "story:",
        "events: [(id: \"aaa\", chip: \"H20\", date: \"2026-05-01\", fraction: 0.0, levy: 0.0)], story:",
    );
    for scenario in [changed(), read(&text)] {
        let on = reloaded(start().keys("l/grey<enter><right*4>f"), scenario);
        let state = on.state();
        assert_eq!((state.context(), state.focus), (Context::Detour, focus));
        assert_eq!(state.lever(state.cursor).id, lever);
        let values = |state: &State, moves: &stockout::lever::Moves| -> Vec<(String, f64)> {
            moves.iter().map(|a| (state.lever(a.lever).id.clone(), a.value)).collect()
        };
        assert_eq!(values(state, &state.moves), values(off.state(), &moves));
        let back = on.keys("<esc>");
        assert!(back.text().contains("other words"));
        assert_eq!(back.state().moves, scene(back.state(), 2).moves);
    }
    // What was moved can still be taken back one by one.
    let undone = reloaded(start().keys("l/grey<enter><right*4>"), changed()).keys("u");
    assert_eq!(undone.state().moves, scene(undone.state(), 2).moves);
    assert!(undone.state().stage.as_ref().unwrap().detour);
}

#[test]
fn a_list_or_help_that_is_open_stays_open() {
    let start = |keys: &str| Harness::of(read(&talk(THREE))).size(120, 40).step(1).keys(keys);
    let changed = || read(&talk(&THREE.replace("\"Three\"", "\"The third\"")));
    let list = reloaded(start("ithr"), changed());
    assert!(list.text().contains("The third") && list.text().contains("thr"));
    assert_eq!(step_of(list.keys("<enter>").state()), 2);
    assert!(reloaded(start("?"), changed()).text().contains("on stage"));
}

#[test]
fn a_talk_that_goes_on_by_itself_keeps_its_time() {
    let how = Presenting { auto: true, ..Presenting::default() };
    let with = |text: &str| talk(text).replace("caption: \"{stockout.Tencent}\"", "caption: \"a\", seconds: 20");
    let mut state = presented(read(&with(THREE)), how);
    update(&mut state, Msg::Tick { now_ms: 15_000 });
    let changed = read(&with(&THREE.replace("third words", "other words")));
    update(&mut state, Msg::Reloaded(Ok(Arc::new(changed))));
    assert_eq!(state.wakes_at(), Some(20_000));
}

/// Everything that is a person's, whatever scenario is opened or read again.
#[test]
fn keys_that_were_changed_and_all_settings_stay() {
    let keys = |names: &[&str]| names.iter().map(|name| parse_key(name).unwrap()).collect();
    let changes = [Rebinding { context: Context::Explore, action: Action::StepUp, keys: keys(&["y", "l"]) }];
    let keymap = Arc::new(Keymap::changed(&changes).unwrap());
    for on_stage in [false, true] {
        let mut state = presented(read(&talk(THREE)), Presenting::default());
        if !on_stage {
            state = State::new(Arc::clone(&state.scenario), state.file_reference.clone(), stockout::explore::library());
        }
        (state.keymap, state.mouse, state.reduced_motion) = (Arc::clone(&keymap), false, true);
        (state.size, state.library) = ((77, 33), stockout::explore::library());
        let messages = [
            Msg::Reloaded(Ok(Arc::new(read(&talk(&THREE.replace("5%", "7%")))))),
            Msg::Opened(Ok(Arc::new(load("full-switch")))),
        ];
        for message in messages {
            update(&mut state, message);
            assert_eq!(state.keymap, keymap);
            assert_eq!((state.mouse, state.reduced_motion, state.size), (false, true, (77, 33)));
            assert_eq!(state.library.len(), stockout::explore::library().len());
        }
    }
}

/// A file in a folder of its own, explored, with three steps.
struct OnDisk {
    folder: tempfile::TempDir,
}

impl OnDisk {
    fn new(text: &str) -> Self {
        let disk = Self { folder: tempfile::tempdir().unwrap() };
        disk.write(text);
        disk
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("talk.ron")
    }

    fn write(&self, text: &str) {
        std::fs::write(self.path(), text).unwrap();
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.path()).unwrap()
    }

    fn read(&self) -> Arc<Scenario> {
        Arc::new(scenario::load_from(&Origin::File(self.path()), &Disk).unwrap_or_else(|failure| panic!("{failure}")))
    }

    fn explore(&self) -> Harness {
        Harness::scenario(self.path().to_str().unwrap()).size(120, 40)
    }
}

/// The recovery file as the shell keeps it: the moves as they stand, or nothing where nothing would be lost.
fn keep(kept: &mut Option<stockout::lever::Moves>, effects: &[Effect], state: &State) {
    for effect in effects {
        match effect {
            Effect::KeepRecovery => *kept = state.is_unsaved().then(|| state.moves.clone()),
            Effect::ForgetRecovery => *kept = None,
            _ => {}
        }
    }
}

#[test]
fn unsaved_moves_outlive_a_talk_whose_file_changes() {
    let disk = OnDisk::new(&talk(THREE));
    let mut state = disk.explore().keys("<right*3>e±3<enter>fz2").state().clone();
    let (moves, spreads) = (state.moves.clone(), state.spreads.clone());
    let mut kept = Some(moves.clone());
    let mut now_ms = 10_000;
    let mut act = |state: &mut State, keys: &str, kept: &mut Option<stockout::lever::Moves>| {
        now_ms += 10_000;
        let effects = press(state, keys, now_ms);
        keep(kept, &effects, state);
    };
    act(&mut state, "p", &mut kept);
    act(&mut state, "<space>", &mut kept);
    // Twice: what was explored is of the file before the first change.
    for leakage in ["6%", "7%"] {
        disk.write(&talk(&THREE.replace("5%", leakage)).replace("A talk", "A changed talk"));
        let effects = update(&mut state, Msg::Reloaded(Ok(disk.read())));
        keep(&mut kept, &effects, &state);
        assert_eq!(step_of(&state), 1);
        assert_eq!(state.scenario.title, "A changed talk");
    }
    act(&mut state, "l", &mut kept);
    act(&mut state, "<right*2>", &mut kept);
    assert_eq!(kept.as_ref(), Some(&moves), "on stage nothing of it is forgotten");
    act(&mut state, "q", &mut kept);
    assert!(state.stage.is_none() && state.is_unsaved());
    assert_eq!((&state.moves, &state.spreads, state.screen), (&moves, &spreads, Screen::Uncertainty));
    assert_eq!((state.unfolded, state.focus_name(), state.scenario.title.as_str()), (true, "ByteDance", "A talk"));
    assert_eq!(kept.as_ref(), Some(&moves));
    assert!(matches!(state.overlay, Overlay::Confirm(Confirm::ReloadOver(_))), "{:?}", state.overlay);
    // No keeps them, one by one; yes takes the file.
    let mut stays = state.clone();
    press(&mut stays, "<esc>", 200_000);
    assert_eq!(stays.moves, moves);
    press(&mut stays, "u", 201_000);
    assert_eq!((stays.spreads == spreads, &stays.moves), (false, &moves));
    act(&mut state, "y", &mut kept);
    assert_eq!((state.scenario.title.as_str(), state.is_unsaved(), kept), ("A changed talk", false, None));
}

#[test]
fn without_unsaved_moves_the_explorer_is_read_again_with_its_file() {
    let disk = OnDisk::new(&talk(THREE));
    let explored = disk.explore().keys("ffz<down*3>2");
    let lever = explored.state().lever(explored.state().cursor).id.clone();
    let on = explored.keys("p<end>");
    disk.write(&talk(THREE).replace("A talk", "A changed talk"));
    let back = on.send(Msg::Reloaded(Ok(disk.read()))).keys("q");
    let state = back.state();
    assert!(matches!(state.overlay, Overlay::None) && !state.is_unsaved());
    assert_eq!((state.scenario.title.as_str(), state.focus_name()), ("A changed talk", "Tencent"));
    assert_eq!((state.screen, &state.lever(state.cursor).id), (Screen::Uncertainty, &lever));
}

/// Words of a story are none of the moves' business.
#[test]
fn a_story_that_is_edited_asks_nothing_of_unsaved_moves() {
    let disk = OnDisk::new(&talk(THREE));
    for on_stage in ["", "p<end>"] {
        let moved = disk.explore().keys("<right*3>");
        let moves = moved.state().moves.clone();
        disk.write(&talk(&THREE.replace("third words", "other words")));
        let read = moved.keys(on_stage).send(Msg::Reloaded(Ok(disk.read())));
        assert!(matches!(read.state().overlay, Overlay::None));
        let back = if on_stage.is_empty() { read } else { read.keys("q") };
        assert!(matches!(back.state().overlay, Overlay::None), "{on_stage}");
        assert_eq!((&back.state().moves, back.state().is_unsaved()), (&moves, true));
        assert!(back.keys("p<end>").text().contains("other words"));
        disk.write(&talk(THREE));
    }
}

#[test]
fn what_somebody_wrote_into_the_file_meanwhile_is_not_overwritten() {
    let disk = OnDisk::new(&talk(THREE));
    let theirs = talk(&THREE.replace("third words", "words of somebody else"));
    let moved = || disk.explore().keys("<right*3>");
    // A new step is not kept: the file is to be read first.
    let start = moved();
    disk.write(&theirs);
    let refused = start.keys("+Mine<enter>");
    assert!(refused.text().contains("was changed since it was read"), "{}", refused.text());
    assert_eq!(disk.text(), theirs);
    // Saving asks.
    let asked = refused.keys("s");
    assert!(matches!(asked.state().overlay, Overlay::Confirm(Confirm::SaveOver(_))));
    assert!(asked.text().contains("Write over it?"), "{}", asked.text());
    let left = asked.keys("<esc>");
    assert!(disk.text() == theirs && left.state().is_unsaved());
    let saved = left.keys("sy");
    assert!(!saved.state().is_unsaved() && disk.text().contains("third words"), "{}", disk.text());
    // Once it was read again, everything of theirs stays; a comment is read again without a word.
    disk.write(&theirs.replace("story:", "// why\n    story:"));
    let kept = reloaded(moved(), Arc::unwrap_or_clone(disk.read())).keys("+Mine<enter>");
    assert!(kept.text().contains("kept as step 4"), "{}", kept.text());
    assert!(disk.text().contains("// why") && disk.text().contains("words of somebody else"), "{}", disk.text());
    disk.write(&theirs);
    let start = disk.explore();
    disk.write(&theirs.replace("story:", "// a comment alone\n    story:"));
    let kept = start.send(Msg::Reloaded(Ok(disk.read()))).keys("<right>s");
    assert!(!kept.state().is_unsaved() && disk.text().contains("// a comment alone"), "{}", disk.text());
    // A file that is gone is written again.
    std::fs::remove_file(disk.path()).unwrap();
    assert!(!kept.keys("<right>s").state().is_unsaved() && disk.text().contains("A talk"));
}

/// Editors write in pieces, and machines break down: whatever is left of a file, the last good step is told on.
#[test]
fn a_thousand_torn_files_do_no_harm() {
    let whole = talk(THREE);
    let disk = OnDisk::new(&whole);
    let mut desk = Desk::new();
    let mut state = presented(Arc::unwrap_or_clone(disk.read()), Presenting { from: 2, ..Presenting::default() });
    let mut refused = 0;
    for round in 0..1_000 {
        let cut = (round * 7919) % whole.len();
        let torn = match round % 3 {
            0 => whole[..cut].to_owned(),
            1 => format!("{}{}", &whole[..cut], "\0".repeat(whole.len() - cut)),
            _ => format!("{}{}", &whole[..cut], &whole[cut / 2..]),
        };
        disk.write(&torn);
        let told = desk.reload(&state).unwrap();
        refused += usize::from(matches!(told, Msg::Reloaded(Err(_))));
        for effect in update(&mut state, told) {
            desk.perform(effect, &state);
        }
        assert!(!state.ended && state.stage.is_some());
        assert!(state.step().is_some());
    }
    assert!(refused > 900, "{refused}");
    disk.write(&whole);
    let told = desk.reload(&state).unwrap();
    update(&mut state, told);
    assert_eq!((state.scenario.story.len(), state.notice.is_none()), (3, true));
}

#[test]
fn the_files_that_a_scenario_is_read_from_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("deep")).unwrap();
    std::fs::write(
        path("deep/root.ron"),
        "(format: 1, extends: \"baseline\", title: \"Root\", set: {\"policy.leakage\": \"2%\"})",
    )
    .unwrap();
    std::fs::write(
        path("other.ron"),
        "(format: 1, extends: \"baseline\", title: \"Other\", set: {\"strategy.inference_share\": \"0%\"})",
    )
    .unwrap();
    std::fs::write(path("mine.ron"), "(format: 1, extends: \"deep/root.ron\", against: \"./other.ron\", title: \"Mine\", set: {\"policy.leakage\": \"3%\"})").unwrap();
    let read =
        scenario::load_from(&Origin::File(path("mine.ron")), &Disk).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(read.reads, [path("mine.ron"), path("deep/root.ron"), path("other.ron")]);
    assert!(load("the-ban").reads.is_empty());
}
