//! Recordings: both versions of the format, read back and replayed in two terminals that are not ours.

use ratatui::buffer::Buffer;
use stockout::app::Presenting;
use stockout::explore::{Opening, record};
use stockout::export::cast::{Cast, Version};
use stockout::harness::Harness;
use stockout::view::{Theme, ThemeName};

use super::load;
use crate::emulators::Terminals;

const SIZE: (u16, u16) = (80, 24);

fn cast(name: &str) -> Cast {
    let scenario = load(name);
    let reference = scenario.reference.clone();
    let presenting = Some(Presenting { auto: true, ..Presenting::default() });
    let opening = Opening { presenting, ..Opening::new(scenario, reference) };
    record(opening, SIZE, &Theme::new(ThemeName::Dark)).unwrap()
}

/// An event as a player reads it: milliseconds from the start, its code, its data.
fn events(text: &str, version: Version) -> Vec<(u64, String, String)> {
    let mut lines = text.lines();
    let header: serde_json::Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    let (number, columns, rows) = match version {
        Version::Two => (2, &header["width"], &header["height"]),
        Version::Three => (3, &header["term"]["cols"], &header["term"]["rows"]),
    };
    assert_eq!((header["version"].as_u64(), columns.as_u64(), rows.as_u64()), (Some(number), Some(80), Some(24)));
    let mut last = 0;
    lines
        .map(|line| {
            let (at, code, data): (f64, String, String) = serde_json::from_str(line).unwrap();
            let ms = (at * 1000.0).round() as u64;
            last = if version == Version::Two { ms } else { last + ms };
            (last, code, data)
        })
        .collect()
}

/// Plays a recording in two terminals, which at every marker show the step of that title, whole; gives it.
fn plays(name: &str) -> Cast {
    let steps = load(name).story;
    let frames: Vec<Buffer> = (1..=steps.len())
        .map(|step| Harness::scenario(name).size(SIZE.0, SIZE.1).draws(4096).step(step).frame().0)
        .collect();
    let cast = cast(name);
    let whole: u64 = steps.iter().map(stockout::app::lasts_ms).sum();
    let mut told = Vec::new();
    for version in [Version::Two, Version::Three] {
        let events = events(&cast.text(version), version);
        let mut terminals = Terminals::new(SIZE.0, SIZE.1);
        let mut step = 0;
        for (_, code, data) in &events {
            match code.as_str() {
                "o" => terminals.feed(data),
                "m" => {
                    assert_eq!(data, &steps[step].title);
                    terminals.show(&frames[step]).unwrap_or_else(|why| panic!("{name}, step {}: {why}", step + 1));
                    step += 1;
                }
                other => panic!("{other} is no event"),
            }
        }
        assert_eq!(step, steps.len(), "{name}: a marker a step");
        assert_eq!(events.last().unwrap().0, whole, "{name}: as long as it is meant");
        assert!(events.is_sorted_by_key(|(at, ..)| *at), "{name}");
        told.push(events);
    }
    assert_eq!(told[0], told[1], "both versions say the same");
    cast
}

#[test]
fn a_recording_of_the_ban_shows_each_step_at_its_marker() {
    let _ = plays("the-ban");
}

#[test]
fn a_recording_of_what_it_would_take_shows_each_step_at_its_marker() {
    let _ = plays("what-it-would-take");
}

#[test]
fn a_recording_of_hybrid_or_switch_shows_each_step_at_its_marker_and_is_the_same_again() {
    let (one, other) = (plays("hybrid-or-switch"), cast("hybrid-or-switch"));
    for version in [Version::Two, Version::Three] {
        assert_eq!(one.text(version), other.text(version));
    }
}
