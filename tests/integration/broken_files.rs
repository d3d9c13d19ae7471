//! Whatever stands in a file: a scenario or a message, never a panic.

use proptest::prelude::*;
use stockout::model;
use stockout::scenario::{self, NoFiles, Origin, Scenario};

/// A change to a text.
#[derive(Debug, Clone)]
enum Change {
    /// Take out some characters.
    Cut(prop::sample::Index, usize),
    /// Put something in.
    Insert(prop::sample::Index, String),
    /// Repeat a part elsewhere.
    Repeat(prop::sample::Index, usize, prop::sample::Index),
    /// Put something in place of a word or a number.
    Replace(prop::sample::Index, String),
}

fn change() -> impl Strategy<Value = Change> {
    let piece = prop_oneof![
        Just("\"".to_owned()),
        prop::sample::select(vec![
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "//",
            "/*",
            "*/",
            "0",
            "-1",
            "1e999",
            "NaN",
            "inf",
            "null",
            "never",
            "\"never\"",
            "\"2025-02-30\"",
            "\"9999-12-31\"",
            "\"-9999-01-01\"",
            "1.2",
            "520",
            "\"120%\"",
            "Exact",
            "PlusMinus(-1)",
            "extends",
            "\"@\"",
            "\"policy.leakage@Baidu\"",
            "\"H20\"",
            "\u{0}",
            "\u{202e}",
            "語",
            "r#\"",
            "\\u{110000}",
            "Some(",
        ])
        .prop_map(str::to_owned),
        ".{0,6}",
    ];
    prop_oneof![
        (any::<prop::sample::Index>(), 0..40usize).prop_map(|(at, n)| Change::Cut(at, n)),
        (any::<prop::sample::Index>(), piece.clone()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        (any::<prop::sample::Index>(), 0..80usize, any::<prop::sample::Index>())
            .prop_map(|(at, n, to)| Change::Repeat(at, n, to)),
        (any::<prop::sample::Index>(), piece).prop_map(|(at, piece)| Change::Replace(at, piece)),
    ]
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for change in changes {
        let place = |at: &prop::sample::Index, text: &Vec<char>| at.index(text.len() + 1);
        match change {
            Change::Cut(at, n) => {
                let at = place(at, &text);
                text.drain(at..(at + n).min(text.len()));
            }
            Change::Insert(at, piece) => {
                let at = place(at, &text);
                text.splice(at..at, piece.chars());
            }
            Change::Repeat(at, n, to) => {
                let at = place(at, &text);
                let part: Vec<char> = text[at..(at + n).min(text.len())].to_vec();
                let to = place(to, &text);
                text.splice(to..to, part);
            }
            Change::Replace(at, piece) => {
                let is_word = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
                let at = place(at, &text);
                let from = text[..at].iter().rposition(|c| !is_word(c)).map_or(0, |before| before + 1);
                let to = text[at..].iter().position(|c| !is_word(c)).map_or(text.len(), |length| at + length);
                text.splice(from..to, piece.chars());
            }
        }
    }
    text.into_iter().collect()
}

/// Loads a text, and uses what comes of it as a session would.
fn try_out(name: &str, text: String) {
    let origin = Origin::File(name.into());
    match scenario::load_text(&origin, text, &NoFiles) {
        Ok(scenario) => use_it(&scenario),
        Err(failure) => {
            assert!(!failure.faults().is_empty());
            for fault in failure.faults() {
                assert!(!fault.message.is_empty(), "{fault}");
                assert!(!fault.to_string().contains(|c: char| c.is_control() && c != '\n'), "{fault}");
                assert!(fault.to_string().lines().all(|line| line.chars().count() < 1000), "{fault}");
            }
        }
    }
}

fn use_it(scenario: &Scenario) {
    let world = scenario.world();
    assert_eq!(model::valid::check(&world), vec![]);
    let outcome = model::run(&world);
    for expectation in &scenario.expect {
        expectation.judge(world.start, &outcome.firms, &outcome.firms);
    }
    scenario.drift(&outcome.firms);
    assert!(scenario::to_json(&world).is_ok());
    let _ = scenario::show::to_ron(scenario, &world);
}

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/scenarios/valid/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_scenario_file_panics(changes in prop::collection::vec(change(), 1..4)) {
        try_out("x.ron", changed(&fixture("everything.ron"), &changes));
    }

    #[test]
    fn no_root_file_panics(changes in prop::collection::vec(change(), 1..4)) {
        try_out("x.ron", changed(scenario::library::text("baseline").unwrap(), &changes));
    }

    #[test]
    fn no_resolved_scenario_panics(changes in prop::collection::vec(change(), 1..4)) {
        try_out("x.json", changed(&fixture("resolved.json"), &changes));
    }

    #[test]
    fn no_text_at_all_panics(text in ".{0,200}", is_json in any::<bool>()) {
        try_out(if is_json { "x.json" } else { "x.ron" }, text);
    }

    #[test]
    fn no_set_panics(text in "[a-z0-9_.@=%+−$×kM-]{0,40}", value in ".{0,12}") {
        let baseline = || scenario::load("baseline", &NoFiles).unwrap();
        let _ = baseline().with_set(&text);
        for lever in ["policy.h20_restricted", "strategy.inference_share@Baidu", "model.weeks", "cost.person_month"] {
            if let Ok(scenario) = baseline().with_set(&format!("{lever}={value}")) {
                use_it(&scenario);
            }
        }
    }
}

#[test]
fn a_text_of_brackets_alone_is_no_burden() {
    for open in ["(", "[", "{", "(a:", "{\"a\":", "[(", "/*", "\"\\"] {
        let text = open.repeat(200_000 / open.len());
        try_out("x.ron", text.clone());
        try_out("x.json", text);
    }
}

#[test]
fn a_long_chain_of_files_ends() {
    struct Endless;
    impl scenario::Files for Endless {
        fn read(&self, path: &std::path::Path) -> Result<String, String> {
            let number: u32 = path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
            Ok(format!("(format: 1, extends: \"{}.ron\", title: \"x\")", number + 1))
        }
    }
    let failure = scenario::load("1.ron", &Endless).unwrap_err();
    assert!(failure.headline().contains("more than 32 files extend each other"), "{failure}");
}
