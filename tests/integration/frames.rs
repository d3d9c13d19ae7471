//! Every state of the screen at four sizes: glyphs, styles and cursor.

use stockout::app::Msg;
use stockout::harness::Harness;
use stockout::view::ThemeName;

use super::goldens::{golden, goldens};

pub(crate) const SIZES: [(u16, u16); 4] = [(60, 20), (80, 24), (120, 40), (200, 60)];

/// (name, scenario, keys): what a person can come to see.
pub(crate) const STATES: &[(&str, &str, &str)] = &[
    ("opening", "baseline", ""),
    ("ban_moved", "baseline", "<right*4>"),
    ("ban_never", "baseline", "n"),
    ("assumption_moved", "baseline", "/usage gain<enter><left*4>"),
    ("typed_value", "baseline", "<enter>2025-07-0"),
    ("typed_nonsense", "baseline", "<enter>soon<enter>"),
    ("spread_field", "baseline", "/stock on hand<enter>e"),
    ("spread_cut_off", "baseline", "/stock on hand<enter>e±3"),
    ("spread_refused", "baseline", "ex1.5<enter>"),
    ("spread_set", "baseline", "e±10<enter>"),
    ("undone", "baseline", "<right*4><pause>jj<right>uu"),
    ("another_firm", "baseline", "ff"),
    ("firm_without_stock", "baseline", "ffff"),
    ("all_firms", "baseline", "F"),
    ("one_firm_alone", "baseline", "/inference moved<enter>@<right*3>"),
    ("target_shortfall", "baseline", "tttt"),
    ("all_levers", "baseline", "zJJJJ"),
    ("finder", "baseline", "/effic"),
    ("palette", "baseline", ":pin"),
    ("help", "baseline", "?"),
    ("backtest_page", "baseline", "T"),
    ("backtest_row", "baseline", "T<down*13>"),
    ("backtest_source", "baseline", "T<enter>"),
    ("backtest_rests_on", "baseline", "T<down*2>5"),
    ("backtest_page_end", "baseline", "T<pagedown*30>"),
    ("model_page", "baseline", "M"),
    ("model_page_end", "baseline", "?<tab><pagedown*30>"),
    ("cross_hair", "baseline", "x<left*3>"),
    ("pinned", "baseline", "b<right*6>"),
    ("lost", "baseline", "b<left*9>"),
    ("quit_question", "baseline", "<right>q"),
    ("save_as", "baseline", "<right>S"),
    ("assumptions", "baseline", "5"),
    ("assumptions_of_dates", "baseline", "<tab>5"),
    ("assumptions_of_costs", "baseline", "<tab*2>5"),
    ("assumptions_moved", "baseline", "/usage<space>gain<enter><right*9>5"),
    ("assumptions_structure", "baseline", "5/910c<enter>jjj"),
    ("assumptions_estimates", "baseline", "5gggg"),
    ("assumptions_search", "baseline", "5/h20<space>price"),
    ("assumptions_of_firm", "h200-2026", "5/alibaba<space>growth<enter>"),
    ("assumptions_nothing_fits", "baseline", "5/zzz<enter>"),
    ("warned", "baseline", "/usage gain<enter><right*9>/halt<enter><left*20>"),
    ("uncertainty_warned", "baseline", "2/halt<enter><left*40>"),
    ("scenarios", "baseline", "6jj"),
    ("scenario_details", "baseline", "6jjjjjjj<tab>"),
    ("scenarios_last", "baseline", "6jjjjjjjjjjjjjjjj"),
    ("timeline_panel", "baseline", "<tab>"),
    ("ways_panel", "baseline", "<tab*2>"),
    ("uncertainty", "baseline", "2"),
    ("uncertainty_moved", "baseline", "2/usage gain<enter><left*4>"),
    ("uncertainty_cross_hair", "baseline", "2x<right*9>"),
    ("uncertainty_of_all", "baseline", "2F"),
    ("uncertainty_without_stock", "baseline", "2ffff"),
    ("uncertainty_outlasted", "full-switch", "2"),
    ("seed_field", "baseline", "2D4x<enter>"),
    ("another_seed", "baseline", "2d"),
    ("outlasts_the_horizon", "full-switch", ""),
    ("stuck", "stuck-at-20", ""),
    ("no_ban", "no-ban", ""),
    ("stage", "the-ban", "p"),
    ("stage_moving", "the-ban", "p<space><space>"),
    ("stage_black", "the-ban", "pb"),
    ("stage_white", "the-ban", "pw"),
    ("stage_index", "the-ban", "p3<enter>i"),
    ("stage_help", "the-ban", "p?"),
    ("stage_number", "the-ban", "p12"),
    ("stage_lever", "the-ban", "p5<enter>l<left*4>"),
    ("stage_lever_uncertain", "the-ban", "p<end>l<left*4>"),
    ("stage_cross_hair", "the-ban", "p2<enter>lx"),
    ("stage_replay", "the-ban", "p4<enter>a"),
    ("stage_timer", "the-ban", "pt<space><pause><pause>"),
    ("stage_no_story", "baseline", "p"),
];

fn snap_all(columns: u16, rows: u16) {
    let goldens = goldens();
    for (name, ..) in STATES {
        let name = format!("{columns}x{rows}_{name}");
        let golden = goldens.iter().find(|golden| golden.name == name).unwrap();
        let _ = golden.harness().snap(&name);
    }
}

#[test]
fn every_state_at_60x20() {
    snap_all(SIZES[0].0, SIZES[0].1);
}

#[test]
fn every_state_at_80x24() {
    snap_all(SIZES[1].0, SIZES[1].1);
}

#[test]
fn every_state_at_120x40() {
    snap_all(SIZES[2].0, SIZES[2].1);
}

#[test]
fn every_state_at_200x60() {
    snap_all(SIZES[3].0, SIZES[3].1);
}

#[test]
fn the_light_theme_changes_styles_and_no_glyph() {
    for (columns, rows) in SIZES {
        let dark = Harness::scenario("baseline").size(columns, rows).keys("<right*4>");
        let light = Harness::scenario("baseline").size(columns, rows).keys("<right*4>").theme(ThemeName::Light);
        assert_eq!(dark.text(), light.text());
        assert_ne!(dark.styled(), light.styled());
    }
}

/// The scenario's file was changed to one that cannot be read.
pub(crate) fn broken_file() -> Harness {
    let before = Harness::scenario("baseline").size(80, 24).keys("<right*4>");
    before.send(Msg::Reloaded(Err("mine.ron:3:5: unknown field `sett`; meant: set".to_owned())))
}

#[test]
fn trouble_from_outside_is_a_line_and_keeps_the_state() {
    let moves = Harness::scenario("baseline").keys("<right*4>").state().moves.clone();
    let after = golden("80x24_broken_file");
    assert_eq!(after.state().moves, moves);
    assert!(after.text().contains("mine.ron:3:5: unknown field"));
    let _ = after.snap("80x24_broken_file");
}

#[test]
fn nothing_panics_at_any_size_in_any_state() {
    for (name, scenario, keys) in STATES {
        let mut harness = Harness::scenario(scenario).keys(keys);
        for columns in [0, 1, 2, 3, 7, 20, 39, 40, 41, 59, 79, 80, 99, 109, 110, 159, 160, 300] {
            for rows in [0, 1, 2, 3, 5, 11, 12, 13, 19, 21, 22, 29, 30, 31, 35, 60, 100] {
                harness = harness.size(columns, rows);
                let (buffer, cursor) = harness.frame();
                assert_eq!((buffer.area.width, buffer.area.height), (columns, rows), "{name}");
                if let Some(cursor) = cursor {
                    assert!(buffer.area.contains(cursor), "{name} {columns}x{rows}: cursor at {cursor}");
                }
            }
        }
    }
}

#[test]
fn below_forty_by_twelve_the_headline_and_the_slider_stay_and_the_size_is_told() {
    let text = Harness::scenario("baseline").size(39, 10).text();
    assert!(text.contains("2027-01-18") && text.contains("H20 closes 2025-04-09") && text.contains("40×12"), "{text}");
}

#[test]
fn the_headline_is_whole_from_forty_columns_on() {
    for scenario in ["baseline", "full-switch", "compliant-blackwell", "demand-surge", "hindsight", "no-ban"] {
        for keys in ["", "f", "ff", "fff", "ffff", "F", "b<right*9>"] {
            let mut harness = Harness::scenario(scenario).keys(keys);
            for (columns, rows) in
                [(40, 12), (60, 20), (80, 24), (100, 30), (110, 30), (120, 36), (120, 40), (160, 50), (200, 60)]
            {
                harness = harness.size(columns, rows);
                let text = harness.text();
                let head: String = text.lines().take(5).collect::<Vec<_>>().join(" ");
                let end = head.find(". ").map(|_| head.matches(". ").count()).unwrap_or_default();
                let rule = head.contains('─') || head.contains('│');
                assert!(end >= 1 && rule, "{columns}x{rows} {scenario} {keys}:\n{text}");
            }
        }
    }
}
