//! The engine's threads: the same bits whatever their number, the newest job wins, a panic ends no worker.

use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use stockout::engine::{Engine, Inline, Threaded, threaded};
use stockout::lever::Reference;
use stockout::model::{Spread, World};
use stockout::scenario::{self, NoFiles};
use stockout::study::{Ensemble, EnsembleJob, FIRST_STAGE, Focus, Generation, LEAST_SETTLED};

/// Longest that anything here may take; nobody waits for it unless something is wrong.
const DEADLINE: Duration = Duration::from_mins(1);

fn world() -> World {
    scenario::load("baseline", &NoFiles).unwrap().world()
}

fn job(generation: u64, present: World, most: usize) -> EnsembleJob {
    EnsembleJob {
        generation: Generation(generation),
        reference: Reference::NobodyMigrates.world(&present),
        spreads: present.spread.clone(),
        present,
        seed: 1,
        bands: Some(Focus::Firm(0)),
        least: LEAST_SETTLED,
        most,
    }
}

/// An engine with its threads.
struct Running {
    engine: Option<Threaded>,
    wake: Receiver<()>,
    threads: Vec<JoinHandle<()>>,
}

impl Running {
    fn start(threads: usize) -> Self {
        let (engine, workers) = threaded(threads);
        let (sender, wake) = channel();
        let tell = sender.clone();
        let mut handles = vec![
            thread::spawn(move || workers.look_ahead.run(|| _ = tell.send(()))),
            thread::spawn(move || workers.ensemble.run(|| _ = sender.send(()))),
        ];
        handles.extend(workers.helpers.into_iter().map(|helper| thread::spawn(move || helper.run())));
        Self { engine: Some(engine), wake, threads: handles }
    }

    fn engine(&mut self) -> &mut Threaded {
        self.engine.as_mut().unwrap()
    }

    /// The next answer, or the failure.
    fn answer(&mut self) -> Result<Ensemble, String> {
        loop {
            if let Some(ensemble) = self.engine().ensemble_answer() {
                return Ok(ensemble);
            }
            if let Some(why) = self.engine().take_failure() {
                return Err(why);
            }
            self.wake.recv_timeout(DEADLINE).expect("an answer in time");
        }
    }

    fn settled(&mut self) -> Ensemble {
        loop {
            let ensemble = self.answer().unwrap();
            if ensemble.settled {
                return ensemble;
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.engine.take());
        for thread in self.threads.drain(..) {
            assert!(thread.join().is_ok() || thread::panicking());
        }
    }
}

/// What an engine without threads makes of a job, from nothing.
fn alone(job: &EnsembleJob) -> Ensemble {
    let mut engine = Inline::new(job.most);
    engine.ensemble(job.clone());
    engine.settle();
    engine.ensemble_answer().unwrap()
}

#[test]
fn one_two_and_four_threads_give_the_same_bits() {
    let job = job(1, world(), 1024);
    let expected = alone(&job);
    assert_eq!((expected.draws, expected.settled, expected.not_numbers), (1024, true, 0));
    for threads in [1, 2, 4] {
        let mut running = Running::start(threads);
        running.engine().ensemble(job.clone());
        assert_eq!(running.settled(), expected, "{threads} threads");
    }
}

#[test]
fn what_is_kept_from_the_last_job_is_what_would_be_run_anew() {
    let mut running = Running::start(2);
    let base = world();
    // The same world with more draws; a decision, which leaves the reference; an assumption; back; other bands; none;
    // another seed; another spread; nobody migrates, so that present and reference are one.
    let mut jobs = vec![job(1, base.clone(), 512), job(2, base.clone(), 1024)];
    let mut moved = base.clone();
    for firm in &mut moved.firms {
        firm.strategy.inference_share = 0.7;
    }
    jobs.push(job(3, moved, 1024));
    let mut moved = base.clone();
    moved.stock_scale = 1.3;
    jobs.push(job(4, moved, 512));
    jobs.push(job(5, base.clone(), 512));
    jobs.push(EnsembleJob { bands: Some(Focus::All), ..job(6, base.clone(), 512) });
    jobs.push(EnsembleJob { bands: None, ..job(7, base.clone(), 1024) });
    jobs.push(EnsembleJob { seed: 2, ..job(8, base.clone(), 512) });
    let mut spreads = base.spread.clone();
    spreads.insert("stock.scale".to_owned(), Spread::Factor(1.1));
    jobs.push(EnsembleJob { spreads, ..job(9, base.clone(), 512) });
    jobs.push(job(10, Reference::NobodyMigrates.world(&base), 512));
    for job in jobs {
        running.engine().ensemble(job.clone());
        assert_eq!(running.settled(), alone(&job), "job {:?}", job.generation);
    }
}

#[test]
fn stages_double_and_each_is_what_its_draws_alone_would_say() {
    let whole = job(1, world(), 1024);
    let mut running = Running::start(1);
    running.engine().ensemble(whole.clone());
    let mut before = 0;
    loop {
        // A slow reader may miss a stage, never see one twice.
        let stage = running.answer().unwrap();
        assert!(stage.draws > before && stage.draws.is_power_of_two() && stage.draws >= FIRST_STAGE);
        before = stage.draws;
        let mut own = alone(&EnsembleJob { most: stage.draws, ..whole.clone() });
        own.settled = stage.settled;
        assert_eq!(stage, own);
        if stage.settled {
            break;
        }
    }
    assert_eq!(before, 1024);
}

#[test]
fn a_storm_of_jobs_ends_with_the_newest_and_answers_no_other_after_it() {
    let mut running = Running::start(2);
    let base = world();
    let last = 300;
    for generation in 1..=last {
        let mut present = base.clone();
        present.stock_scale = 1.0 + generation as f64 / 1000.0;
        running.engine().ensemble(job(generation, present, 2048));
        if generation % 7 == 0 {
            // Whatever came in meanwhile is of the newest.
            if let Some(ensemble) = running.engine().ensemble_answer() {
                assert_eq!(ensemble.generation, Generation(generation));
            }
        }
    }
    let mut present = base;
    present.stock_scale = 1.0 + last as f64 / 1000.0;
    assert_eq!(running.settled(), alone(&job(last, present, 2048)));
}

#[test]
fn a_panic_in_a_part_is_told_and_the_workers_go_on() {
    let mut running = Running::start(2);
    let mut broken = job(1, world(), 512);
    // No program asks for that: what is held against has fewer firms.
    broken.reference.firms.pop();
    running.engine().ensemble(broken);
    let why = running.answer().unwrap_err();
    assert!(why.starts_with("the ensemble failed: no firm"), "{why}");
    let next = job(2, world(), 512);
    running.engine().ensemble(next.clone());
    assert_eq!(running.settled(), alone(&next));
}

#[test]
fn a_spread_that_means_nothing_is_told() {
    let mut running = Running::start(1);
    let mut wrong = job(1, world(), 512);
    wrong.spreads.insert("policy.nothing".to_owned(), Spread::PlusMinus(1.0));
    running.engine().ensemble(wrong);
    assert_eq!(running.answer().unwrap_err(), "the ensemble failed: there is no lever `policy.nothing` to spread");
}

#[test]
fn without_any_spread_one_stage_settles_it() {
    let mut exact = job(1, world(), 65_536);
    exact.spreads.clear();
    let ensemble = alone(&exact);
    assert_eq!((ensemble.draws, ensemble.is_exact, ensemble.settled), (FIRST_STAGE, true, true));
}

#[test]
fn the_baseline_settles_long_before_the_last_stage() {
    let ensemble = alone(&job(1, world(), 65_536));
    assert!(ensemble.settled && (4096..=16_384).contains(&ensemble.draws), "{} draws", ensemble.draws);
}
