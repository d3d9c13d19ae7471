//! What a world has that no evidence speaks for: dates out of order, values outside the range of their source, and
//! combinations that nobody has seen. A warning forbids nothing.

use std::borrow::Cow;

use super::inputs::{Input, Inputs, Number};
use super::{Own, Scenario};
use crate::lever::{Class, Group, Kind, LeverId, Moves, ShownNumber};
use crate::model::{Firm, World};

/// Something to think about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// By what name `on_purpose` speaks of it: a rule's, or a number's.
    pub name: String,
    /// What is odd, and what is known instead.
    pub text: String,
    /// The source that says so.
    pub source: Option<&'static str>,
    /// The rows of [`Inputs`] that it is about, the first of them the one to look at.
    pub rows: Vec<usize>,
    /// Levers, and numbers by their paths, one of which brought it about.
    levers: Vec<String>,
}

/// A combination without evidence.
struct Rule {
    name: &'static str,
    /// Whether a world has it.
    holds: fn(&World) -> bool,
    text: &'static str,
    source: &'static str,
    /// The levers that make it, the most telling first.
    levers: &'static [&'static str],
}

/// The most telling first.
static RULES: &[Rule] = &[
    Rule {
        name: "efficiency_falls",
        holds: |world| {
            [world.training_efficiency, world.inference_efficiency].iter().any(|curve| curve.end < curve.start)
        },
        text: "domestic chips get worse with time: every report has them improve",
        source: "training_efficiency_tuned",
        levers: &[
            "efficiency.training.end",
            "efficiency.inference.end",
            "efficiency.training.start",
            "efficiency.inference.start",
        ],
    },
    Rule {
        name: "training_beats_inference",
        holds: |world| world.training_efficiency.end > world.inference_efficiency.end,
        text: "domestic chips train better than they serve: what is measured says the reverse",
        source: "inference_efficiency_end",
        levers: &["efficiency.training.end", "efficiency.inference.end"],
    },
    Rule {
        name: "training_moves_first",
        holds: |world| any_mover(world, |firm| firm.strategy.training_share > firm.strategy.inference_share),
        text: "more training moves than inference: firms are reported to move inference first",
        source: "hybrid_deployment",
        levers: &["strategy.training_share", "strategy.inference_share"],
    },
    Rule {
        name: "most_training_moves",
        holds: |world| any_mover(world, |firm| firm.strategy.training_share > 0.5),
        text: "most training moves: no large firm is known to have done so, and DeepSeek's try of August 2025 failed",
        source: "hybrid_deployment",
        levers: &["strategy.training_share"],
    },
    Rule {
        name: "gain_without_growth",
        holds: |world| any_mover(world, |firm| firm.usage_gain >= 1.0 && firm.inference_growth < 0.095),
        text: "work per chip doubles a year while demand grows as it was fitted: gains as large came with far more tokens",
        source: "serving_gain",
        levers: &["demand.usage_gain", "demand.inference_growth"],
    },
    Rule {
        name: "growth_without_gain",
        holds: |world| any_mover(world, |firm| firm.inference_growth >= 0.15 && firm.usage_gain < 1.0),
        text: "demand grows as tokens did, but work per chip does not: both were seen together",
        source: "token_growth",
        levers: &["demand.inference_growth", "demand.usage_gain"],
    },
    Rule {
        name: "move_before_start",
        holds: |world| any_mover(world, |firm| firm.strategy.start.0 < 0.0 && moves(firm)),
        text: "the move begins before the model does: what it cost until then is not counted",
        source: "strategy_start",
        levers: &["strategy.start"],
    },
];

/// Names of the rules.
pub(super) fn rules() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|rule| rule.name)
}

fn moves(firm: &Firm) -> bool {
    firm.strategy.training_share > 0.0 || firm.strategy.inference_share > 0.0
}

/// Whether it is so for a firm that has not moved long ago.
fn any_mover(world: &World, holds: impl Fn(&Firm) -> bool) -> bool {
    world.firms.iter().any(|firm| !firm.migrated && holds(firm))
}

/// What is to be thought about in `present`, the world that `moves` give over the scenario's root, and is not on purpose:
/// dates out of order, then combinations, then values outside their source's range.
pub fn warnings(scenario: &Scenario, inputs: &Inputs, present: &World, moves: &Moves) -> Vec<Warning> {
    let mut all = order(inputs, present);
    all.extend(RULES.iter().filter(|rule| (rule.holds)(present)).map(|rule| {
        let row = |id: &&str| inputs.rows.iter().position(|row| row.path == **id);
        Warning {
            name: rule.name.to_owned(),
            text: rule.text.to_owned(),
            source: Some(rule.source),
            rows: rule.levers.iter().filter_map(row).collect(),
            levers: rule.levers.iter().map(|lever| (*lever).to_owned()).collect(),
        }
    }));
    all.extend(outside(scenario, inputs, present, moves));
    all.retain(|warning| {
        let is_filed = |row: &usize| {
            let row = &inputs.rows[*row];
            row.value(scenario, present, moves) == row.filed
        };
        let is_meant = scenario.on_purpose.contains_key(&warning.name);
        // The reason is for what the file has; of another value it says nothing.
        !(is_meant && warning.rows.iter().all(is_filed))
    });
    all
}

/// Acts on one chip stand in the order in which they were or might be taken: one that is dated before the one ahead of it
/// has another meaning than it was given.
fn order(inputs: &Inputs, world: &World) -> Vec<Warning> {
    let mut found = Vec::new();
    for (index, event) in world.policy.iter().enumerate() {
        let before = world.policy[..index].iter().filter(|other| other.chip == event.chip);
        let Some(first) = before.rev().find(|other| !other.day.is_never() && event.day.0 < other.day.0) else {
            continue;
        };
        let id = format!("policy.{}", event.id);
        let ahead = format!("policy.{}", first.id);
        let row = |id: &String| inputs.rows.iter().position(|row| row.path == *id);
        found.push(Warning {
            text: format!("“{}” comes before “{}”, which it was to follow", event.label(), first.label()),
            source: None,
            rows: [&id, &ahead].into_iter().filter_map(row).collect(),
            levers: vec![id.clone(), ahead],
            name: id,
        });
    }
    found
}

/// Whether a number's range holds for what a person sets: when and how much firms or states choose to move is the question
/// itself.
fn is_evidence(scenario: &Scenario, row: &Input) -> bool {
    let Some(lever) = row.lever.map(|id| scenario.catalogue.lever(id).row) else { return true };
    let is_choice = lever.kind == Kind::Date || lever.kind == Kind::Share && lever.group == Group::Strategy;
    let is_single = matches!(row.number, Number::Own(..)) || !lever.per_firm || lever.id == "stock.scale";
    is_single && !(lever.group.class() == Class::Decision && is_choice)
}

/// Values outside their source's range; firms that share a lever are told together.
fn outside(scenario: &Scenario, inputs: &Inputs, world: &World, moves: &Moves) -> Vec<Warning> {
    let mut found: Vec<(Option<LeverId>, Warning)> = Vec::new();
    for (index, row) in inputs.rows.iter().enumerate().filter(|(_, row)| is_evidence(scenario, row)) {
        let (Some(range), Some((id, source))) = (row.range, row.evidence) else { continue };
        let Some(value) = row.value(scenario, world, moves).filter(|value| !range.holds(*value)) else { continue };
        let own = match row.number {
            Number::Own(lever, _) => Some(lever),
            _ => None,
        };
        if let Some((_, warning)) = found.iter_mut().find(|(lever, _)| own.is_some() && *lever == own) {
            warning.rows.push(index);
            continue;
        }
        let way = if value < range.low { "below" } else { "above" };
        let shown = ShownNumber { shape: row.shape, value, start: world.start };
        let heading = inputs.group(index).map_or("", |group| &group.label);
        let label: Cow<'_, str> = match row.lever {
            Some(id) if own.is_none() => Cow::Borrowed(&scenario.catalogue.lever(id).label),
            _ => Cow::Owned(format!("{heading}: {}", row.label)),
        };
        let (low, high) = range.text;
        let text = format!("{label} {shown} is {way} its source's {low} to {high} {}", source.unit);
        let lever = row.lever.map(|id| scenario.catalogue.lever(id).id.clone());
        let name = if own.is_some() { lever.clone() } else { None }.unwrap_or_else(|| row.path.clone());
        let levers = lever.into_iter().chain([row.path.clone()]).collect();
        // Of one number of each firm the lever is the one to look at.
        let rows = own.and_then(|lever| inputs.of_lever(lever)).into_iter().chain([index]).collect();
        found.push((own, Warning { name, text, source: Some(id), rows, levers }));
    }
    let told = |(own, mut warning): (Option<LeverId>, Warning)| {
        match warning.rows.len() {
            3 if own.is_some() => warning.text.push_str("; one more firm too"),
            count @ 4.. if own.is_some() => warning.text.push_str(&format!("; {} more firms too", count - 2)),
            _ => {}
        }
        warning
    };
    found.into_iter().map(told).collect()
}

impl Warning {
    /// Where a scenario's own file says it; `None` if another file does.
    pub(super) fn place(&self, own: &Own) -> Option<Vec<String>> {
        let of_field = |lever: &String| own.fields.iter().find(|(id, _)| id == lever).map(|(_, path)| path.clone());
        let owned = |path: Vec<&str>| path.into_iter().map(str::to_owned).collect::<Vec<_>>();
        self.levers.iter().find_map(|lever| {
            let of_firm = |lever: &String| {
                let key =
                    own.text.outline().names(&["set"]).find(|key| key.split('@').next() == Some(lever.as_str()))?;
                Some(owned(vec!["set", key]))
            };
            let structure: Vec<&str> = lever.split('.').collect();
            let at_structure = || own.text.has(&structure).then(|| owned(structure.clone()));
            of_firm(lever).or_else(|| of_field(lever)).or_else(at_structure)
        })
    }
}

#[cfg(test)]
mod tests {
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
        ];
        assert_eq!(meets.iter().map(|(name, _)| *name).collect::<Vec<_>>(), rules().collect::<Vec<_>>());
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
        assert!(found[0].text.contains("10.5 %/mo is above its source's 4 to 9 %/month; 4 more firms too"));
        assert_eq!(after(&["policy.leakage=50%"]), ["policy.leakage"], "the reason is for nought alone");
        assert_eq!(after(&["fleet.failure_rate=10%", "cost.pue=1.1"]), ["fleet.failure_rate", "cost.pue"]);
    }

    #[test]
    fn acts_of_policy_out_of_order_come_first() {
        let found = after(&["policy.h20_relicensed=2025-03-01", "fleet.failure_rate=10%"]);
        assert_eq!(found, ["policy.h20_relicensed", "fleet.failure_rate"]);
        // On another chip it is no matter of order.
        assert_eq!(after(&["policy.b40_launch=2025-02-01"]), Vec::<String>::new());
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
}
