//! From every number its source is two keys away, and from every source its slider.

use std::sync::Arc;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stockout::app::key::{Stroke, parse_macro};
use stockout::app::{Effect, Hit, Msg, Row, Screen, State, update};
use stockout::harness::Harness;
use stockout::lever::Group;
use stockout::model::Simulator;
use stockout::scenario::inputs::{Input, Number};
use stockout::scenario::{self, Grade, NoFiles};
use stockout::study::{Focus, Target};
use stockout::view::{Theme, ThemeName, hit, render};
use strum::IntoEnumIterator;

use crate::frames::SIZES;

fn state(name: &str, size: (u16, u16)) -> State {
    let scenario = scenario::load(name, &NoFiles).unwrap();
    let reference = scenario.reference.clone();
    let mut state = State::new(Arc::new(scenario), reference, vec![]);
    state.size = size;
    state
}

/// Keys without an engine: nothing is computed.
fn press(state: &mut State, keys: &str) -> Vec<Effect> {
    let mut effects = vec![];
    for stroke in parse_macro(keys).unwrap() {
        if let Stroke::Key(key) = stroke {
            effects = update(state, Msg::Key { key, now_ms: 0 });
        }
    }
    effects
}

fn text(state: &State) -> String {
    let area = Rect::new(0, 0, state.size.0, state.size.1);
    let mut buffer = Buffer::empty(area);
    render(state, &Theme::new(ThemeName::Dark), area, &mut buffer);
    stockout::export::frame::text(&buffer)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first word of a source's title, and its grade, as they stand below the list.
fn tells_source(state: &State, row: &Input) -> bool {
    let (_, source) = row.source.unwrap();
    let all = words(&text(state));
    let start: String = source.title.split_whitespace().next().unwrap().into();
    all.contains(&format!("{}, {start}", source.grade.label()))
}

#[test]
fn from_every_lever_on_every_screen_its_source_is_two_keys_away() {
    for size in SIZES {
        for screen in ["1", "2"] {
            let mut there = state("baseline", size);
            press(&mut there, screen);
            for (id, lever) in there.scenario.clone().catalogue.iter() {
                for route in ["5", "?5"] {
                    assert!(route.chars().count() <= 2);
                    let mut state = there.clone();
                    state.cursor = id;
                    press(&mut state, route);
                    let row = state.input().unwrap_or_else(|| panic!("{} has no row", lever.id));
                    assert_eq!(row.path, lever.id, "{size:?} after {route}");
                    assert!(tells_source(&state, row), "{}\n{}", lever.id, text(&state));
                    // And back with one.
                    press(&mut state, "<enter>");
                    assert_eq!((state.screen, state.cursor), (Screen::Explore, id));
                }
            }
        }
    }
}

#[test]
fn from_a_panel_in_front_its_numbers_are_a_key_away_and_from_everywhere_those_of_costs_two() {
    let group = |state: &State| {
        let group = state.input().unwrap().group;
        state.inputs.groups[group].clone()
    };
    let mut ways = state("baseline", (60, 20));
    press(&mut ways, "<tab*2>5");
    assert_eq!(group(&ways).levers, Some(Group::Cost));
    let mut timeline = state("baseline", (60, 20));
    press(&mut timeline, "f<tab>5");
    assert_eq!(group(&timeline).firm, Some(1));
    for size in SIZES {
        for screen in ["1", "2", "6"] {
            let mut state = state("baseline", size);
            press(&mut state, screen);
            press(&mut state, "5$");
            assert_eq!(group(&state).levers, Some(Group::Cost), "{size:?} from {screen}");
        }
    }
}

#[test]
fn every_number_shows_its_value_and_source_at_every_size() {
    for size in SIZES {
        let mut state = state("hindsight", size);
        press(&mut state, "5");
        for (index, row) in state.inputs.clone().rows.iter().enumerate() {
            state.assumptions.row = index;
            assert!(tells_source(&state, row), "{} at {size:?}\n{}", row.path, text(&state));
            let marked = text(&state).lines().filter(|line| line.starts_with('▸')).count();
            assert_eq!(marked, 1, "{} at {size:?}", row.path);
        }
    }
}

#[test]
fn the_list_narrows_to_words_and_to_a_grade_and_widens_again() {
    let mut state = state("baseline", (120, 40));
    press(&mut state, "5");
    let all = state.assumptions.shown.len();
    assert_eq!(all, state.inputs.rows.len());
    press(&mut state, "/PRICE<space>chip");
    let rows = |state: &State| {
        let rows = &state.inputs.rows;
        state.assumptions.shown.iter().map(|row| rows[*row].path.clone()).collect::<Vec<_>>()
    };
    let prices = rows(&state);
    assert!(prices.len() >= 10 && prices.iter().all(|path| path.contains("price")), "{prices:?}");
    assert!(prices.contains(&"chips.H20.price".to_owned()));
    press(&mut state, "<enter>");
    for grade in Grade::iter() {
        press(&mut state, "g");
        assert_eq!(state.assumptions.grade, Some(grade));
        let inputs = state.inputs.clone();
        assert!(state.assumptions.shown.iter().all(|row| inputs.rows[*row].source.unwrap().1.grade == grade));
    }
    press(&mut state, "g");
    assert_eq!(rows(&state), prices);
    press(&mut state, "/zzz");
    assert!(rows(&state).is_empty() && state.input().is_none());
    // Nothing in focus, nothing to do.
    press(&mut state, "<enter><enter><down>J!");
    assert_eq!(state.screen, Screen::Assumptions);
    press(&mut state, "<esc>");
    assert_eq!(state.assumptions.shown.len(), all);
    press(&mut state, "<esc>");
    assert_eq!(state.screen, Screen::Explore);
    // Going to a number that is left out shows all again.
    press(&mut state, "5/zzz<enter>15");
    assert_eq!(state.assumptions.shown.len(), all);
    assert_eq!(state.input().unwrap().lever, Some(state.cursor));
}

#[test]
fn groups_are_gone_through_head_by_head() {
    let mut state = state("baseline", (80, 24));
    press(&mut state, "5");
    let mut groups = vec![state.input().unwrap().group];
    for _ in 0..state.inputs.groups.len() + 2 {
        press(&mut state, "J");
        groups.push(state.input().unwrap().group);
    }
    groups.dedup();
    assert_eq!(groups, (0..state.inputs.groups.len()).collect::<Vec<_>>());
    press(&mut state, "<down>KK");
    assert_eq!(state.input().unwrap().group, state.inputs.groups.len() - 2);
}

#[test]
fn a_firms_own_number_leads_to_its_slider_and_structure_to_its_place_in_a_file() {
    let mut state = state("baseline", (120, 40));
    press(&mut state, "5/tencent<space>inference<space>growth<enter><enter>");
    assert_eq!((state.screen, state.focus), (Screen::Explore, Focus::Firm(2)));
    assert_eq!(state.lever(state.cursor).id, "demand.inference_growth");
    press(&mut state, "5/h20<space>bandwidth<enter><enter>");
    assert_eq!(state.screen, Screen::Assumptions);
    assert!(state.notice.as_ref().unwrap().text.contains("chips.H20.bandwidth"));
}

/// What a number changes is what a run with that number says.
#[test]
fn what_a_number_changes_is_what_a_run_with_it_gives() {
    let harness = Harness::scenario("baseline").size(120, 40).keys("5");
    let state = harness.state();
    let ahead = state.look_ahead.as_deref().unwrap();
    assert_eq!(ahead.ends.len(), state.inputs.rows.len());
    let mut simulator = Simulator::new();
    let mut met = 0;
    for (row, ends) in state.inputs.rows.iter().zip(&ahead.ends) {
        let (Some((low, high)), Some(range)) = (ends, row.range) else { continue };
        for (found, end) in [(low, range.low), (high, range.high)] {
            let mut world = match &row.number {
                Number::Lever(id) if row.is_shift => {
                    let own = state.lever(*id).own(&state.present, 0).unwrap();
                    row.world_at(&state.scenario, &state.moves, end - own)
                }
                _ => row.world_at(&state.scenario, &state.moves, end),
            };
            world.source = Arc::default();
            let outcome = simulator.run_firm(&world, 0).unwrap();
            assert_eq!(*found, Target::Stockout.of(&outcome), "{}", row.path);
            met += 1;
        }
    }
    assert!(met > 200, "{met}");
    // More growth ends the stock sooner, more gain later.
    let ends = |path: &str| {
        let row = state.inputs.rows.iter().position(|row| row.path == path).unwrap();
        ahead.ends[row].unwrap()
    };
    let growth = ends("demand.inference_growth");
    let gain = ends("demand.usage_gain");
    assert!(growth.0 > ahead.present && ahead.present > growth.1 && gain.0 < ahead.present && ahead.present < gain.1);
}

#[test]
fn what_numbers_change_is_asked_for_where_it_is_shown_alone() {
    let mut state = state("baseline", (120, 40));
    assert!(state.look_ahead_job().inputs.is_none());
    let effects = press(&mut state, "5");
    assert!(effects.contains(&Effect::LookAhead) && state.look_ahead_job().inputs.is_some());
    press(&mut state, "<esc>");
    assert!(state.look_ahead_job().inputs.is_none());
}

#[test]
fn a_move_is_marked_and_undone_from_here() {
    let mut state = state("baseline", (120, 40));
    press(&mut state, "<right*4>5");
    let line = |state: &State| text(state).lines().find(|line| line.contains("H20 closes")).unwrap().to_owned();
    assert!(line(&state).contains("→ moved") && !line(&state).contains("fact"), "{}", line(&state));
    assert!(text(&state).contains("moved from 2025-04-09"));
    press(&mut state, "u");
    assert!(line(&state).contains("■ fact") && !text(&state).contains("moved from"), "{}", line(&state));
}

#[test]
fn what_leaves_the_evidence_is_one_line_on_every_screen_with_levers() {
    for size in SIZES {
        let mut state = state("baseline", size);
        assert!(state.warnings.is_empty() && !text(&state).contains(" ! "), "{}", text(&state));
        press(&mut state, "/usage<space>gain<enter><right*9>");
        assert_eq!(state.warnings.len(), 1);
        for screen in ["1", "2"] {
            press(&mut state, screen);
            assert_eq!(text(&state).lines().filter(|line| line.contains(" ! Alibaba: usage gain")).count(), 1);
            assert!(text(&state).contains("(5)"), "{}", text(&state));
        }
        press(&mut state, "/pue<enter><lt>");
        assert_eq!(state.warnings.len(), 2);
        // That of the lever in focus is the one that is told.
        assert!(text(&state).contains(" ! PUE ×1.00 is below"), "{}", text(&state));
        assert!(text(&state).contains("1 more on 5"), "{}", text(&state));
        press(&mut state, "5!");
        assert!(text(&state).contains("warning"), "{}", text(&state));
        press(&mut state, "<esc>RR");
        assert!(state.warnings.is_empty());
    }
}

#[test]
fn rows_are_hit_where_they_are_painted_and_the_wheel_scrolls() {
    for (columns, rows) in SIZES {
        let harness = Harness::scenario("baseline").size(columns, rows).keys("5JJJ");
        let painted = harness.text();
        let mut met = 0;
        for (y, line) in painted.lines().enumerate() {
            let found = hit(harness.state(), Rect::new(0, 0, columns, rows), 5, y as u16);
            let Some(Hit::Row { row: Row::Input(index), .. }) = found else { continue };
            let label: String = harness.state().inputs.rows[index].label.chars().take(12).collect();
            assert!(line.contains(&label), "{label} in {line}");
            met += 1;
        }
        assert!(met >= 5, "{columns}x{rows}: {met}");
        let clicked = Harness::scenario("baseline").size(columns, rows).keys("5").click(5, 5);
        assert_eq!(clicked.state().assumptions.row, 1);
        let opened = clicked.click(5, 5);
        assert_eq!((opened.state().screen, opened.state().cursor.0), (Screen::Explore, 1));
        let wheeled = Harness::scenario("baseline").size(columns, rows).keys("5").wheel(5, 5, -3);
        assert_eq!(wheeled.state().assumptions.row, 3);
    }
}

#[test]
fn a_saved_file_is_what_numbers_are_held_against_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.ron");
    let keys = format!("<right*4>S<c-u>{}<enter>5", path.display());
    let harness = Harness::scenario("baseline").size(120, 40).keys(&keys);
    assert!(path.exists());
    let row = harness.state().input().unwrap();
    assert_eq!(row.path, "policy.h20_restricted");
    assert!(!harness.state().is_input_moved(row), "{}", harness.text());
    assert!(harness.text().contains("no source"), "{}", harness.text());
}

proptest! {
    /// Whatever is pressed, the row in focus is shown or nothing is, and painting stands.
    #[test]
    fn no_keys_lose_the_row(keys in proptest::collection::vec("[5jkJKgftu$!/xe]|<enter>|<esc>|<down>|<tab>", 0..30)) {
        let mut state = state("baseline", (60, 20));
        press(&mut state, "5");
        for key in keys {
            press(&mut state, &key);
            let assumptions = &state.assumptions;
            prop_assert!(assumptions.shown.is_empty() || assumptions.position().is_some());
            text(&state);
        }
    }
}
