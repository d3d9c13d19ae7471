//! The help: all keys of where one is are in it, with all of what they do, in every room from 40×12 on.

use std::collections::BTreeSet;

use stockout::app::{Context, Keymap, contexts};
use stockout::harness::Harness;
use strum::IntoEnumIterator;

use super::keys;

const PAGES: [&str; 2] = ["?", "M"];

/// The box is as wide in wider rooms.
const WIDTHS: std::ops::RangeInclusive<u16> = 40..=90;

/// What stands in the box, line by line, without the row of hints at its end.
fn shown(harness: &Harness) -> Vec<String> {
    let (buffer, _) = harness.frame();
    let find = |glyph: &str| buffer.area.positions().find(|at| buffer[*at].symbol() == glyph).unwrap();
    let (first, last) = (find("┌"), find("┘"));
    let row = |y: u16| (first.x + 2..last.x - 1).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (first.y + 1..last.y - 1).map(|y| row(y).trim_end().to_owned()).collect()
}

/// All of a page at once: nothing is scrolled in so high a room.
fn whole(harness: Harness, columns: u16) -> (Harness, Vec<String>) {
    let harness = harness.size(columns, 900);
    let mut lines = shown(&harness);
    let end = lines.iter().rposition(|line| !line.is_empty()).unwrap();
    lines.truncate(end + 1);
    (harness, lines)
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// In a narrow room the same words stand in the same order as in a wide one: a name beside its meaning goes on below it.
#[test]
fn nothing_is_cut_off_in_any_width() {
    for keys in PAGES {
        let sorted = |lines: &[String]| {
            let mut words: Vec<String> = words(&lines.join("\n")).into_iter().map(str::to_owned).collect();
            words.sort_unstable();
            words
        };
        let (mut harness, lines) = whole(Harness::scenario("baseline").keys(keys), 90);
        let wide = sorted(&lines);
        assert!(wide.len() > 400, "{}", wide.len());
        for columns in WIDTHS {
            let (next, lines) = whole(harness, columns);
            harness = next;
            assert_eq!(sorted(&lines), wide, "{keys} in {columns} columns");
        }
    }
    // What the page of the model says is what its source says.
    let source = include_str!("../../assets/model.md").replace("```text", "").replace('`', "");
    let of_source: BTreeSet<&str> = words(&source).into_iter().filter(|word| *word != "#").collect();
    let page = whole(Harness::scenario("baseline").keys("M"), 40).1.join("\n");
    let of_page: BTreeSet<&str> = words(&page).into_iter().collect();
    assert_eq!(of_page, of_source);
}

/// Every line of a page comes into sight, once, on the way down.
#[test]
fn every_line_is_reached_in_any_height() {
    for (keys, columns) in PAGES.into_iter().flat_map(|keys| [40, 60, 90].map(|columns| (keys, columns))) {
        let (_, whole) = whole(Harness::scenario("baseline").keys(keys), columns);
        for rows in [12, 13, 24] {
            let mut harness = Harness::scenario("baseline").size(columns, rows).keys(keys);
            let mut seen = shown(&harness);
            let room = seen.len();
            while seen.len() < whole.len() {
                harness = harness.keys("<down>");
                seen.extend(shown(&harness).pop());
                assert_eq!(seen[seen.len() - room..], shown(&harness), "{keys} at {columns}x{rows}");
            }
            seen.truncate(whole.len());
            assert_eq!(seen, whole, "{keys} at {columns}x{rows}");
            let last = shown(&harness);
            assert_eq!(shown(&harness.keys("<down>")), last, "{keys} at {columns}x{rows}: the end");
        }
    }
}

/// Each action of where one is, with its keys beside it, in every place that has keys of its own.
#[test]
fn every_key_of_every_place_is_in_its_help() {
    let keymap = Keymap::default();
    let mut places = 0;
    for context in Context::iter() {
        // Where one types, or is asked, `?` is no help; their keys are in the help of what they lie over.
        let over = [Context::Help, Context::Question, Context::Field, Context::List];
        let starts = if over.contains(&context) { Vec::new() } else { keys::starts(context) };
        let Some((name, harness)) = starts.into_iter().find(|(name, _)| !name.contains("black")) else { continue };
        let harness = harness.size(90, 900).keys("?");
        if harness.state().context() != Context::Help {
            continue;
        }
        places += 1;
        let lines = shown(&harness);
        let question = if harness.state().stage.is_some() { Context::StageQuestion } else { Context::Question };
        let over = over.map(|context| if context == Context::Question { question } else { context });
        for context in contexts(context).chain(over) {
            assert!(lines.iter().any(|line| line == context.label()), "{name}: {context:?}");
            for action in Keymap::actions(context) {
                for key in keymap.keys_in(context, action) {
                    let key = key.to_string();
                    let label: Vec<&str> = words(action.label()).into_iter().take(2).collect();
                    // Its keys may go on below.
                    let told = lines.windows(3).any(|rows| {
                        rows[0].contains(&label.join(" ")) && rows.iter().any(|row| words(row).contains(&key.as_str()))
                    });
                    assert!(told, "{name}: {key} for {action:?} in {context:?}\n{}", lines.join("\n"));
                }
            }
        }
    }
    assert!(places >= 8, "{places} places");
}
