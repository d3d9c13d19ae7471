//! What the mouse does: what lies under it is what is painted there.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stockout::app::{Action, Context, Gesture, Hit, Msg, Overlay, Pointer, Row, Screen, Stop};
use stockout::harness::Harness;
use stockout::lever::{LeverId, Reading};
use stockout::study::{Focus, track_position};
use stockout::view::hit;

use super::goldens::golden;

const SIZES: [(u16, u16); 4] = [(60, 20), (80, 24), (120, 40), (200, 60)];

fn at(harness: &Harness, column: u16, row: u16) -> Option<Hit> {
    let (columns, rows) = harness.state().size;
    hit(harness.state(), Rect::new(0, 0, columns, rows), column, row)
}

/// Every cell with what lies there.
fn cells(harness: &Harness) -> impl Iterator<Item = ((u16, u16), Hit)> {
    let (columns, rows) = harness.state().size;
    (0..rows)
        .flat_map(move |row| (0..columns).map(move |column| (column, row)))
        .filter_map(|cell| at(harness, cell.0, cell.1).map(|hit| (cell, hit)))
}

/// The cell of a lever's slider that is this place.
fn cell_of(harness: &Harness, lever: LeverId, wanted: Stop) -> (u16, u16) {
    let is_it =
        |hit: &Hit| matches!(hit, Hit::Row { row: Row::Lever(id), stop, .. } if *id == lever && *stop == Some(wanted));
    let found = cells(harness).find(|(_, hit)| is_it(hit));
    found.unwrap_or_else(|| panic!("{lever:?} has no {wanted:?}")).0
}

fn glyph(harness: &Harness, cell: (u16, u16)) -> String {
    harness.frame().0[cell].symbol().to_owned()
}

/// A row of a frame, or what of it begins at a column.
fn row_from(frame: &Buffer, (column, row): (u16, u16)) -> String {
    (column..frame.area.width).map(|column| frame[(column, row)].symbol()).collect()
}

fn find(harness: &Harness, text: &str) -> (u16, u16) {
    let all = harness.text();
    let found =
        all.lines().enumerate().find_map(|(row, line)| line.find(text).map(|at| (row, line[..at].chars().count())));
    let (row, column) = found.unwrap_or_else(|| panic!("no {text} in\n{all}"));
    (column as u16, row as u16)
}

fn lever(harness: &Harness, id: &str) -> LeverId {
    harness.state().scenario.catalogue.find(id).unwrap()
}

/// The rows, from the catalogue: the label on the row, and every place of the track in order.
fn every_slider_is_hit_where_it_is_painted(harness: &Harness) -> usize {
    let state = harness.state();
    let (columns, rows) = state.size;
    // Painted once: painting is most of what this test costs.
    let (frame, _) = harness.frame();
    let mut met = 0;
    for row in 0..rows {
        let hits: Vec<(u16, LeverId, Option<Stop>)> = (0..columns)
            .filter_map(|column| match at(harness, column, row) {
                Some(Hit::Row { row: Row::Lever(id), stop, .. }) => Some((column, id, stop)),
                _ => None,
            })
            .collect();
        let Some((_, id, _)) = hits.first().copied() else { continue };
        met += 1;
        assert!(hits.iter().all(|(_, other, _)| *other == id), "two levers on row {row}");
        let definition = state.lever(id);
        let cells = row_from(&frame, (0, row));
        let start: String = definition.short.chars().take(8).collect();
        let label: String = definition.label.chars().take(8).collect();
        assert!(cells.contains(&start) || cells.contains(&label), "{}: {cells}", definition.id);
        let stops: Vec<(u16, Stop)> = hits.iter().filter_map(|(column, _, stop)| Some((*column, (*stop)?))).collect();
        let wanted: Vec<Stop> =
            (0..state.positions()).map(Stop::At).chain(definition.can_be_never().then_some(Stop::Never)).collect();
        assert_eq!(stops.iter().map(|(_, stop)| *stop).collect::<Vec<_>>(), wanted, "{}", definition.id);
        assert!(stops.windows(2).all(|pair| pair[0].0 + 1 == pair[1].0), "{}", definition.id);
        // The knob is painted where it is hit.
        let knob = match state.reading(id) {
            Reading::One(f64::INFINITY) => Some(Stop::Never),
            Reading::One(value) => track_position(state.track(id), value, state.positions()).map(Stop::At),
            Reading::Mixed => None,
        };
        for (column, stop) in stops {
            assert_eq!(frame[(column, row)].symbol() == "●", knob == Some(stop), "{} at {stop:?}", definition.id);
        }
    }
    met
}

#[test]
fn every_slider_that_is_shown_is_hit_where_it_is_painted_at_every_size() {
    for (columns, rows) in SIZES {
        let harness = Harness::scenario("baseline").size(columns, rows);
        let met = every_slider_is_hit_where_it_is_painted(&harness);
        assert!(
            met >= 8 && (columns < 120 || met == harness.state().shown_levers().count()),
            "{columns}x{rows}: {met}"
        );
        // Unfolded and scrolled; and alone under the charts.
        for keys in ["z", "zJJJ", "n", "@"] {
            let scrolled = Harness::scenario("baseline").size(columns, rows).keys(keys);
            assert!(every_slider_is_hit_where_it_is_painted(&scrolled) >= 8, "{columns}x{rows} after {keys}");
        }
        let charts = Harness::scenario("baseline").size(columns, rows).keys("2");
        assert_eq!(every_slider_is_hit_where_it_is_painted(&charts), 1);
    }
}

#[test]
fn a_click_on_any_place_of_a_slider_puts_the_knob_there() {
    for size in [(80, 24), (200, 60)] {
        let harness = || Harness::scenario("baseline").size(size.0, size.1);
        let first = harness();
        let shown: Vec<LeverId> = first.state().shown_levers().collect();
        for id in shown.into_iter().step_by(3) {
            let count = first.state().positions();
            let is_date = first.state().lever(id).can_be_never();
            for stop in
                (0..count).step_by(5).map(Stop::At).chain([Stop::At(count - 1)]).chain(is_date.then_some(Stop::Never))
            {
                let go = harness().keys(&format!("/{}<enter>", first.state().lever(id).id));
                let cell = cell_of(&go, id, stop);
                let after = go.click(cell.0, cell.1);
                assert_eq!(after.state().cursor, id);
                assert_eq!(glyph(&after, cell), "●", "{} at {stop:?}", after.state().lever(id).id);
                let Reading::One(value) = after.state().reading(id) else { panic!("one value") };
                assert!(!is_date || value == f64::INFINITY || value.fract() == 0.0, "{value}: a day is whole");
            }
        }
    }
}

#[test]
fn a_click_on_a_row_chooses_its_lever_and_the_row_stays_under_the_mouse() {
    for (columns, rows) in SIZES {
        let mut harness = Harness::scenario("baseline").size(columns, rows).keys("z");
        let labels: Vec<((u16, u16), LeverId)> = cells(&harness)
            .filter_map(|(cell, hit)| match hit {
                Hit::Row { row: Row::Lever(id), stop: None, .. } if cell.0 == 1 => Some((cell, id)),
                _ => None,
            })
            .collect();
        assert!(labels.len() >= 8);
        let moves = harness.state().moves.clone();
        for (cell, id) in labels {
            harness = harness.click(cell.0, cell.1);
            assert_eq!((harness.state().cursor, &harness.state().moves), (id, &moves));
            assert_eq!(glyph(&harness, (0, cell.1)), "▸", "{columns}x{rows}: the row went away");
        }
    }
}

/// In every list that scrolls: what was clicked is where it was clicked, and what was chosen by keys is not held there.
#[test]
fn a_row_that_the_mouse_has_does_not_leave_it_and_another_does_not_take_its_place() {
    for keys in ["5<down*40>", "6<down*9>", "/<down*20>", "z<down*12>"] {
        let mut moved_away = 0;
        for (columns, rows) in SIZES {
            let start = || Harness::scenario("baseline").size(columns, rows).keys(keys);
            let listed = |harness: &Harness| -> Vec<((u16, u16), Row)> {
                let rows = cells(harness).filter_map(|(cell, hit)| match hit {
                    Hit::Row { row, stop: None, .. } => Some((cell, row)),
                    _ => None,
                });
                let mut rows: Vec<_> = rows.collect();
                rows.dedup_by_key(|(cell, _)| cell.1);
                rows
            };
            let before = listed(&start());
            assert!(before.len() > 3, "{keys} {columns}x{rows}");
            for (cell, row) in [before[0], before[before.len() / 3], before[before.len() - 1]] {
                let clicked = start().click(cell.0, cell.1);
                assert!(listed(&clicked).contains(&(cell, row)), "{keys} {columns}x{rows}: {row:?} left {cell:?}");
                assert_eq!(clicked.state().gripped(row), clicked.state().grip.map(|grip| grip.above));
                // The row below it is no row that the mouse has: it is shown where keys would have brought it.
                let below = clicked.keys("<down>");
                let chosen = start().click(cell.0, cell.1).state().grip.unwrap().row;
                assert_eq!(chosen, row);
                let other = before.iter().map(|(_, other)| *other).find(|other| *other != row).unwrap();
                assert_eq!(below.state().gripped(other), None, "{keys}");
                moved_away += usize::from(!listed(&below).contains(&(cell, row)));
            }
        }
        assert!(moved_away > 0, "{keys}: in no room does a list scroll");
    }
}

#[test]
fn a_drag_follows_beyond_both_ends_and_is_one_entry_of_history() {
    let before = Harness::scenario("baseline").size(120, 40);
    let id = lever(&before, "strategy.inference_share");
    let (column, row) = cell_of(&before, id, Stop::At(0));
    let count = before.state().positions() as u16;
    let depth = before.state().history.depth();
    let start = before.state().reading(id);
    let (low, high) = before.state().lever(id).track;
    let after = before.drag((column, row), &[(column + 3, row), (column + 5, row + 4), (119, 0)]);
    assert_eq!(after.state().reading(id), Reading::One(high));
    assert_eq!(glyph(&after, (column + count - 1, row)), "●");
    let after = after.drag((column + count - 1, row), &[(column + 2, row), (0, 39)]);
    assert_eq!(after.state().reading(id), Reading::One(low));
    assert_eq!(after.state().history.depth(), depth + 2);
    let back = after.keys("uu");
    assert_eq!(back.state().reading(id), start);
    // What moves with no button down, or was pressed elsewhere, moves nothing.
    let elsewhere = back.drag((0, 0), &[(column + 3, row)]);
    assert_eq!(elsewhere.state().reading(id), start);
}

/// A knob that was dragged over three cells.
pub(crate) fn dragged() -> Harness {
    let before = Harness::scenario("baseline").size(120, 40);
    let id = lever(&before, "policy.h20_restricted");
    let (column, row) = cell_of(&before, id, Stop::At(2));
    before.drag((column, row), &[(column + 1, row), (column + 3, row)])
}

#[test]
fn a_drag_is_told_from_where_it_began() {
    let _ = golden("120x40_dragged").snap("120x40_dragged");
}

#[test]
fn taking_hold_of_the_knob_keeps_a_value_that_was_typed() {
    let before = Harness::scenario("baseline").size(80, 24).keys("/inference moved<enter><enter>37%<enter>");
    let id = before.state().cursor;
    let depth = before.state().history.depth();
    let Reading::One(value) = before.state().reading(id) else { panic!("one value") };
    let knob = track_position(before.state().track(id), value, before.state().positions()).unwrap();
    let (column, row) = cell_of(&before, id, Stop::At(knob));
    let after = before.click(column, row);
    assert_eq!((after.state().reading(id), after.state().history.depth()), (Reading::One(value), depth));
}

#[test]
fn the_wheel_steps_the_lever_under_it_as_keys_do() {
    for size in SIZES {
        let harness = || Harness::scenario("baseline").size(size.0, size.1);
        let id = lever(&harness(), "strategy.inference_share");
        let before = harness().keys("z");
        let Some(((column, row), _)) =
            cells(&before).find(|(_, hit)| matches!(hit, Hit::Row { row: Row::Lever(other), .. } if *other == id))
        else {
            continue;
        };
        let after = before.wheel(column, row, -3);
        assert_eq!(after.state().cursor, id);
        let keys = harness().keys("z/strategy.inference_share<enter><left*3>");
        assert_eq!(after.state().moves, keys.state().moves);
        let back = after.wheel(column, row, 3);
        assert_eq!(back.state().moves, harness().state().moves, "{size:?}: another lever came under the wheel");
    }
}

#[test]
fn a_click_on_a_name_or_what_is_said_of_it_brings_the_firm_into_focus() {
    for (columns, rows) in SIZES {
        let keys = if columns < 80 { "<tab>" } else { "" };
        let harness = || Harness::scenario("baseline").size(columns, rows).keys(keys);
        let firms: Vec<String> = harness().state().present.firms.iter().map(|firm| firm.name.clone()).collect();
        for (index, name) in firms.iter().enumerate() {
            let before = harness();
            let row = cells(&before).find(|(_, hit)| *hit == Hit::Firm(index)).unwrap().0.1;
            let cells = row_from(&before.frame().0, (0, row));
            assert!(cells.contains(name), "{name} at {columns}x{rows}: {cells}");
            let column = cells[..cells.rfind(name).unwrap()].chars().count() as u16;
            for x in [column, columns - 3] {
                let after = harness().click(x, row);
                assert_eq!(after.state().focus, Focus::Firm(index), "{name} at {columns}x{rows}");
                assert_eq!(after.state().cross_hair, None);
            }
        }
    }
}

/// On every chart of time, at every size: the cross-hair goes to the column that was clicked, and nothing else happens.
#[test]
fn a_click_on_a_chart_puts_the_cross_hair_there_and_a_drag_takes_it_along() {
    for (columns, rows) in SIZES {
        for keys in [if columns < 80 { "<tab>" } else { "" }, "2"] {
            let before = Harness::scenario("baseline").size(columns, rows).keys(keys);
            let weeks: Vec<((u16, u16), usize)> = cells(&before)
                .filter_map(|(cell, hit)| if let Hit::Week(week) = hit { Some((cell, week)) } else { None })
                .collect();
            let (first, last) = (*weeks.first().unwrap(), *weeks.last().unwrap());
            assert!(first.1 <= 4 && last.1 >= 150, "{columns}x{rows} {keys}: {first:?} to {last:?}");
            let (moves, focus) = (before.state().moves.clone(), before.state().focus);
            let mut harness = before;
            for (cell, week) in weeks.iter().skip(weeks.len() / 3).step_by(31) {
                harness = harness.click(cell.0, cell.1);
                assert_eq!(harness.state().cross_hair, Some(*week), "{columns}x{rows} {keys} at {cell:?}");
                // Wherever the chart leaves a row for it, the line is under the pointer.
                let (frame, _) = harness.frame();
                let is_line = |row: u16| frame[(cell.0, row)].symbol() == "│";
                assert!((0..rows).any(is_line), "{columns}x{rows} {keys} at {cell:?}\n{}", harness.text());
            }
            assert_eq!((&harness.state().moves, harness.state().focus), (&moves, focus));
            let harness = harness.drag(first.0, &[(columns - 1, 0)]);
            assert_eq!(harness.state().cross_hair, Some(last.1), "{columns}x{rows} {keys}");
            let harness = harness.drag(last.0, &[last.0, (0, rows - 1)]);
            assert_eq!(harness.state().cross_hair, Some(first.1), "{columns}x{rows} {keys}");
            // Moved without the button, it stays; and the hint leads out again.
            let harness = harness.send(Msg::Pointer(Pointer { gesture: Gesture::Drag, cell: last.0, now_ms: 0 }));
            assert_eq!(harness.state().cross_hair, Some(first.1));
            let (leave, _) = cells(&harness).find(|(_, hit)| *hit == Hit::Hint(Action::Back)).unwrap();
            assert_eq!(harness.click(leave.0, leave.1).state().cross_hair, None);
        }
    }
}

/// Where there are hints: (scenario, keys).
const HINTED: [(&str, &str); 9] = [
    ("baseline", "<right>"),
    ("baseline", "<right>q"),
    ("baseline", "<right>6jj<enter>"),
    ("baseline", "?"),
    ("baseline", "c"),
    ("baseline", "6jj"),
    ("baseline", "<tab>"),
    ("baseline", "2<right>"),
    ("baseline", "x<left*3>"),
];

/// Every hint is hit where its key stands, and a click does what the key does.
#[test]
fn a_click_on_a_hint_does_what_its_key_does() {
    let mut met = std::collections::BTreeSet::new();
    for (columns, rows) in SIZES {
        for (scenario, keys) in HINTED {
            let harness = || Harness::scenario(scenario).size(columns, rows).keys(keys);
            let before = harness();
            let (frame, _) = before.frame();
            let mut last = None;
            for (cell, hit) in cells(&before) {
                let Hit::Hint(action) = hit else { continue };
                if last.replace((action, cell.1)) == Some((action, cell.1)) {
                    continue;
                }
                let key = before.state().keymap.keys_in(before.state().context(), action)[0];
                let shown = row_from(&frame, cell);
                assert!(shown.starts_with(&key.to_string()), "{keys} {columns}x{rows}: {action:?} at {shown}");
                // Each once: what it does does not depend on the room.
                if !met.insert((format!("{action:?}"), before.state().context() == Context::Question)) {
                    continue;
                }
                let clicked = harness().click(cell.0, cell.1);
                let pressed = harness().send(Msg::Key { key, now_ms: 0 });
                assert_eq!(clicked.text(), pressed.text(), "{keys} {columns}x{rows}: {action:?}");
                assert_eq!(clicked.state().ended, pressed.state().ended);
            }
        }
    }
    let met: std::collections::BTreeSet<String> = met.into_iter().map(|(action, _)| action).collect();
    for wanted in [
        "Yes",
        "No",
        "Save",
        "Quit",
        "Help",
        "Back",
        "StepUp",
        "StepDown",
        "WeekBefore",
        "Uncertainty",
        "Explore",
        "OpenChosen",
        "RowDown",
        "NextPanel",
        "Palette",
    ] {
        assert!(met.contains(wanted), "no hint of {wanted} in {met:?}");
    }
}

#[test]
fn a_click_in_the_picker_chooses_and_a_second_one_opens() {
    for (columns, rows) in SIZES {
        let picker = Harness::scenario("baseline").size(columns, rows).keys("6");
        let (index, name) = (2, picker.state().library[2].name.clone());
        let cell = find(&picker, &name);
        let chosen = picker.click(cell.0, cell.1);
        assert_eq!((chosen.state().picker.row, chosen.state().screen), (index, Screen::Scenarios));
        let elsewhere = chosen.wheel(cell.0, cell.1, -1);
        assert_eq!(elsewhere.state().picker.row, index + 1);
        let opened = elsewhere.click(cell.0, cell.1).click(cell.0, cell.1);
        assert_eq!(opened.state().screen, Screen::Explore);
        assert_eq!(opened.state().scenario.origin, stockout::scenario::Origin::Embedded(name));
    }
}

#[test]
fn the_first_click_on_the_row_in_focus_does_not_open_it() {
    let picker = Harness::scenario("no-ban").size(80, 24).keys("6");
    let cell = find(&picker, &picker.state().library[0].name.clone());
    assert_eq!(picker.click(cell.0, cell.1).state().screen, Screen::Scenarios);
}

#[test]
fn nothing_leaks_through_what_is_open() {
    for open in ["?", "<enter>", "e", "<right>q", "/", ":"] {
        for (columns, rows) in [(60, 20), (120, 40)] {
            let mut harness = Harness::scenario("baseline").size(columns, rows).keys(open);
            let before = harness.state().moves.clone();
            let (cursor, focus) = (harness.state().cursor, harness.state().focus);
            let kind = std::mem::discriminant(&harness.state().overlay);
            for row in (0..rows).step_by(3) {
                for column in (0..columns).step_by(9) {
                    // What is there to be clicked leads on.
                    if matches!(at(&harness, column, row), Some(Hit::Hint(_))) {
                        continue;
                    }
                    // Once a cell: a second click on a row of a list takes it.
                    harness = harness.drag((column, row), &[(column / 2, row)]).wheel(column, row, 1);
                }
            }
            assert_eq!(std::mem::discriminant(&harness.state().overlay), kind, "{open}");
            assert_eq!(
                (&harness.state().moves, harness.state().cursor, harness.state().focus),
                (&before, cursor, focus)
            );
        }
    }
}

#[test]
fn the_wheel_scrolls_the_help_to_its_end_and_back_at_once() {
    let help = Harness::scenario("baseline").size(80, 24).keys("?");
    let top = help.text();
    let end = help.wheel(40, 12, -100);
    assert!(end.text().contains("Ctrl-N") && !end.text().contains("↓ more"));
    let last = end.text();
    let up = end.wheel(0, 0, 1);
    assert_ne!(up.text(), last, "scrolled beyond the end");
    assert_eq!(up.wheel(0, 0, 100).text(), top);
}

#[test]
fn a_list_is_scrolled_and_clicked() {
    let list = Harness::scenario("baseline").size(80, 24).keys("/");
    let list = list.wheel(40, 12, -30);
    let chosen = |harness: &Harness| match &harness.state().overlay {
        Overlay::List(list) => (list.chosen, list.rows[list.chosen].command),
        other => panic!("{other:?}"),
    };
    assert_eq!(chosen(&list).0, 30);
    let (cell, row) = cells(&list)
        .find_map(|(cell, hit)| match hit {
            Hit::Row { row: Row::Listed(index), .. } if index == 22 => Some((cell, index)),
            _ => None,
        })
        .unwrap();
    let once = list.click(cell.0, cell.1);
    let (index, command) = chosen(&once);
    assert_eq!((index, &*glyph(&once, cell)), (row, "▸"));
    let twice = once.click(cell.0, cell.1);
    assert_eq!(stockout::app::Command::Lever(twice.state().cursor), command);
    assert_eq!(twice.state().context(), Context::Explore);
}

#[test]
fn m_leaves_the_mouse_to_the_terminal_and_takes_it_back() {
    let off = Harness::scenario("baseline").size(80, 24).keys("m");
    let id = off.state().cursor;
    let (column, row) = cell_of(&off, id, Stop::At(11));
    let before = off.state().moves.clone();
    assert!(off.text().contains("m takes it back"));
    let still = off.click(column, row);
    assert_eq!(still.state().moves, before);
    let on = still.keys("m").click(column, row);
    assert_ne!(on.state().moves, before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the terminal claims, in whatever room and state.
    #[test]
    fn no_report_does_harm(
        keys in proptest::sample::select(vec!["", "z", "2", "6", "?", "/", "<enter>", "x", "<right>q", "<tab>", "@", "c", "X"]),
        size in (0_u16..210, 0_u16..70),
        reports in proptest::collection::vec((0..5_usize, 0..4_u16, 0_u16..210, 0_u16..70), 1..30),
    ) {
        let gestures = [Gesture::Press, Gesture::Drag, Gesture::Release, Gesture::WheelUp, Gesture::WheelDown];
        let mut harness = Harness::scenario("baseline").keys(keys).size(size.0, size.1);
        for (now_ms, (gesture, far, column, row)) in reports.into_iter().enumerate() {
            let cell = if far == 0 { (u16::MAX, u16::MAX - row) } else { (column % size.0.max(1), row % size.1.max(1)) };
            let pointer = Pointer { gesture: gestures[gesture], cell, now_ms: now_ms as u64 };
            harness = harness.send(Msg::Pointer(pointer));
        }
        let state = harness.state();
        prop_assert!(stockout::model::valid::check(&state.present).is_empty());
        prop_assert!(state.shown_levers().any(|id| id == state.cursor));
        let _ = harness.frame();
    }
}
