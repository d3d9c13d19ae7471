//! From every number its source is two keys away, and from every source its slider.

use std::sync::Arc;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use stockout::app::key::{Stroke, parse_macro};
use stockout::app::{Action, Context, Effect, Hit, Msg, Only, Panel, Part, Results, Row, Screen, State, update};
use stockout::harness::Harness;
use stockout::lever::Group;
use stockout::model::Simulator;
use stockout::scenario::inputs::{Input, Number};
use stockout::scenario::{self, Grade, NoFiles};
use stockout::study::{Focus, Target};
use stockout::view::{Role, Theme, ThemeName, hit, render};
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

/// Results are shown in panels and read off charts: their numbers are those that move them, and one or two keys away.
#[test]
fn from_results_the_numbers_that_they_rest_on_are_two_keys_away() {
    for (columns, rows) in SIZES {
        for (there, keys, results) in [
            ("", "<tab>5", Results::Dates),
            ("", "<backtab>5", Results::Costs),
            ("<tab*2>", "5", Results::Costs),
            ("<tab>", "?5", Results::Dates),
            ("x", "5", Results::Dates),
            ("2x", "5", Results::Dates),
            ("2", "5r", Results::Dates),
            ("F<tab>", "5", Results::Dates),
        ] {
            let before = Harness::scenario("baseline").size(columns, rows).keys(there);
            let from = before.state().screen;
            let after = before.keys(keys);
            let assumptions = &after.state().assumptions;
            assert_eq!(assumptions.only, Some(Only::Of(results)), "{there} {keys}");
            let shown = assumptions.shown.len();
            assert!(shown > 20 && shown < after.state().inputs.rows.len(), "{there} {keys}: {shown}");
            assert!(words(&after.text()).contains("rest on"), "{there} {keys}\n{}", after.text());
            assert!(tells_source(after.state(), after.state().input().unwrap()), "{there} {keys}\n{}", after.text());
            // And back with one.
            assert_eq!(after.keys("<esc>").state().screen, from, "{there} {keys}");
        }
    }
    let in_focus = |keys: &str| {
        let harness = Harness::scenario("baseline").size(120, 40).keys(keys);
        let row = harness.state().input().unwrap();
        harness.state().inputs.groups[row.group].clone()
    };
    assert_eq!(in_focus("f<tab>5").firm, Some(1));
    assert_eq!(in_focus("<tab*2>5").levers, Some(Group::Cost));
    // From everywhere those of costs.
    for there in ["1", "2", "6", "T"] {
        let harness = Harness::scenario("baseline").size(80, 24).keys(there).keys("5$");
        assert_eq!(in_focus(&format!("{there}5$")).levers, Some(Group::Cost), "{}", harness.text());
    }
}

/// What is listed moves the results, and what is not does not.
#[test]
fn results_rest_on_what_moves_them_and_on_nothing_else() {
    for (keys, target) in [("<tab>5", Target::Stockout), ("ttt<tab*2>5", Target::Migration)] {
        let harness = Harness::scenario("baseline").size(120, 40).keys(keys);
        let state = harness.state();
        let ahead = state.look_ahead.as_deref().unwrap();
        assert_eq!(ahead.target, target);
        let mut met = 0;
        for (index, ends) in ahead.ends.iter().enumerate() {
            let Some((low, high)) = ends else { continue };
            let moves = [low, high].iter().any(|end| {
                end.is_finite() != ahead.present.is_finite() || (**end - ahead.present).abs() > target.noise()
            });
            let is_listed = state.assumptions.shown.contains(&index);
            assert!(!moves || is_listed, "{keys}: {} is missing", state.inputs.rows[index].path);
            met += usize::from(moves);
        }
        assert!(met > 20, "{met}");
        let listed = |path: &str| state.assumptions.shown.iter().any(|row| state.inputs.rows[*row].path == path);
        assert!(listed("demand.inference_growth") && listed("chips.H20.bandwidth"));
        // Known to the digit, so that it has no ends, and all the same not idle.
        assert!(listed("firms.Alibaba.installed.H800"));
        assert!(!listed("firms.Tencent.stock.H20"));
        assert_eq!(listed("cost.person_month"), target == Target::Migration);
    }
}

#[test]
fn a_click_on_a_panel_brings_it_into_focus() {
    let harness = Harness::scenario("baseline").size(120, 40);
    assert_eq!(harness.state().panel, Panel::Levers);
    let costs = harness.click(70, 28);
    assert_eq!(costs.state().panel, Panel::Ways);
    assert!(costs.text().lines().any(|line| line.contains("▸THREE WAYS")), "{}", costs.text());
    let dates = costs.click(55, 10);
    assert_eq!(dates.state().panel, Panel::Timeline);
    assert_eq!(dates.keys("5").state().assumptions.only, Some(Only::Of(Results::Dates)));
    let levers = Harness::scenario("baseline").size(120, 40).keys("<tab>").click(4, 6);
    assert_eq!(levers.state().panel, Panel::Levers);
}

/// Esc goes the way back that one came, however far, and in no circle.
#[test]
fn esc_leads_back_to_where_one_came_from() {
    let start = Harness::scenario("baseline").size(80, 24).keys("2T5");
    assert_eq!(start.state().screen, Screen::Assumptions);
    let record = start.keys("<esc>");
    assert_eq!(record.state().screen, Screen::Backtest);
    let chart = record.keys("<esc>");
    assert_eq!(chart.state().screen, Screen::Uncertainty);
    let there = Harness::scenario("baseline").size(80, 24).keys("25T5T5");
    let mut screens = vec![there.state().screen];
    let mut harness = there;
    for _ in 0..3 {
        harness = harness.keys("<esc>");
        screens.push(harness.state().screen);
    }
    assert_eq!(screens, [Screen::Assumptions, Screen::Uncertainty, Screen::Uncertainty, Screen::Uncertainty]);
    let picker = Harness::scenario("baseline").size(80, 24).keys("65<esc>");
    assert_eq!(picker.state().screen, Screen::Scenarios);
}

/// The observation's source with its link is a key away, and so is what the prediction rests on.
#[test]
fn every_part_of_the_backtest_leads_to_its_sources_and_to_its_numbers() {
    // High enough for all of what is told, so that nothing is told twice.
    for (columns, rows) in [(60, 220), (80, 150)] {
        let mut page = Harness::scenario("baseline").size(columns, rows).keys("T");
        let count = page.state().backtest.parts().count();
        assert!(count > 45, "{count}");
        for place in 0..count {
            assert_eq!(page.state().backtest.row, place);
            assert_eq!(page.text().matches('▸').count(), 1, "{place}\n{}", page.text());
            let part = page.state().backtest.part(place).unwrap();
            let (sources, rests): (Vec<_>, _) = (part.sources().collect(), part.rests_on());
            let is_row = matches!(part, Part::Row(_));
            assert!(!is_row || !sources.is_empty(), "{place}");
            let open = page.keys("<enter>");
            let told = open.text().replace(['│', '─'], " ");
            let whole: String = told.split_whitespace().collect();
            for id in sources {
                let source = scenario::source(id).unwrap();
                assert!(whole.contains(&source.title.split_whitespace().collect::<String>()), "{id} in\n{told}");
                if let Some(link) = source.link {
                    assert!(whole.contains(link), "{id}: {link}");
                }
            }
            page = open.keys("<esc>");
            let numbers = page.keys("5");
            let state = numbers.state();
            match (state.screen, &state.assumptions.only) {
                (Screen::Assumptions, Some(Only::Sources { ids, .. })) => {
                    assert_eq!(*ids, rests);
                    let of = |row: &usize| state.inputs.rows[*row].evidence.unwrap().0;
                    assert!(state.assumptions.shown.iter().all(|row| ids.contains(&of(row))), "{place}");
                }
                (Screen::Assumptions, None) => assert!(state.input().unwrap().path.starts_with("policy."), "{place}"),
                (Screen::Backtest, _) => assert!(!is_row && state.notice.is_some(), "{place}"),
                other => panic!("{place}: {other:?}"),
            }
            page = if state.screen == Screen::Assumptions { numbers.keys("<esc>") } else { numbers };
            page = page.keys("<down>");
        }
    }
}

/// In the picker every number that differs has its grade beside it, and all of its source a key away.
#[test]
fn what_differs_in_a_scenario_has_its_source_a_key_away() {
    let mut picker = Harness::scenario("baseline").size(80, 250).keys("6");
    for place in 0..picker.state().library.len() {
        assert_eq!(picker.state().picker.row, place);
        let body = picker.state().picker.previews[place].body.clone().unwrap();
        let open = picker.keys("<tab>");
        let whole: String = open.text().replace(['│', '─'], " ").split_whitespace().collect();
        for difference in &body.differences {
            let (_, source) = difference.source.unwrap();
            let told = format!("{},{}", source.grade.label(), source.title.split_whitespace().collect::<String>());
            assert!(whole.contains(&told), "{place}: {}", difference.id);
        }
        let about: String = body.about.unwrap().split_whitespace().collect();
        assert!(whole.contains(&about.replace('\u{a0}', "")), "{place}");
        picker = open.keys("<esc>");
        assert_eq!(picker.state().screen, Screen::Scenarios);
        if body.differences.len() == 1 {
            let mark = picker.text().lines().any(|line| "■◧◆□".chars().any(|mark| line.contains(mark)));
            assert!(mark, "{}", picker.text());
        }
        picker = picker.keys("<down>");
    }
}

/// Keys that lead from a state to the first number whose source is told, at most `most` of them; `None` if none do.
fn way_to_a_source(state: &State, most: usize) -> Option<Vec<String>> {
    if state.screen == Screen::Assumptions && state.input().is_some_and(|row| tells_source(state, row)) {
        return Some(Vec::new());
    }
    if most == 0 {
        return None;
    }
    let mut keys = crate::keys::meant(state.context());
    // The likely ones first: what is sought is one way, not all.
    keys.sort_by_key(|(_, action)| {
        !matches!(action, Action::Assumptions | Action::Details | Action::Back | Action::TakeLever)
    });
    keys.into_iter().find_map(|(key, _)| {
        let mut next = state.clone();
        let _ = update(&mut next, Msg::Key { key, now_ms: 10_000_000 });
        let mut way = way_to_a_source(&next, most - 1)?;
        way.insert(0, key.to_string());
        Some(way)
    })
}

/// Every context that there is, so every screen, every field over one and every story: what is added later is met too.
#[test]
fn from_whatever_shows_numbers_a_source_is_two_keys_away() {
    let mut screens = Vec::new();
    let mut bare = Vec::new();
    for context in Context::iter() {
        // A question is answered first; of a talk that asks nothing else is done.
        if context == Context::StageQuestion {
            continue;
        }
        for (name, harness) in crate::keys::starts(context) {
            let state = harness.state();
            screens.push(state.screen);
            // On a blank screen there is no number.
            let is_blank = state.stage.as_ref().is_some_and(|stage| stage.blank.is_some());
            if !is_blank && way_to_a_source(state, 2).is_none() {
                bare.push(format!("{context:?}: {name}"));
            }
        }
    }
    assert_eq!(bare, Vec::<String>::new());
    for screen in Screen::iter() {
        assert!(screens.contains(&screen), "{screen:?} is met by no context");
        let opened = Harness::scenario("baseline").size(80, 24).keys(match screen {
            Screen::Explore => "1",
            Screen::Uncertainty => "2",
            Screen::Assumptions => "5",
            Screen::Scenarios => "6",
            Screen::Backtest => "T",
        });
        assert_eq!(opened.state().screen, screen);
        assert!(way_to_a_source(opened.state(), 2).is_some(), "{screen:?}");
    }
}

/// Of what a source does not report the value is not shown as its fact, whatever the source's grade.
#[test]
fn what_the_baseline_holds_to_be_never_is_not_shown_as_reported() {
    let theme = Theme::new(ThemeName::Dark);
    let dim = theme.style(Role::Dim).fg;
    let style_of = |path: &str, shown: &str| {
        let mut state = state("baseline", (120, 40));
        press(&mut state, "5");
        let label = state.inputs.rows.iter().find(|row| row.path == path).unwrap().label.clone();
        let area = Rect::new(0, 0, 120, 40);
        let mut buffer = Buffer::empty(area);
        // The row in focus is painted otherwise.
        state.assumptions.row = 4;
        render(&state, &theme, area, &mut buffer);
        let lines = stockout::export::frame::text(&buffer);
        let row = lines.lines().position(|line| line.trim_start().starts_with(&label)).unwrap();
        let line: Vec<char> = lines.lines().nth(row).unwrap().chars().collect();
        let shown: Vec<char> = shown.chars().collect();
        let column = line.windows(shown.len()).position(|part| part == shown).unwrap();
        buffer[(column as u16, row as u16)].style()
    };
    let is_loud = |style: Style| style.add_modifier.contains(Modifier::BOLD) && style.fg != dim;
    let is_quiet = |style: Style| !style.add_modifier.contains(Modifier::BOLD) && style.fg == dim;
    assert!(is_loud(style_of("policy.h20_restricted", "2025-04-09")));
    assert!(is_quiet(style_of("policy.h20_relicensed", "never")));
    assert!(is_loud(style_of("policy.h20_relicensed.levy", "15 %")));
}

/// On stage the lever at hand is two keys from its source.
#[test]
fn on_stage_a_lever_is_two_keys_from_its_source() {
    let state = Harness::scenario("the-ban").size(120, 40).keys("p").keys("l5").state().clone();
    assert_eq!(state.screen, Screen::Assumptions);
    assert_eq!(state.input().unwrap().lever, Some(state.cursor));
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
    assert!(line(&state).contains("→ moved") && !line(&state).contains("reported"), "{}", line(&state));
    assert!(text(&state).contains("moved from 2025-04-09"));
    press(&mut state, "u");
    assert!(line(&state).contains("■ reported") && !text(&state).contains("moved from"), "{}", line(&state));
}

/// Wherever a moved value is shown, what the source says is said of the file's.
#[test]
fn a_moved_value_has_no_source_of_its_own() {
    for size in SIZES {
        let mut state = state("baseline", size);
        press(&mut state, "<right*4>");
        let shown = |state: &State, keys: &str| {
            let mut state = state.clone();
            press(&mut state, keys);
            words(&text(&state))
        };
        for keys in ["", "2", "?"] {
            // In a box it goes on below, from one side to the other.
            let all = shown(&state, keys).replace("│ │ ", "");
            let before = all.find("reported").map(|at| &all[..at]);
            assert!(
                before.is_none_or(|before| before
                    .trim_end_matches(['■', ' '])
                    .ends_with("moved; the file's 2025-04-09:")),
                "{size:?} {keys}: {all}"
            );
        }
        // One firm's own move is no move of another's.
        press(&mut state, "u/inference<space>growth<enter>f@<left>");
        let own = state.input_of(state.cursor).unwrap();
        assert!(state.is_input_moved(own) && own.path.ends_with("@ByteDance"), "{}", own.path);
        press(&mut state, "f");
        assert!(!state.is_input_moved(state.input_of(state.cursor).unwrap()));
    }
    let heard = Harness::scenario("baseline").size(80, 24).transcript("<right*4>?");
    assert!(heard.contains("moved; the file's 2025-04-09: reported"), "{heard}");
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
