//! Scenarios: files in, a root world with moves out; and the same back to a file.

mod sources;
pub use sources::{Grade, Source};

use jiff::civil::Date;

use crate::lever::{Catalogue, Moves, Reference};
use crate::model::World;

/// A scenario as loaded: the world before any `set`, and what its files set.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Where it comes from.
    pub origin: Origin,
    /// The world without any `set`: structure, and the numbers of the root file.
    pub root: World,
    /// The levers of `root`.
    pub catalogue: Catalogue,
    /// What the files set, the nearest last.
    pub moves: Moves,
    /// Shown in the header.
    pub title: String,
    /// What it asks.
    pub question: Option<String>,
    /// The date whose knowledge it reflects.
    pub as_of: Option<Date>,
    /// The scenario that it is held against, as named in the file.
    pub against: Option<String>,
    /// The reference that `against` gives; without it, nobody migrates.
    pub reference: Reference,
}

/// Where a scenario comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The library inside the program.
    Embedded(String),
    /// A file.
    File(std::path::PathBuf),
    /// Standard input.
    Stdin,
}

impl Scenario {
    /// A scenario without a file of its own: a resolved world.
    pub fn from_world(world: World, origin: Origin) -> Self {
        Self {
            origin,
            catalogue: Catalogue::new(&world),
            moves: Moves::new(),
            title: world.name.clone(),
            question: None,
            as_of: world.as_of,
            against: None,
            reference: Reference::NobodyMigrates,
            root: world,
        }
    }

    /// Source of a lever's value.
    pub fn source_of(&self, _lever: &str) -> Option<&Source> {
        None
    }

    /// The world as the files set it.
    pub fn world(&self) -> World {
        self.moves.apply(&self.root, &self.catalogue)
    }
}
