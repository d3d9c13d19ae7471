//! JSON Schemas of what is read and written, from the very structs that do it.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::file::ScenarioFile;
use crate::model::World;

/// The schema of what is read, by JSON Schema 2020-12.
fn read<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>()
}

/// The schema of what is written, by JSON Schema 2020-12.
pub fn written<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// A resolved scenario, as `show --format json` writes it and every command takes it.
pub fn resolved() -> Schema {
    read::<World>()
}

/// A scenario file: RON, described as the same data in JSON.
pub fn file() -> Schema {
    read::<ScenarioFile>()
}
