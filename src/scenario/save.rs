//! From a scenario and the moves on it back to a file: the differences alone, and what came out.
//!
//! Where the file is there, its comments, its order and every value that stays are its author's.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;

use super::edit::{EditError, merge_map_field, quote, set_top_field};
use super::error::Text;
use super::file::FileSpread;
use super::files::{origin_of, tidy};
use super::stamp::{PROGRAM_VERSION, hash_of_inputs};
use super::{Origin, Own, Scenario};
use crate::lever::{Assignment, Catalogue, Kind, LeverId, Mode, Moves, Reading, Scope, parse_value, write_value};
use crate::model::{FirmOutcome, MODEL_VERSION, Outcome, Output, Quantity, Spread, World};

/// How uncertain each lever is, by its id.
type Spreads = BTreeMap<String, Spread>;

/// What came out of a run, as it is kept beside the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    inputs: String,
    headlines: Vec<(String, String)>,
}

/// The quantities that are kept, of every firm.
const HEADLINES: [Quantity; 5] =
    [Quantity::Stockout, Quantity::Gap, Quantity::FillRate, Quantity::Migration, Quantity::Shortfall];

impl Results {
    /// The headline results of a run of `world`.
    pub fn of(world: &World, outcome: &Outcome) -> Self {
        Self::of_firms(world, &outcome.firms)
    }

    /// The same from outcomes by firm.
    pub fn of_firms(world: &World, outcomes: &[FirmOutcome]) -> Self {
        let names: Vec<&str> = world.firms.iter().map(|firm| firm.name.as_str()).collect();
        let outputs = (0..outcomes.len())
            .flat_map(|firm| HEADLINES.iter().map(move |&quantity| Output { quantity, firm: Some(firm) }));
        let headlines = outputs
            .map(|output| (output.name(&names), output.evaluate(outcomes, outcomes).show(world.start).to_string()))
            .collect();
        Self { inputs: hash_of_inputs(world), headlines }
    }

    /// As the value of `saved:`.
    fn ron(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::from("(\n");
        let _ = writeln!(text, "    model: {},", quote(MODEL_VERSION));
        let _ = writeln!(text, "    program: {},", quote(PROGRAM_VERSION));
        let _ = writeln!(text, "    inputs: {},", quote(&self.inputs));
        text.push_str("    results: {\n");
        for (name, value) in &self.headlines {
            let _ = writeln!(text, "        {}: {},", quote(name), quote(value));
        }
        text.push_str("    },\n)");
        text
    }
}

/// How results have moved since a file was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Output, what it was, what it is.
    pub changes: Vec<(String, String, String)>,
    /// Why.
    pub reason: String,
}

impl Scenario {
    /// How far the results of its own world, `outcomes` by firm, are from those saved with it. `None` if nothing was
    /// saved or nothing has moved.
    pub fn drift(&self, outcomes: &[FirmOutcome]) -> Option<Drift> {
        let saved = self.saved.as_ref()?;
        let world = self.world();
        let now = Results::of_firms(&world, outcomes);
        let value = |name: &str| now.headlines.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
        let changes: Vec<_> = saved
            .results
            .iter()
            .map(|(name, was)| (name.to_owned(), was.clone(), value(name).unwrap_or_else(|| "no such output".into())))
            .filter(|(_, was, is)| was != is)
            .collect();
        if changes.is_empty() {
            return None;
        }
        let model = (saved.model != MODEL_VERSION)
            .then(|| format!("the model was version {} and is {MODEL_VERSION}", saved.model));
        let inputs = (saved.inputs != now.inputs).then(|| "the inputs have changed since it was saved".to_owned());
        let reason = match (model, inputs) {
            (Some(model), Some(inputs)) => format!("{model}, and {inputs}"),
            (Some(reason), None) | (None, Some(reason)) => reason,
            (None, None) => format!(
                "neither model nor inputs have changed: the results were edited, or program {} differs from {PROGRAM_VERSION}",
                saved.program
            ),
        };
        Some(Drift { changes, reason })
    }
}

/// Why a scenario cannot be saved there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveFailure {
    /// Its own file cannot be changed in place.
    #[error("the file cannot be changed in place: {0}")]
    Edit(#[from] EditError),
    /// Nothing can extend it.
    #[error("what came through a pipe can be saved as a scenario of the working folder alone")]
    Pipe,
    /// There is no file to change.
    #[error("a story is kept in a scenario's own file: S saves one")]
    NoFile,
}

/// The text of a file at `path` that holds the scenario with `moves` and `spreads` instead of its own, and these
/// results.
///
/// `in_place`: `path` is the scenario's own file, which is changed. Otherwise a scenario of a file in the same folder
/// is copied with its changes, and any other is extended.
///
/// # Errors
/// If the own file cannot be changed, or nothing can extend the scenario.
pub fn text(
    scenario: &Scenario,
    moves: &Moves,
    spreads: &Spreads,
    path: &Path,
    in_place: bool,
    results: &Results,
) -> Result<String, SaveFailure> {
    let beside = matches!(&scenario.origin, Origin::File(own) if tidy(own).parent() == tidy(path).parent());
    if scenario.origin == Origin::Stdin && path.parent().is_some_and(|folder| !folder.as_os_str().is_empty()) {
        // What it extends is named from the working folder.
        return Err(SaveFailure::Pipe);
    }
    match &scenario.own {
        Some(own) if in_place || beside || scenario.origin == Origin::Stdin => {
            changed(scenario, own, moves, spreads, results)
        }
        _ => extending(scenario, moves, spreads, path, results),
    }
}

/// A new file that extends the scenario.
fn extending(
    scenario: &Scenario,
    moves: &Moves,
    spreads: &Spreads,
    path: &Path,
    results: &Results,
) -> Result<String, SaveFailure> {
    let parent = name_from(scenario, path)?;
    let title = format!("{}, changed", scenario.title);
    let text = format!(
        "// What if …? Say here what it asks and shows.\n(\n    format: 1,\n    extends: {},\n    title: {},\n)\n",
        quote(&parent),
        quote(&title)
    );
    let set = scenario.differences(moves).into_iter().map(|(lever, scope, value)| {
        let key = target(&scenario.catalogue, &scenario.root, lever, scope);
        (key, ron_value(&scenario.catalogue, lever, value))
    });
    let text = merge_map_field(&text, "set", &set.collect::<Vec<_>>())?;
    let text = merge_map_field(&text, "spread", &spread_entries(scenario, &scenario.root.spread, spreads, None))?;
    Ok(set_top_field(&text, "saved", &results.ron())?)
}

/// The scenario's own file with what is different.
fn changed(
    scenario: &Scenario,
    own: &Own,
    moves: &Moves,
    spreads: &Spreads,
    results: &Results,
) -> Result<String, SaveFailure> {
    let catalogue = &scenario.catalogue;
    let mut body = own.text.body.clone();
    let mut set: Vec<(String, String)> = Vec::new();
    if own.is_root {
        // Its values for all firms are part of the root world; those that nobody moved stay.
        let outline = own.text.outline();
        for key in outline.names(&["set"]) {
            let is_moved = catalogue
                .find(key)
                .is_none_or(|lever| catalogue.lever(lever).row.shift || moves.get(lever, Scope::All).is_some());
            if let (false, false, Some(value)) = (is_moved, key.contains('@'), outline.value(&["set", key])) {
                set.push((key.to_owned(), own.text.body[value].to_owned()));
            }
        }
    }
    let differences = Differences { scenario, inherited: &own.inherited, present: moves };
    for (lever, scope, value) in differences.all() {
        let key = target(catalogue, &scenario.root, lever, scope);
        let is_unchanged = scenario.moves.get(lever, scope) == Some(value);
        // What the file says elsewhere is changed where it stands.
        match own.fields.iter().find(|(target, _)| *target == key) {
            Some(_) if is_unchanged => {}
            Some((_, path)) => body = replaced(&body, path, &plain_value(catalogue, lever, value)),
            None => {
                let value = kept(&own.text, catalogue, lever, &key, value)
                    .unwrap_or_else(|| ron_value(catalogue, lever, value));
                set.push((key, value));
            }
        }
    }
    // A firm's own number that is the inherited one again.
    for (target, path) in &own.fields {
        let Some((lever, scope)) = read_target(catalogue, &scenario.root, target) else { continue };
        let was = scenario.moves.get(lever, scope);
        if was.is_some() && moves.get(lever, scope).is_none() && !differences.has(lever, scope) {
            let world = moves.apply(&scenario.root, catalogue);
            if let Reading::One(value) = moves.reading(catalogue, &world, &scenario.root, lever, scope) {
                body = replaced(&body, path, &plain_value(catalogue, lever, value));
            }
        }
    }
    let body = merge_map_field(&body, "set", &set)?;
    let spread = spread_entries(scenario, &own.inherited_spread, spreads, Some(&own.text));
    let body = merge_map_field(&body, "spread", &spread)?;
    let body = drop_sources(&body, scenario, moves)?;
    Ok(set_top_field(&body, "saved", &results.ron())?)
}

/// What `spread` has to say over inherited spreads, so that the present ones come out, in the catalogue's order.
/// Entries of `own` that say what is so stay as they are written.
fn spread_entries(
    scenario: &Scenario,
    inherited: &Spreads,
    present: &Spreads,
    own: Option<&Text>,
) -> Vec<(String, String)> {
    let outline = own.map(Text::outline);
    let written = |id: &str| {
        let (text, outline) = own.zip(outline.as_ref())?;
        let value = &text.body[outline.value(&["spread", id])?];
        // The file was read before, and this with it.
        let spread: FileSpread = super::parse::options().from_str(value).ok()?;
        Some((value, Spread::from(spread)))
    };
    let entry = |id: &String| {
        let (now, before) = (present.get(id).copied(), inherited.get(id).copied());
        match written(id) {
            Some((text, spread)) if now == Some(spread) => Some((id.clone(), text.to_owned())),
            _ if now == before => None,
            _ => Some((id.clone(), FileSpread::from(now.unwrap_or(Spread::Exact)).to_string())),
        }
    };
    scenario.catalogue.iter().filter_map(|(_, lever)| entry(&lever.id)).collect()
}

/// The text without the sources of values that are no longer those of the file.
fn drop_sources(body: &str, scenario: &Scenario, moves: &Moves) -> Result<String, EditError> {
    let text = Text::new("", body);
    let outline = text.outline();
    // What no lever moves is as the file has it.
    let stays = |id: &str| {
        scenario.catalogue.find(id).is_none_or(|lever| {
            let of = |moves: &Moves| moves.iter().filter(|a| a.lever == lever).collect::<Vec<_>>();
            of(moves) == of(&scenario.moves)
        })
    };
    let all: Vec<&str> = outline.names(&["source"]).collect();
    let kept: Vec<(&str, &str)> = all
        .iter()
        .filter(|id| stays(id))
        .filter_map(|id| Some((*id, &text.body[outline.value(&["source", id])?])))
        .collect();
    if kept.len() == all.len() { Ok(body.to_owned()) } else { merge_map_field(body, "source", &kept) }
}

/// What has to be set over inherited moves, so that the present ones come out.
pub(super) struct Differences<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) inherited: &'a Moves,
    pub(super) present: &'a Moves,
}

impl Differences<'_> {
    /// Lever by lever, all firms before one.
    pub(super) fn all(&self) -> Vec<(LeverId, Scope, f64)> {
        self.scenario.catalogue.iter().flat_map(|(lever, _)| self.of(lever)).collect()
    }

    fn has(&self, lever: LeverId, scope: Scope) -> bool {
        self.of(lever).iter().any(|(_, other, _)| *other == scope)
    }

    fn of(&self, lever: LeverId) -> Vec<(LeverId, Scope, f64)> {
        let values = |moves: &Moves| -> Vec<Assignment> { moves.iter().filter(|a| a.lever == lever).collect() };
        let (present, inherited) = (values(self.present), values(self.inherited));
        if present == inherited {
            return Vec::new();
        }
        // Where all that is inherited stays, and no value for all firms comes anew, the rest is enough.
        let is_more = inherited.iter().all(|old| present.contains(old));
        let news = present.iter().filter(|new| !inherited.contains(new));
        if is_more && news.clone().all(|new| new.scope != Scope::All) {
            return news.map(|a| (a.lever, a.scope, a.value)).collect();
        }
        let mut all: Vec<_> = present.iter().map(|a| (a.lever, a.scope, a.value)).collect();
        // A value for all firms forgets what was inherited; without one the inherited has to be taken back.
        if !present.iter().any(|a| a.scope == Scope::All) {
            for lost in inherited.iter().map(|a| a.scope) {
                all.extend(self.root_values(lever, lost));
            }
        }
        all.sort_by_key(|(_, scope, _)| *scope);
        // The first of a scope is the present one.
        all.dedup_by_key(|(_, scope, _)| *scope);
        all
    }

    /// What takes an inherited value back to the root's.
    fn root_values(&self, lever: LeverId, scope: Scope) -> Vec<(LeverId, Scope, f64)> {
        let root = &self.scenario.root;
        let catalogue = &self.scenario.catalogue;
        let read = |scope| Moves::new().reading(catalogue, root, root, lever, scope);
        // The scale of the stock is one number in a root world: for all firms, or for none alone.
        let scope = if catalogue.lever(lever).id == "stock.scale" { Scope::All } else { scope };
        match (scope, read(scope)) {
            (scope, Reading::One(value)) => vec![(lever, scope, value)],
            // Firms that differ are set one by one.
            (_, Reading::Mixed) => (0..root.firms.len())
                .filter_map(|firm| Some((lever, Scope::Firm(firm), read(Scope::Firm(firm)).value()?)))
                .collect(),
        }
    }
}

/// `LEVER` or `LEVER@FIRM`.
pub(super) fn target(catalogue: &Catalogue, root: &World, lever: LeverId, scope: Scope) -> String {
    let id = &catalogue.lever(lever).id;
    match scope {
        Scope::All => id.clone(),
        Scope::Firm(firm) => format!("{id}@{}", root.firms.get(firm).map_or("?", |firm| firm.name.as_str())),
    }
}

fn read_target(catalogue: &Catalogue, root: &World, target: &str) -> Option<(LeverId, Scope)> {
    crate::lever::parse_target(target, root, catalogue).ok()
}

/// A value in `set`: quoted where it is no plain number.
pub(super) fn ron_value(catalogue: &Catalogue, lever: LeverId, value: f64) -> String {
    let lever = catalogue.lever(lever);
    let text = write_value(lever, value, catalogue.start());
    if matches!(lever.row.kind, Kind::Date | Kind::Share) { quote(&text) } else { text }
}

/// A value in a field of its own: a date is quoted, and a share is a fraction.
fn plain_value(catalogue: &Catalogue, lever: LeverId, value: f64) -> String {
    match catalogue.lever(lever).row.kind {
        Kind::Date => ron_value(catalogue, lever, value),
        _ => format!("{value}"),
    }
}

/// The author's own text for a value, if it still says the same.
fn kept(text: &Text, catalogue: &Catalogue, lever: LeverId, key: &str, value: f64) -> Option<String> {
    let old = &text.body[text.outline().value(&["set", key])?];
    let definition = catalogue.lever(lever);
    let start: Date = catalogue.start();
    let read = parse_value(definition, old.trim_matches('"'), Mode::Absolute, Reading::Mixed, start).ok()?;
    // Against never, which is infinite, every date would be near.
    let is_near = value.is_finite() && (read - value).abs() <= 1e-12 * value.abs();
    (read == value || is_near).then(|| old.to_owned())
}

/// `body` with the value at `path` replaced.
fn replaced(body: &str, path: &[String], value: &str) -> String {
    let text = Text::new("", body);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match text.outline().value(&path) {
        Some(span) => [&body[..span.start], value, &body[span.end..]].concat(),
        None => body.to_owned(),
    }
}

impl Scenario {
    /// What has to be set over the scenario's own moves, so that `moves` come out: all firms before one.
    pub fn differences(&self, moves: &Moves) -> Vec<(LeverId, Scope, f64)> {
        Differences { scenario: self, inherited: &self.moves, present: moves }.all()
    }
}

/// How a file at `path` names a scenario.
pub(super) fn name_from(scenario: &Scenario, path: &Path) -> Result<String, SaveFailure> {
    match &scenario.origin {
        Origin::Embedded(name) => Ok(name.clone()),
        Origin::File(own) => Ok(from_folder(path.parent().unwrap_or(Path::new("")), own)),
        Origin::Stdin => Err(SaveFailure::Pipe),
    }
}

/// How a file in `folder` names the file `to`: relative where there is a way, absolute otherwise. Always as a path.
fn from_folder(folder: &Path, to: &Path) -> String {
    let (folder, to) = (tidy(folder), tidy(to));
    let is_plain = |path: &PathBuf| path.components().all(|part| !matches!(part, Component::ParentDir));
    let relative = if folder.is_absolute() == to.is_absolute() && is_plain(&folder) && is_plain(&to) {
        let shared = folder.components().zip(to.components()).take_while(|(a, b)| a == b).count();
        let up = folder.components().skip(shared).map(|_| Component::ParentDir);
        up.chain(to.components().skip(shared)).collect()
    } else {
        to
    };
    let name = relative.display().to_string().replace('\\', "/");
    match origin_of(&name) {
        Origin::File(_) => name,
        _ => format!("./{name}"),
    }
}
