//! The random numbers: one scrambled Sobol dimension a lever, for good.
//!
//! Which dimension a lever has never depends on what else a world holds, so that a lever that is moved, added or made
//! uncertain leaves the others' numbers as they are. Draw `i` is point `i` of the sequence: more draws extend fewer.

use std::collections::BTreeMap;
use std::sync::Arc;

use libm::{exp, log};

use super::normal::{Z95, normal_quantile};
use super::sobol::{DIMENSIONS, Sobol, hash, mix};

/// Lever ids in the order of their dimensions, the weightiest first: the lowest dimensions fill space best. A row is
/// never moved or taken out; a new lever is a new row at the end, up to [`FIXED`].
static LEVERS: &[&str] = &[
    "demand.inference_growth",
    "demand.usage_gain",
    "stock.scale",
    "efficiency.inference.end",
    "supply.domestic_scale",
    "efficiency.inference.mid",
    "demand.training_growth",
    "policy.h20_restricted",
    "supply.ascend_910c.units_per_month",
    "cost.value_per_h20e_hour",
    "supply.controlled_scale",
    "policy.leakage",
    "efficiency.training.end",
    "strategy.start",
    "fleet.failure_rate",
    "strategy.inference_ramp_months",
    "efficiency.training.mid",
    "policy.b40_launch",
    "policy.h20_relicensed",
    "supply.ascend_910b.units_per_month",
    "supply.cambricon_590.units_per_month",
    "supply.h20.units_per_month",
    "efficiency.inference.start",
    "efficiency.inference.ramp_days",
    "efficiency.training.start",
    "efficiency.training.ramp_days",
    "strategy.inference_share",
    "strategy.training_share",
    "strategy.halt_months",
    "strategy.training_ramp_months",
    "cost.system_overhead",
    "cost.useful_life_years",
    "cost.discount_rate",
    "cost.person_month",
    "cost.dual_running",
    "cost.pue",
    "cost.power_price",
    "model.compute_bound_share",
    "model.gap_tolerance",
    "model.allocation_hold_weeks",
    "policy.h200_licensed",
    "policy.h20_relicensed.fraction",
    "policy.b40_launch.fraction",
    "policy.h200_licensed.fraction",
    "policy.h20_restricted.fraction",
    "supply.b40.units_per_month",
    "supply.h200.units_per_month",
    "supply.hygon_k100.units_per_month",
    "supply.kunlun_p800.units_per_month",
    "supply.t_head_ppu.units_per_month",
];

/// Dimensions kept for the levers of the table.
pub const FIXED: usize = 96;

/// The Sobol dimension of a lever.
///
/// A lever that the table does not know (a new event, another chip) takes one of the dimensions beyond [`FIXED`] by a
/// hash of its id. Two of them may share one: each also shuffles the points by its whole hash, which makes them
/// independent all the same, and neither ever depends on the other's being there.
pub fn dimension(lever: &str) -> usize {
    LEVERS.iter().position(|known| *known == lever).unwrap_or_else(|| {
        let spare = (DIMENSIONS - FIXED) as u64;
        FIXED + (hash(lever) % spare) as usize
    })
}

/// What a column of numbers was made from: a lever, and the factor of a lognormal (by its bits).
type Key = (String, Option<u64>);

/// The columns of one seed: made once for each lever and kept, so that a lever that moves costs no new number.
#[derive(Debug, Clone)]
pub struct Sampler {
    seed: u64,
    columns: BTreeMap<Key, Arc<Vec<f64>>>,
}

impl Sampler {
    /// A sampler without numbers yet.
    pub fn new(seed: u64) -> Self {
        Self { seed, columns: BTreeMap::new() }
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// For how many draws the longest column has numbers.
    pub fn longest(&self) -> usize {
        self.columns.values().map(|column| column.len()).max().unwrap_or(0)
    }

    /// Standard normal numbers of a lever for at least `draws` draws.
    pub fn normals(&mut self, lever: &str, draws: usize) -> Arc<Vec<f64>> {
        let key = (lever.to_owned(), None);
        if let Some(column) = self.columns.get(&key)
            && column.len() >= draws
        {
            return Arc::clone(column);
        }
        let sobol = self.sobol(lever);
        let column = self.columns.entry(key).or_default();
        let longer: Vec<f64> = column
            .iter()
            .copied()
            .chain((column.len()..draws).map(|draw| normal_quantile(sobol.point(draw as u32))))
            .collect();
        *column = Arc::new(longer);
        Arc::clone(column)
    }

    /// By which a lever's value is multiplied for at least `draws` draws: lognormal, 1/`factor` … `factor` the 90 %
    /// interval.
    pub fn multipliers(&mut self, lever: &str, factor: f64, draws: usize) -> Arc<Vec<f64>> {
        let key = (lever.to_owned(), Some(factor.to_bits()));
        if let Some(column) = self.columns.get(&key)
            && column.len() >= draws
        {
            return Arc::clone(column);
        }
        let normals = self.normals(lever, draws);
        // A spread that is dragged about leaves no trail of old columns behind.
        self.columns.retain(|(other, of), _| other != lever || of.is_none());
        let sigma = log(factor) / Z95;
        let column = Arc::new(normals.iter().map(|z| exp(sigma * z)).collect());
        self.columns.insert(key, Arc::clone(&column));
        column
    }

    /// A lever's scrambled dimension.
    fn sobol(&self, lever: &str) -> Sobol {
        let name = hash(lever);
        let own = mix(self.seed, name);
        let dimension = dimension(lever);
        let shuffle = (dimension >= FIXED).then_some((own >> 32) as u32);
        Sobol::new(dimension, own as u32, shuffle)
    }

    /// The uniform numbers behind [`Self::normals`], for tests and for who samples something else with them.
    pub fn uniforms(&self, lever: &str, draws: usize) -> Vec<f64> {
        let sobol = self.sobol(lever);
        (0..draws).map(|draw| sobol.point(draw as u32)).collect()
    }
}
