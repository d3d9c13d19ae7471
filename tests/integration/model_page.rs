//! The page of the model: one text for the help and the documentation, held against the code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use stockout::harness::Harness;

const PAGE: &str = include_str!("../../assets/model.md");

/// Every identifier of the model's own code, comments and documentation left out.
fn identifiers() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let code = fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            found.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
    found
}

/// Names that the page gives: what stands in backticks, and in blocks whatever is too long for a symbol such as `D_T`.
fn names(page: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut in_block = false;
    for line in page.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
            continue;
        }
        if in_block {
            let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            let is_symbol = |word: &str| word.rsplit_once('_').is_some_and(|(_, of)| matches!(of, "T" | "I" | "r"));
            names.extend(words.filter(|word| word.contains('_') && !is_symbol(word)).map(str::to_owned));
        } else {
            names.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    names
}

/// Named for the reader, and not of the model's code.
const ELSEWHERE: [&str; 1] = ["stockout show"];

#[test]
fn every_name_on_the_page_is_one_of_the_code() {
    let known = identifiers();
    let names = names(PAGE);
    assert!(names.len() > 60, "{} names", names.len());
    let unknown: Vec<&String> =
        names.iter().filter(|name| !ELSEWHERE.contains(&name.as_str()) && !known.contains(*name)).collect();
    assert_eq!(unknown, Vec::<&String>::new());
}

#[test]
fn a_name_that_is_not_there_is_found() {
    let names = names("Of `one_name` and\n\n```text\na = b_T · other_name\n```\n");
    assert_eq!(names.iter().map(String::as_str).collect::<Vec<_>>(), ["one_name", "other_name"]);
    assert!(names.iter().all(|name| !identifiers().contains(name)));
}

/// Every number that a world gives to the model is on the page.
#[test]
fn every_input_of_the_model_is_on_the_page() {
    let schema = serde_json::to_value(schemars::schema_for!(stockout::model::World)).unwrap();
    // What is shown and not computed with, and lists whose parts are named instead.
    let told_by_their_parts = [
        "name", "question", "about", "label", "as_of", "source", "spread", "id", "chips", "policy", "supply", "firms",
        "chip", "origin",
    ];
    let told = names(PAGE);
    let words: BTreeSet<&str> = PAGE.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut inputs = BTreeSet::new();
    let definitions = schema["$defs"].as_object().unwrap();
    for object in definitions.values().chain([&schema]) {
        if let Some(fields) = object["properties"].as_object() {
            inputs.extend(fields.keys().cloned());
        }
    }
    assert!(inputs.len() > 40);
    let missing: Vec<&String> = inputs
        .iter()
        .filter(|input| !told_by_their_parts.contains(&input.as_str()))
        .filter(|input| !told.contains(*input) && !words.contains(input.as_str()))
        .collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// On 60 columns no equation is cut off.
#[test]
fn equations_fit_on_a_small_screen() {
    let mut in_block = false;
    for line in PAGE.lines() {
        in_block ^= line.starts_with("```");
        assert!(!in_block || line.chars().count() <= 56, "{line}");
    }
}

#[test]
fn the_help_leads_to_the_page_and_back_and_scrolls_to_its_end() {
    for (columns, rows) in crate::frames::SIZES {
        let help = Harness::scenario("baseline").size(columns, rows).keys("?");
        let keys = help.text();
        assert!(keys.contains("Tab the model"));
        let model = help.keys("<tab>");
        assert!(model.text().contains("Help: the model"), "{}", model.text());
        let top = model.text();
        let end = model.keys("<pagedown*40>");
        assert!(end.text().contains("costs, not dates") && !end.text().contains("↓ more"), "{}", end.text());
        // A key beyond the end is not counted: one up moves.
        let last = end.text();
        let up = end.keys("<up>");
        assert_ne!(up.text(), last);
        assert_eq!(up.keys("<pageup*40>").text(), top);
    }
    let keys = Harness::scenario("baseline").size(80, 24).keys("?").text();
    assert_eq!(Harness::scenario("baseline").size(80, 24).keys("M<tab>").text(), keys);
}
