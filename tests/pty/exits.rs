//! Ten ways in which the program can end, and a ledger of what the terminal is left with after each.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use rustix::process::Signal;
use stockout::app::State;
use stockout::engine::{Engine, Jobs, Threaded};
use stockout::export::frame::Glyphs;
use stockout::lever::{LeverId, Reference, Scope};
use stockout::scenario::{self, NoFiles};
use stockout::shell::desk::Desk;
use stockout::shell::events::Event;
use stockout::shell::{Look, Painted, run_on, workers};
use stockout::study::{Central, CentralJob, Ensemble, EnsembleJob, LookAhead, LookAheadJob};
use stockout::view::{Depth, Theme, ThemeName};

use super::session::{Session, repeats};
use super::start::Start;

/// What an ending is to leave behind besides a clean terminal: the exit code, and words on the screen that the person
/// had before.
struct Left {
    code: u32,
    words: &'static [&'static str],
}

const fn nothing(code: u32) -> Left {
    Left { code, words: &[] }
}

/// Opens the program, makes it work, ends it, and says what should be left.
type End = fn() -> (Session, Left);

const ENDINGS: [(&str, End); 10] = [
    ("quit by key", || {
        let mut session = moved();
        session.play("qy");
        (session, nothing(0))
    }),
    ("error return", || {
        let mut session = faulty("error");
        session.play("<right>");
        (session, Left { code: 101, words: &["the keyboard is lost: pulled out on purpose"] })
    }),
    ("panic on main", || {
        let mut session = faulty("main");
        session.play("<right>");
        (session, Left { code: 101, words: &["a panic on purpose", "exits.rs"] })
    }),
    ("panic on a worker", || {
        let mut session = faulty("worker");
        session.play("<right>");
        let screen = session.wait_text("failed");
        assert!(screen.alternate_screen(), "a worker's panic gave the screen back");
        // The next job is served.
        session.play("<right>");
        session.wait_text("2025-04-23");
        session.play("qy");
        (session, nothing(0))
    }),
    ("SIGTERM", || (signalled(Signal::TERM), nothing(143))),
    ("SIGHUP", || (signalled(Signal::HUP), nothing(129))),
    ("SIGINT", || (signalled(Signal::INT), nothing(130))),
    ("SIGQUIT", || (signalled(Signal::QUIT), nothing(131))),
    ("hang-up", || {
        let mut session = moved();
        session.hang_up();
        (session, nothing(129))
    }),
    ("standard output closed", || {
        // The screen is a terminal of its own; the line settings are those of the terminal with the keys.
        let mut screen = Start::script("read line").open();
        let mut keys = Start::script(&format!("exec \"$STOCKOUT\" >{}", screen.tty())).open();
        screen.wait_text("H20 closes");
        keys.play("<right>");
        screen.wait_text("2025-04-16");
        assert!(!keys.is_cooked());
        // What is painted next finds nobody.
        screen.hang_up_on(|_| keys.play("<right>"));
        (keys, nothing(129))
    }),
];

fn moved() -> Session {
    let mut session = Start::stockout(&[]).explore();
    session.play("<right>");
    session.wait_text("2025-04-16");
    session
}

fn signalled(signal: Signal) -> Session {
    let session = moved();
    session.signal(signal);
    session
}

/// The library's own shell, with an engine that does something wrong at the first move.
fn faulty(how: &str) -> Session {
    let own = std::env::current_exe().unwrap();
    let args = ["--ignored", "--exact", "--nocapture", "--test-threads=1", "exits::a_program_that_ends_badly"];
    Start::program(own.to_str().unwrap(), &args).env("ENDING", how).explore()
}

#[test]
fn ten_endings_leave_the_terminal_as_it_was() {
    for round in 0..repeats(1) {
        for (name, end) in ENDINGS {
            let (session, left) = end();
            assert_eq!(session.wait_exit(), left.code, "{name}, round {round}");
            if session.is_hung_up() {
                continue;
            }
            let screen = session.modes_clean();
            for words in left.words {
                assert!(screen.contents().contains(words), "{name}: no “{words}” in\n{}", screen.contents());
            }
            // A line that does not start at the edge was printed while the terminal was raw.
            let indent = |line: &str| line.len() - line.trim_start().len();
            assert!(screen.contents().lines().all(|line| indent(line) < 20), "{name}:\n{}", screen.contents());
        }
    }
}

/// Keys from one terminal, the screen on another: both are left as they were.
#[test]
fn a_screen_that_is_not_where_the_keys_are_is_clean_too() {
    let mut screen = Start::script("read line").open();
    let mut keys = Start::script(&format!("exec \"$STOCKOUT\" >{}", screen.tty())).open();
    screen.wait_text("H20 closes");
    keys.play("q");
    assert_eq!(keys.wait_exit(), 0);
    keys.modes_clean();
    screen.keys("\r");
    assert_eq!(screen.wait_exit(), 0);
    screen.modes_clean();
}

/// What the endings that nobody can bring about from outside run in a terminal: the shell of the library, as the
/// program has it, on an engine that goes wrong when it is asked for the second time.
#[test]
#[ignore = "it ends badly: it is run by another test"]
fn a_program_that_ends_badly() -> color_eyre::Result<()> {
    let how = std::env::var("ENDING")?;
    let state = State::new(Arc::new(scenario::load("baseline", &NoFiles)?), Reference::NobodyMigrates, vec![]);
    let look = Look::Painted(Painted {
        theme: Some(Theme::new(ThemeName::Dark)),
        depth: Depth::Truecolor,
        glyphs: Glyphs::default(),
    });
    run_on(state, look, Desk::new(), |events| {
        Ok(Faulty { inner: workers::spawn(events, 1)?, events: events.clone(), how, central: 0, look_aheads: 0 })
    })?;
    Ok(())
}

struct Faulty {
    inner: Threaded,
    events: Sender<Event>,
    how: String,
    central: u32,
    look_aheads: u32,
}

impl Engine for Faulty {
    fn central(&mut self, job: &CentralJob) -> Central {
        self.central += 1;
        match self.how.as_str() {
            "main" if self.central == 2 => panic!("a panic on purpose"),
            "error" if self.central == 2 => drop(self.events.send(Event::InputLost("pulled out on purpose".into()))),
            _ => {}
        }
        self.inner.central(job)
    }

    fn look_ahead(&mut self, mut job: LookAheadJob) {
        self.look_aheads += 1;
        if self.how == "worker" && self.look_aheads == 2 {
            // A lever that there is not.
            job.levers = vec![(LeverId(u16::MAX), Scope::All)];
        }
        self.inner.look_ahead(job);
    }

    fn ensemble(&mut self, job: EnsembleJob) {
        self.inner.ensemble(job);
    }

    fn look_ahead_answer(&mut self) -> Option<LookAhead> {
        self.inner.look_ahead_answer()
    }

    fn ensemble_answer(&mut self) -> Option<Ensemble> {
        self.inner.ensemble_answer()
    }

    fn settle(&mut self) {}

    fn take_failure(&mut self) -> Option<String> {
        self.inner.take_failure()
    }

    fn jobs(&self) -> Jobs {
        self.inner.jobs()
    }
}
