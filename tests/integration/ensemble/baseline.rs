//! The baseline, with a spread on what life leaves uncertain; for the tests, the benches and, in numbers, the peers.

use std::collections::BTreeMap;

use stockout::model::{Spread, World};

/// The baseline, with a spread on everything that life leaves uncertain.
pub(crate) fn baseline() -> (World, BTreeMap<String, Spread>) {
    let world: World =
        serde_json::from_str(include_str!("../../fixtures/reference/baseline.json")).expect("the baseline fixture");
    let spreads = [
        ("demand.inference_growth", Spread::PlusMinus(0.02)),
        ("demand.training_growth", Spread::PlusMinus(0.02)),
        ("demand.usage_gain", Spread::PlusMinus(0.15)),
        ("stock.scale", Spread::Factor(1.5)),
        ("fleet.failure_rate", Spread::Factor(1.6)),
        ("efficiency.inference.end", Spread::PlusMinus(0.1)),
        ("efficiency.training.end", Spread::PlusMinus(0.15)),
        ("efficiency.inference.mid", Spread::PlusMinus(120.0)),
        ("efficiency.training.mid", Spread::PlusMinus(150.0)),
        ("supply.domestic_scale", Spread::Factor(1.4)),
        ("supply.controlled_scale", Spread::Factor(1.2)),
        ("supply.ascend_910c.units_per_month", Spread::Factor(1.5)),
        ("policy.h20_restricted", Spread::PlusMinus(20.0)),
        ("policy.leakage", Spread::PlusMinus(0.03)),
        ("strategy.start", Spread::PlusMinus(45.0)),
        ("cost.value_per_h20e_hour", Spread::Factor(1.5)),
        ("cost.person_month", Spread::Factor(1.3)),
        ("cost.system_overhead", Spread::PlusMinus(0.2)),
        ("cost.power_price", Spread::Factor(1.3)),
    ];
    (world, spreads.into_iter().map(|(id, spread)| (id.to_owned(), spread)).collect())
}
