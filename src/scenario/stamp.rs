//! What every export says of itself: which program, which model, which inputs.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{MODEL_VERSION, World};

/// Version of this program.
pub const PROGRAM_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where an export comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stamp {
    /// Version of the program.
    pub program: String,
    /// Version of the model.
    pub model: String,
    /// The scenario: an embedded name, a path, or `-`.
    pub scenario: String,
    /// Hash of the resolved scenario: the same inputs have the same hash.
    pub hash: String,
}

impl Stamp {
    /// The stamp of a run of `world`, which goes by `name`.
    pub fn of(name: &str, world: &World) -> Self {
        Self {
            program: PROGRAM_VERSION.to_owned(),
            model: MODEL_VERSION.to_owned(),
            scenario: name.to_owned(),
            hash: hash(world),
        }
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "stockout {}, model {}, scenario {} ({})", self.program, self.model, self.scenario, self.hash)
    }
}

/// Hash of a resolved scenario: FNV-1a over its JSON without its prose, the same on every system.
pub fn hash(world: &World) -> String {
    let world = World { question: None, about: None, ..world.clone() };
    // A valid world has finite numbers alone; of another one no hash is asked.
    let json = serde_json::to_vec(&world).unwrap_or_default();
    format!("fnv1a:{:016x}", fnv1a(&json))
}

/// Hash of what the model reads of a world: names, sources and spreads play no part.
pub fn hash_of_inputs(world: &World) -> String {
    let mut inputs = world.clone();
    inputs.name.clear();
    inputs.label = None;
    inputs.as_of = None;
    inputs.source = Arc::default();
    inputs.spread.clear();
    for event in &mut inputs.policy {
        event.label = None;
    }
    hash(&inputs)
}

/// 64-bit FNV-1a.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv1a() {
        // Vectors of the FNV reference code.
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
