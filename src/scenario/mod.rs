//! Scenarios: files in, a root world with moves out; and the same back to a file.
//!
//! [`load`] takes an embedded name, a path or `-`. Nothing here touches a disk: [`Files`] does.

mod assets;
mod differences;
mod edit;
mod error;
mod evidence;
mod excerpt;
mod expect;
pub mod file;
mod files;
pub mod inputs;
mod json;
mod keep;
mod lexer;
pub mod library;
mod locate;
pub mod nearest;
mod observations;
mod outline;
mod parse;
mod period;
mod resolve;
pub mod save;
pub mod schema;
mod setter;
pub mod show;
mod sources;
pub mod stamp;
mod story;
mod structure;
mod template;
mod warnings;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;

use crate::lever::{Catalogue, LeverId, Mode, Moves, Reference, Scope, ValueError, parse_assignment};
use crate::model::{Spread, World, valid};

pub use differences::{Difference, differences};
pub use edit::EditError;
pub(crate) use error::Text;
pub use error::{Failure, Fault, suggestion};
pub use evidence::Range;
pub use excerpt::Place;
pub use expect::{Bound, Expectation, Relation, Verdict};
pub use files::{Files, NoFiles, origin_of};
pub use json::write as to_json;
pub use keep::{StepDraft, with_step};
pub use observations::{LeftOut, Observation, Paragraph, Predicts, Reading, Record, Unit, record};
pub(crate) use parse::{Wording, read_ron};
pub use resolve::{load, load_from, load_text, reference};
pub use sources::{Grade, Source, source, sources};
pub use story::{Binding, Body, Caption, Easing, Front, Line, PointAt, Show, Span, Step, StepEntry};
pub use template::template;
pub use warnings::{Warning, warnings};

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
    /// The files that it was read from, its own among them: where one of them changes, it does.
    pub reads: Vec<std::path::PathBuf>,
    /// The date whose knowledge it reflects.
    pub as_of: Option<Date>,
    /// The scenario that it is held against: an embedded name, or a path from the working folder.
    pub against: Option<String>,
    /// The reference that `against` gives; without it, nobody migrates.
    pub reference: Reference,
    /// What must come out.
    pub expect: Vec<Expectation>,
    /// Its story, step by step; empty if it tells none.
    pub story: Vec<Step>,
    /// What came out when the file was saved.
    pub saved: Option<file::Saved>,
    /// Ids of the events that its files add to those of the root, or replace.
    decided: Vec<String>,
    /// Number → source id, by its path in the format, such as `chips.B40.bandwidth`.
    details: BTreeMap<String, String>,
    /// Lever → source id of the value in `moves`.
    move_sources: BTreeMap<String, String>,
    /// What its files deviate in on purpose: the name of the warning that this silences, and why.
    pub on_purpose: BTreeMap<String, String>,
    /// The scenario's own file; none for a resolved scenario.
    own: Option<Own>,
}

/// A scenario's own file, for saving it again.
#[derive(Debug, Clone)]
struct Own {
    text: error::Text,
    /// It extends nothing.
    is_root: bool,
    /// Levers that it sets by fields of their own, with their places: dates of events, numbers of firms.
    fields: Vec<(String, Vec<String>)>,
    /// What the files that it extends set.
    inherited: Moves,
    /// The spreads of what it extends.
    inherited_spread: BTreeMap<String, Spread>,
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

impl Origin {
    /// The name by which it is found again: an embedded name, a path, or `-`.
    pub fn name(&self) -> String {
        match self {
            Self::Embedded(name) => name.clone(),
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "-".to_owned(),
        }
    }
}

impl fmt::Display for Origin {
    /// As messages name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded(name) => f.write_str(name),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Stdin => f.write_str("standard input"),
        }
    }
}

/// The paragraphs of a text such as `about:`.
pub fn paragraphs(text: Option<&str>) -> impl Iterator<Item = &str> {
    text.into_iter().flat_map(|text| text.split("\n\n")).map(str::trim).filter(|text| !text.is_empty())
}

/// The file that an origin is.
fn origin_file(origin: &Origin) -> Option<std::path::PathBuf> {
    match origin {
        Origin::File(path) => Some(path.clone()),
        Origin::Embedded(_) | Origin::Stdin => None,
    }
}

impl Scenario {
    /// A scenario without a file of its own: a resolved world.
    pub fn from_world(world: World, origin: Origin) -> Self {
        Self {
            catalogue: Catalogue::new(&world),
            moves: Moves::new(),
            title: world.name.clone(),
            reads: origin_file(&origin).into_iter().collect(),
            origin,
            as_of: world.as_of,
            against: None,
            reference: Reference::NobodyMigrates,
            expect: Vec::new(),
            story: Vec::new(),
            saved: None,
            decided: Vec::new(),
            details: BTreeMap::new(),
            move_sources: BTreeMap::new(),
            on_purpose: BTreeMap::new(),
            own: None,
            root: world,
        }
    }

    /// The ends of a lever's slider for those whom it moves: what the file sets lies between them.
    pub fn track(&self, id: LeverId, scope: Scope) -> (f64, f64) {
        let lever = self.catalogue.lever(id);
        let for_all = self.moves.get(id, Scope::All);
        let set = self.moves.get(id, scope).or_else(|| match scope {
            Scope::Firm(firm) if lever.row.shift => Some(lever.own(&self.root, firm)? + for_all?),
            _ => for_all,
        });
        lever.track_in(&self.root, scope, set)
    }

    /// The text of its own file as it was read; none for a resolved scenario.
    pub fn own_text(&self) -> Option<&str> {
        self.own.as_ref().map(|own| own.text.body.as_str())
    }

    /// Id of the source of the value that the files give a lever; none if they give none.
    fn source_id(&self, lever: &str) -> Option<&str> {
        let moved = self.catalogue.find(lever).is_some_and(|id| self.moves.iter().any(|a| a.lever == id));
        let id = if moved { self.move_sources.get(lever) } else { self.root.source.get(lever) };
        id.map(String::as_str)
    }

    /// The scenario with one more lever set, as `--set LEVER=VALUE` says it; a sign moves the value from where it
    /// stands.
    ///
    /// # Errors
    /// If lever, firm or value are not known or not allowed; the message says what would be.
    pub fn with_set(mut self, text: &str) -> Result<Self, ValueError> {
        let assignment = parse_assignment(text, Mode::Relative, &self.root, &self.moves, &self.catalogue)?;
        self.moves.set(assignment);
        let id = &self.catalogue.lever(assignment.lever).id;
        self.move_sources.remove(id);
        self.on_purpose.remove(id);
        let problems = valid::check(&self.world());
        match problems.into_iter().next() {
            Some(problem) => Err(ValueError { message: problem.message, unknown: problem.unknown }),
            None => Ok(self),
        }
    }

    /// What has a source: levers, and numbers by their path in the format.
    pub fn users_of(&self, source: &str) -> Vec<String> {
        let of = |map: &BTreeMap<String, String>| {
            map.iter().filter(|(_, id)| *id == source).map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        [of(&self.root.source), of(&self.move_sources), of(&self.details)].concat()
    }

    /// What is said of one of its expectations, at the line where it stands.
    pub fn at_expectation(&self, index: usize, message: impl Into<String>) -> Fault {
        match &self.own {
            Some(own) => own.text.at_value(&["expect", &index.to_string()], message),
            None => Fault::of_file(self.origin.to_string(), message),
        }
    }

    /// What is to be thought about in a scenario, at the line that says it.
    pub fn at_warning(&self, warning: &Warning) -> Fault {
        let place = self.own.as_ref().and_then(|own| Some((own, warning.place(own)?)));
        let fault = match place {
            Some((own, path)) => {
                own.text.at_value(&path.iter().map(String::as_str).collect::<Vec<_>>(), &*warning.text)
            }
            None => Fault::of_file(self.origin.to_string(), &*warning.text),
        };
        fault.meant(Some(format!("another value, or on_purpose: {{ \"{}\": \"why\" }}", warning.name)))
    }

    /// The world as the files set it, each value with its source.
    pub fn world(&self) -> World {
        self.world_with(&self.moves, &self.root.spread)
    }

    /// The world with other moves and spreads than the files'; the source of a value goes where the value goes.
    pub fn world_with(&self, moves: &Moves, spreads: &BTreeMap<String, Spread>) -> World {
        let mut world = moves.apply(&self.root, &self.catalogue);
        world.spread.clone_from(spreads);
        let sources = Arc::make_mut(&mut world.source);
        for assignment in moves.iter() {
            let id = &self.catalogue.lever(assignment.lever).id;
            let own = |moves: &Moves| moves.iter().filter(|a| a.lever == assignment.lever).collect::<Vec<_>>();
            match self.move_sources.get(id).filter(|_| own(moves) == own(&self.moves)) {
                Some(source) => sources.insert(id.clone(), source.clone()),
                None => sources.remove(id),
            };
        }
        world
    }
}
