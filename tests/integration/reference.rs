//! The model held against results computed elsewhere.

use serde_json::Value;
use stockout::model::{self, Series, World};

const TOLERANCE: f64 = 1e-6;

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/reference/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn close(found: Option<f64>, expected: &Value, what: &str) {
    match (found, expected.as_f64()) {
        (None, None) => {}
        (Some(found), Some(expected)) => {
            let scale = expected.abs().max(1e-3);
            assert!((found - expected).abs() <= TOLERANCE * scale, "{what}: {found}, expected {expected}");
        }
        (found, _) => panic!("{what}: {found:?}, expected {expected}"),
    }
}

fn hold_against(world: &World, expected: &Value, case: &str) {
    let outcome = model::run(world);
    let rows = expected.as_array().expect("a list of firms");
    assert_eq!(rows.len(), outcome.firms.len(), "{case}: firms");
    for (firm, row) in outcome.firms.iter().zip(rows) {
        let name = row["name"].as_str().unwrap_or("?");
        let what = |field: &str| format!("{case}: {name} {field}");
        close(firm.stockout.map(|day| day.0), &row["stockout_day"], &what("stockout_day"));
        close(firm.gap.map(|day| day.0), &row["gap_day"], &what("gap_day"));
        close(Some(firm.fill_rate), &row["fill_rate"], &what("fill_rate"));
        close(Some(firm.stockout_weeks), &row["stockout_weeks"], &what("stockout_weeks"));
        let cost = &firm.cost;
        let items = [
            ("controlled", cost.controlled),
            ("domestic_outlay", cost.domestic_outlay),
            ("domestic", cost.domestic),
            ("porting", cost.porting),
            ("halt", cost.halt),
            ("dual", cost.dual),
            ("power", cost.power),
            ("shortfall", cost.shortfall),
        ];
        for (item, usd) in items {
            close(Some(usd.0), &row["cost_usd"][item], &what(item));
        }
    }
    for (series, row) in outcome.series.iter().zip(rows) {
        hold_series_against(series, &row["series"], &format!("{case}: {}", row["name"]));
    }
}

/// Holds the rows that `expected` has of each series against those of the same weeks; there may be none.
fn hold_series_against(series: &Series, expected: &Value, case: &str) {
    let Some(days) = expected["week_end_day"].as_array() else { return };
    for (row, day) in days.iter().enumerate() {
        let week = series.week_end_day.iter().position(|end| Some(*end) == day.as_f64());
        let week = week.unwrap_or_else(|| panic!("{case}: no week ends on day {day}"));
        let size = series.demand_training[week] + series.demand_inference[week] + series.stock_h20e[week];
        for (name, numbers) in series.named() {
            let (found, expected) = (numbers[week], expected[name][row].as_f64().expect("a number"));
            let scale = expected.abs().max(size);
            assert!(
                (found - expected).abs() <= TOLERANCE * scale,
                "{case}: {name} day {day}: {found}, expected {expected}"
            );
        }
    }
}

fn with_shares(mut world: World, training: f64, inference: f64) -> World {
    for firm in world.firms.iter_mut().filter(|firm| !firm.migrated) {
        firm.strategy.training_share = training;
        firm.strategy.inference_share = inference;
    }
    world
}

#[test]
fn the_worked_example_comes_out_to_six_digits() {
    let world: World = serde_json::from_str(&fixture("baseline.json")).unwrap();
    assert!(model::valid::check(&world).is_empty());
    let expected: Value = serde_json::from_str(&fixture("baseline_expected.json")).unwrap();
    let cases = expected.as_object().unwrap();
    hold_against(&world, &cases["baseline"], "baseline");
    let case = |prefix: &str| cases.iter().find(|(name, _)| name.starts_with(prefix)).map(|(_, rows)| rows).unwrap();
    hold_against(&with_shares(world.clone(), 0.0, 0.0), case("no-migration"), "no-migration");
    hold_against(&with_shares(world, 1.0, 1.0), case("full-switch"), "full-switch");
}

/// Scenarios made at random with an independent implementation's results; `tests/fixtures/reference/README.md` says how.
#[test]
fn random_scenarios_agree_with_an_independent_implementation() {
    let folder = format!("{}/tests/fixtures/reference/random", env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var("STOCKOUT_REFERENCE_CASES").unwrap_or(folder);
    let mut held = 0;
    for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder}: {error}")) {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(number) = name.strip_prefix("scenario_") else { continue };
        let world: World = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(model::valid::check(&world), vec![], "{name}");
        let expected = std::fs::read_to_string(path.with_file_name(format!("expected_{number}"))).unwrap();
        let expected: Value = serde_json::from_str(&expected).unwrap();
        hold_against(&world, &expected["firms"], &name);
        held += 1;
    }
    assert!(held >= 20, "only {held} cases in {folder}");
}
