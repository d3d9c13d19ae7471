//! However a step is reached, its frame is the same: random walks over all that a person can do on stage, painted.

use std::collections::HashMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stockout::app::key::parse_macro;
use stockout::app::{Gesture, Msg, Pointer, State};
use stockout::engine::{Engine, Inline, Jobs};
use stockout::scenario::Scenario;
use stockout::session::Session;
use stockout::shell::desk::Desk;
use stockout::study::{Central, CentralJob, Ensemble, EnsembleJob, LookAhead, LookAheadJob};
use stockout::view::{Theme, ThemeName, render};

use super::{SIZES, STORIES, load, presented, read, scene, step_of, talk};

/// What can be done on stage.
#[derive(Debug, Clone)]
enum Deed {
    Keys(&'static str),
    Click((u16, u16)),
    Wheel((u16, u16), bool),
}

/// Next, back, jumps, restarts, blank and white, the timer, the list, replays, detours and what is looked up.
const KEYS: [&str; 43] = [
    "<space>",
    "<space>",
    "<pagedown>",
    "n",
    "<right>",
    "<enter>",
    "<pageup>",
    "<pageup>",
    "p",
    "<left>",
    "<backspace>",
    "<home>",
    "<end>",
    "3<enter>",
    "5<enter>",
    "7<enter>",
    "12",
    "b",
    ".",
    "w",
    "<f5>",
    "<esc>",
    "t",
    "T",
    "a",
    "m",
    "i",
    "i<down*2><enter>",
    "i<up><pagedown><enter>",
    "ihy<esc>",
    "l",
    "l<right*3>f<esc>",
    "l<down*2><left*2>",
    "x<left>",
    "?<pagedown>",
    "?5<down>",
    "2",
    "ltt<pagedown>",
    "l@<right><pagedown>",
    "lz<down*9><pagedown>",
    "l5/g<enter>1<pagedown>",
    "ldT<down*4>",
    "l6<down>i<esc>1",
];

fn any_deed() -> impl Strategy<Value = Deed> {
    let place = || (0u16..120, 0u16..40);
    prop_oneof![
        8 => prop::sample::select(KEYS.to_vec()).prop_map(Deed::Keys),
        2 => place().prop_map(Deed::Click),
        1 => (place(), any::<bool>()).prop_map(|(at, up)| Deed::Wheel(at, up)),
    ]
}

/// The engine of the program, which computes nothing twice and looks ahead and draws only where somebody looks: what it
/// gives is the same, because it depends on the job alone.
struct Thrifty {
    inner: Inline,
    central: Vec<Central>,
    job: Option<LookAheadJob>,
    look_aheads: Vec<(LookAheadJob, LookAhead)>,
    answer: Option<LookAhead>,
    draws_job: Option<EnsembleJob>,
    ensembles: Vec<(EnsembleJob, Ensemble)>,
    drawn: Option<Ensemble>,
}

/// Draws that tell one ensemble from another.
const DRAWS: usize = 64;

impl Thrifty {
    fn new() -> Self {
        Self {
            inner: Inline::new(DRAWS),
            central: vec![],
            job: None,
            look_aheads: vec![],
            answer: None,
            draws_job: None,
            ensembles: vec![],
            drawn: None,
        }
    }
}

/// More than the steps of a story, at two sizes.
const MOST_KEPT: usize = 24;

fn is_same(one: &LookAheadJob, other: &LookAheadJob) -> bool {
    one.moves == other.moves
        && (one.focus, one.target, &one.levers) == (other.focus, other.target, &other.levers)
        && (one.positions, one.ahead, one.inputs.is_some()) == (other.positions, other.ahead, other.inputs.is_some())
}

impl Engine for Thrifty {
    fn central(&mut self, job: &CentralJob) -> Central {
        let known = self.central.iter().find(|known| {
            known.worlds.present == job.present && known.worlds.reference == job.reference.world(&job.present)
        });
        let mut central = known.cloned().unwrap_or_else(|| self.inner.central(job));
        if known.is_none() && self.central.len() < MOST_KEPT {
            self.central.push(central.clone());
        }
        central.generation = job.generation;
        central
    }

    fn look_ahead(&mut self, job: LookAheadJob) {
        self.job = Some(job);
    }

    fn ensemble(&mut self, job: EnsembleJob) {
        self.draws_job = Some(job);
    }

    fn look_ahead_answer(&mut self) -> Option<LookAhead> {
        self.answer.take()
    }

    fn ensemble_answer(&mut self) -> Option<Ensemble> {
        self.drawn.take()
    }

    fn settle(&mut self) {
        self.draw();
        let Some(job) = self.job.take() else { return };
        let known = self.look_aheads.iter().find(|(known, _)| is_same(known, &job)).map(|(_, answer)| answer.clone());
        let mut answer = known.clone().unwrap_or_else(|| {
            self.inner.look_ahead(job.clone());
            self.inner.look_ahead_answer().expect("an answer")
        });
        answer.generation = job.generation;
        if known.is_none() && self.look_aheads.len() < MOST_KEPT {
            self.look_aheads.push((job, answer.clone()));
        }
        self.answer = Some(answer);
    }

    fn jobs(&self) -> Jobs {
        self.inner.jobs()
    }
}

impl Thrifty {
    fn draw(&mut self) {
        let Some(job) = self.draws_job.take() else { return };
        let is_same = |known: &EnsembleJob| EnsembleJob { generation: job.generation, ..known.clone() } == job;
        let known = self.ensembles.iter().find(|(known, _)| is_same(known)).map(|(_, answer)| answer.clone());
        let mut answer = known.clone().unwrap_or_else(|| {
            self.inner.ensemble(job.clone());
            self.inner.settle();
            self.inner.ensemble_answer().expect("an answer")
        });
        answer.generation = job.generation;
        if known.is_none() && self.ensembles.len() < MOST_KEPT {
            self.ensembles.push((job, answer.clone()));
        }
        self.drawn = Some(answer);
    }
}

type Walk = Session<Thrifty, Desk>;

fn take(session: &mut Walk, deed: &Deed, now_ms: &mut u64) {
    match deed {
        Deed::Keys(keys) => *now_ms = session_keys(session, keys, *now_ms),
        Deed::Click(cell) => {
            for gesture in [Gesture::Press, Gesture::Release] {
                session.take([Msg::Pointer(Pointer { gesture, cell: *cell, now_ms: *now_ms })]);
            }
        }
        Deed::Wheel(cell, up) => {
            let gesture = if *up { Gesture::WheelUp } else { Gesture::WheelDown };
            session.take([Msg::Pointer(Pointer { gesture, cell: *cell, now_ms: *now_ms })]);
        }
    }
}

/// Presses keys in one batch, as a loop takes them that was busy.
fn session_keys(session: &mut Walk, keys: &str, now_ms: u64) -> u64 {
    let keys = parse_macro(keys).unwrap().into_iter().filter_map(|stroke| match stroke {
        stockout::app::key::Stroke::Key(key) => Some(Msg::Key { key, now_ms }),
        stockout::app::key::Stroke::Pause(_) => None,
    });
    session.take(keys.collect::<Vec<_>>());
    now_ms
}

/// Back on the script, whatever was open, typed or dark, with nothing on its way.
fn come_to_rest(session: &mut Walk, mut now_ms: u64) {
    for _ in 0..6 {
        now_ms += 2_000;
        session_keys(session, "<esc>", now_ms);
    }
    if session.state.stage.as_ref().expect("a story").timer.is_shown {
        session_keys(session, "t", now_ms + 2_000);
    }
    session.pass(now_ms + 60_000);
    assert_eq!(session.state.wakes_at(), None, "at rest nothing ticks");
}

fn painted(session: &mut Walk, (columns, rows): (u16, u16)) -> Buffer {
    session.take([Msg::Size(columns, rows)]);
    session.settle();
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    let cursor = render(&session.state, &Theme::new(ThemeName::Dark), area, &mut buffer);
    assert_eq!(cursor, None);
    buffer
}

fn walks(story: &str, scenario: &Scenario, count: u32) {
    let opening = presented(scenario.clone(), stockout::app::Presenting::default());
    let steps = opening.scenario.story.len();
    let start = |state: State| Session::start_sized(state, SIZES[0], Thrifty::new(), Desk::new());
    // Each step gone to at once, in a session of its own.
    let mut straight: HashMap<(usize, usize), Buffer> = HashMap::new();
    for step in 0..steps {
        let how = stockout::app::Presenting { from: step, ..stockout::app::Presenting::default() };
        let mut session = start(presented(scenario.clone(), how));
        for (at, size) in SIZES.into_iter().enumerate() {
            straight.insert((step, at), painted(&mut session, size));
        }
    }
    // Each of them has a look of its own, and something on it: what is compared below says something.
    for (at, frame) in &straight {
        assert!(straight.iter().all(|(other, of_other)| other == at || of_other != frame), "{story}: {at:?}");
        let glyphs = frame.content.iter().filter(|cell| cell.symbol() != " ").count();
        assert!(glyphs > 400, "{story}: {at:?} has {glyphs} glyphs");
    }
    let session = start(opening);
    let fresh: State = session.state.clone();
    let session = std::cell::RefCell::new(session);
    let reached = std::cell::RefCell::new(vec![0_u32; steps]);
    let config = Config { cases: count, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]));
    let deeds = prop::collection::vec((any_deed(), 0_u64..3_000), 1..25);
    let ran = runner.run(&deeds, |deeds| {
        let mut session = session.borrow_mut();
        session.state.clone_from(&fresh);
        session.take([
            Msg::Size(SIZES[1].0, SIZES[1].1),
            Msg::Do { action: stockout::app::Action::StageFirst, now_ms: 0 },
        ]);
        let mut now_ms = 1_000;
        for (deed, wait_ms) in &deeds {
            take(&mut session, deed, &mut now_ms);
            now_ms += wait_ms;
            session.take([Msg::Tick { now_ms }]);
            if session.state.is_on_script() && session.state.course.is_none() {
                // Somebody looks, and what is seen leaves its traces.
                session.settle();
            }
            prop_assert!(!session.state.ended && session.state.stage.is_some());
        }
        come_to_rest(&mut session, now_ms);
        let step = step_of(&session.state);
        reached.borrow_mut()[step] += 1;
        prop_assert_eq!(&stockout::app::Scene::of(&session.state), &scene(&session.state, step));
        for (at, size) in SIZES.into_iter().enumerate() {
            let frame = painted(&mut session, size);
            if frame != straight[&(step, at)] {
                let text = |buffer: &Buffer| stockout::export::frame::text(buffer);
                let why = format!("step {}:\n{}\nis not\n{}", step + 1, text(&frame), text(&straight[&(step, at)]));
                return Err(TestCaseError::fail(why));
            }
        }
        Ok(())
    });
    match ran {
        Ok(()) => {}
        Err(TestError::Fail(why, deeds)) => panic!("{story}: {why}\nthe least that does it: {deeds:?}"),
        Err(TestError::Abort(why)) => panic!("{story}: {why}"),
    }
    let reached = reached.into_inner();
    assert!(reached.iter().all(|count| *count > 0), "{story}: {reached:?} walks end at each step");
}

#[test]
fn three_hundred_and_forty_walks_over_the_ban_lead_to_the_same_frames() {
    walks("the-ban", &load("the-ban"), 340);
}

#[test]
fn three_hundred_and_forty_walks_over_what_it_would_take_lead_to_the_same_frames() {
    walks("what-it-would-take", &load("what-it-would-take"), 340);
}

#[test]
fn three_hundred_and_forty_walks_over_hybrid_or_switch_lead_to_the_same_frames() {
    walks("hybrid-or-switch", &load("hybrid-or-switch"), 340);
}

/// Screens that no shipped story shows.
#[test]
fn a_hundred_walks_over_numbers_draws_and_the_backtest_lead_to_the_same_frames() {
    let step = |title: &str, rest: &str| format!("(title: \"{title}\", caption: \"{{stockout.Baidu}}\", {rest}),");
    let steps = [
        step("Two", "show: \"assumptions\", point_at: \"lever policy.leakage\", set: {\"policy.leakage\": \"5%\"}"),
        step("Three", "show: \"backtest\", point_at: \"observation huawei_2025\""),
        step("Four", "firm: \"Tencent\""),
        step("Five", "show: \"uncertainty\", set: {\"policy.leakage\": \"2%\"}"),
        step("Six", "firm: \"all\""),
        step("Seven", "show: \"explore\", panel: \"ways\""),
        step("Eight", "show: \"backtest\", point_at: \"observation china_dec_2025\""),
    ];
    walks("screens", &read(&talk(&steps.concat())), 100);
}

#[test]
fn the_walks_are_over_every_story() {
    assert_eq!(STORIES.len(), 3);
}
