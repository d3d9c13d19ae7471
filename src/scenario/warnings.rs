//! What a world has that no evidence speaks for: dates out of order, values outside the range of their source, and
//! combinations that nobody has seen. A warning forbids nothing.

use std::borrow::Cow;
use std::fmt::Write;

use super::inputs::{Input, Inputs, Number};
use super::{Own, Scenario};
use crate::lever::{Class, Group, Kind, LeverId, Moves, ShownNumber};
use crate::model::{Day, Firm, Origin, PolicyEvent, World};

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
    Rule {
        name: "move_after_end",
        holds: |world| {
            let end = world.horizon_days();
            any_mover(world, |firm| moves(firm) && firm.strategy.start.0.is_finite() && firm.strategy.start.0 >= end)
        },
        text: "the move begins after the horizon ends: nothing of it is seen",
        source: "model_horizon",
        levers: &["strategy.start", "model.weeks"],
    },
    Rule {
        name: "counted_twice",
        holds: |world| {
            let ascend = world.supply.iter().filter(|channel| channel.chip.starts_with("Ascend"));
            let units: f64 = ascend.map(|channel| channel.units_per_month).sum();
            units >= COUNTED_ASCEND && world.domestic_supply_scale >= COUNTED_SCALE
        },
        text: "Ascend's output is that of the counts of 2025, and the scale lifts it to them once more: counted twice",
        source: "domestic_scale",
        levers: &["supply.domestic_scale", "supply.ascend_910b.units_per_month", "supply.ascend_910c.units_per_month"],
    },
    Rule {
        name: "nothing_leaks",
        holds: |world| world.leakage > 0.0 && !world.supply.iter().any(|channel| leaks(world, &channel.chip)),
        text: "no controlled chip was ever let through: the grey market has nothing to bring",
        source: "grey_market",
        levers: &["policy.leakage"],
    },
];

/// Units a month of all Ascend chips, and a scale, from which on each alone is what was counted in 2025, nearly: 42,700 and
/// 29,200 where the baseline has 32,000 and 20,000; 1.38.
const COUNTED_ASCEND: f64 = 65_000.0;
const COUNTED_SCALE: f64 = 1.2;

/// Whether the grey market can bring a chip: what was never let through cannot leak.
fn leaks(world: &World, chip: &str) -> bool {
    let opened = |event: &PolicyEvent| event.chip == chip && event.fraction > 0.0 && !event.day.is_never();
    world.chips.get(chip).is_some_and(|about| {
        about.origin == Origin::Controlled && (about.initially_open > 0.0 || world.policy.iter().any(opened))
    })
}

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
    all.extend(before_supply(inputs, present));
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

/// An act that lets a chip through before anybody delivers it changes nothing until then.
fn before_supply(inputs: &Inputs, world: &World) -> Vec<Warning> {
    let mut found = Vec::new();
    for event in world.policy.iter().filter(|event| event.fraction > 0.0 && !event.day.is_never()) {
        let of_chip = world.supply.iter().filter(|channel| channel.chip == event.chip);
        let Some(first) = of_chip.map(|channel| channel.from.0).reduce(f64::min) else { continue };
        let (Some(from), true) = (Day(first).date(world.start), event.day.0 < first) else { continue };
        let id = format!("policy.{}", event.id);
        let path = format!("supply.{}.from", event.chip);
        let row = |id: &String| inputs.rows.iter().position(|row| row.path == *id);
        found.push(Warning {
            text: format!(
                "{} is dated before anybody delivers the {}: nothing changes until {from}",
                event.label(),
                event.chip
            ),
            source: row(&path).and_then(|row| inputs.rows[row].evidence).map(|(id, _)| id),
            rows: [&id, &path].into_iter().filter_map(row).collect(),
            levers: vec![id.clone(), path],
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
        // A share is told in percent, whatever its source is written in.
        let in_percent = row.shape.kind == Kind::Share && !source.unit.starts_with('%');
        let percent = |end: f64| format!("{}", (end * 1e4).round() / 1e2);
        let (low, high) = if in_percent {
            (Cow::Owned(percent(range.low)), Cow::Owned(percent(range.high)))
        } else {
            (Cow::Borrowed(low), Cow::Borrowed(high))
        };
        let (space, unit) = match source.unit {
            _ if source.is_date() => ("", ""),
            _ if in_percent => (" ", "%"),
            unit => (" ", unit),
        };
        // The range is this project's, whatever the value's source: what it is of says how much it weighs.
        let is_fitted = source.cited().any(|(id, _)| id == "stock_life");
        let of = if is_fitted { "fitted to stock_life, not measured" } else { "held possible" };
        let text = if low == high {
            format!("{label} {shown} is {way} the {low}{space}{unit} of its source")
        } else {
            format!("{label} {shown} is {way} the {low} to {high}{space}{unit} {of}")
        };
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
            count @ 4.. if own.is_some() => {
                // Writing into memory cannot fail.
                let _ = write!(warning.text, "; {} more firms too", count - 2);
            }
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
mod tests;
