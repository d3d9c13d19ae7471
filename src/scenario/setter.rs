//! What files set, spread and expect, read against the finished structure of their world.

use std::collections::BTreeMap;

use super::error::{Fault, Text};
use super::expect::Expectation;
use super::resolve::{Layer, is_folded};
use super::structure::{FirmMove, Touched, no_source};
use super::warnings;
use crate::lever::{Assignment, Catalogue, LeverId, Mode, Moves, Reading, check_spread, parse_target, parse_value};
use crate::model::{Spread, World};

/// Reads what files set, against the finished structure.
pub(super) struct Setter<'a> {
    pub(super) root: &'a World,
    pub(super) catalogue: &'a Catalogue,
    pub(super) faults: Vec<Fault>,
}

impl Setter<'_> {
    /// What a file sets, in the order in which it acts: all firms before one.
    pub(super) fn layer(&mut self, layer: &Layer, touched: &Touched) -> Vec<Assignment> {
        let mut assignments = Vec::new();
        for FirmMove { lever, firm, value, path } in &touched.moves {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            assignments.extend(self.assignment(&layer.text, &path, &format!("{lever}@{firm}"), &value.to_string()));
        }
        for (target, value) in layer.file.set.iter() {
            assignments.extend(self.assignment(&layer.text, &["set", target], target, &value.to_string()));
        }
        assignments.sort_by_key(|assignment| (assignment.scope, assignment.lever));
        assignments
    }

    /// What of a root file's `set` is not part of its world. Its faults were found when the rest was folded.
    pub(super) fn unfolded(&mut self, layer: &Layer) -> Vec<Assignment> {
        let known = self.faults.len();
        let mut assignments = self.layer(layer, &Touched::default());
        self.faults.truncate(known);
        assignments.retain(|assignment| !is_folded(self.catalogue, *assignment));
        assignments
    }

    pub(super) fn assignment(&mut self, text: &Text, path: &[&str], target: &str, value: &str) -> Option<Assignment> {
        let (lever, scope) = match parse_target(target, self.root, self.catalogue) {
            Ok(found) => found,
            Err(error) => {
                let fault = text.at_key(path, error.message);
                self.faults.push(match &error.unknown {
                    Some((found, known)) => fault.meant_of(found, known.iter().map(String::as_str)),
                    None => fault,
                });
                return None;
            }
        };
        // In a file nothing is relative, so that the present value plays no part.
        let definition = self.catalogue.lever(lever);
        match parse_value(definition, value, Mode::Absolute, Reading::Mixed, self.catalogue.start()) {
            Ok(value) => Some(Assignment { lever, scope, value }),
            Err(error) => {
                self.faults.push(text.at_value(path, error.message));
                None
            }
        }
    }

    /// A number that one file gives twice, under two names.
    pub(super) fn collisions(&mut self, layer: &Layer, touched: &Touched) {
        let text = &layer.text;
        let moves = touched.moves.iter().map(|a| (format!("{}@{}", a.lever, a.firm), a.path.clone()));
        for (target, path) in touched.levers.iter().cloned().chain(moves) {
            if layer.file.set.get(&target).is_some() {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                let line =
                    text.outline().value(&path).map_or(0, |span| super::excerpt::place(&text.body, span.start).line);
                let message = format!("{target} is given twice: also on line {line}");
                self.faults.push(text.at_key(&["set", &target], message));
            }
        }
    }

    pub(super) fn known_lever(&mut self, text: &Text, path: &[&str], id: &str) -> Option<LeverId> {
        let found = self.catalogue.find(id);
        if found.is_none() {
            let known: Vec<&str> = self.catalogue.iter().map(|(_, lever)| lever.id.as_str()).collect();
            let fault = match id.split_once('@') {
                Some((id, _)) if known.contains(&id) => text
                    .at_key(path, format!("{id}: what is said here holds for all firms; leave out the @"))
                    .meant(Some(id)),
                _ => text.at_key(path, format!("{id}: there is no such lever")).meant_of(id, known),
            };
            self.faults.push(fault);
        }
        found
    }

    pub(super) fn spreads(&mut self, layer: &Layer, all: &mut BTreeMap<String, Spread>) {
        for (id, spread) in layer.file.spread.iter() {
            let path = ["spread", id];
            let Some(lever) = self.known_lever(&layer.text, &path, id) else { continue };
            let spread = Spread::from(*spread);
            match check_spread(self.catalogue.lever(lever), spread) {
                Ok(()) => {
                    all.insert(id.to_owned(), spread);
                }
                Err(fault) => self.faults.push(layer.text.at_value(&path, fault.to_string())),
            }
        }
    }

    /// Sources of lever values and levies: those of moved levers are kept with the moves.
    pub(super) fn sources(
        &mut self,
        layer: &Layer,
        is_root: bool,
        moves: &Moves,
        (of_root, of_moves): (&mut BTreeMap<String, String>, &mut BTreeMap<String, String>),
        of_levies: &mut BTreeMap<String, String>,
    ) {
        for (id, source) in layer.file.source.iter() {
            let path = ["source", id];
            // What an event adds to the price is no lever.
            let event = id.strip_prefix("policy.").and_then(|id| id.strip_suffix(".levy"));
            if event.is_some_and(|event| self.root.policy.iter().any(|known| known.id == event)) {
                if super::sources::source(source).is_none() {
                    self.faults.push(no_source(&layer.text, &path, source));
                } else {
                    of_levies.insert(id.to_owned(), source.clone());
                }
                continue;
            }
            let Some(lever) = self.known_lever(&layer.text, &path, id) else { continue };
            if super::sources::source(source).is_none() {
                self.faults.push(no_source(&layer.text, &path, source));
            } else if is_root || moves.iter().all(|assignment| assignment.lever != lever) {
                of_root.insert(id.to_owned(), source.clone());
            } else {
                of_moves.insert(id.to_owned(), source.clone());
            }
        }
    }

    /// What a file deviates in on purpose, and why.
    pub(super) fn on_purpose(&mut self, layer: &Layer, details: &BTreeMap<String, String>) -> Vec<(String, String)> {
        let mut meant = Vec::new();
        for (name, why) in layer.file.on_purpose.iter() {
            let is_known = warnings::rules().any(|rule| rule == name)
                || details.contains_key(name)
                || parse_target(name, self.root, self.catalogue).is_ok();
            if is_known {
                meant.push((name.to_owned(), why.clone()));
                continue;
            }
            let mut known: Vec<&str> = warnings::rules().collect();
            known.extend(self.catalogue.iter().map(|(_, lever)| lever.id.as_str()));
            known.extend(details.keys().map(String::as_str));
            let fault = layer.text.at_key(&["on_purpose", name], format!("{name}: nothing is called so"));
            self.faults.push(fault.meant_of(name, known));
        }
        meant
    }

    /// What lines at `path` say must come out.
    pub(super) fn expectations(&mut self, text: &Text, path: &[&str], lines: &[String]) -> Vec<Expectation> {
        let firms: Vec<&str> = self.root.firms.iter().map(|firm| firm.name.as_str()).collect();
        let mut expectations = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            match Expectation::parse(line, &firms) {
                Ok(expectation) => expectations.push(expectation),
                Err(error) => {
                    let fault = text.at_value(&[path, &[&index.to_string()]].concat(), error.message);
                    self.faults.push(fault.meant(error.meant));
                }
            }
        }
        expectations
    }
}
