//! The real binary, as a shell calls it: output, messages and exit codes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use stockout::model::World;

use super::layers::source_files;

const BINARY: &str = env!("CARGO_BIN_EXE_stockout");

/// Runs the program in the package's folder, so that messages name files as they were given.
fn stockout(args: &[&str]) -> Output {
    piped(args, "")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What comes out of a command that does what it is asked.
#[track_caller]
pub(crate) fn fine(args: &[&str]) -> String {
    let output = stockout(args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "{args:?}");
    text(&output.stdout)
}

/// What is said of a wrong use, which is all that is written.
#[track_caller]
fn wrong(args: &[&str]) -> String {
    let output = stockout(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {}", text(&output.stdout));
    assert_eq!(text(&output.stdout), "", "{args:?}");
    let message = text(&output.stderr);
    assert!(!message.contains("panicked") && !message.contains('\u{1b}'), "{message}");
    message
}

pub(crate) fn json(args: &[&str]) -> Value {
    serde_json::from_str(&fine(args)).unwrap()
}

const FIXTURES: &str = "tests/fixtures/scenarios";

/// No frame knows where or when it is painted, or for whom.
#[test]
fn frames_do_not_depend_on_where_they_are_painted() {
    let states: [&[&str]; 5] = [
        &["baseline", "--keys", "<right*4>", "--format", "styled"],
        &["baseline", "--screen", "uncertainty", "--format", "styled"],
        &["hindsight", "--screen", "assumptions", "--keys", "/h20", "--format", "ansi"],
        &["baseline", "--screen", "scenarios", "--format", "text"],
        &["the-ban", "--step", "3", "--format", "svg"],
    ];
    let environments: [&[(&str, &str)]; 5] = [
        &[],
        &[("TZ", "Asia/Kathmandu"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")],
        &[("TZ", "Pacific/Apia"), ("LC_ALL", "C")],
        &[("TZ", "nowhere/at/all"), ("LANG", "ja_JP.EUC-JP"), ("NO_COLOR", "1"), ("TERM", "dumb")],
        &[
            ("TERM", "xterm-256color"),
            ("COLUMNS", "20"),
            ("LINES", "5"),
            ("COLORFGBG", "0;15"),
            ("REDUCED_MOTION", "1"),
        ],
    ];
    for args in states {
        let frames = environments.map(|environment| {
            let mut command = Command::new(BINARY);
            // Hash maps have another seed in each process.
            let output =
                command.env_clear().envs(environment.iter().copied()).arg("frame").args(args).output().unwrap();
            assert!(output.status.success(), "{}", text(&output.stderr));
            output.stdout
        });
        for (frame, environment) in frames.iter().zip(environments) {
            assert!(*frame == frames[0], "{args:?} under {environment:?}:\n{}", text(frame));
        }
    }
}

#[test]
fn help_is_as_reviewed() {
    let mut all = String::new();
    let commands = [
        "run",
        "show",
        "check",
        "list",
        "levers",
        "sources",
        "backtest",
        "schema",
        "new",
        "present",
        "record",
        "frame",
        "config",
        "completions",
        "man",
    ];
    all.push_str(&fine(&["--help"]));
    for command in commands {
        write!(all, "\n=== {command}\n{}", fine(&[command, "--help"])).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[test]
fn the_manual_page_is_as_reviewed() {
    insta::assert_snapshot!(fine(&["man"]));
}

/// Variables that the source names, and those by which the folders of a person are found.
#[test]
fn the_manual_page_tells_of_every_variable_that_is_read_and_of_no_other() {
    let mut files = Vec::new();
    source_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut read = BTreeSet::new();
    let is_name = |text: &&str| text.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    for path in files {
        let whole = std::fs::read_to_string(path).unwrap();
        let source = whole.split("#[cfg(test)]").next().unwrap();
        for before in ["variable(\"", "is(\"", "env::var(\"", "env::var_os(\""] {
            let named = source.split(before).skip(1).map(|rest| rest.split('"').next().unwrap());
            read.extend(named.filter(is_name).map(str::to_owned));
        }
        for (folder, name) in [
            ("choose_base_strategy(", "HOME"),
            (".config_dir(", "XDG_CONFIG_HOME"),
            (".state_dir(", "XDG_STATE_HOME"),
            (".runtime_dir(", "XDG_RUNTIME_DIR"),
        ] {
            read.extend(source.contains(folder).then(|| name.to_owned()));
        }
    }
    // Of the harness, for tests of whoever uses the library.
    read.remove("CARGO_MANIFEST_DIR");
    let page = fine(&["man"]);
    let section = page.split(".SH \"ENVIRONMENT\"\n").nth(1).unwrap().split(".SH ").next().unwrap();
    let told: BTreeSet<String> =
        section.split(".TP\n\\&").skip(1).map(|entry| entry.lines().next().unwrap().to_owned()).collect();
    assert_eq!(told, read);
}

#[test]
fn completions_are_there_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = fine(&["completions", shell]);
        assert!(script.contains("stockout") && script.contains("levers"), "{shell}");
    }
}

#[test]
fn completions_are_read_by_the_shells_that_are_here() {
    let check = [("bash", &["-n"][..]), ("zsh", &["-n"]), ("fish", &["--no-execute"])];
    let folder = tempfile::tempdir().unwrap();
    for (shell, arguments) in check {
        let path = folder.path().join(shell);
        std::fs::write(&path, fine(&["completions", shell])).unwrap();
        // A shell that is not installed has nothing to say.
        let Ok(status) = Command::new(shell).args(arguments).arg(&path).status() else { continue };
        assert!(status.success(), "{shell}");
    }
}

#[test]
fn the_baseline_runs_as_a_table() {
    insta::assert_snapshot!(fine(&["run"]));
}

#[test]
fn one_firm_alone_runs_as_markdown() {
    insta::assert_snapshot!(fine(&["run", "full-switch", "--firm", "Tencent", "--format", "markdown"]));
}

#[test]
fn a_run_as_csv_has_a_row_a_firm() {
    let csv = fine(&["run", "no-ban", "--format", "csv"]);
    let mut lines = csv.lines();
    let titles: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 6);
    assert!(rows.iter().all(|row| row.len() == titles.len()));
    let column = |name: &str| titles.iter().position(|title| *title == name).unwrap();
    assert_eq!(rows[0][column("firm")], "Alibaba");
    assert_eq!(rows[5][column("firm")], "all");
    assert_eq!(rows[0][column("stockout_date")], "");
    assert_eq!(rows[0][column("scenario")], "no-ban");
    assert!(rows[0][column("hash")].starts_with("fnv1a:"));
}

#[test]
fn series_as_csv_have_a_row_a_firm_and_week() {
    let csv = fine(&["run", "--series", "--format", "csv", "--firm", "Baidu"]);
    assert_eq!(csv.lines().count(), 157);
    assert!(csv.lines().nth(1).unwrap().starts_with("Baidu,2025-01-08,7,"));
}

#[test]
fn results_as_json_are_those_of_the_reference() {
    let results = json(&["run", "--format", "json"]);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reference/baseline_expected.json");
    let expected: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for (firm, row) in results["firms"].as_array().unwrap().iter().zip(expected["baseline"].as_array().unwrap()) {
        assert_eq!(firm["name"], row["name"]);
        let central = &firm["central"];
        for key in ["stockout_day", "gap_day", "fill_rate", "stockout_weeks"] {
            close(&central[key], &row[key]);
        }
        for (item, usd) in row["cost_usd"].as_object().unwrap() {
            close(&central["cost_usd"][item], usd);
        }
    }
    assert_eq!(results["firms"][0]["central"]["stockout_date"], "2027-01-18");
    assert_eq!(results["firms"][0]["series"], Value::Null);
    assert_eq!(results["draws"], 1);
    assert_eq!(results["stamp"]["scenario"], "baseline");
}

#[track_caller]
fn close(found: &Value, expected: &Value) {
    match (found.as_f64(), expected.as_f64()) {
        (Some(found), Some(expected)) => {
            assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1e-3), "{found}, expected {expected}");
        }
        _ => assert_eq!(found, expected),
    }
}

#[test]
fn what_is_shown_as_json_runs_to_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let set = [
        "--set",
        "policy.b40_launch=2025-08-03",
        "--set",
        "stock.scale@Baidu=×1.37",
        "--set",
        "demand.usage_gain=+3.3%",
    ];
    for name in ["baseline", "stuck-at-20", "tests/fixtures/scenarios/valid/everything.ron"] {
        let path = folder.path().join("shown.json");
        let path = path.to_str().unwrap();
        std::fs::write(path, fine(&[&["show", name, "--format", "json"], &set[..]].concat())).unwrap();
        let of = |mut results: Value| {
            results["stamp"]["scenario"].take();
            results["scenario"].take();
            results["set"].take();
            // A resolved scenario names no other to be held against.
            results["reference"].take();
            for firm in results["firms"].as_array_mut().unwrap() {
                firm["central"]["avoided_usd"].take();
            }
            results
        };
        let direct = json(&[&["run", name, "--series", "--format", "json"], &set[..]].concat());
        let again = json(&["run", path, "--series", "--format", "json"]);
        assert_eq!(of(direct), of(again), "{name}");
        let shown: World = serde_json::from_str(&fine(&["show", path, "--format", "json"])).unwrap();
        let first: World = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(shown, first);
    }
}

#[test]
fn what_is_shown_as_ron_is_the_same_world() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["baseline", "compliant-blackwell", "tests/fixtures/scenarios/valid/child.ron"] {
        let path = folder.path().join("shown.ron");
        std::fs::write(&path, fine(&["show", name])).unwrap();
        assert_eq!(
            fine(&["show", name, "--format", "json"]),
            fine(&["show", path.to_str().unwrap(), "--format", "json"])
        );
    }
}

#[test]
fn the_schemas_hold_for_what_is_read_and_written() {
    let validator = |of: &str| jsonschema::validator_for(&json(&["schema", of])).unwrap();
    let scenario = validator("scenario");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reference/baseline.json");
    let mut baseline: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(scenario.is_valid(&baseline));
    assert!(scenario.is_valid(&json(&["show", "--format", "json"])));
    assert!(scenario.is_valid(&json(&["show", "--format", "json", "tests/fixtures/scenarios/valid/everything.ron"])));
    // And it can fail.
    baseline["firms"][0]["instaled"] = Value::Null;
    assert!(!scenario.is_valid(&baseline));
    let run = validator("run");
    for args in
        [&["run", "--format", "json"][..], &["run", "no-ban", "--format", "json", "--series", "--firm", "Baidu"]]
    {
        let results = json(args);
        assert!(run.is_valid(&results), "{:?}", run.iter_errors(&results).map(|e| e.to_string()).collect::<Vec<_>>());
    }
    assert!(!run.is_valid(&serde_json::json!({"firms": []})));
    validator("file");
}

#[test]
fn every_option_of_the_reference_is_taken() {
    let results = json(&["run", "compliant-blackwell", "--against", "baseline", "--format", "json"]);
    assert_eq!(results["reference"], "Ban holds");
    let left = |results: &Value| results["firms"][2]["central"]["cost_usd"]["shortfall"].as_f64().unwrap();
    let avoided = results["firms"][2]["central"]["avoided_usd"].as_f64().unwrap();
    let of_baseline = left(&json(&["run", "--format", "json"]));
    assert!((of_baseline - left(&results) - avoided).abs() < 1.0, "{avoided}");
}

#[test]
fn assumptions_move_the_reference_too() {
    // Held against itself, whatever is assumed, nothing is avoided.
    let results = json(&[
        "run",
        "full-switch",
        "--against",
        "full-switch",
        "--set",
        "efficiency.training.end=20%",
        "--format",
        "json",
    ]);
    for firm in results["firms"].as_array().unwrap() {
        assert_eq!(firm["central"]["avoided_usd"], 0.0);
    }
}

#[test]
fn the_library_checks_itself() {
    let report = fine(&["check"]);
    for name in stockout::scenario::library::names() {
        assert!(report.contains(&format!("{name}: fine, ")), "{report}");
    }
    assert!(!report.contains("nothing expected"), "{report}");
    // What it deviates in on purpose it says itself.
    assert!(!report.contains("warning"), "{report}");
}

#[test]
fn check_warns_at_the_line_and_fails_nothing_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.ron");
    let file = |relicensed: &str, on_purpose: &str| {
        let text = format!(
            "(\n  format: 1, extends: \"baseline\", title: \"Odd\",\n  set: {{\n    \"policy.h20_relicensed\": \
             \"{relicensed}\",\n    \"fleet.failure_rate\": \"12%\",\n  }},\n  on_purpose: {{{on_purpose}}},\n)\n"
        );
        std::fs::write(&path, text).unwrap();
        stockout(&["check", path.to_str().unwrap()])
    };
    let output = file("2025-03-01", "");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("fine, nothing expected, 2 warnings"), "{}", text(&output.stdout));
    let told = text(&output.stderr).replace(path.to_str().unwrap(), "odd.ron");
    insta::assert_snapshot!(told);
    let output = file("2025-07-15", "\"fleet.failure_rate\": \"what a bad batch would do\"");
    assert!(output.stderr.is_empty() && !text(&output.stdout).contains("warning"), "{}", text(&output.stderr));
}

#[test]
fn check_reports_every_file_and_every_fault() {
    let file = |name: &str| format!("{FIXTURES}/{name}");
    let files = [
        "invalid/two_mistakes.ron",
        "valid/child.ron",
        "failing/one_of_three.ron",
        "invalid/weeks_0.json",
        "failing/share_of_draws.ron",
    ]
    .map(file);
    let args: Vec<&str> = std::iter::once("check").chain(files.iter().map(String::as_str)).collect();
    let output = stockout(&args);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(format!("{}\n--- stderr\n{}", text(&output.stdout), text(&output.stderr)));
    let output = stockout(&["check", &files[2]]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn check_rehearses_a_story() {
    let output = stockout(&["check", &format!("{FIXTURES}/failing/story.ron"), "--sizes", "80x24,120x40"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(format!("{}\n--- stderr\n{}", text(&output.stdout), text(&output.stderr)));
    assert!(fine(&["check", "the-ban", "--sizes", "80x24,100x30,120x40"]).contains("a story of 8 steps"));
    assert!(wrong(&["check", "--sizes", "80"]).contains("120x40"));
}

#[test]
fn a_story_is_recorded_without_a_terminal_and_shown_step_by_step() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.cast");
    let path = path.to_str().unwrap();
    let said = fine(&["record", "hybrid-or-switch", "-o", path, "--size", "80x24"]);
    assert!(said.contains("275 s, 80 × 24"), "{said}");
    let cast = std::fs::read_to_string(path).unwrap();
    assert_eq!(cast, fine(&["record", "hybrid-or-switch", "-o", "-", "--size", "80x24"]));
    let header: Value = serde_json::from_str(cast.lines().next().unwrap()).unwrap();
    assert_eq!((header["version"].as_u64(), header["width"].as_u64()), (Some(2), Some(80)));
    let three = fine(&["record", "hybrid-or-switch", "-o", "-", "--format", "v3"]);
    let header: Value = serde_json::from_str(three.lines().next().unwrap()).unwrap();
    assert_eq!((header["version"].as_u64(), header["term"]["cols"].as_u64()), (Some(3), Some(120)));
    let step = |step: &str| fine(&["frame", "hybrid-or-switch", "--step", step, "--size", "80x24"]);
    assert!(step("3").contains("Everything") && step("3") == step("everything"));
    for format in ["styled", "ansi", "svg", "spoken"] {
        let frame = fine(&["frame", "hybrid-or-switch", "--step", "3", "--format", format]);
        assert!(frame.contains("Everything") || frame.contains("staying"), "{format}");
    }
    assert!(wrong(&["frame", "hybrid-or-switch", "--step", "7"]).contains("there are steps 1 to 6"));
    assert!(wrong(&["frame", "hybrid-or-switch", "--step", "Everthing"]).contains("meant: Everything"));
    for command in [&["present", "baseline"][..], &["record", "baseline", "-o", "-"], &["frame", "--step", "1"]] {
        let message = wrong(command);
        assert!(message.contains("baseline tells no story") && message.contains("the-ban"), "{message}");
    }
}

#[test]
fn every_step_of_a_story_is_a_picture_and_all_of_them_are_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let read = |path: &Path| std::fs::read(path).unwrap();
    let story = "hybrid-or-switch";
    for (format, ending) in [("svg", "svg"), ("html", "html"), ("png", "png")] {
        let target = folder.path().join(format!("to/{format}"));
        let record = || fine(&["record", story, "-o", target.to_str().unwrap(), "--format", format, "--size", "80x24"]);
        assert!(record().contains("6 steps, 80 × 24"));
        let mut names: Vec<String> = std::fs::read_dir(&target)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let first: Vec<Vec<u8>> = names.iter().map(|name| read(&target.join(name))).collect();
        record();
        let again: Vec<Vec<u8>> = names.iter().map(|name| read(&target.join(name))).collect();
        assert!(first == again, "{format}: other bytes");
        assert_eq!(names.len(), if format == "html" { 7 } else { 6 }, "{names:?}");
        assert_eq!(
            (names[0].as_str(), names[2].as_str()),
            (format!("01-do-nothing.{ending}").as_str(), format!("03-everything.{ending}").as_str())
        );
        // The frame of the step, as it is printed alone, but for its title.
        if format == "svg" {
            let alone = fine(&["frame", story, "--step", "3", "--size", "80x24", "--format", "svg"]);
            let without_title = |text: &str| text.replace(text.lines().nth(1).unwrap(), "");
            let of_record = text(&read(&target.join("03-everything.svg")));
            assert_eq!(without_title(&of_record), without_title(&alone));
            assert!(of_record.contains(", 3 of 6: Everything</title>"), "{of_record}");
        }
    }
    // The page has every caption as text, a title and a description of each frame.
    let page = text(&read(&folder.path().join("to/html/index.html")));
    let document = roxmltree::Document::parse_with_options(
        &page,
        roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() },
    )
    .unwrap();
    let all = |name: &'static str| document.descendants().filter(move |node| node.tag_name().name() == name);
    let count = |name: &'static str| all(name).count();
    assert_eq!((count("section"), count("figure"), count("figcaption"), count("h1")), (6, 6, 6, 1));
    let inside = |node: roxmltree::Node| {
        node.descendants()
            .filter(roxmltree::Node::is_text)
            .filter_map(|n| n.text().map(str::to_owned))
            .collect::<String>()
    };
    for (at, node) in all("section").enumerate() {
        let step = (at + 1).to_string();
        let spoken = fine(&["frame", story, "--step", &step, "--size", "80x24", "--format", "spoken"]);
        let caption: String = node
            .children()
            .filter(|child| child.attribute("class") == Some("text"))
            .map(inside)
            .collect::<String>()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(
            spoken.split_whitespace().collect::<Vec<_>>().join(" ").contains(&caption) && caption.len() > 40,
            "{caption}"
        );
    }
    // What is not ours is left alone, and then nothing is written.
    let target = folder.path().join("other");
    std::fs::create_dir(&target).unwrap();
    std::fs::write(target.join("03-everything.svg"), "<svg/>").unwrap();
    let message = wrong(&["record", story, "-o", target.to_str().unwrap(), "--format", "svg"]);
    assert!(message.contains("03-everything.svg: there is another file already"), "{message}");
    assert_eq!(std::fs::read_dir(&target).unwrap().count(), 1);
    let notes = folder.path().join("notes.txt");
    std::fs::write(&notes, "mine").unwrap();
    let message = wrong(&["record", story, "-o", notes.to_str().unwrap()]);
    assert!(message.contains("there is another file already") && read(&notes) == b"mine", "{message}");
    let message = wrong(&["record", story, "-o", notes.to_str().unwrap(), "--format", "svg"]);
    assert!(message.contains("notes.txt"), "{message}");
    assert!(wrong(&["record", story, "-o", "-", "--format", "svg"]).contains("takes a folder"));
    // A recording of the same name is written anew, in either version.
    let cast = folder.path().join("talk.cast");
    for version in ["v2", "v3", "v2"] {
        fine(&["record", story, "-o", cast.to_str().unwrap(), "--format", version, "--size", "80x24"]);
    }
}

#[test]
fn lists_are_as_reviewed() {
    insta::assert_snapshot!("list", fine(&["list"]));
    insta::assert_snapshot!("levers", fine(&["levers"]));
    insta::assert_snapshot!("source", fine(&["sources", "h20_price"]));
    let levers = json(&["levers", "--format", "json"]);
    assert!(levers.as_array().unwrap().len() > 40);
    let sources = json(&["sources", "--format", "json"]);
    assert_eq!(sources.as_array().unwrap().len(), stockout::scenario::sources().count());
    for format in ["csv", "markdown"] {
        for command in ["list", "levers", "sources"] {
            assert!(fine(&[command, "--format", format]).lines().count() > 5);
        }
    }
}

#[test]
fn wrong_use_says_what_would_be_right() {
    let mut all = String::new();
    for args in [
        &["baselin"][..],
        &["chek"],
        &["zzzzzzzz"],
        &["run", "baselin"],
        &["run", "nowhere.ron"],
        &["run", "tests"],
        &["run", "tests/"],
        &["run", "--set", "policy.h20_restrictd=never"],
        &["run", "--set", "strategy.start@Alibab=never"],
        &["run", "--set", "cost.pue@Alibaba=1.2"],
        &["run", "--set", "policy.h20_restricted=2025-02-30"],
        &["run", "--set", "policy.b40_launch=+30d"],
        &["run", "--set", "strategy.inference_share=1.2"],
        &["run", "--set", "strategy.inference_share=forty"],
        &["run", "--set", "strategy.inference_share"],
        &["run", "--set", "model.weeks=0"],
        &["run", "--set", "model.weeks=10000"],
        &["run", "--set", "stock.scale==-1"],
        &["run", "--firm", "Alibab"],
        &["run", "--draws", "0"],
        &["run", "--draws", "1048577"],
        &["run", "--draws", "1000000000"],
        &["run", "--draws", "-4"],
        &["run", "--seed", "1"],
        &["run", "--draws", "16", "--series", "--format", "csv"],
        &["run", "--draws", "16", "tests/fixtures/scenarios/invalid/spread_factor_under_1.ron"],
        &["run", "--series"],
        &["run", "--against", "no-migrations"],
        &["run", "--against", "nowhere.ron"],
        &["--target", "gaps"],
        &["--firm", "Bytedance"],
        &["sources", "h20"],
        &["frame", "--keys", "<nokey>"],
        &["frame", "--color", "16"],
        &["frame", "--theme", "light"],
        &["frame", "--format", "spoken", "--color", "16"],
        &["frame", "--format", "spoken", "--theme", "light"],
        &["frame", "--format", "spoken", "--ambiguous", "2"],
        &["frame", "--notes"],
        &["present", "the-ban", "--notes"],
        &["present", "--notes", "--no-mouse"],
        &["present", "--firm", "Alibab", "the-ban"],
        &["present", "--resume", "--set", "cost.pue=1.2"],
        &["present", "--no-config"],
        &["record", "-o", "talk.cast"],
        &["new", "mine.txt"],
        &["new", "tests/fixtures/scenarios/valid/child.ron"],
        &["new", "nowhere/at/all.ron"],
        &["new", "mine.ron", "--extends", "baselin"],
        &["run", "tests/fixtures/scenarios/invalid/unknown_lever.ron"],
    ] {
        writeln!(all, "$ stockout {}\n{}", args.join(" "), wrong(args)).unwrap();
    }
    insta::assert_snapshot!(all);
}

#[test]
fn options_that_are_not_there_are_refused() {
    for args in [
        &["run", "--draws", "many"][..],
        &["run", "--draws", "4", "--seed", "-1"],
        &["run", "--format", "xml"],
        &["run", "baseline", "no-ban"],
        &["frame", "--size", "0x0"],
        &["frame", "--size", "big"],
        &["frame", "--unicode"],
        &["schema", "nothing"],
        &["completions", "tcsh"],
        &["--nonsense"],
    ] {
        wrong(args);
    }
}

#[test]
fn files_that_cannot_be_scenarios_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("binary.ron"), [b'(', 0, 1, 2]).unwrap();
    std::fs::write(path("latin1.ron"), b"(format: 1,\n title: \"caf\xe9\")").unwrap();
    std::fs::write(path("empty.ron"), "").unwrap();
    // Sparse: it takes up no disk, and is not read.
    std::fs::File::create(path("huge.ron")).unwrap().set_len(100 << 20).unwrap();
    std::fs::write(path("bom.ron"), "\u{feff}(format: 1, title: \"BOM\", extends: \"baseline\")").unwrap();
    let message = |name: &str| wrong(&["run", &path(name)]).replace(folder.path().to_str().unwrap(), "…");
    assert_eq!(message("binary.ron"), "…/binary.ron: this is a binary file, not a text\n");
    assert_eq!(message("latin1.ron"), "…/latin1.ron: this is no UTF-8 text: see line 2\n");
    assert!(message("empty.ron").starts_with("…/empty.ron: the file is empty"));
    assert_eq!(message("huge.ron"), "…/huge.ron: this has more than 1 MiB, which no scenario has\n");
    fine(&["run", &path("bom.ron")]);
    for name in ["binary.ron", "huge.ron"] {
        assert_eq!(stockout(&["check", &path(name)]).status.code(), Some(2));
    }
}

/// Runs with a text on standard input.
fn piped(args: &[&str], input: &str) -> Output {
    let mut command = assert_cmd::Command::new(BINARY);
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).write_stdin(input);
    // Help is wrapped to the width of the terminal, and here there is none.
    command.env_remove("COLUMNS").output().unwrap()
}

#[test]
fn standard_input_is_a_scenario_too() {
    let ron = "(format: 1, extends: \"tests/fixtures/scenarios/valid/resolved.json\", title: \"Piped\")";
    let output = piped(&["run", "-", "--format", "json"], ron);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let results: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(results["title"], "Piped");
    assert_eq!(results["scenario"], "-");
    let json = fine(&["show", "no-ban", "--format", "json"]);
    let output = piped(&["show", "-", "--format", "json"], &json);
    assert_eq!(text(&output.stdout), json);
    let output = piped(&["run", "-"], "(format: 1, title: \"x\", extends: \"-\")");
    assert!(text(&output.stderr).contains("standard input cannot be extended"));
    let output = piped(&["run", "-"], &"x".repeat(2 << 20));
    assert_eq!(text(&output.stderr), "standard input: this has more than 1 MiB, which no scenario has\n");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    for args in
        [&["run", "--series", "--format", "csv"][..], &["sources"], &["completions", "bash"], &["man"], &["show"]]
    {
        let mut child = Command::new(BINARY)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 1];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut first).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(text(&output.stderr), "", "{args:?}");
    }
}

#[test]
fn a_new_scenario_is_a_valid_template() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("what-if_july.ron");
    let typed = path.to_str().unwrap();
    fine(&["new", typed, "--extends", "full-switch"]);
    let template = std::fs::read_to_string(&path).unwrap();
    insta::assert_snapshot!(template);
    assert!(fine(&["check", typed]).contains("fine, nothing expected"));
    // Every line that is only an example is one that would be taken.
    let taken: String = template
        .lines()
        .map(|line| {
            let inside = line.trim_start().strip_prefix("// ").filter(|rest| {
                rest.starts_with(['"', '(', ']'])
                    || rest.contains(": {")
                    || rest.contains(": [")
                    || rest.contains(": \"")
                    || rest.trim_start().starts_with('(')
            });
            inside.unwrap_or(line)
        })
        .collect::<Vec<_>>()
        .join("\n");
    let all = folder.path().join("all.ron");
    std::fs::write(&all, &taken).unwrap();
    let output = stockout(&["check", all.to_str().unwrap()]);
    assert_ne!(output.status.code(), Some(2), "{taken}\n{}", text(&output.stderr));
    // A path is named from the new file.
    let child = folder.path().join("sub");
    std::fs::create_dir(&child).unwrap();
    let child = child.join("child.ron");
    fine(&["new", child.to_str().unwrap(), "--extends", typed]);
    assert!(std::fs::read_to_string(&child).unwrap().contains("extends: \"../what-if_july.ron\""));
    fine(&["run", child.to_str().unwrap()]);
}

#[test]
fn frames_are_painted_without_a_terminal() {
    let frame = fine(&["frame", "--size", "80x24"]);
    assert_eq!(frame.lines().count(), 24);
    for args in [
        &["--format", "svg"][..],
        &["--format", "ansi", "--color", "none"],
        &["--format", "styled", "--theme", "light"],
        &["--screen", "scenarios"],
    ] {
        assert!(!fine(&[&["frame", "--keys", "<right>"], args].concat()).is_empty());
    }
    let spoken = fine(&["frame", "--keys", "/", "--format", "spoken", "--ascii"]);
    assert!(spoken.is_ascii() && spoken.contains("Find a lever: \"\""), "{spoken}");
}

#[test]
fn exploring_without_a_terminal_is_a_line() {
    let message = wrong(&[]);
    assert!(message.contains("not a terminal") && message.lines().count() == 1, "{message}");
    let message = wrong(&["no-ban", "--set", "cost.pue=9999"]);
    assert!(message.contains("outside"), "{message}");
}

#[test]
fn a_talk_that_is_not_named_is_that_of_the_settings() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("stockout");
    std::fs::create_dir(&folder).unwrap();
    let present = |name: &str| {
        std::fs::write(folder.join("config.ron"), format!("(scenario: \"{name}\")")).unwrap();
        let mut command = Command::new(BINARY);
        let output = command.env("XDG_CONFIG_HOME", home.path()).arg("present").stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}");
        text(&output.stderr)
    };
    // It is found, and there is no terminal here.
    assert!(present("the-ban").contains("not a terminal"));
    let message = present("no-ban");
    assert!(message.starts_with("config.ron: no-ban tells no story") && message.contains("the-ban"), "{message}");
    assert!(present("the-bann").starts_with("config.ron: "));
}

#[test]
fn the_folder_plays_no_part() {
    let output = Command::new(BINARY).current_dir(Path::new("/")).args(["run", "no-ban"]).output().unwrap();
    assert!(output.status.success());
}
