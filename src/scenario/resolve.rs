//! From a name to a scenario: reads the file and all that it extends, and lays them over each other.
//!
//! The nearest file wins, number by number. A file that extends nothing takes chips, firms and supply from the assets
//! unless it has its own, and sets every other number; its `set` becomes part of the root world. What the files above
//! it set stays apart, as moves over that root.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::error::{Failure, Fault, Text, suggestion};
use super::file::ScenarioFile;
use super::files::{Files, origin_from, origin_of};
use super::locate;
use super::setter::Setter;
use super::structure::{Structure, Touched, and_more};
use super::{Origin, Own, Scenario, json, library};
use crate::lever::{Assignment, Catalogue, Decisions, Moves, Reference, Scope};
use crate::model::{World, valid};

/// How many files may extend each other.
const LONGEST_CHAIN: usize = 32;

/// One file of a chain.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) origin: Origin,
    pub(super) text: Text,
    pub(super) file: ScenarioFile,
}

/// What a chain of files ends in.
enum Base {
    /// A scenario file that extends nothing; it is the last layer.
    Root,
    /// A resolved scenario, and where it stands.
    Resolved(Box<World>, Text, Origin),
}

impl Base {
    /// The text of a resolved scenario.
    fn text(&self) -> Option<&Text> {
        match self {
            Self::Root => None,
            Self::Resolved(_, text, _) => Some(text),
        }
    }

    /// Where a resolved scenario stands.
    fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Root => None,
            Self::Resolved(.., origin) => Some(origin),
        }
    }
}

/// Loads a scenario by an embedded name, a path, or `-`.
///
/// # Errors
/// If it, or what it extends, cannot be read or is not valid: every fault that was found.
pub fn load(name: &str, files: &dyn Files) -> Result<Scenario, Failure> {
    load_from(&origin_of(name), files)
}

/// Loads a scenario from where it is.
///
/// # Errors
/// As [`load`].
pub fn load_from(origin: &Origin, files: &dyn Files) -> Result<Scenario, Failure> {
    let text = read(origin, files).map_err(|problem| problem.into_fault(origin))?;
    load_text(origin, text, files)
}

/// Loads a scenario whose text is at hand, as if it stood at `origin`.
///
/// # Errors
/// As [`load`].
pub fn load_text(origin: &Origin, text: String, files: &dyn Files) -> Result<Scenario, Failure> {
    let mut scenario = load_alone(origin, text, files)?;
    if let Some(against) = scenario.against.clone() {
        let (reference, reads) = reference_and_files(&against, files)?;
        scenario.reference = reference;
        scenario.reads.extend(reads);
    }
    Ok(scenario)
}

/// The reference that a scenario of that name gives: a file that extends another pins the decisions that it and those
/// below it set over their root; one that extends nothing, or a resolved scenario, pins all that it decides.
///
/// # Errors
/// As [`load`].
pub fn reference(name: &str, files: &dyn Files) -> Result<Reference, Failure> {
    reference_and_files(name, files).map(|(reference, _)| reference)
}

/// The same, with the files that it is read from.
fn reference_and_files(name: &str, files: &dyn Files) -> Result<(Reference, Vec<PathBuf>), Failure> {
    let origin = origin_of(name);
    let text = read(&origin, files).map_err(|problem| problem.into_fault(&origin))?;
    // What it is held against itself plays no part.
    let scenario = load_alone(&origin, text, files)?;
    let decisions = if scenario.own.as_ref().is_none_or(|own| own.is_root) {
        Decisions::of(&scenario.world())
    } else {
        Decisions::among(&scenario.root, &scenario.catalogue, &scenario.moves, &scenario.decided)
    };
    let label = scenario.root.label.unwrap_or(scenario.title);
    Ok((Reference::Pinned { label, decisions: Box::new(decisions) }, scenario.reads))
}

/// Loads a scenario without the one that it is held against.
fn load_alone(origin: &Origin, text: String, files: &dyn Files) -> Result<Scenario, Failure> {
    let text = Text::new(origin.to_string(), text);
    if json::is_json(origin, &text.body) {
        return Ok(Scenario::from_world(json::parse(&text)?, origin.clone()));
    }
    let (layers, base) = chain(origin, text, files)?;
    resolve(layers, &base, files)
}

/// Why a text could not be had.
struct Unread {
    message: String,
    meant: Option<String>,
}

impl Unread {
    fn into_fault(self, origin: &Origin) -> Fault {
        Fault::of_file(origin.to_string(), self.message).meant(self.meant)
    }
}

fn read(origin: &Origin, files: &dyn Files) -> Result<String, Unread> {
    let unread = |message| Unread { message, meant: None };
    match origin {
        Origin::Stdin => files.read_stdin().map_err(unread),
        Origin::File(path) => files.read(path).map_err(unread),
        Origin::Embedded(name) => library::text(name).map(str::to_owned).ok_or_else(|| {
            let known: Vec<&str> = library::names().collect();
            let is_file = files.read(std::path::Path::new(name)).is_ok();
            let meant = if is_file { Some(format!("./{name}")) } else { suggestion(name, &known) };
            Unread { message: "there is no embedded scenario of that name".to_owned(), meant }
        }),
    }
}

/// Reads a file and those that it extends, the nearest first.
fn chain(origin: &Origin, text: Text, files: &dyn Files) -> Result<(Vec<Layer>, Base), Failure> {
    let file = super::parse::parse(&text)?;
    let mut layers = vec![Layer { origin: origin.clone(), text, file }];
    loop {
        let child = &layers[layers.len() - 1];
        let Some(name) = &child.file.extends else { return Ok((layers, Base::Root)) };
        let fault = |message: String| child.text.at_value(&["extends"], message);
        let origin = origin_from(&child.origin, name);
        if origin == Origin::Stdin {
            return Err(fault("standard input cannot be extended".to_owned()).into());
        }
        if let Some(first) = layers.iter().position(|layer| layer.origin == origin) {
            let way = layers[first..].iter().map(|layer| layer.origin.to_string()).chain([origin.to_string()]);
            let way = way.collect::<Vec<_>>().join(" → ");
            return Err(fault(format!("extends goes in a circle: {way}")).into());
        }
        if layers.len() == LONGEST_CHAIN {
            return Err(fault(format!("more than {LONGEST_CHAIN} files extend each other")).into());
        }
        let body = read(&origin, files)
            .map_err(|unread| fault(format!("cannot extend {origin}: {}", unread.message)).meant(unread.meant))?;
        let text = Text::new(origin.to_string(), body);
        if json::is_json(&origin, &text.body) {
            let world = json::parse(&text)?;
            return Ok((layers, Base::Resolved(Box::new(world), text, origin)));
        }
        let file = super::parse::parse(&text)?;
        layers.push(Layer { origin, text, file });
    }
}

/// Whether a layer sets a number, by itself or with all firms.
fn is_set_anew(layer: &Layer, touched: &Touched, name: &str) -> bool {
    let path: Vec<&str> = name.split('.').collect();
    let lever = name.split('@').next().unwrap_or(name);
    layer.text.has(&path)
        || [name, lever].iter().any(|name| layer.file.set.get(name).is_some())
        || touched.levers.iter().any(|(lever, _)| lever == name)
}

/// What a layer says that it is to be held against.
fn named_against(layer: &Layer) -> Option<String> {
    let name = layer.file.against.as_ref()?;
    Some(origin_from(&layer.origin, name).name())
}

/// Lays a chain of files, the nearest first, over each other.
fn resolve(layers: Vec<Layer>, base: &Base, files: &dyn Files) -> Result<Scenario, Failure> {
    let mut structure = match base {
        Base::Root => Structure::new(),
        Base::Resolved(world, ..) => Structure::from_world(World::clone(world)),
    };
    // From the root upwards.
    let mut all_touched = Vec::new();
    for (index, layer) in layers.iter().enumerate().rev() {
        let is_root = index + 1 == layers.len() && matches!(base, Base::Root);
        let touched = structure.apply(&layer.text, &layer.file, is_root);
        if is_root {
            fold(&mut structure, layer);
        }
        structure_sources(&mut structure, layer, &touched, is_root);
        all_touched.push(touched);
    }
    if let Some(failure) = Failure::new(std::mem::take(&mut structure.faults)) {
        return Err(failure);
    }

    let Structure { world: mut root, mut details, .. } = structure;
    let mut faults = locate::problems(&root, &layers, base.text());
    let catalogue = Catalogue::new(&root);
    let mut setter = Setter { root: &root, catalogue: &catalogue, faults: Vec::new() };
    let mut moves = Moves::new();
    let mut inherited = Moves::new();
    let mut decided: Vec<String> = Vec::new();
    // What a resolved scenario spreads; a file that extends nothing begins with none.
    let mut spread = root.spread.clone();
    let mut inherited_spread = BTreeMap::new();
    let mut move_sources = BTreeMap::new();
    let mut root_source = (*root.source).clone();
    let mut on_purpose: BTreeMap<String, String> = BTreeMap::new();
    for (step, (layer, touched)) in layers.iter().rev().zip(&all_touched).enumerate() {
        let is_root = step == 0 && matches!(base, Base::Root);
        if step + 1 == layers.len() {
            inherited.clone_from(&moves);
            inherited_spread.clone_from(&spread);
        }
        setter.collisions(layer, touched);
        for (lever, _) in &touched.levers {
            if let Some(lever) = catalogue.find(lever) {
                moves.forget(lever);
            }
        }
        let assignments = if is_root { setter.unfolded(layer) } else { setter.layer(layer, touched) };
        for assignment in assignments {
            moves.set(assignment);
            let id = &catalogue.lever(assignment.lever).id;
            match layer.file.source.get(id) {
                Some(source) => move_sources.insert(id.clone(), source.clone()),
                None => move_sources.remove(id),
            };
        }
        if !is_root {
            decided.extend(touched.events.iter().cloned());
        }
        // Of another value the reason says nothing.
        on_purpose.retain(|name, _| !is_set_anew(layer, touched, name));
        on_purpose.extend(setter.on_purpose(layer, &details));
        setter.spreads(layer, &mut spread);
        for event in &touched.events {
            details.remove(&format!("policy.{event}.levy"));
        }
        setter.sources(layer, is_root, &moves, (&mut root_source, &mut move_sources), &mut details);
    }
    let leaf = &layers[0];
    let expect = setter.expectations(&leaf.text, &["expect"], &leaf.file.expect);
    let story = setter.story(leaf, &moves);
    faults.append(&mut setter.faults);
    faults.extend(against_fault(&layers, files));
    root.spread = spread;
    // What it extends asks and shows something else.
    (root.question, root.about) = (leaf.file.question.clone(), leaf.file.about.as_deref().map(tidy));
    root.source = Arc::new(root_source);
    let world = moves.apply(&root, &catalogue);
    if faults.is_empty() {
        // Each value is inside its limits; together they may still leave them.
        faults.extend(valid::check(&world).into_iter().map(|problem| leaf.text.at_key(&["set"], problem.message)));
    }
    if let Some(failure) = Failure::new(faults) {
        return Err(failure);
    }
    let against = layers.iter().find_map(named_against);
    let fields = all_touched.pop().map(fields).unwrap_or_default();
    let reads = files_of(&layers, base);
    let leaf_is_root = layers.len() == 1 && matches!(base, Base::Root);
    let Some(leaf) = layers.into_iter().next() else { return Err(no_layer()) };
    Ok(Scenario {
        title: root.name.clone(),
        reads,
        as_of: root.as_of,
        against,
        reference: Reference::NobodyMigrates,
        expect,
        story,
        saved: leaf.file.saved,
        own: Some(Own { text: leaf.text, is_root: leaf_is_root, fields, inherited, inherited_spread }),
        origin: leaf.origin,
        decided,
        details,
        move_sources,
        on_purpose,
        root,
        catalogue,
        moves,
    })
}

/// The files of a chain, the nearest first.
fn files_of(layers: &[Layer], base: &Base) -> Vec<PathBuf> {
    layers.iter().map(|layer| &layer.origin).chain(base.origin()).filter_map(super::origin_file).collect()
}

/// A text as it is meant: lines end where the file's do, paragraphs at a blank line.
fn tidy(text: &str) -> String {
    let paragraph = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    super::paragraphs(Some(text)).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

/// Levers that a file sets by fields of their own.
fn fields(touched: Touched) -> Vec<(String, Vec<String>)> {
    let moves = touched.moves.into_iter().map(|a| (format!("{}@{}", a.lever, a.firm), a.path));
    touched.levers.into_iter().chain(moves).collect()
}

/// A chain has at least the file that was asked for.
fn no_layer() -> Failure {
    Fault::of_file("", "there is no scenario").into()
}

/// Makes the `set` of a file that extends nothing part of its world, and checks that it sets every number.
fn fold(structure: &mut Structure, layer: &Layer) {
    let catalogue = Catalogue::new(&structure.world);
    let world = structure.world.clone();
    let mut setter = Setter { root: &world, catalogue: &catalogue, faults: Vec::new() };
    let mut moves = Moves::new();
    for assignment in setter.layer(layer, &Touched::default()) {
        if is_folded(&catalogue, assignment) {
            moves.set(assignment);
        }
    }
    structure.faults.append(&mut setter.faults);
    let missing: Vec<&str> = catalogue
        .iter()
        .filter(|(id, lever)| {
            let everywhere = !lever.row.per_firm || lever.id == "stock.scale";
            // Events, channels and the horizon stand elsewhere in the file.
            let elsewhere =
                lever.event(&world).is_some() || lever.id == "model.weeks" || lever.id.ends_with(".units_per_month");
            everywhere && !elsewhere && moves.get(*id, Scope::All).is_none() && layer.file.set.get(&lever.id).is_none()
        })
        .map(|(_, lever)| lever.id.as_str())
        .collect();
    if !missing.is_empty() {
        let message =
            format!("a scenario that extends nothing sets every number; missing here: {}", and_more(&missing));
        structure.faults.push(layer.text.at_key(&["set"], message).meant(Some("extends: \"baseline\"")));
    }
    moves.apply_to(&mut structure.world, &catalogue);
}

/// Whether a root file's value becomes part of the root world: the world has a field for it.
pub(super) fn is_folded(catalogue: &Catalogue, assignment: Assignment) -> bool {
    assignment.scope == Scope::All && !catalogue.lever(assignment.lever).row.shift
}

/// The source of a number is that of the nearest file that sets it.
fn structure_sources(structure: &mut Structure, layer: &Layer, touched: &Touched, is_root: bool) {
    if is_root {
        return;
    }
    for (lever, _) in &touched.levers {
        if layer.file.source.get(lever).is_none() {
            Arc::make_mut(&mut structure.world.source).remove(lever);
        }
    }
}

/// A scenario that is named as reference and cannot be read.
fn against_fault(layers: &[Layer], files: &dyn Files) -> Option<Fault> {
    let layer = layers.iter().find(|layer| layer.file.against.is_some())?;
    let name = layer.file.against.as_deref()?;
    let origin = origin_from(&layer.origin, name);
    let unread = match origin {
        Origin::Stdin => Unread { message: "it is no file".to_owned(), meant: None },
        _ => read(&origin, files).err()?,
    };
    let message = format!("cannot be held against {origin}: {}", unread.message);
    Some(layer.text.at_value(&["against"], message).meant(unread.meant))
}
