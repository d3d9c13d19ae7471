//! A session that can be given anything: its engine runs what every key waits for and no more, and no file is touched.

use std::path::PathBuf;
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stockout::app::{Effect, Msg, Overlay, Presenting, Preview, SaveError, Screen, State, update};
use stockout::engine::CentralOnly;
use stockout::harness::Harness;
use stockout::lever::Reading;
use stockout::model::valid;
use stockout::scenario::{self, NoFiles, Origin, Scenario, StepDraft};
use stockout::session::{Outside, Session};
use stockout::view::{Theme, ThemeName, locate, render};

/// Most cells of a frame that is painted for every batch.
const PAINTED: (u16, u16) = (130, 44);

/// Files that are all in memory: scenarios with stories and without, a disk on which every second file is there already,
/// and was changed by somebody else.
pub(super) struct InMemory {
    scenarios: Vec<Arc<Scenario>>,
    asked: usize,
}

impl InMemory {
    /// The next scenario in turn.
    fn next(&mut self) -> Arc<Scenario> {
        self.asked += 1;
        Arc::clone(&self.scenarios[self.asked % self.scenarios.len()])
    }

    /// What came of keeping a step: the file with one more, or a reason why not.
    fn keep_step(&self, state: &State, draft: &StepDraft) -> Result<Arc<Scenario>, String> {
        if self.asked.is_multiple_of(3) {
            return Err("talk.ron was changed since it was read".to_owned());
        }
        let text = scenario::with_step(&state.scenario, &state.moves, draft).map_err(|error| error.to_string())?;
        scenario::load_text(&state.scenario.origin, text, &NoFiles).map(Arc::new).map_err(|failure| failure.headline())
    }
}

impl Outside for InMemory {
    fn perform(&mut self, effect: Effect, state: &State) -> Vec<Msg> {
        self.asked += 1;
        let turn = self.asked % 2;
        match effect {
            Effect::Locate(pointer) => vec![Msg::Located(pointer, locate(state, &pointer))],
            Effect::Open(name) if name.len() % 5 == 0 => {
                vec![Msg::Opened(Err(format!("{name}: there is no such file")))]
            }
            Effect::Open(_) => vec![Msg::Opened(Ok(self.next()))],
            Effect::KeepStep(draft) => vec![Msg::StepKept(self.keep_step(state, &draft))],
            Effect::Preview => {
                let names = state.library.iter().map(|entry| entry.name.clone());
                let broken = |name: String| Preview { body: Err(format!("{name}:3:5: broken")), name };
                vec![Msg::Previewed(names.map(broken).collect())]
            }
            Effect::Backtest => vec![Msg::Backtested(Err("the record is broken".to_owned()))],
            Effect::Save { path, overwrite: false } if turn == 0 => {
                vec![Msg::Saved(Err(SaveError::Exists(path.unwrap_or_else(|| PathBuf::from("mine.ron")))))]
            }
            Effect::Save { path: None, .. } if turn == 0 => {
                vec![Msg::Saved(Err(SaveError::Changed(PathBuf::from("mine.ron"))))]
            }
            Effect::Save { path, .. } => {
                let path = path.unwrap_or_else(|| PathBuf::from("mine.ron"));
                vec![Msg::Saved(Ok((path, Arc::clone(&self.scenarios[0]))))]
            }
            _ => vec![],
        }
    }
}

/// A story in a file of its own.
fn talk(name: &str) -> Scenario {
    let mut scenario = scenario::load(name, &NoFiles).unwrap();
    scenario.origin = Origin::File(PathBuf::from("talk.ron"));
    scenario
}

/// A session, the states in which it starts again and again, and a buffer.
pub(super) struct Room {
    starts: [State; 3],
    /// Which of them it began with.
    begun: usize,
    pub session: Session<CentralOnly, InMemory>,
    theme: Theme,
    buffer: Buffer,
    /// Sessions that were ended.
    pub ended: usize,
}

impl Room {
    pub(super) fn new() -> Self {
        // With a look-ahead and draws, so that everything is painted.
        let explored = Harness::scenario("baseline").size(80, 24).state().clone();
        let told = Harness::of(talk("hybrid-or-switch")).size(80, 24).state().clone();
        let safe = Presenting { auto: true, loops: true, is_safe: true, from: 2, ..Presenting::default() };
        let alone = Harness::of(talk("the-ban")).size(80, 24).present(safe).state().clone();
        let embedded = ["baseline", "full-switch"].map(|name| Arc::new(scenario::load(name, &NoFiles).unwrap()));
        let stories = ["hybrid-or-switch", "the-ban"].map(|name| Arc::new(talk(name)));
        let outside = InMemory { scenarios: [embedded, stories].concat(), asked: 0 };
        let session = Session::new(explored.clone(), CentralOnly::default(), outside);
        let starts = [explored, told, alone];
        Self { starts, begun: 0, session, theme: Theme::new(ThemeName::Dark), buffer: Buffer::default(), ended: 0 }
    }

    /// Back to a first state: a scenario that is explored, one with a story, a story on stage, in turns.
    pub(super) fn restart(&mut self, turn: usize) {
        self.begun = turn % self.starts.len();
        self.session.state.clone_from(&self.starts[self.begun]);
        self.session.outside.asked = 0;
    }

    /// The file of the scenario was read again: one of those there are, or none that can be read.
    pub(super) fn reread(&self, which: usize) -> Msg {
        let scenarios = &self.session.outside.scenarios;
        Msg::Reloaded(match scenarios.get(which % (scenarios.len() + 1)) {
            Some(scenario) => Ok(Arc::clone(scenario)),
            None => Err("talk.ron:3:5: a bracket is not closed".to_owned()),
        })
    }

    /// Takes a batch in, as the loop does, and looks at the frame. A session that is over is started again.
    pub(super) fn take(&mut self, messages: Vec<Msg>) -> Result<(), String> {
        self.session.take(messages);
        if self.session.state.ended {
            // Nothing is painted of it.
            self.ended += 1;
            self.restart(self.begun);
            return Ok(());
        }
        self.holds()
    }

    /// What is true of every state.
    fn holds(&mut self) -> Result<(), String> {
        let state = &self.session.state;
        let wrong = |what: &str| Err(format!("{what}: screen {:?}, {:?}", state.screen, state.overlay));
        let central = state.central.as_ref().ok_or("nothing was run")?;
        if central.generation != state.generation || central.worlds.present != state.present {
            return wrong("what is shown was not run");
        }
        let faults = valid::check(&state.present);
        if !faults.is_empty() {
            return wrong(&format!("the world is not valid: {faults:?}"));
        }
        for (id, lever) in state.scenario.catalogue.iter() {
            if let Reading::One(value) = state.reading(id)
                && !(value.is_finite() || lever.can_be_never() && value == f64::INFINITY)
            {
                return wrong(&format!("{} is {value}", lever.id));
            }
        }
        if !state.shown_levers().any(|id| id == state.cursor) {
            return wrong("the lever in focus is not shown");
        }
        let (columns, rows) = (state.size.0.min(PAINTED.0), state.size.1.min(PAINTED.1));
        let area = Rect::new(0, 0, columns, rows);
        self.buffer.resize(area);
        self.buffer.reset();
        let cursor = render(state, &self.theme, area, &mut self.buffer);
        if cursor.is_some_and(|at| !area.contains(at)) {
            return wrong(&format!("the cursor is at {cursor:?} of {columns}x{rows}"));
        }
        crate::matrix::cells_are_whole(&self.buffer)
    }

    /// Undo and redo are the way there and back.
    pub(super) fn undo_is_the_way_back(&mut self) -> Result<(), String> {
        let state = &mut self.session.state;
        // Sliders on their way arrive.
        let _ = update(state, Msg::Tick { now_ms: u64::MAX / 2 });
        (state.overlay, state.screen, state.cross_hair) = (Overlay::None, Screen::Explore, None);
        if let Some(stage) = &mut state.stage {
            // A key on a dark screen would only bring it back.
            stage.blank = None;
        }
        let depth = state.history.depth();
        let kept = (state.moves.clone(), state.spreads.clone(), state.reference.clone());
        let press = |state: &mut State, key: char| {
            let key = stockout::app::Key::char(key);
            let _ = update(state, Msg::Key { key, now_ms: u64::MAX / 2 });
        };
        (0..depth).for_each(|_| press(state, 'u'));
        if state.history.depth() != 0 {
            return Err(format!("{} of {depth} steps are left after undoing them", state.history.depth()));
        }
        (0..depth).for_each(|_| press(state, 'U'));
        if (&state.moves, &state.spreads, &state.reference) == (&kept.0, &kept.1, &kept.2) {
            return Ok(());
        }
        Err("undone and redone, it is another state".to_owned())
    }
}
