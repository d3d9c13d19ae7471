//! What each draw makes of a world: the readable specification that the kernel is held against.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::normal::Z95;
use super::sampler::Sampler;
use crate::lever::{Catalogue, Field, Interval, SpreadFault, check_spread};
use crate::model::{Spread, World, larger, smaller};

/// Why a spread was not taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SpreadError {
    /// The world has no such lever.
    #[error("there is no lever `{lever}` to spread")]
    UnknownLever {
        /// As given.
        lever: String,
    },
    /// The lever takes no such spread.
    #[error(transparent)]
    Refused(#[from] SpreadFault),
}

/// How draws move one field.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    /// Value + half-width / `Z95` · z: the product but for z.
    Added(f64),
    /// Value · multiplier.
    Multiplied,
}

/// The draws of one field.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    value: f64,
    shape: Shape,
    column: Arc<Vec<f64>>,
    limits: (f64, f64),
}

impl Drawn {
    /// Whether both are the same in every draw.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        self.value.to_bits() == other.value.to_bits()
            && self.shape == other.shape
            && self.limits == other.limits
            && Arc::ptr_eq(&self.column, &other.column)
    }

    /// The field's value in a draw, inside the lever's hard limits.
    pub(super) fn at(&self, draw: usize) -> f64 {
        let value = match self.shape {
            Shape::Added(step) => self.value + step * self.column[draw],
            Shape::Multiplied => self.value * self.column[draw],
        };
        larger(smaller(value, self.limits.1), self.limits.0)
    }
}

/// Which fields of a world are uncertain, and their draws.
#[derive(Debug, Clone, Default)]
pub(super) struct Draws {
    pub fields: BTreeMap<Field, Drawn>,
}

impl Draws {
    /// The draws of every uncertain field of `world`, at least `draws` each.
    pub(super) fn new(
        world: &World,
        spreads: &BTreeMap<String, Spread>,
        sampler: &mut Sampler,
        draws: usize,
    ) -> Result<Self, SpreadError> {
        let catalogue = Catalogue::new(world);
        let mut fields = BTreeMap::new();
        for (id, spread) in spreads {
            let lever = catalogue.find(id).map(|place| catalogue.lever(place));
            let lever = lever.ok_or_else(|| SpreadError::UnknownLever { lever: id.clone() })?;
            check_spread(lever, *spread)?;
            if spread.is_exact() {
                continue;
            }
            for (field, share) in lever.fields(world) {
                let Some(value) = field.read(world) else { continue };
                // What never happens is not uncertain.
                if value.is_infinite() {
                    continue;
                }
                let (shape, column) = match *spread {
                    Spread::Factor(factor) => (Shape::Multiplied, sampler.multipliers(id, factor, draws)),
                    Spread::PlusMinus(x) => (Shape::Added(x * share / Z95), sampler.normals(id, draws)),
                    Spread::Exact => continue,
                };
                fields.insert(field, Drawn { value, shape, column, limits: lever.row.valid });
            }
        }
        Ok(Self { fields })
    }

    /// Writes what `draw` makes of the uncertain fields into `world`.
    pub(super) fn impose(&self, world: &mut World, draw: usize) {
        for (field, drawn) in &self.fields {
            field.write(world, drawn.at(draw));
        }
    }
}

/// The world that one draw makes of `world`.
///
/// # Errors
/// If a spread is not allowed.
pub fn draw_world(
    world: &World,
    spreads: &BTreeMap<String, Spread>,
    sampler: &mut Sampler,
    draw: usize,
) -> Result<World, SpreadError> {
    let mut drawn = world.clone();
    Draws::new(world, spreads, sampler, draw + 1)?.impose(&mut drawn, draw);
    Ok(drawn)
}

/// The spreads of levers that a world has: a reference may lack an event of the present world, and with it the lever.
pub fn spreads_within(world: &World, spreads: &BTreeMap<String, Spread>) -> BTreeMap<String, Spread> {
    let catalogue = Catalogue::new(world);
    let known = |(lever, _): &(&String, &Spread)| catalogue.find(lever).is_some();
    spreads.iter().filter(known).map(|(lever, spread)| (lever.clone(), *spread)).collect()
}

/// Levers whose 90 % interval reaches beyond their hard limits, and the limits: draws beyond are set to the limit.
pub fn clamped<'w>(world: &World, spreads: &'w BTreeMap<String, Spread>) -> Vec<(&'w str, (f64, f64))> {
    let catalogue = Catalogue::new(world);
    let limits = |(id, spread): (&'w String, &Spread)| {
        let lever = catalogue.lever(catalogue.find(id)?);
        let (low, high) = lever.row.valid;
        let reaches_beyond = |(field, share): (Field, f64)| {
            let value = field.read(world).filter(|value| value.is_finite());
            let spread = match *spread {
                Spread::PlusMinus(x) => Spread::PlusMinus(x * share),
                other => other,
            };
            value.is_some_and(|value| Interval::around(value, spread, (low, high)).is_cut)
        };
        lever.fields(world).into_iter().any(reaches_beyond).then_some((id.as_str(), (low, high)))
    };
    spreads.iter().filter_map(limits).collect()
}
