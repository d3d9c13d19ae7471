//! In what a scenario differs from another, number by number.

use std::collections::BTreeMap;

use super::Scenario;
use super::inputs::{Input, Inputs, Number};
use super::sources::Source;
use crate::lever::{Lever, LeverId, ShownNumber, ShownSpread, format_value};
use crate::model::{Spread, World};

/// A number that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The lever's id, or the number's path in the format.
    pub id: String,
    /// For people.
    pub label: String,
    /// There; none where it does not exist there.
    pub from: Option<String>,
    /// Here; none where it does not exist here.
    pub to: Option<String>,
    /// Where the value comes from that it has here.
    pub source: Option<(&'static str, &'static Source)>,
}

/// What `of` has that is other than in `base`: levers in their order, each with how uncertain it is, then the numbers that
/// no lever moves, then what one of them has not at all.
pub fn differences(of: &Scenario, base: &Scenario) -> Vec<Difference> {
    let (here, there) = (Side::of(of), Side::of(base));
    let mut found = Vec::new();
    for (id, lever) in of.catalogue.iter() {
        found.extend(of_lever(id, lever, &here, &there));
        found.extend(of_spread(id, lever, &here, &there));
    }
    for row in &here.inputs.rows {
        found.extend(of_row(row, &here, &there));
    }
    let gone = there.inputs.rows.iter().filter(|row| !here.has(row) && !is_of_lever(row));
    found.extend(gone.map(|row| Difference {
        id: row.path.clone(),
        label: there.label(row),
        from: shown(row, &there),
        to: None,
        source: None,
    }));
    found.extend(of_frame(&here, &there));
    found
}

/// A scenario with its numbers.
struct Side<'s> {
    scenario: &'s Scenario,
    world: World,
    inputs: Inputs,
    places: BTreeMap<String, usize>,
}

impl<'s> Side<'s> {
    fn of(scenario: &'s Scenario) -> Self {
        let inputs = Inputs::of(scenario);
        let places = inputs.rows.iter().enumerate().map(|(at, row)| (row.path.clone(), at)).collect();
        Self { scenario, world: scenario.world(), inputs, places }
    }

    fn row(&self, path: &str) -> Option<&Input> {
        self.places.get(path).map(|at| &self.inputs.rows[*at])
    }

    fn has(&self, row: &Input) -> bool {
        self.places.contains_key(&row.path)
    }

    fn label(&self, row: &Input) -> String {
        let heading = self.inputs.groups.get(row.group).map_or("", |group| &group.label);
        format!("{heading}: {}", row.label)
    }
}

/// Whether a row is told with its lever.
fn is_of_lever(row: &Input) -> bool {
    matches!(row.number, Number::Lever(_))
}

/// A lever, with the lowest and the highest where firms differ.
fn of_lever(id: LeverId, lever: &Lever, here: &Side<'_>, there: &Side<'_>) -> Option<Difference> {
    let of_base = there.scenario.catalogue.find(&lever.id).map(|id| there.scenario.catalogue.lever(id));
    let before = of_base.map(|lever| values(lever, &there.world));
    let now = values(lever, &here.world);
    if before.as_ref() == Some(&now) {
        return None;
    }
    let from = before.map(|before| span(lever, &before, &there.world));
    Some(Difference {
        id: lever.id.clone(),
        label: name(lever),
        from,
        to: Some(span(lever, &now, &here.world)),
        source: here.inputs.of_lever(id).and_then(|row| here.inputs.rows[row].source),
    })
}

fn name(lever: &Lever) -> String {
    format!("{}: {}", lever.row.group.label(), lever.label)
}

/// How uncertain a lever is.
fn of_spread(id: LeverId, lever: &Lever, here: &Side<'_>, there: &Side<'_>) -> Option<Difference> {
    let of = |side: &Side<'_>| side.scenario.root.spread.get(&lever.id).copied().unwrap_or(Spread::Exact);
    let (now, before) = (of(here), of(there));
    if now == before || now.is_exact() && before.is_exact() {
        return None;
    }
    let shown = |spread| ShownSpread { lever, spread }.to_string();
    let is_there = there.scenario.catalogue.find(&lever.id).is_some();
    Some(Difference {
        id: format!("spread.{}", lever.id),
        label: format!("{}, spread", name(lever)),
        from: is_there.then(|| shown(before)),
        to: Some(shown(now)),
        source: here.inputs.of_lever(id).and_then(|row| here.inputs.rows[row].source),
    })
}

/// A number that no lever moves, or a firm's own where its lever on all firms leaves it alone.
fn of_row(row: &Input, here: &Side<'_>, there: &Side<'_>) -> Option<Difference> {
    if is_of_lever(row) {
        return None;
    }
    if let Number::Own(id, firm) = row.number {
        let lever = here.scenario.catalogue.lever(id);
        let is_told = lever.moves_firm(&here.world, firm);
        if is_told {
            return None;
        }
    }
    let before = there.row(&row.path);
    if before.is_some_and(|before| before.filed == row.filed) {
        return None;
    }
    Some(Difference {
        id: row.path.clone(),
        label: here.label(row),
        from: before.and_then(|before| shown(before, there)),
        to: shown(row, here),
        source: row.source,
    })
}

/// What is no number of a row: day 0, the chip that all work is counted in, and which firms have moved long ago.
fn of_frame(here: &Side<'_>, there: &Side<'_>) -> Vec<Difference> {
    let (now, before) = (&here.world, &there.world);
    let mut found = Vec::new();
    let mut tell = |id: &str, label: &str, from: String, to: String| {
        if from != to {
            let (id, label) = (id.to_owned(), label.to_owned());
            found.push(Difference { id, label, from: Some(from), to: Some(to), source: None });
        }
    };
    tell("start", "day 0", before.start.to_string(), now.start.to_string());
    tell("reference_chip", "counted in", before.reference_chip.clone(), now.reference_chip.clone());
    for firm in &now.firms {
        let Some(old) = before.firm(&firm.name) else { continue };
        let said = |migrated: bool| if migrated { "long ago" } else { "not yet" }.to_owned();
        let label = format!("{}: has moved", firm.name);
        tell(&format!("firms.{}.migrated", firm.name), &label, said(old.migrated), said(firm.migrated));
    }
    found
}

/// The values of the numbers that a lever governs, such as one a firm.
fn values(lever: &Lever, world: &World) -> Vec<f64> {
    lever.fields(world).into_iter().filter_map(|(field, share)| Some(field.read(world)? / share)).collect()
}

/// One value, or the lowest and the highest.
fn span(lever: &Lever, values: &[f64], world: &World) -> String {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let text = |value| format_value(lever, value, world.start);
    if low == high || values.is_empty() { text(low) } else { format!("{} to {}", text(low), text(high)) }
}

fn shown(row: &Input, side: &Side<'_>) -> Option<String> {
    Some(ShownNumber { shape: row.shape, value: row.filed?, start: side.world.start }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{NoFiles, library, load, load_text, origin_of};

    fn found(name: &str) -> Vec<Difference> {
        differences(&load(name, &NoFiles).unwrap(), &load("baseline", &NoFiles).unwrap())
    }

    fn of_text(body: &str) -> Vec<Difference> {
        let text = format!("(format: 1, extends: \"baseline\", title: \"x\", {body})");
        let scenario = load_text(&origin_of("./x.ron"), text, &NoFiles).unwrap();
        differences(&scenario, &load("baseline", &NoFiles).unwrap())
    }

    #[test]
    fn a_scenario_differs_in_what_it_says() {
        assert_eq!(found("baseline"), []);
        let ids = |name: &str| found(name).into_iter().map(|difference| difference.id).collect::<Vec<_>>();
        assert_eq!(ids("full-switch"), ["strategy.inference_share", "strategy.training_share"]);
        assert!(ids("blackwell-with-hbm").contains(&"chips.B40.bandwidth".to_owned()));
        let surge = found("demand-surge");
        let growth = surge.iter().find(|difference| difference.id == "demand.inference_growth").unwrap();
        assert_eq!(growth.from.as_deref(), Some("6.3 %/mo to 6.8 %/mo"));
        assert_eq!(growth.to.as_deref(), Some("19.8 %/mo to 20.3 %/mo"));
        assert!(surge.iter().any(|difference| difference.id == "spread.demand.usage_gain"));
        // An event of its own is nowhere in the baseline.
        let hindsight = found("hindsight");
        assert!(hindsight.iter().any(|difference| difference.id == "policy.h20_refused" && difference.from.is_none()));
        for name in library::names().filter(|name| *name != library::BASELINE) {
            // A story may begin where the baseline stands and do all it does in its steps.
            let tells = !load(name, &NoFiles).unwrap().story.is_empty();
            assert!(tells || !found(name).is_empty(), "{name}");
            for difference in found(name) {
                assert!(difference.source.is_some(), "{name}: {} has no source", difference.id);
            }
        }
    }

    #[test]
    fn nothing_that_a_file_can_say_is_left_out() {
        for (body, id, from, to) in [
            ("spread: {\"stock.scale\": Factor(2)}", "spread.stock.scale", Some("×1.4"), Some("×2")),
            ("supply: {\"H20\": (from: \"2024-07-01\")}", "supply.H20.from", Some("2024-06-01"), Some("2024-07-01")),
            ("supply: {\"H20\": (shares: {\"Baidu\": 0.05})}", "supply.H20.shares.Baidu", Some("4 %"), Some("5 %")),
            (
                "firms: {\"Baidu\": (installed: {\"H20\": 31000})}",
                "firms.Baidu.installed.H20",
                Some("30 k"),
                Some("31 k"),
            ),
            (
                "firms: {\"Baidu\": (training_demand_share: 0.5)}",
                "firms.Baidu.training_demand_share",
                Some("40 %"),
                Some("50 %"),
            ),
            (
                "firms: {\"iFlytek\": (strategy: (training_share: 0.5))}",
                "strategy.training_share@iFlytek",
                Some("100 %"),
                Some("50 %"),
            ),
            ("firms: {\"Baidu\": (migrated: true)}", "firms.Baidu.migrated", Some("not yet"), Some("long ago")),
            ("start: \"2025-02-01\"", "start", Some("2025-01-01"), Some("2025-02-01")),
            (
                "events: [(id: \"h200_licensed\", chip: \"H200\", date: \"never\", fraction: 1, levy: 0.5)]",
                "policy.h200_licensed.levy",
                Some("25 %"),
                Some("50 %"),
            ),
        ] {
            let found = of_text(body);
            let difference = found.iter().find(|difference| difference.id == id);
            let difference = difference.unwrap_or_else(|| panic!("{body}: {found:?}"));
            assert_eq!((difference.from.as_deref(), difference.to.as_deref()), (from, to), "{body}");
        }
    }
}
