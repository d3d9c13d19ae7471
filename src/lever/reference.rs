//! The reference world: what every result is shown against.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::catalogue::Catalogue;
use super::moves::{Moves, Scope};
use super::table::{Class, Kind};
use crate::model::{Day, PolicyEvent, Strategy, World};

/// What somebody decides in a world, held fast: all of policy and strategies, or some of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decisions {
    /// Day 0 of the world that they come from.
    start: Date,
    /// Policy events, whole.
    policy: Vec<PolicyEvent>,
    /// An event that is not in `policy` never happens.
    is_whole: bool,
    /// Grey market.
    leakage: Option<f64>,
    /// Strategy by firm name, whole.
    strategies: BTreeMap<String, Strategy>,
    /// Levers held one by one, after the rest.
    levers: Vec<HeldLever>,
}

/// A lever held at a value.
#[derive(Debug, Clone, PartialEq)]
struct HeldLever {
    id: String,
    firm: Option<String>,
    value: f64,
}

impl Decisions {
    /// All decisions as they stand in `world`.
    pub fn of(world: &World) -> Self {
        Self {
            start: world.start,
            policy: world.policy.clone(),
            is_whole: true,
            leakage: Some(world.leakage),
            strategies: world.firms.iter().map(|firm| (firm.name.clone(), firm.strategy)).collect(),
            levers: Vec::new(),
        }
    }

    /// The decisions among `moves` over `root`, and the events of the ids `events` as they then stand.
    pub fn among(root: &World, catalogue: &Catalogue, moves: &Moves, events: &[String]) -> Self {
        let world = moves.apply(root, catalogue);
        let levers = moves.iter().filter(|a| catalogue.lever(a.lever).class() == Class::Decision).map(|a| HeldLever {
            id: catalogue.lever(a.lever).id.clone(),
            firm: match a.scope {
                Scope::All => None,
                Scope::Firm(index) => root.firms.get(index).map(|firm| firm.name.clone()),
            },
            value: a.value,
        });
        Self {
            start: world.start,
            is_whole: false,
            leakage: None,
            strategies: BTreeMap::new(),
            levers: levers.collect(),
            policy: world.policy.into_iter().filter(|event| events.contains(&event.id)).collect(),
        }
    }

    /// Puts these decisions into `world` in place of its own. Events of chips that it does not know are left out.
    pub fn impose(&self, world: &mut World) {
        // A date stays where it is in the calendar, also where day 0 differs.
        let shift = Day::from_date(world.start, self.start).0;
        let moved = |event: &PolicyEvent| PolicyEvent { day: Day(event.day.0 + shift), ..event.clone() };
        if self.is_whole {
            world.policy.clear();
        }
        for event in self.policy.iter().filter(|event| world.chips.contains_key(&event.chip)) {
            match world.policy.iter_mut().find(|other| other.id == event.id) {
                Some(other) => *other = moved(event),
                None => world.policy.push(moved(event)),
            }
        }
        world.leakage = self.leakage.unwrap_or(world.leakage);
        for firm in &mut world.firms {
            if let Some(strategy) = self.strategies.get(&firm.name) {
                firm.strategy = Strategy { start: Day(strategy.start.0 + shift), ..*strategy };
            }
        }
        if self.levers.is_empty() {
            return;
        }
        let catalogue = Catalogue::new(world);
        for held in &self.levers {
            let scope = match &held.firm {
                None => Some(Scope::All),
                Some(name) => world.firms.iter().position(|firm| firm.name == *name).map(Scope::Firm),
            };
            // What the present world doesn't have cannot be held.
            let (Some(lever), Some(scope)) = (catalogue.find(&held.id), scope) else { continue };
            let lever = catalogue.lever(lever);
            let shift = if lever.row.kind == Kind::Date { shift } else { 0.0 };
            lever.write(world, scope, held.value + shift);
        }
    }
}

/// A world that shares everything with the present one but what it pins.
#[derive(Debug, Clone, PartialEq)]
pub enum Reference {
    /// Both shares 0 for every firm that has not moved long ago; policy and assumptions are the present's.
    NobodyMigrates,
    /// Decisions held fast; assumptions are the present's.
    Pinned {
        /// What the header calls it.
        label: String,
        /// The decisions.
        decisions: Box<Decisions>,
    },
}

impl Reference {
    /// What the header calls it.
    pub fn label(&self) -> &str {
        match self {
            Self::NobodyMigrates => "nobody migrates",
            Self::Pinned { label, .. } => label,
        }
    }

    /// The reference world beside `present`.
    pub fn world(&self, present: &World) -> World {
        let mut world = present.clone();
        match self {
            Self::NobodyMigrates => set_shares(&mut world, 0.0, 0.0),
            Self::Pinned { decisions, .. } => decisions.impose(&mut world),
        }
        world
    }
}

/// Sets both shares of every firm that has not moved long ago.
pub fn set_shares(world: &mut World, training: f64, inference: f64) {
    for firm in world.firms.iter_mut().filter(|firm| !firm.migrated) {
        firm.strategy.training_share = training;
        firm.strategy.inference_share = inference;
    }
}
