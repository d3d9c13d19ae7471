//! `run --draws`: intervals and probabilities beside the central run.

use assert_cmd::Command;
use serde_json::{Value, json};
use stockout::ensemble::{Batch, Columns, Focus, Of, Plan, Quantiles, Sampler, Summariser};
use stockout::harness::Harness;
use stockout::model::Day;
use stockout::scenario::{self, NoFiles};

/// What comes out, and what is said.
#[track_caller]
fn run(args: &[&str]) -> (String, String) {
    let output = Command::cargo_bin("stockout").unwrap().arg("run").args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{args:?}: {err}");
    (out, err)
}

#[track_caller]
fn results(args: &[&str]) -> Value {
    let (out, err) = run(&[args, &["--format", "json"]].concat());
    assert_eq!(err, "", "{args:?}");
    serde_json::from_str(&out).unwrap()
}

fn levels(of: Quantiles) -> Value {
    json!({"p5": of.p5, "p25": of.p25, "p50": of.p50, "p75": of.p75, "p95": of.p95})
}

#[test]
fn the_numbers_are_those_of_the_ensemble() {
    for (name, draws, seed) in [("baseline", 256, 1), ("full-switch", 8192, 9)] {
        let results = results(&[name, "--draws", &draws.to_string(), "--seed", &seed.to_string()]);
        assert_eq!((&results["draws"], &results["seed"]), (&json!(draws), &json!(seed)));
        let world = scenario::load(name, &NoFiles).unwrap().world();
        let plan = Plan::new(&world, &world.spread, &mut Sampler::new(seed), draws).unwrap();
        let mut columns = [Columns::new()];
        Batch::new().run(&plan, 0..draws, &Focus::default(), &mut columns[0]);
        let firms = results["firms"].as_array().unwrap();
        assert_eq!(firms.len(), world.firms.len());
        for (index, firm) in firms.iter().enumerate() {
            let summary = Summariser::new().firm(&columns, None, Of::Firm(index), world.weeks);
            let expected = json!({
                "stockout_probability": summary.stockout_probability,
                "gap_probability": summary.gap_probability,
                "stockout_day": levels(summary.stockout_day),
                "gap_day": levels(summary.gap_day),
                "fill_rate": levels(summary.fill_rate),
                "migration_total": levels(summary.migration_total),
                "shortfall": levels(summary.shortfall),
            });
            assert_eq!(firm["ensemble"], expected, "{name} {}", firm["name"]);
        }
    }
}

/// The screen shows what `run` prints of the same draws and seed.
#[test]
fn the_numbers_are_those_of_the_screen() {
    let harness = Harness::scenario("baseline").draws(4096).keys("2D7<enter>");
    let ensemble = harness.state().ensemble.as_deref().unwrap();
    assert_eq!((ensemble.draws, ensemble.seed), (4096, 7));
    let results = results(&["baseline", "--draws", "4096", "--seed", "7"]);
    for (firm, summary) in results["firms"].as_array().unwrap().iter().zip(&ensemble.firms) {
        let printed = &firm["ensemble"];
        assert_eq!(printed["stockout_probability"], json!(summary.stockout_probability));
        assert_eq!(printed["stockout_day"], levels(summary.stockout_day));
        assert_eq!(printed["gap_day"], levels(summary.gap_day));
        assert_eq!(printed["fill_rate"], levels(summary.fill_rate));
        assert_eq!(printed["migration_total"], levels(summary.migration_total));
        assert_eq!(printed["shortfall"], levels(summary.shortfall));
    }
    // What the headline says of the first firm is that quantile, as a date.
    let median = &results["firms"][0]["ensemble"]["stockout_day"]["p50"];
    let date = Day(median.as_f64().unwrap()).date(harness.state().start()).unwrap();
    assert!(harness.text().contains(&format!("half of all by {date}")), "{date}\n{}", harness.text());
}

/// What `check` finds in the draws is what `run` says of them.
#[test]
fn a_share_that_is_expected_is_the_share_that_is_run() {
    let results = results(&["baseline", "--draws", "4096", "--seed", "1", "--firm", "Alibaba"]);
    let upper = &results["firms"][0]["ensemble"]["migration_total"]["p75"];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.ron");
    for (share, is_fine) in [(74.9, true), (75.1, false)] {
        let text = format!(
            r#"(format: 1, extends: "baseline", title: "t", expect: ["migration.Alibaba <= {upper} with {share} %"])"#
        );
        std::fs::write(&path, text).unwrap();
        let output = Command::cargo_bin("stockout").unwrap().arg("check").arg(&path).output().unwrap();
        assert_eq!(output.status.success(), is_fine, "{share}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_schema_holds_with_draws() {
    let schema = Command::cargo_bin("stockout").unwrap().args(["schema", "run"]).output().unwrap().stdout;
    let validator = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    for args in [&["--draws", "256"][..], &["no-ban", "--draws", "256", "--seed", "7", "--series", "--firm", "Baidu"]] {
        let mut results = results(args);
        let errors: Vec<_> = validator.iter_errors(&results).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        // And it can fail.
        results["firms"][0]["ensemble"]["gap_day"] = json!(4);
        assert!(!validator.is_valid(&results));
    }
}

#[test]
fn one_draw_is_the_central_run_alone() {
    let central = results(&[]);
    assert_eq!(central, results(&["--draws", "1", "--seed", "9"]));
    assert_eq!((central.get("seed"), central["firms"][0].get("ensemble")), (None, None));
    let mut drawn = results(&["--draws", "64"]);
    drawn.as_object_mut().unwrap().remove("seed");
    drawn["draws"] = json!(1);
    for firm in drawn["firms"].as_array_mut().unwrap() {
        assert!(firm.as_object_mut().unwrap().remove("ensemble").is_some());
    }
    assert_eq!(central, drawn);
}

#[test]
fn a_run_repeats_itself_and_another_seed_does_not() {
    for format in ["json", "csv", "table", "markdown"] {
        let of = |seed| run(&["--draws", "512", "--seed", seed, "--format", format]);
        assert_eq!(of("5"), of("5"), "{format}");
        assert_ne!(of("5"), of("6"), "{format}");
    }
    assert_eq!(results(&["--draws", "512"]), results(&["--draws", "512", "--seed", "1"]));
    // A firm alone is what it is among the others.
    let one = results(&["--draws", "512", "--firm", "Tencent"]);
    assert_eq!(one["firms"][0], results(&["--draws", "512"])["firms"][2]);
}

#[test]
fn what_is_no_power_of_two_is_rounded_up_and_said() {
    let (out, err) = run(&["--draws", "200", "--format", "json"]);
    assert_eq!(err, "--draws 200: rounded up to 256, since draws are even in powers of two alone\n");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), results(&["--draws", "256"]));
}

#[test]
fn tables_show_medians_intervals_and_probabilities() {
    insta::assert_snapshot!(run(&["--draws", "4096"]).0);
    insta::assert_snapshot!(run(&["no-ban", "--draws", "256", "--firm", "Baidu", "--format", "markdown"]).0);
}

#[test]
fn csv_has_a_cell_for_every_quantile() {
    let (csv, _) = run(&["--draws", "256", "--format", "csv"]);
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 7);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let cell = |row: usize, title: &str| rows[row][rows[0].iter().position(|other| *other == title).unwrap()];
    let results = results(&["--draws", "256"]);
    let of = &results["firms"][1]["ensemble"];
    let number = |title: &str| cell(2, title).parse::<f64>().ok();
    assert_eq!(number("stockout_day_p50"), of["stockout_day"]["p50"].as_f64());
    assert_eq!(number("stockout_day_p95"), of["stockout_day"]["p95"].as_f64());
    assert_eq!(number("migration_usd_p5"), of["migration_total"]["p5"].as_f64());
    assert_eq!(number("shortfall_usd_p95"), of["shortfall"]["p95"].as_f64());
    assert_eq!(number("gap_probability"), of["gap_probability"].as_f64());
    assert_eq!(
        (cell(6, "firm"), cell(6, "draws"), cell(6, "seed"), cell(6, "scenario")),
        ("all", "256", "1", "baseline")
    );
}

#[test]
fn without_a_spread_every_draw_is_the_central_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exact.json");
    let mut world = scenario::load("baseline", &NoFiles).unwrap().world();
    world.spread.clear();
    std::fs::write(&path, serde_json::to_string(&world).unwrap()).unwrap();
    let (out, err) = run(&[path.to_str().unwrap(), "--draws", "16", "--format", "json"]);
    assert_eq!(err, "no lever that matters has a spread: all draws are the central run\n");
    let results: Value = serde_json::from_str(&out).unwrap();
    for firm in results["firms"].as_array().unwrap() {
        let (central, drawn) = (&firm["central"], &firm["ensemble"]);
        for level in ["p5", "p50", "p95"] {
            assert_eq!(drawn["stockout_day"][level], central["stockout_day"]);
            assert_eq!(drawn["migration_total"][level], central["cost_usd"]["migration_total"]);
        }
    }
}
