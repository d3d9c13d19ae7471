//! What is said to the audience and to the speaker: numbers are bound, words are held by what comes out.

use stockout::harness::Harness;
use stockout::scenario::{Body, Caption};
use stockout::view::{Spoken, script};

use super::{STORIES, load};

/// The words of a text that the file has as they are.
fn typed(caption: &Caption) -> String {
    let spans = caption.lines.iter().flat_map(|line| &line.spans);
    let words = spans.filter_map(|span| if let Body::Text(text) = &span.body { Some(text.as_str()) } else { None });
    words.collect::<Vec<_>>().join(" ")
}

/// Words that are numbers. What is once, first or one is said of something that is not counted.
const NUMBER_WORDS: [&str; 33] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty",
    "thirty", "fifty", "hundred", "thousand", "million", "billion", "percent", "half", "halves", "third", "thirds",
    "quarter", "quarters", "fifth", "fifths", "twice", "double", "doubles", "thrice", "dozen",
];

/// A number that is typed goes stale without a sound.
#[test]
fn every_number_of_a_shipped_story_is_bound() {
    for name in STORIES {
        for step in load(name).story {
            let notes = step.notes.as_ref().unwrap_or_else(|| panic!("{name}, {}: no notes", step.title));
            for text in [step.title.clone(), typed(&step.caption), typed(notes)] {
                let is_number = |word: &&str| {
                    let digits = word.starts_with(|c: char| c.is_ascii_digit());
                    // The name of a chip begins with its number.
                    (digits && !word.ends_with(['B', 'C'])) || NUMBER_WORDS.contains(&word.to_lowercase().as_str())
                };
                let typed = text.split(|c: char| !c.is_alphanumeric()).find(is_number);
                assert_eq!(typed, None, "{name}, {}: {text}", step.title);
            }
            assert!(!step.expect.is_empty(), "{name}, {}", step.title);
        }
    }
}

/// What the speaker reads has its numbers as they stand.
#[test]
fn notes_are_read_with_their_numbers() {
    for name in STORIES {
        let mut bound = 0;
        for step in 1..=load(name).story.len() {
            let harness = Harness::scenario(name).draws(0).step(step);
            let notes = script(harness.state(), None).notes;
            let text: String = notes.iter().flat_map(|line| &line.runs).map(|run| run.text.as_str()).collect();
            assert!(!text.is_empty());
            assert!(!text.contains(['{', '}', '…']), "{text}");
            bound += harness.state().step().unwrap().notes.as_ref().map_or(0, |notes| notes.bindings().count());
        }
        assert!(bound > 0, "{name} has a number in its notes");
    }
    let harness = Harness::scenario("baseline").draws(0);
    assert!(script(harness.state(), None).notes.is_empty(), "no story is on stage");
}

/// Everybody is to understand a caption: no unit in letters, no word of the model's.
#[test]
fn captions_have_no_jargon() {
    let jargon = ["mo", "yr", "wk", "pt", "k", "B", "H20e", "horizon", "ensemble", "central", "inference", "fill"];
    for name in STORIES {
        for step in 1..=load(name).story.len() {
            let harness = Harness::scenario(name).draws(0).step(step);
            let lines = Spoken::new().news(harness.state());
            let caption = lines.last().unwrap();
            assert!(!caption.contains(['×', '/', '±']), "{name}, step {step}: {caption}");
            let found = caption.split(|c: char| !c.is_alphanumeric()).find(|word| jargon.contains(word));
            assert_eq!(found, None, "{name}, step {step}: {caption}");
        }
    }
}
