//! The reference world: what every result is shown against.

use std::collections::BTreeMap;

use crate::model::{PolicyEvent, Strategy, World};

/// Everything that somebody decides in a world: policy and strategies.
#[derive(Debug, Clone, PartialEq)]
pub struct Decisions {
    /// Policy events.
    pub policy: Vec<PolicyEvent>,
    /// Grey market.
    pub leakage: f64,
    /// Strategy by firm name.
    pub strategies: BTreeMap<String, Strategy>,
}

impl Decisions {
    /// The decisions as they stand in `world`.
    pub fn of(world: &World) -> Self {
        Self {
            policy: world.policy.clone(),
            leakage: world.leakage,
            strategies: world.firms.iter().map(|firm| (firm.name.clone(), firm.strategy)).collect(),
        }
    }

    /// Puts these decisions into `world` in place of its own. Events of chips that it does not know are left out.
    pub fn impose(&self, world: &mut World) {
        let chips = &world.chips;
        world.policy = self.policy.iter().filter(|event| chips.contains_key(&event.chip)).cloned().collect();
        world.leakage = self.leakage;
        for firm in &mut world.firms {
            if let Some(strategy) = self.strategies.get(&firm.name) {
                firm.strategy = *strategy;
            }
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
