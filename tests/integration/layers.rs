//! Dependencies point one way: what each module may use of the others, held against the `use crate::` lines.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Module → what it may use. Whoever is not listed may use nothing of ours.
const ALLOWED: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("lever", &["model"]),
    ("scenario", &["model", "lever"]),
    ("study", &["model", "lever", "scenario", "ensemble"]),
    ("ensemble", &["model", "lever"]),
    ("engine", &["model", "study", "ensemble"]),
    ("app", &["model", "lever", "scenario", "study"]),
    ("view", &["model", "lever", "scenario", "ensemble", "study", "app"]),
    ("session", &["app", "engine"]),
    ("export", &["model", "lever", "scenario", "ensemble", "study", "app", "view"]),
    ("explore", &["model", "lever", "scenario", "study", "export", "engine", "session", "app", "view", "shell"]),
    ("config", &["scenario", "study", "app", "view"]),
    ("cli", &["config", "view"]),
    (
        "command",
        &[
            "model", "lever", "scenario", "study", "ensemble", "export", "cli", "config", "app", "engine", "session",
            "view", "shell", "harness", "explore",
        ],
    ),
    (
        "harness",
        &["model", "lever", "scenario", "study", "export", "app", "engine", "session", "view", "shell", "explore"],
    ),
    ("shell", &["model", "lever", "scenario", "study", "export", "config", "app", "engine", "session", "view"]),
    ("main", &["command", "cli"]),
    ("lib", &[]),
];

pub(crate) fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The top-level modules that a text names after `crate::`.
fn uses(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.match_indices("crate::").map(|(at, found)| line[at + found.len()..].to_owned()))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
        .filter(|name| !name.is_empty())
        .collect()
}

fn offences(module: &str, text: &str) -> Vec<String> {
    let allowed = ALLOWED.iter().find(|(name, _)| *name == module).map_or(&[][..], |(_, allowed)| allowed);
    uses(text).into_iter().filter(|used| used != module && !allowed.contains(&used.as_str())).collect()
}

#[test]
fn every_module_uses_only_what_lies_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    source_files(&root, &mut files);
    assert!(files.len() > 40, "only {} files under {}", files.len(), root.display());
    let mut wrong = Vec::new();
    for path in files {
        let relative = path.strip_prefix(&root).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        assert!(ALLOWED.iter().any(|(name, _)| *name == module), "{module} is not in the table");
        let text = fs::read_to_string(&path).unwrap();
        for used in offences(&module, &text) {
            wrong.push(format!("{} uses {used}", relative.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_circle() {
    // Taking away what uses nothing that is left must take away everything.
    let mut left: Vec<_> = ALLOWED.to_vec();
    loop {
        let names: BTreeSet<_> = left.iter().map(|(name, _)| *name).collect();
        let before = left.len();
        left.retain(|(_, allowed)| allowed.iter().any(|used| names.contains(used)));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "in a circle: {left:?}");
}

#[test]
fn a_forbidden_use_is_found() {
    assert_eq!(offences("model", "use crate::view::Theme;"), ["view"]);
    assert_eq!(offences("view", "let a = crate::engine::pair();"), ["engine"]);
    assert!(offences("view", "use crate::app::State;\n// crate::shell is not meant").is_empty());
}
