//! What leaves the explorer: the command line that opens what is shown, and files of the screen and its results.

use std::path::Path;

use assert_cmd::Command;
use proptest::prelude::*;
use stockout::app::{CommandLine, Confirm, Msg, Overlay};
use stockout::harness::Harness;
use stockout::lever::Scope;

use super::goldens::golden;

/// Draws of a frame and of an export to be held against one.
const DRAWS: usize = 4096;

/// What the program prints.
fn printed(arguments: &[&str]) -> Vec<u8> {
    let output = Command::cargo_bin("stockout").unwrap().args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The words of a command line, as a shell reads it.
fn words(line: &CommandLine) -> Vec<String> {
    let words = shlex::split(&line.to_string()).unwrap();
    assert_eq!(words[0], "stockout");
    words[1..].to_vec()
}

/// The same without what a session remembers and a fresh one does not: what was last moved, whether it is saved, where
/// the cursor was, and tracks that kept their height.
fn fresh(harness: Harness) -> Harness {
    let first = harness.state().shown_levers().next().unwrap();
    let first = harness.state().lever(first).id.clone();
    let kept = (std::path::PathBuf::from("mine.ron"), harness.state().scenario.clone());
    let mut harness = harness.send(Msg::Saved(Ok(kept))).keys(&format!("/{first}<enter>")).keys("f").keys("F");
    for _ in 0..5 {
        harness = harness.keys("t");
    }
    harness
}

/// What a person may do to a lever.
const TRIES: [&str; 12] = [
    "<right*3>",
    "<left*2>",
    "L",
    "<end>",
    "<home>",
    "n",
    "<enter>+17d<enter>",
    "<enter>37.3%<enter>",
    "<enter>1.234567<enter>",
    "<enter>2025-08-17<enter>",
    "<enter>-0.031<enter>",
    "<backspace>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever was moved: the line that is copied, given to the program, shows the same frame.
    #[test]
    fn the_copied_line_shows_the_same_frame(
        scenario in proptest::sample::select(vec!["baseline", "full-switch", "hindsight", "tests/fixtures/scenarios/valid/everything.ron"]),
        tries in proptest::collection::vec((any::<proptest::sample::Index>(), 0..TRIES.len(), 0..4_u8), 0..7),
        firms in 0..7_usize,
        targets in 0..5_usize,
        seeds in 0..2_usize,
        screen in proptest::sample::select(vec!["", "2"]),
    ) {
        let mut harness = Harness::scenario(scenario).size(120, 40);
        let count = harness.state().scenario.catalogue.len();
        for (lever, what, alone) in tries {
            let id = harness.state().scenario.catalogue.iter().nth(lever.index(count)).unwrap().1.id.clone();
            let one = if alone == 0 { ("f@", "@") } else { ("", "") };
            harness = harness.keys(&format!("{}/{id}<enter>{}<esc><pause>{}", one.0, TRIES[what], one.1));
            // All firms have no one that is alone.
            if harness.state().alone {
                harness = harness.keys("@");
            }
        }
        harness = harness.keys(&format!("{}{}{}{screen}", "f".repeat(firms), "t".repeat(targets), "d".repeat(seeds)));
        let harness = fresh(harness).draws(DRAWS);
        let line = CommandLine::of(harness.state());
        // Days between two midnights come from the scenario alone.
        prop_assume!(line.missing.is_empty());
        let words = words(&line);
        let mut arguments = vec!["frame"];
        arguments.extend(words.iter().map(String::as_str));
        arguments.extend(["--size", "120x40"]);
        prop_assert_eq!(String::from_utf8(printed(&arguments)).unwrap(), harness.text(), "{}", line);
    }
}

#[test]
fn the_line_says_what_it_cannot() {
    let line = |keys: &str| CommandLine::of(Harness::scenario("baseline").keys(keys).state());
    assert_eq!(line("").to_string(), "stockout baseline");
    assert_eq!(line("").missing, [""; 0]);
    assert_eq!(
        line("<right>/inference moved<enter>ff@<enter>37.5%<enter>@tt2").to_string(),
        "stockout baseline --screen uncertainty --set policy.h20_restricted=2025-04-16 \
         --set strategy.inference_share@Tencent=37.5% --firm Tencent --target fill_rate"
    );
    assert_eq!(line("b").missing, ["the decisions that were pinned"]);
    assert_eq!(line("e±10<enter>").missing, ["spreads that were changed"]);
    assert_eq!(line("@").missing, ["that the levers move one firm alone"]);
    // A sign alone would move the value from where it stands.
    let negative = line("F/demand.usage_gain<enter><enter>-5%<enter>");
    assert_eq!(negative.set, ["demand.usage_gain==-5%"]);
}

/// What a program is given when a shell runs the line.
fn read_by_a_shell(line: &str) -> Vec<String> {
    let script = format!("stockout() {{ printf '%s\\0' \"$@\"; }}\n{line}\n");
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.strip_suffix('\0').unwrap().split('\0').map(str::to_owned).collect()
}

#[test]
fn a_shell_reads_the_line_back_word_by_word() {
    let words = [
        "my file.ron",
        "--set",
        "strategy.start@It's \"X\"=+30d",
        "$HOME",
        "a\\b",
        "*",
        "é;",
        "",
        "=ls",
        "#",
        "--firm=-x",
    ];
    let line = CommandLine { words: words.map(str::to_owned).to_vec(), set: vec![], missing: vec![] };
    assert_eq!(read_by_a_shell(&line.to_string()), words);
    for most in [0, 10, 30, 200] {
        assert_eq!(read_by_a_shell(&line.lines(most).join("\n")), words, "{most}");
    }
    let short: Vec<String> = line.lines(40).into_iter().filter(|line| line.chars().count() > 40).collect();
    assert!(short.is_empty(), "{short:?}");
}

#[test]
fn what_is_held_against_is_told_by_the_name_that_was_given() {
    let output = printed(&["frame", "baseline", "--against", "no-ban", "--keys", "c", "--size", "120x40"]);
    let text = String::from_utf8(output).unwrap();
    assert!(text.contains("stockout baseline --against no-ban"), "{text}");
}

/// A command line that is too long for most rooms was copied.
pub(crate) fn copied(columns: u16, rows: u16) -> Harness {
    let keys = "<right*4>/inference moved<enter><left*3>/usage gain<enter><left*2>ff2c";
    Harness::scenario("baseline").size(columns, rows).keys(keys)
}

pub(crate) const COPIED_AT: [(u16, u16); 5] = [(40, 12), (60, 20), (80, 24), (120, 40), (200, 60)];

#[test]
fn copying_shows_the_line_whole_without_a_frame_beside_it() {
    for (columns, rows) in COPIED_AT {
        let name = format!("{columns}x{rows}_copied");
        let harness = golden(&name);
        let Overlay::Command(line) = &harness.state().overlay else { panic!("nothing is shown") };
        let text = harness.text();
        let shown: Vec<&str> = text.lines().skip_while(|line| !line.contains("command line that opens")).collect();
        let selected: Vec<&str> = shown[1..].iter().take_while(|line| !line.starts_with('─')).copied().collect();
        assert_eq!(read_by_a_shell(&selected.join("\n")), line.words, "{columns}x{rows}\n{text}");
        let _ = harness.snap(&name);
    }
}

#[test]
fn a_screen_reader_hears_the_line() {
    let heard = Harness::scenario("baseline").size(80, 24).transcript("<right>c<esc>");
    assert!(heard.contains("\nstockout baseline --set policy.h20_restricted=2025-04-16\n"), "{heard}");
}

/// Moves of the command line are moves: they are told, put back, and saved.
#[test]
fn what_the_command_line_sets_is_saved_as_a_difference() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.ron");
    let keys = format!("S<c-u>{}<enter>", path.display());
    let arguments = ["frame", "baseline", "--set", "policy.h20_restricted=2025-07-09", "--keys", &keys];
    let text = String::from_utf8(printed(&arguments)).unwrap();
    assert!(text.contains("saved "), "{text}");
    let saved = Harness::scenario(&path.display().to_string());
    let id = saved.state().scenario.catalogue.find("policy.h20_restricted").unwrap();
    assert!(saved.state().moves.get(id, Scope::All).is_some());
    let opened = String::from_utf8(printed(&arguments[..4])).unwrap();
    assert!(opened.contains("1 lever moved   ? help") && opened.contains("2025-07-09"), "{opened}");
}

/// A session of a person's own, settled, with an export written to `path`.
fn exported(path: &Path) -> Harness {
    let keys = format!("X<c-u>{}<enter>", path.display());
    Harness::scenario("baseline").size(80, 24).draws(DRAWS).keys("<right*4>").keys(&keys)
}

#[test]
fn the_ending_decides_what_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let sets = ["--set", "policy.h20_restricted=2025-05-07"];
    for ending in ["svg", "html", "png", "txt", "ans", "json", "csv", "md"] {
        let path = folder.path().join(format!("a.{ending}"));
        let harness = exported(&path);
        assert!(harness.text().contains("wrote "), "{ending}: {}", harness.text());
        let bytes = std::fs::read(&path).unwrap();
        let format = if ending == "md" { "markdown" } else { ending };
        let stamp = "stockout 0.1.0, model";
        match ending {
            "json" | "csv" | "md" => {
                let rest = ["--draws", "4096", "--format", format];
                let run = printed(&[&["run", "baseline"][..], &sets, &rest].concat());
                assert_eq!(String::from_utf8(bytes).unwrap(), String::from_utf8(run).unwrap(), "{ending}");
            }
            "png" => {
                let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
                assert_eq!((reader.info().width, reader.info().height), (2 * (80 * 9 + 20), 2 * (24 * 20 + 20)));
                let source = reader.info().utf8_text.iter().find(|chunk| chunk.keyword == "Source").unwrap();
                assert!(source.get_text().unwrap().starts_with(stamp));
                reader.next_frame(&mut vec![0; reader.output_buffer_size().unwrap()]).unwrap();
            }
            _ => {
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.contains(stamp) && text.contains("4096 draws of seed 1"), "{ending}");
                // The field in which the name was typed is not on it.
                assert!(text.contains("Alibaba") && !text.contains("Export the screen"), "{ending}");
            }
        }
    }
}

#[test]
fn an_export_asks_before_it_writes_over_a_file_and_tells_what_went_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "mine").unwrap();
    let asked = exported(&path);
    assert!(matches!(asked.state().overlay, Overlay::Confirm(Confirm::Overwrite { .. })), "{}", asked.text());
    let left = asked.keys("<esc>");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    assert!(matches!(left.state().overlay, Overlay::None));
    let written = exported(&path).keys("y");
    assert!(written.text().contains("wrote "), "{}", written.text());
    assert!(std::fs::read_to_string(&path).unwrap().contains("fnv1a:"));
    let refused = exported(&folder.path().join("a.gif"));
    assert!(refused.text().contains("the ending says") && refused.text().contains(".csv"), "{}", refused.text());
    let nowhere = exported(&folder.path().join("no/such/a.svg"));
    assert!(nowhere.text().contains("was not written: its folder is not there"), "{}", nowhere.text());
}

/// Each format twice: equal bytes, with title and description.
#[test]
fn pictures_are_equal_on_every_run_and_say_what_they_are() {
    for format in ["svg", "html", "png"] {
        let arguments = ["frame", "baseline", "--size", "60x20", "--theme", "light", "--format", format];
        let (once, again) = (printed(&arguments), printed(&arguments));
        assert!(once == again, "{format} differs");
        for said in ["stockout, Explore: The ban holds", "Alibaba's NVIDIA stock runs out on", "stockout 0.1.0, model"]
        {
            assert!(once.windows(said.len()).any(|bytes| bytes == said.as_bytes()), "{format} does not say {said}");
        }
    }
    let output = Command::cargo_bin("stockout").unwrap();
    let mut output = output;
    let output = output.args(["frame", "--size", "2000x2000", "--format", "png"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("too large"));
}
