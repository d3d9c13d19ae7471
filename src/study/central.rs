//! The central case: the present world, its reference, and the three ways to go.

use super::Generation;
use crate::lever::{Reference, set_shares};
use crate::model::{FirmOutcome, Outcome, Simulator, World};

/// A way for every firm that has not moved long ago.
#[derive(Debug, PartialEq)]
pub struct Way {
    /// Heading of its column.
    pub label: &'static str,
    /// Heading where there is little room.
    pub short: &'static str,
    /// Share of training that moves.
    pub training_share: f64,
    /// Share of inference that moves.
    pub inference_share: f64,
}

/// The three ways of the question: stay, train on NVIDIA and serve half on domestic chips, move everything.
pub static WAYS: [Way; 3] = [
    Way { label: "stay", short: "stay", training_share: 0.0, inference_share: 0.0 },
    Way { label: "hybrid", short: "hybrid", training_share: 0.0, inference_share: 0.5 },
    Way { label: "full switch", short: "full", training_share: 1.0, inference_share: 1.0 },
];

impl Way {
    /// Whether every firm that has not moved long ago goes this way in `world`.
    pub fn is_taken(&self, world: &World) -> bool {
        world.firms.iter().filter(|firm| !firm.migrated).all(|firm| {
            (firm.strategy.training_share - self.training_share).abs() < 1e-9
                && (firm.strategy.inference_share - self.inference_share).abs() < 1e-9
        })
    }

    /// `present` with this way taken.
    pub fn world(&self, present: &World) -> World {
        let mut world = present.clone();
        set_shares(&mut world, self.training_share, self.inference_share);
        world
    }
}

/// What is asked of the central case.
#[derive(Debug, Clone, PartialEq)]
pub struct CentralJob {
    /// Which request it is.
    pub generation: Generation,
    /// The world as moved.
    pub present: World,
    /// What it is held against.
    pub reference: Reference,
}

/// The worlds of a central job.
#[derive(Debug, Clone, PartialEq)]
pub struct Worlds {
    /// The world as moved.
    pub present: World,
    /// What it is held against.
    pub reference: World,
    /// The present with each of [`WAYS`] taken.
    pub ways: [World; 3],
}

/// The central case.
#[derive(Debug, Clone, PartialEq)]
pub struct Central {
    /// Which request it answers.
    pub generation: Generation,
    /// Inputs that the results belong to.
    pub worlds: Worlds,
    /// Outcome and series of the present world.
    pub present: Outcome,
    /// Outcome of the reference world, firm by firm.
    pub reference: Vec<FirmOutcome>,
    /// Outcomes of the three ways, firm by firm.
    pub ways: [Vec<FirmOutcome>; 3],
    /// Worlds that had to be run: those whose inputs had changed.
    pub worlds_run: u32,
}

impl Central {
    /// Runs a job. What `last` has already of the same inputs is taken from there.
    pub fn compute(job: &CentralJob, simulator: &mut Simulator, last: Option<&Self>) -> Self {
        let worlds = Worlds {
            reference: job.reference.world(&job.present),
            ways: [0, 1, 2].map(|way| WAYS[way].world(&job.present)),
            present: job.present.clone(),
        };
        let mut worlds_run = 0;
        let present = match last {
            Some(last) if last.worlds.present == worlds.present => last.present.clone(),
            _ => {
                worlds_run += 1;
                let mut outcome = Outcome::default();
                simulator.run(&worlds.present, &mut outcome);
                outcome
            }
        };
        let known = |world: &World, simulator: &mut Simulator, worlds_run: &mut u32| {
            // The present may be one of the ways, or its own reference.
            if *world == worlds.present {
                return present.firms.clone();
            }
            if let Some(last) = last {
                let of_last = std::iter::once((&last.worlds.reference, &last.reference))
                    .chain(last.worlds.ways.iter().zip(&last.ways));
                for (inputs, outcome) in of_last {
                    if inputs == world {
                        return outcome.clone();
                    }
                }
            }
            *worlds_run += 1;
            let mut firms = Vec::with_capacity(world.firms.len());
            simulator.run_brief(world, &mut firms);
            firms
        };
        let stay = known(&worlds.ways[0], simulator, &mut worlds_run);
        let reference = if worlds.reference == worlds.ways[0] {
            stay.clone()
        } else {
            known(&worlds.reference, simulator, &mut worlds_run)
        };
        let hybrid = known(&worlds.ways[1], simulator, &mut worlds_run);
        let full = known(&worlds.ways[2], simulator, &mut worlds_run);
        Self { generation: job.generation, present, reference, ways: [stay, hybrid, full], worlds_run, worlds }
    }

    /// The present outcome of the firm in focus, or of all firms.
    pub fn of(&self, focus: super::Focus) -> FirmOutcome {
        pick(&self.present.firms, focus)
    }

    /// The reference's outcome of the firm in focus, or of all firms.
    pub fn reference_of(&self, focus: super::Focus) -> FirmOutcome {
        pick(&self.reference, focus)
    }

    /// A way's outcome of the firm in focus, or of all firms.
    pub fn way_of(&self, way: usize, focus: super::Focus) -> FirmOutcome {
        pick(&self.ways[way], focus)
    }

    /// Which of the ways the present state is.
    pub fn way_taken(&self) -> Option<usize> {
        WAYS.iter().position(|way| way.is_taken(&self.worlds.present))
    }
}

fn pick(firms: &[FirmOutcome], focus: super::Focus) -> FirmOutcome {
    match focus {
        super::Focus::Firm(index) => firms.get(index).copied().unwrap_or_default(),
        super::Focus::All => FirmOutcome::all(firms),
    }
}
