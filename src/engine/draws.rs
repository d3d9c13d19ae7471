//! The ensemble, stage by stage: each doubles the draws of the one before and keeps them, so that path i is the same
//! path in all; what has not changed since the last job is not run again.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::crew::{Crew, Round, RoundEnd, Tools};
use crate::ensemble::{
    self, Columns, FirmSummary, Of, Plan, Quantiles, Quantity, Sampler, SpreadError, Summariser, clamped,
    spreads_within,
};
use crate::model::{Spread, World};
use crate::study::{Bands, Ensemble, EnsembleJob, FIRST_STAGE, Focus};

/// Most weeks of which bands are made: a chart has no more columns to show, and half-year horizons fewer.
const MOST_WEEKS: u32 = 104;
/// Parts of a stage: enough to share out and to break off early, few enough to carry no weight.
const PARTS: usize = 16;
/// Fewest and most draws of a part.
const PART: (usize, usize) = (32, 512);

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum JobEnd {
    /// The last stage was told.
    Done,
    /// Nobody waits for it any more.
    Stale,
    /// It cannot be done; the message says why.
    Failed(String),
}

/// One of the two worlds: its plan and the draws that it has.
#[derive(Debug, Default)]
struct Side {
    world: Option<World>,
    focus: ensemble::Focus,
    plan: Option<Arc<Plan>>,
    /// Adjoining ranges, in order.
    blocks: Vec<Arc<Columns>>,
    /// Buffers of draws that are needed no more.
    spare: Vec<Columns>,
}

impl Side {
    /// Keeps what it has of that world; of another one nothing but the buffers.
    fn take_on(&mut self, world: &World, focus: &ensemble::Focus) {
        if self.world.as_ref() == Some(world) && (*focus == self.focus || focus.of == Of::Nobody) {
            return;
        }
        self.clear();
        self.world = Some(world.clone());
        self.focus = focus.clone();
    }

    fn clear(&mut self) {
        self.world = None;
        self.plan = None;
        self.spare.extend(self.blocks.drain(..).filter_map(|block| Arc::try_unwrap(block).ok()));
    }

    fn draws(&self) -> usize {
        self.blocks.last().map_or(0, |block| block.draws().end)
    }

    /// The blocks of the first `count` draws.
    fn first(&self, count: usize) -> &[Arc<Columns>] {
        let blocks = self.blocks.iter().take_while(|block| block.draws().end <= count).count();
        &self.blocks[..blocks]
    }

    /// A plan of at least `count` draws of the world taken on.
    fn plan(
        &mut self,
        world: &World,
        spreads: &Spreads,
        sampler: &mut Sampler,
        count: usize,
    ) -> Result<Arc<Plan>, SpreadError> {
        if let Some(plan) = self.plan.as_ref().filter(|plan| plan.count() >= count) {
            return Ok(Arc::clone(plan));
        }
        // What the sampler has already costs nothing; more than a stage needs would hold up the first one.
        let plan = Arc::new(Plan::new(world, spreads, sampler, count.max(sampler.longest()))?);
        self.plan = Some(Arc::clone(&plan));
        Ok(plan)
    }
}

/// A block of draws to be run.
struct Piece {
    plan: Arc<Plan>,
    focus: ensemble::Focus,
    range: Range<usize>,
    is_reference: bool,
    columns: Mutex<Columns>,
}

/// Runs blocks of draws.
struct Running(Vec<Piece>);

impl Round for Running {
    fn parts(&self) -> usize {
        self.0.len()
    }

    fn part(&self, index: usize, tools: &mut Tools) {
        let piece = &self.0[index];
        tools.batch.run(&piece.plan, piece.range.clone(), &piece.focus, &mut lock(&piece.columns));
    }
}

fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What one part of the summing up is about.
#[derive(Debug, Clone)]
enum Sum {
    Firm(Of),
    Bands(Quantity, Range<usize>),
    NotNumbers,
}

/// What it gives.
#[derive(Debug, Default)]
enum Summed {
    #[default]
    Nothing,
    Firm(Box<FirmSummary>),
    Bands(Vec<Quantiles>),
    NotNumbers(usize),
}

/// Sums up the draws so far.
struct Summing {
    present: Vec<Arc<Columns>>,
    reference: Vec<Arc<Columns>>,
    weeks: u32,
    parts: Vec<(Sum, Mutex<Summed>)>,
}

impl Round for Summing {
    fn parts(&self) -> usize {
        self.parts.len()
    }

    fn part(&self, index: usize, tools: &mut Tools) {
        let (what, slot) = &self.parts[index];
        let summariser = &mut tools.summariser;
        let summed = match what {
            Sum::Firm(of) => {
                let summary = summariser.firm(&self.present, Some(&self.reference), *of, self.weeks);
                Summed::Firm(Box::new(summary))
            }
            Sum::Bands(quantity, rows) => {
                let bands = rows.clone().map(|row| summariser.band(&self.present, *quantity, row));
                Summed::Bands(bands.collect())
            }
            Sum::NotNumbers => Summed::NotNumbers(Summariser::not_numbers(&self.present)),
        };
        *lock(slot) = summed;
    }
}

type Spreads = BTreeMap<String, Spread>;

/// Runs jobs with a crew; keeps numbers, draws and buffers from job to job.
#[derive(Debug)]
pub(super) struct EnsembleDesk {
    crew: Crew,
    sampler: Sampler,
    spreads: Spreads,
    present: Side,
    reference: Side,
}

impl EnsembleDesk {
    pub(super) fn new(crew: Crew) -> Self {
        Self {
            crew,
            sampler: Sampler::new(0),
            spreads: Spreads::new(),
            present: Side::default(),
            reference: Side::default(),
        }
    }

    /// Runs a job and tells each stage, the settled one last.
    pub(super) fn run(
        &mut self,
        job: &EnsembleJob,
        stale: &dyn Fn() -> bool,
        tell: &mut dyn FnMut(Ensemble),
    ) -> JobEnd {
        self.take_on(job);
        let mut before: Option<Ensemble> = None;
        let mut count = FIRST_STAGE.min(job.most);
        loop {
            match self.stage(job, count, stale) {
                Ok(mut ensemble) => {
                    ensemble.settled = ensemble.settles(before.as_ref(), job);
                    let settled = ensemble.settled;
                    if settled {
                        tell(ensemble);
                        return JobEnd::Done;
                    }
                    tell(ensemble.clone());
                    before = Some(ensemble);
                    count *= 2;
                }
                Err(end) => {
                    if matches!(end, JobEnd::Failed(_)) {
                        // Whatever failed, nothing of it is kept.
                        self.forget();
                    }
                    return end;
                }
            }
        }
    }

    /// Forgets all draws.
    pub(super) fn forget(&mut self) {
        self.present.clear();
        self.reference.clear();
    }

    fn take_on(&mut self, job: &EnsembleJob) {
        if self.sampler.seed() != job.seed {
            self.sampler = Sampler::new(job.seed);
            self.forget();
        }
        if self.spreads != job.spreads {
            self.spreads.clone_from(&job.spreads);
            self.forget();
        }
        let weeks = job.present.weeks;
        let focus = match job.bands {
            Some(focus) => ensemble::Focus::spread(focus.of(), weeks, MOST_WEEKS),
            None => ensemble::Focus::default(),
        };
        self.present.take_on(&job.present, &focus);
        self.reference.take_on(&job.reference, &ensemble::Focus::default());
    }

    /// Runs the draws that a stage lacks, and sums up.
    fn stage(&mut self, job: &EnsembleJob, count: usize, stale: &dyn Fn() -> bool) -> Result<Ensemble, JobEnd> {
        // A reference that is the present world needs no draws of its own.
        let same = job.present == job.reference;
        let plan =
            self.present.plan(&job.present, &job.spreads, &mut self.sampler, count).map_err(|error| failed(&error))?;
        let mut pieces = Vec::new();
        lay_out(&mut self.present, &plan, count, false, &mut pieces);
        if !same {
            let spreads = spreads_within(&job.reference, &job.spreads);
            let plan = self
                .reference
                .plan(&job.reference, &spreads, &mut self.sampler, count)
                .map_err(|error| failed(&error))?;
            lay_out(&mut self.reference, &plan, count, true, &mut pieces);
        }
        let is_exact = plan.is_exact();
        drop(plan);
        let round = Arc::new(Running(pieces));
        let end = ended(self.crew.run(Arc::clone(&round) as Arc<dyn Round>, stale));
        for piece in &round.0 {
            let side = if piece.is_reference { &mut self.reference } else { &mut self.present };
            let columns = std::mem::take(&mut *lock(&piece.columns));
            if end.is_ok() {
                side.blocks.push(Arc::new(columns));
            } else {
                side.spare.push(columns);
            }
        }
        end?;
        self.sum_up(job, count, is_exact, same, stale)
    }

    fn sum_up(
        &mut self,
        job: &EnsembleJob,
        count: usize,
        is_exact: bool,
        same: bool,
        stale: &dyn Fn() -> bool,
    ) -> Result<Ensemble, JobEnd> {
        use strum::IntoEnumIterator;
        let present = self.present.first(count).to_vec();
        let reference = if same { present.clone() } else { self.reference.first(count).to_vec() };
        let rows = present.first().map_or(0, |block| block.weeks().len());
        let weeks = present.first().map_or_else(Vec::new, |block| block.weeks().to_vec());
        let firms = (0..job.present.firms.len()).map(Of::Firm).chain([Of::All]).map(Sum::Firm);
        let mut parts: Vec<Sum> = firms.chain([Sum::NotNumbers]).collect();
        if job.bands.is_some() {
            let share = rows.div_ceil(4).max(1);
            for quantity in Quantity::iter() {
                parts.extend((0..rows).step_by(share).map(|at| Sum::Bands(quantity, at..(at + share).min(rows))));
            }
        }
        let parts = parts.into_iter().map(|part| (part, Mutex::default())).collect();
        let round = Arc::new(Summing { present, reference, weeks: job.present.weeks, parts });
        ended(self.crew.run(Arc::clone(&round) as Arc<dyn Round>, stale))?;
        let mut ensemble = Ensemble {
            generation: job.generation,
            seed: job.seed,
            draws: count,
            firms: Vec::new(),
            all: FirmSummary::default(),
            bands: None,
            is_exact,
            clamped: clamped(&job.present, &job.spreads).into_iter().map(|(lever, _)| lever.to_owned()).collect(),
            not_numbers: 0,
            settled: false,
        };
        let mut bands = Bands { weeks, ..Bands::default() };
        for (what, slot) in &round.parts {
            match (what, std::mem::take(&mut *lock(slot))) {
                (Sum::Firm(Of::All), Summed::Firm(summary)) => ensemble.all = *summary,
                (_, Summed::Firm(summary)) => ensemble.firms.push(*summary),
                (Sum::Bands(quantity, _), Summed::Bands(rows)) => match quantity {
                    Quantity::Stock => bands.stock.extend(rows),
                    Quantity::Served => bands.served.extend(rows),
                    Quantity::Unmet => bands.unmet.extend(rows),
                },
                (_, Summed::NotNumbers(count)) => ensemble.not_numbers = count,
                _ => {}
            }
        }
        ensemble.bands = job.bands.map(|focus: Focus| (focus, bands));
        Ok(ensemble)
    }
}

/// Adds the blocks that a side lacks up to `count` draws. Where they begin and end depends on nothing but `count`, so
/// that the blocks of both sides are the same ranges.
fn lay_out(side: &mut Side, plan: &Arc<Plan>, count: usize, is_reference: bool, pieces: &mut Vec<Piece>) {
    let from = side.draws();
    if from >= count {
        return;
    }
    let step = ((count - from) / PARTS).clamp(PART.0, PART.1);
    for first in (from..count).step_by(step) {
        let columns = Mutex::new(side.spare.pop().unwrap_or_default());
        let range = first..(first + step).min(count);
        pieces.push(Piece { plan: Arc::clone(plan), focus: side.focus.clone(), range, is_reference, columns });
    }
}

fn ended(end: RoundEnd) -> Result<(), JobEnd> {
    match end {
        RoundEnd::Done => Ok(()),
        RoundEnd::Stale => Err(JobEnd::Stale),
        RoundEnd::Failed(message) => Err(JobEnd::Failed(message)),
    }
}

fn failed(error: &SpreadError) -> JobEnd {
    JobEnd::Failed(error.to_string())
}
