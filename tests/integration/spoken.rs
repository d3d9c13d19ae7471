//! What a screen reader is told: every change once, in words, with numbers and units.

use assert_cmd::Command;
use serde_json::Value;
use stockout::app::{Action, Context, Effect, Msg, parse_key, update};
use stockout::harness::Harness;
use stockout::view::Spoken;
use strum::IntoEnumIterator;

use super::keys::{THERE, meant, starts};

#[track_caller]
fn hear(keys: &str) -> String {
    Harness::scenario("baseline").size(80, 24).transcript(keys)
}

#[test]
fn a_walk_through_the_explorer() {
    insta::assert_snapshot!(hear("<right><down>f<tab><tab>2<enter>5<esc>u6<down><esc>q"));
}

#[test]
fn nothing_is_said_twice_and_nothing_of_a_picture_is_said() {
    let text = hear("<right><left>?<esc>2<right>1<tab>/usage<enter>e±5 pt<enter>x<left><esc>t");
    for mark in "─│┌┐└┘├┤┬┴▁▂▃▄▅▆▇█░▒▓●○▸›…".chars() {
        assert!(!text.contains(mark), "{mark} in\n{text}");
    }
    assert!(!text.chars().any(|c| ('\u{2800}'..='\u{28FF}').contains(&c)), "dots in\n{text}");
    for part in text.split("\n\n> ") {
        // The help has a key once for each place where it is one: what is said is said under its heading.
        let mut heading = "";
        let mut lines: Vec<(&str, &str)> = Vec::new();
        for line in part.lines() {
            if part.contains("Help\n") && Context::iter().any(|context| context.label() == line) {
                heading = line;
            }
            lines.push((heading, line));
        }
        let count = lines.len();
        lines.sort_unstable();
        lines.dedup();
        assert_eq!(lines.len(), count, "twice in\n{part}");
    }
}

#[test]
fn a_question_over_the_screen_makes_the_screen_no_news() {
    let text = hear("?<esc>");
    assert!(text.ends_with("> Esc\n") || text.ends_with("> <esc>\n"), "{text}");
}

/// Whatever a key does, it says something: nobody is left wondering.
#[test]
fn every_key_says_something_wherever_it_is_pressed() {
    // What leaves everything as it is, and what ends: the shell has the word then.
    let silent = [Action::Repaint, Action::Suspend, Action::Quit, Action::Back, Action::No, Action::Yes];
    let mut wrong = Vec::new();
    for context in Context::iter() {
        // What a start hears of each key: that one of them says something is enough, for some have nothing to do.
        let starts = starts(context);
        for (key, action) in meant(context).into_iter().filter(|_| !starts.is_empty()) {
            let says = starts.iter().any(|(_, harness)| {
                let mut spoken = Spoken::new();
                spoken.news(harness.state());
                let mut state = harness.state().clone();
                let effects = update(&mut state, Msg::Key { key, now_ms: 10_000_000 });
                !spoken.news(&state).is_empty() || effects.iter().any(is_answered)
            });
            let is_there = THERE.contains(&(context, action));
            if !says && !silent.contains(&action) && !is_there {
                wrong.push(format!("{context:?}: {key} ({action:?})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the next steps would give is told of where the lever stands, once that is known; the rest is not told again then.
#[test]
fn steps_are_told_of_where_the_lever_stands_now() {
    let harness = Harness::scenario("baseline").size(80, 24);
    let mut spoken = Spoken::new();
    let gives = |lines: &[String]| lines.iter().filter(|line| line.contains(" gives ")).count();
    assert_eq!(gives(&spoken.news(harness.state())), 1);
    let mut state = harness.state().clone();
    update(&mut state, Msg::Key { key: parse_key("right").unwrap(), now_ms: 0 });
    let at_once = spoken.news(&state);
    assert!(at_once.iter().any(|line| line.starts_with("H20 closes: 2025-04-16")), "{at_once:?}");
    assert_eq!(gives(&at_once), 0, "{at_once:?}");
    let later = spoken.news(harness.keys("<right>").state());
    assert_eq!(gives(&later), 1, "{later:?}");
    assert!(later.iter().all(|line| !line.starts_with("H20 closes:")), "{later:?}");
}

/// Who does not see the badge of a replay hears whether it is as it was or as it is.
#[test]
fn a_replay_says_what_its_numbers_are_of() {
    let before = "As it was before the change:";
    for (scenario, keys) in [("baseline", "<right*4>"), ("the-ban", "p5<enter>")] {
        let harness = Harness::scenario(scenario).size(80, 24).keys(keys);
        let mut spoken = Spoken::new();
        spoken.news(harness.state());
        let replayed = harness.keys("a");
        assert_eq!(spoken.news(replayed.state())[0], before, "{scenario}");
        let after = replayed.pass(2_500);
        assert_eq!(spoken.news(after.state())[0], "As it is after the change:", "{scenario}");
        assert!(spoken.news(after.pass(10_000).state()).iter().all(|line| !line.starts_with("As it")), "{scenario}");
    }
}

/// Whether something from outside comes back and is heard then, or is done outside.
fn is_answered(effect: &Effect) -> bool {
    matches!(effect, Effect::Open(_) | Effect::Save { .. } | Effect::Scroll(_) | Effect::Mouse(_) | Effect::Preview)
}

/// The numbers that are heard are those that `run` prints.
#[test]
fn what_is_heard_of_the_draws_is_what_run_prints() {
    let output = Command::cargo_bin("stockout").unwrap().args(["run", "--draws", "4096", "--format", "json"]).output();
    let results: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    let firms = results["firms"].as_array().unwrap();
    for (index, firm) in firms.iter().enumerate().filter(|(_, firm)| firm["name"] != "iFlytek") {
        let name = firm["name"].as_str().unwrap();
        let focus = "f".repeat(index);
        let harness = Harness::scenario("baseline").size(80, 24).draws(4096).keys(&format!("{focus}2"));
        let lines = Spoken::new().news(harness.state());
        let line = |start: &str| {
            let found = lines.iter().find(|line| line.starts_with(start));
            found.unwrap_or_else(|| panic!("{name}: no “{start}” in\n{}", lines.join("\n")))
        };
        let last = |line: &str| line.trim_end_matches('.').rsplit("; ").next().unwrap().to_owned();
        let percent = |share: &Value| {
            let percent = share.as_f64().unwrap() * 100.0;
            assert!((1.0..99.0).contains(&percent), "{percent}");
            format!("by 2027-12 {percent:.0} %")
        };
        let ensemble = &firm["ensemble"];
        assert_eq!(last(line("Stock has run out: ")), percent(&ensemble["stockout_probability"]), "{name}");
        assert_eq!(last(line("Work unserved over 5 %: ")), percent(&ensemble["gap_probability"]), "{name}");
        // Twenty worlds stand for all: each for one draw in twenty.
        let worlds = line("Of 20 worlds ");
        let out: f64 = worlds.split(' ').nth(3).unwrap().parse().unwrap();
        let share = ensemble["stockout_probability"].as_f64().unwrap();
        assert!((out / 20.0 - share).abs() <= 0.5 / 20.0 + 1e-9, "{name}: {worlds}, {share}");
        assert!(worlds.ends_with(&format!("; {} last longer.", 20.0 - out)), "{worlds}");
        // The central run is heard with its date, and what it costs.
        let date = firm["central"]["stockout_date"].as_str().unwrap();
        assert!(lines.iter().any(|line| line.starts_with(name) && line.contains(date)), "{name}: no {date}");
        let billions = firm["central"]["cost_usd"]["migration_total"].as_f64().unwrap() / 1e9;
        let cost =
            if billions < 0.95 { format!("costs ${:.0} M", billions * 1e3) } else { format!("costs ${billions:.1} B") };
        assert!(lines.iter().any(|line| line.contains(&cost)), "{name}: no {cost}");
        for (start, key) in [("Migration, $ B, ", "migration_total"), ("Short left, $ B, ", "shortfall")] {
            let heard: Vec<&str> = line(start)[start.len()..].split(", ").collect();
            assert_eq!(heard.len(), 3);
            for (heard, level) in heard.into_iter().zip(["p5", "p50", "p95"]) {
                let printed = ensemble[key][level].as_f64().unwrap() / 1e9;
                let decimals = heard.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                assert_eq!(heard, format!("{printed:.decimals$}"), "{name} {start}{level}");
            }
        }
    }
}
