//! In what a scenario differs from another, number by number.

use super::Scenario;
use crate::lever::{Lever, format_value};
use crate::model::World;

/// A number that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The lever's id, or the number's path in the format.
    pub id: String,
    /// For people.
    pub label: String,
    /// There; none where it does not exist there.
    pub from: Option<String>,
    /// Here.
    pub to: String,
}

/// What `of` has that is other than in `base`: levers in their order, then numbers of chips and channels that no lever
/// moves.
pub fn differences(of: &Scenario, base: &Scenario) -> Vec<Difference> {
    let (here, there) = (of.world(), base.world());
    let mut found = Vec::new();
    for (_, lever) in of.catalogue.iter() {
        let before = base.catalogue.find(&lever.id).map(|id| values(base.catalogue.lever(id), &there));
        let now = values(lever, &here);
        if before.as_ref() != Some(&now) {
            let from = before.map(|before| shown(lever, &before, &there));
            let label = format!("{}: {}", lever.row.group.label(), lever.label);
            found.push(Difference { id: lever.id.clone(), label, from, to: shown(lever, &now, &here) });
        }
    }
    let there = unmoved(&there);
    for (id, label, value) in unmoved(&here) {
        let before = there.iter().find(|(other, ..)| *other == id).map(|(.., value)| *value);
        if before != Some(value) {
            found.push(Difference { id, label, from: before.map(|value| value.to_string()), to: value.to_string() });
        }
    }
    found
}

/// The values of the numbers that a lever governs, such as one a firm.
fn values(lever: &Lever, world: &World) -> Vec<f64> {
    lever.fields(world).into_iter().filter_map(|(field, share)| Some(field.read(world)? / share)).collect()
}

/// One value, or the lowest and the highest.
fn shown(lever: &Lever, values: &[f64], world: &World) -> String {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let text = |value| format_value(lever, value, world.start);
    if low == high || values.is_empty() { text(low) } else { format!("{} to {}", text(low), text(high)) }
}

/// Numbers of chips and channels that no lever moves: path, words, value.
fn unmoved(world: &World) -> Vec<(String, String, f64)> {
    let mut found = Vec::new();
    for (id, chip) in &world.chips {
        let fields = [
            ("tflops", "TFLOP/s", chip.tflops),
            ("bandwidth", "TB/s", chip.bandwidth),
            ("power", "W", chip.power),
            ("price", "USD", chip.price),
            ("initially_open", "open at first", chip.initially_open),
        ];
        found
            .extend(fields.map(|(field, unit, value)| (format!("chips.{id}.{field}"), format!("{id}: {unit}"), value)));
    }
    for channel in &world.supply {
        let id = &channel.chip;
        let fields = [
            ("growth_per_month", "growth a month", channel.growth_per_month),
            ("cap_units_per_month", "most units a month", channel.cap_units_per_month),
            ("lead_weeks", "lead in weeks", channel.lead_weeks),
        ];
        found.extend(
            fields.map(|(field, unit, value)| (format!("supply.{id}.{field}"), format!("{id}: {unit}"), value)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{NoFiles, library, load};

    fn found(name: &str) -> Vec<Difference> {
        differences(&load(name, &NoFiles).unwrap(), &load("baseline", &NoFiles).unwrap())
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
        assert_eq!(growth.to, "19.8 %/mo to 20.3 %/mo");
        // An event of its own is nowhere in the baseline.
        let hindsight = found("hindsight");
        assert!(hindsight.iter().any(|difference| difference.id == "policy.h20_refused" && difference.from.is_none()));
        for name in library::names().filter(|name| *name != library::BASELINE) {
            // A story may begin where the baseline stands and do all it does in its steps.
            let tells = !load(name, &NoFiles).unwrap().story.is_empty();
            assert!(tells || !found(name).is_empty(), "{name}");
        }
    }
}
