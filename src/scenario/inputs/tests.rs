use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::sources::sources;
use super::super::{NoFiles, library, load};
use super::*;

fn library() -> impl Iterator<Item = (&'static str, Scenario)> {
    library::names().map(|name| (name, load(name, &NoFiles).unwrap()))
}

/// Every number of a world by its path in JSON; never is a number too.
fn leaves(world: &World) -> BTreeMap<String, Value> {
    fn of(path: &str, value: &Value, found: &mut BTreeMap<String, Value>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| of(&format!("{path}.{key}"), value, found)),
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(at, value)| of(&format!("{path}.{at}"), value, found));
            }
            Value::Number(_) | Value::Null => {
                found.insert(path.to_owned(), value.clone());
            }
            _ => {}
        }
    }
    let mut world = world.clone();
    world.spread.clear();
    let mut found = BTreeMap::new();
    of("", &serde_json::to_value(&world).unwrap(), &mut found);
    found
}

/// What sets a number of the world and no other: a lever on all firms has a row of its own for each of them.
fn is_single(scenario: &Scenario, row: &Input) -> bool {
    let Number::Lever(id) = row.number else { return true };
    let lever = scenario.catalogue.lever(id);
    !lever.row.per_firm || lever.is_stock_scale()
}

#[test]
fn there_is_a_row_for_every_number_that_the_model_sees() {
    for name in ["baseline", "hindsight", "blackwell-with-hbm"] {
        let scenario = load(name, &NoFiles).unwrap();
        let inputs = Inputs::of(&scenario);
        let before = leaves(&scenario.world());
        let mut met = BTreeSet::new();
        for row in inputs.rows.iter().filter(|row| is_single(&scenario, row)) {
            let value = row.filed.unwrap_or_else(|| panic!("{name}: {} has no value", row.path));
            let other = if value.is_finite() { value + 1.0 } else { 7.0 };
            let after = leaves(&row.world_at(&scenario, &scenario.moves, other));
            let changed: Vec<&String> =
                before.iter().filter(|(path, old)| after[*path] != **old).map(|(path, _)| path).collect();
            assert_eq!(changed.len(), 1, "{name}: {} sets {changed:?}", row.path);
            assert!(met.insert(changed[0].clone()), "{name}: {} sets what another row sets", row.path);
        }
        let missed: Vec<&String> = before.keys().filter(|path| !met.contains(*path)).collect();
        assert_eq!(missed, Vec::<&String>::new(), "{name}");
    }
}

#[test]
fn every_lever_has_a_row_and_paths_are_unique() {
    for (name, scenario) in library() {
        let inputs = Inputs::of(&scenario);
        for (id, lever) in scenario.catalogue.iter() {
            let row = inputs.of_lever(id).unwrap_or_else(|| panic!("{name}: {} has no row", lever.id));
            assert_eq!(inputs.rows[row].path, lever.id);
        }
        let mut paths: Vec<&str> = inputs.rows.iter().map(|row| row.path.as_str()).collect();
        let count = paths.len();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), count, "{name}");
    }
}

#[test]
fn every_embedded_number_names_its_source() {
    let mut bare = Vec::new();
    for (name, scenario) in library() {
        for row in Inputs::of(&scenario).rows {
            if row.source.is_none() {
                bare.push(format!("{name}: {}", row.path));
            }
        }
    }
    assert_eq!(bare, Vec::<String>::new());
}

/// Where there is no range to lie in, the value is the one that the source has; of what a scenario asks, none has one.
#[test]
fn a_number_whose_source_has_no_range_is_the_one_that_it_has() {
    let mut met = BTreeSet::new();
    for (name, scenario) in library() {
        for row in Inputs::of(&scenario).rows.iter().filter(|row| row.range.is_none() && !row.is_shift) {
            let (Some((id, source)), Some(value)) = (row.source, row.filed.filter(|value| value.is_finite())) else {
                continue;
            };
            if id == "by_choice" || scenario.on_purpose.contains_key(&row.path) {
                continue;
            }
            let part = match &row.number {
                Number::Share(_, firm) => Some(firm.as_str()),
                _ => None,
            };
            let own = source.own(part, scenario.root.start).unwrap_or_else(|| panic!("{name}: {} from {id}", row.path));
            if own.is_dates && row.shape.kind != Kind::Date {
                // A date is why a gate is open or shut from the start.
                assert!(row.path.ends_with(".initially_open"), "{name}: {} from {id}", row.path);
                assert!(value == 0.0 || value == 1.0, "{name}: {} from {id}", row.path);
                continue;
            }
            assert!(own.holds(value), "{name}: {} is {value}, {id} has {}", row.path, source.central);
            met.insert(id);
        }
    }
    assert!(met.len() > 10, "{met:?}");
}

/// What became known after a scenario's date is in it for a reason that its source gives, or not at all.
#[test]
fn no_number_is_known_later_than_its_scenario_without_a_reason() {
    let (mut bare, mut met) = (Vec::new(), BTreeSet::new());
    for (name, scenario) in library() {
        let as_of = scenario.as_of.unwrap_or_else(|| panic!("{name} has no date"));
        for row in Inputs::of(&scenario).rows {
            // Of never no source says when.
            let Some((id, source)) = row.source.filter(|_| row.filed != Some(f64::INFINITY)) else { continue };
            if source.is_younger(as_of) {
                met.insert(id);
                if source.later.is_none() {
                    bare.push(format!("{name} of {as_of}: {} from {id}, {}", row.path, source.as_of));
                }
            }
        }
    }
    assert_eq!(bare, Vec::<String>::new());
    let idle: Vec<&str> =
        sources().filter(|(id, row)| row.later.is_some() && !met.contains(id)).map(|(id, _)| id).collect();
    assert_eq!(idle, Vec::<&str>::new(), "these give a reason for nothing");
}

/// By a number of the library, by the record of what came, or by what a source that is used says of itself.
#[test]
fn every_source_is_used() {
    let mut used: BTreeSet<&str> = library()
        .flat_map(|(_, scenario)| Inputs::of(&scenario).rows)
        .filter_map(|row| row.source.map(|(id, _)| id))
        .collect();
    assert!(used.len() > 120);
    used.extend(crate::scenario::record().sources());
    loop {
        let cited: Vec<&str> = sources()
            .filter(|(id, _)| !used.contains(id))
            .filter(|(id, _)| {
                let is_id = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let names = |text: &str| text.split(|c| !is_id(c)).any(|word| word == *id);
                sources().any(|(other, row)| used.contains(other) && (names(row.how) || names(row.title)))
            })
            .map(|(id, _)| id)
            .collect();
        if cited.is_empty() {
            break;
        }
        used.extend(cited);
    }
    let unused: Vec<&str> = sources().map(|(id, _)| id).filter(|id| !used.contains(id)).collect();
    assert_eq!(unused, Vec::<&str>::new());
}

/// The spreads are those that the model was specified with, and none is without a range that it can be held against.
#[test]
fn every_spread_of_the_baseline_has_its_ground() {
    let reference: World =
        serde_json::from_str(include_str!("../../../tests/fixtures/reference/baseline.json")).unwrap();
    let scenario = load(library::BASELINE, &NoFiles).unwrap();
    assert_eq!(scenario.root.spread, reference.spread);
    let inputs = Inputs::of(&scenario);
    for (id, spread) in &scenario.root.spread {
        let lever = scenario.catalogue.find(id).unwrap();
        let row = &inputs.rows[inputs.of_lever(lever).unwrap()];
        let (source, about) = row.source.unwrap();
        let range = row.range.unwrap_or_else(|| panic!("{id}: {source} has no range"));
        // A shift is of each firm's own value, of which the source speaks.
        let Some(value) = (if row.is_shift { Some(f64::midpoint(range.low, range.high)) } else { row.filed }) else {
            panic!("{id}: firms differ")
        };
        if value == f64::INFINITY {
            assert!(about.how.contains("spread 45 days"), "{source} says not why its spread is as it is");
            continue;
        }
        let interval = crate::lever::Interval::around(value, *spread, scenario.catalogue.lever(lever).row.valid);
        let slack = 0.1 * (range.high - range.low);
        let is_within = interval.low >= range.low - slack && interval.high <= range.high + slack;
        assert!(is_within || about.how.contains("spread"), "{id}: {interval:?} is not in {range:?}");
        // No narrower than half of it: a range that is known is not made light of.
        assert!(interval.high - interval.low >= 0.4 * (range.high - range.low), "{id}: {interval:?} in {range:?}");
    }
}
