//! What is warned of, and what is not.

use super::super::{NoFiles, library, load, load_text, origin_of};
use super::*;

fn of(scenario: &Scenario) -> Vec<Warning> {
    warnings(scenario, &Inputs::of(scenario), &scenario.world(), &scenario.moves)
}

fn after(sets: &[&str]) -> Vec<String> {
    let scenario = load("baseline", &NoFiles).unwrap();
    let scenario = sets.iter().fold(scenario, |scenario, set| scenario.with_set(set).unwrap());
    of(&scenario).into_iter().map(|warning| warning.name).collect()
}

#[test]
fn a_share_is_told_in_percent_with_its_range() {
    let low = load("baseline", &NoFiles).unwrap().with_set("efficiency.training.end=40%").unwrap();
    let found = of(&low);
    let told = found.iter().find(|warning| warning.name == "efficiency.training.end").unwrap();
    assert_eq!(told.text, "Training, mature 40 % is below the 65 to 82 % held possible");
}

/// What the library deviates in it says, and says of nothing else.
#[test]
fn the_library_warns_of_nothing_that_is_not_on_purpose() {
    for name in library::names() {
        let mut scenario = load(name, &NoFiles).unwrap();
        assert_eq!(
            of(&scenario).iter().map(|warning| &warning.text).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "{name}"
        );
        let file = super::super::parse::parse(&super::super::error::Text::new(name, library::text(name).unwrap()));
        scenario.on_purpose.clear();
        let loud: Vec<String> = of(&scenario).into_iter().map(|warning| warning.name).collect();
        for (meant, _) in file.unwrap().on_purpose.iter() {
            assert!(loud.iter().any(|name| name == meant), "{name}: {meant} needs no reason");
        }
    }
}

/// Dates too, of which nobody is warned while they move.
#[test]
fn every_number_of_the_library_lies_in_the_range_of_its_source() {
    for name in library::names() {
        let scenario = load(name, &NoFiles).unwrap();
        for row in Inputs::of(&scenario).rows.iter().filter(|row| !row.is_shift) {
            let (Some(range), Some(value)) = (row.range, row.filed) else { continue };
            let is_meant = scenario.on_purpose.contains_key(&row.path);
            assert!(range.holds(value) || is_meant, "{name}: {} is {value}, not in {range:?}", row.path);
        }
    }
}

#[test]
fn every_rule_is_met_by_some_move_and_names_levers_and_a_source() {
    let meets = [
        ("efficiency_falls", &["efficiency.training.end=10%"][..]),
        ("training_beats_inference", &["efficiency.training.end=82%", "efficiency.inference.end=75%"]),
        ("training_moves_first", &["strategy.training_share=40%", "strategy.inference_share=20%"]),
        ("most_training_moves", &["strategy.training_share=60%"]),
        ("gain_without_growth", &["demand.usage_gain=+70%"]),
        ("growth_without_gain", &["demand.inference_growth=+12%"]),
        ("move_before_start", &["strategy.start=2024-06-01"]),
        ("move_after_end", &["strategy.start=2028-06-01"]),
        (
            "counted_twice",
            &[
                "supply.ascend_910b.units_per_month=42700",
                "supply.ascend_910c.units_per_month=29200",
                "supply.domestic_scale=1.38",
            ],
        ),
    ];
    // The last one no lever meets: whether a chip was ever let through stands in a file.
    let names: Vec<&str> = meets.iter().map(|(name, _)| *name).chain(["nothing_leaks"]).collect();
    assert_eq!(names, rules().collect::<Vec<_>>());
    let text = "(format: 1, extends: \"baseline\", title: \"x\", set: {\"policy.leakage\": \"10%\"}, chips: {\"H20\": \
                (initially_open: 0.0)})";
    let shut = load_text(&origin_of("./x.ron"), text.to_owned(), &NoFiles).unwrap();
    assert!(of(&shut).iter().any(|warning| warning.name == "nothing_leaks"), "{:?}", of(&shut));
    let opened = shut.with_set("policy.b40_launch=2025-08-01").unwrap();
    assert!(!of(&opened).iter().any(|warning| warning.name == "nothing_leaks"), "{:?}", of(&opened));
    for (name, sets) in meets {
        let found = after(sets);
        assert!(found.iter().any(|other| other == name), "{sets:?} gives {found:?}");
    }
    let scenario = load("baseline", &NoFiles).unwrap();
    for rule in RULES {
        assert!(super::super::source(rule.source).is_some(), "{}", rule.source);
        assert!(rule.levers.iter().all(|id| scenario.catalogue.find(id).is_some()), "{}", rule.name);
    }
}

#[test]
fn what_stays_within_the_evidence_warns_of_nothing() {
    for set in [
        "policy.h20_restricted=2025-08-01",
        "policy.h20_restricted=never",
        "strategy.start=2026-03-01",
        "strategy.inference_share=100%",
        "strategy.halt_months=6",
        "demand.inference_growth=+2%",
        "supply.domestic_scale=1.6",
        "cost.power_price=0.1",
        "policy.leakage=10%",
    ] {
        assert_eq!(after(&[set]), Vec::<String>::new(), "{set}");
    }
}

#[test]
fn a_value_outside_its_range_is_told_once_for_all_firms_with_both_ends() {
    let scenario = load("baseline", &NoFiles).unwrap().with_set("demand.inference_growth=+4%").unwrap();
    let found = of(&scenario);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].name, "demand.inference_growth");
    assert_eq!(found[0].source, Some("inference_growth"));
    assert!(
        found[0]
            .text
            .contains("10.5 %/mo is above the 4 to 9 %/month fitted to stock_life, not measured; 4 more firms too")
    );
    assert_eq!(after(&["policy.leakage=50%"]), ["policy.leakage"], "the reason is for nought alone");
    assert_eq!(after(&["fleet.failure_rate=10%", "cost.pue=1.1"]), ["fleet.failure_rate", "cost.pue"]);
}

#[test]
fn acts_of_policy_out_of_order_come_first() {
    let found = after(&["policy.h20_relicensed=2025-03-01", "fleet.failure_rate=10%"]);
    assert_eq!(found, ["policy.h20_relicensed", "fleet.failure_rate"]);
    // On another chip it is no matter of order; but nobody delivers that one before July.
    assert_eq!(after(&["policy.b40_launch=2025-07-01"]), Vec::<String>::new());
    assert_eq!(after(&["policy.b40_launch=2025-02-01"]), ["policy.b40_launch"]);
    let early = load("baseline", &NoFiles).unwrap().with_set("policy.b40_launch=2025-02-01").unwrap();
    assert!(of(&early)[0].text.ends_with("nothing changes until 2025-07-01"), "{:?}", of(&early));
    assert_eq!(of(&early)[0].source, Some("b40_production_start"));
}

#[test]
fn a_file_says_what_it_means_and_is_asked_about_a_name_that_is_none() {
    let text = |on_purpose: &str| {
        format!(
            "(format: 1, extends: \"baseline\", title: \"x\",\n  set: {{\"fleet.failure_rate\": \"10%\"}},\n  \
             on_purpose: {{{on_purpose}}},\n)"
        )
    };
    let load = |on_purpose| load_text(&origin_of("./x.ron"), text(on_purpose), &NoFiles);
    let scenario = load("").unwrap();
    let found = of(&scenario);
    assert_eq!(found.len(), 1);
    assert!(scenario.at_warning(&found[0]).headline().starts_with("./x.ron:2:31: "), "{found:?}");
    assert!(of(&load("\"fleet.failure_rate\": \"a bad batch\"").unwrap()).is_empty());
    let failure = load("\"fleet.failure\": \"a bad batch\"").unwrap_err();
    assert!(failure.headline().contains("./x.ron:3:"), "{failure}");
    assert!(failure.to_string().contains("fleet.failure_rate"), "{failure}");
}
