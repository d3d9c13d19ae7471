//! Values laid over a root world.

use std::collections::BTreeMap;

use super::Class;
use super::catalogue::{Catalogue, LeverId};
use super::slot::{Reading, fold_stock_scales};
use super::value::{Mode, ValueError, parse_value};
use crate::model::World;

/// Whom a move concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// All firms, or the world itself.
    All,
    /// The firm of that index alone.
    Firm(usize),
}

/// One lever set to one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Assignment {
    /// Which lever.
    pub lever: LeverId,
    /// For whom.
    pub scope: Scope,
    /// Its value, in the model's unit.
    pub value: f64,
}

/// Lever values that differ from a root world's, at most one for each lever and scope.
///
/// They act in the order of the catalogue, a lever's value for all firms before those for one firm; so the order in
/// which they were set does not matter, except that setting a lever for all firms forgets what one firm had of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Moves {
    values: BTreeMap<(LeverId, Scope), f64>,
}

impl Moves {
    /// No move.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether nothing is moved.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Every move, in the order in which they act.
    pub fn iter(&self) -> impl Iterator<Item = Assignment> {
        self.values.iter().map(|(&(lever, scope), &value)| Assignment { lever, scope, value })
    }

    /// The value set for exactly that lever and scope.
    pub fn get(&self, lever: LeverId, scope: Scope) -> Option<f64> {
        self.values.get(&(lever, scope)).copied()
    }

    /// Sets a value. For all firms, forgets what single firms had of this lever.
    pub fn set(&mut self, assignment: Assignment) {
        if assignment.scope == Scope::All {
            self.forget(assignment.lever);
        }
        self.values.insert((assignment.lever, assignment.scope), assignment.value);
    }

    /// Takes back every move of a lever.
    pub fn forget(&mut self, lever: LeverId) {
        self.values.retain(|(other, _), _| *other != lever);
    }

    /// Takes back the move of a lever for one scope.
    pub fn forget_scope(&mut self, lever: LeverId, scope: Scope) {
        self.values.remove(&(lever, scope));
    }

    /// Takes back every move of a class.
    pub fn forget_class(&mut self, catalogue: &Catalogue, class: Class) {
        self.values.retain(|(lever, _), _| catalogue.lever(*lever).class() != class);
    }

    /// Lays the moves over `root`, of which `catalogue` lists the levers.
    pub fn apply(&self, root: &World, catalogue: &Catalogue) -> World {
        let mut world = root.clone();
        self.apply_to(&mut world, catalogue);
        world
    }

    /// Lays the moves over `world`, which must be a copy of the root.
    pub fn apply_to(&self, world: &mut World, catalogue: &Catalogue) {
        let mut stocks = Vec::new();
        for Assignment { lever, scope, value } in self.iter() {
            let lever = catalogue.lever(lever);
            if let (true, Scope::Firm(firm)) = (lever.is_stock_scale(), scope) {
                stocks.push((firm, value));
            }
            lever.write(world, scope, value);
        }
        fold_stock_scales(world, &stocks);
    }

    /// What a lever stands at in `present`, the world that these moves give. A shift on all firms reads as the shift.
    pub fn reading(
        &self,
        catalogue: &Catalogue,
        present: &World,
        root: &World,
        lever: LeverId,
        scope: Scope,
    ) -> Reading {
        let definition = catalogue.lever(lever);
        if definition.is_stock_scale() {
            let own = self.get(lever, scope).or_else(|| self.get(lever, Scope::All));
            let any_own = self.iter().any(|a| a.lever == lever && a.scope != Scope::All);
            return match (scope, any_own) {
                (Scope::All, true) => Reading::Mixed,
                _ => own.map_or_else(|| definition.read(root, scope), Reading::One),
            };
        }
        if definition.row.shift && scope == Scope::All {
            return if self.iter().any(|a| a.lever == lever && a.scope != Scope::All) {
                Reading::Mixed
            } else {
                Reading::One(self.get(lever, Scope::All).unwrap_or(0.0))
            };
        }
        definition.read(present, scope)
    }
}

/// Reads `LEVER=VALUE` or `LEVER@FIRM=VALUE` against the world as it stands (relative values add to it).
///
/// # Errors
/// If lever, firm or value are not known or not allowed; the message says what would be.
pub fn parse_assignment(
    text: &str,
    mode: Mode,
    root: &World,
    moves: &Moves,
    catalogue: &Catalogue,
) -> Result<Assignment, ValueError> {
    let Some((target, value)) = text.split_once('=') else {
        return Err(ValueError::new(format!(
            "`{text}` is no assignment; write LEVER=VALUE, such as policy.h20_restricted=2025-07-09"
        )));
    };
    let (lever, scope) = parse_target(target.trim(), root, catalogue)?;
    let present = moves.apply(root, catalogue);
    let current = moves.reading(catalogue, &present, root, lever, scope);
    let value = parse_value(catalogue.lever(lever), value.trim(), mode, current, catalogue.start())?;
    Ok(Assignment { lever, scope, value })
}

/// Reads `LEVER` or `LEVER@FIRM`.
pub(crate) fn parse_target(text: &str, world: &World, catalogue: &Catalogue) -> Result<(LeverId, Scope), ValueError> {
    let (id, firm) = match text.split_once('@') {
        Some((id, firm)) => (id.trim(), Some(firm.trim())),
        None => (text, None),
    };
    let Some(lever) = catalogue.find(id) else {
        let known = catalogue.iter().map(|(_, lever)| lever.id.clone()).collect();
        return Err(ValueError {
            message: format!("{id}: there is no such lever"),
            unknown: Some((id.to_owned(), known)),
        });
    };
    let Some(firm) = firm else { return Ok((lever, Scope::All)) };
    if !catalogue.lever(lever).row.per_firm {
        return Err(ValueError::new(format!(
            "`{id}` acts on all firms at once; `@FIRM` goes with demand.*, strategy.* and stock.scale"
        )));
    }
    let Some(index) = world.firms.iter().position(|other| other.name == firm) else {
        let known = world.firms.iter().map(|firm| firm.name.clone()).collect();
        return Err(ValueError {
            message: format!("{firm}: there is no such firm"),
            unknown: Some((firm.to_owned(), known)),
        });
    };
    Ok((lever, Scope::Firm(index)))
}
