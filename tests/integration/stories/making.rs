//! Making a story: what is explored becomes its next step, and a file stays as its author wrote it.

use stockout::app::Screen;
use stockout::harness::Harness;
use stockout::scenario;

use super::{read, talk};

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

/// A step has places for a panel and a screen, and none for spreads or what one is held against: that is said.
#[test]
fn what_a_step_has_no_place_for_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.ron");
    std::fs::write(&path, talk("")).unwrap();
    let start = || Harness::scenario(path.to_str().unwrap()).size(120, 40);
    let kept = start().keys("<right><tab*2>5+The<space>costs<enter>");
    let told = &kept.state().notice.as_ref().unwrap().text;
    assert_eq!(told, "kept as step 2; its caption is for you to write");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("show: \"assumptions\"") && text.contains("panel: \"ways\""), "{text}");
    // A row of the backtest that is looked at is what the step points at.
    let _ = start().keys("T<down*2>+What<space>came<enter>");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("show: \"backtest\"") && text.contains("point_at: \"observation doubao_mar_2026\""),
        "{text}"
    );
    let told = start().keys("p<end>");
    assert_eq!((told.state().screen, told.state().backtest.row), (Screen::Backtest, 2));
    let told = start().keys("1<right>e±3<enter>tb1+Uncertain<enter>");
    let line = &told.state().notice.as_ref().unwrap().text;
    assert!(line.ends_with(". Not in it: how uncertain levers are, the reference, the target"), "{line}");
    // A panel that nobody has chosen is none of the step's.
    assert!(!std::fs::read_to_string(&path).unwrap().contains("panel: \"levers\""));
}
