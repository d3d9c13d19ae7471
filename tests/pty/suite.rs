//! The suite itself: how much of it there is, and that it waits for what happens and never for time to pass.

use std::fs;
use std::path::Path;

/// At least so many: what the largest suite of the kind that was looked at has, and a few more.
const SCENARIOS: usize = 50;

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pty");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

#[test]
fn nothing_waits_for_time_to_pass() {
    // In two parts, so that it is not found here.
    let word = concat!("sl", "eep");
    for (path, text) in files() {
        assert!(!text.contains(word), "{path}");
    }
}

#[test]
fn there_are_scenarios_enough_and_each_runs() {
    let mut scenarios = 0;
    for (_, text) in files() {
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line != "#[test]" {
                continue;
            }
            let rest: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with('}')).collect();
            let is_run = !rest.iter().any(|line| line.starts_with("#[ignore"));
            // Some look at the tools alone.
            scenarios += usize::from(is_run && rest.iter().any(|line| line.contains("open()") || opens(line)));
        }
    }
    assert!(scenarios >= SCENARIOS, "{scenarios} scenarios");
}

/// Whether a line starts a program by way of a helper.
fn opens(line: &str) -> bool {
    ["explore()", "exploring(", "in_a_shell()", "= end()", "piped(", "Start::", "is_refused("]
        .iter()
        .any(|how| line.contains(how))
}
