//! A session: the state, an engine, and what lies outside, put together. The terminal's loop drives it, and so do tests
//! and headless frames.

use crate::app::key::{Key, Stroke};
use crate::app::{Effect, Msg, Screen, State, update};
use crate::engine::Engine;

/// What a session wants done outside: files and the terminal. Answers come back as messages.
pub trait Outside {
    /// Does it; gives the answers, if it has any yet.
    fn perform(&mut self, effect: Effect, state: &State) -> Vec<Msg>;
}

/// What messages want computed.
#[derive(Debug, Default)]
struct Wanted {
    central: bool,
    look_ahead: bool,
    ensemble: bool,
}

impl Wanted {
    const ALL: Self = Self { central: true, look_ahead: true, ensemble: true };
}

/// The state with what serves it.
pub struct Session<E, O> {
    /// What is shown.
    pub state: State,
    /// What computes.
    pub engine: E,
    /// What is outside.
    pub outside: O,
    /// What is still to be asked of the engine.
    wanted: Wanted,
}

impl<E: std::fmt::Debug, O> std::fmt::Debug for Session<E, O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl<E: Engine, O: Outside> Session<E, O> {
    /// A session in which nothing was computed yet.
    pub fn new(state: State, engine: E, outside: O) -> Self {
        Self { state, engine, outside, wanted: Wanted::default() }
    }

    /// Starts a session: runs the central case and asks for the look-ahead.
    pub fn start(state: State, engine: E, outside: O) -> Self {
        let mut session = Self::begin(state, engine, outside);
        session.post();
        session.collect();
        session
    }

    /// Starts a session in a room of so many columns and rows.
    pub fn start_sized(mut state: State, size: (u16, u16), engine: E, outside: O) -> Self {
        state.size = size;
        Self::start(state, engine, outside)
    }

    /// Starts a session as far as the first frame needs it; [`Session::post`] asks for the rest.
    pub fn begin(state: State, engine: E, outside: O) -> Self {
        let mut session = Self::new(state, engine, outside);
        session.wanted = Wanted::ALL;
        session.run_central();
        if session.state.screen != Screen::default() && session.state.stage.is_none() {
            // It may want more than that; what a step shows does not.
            session.act([Msg::Do { action: session.state.screen.action(), now_ms: 0 }]);
        } else if session.state.wants_backtest() {
            // Nobody is to wait for it when its step comes.
            let answers = session.outside.perform(Effect::Backtest, &session.state);
            session.act(answers);
        }
        session
    }

    /// Takes everything that has come in and acts on it once: however many moves, the central case runs once and the
    /// look-ahead is asked for once.
    pub fn take(&mut self, messages: impl IntoIterator<Item = Msg>) {
        self.act(messages);
        self.post();
        self.collect();
    }

    /// As [`Session::take`], but only what the next frame needs is computed: what follows behind it is asked for by
    /// [`Session::post`], so that no thread of the engine has the processor that the frame wants.
    pub fn act(&mut self, messages: impl IntoIterator<Item = Msg>) {
        for message in messages {
            self.act_on(message);
        }
        if self.wanted.central {
            self.run_central();
        }
        self.collect();
    }

    /// Asks for what follows behind the frame, of the state as it then is.
    pub fn post(&mut self) {
        let Wanted { look_ahead, ensemble, .. } = std::mem::take(&mut self.wanted);
        if look_ahead {
            self.engine.look_ahead(self.state.look_ahead_job());
        }
        if ensemble {
            self.engine.ensemble(self.state.ensemble_job());
        }
    }

    /// Effects outside are done at once, in order: what they answer may change what the next message means.
    fn act_on(&mut self, message: Msg) {
        if self.wanted.central && self.state.central.is_none() {
            // Another scenario was opened: a move of it is told by what it changes there.
            self.run_central();
        }
        for effect in update(&mut self.state, message) {
            match effect {
                Effect::Central => self.wanted.central = true,
                Effect::LookAhead => self.wanted.look_ahead = true,
                Effect::Ensemble => self.wanted.ensemble = true,
                effect => {
                    // What is written are the results of the state as it is, not of the last frame.
                    if effect.writes_results() && self.wanted.central {
                        self.run_central();
                    }
                    for answer in self.outside.perform(effect, &self.state) {
                        self.act_on(answer);
                    }
                }
            }
        }
    }

    fn run_central(&mut self) {
        self.wanted.central = false;
        let central = self.engine.central(&self.state.central_job());
        update(&mut self.state, Msg::Central(Box::new(central)));
    }

    /// A key at a time; for tests and macros.
    pub fn key(&mut self, key: Key, now_ms: u64) {
        self.take([Msg::Key { key, now_ms }]);
    }

    /// Plays a macro from `now_ms` on; gives the time when it is over.
    pub fn play(&mut self, strokes: &[Stroke], mut now_ms: u64) -> u64 {
        for stroke in strokes {
            match stroke {
                Stroke::Key(key) => self.key(*key, now_ms),
                Stroke::Pause(ms) => {
                    self.pass(now_ms + ms);
                    now_ms += ms;
                }
            }
        }
        self.settle();
        now_ms
    }

    /// Lets time go by until a moment: what moves by itself is told of each moment that it asks for, as a clock would.
    pub fn pass(&mut self, until_ms: u64) {
        while let Some(now_ms) = self.state.wakes_at().filter(|at| *at <= until_ms) {
            self.take([Msg::Tick { now_ms }]);
        }
    }

    /// Takes the engine's newest answers in, if any have come.
    pub fn collect(&mut self) {
        if let Some(look_ahead) = self.engine.look_ahead_answer() {
            update(&mut self.state, Msg::LookAhead(Box::new(look_ahead)));
        }
        if let Some(ensemble) = self.engine.ensemble_answer() {
            update(&mut self.state, Msg::Ensemble(Box::new(ensemble)));
        }
    }

    /// Lets an engine without threads run what is only looked at, and takes it in.
    pub fn settle(&mut self) {
        self.engine.settle();
        self.collect();
    }
}

/// Nothing outside: effects are done nowhere.
#[derive(Debug, Default)]
pub struct Nowhere;

impl Outside for Nowhere {
    fn perform(&mut self, _: Effect, _: &State) -> Vec<Msg> {
        vec![]
    }
}
