//! How a program is started in a pseudo-terminal.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use portable_pty::{CommandBuilder, PtySize};
use stockout::harness::Harness;
use stockout::study::MOST_DRAWS;
use tempfile::TempDir;

use super::session::Session;
use super::wire::Wire;

pub(crate) const STOCKOUT: &str = env!("CARGO_BIN_EXE_stockout");

/// A home of its own, so that no test meets the recovery file of another, or of a person.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(TempDir::new().expect("a folder")))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Where the program keeps what is not saved.
    pub(crate) fn kept(&self) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.path().join("state/stockout")) else { return vec![] };
        // Talks have a folder of their own beside, and what is being written another name until it is whole.
        let is_kept = |path: &PathBuf| path.is_file() && path.extension().is_some_and(|extension| extension == "json");
        entries.map(|entry| entry.expect("an entry").path()).filter(is_kept).collect()
    }
}

/// A program that is about to start.
pub(crate) struct Start {
    command: CommandBuilder,
    extra: Vec<(String, String)>,
    size: (u16, u16),
    home: Arc<Home>,
}

impl Start {
    /// The program under test, in 80 columns and 24 rows.
    pub(crate) fn stockout(args: &[&str]) -> Self {
        Self::program(STOCKOUT, args)
    }

    /// Another program, such as a shell that starts the one under test.
    pub(crate) fn program(name: &str, args: &[&str]) -> Self {
        let mut command = CommandBuilder::new(name);
        command.args(args);
        Self { command, extra: vec![], size: (80, 24), home: Home::new() }
    }

    /// A script for `sh`, in which `$STOCKOUT` is the program under test.
    pub(crate) fn script(text: &str) -> Self {
        Self::program("sh", &["-c", text])
    }

    /// An interactive shell, ready to be typed at.
    pub(crate) fn shell() -> Session {
        let session = Self::program("bash", &["--norc", "--noprofile", "-i"]).env("PS1", "READY ").open();
        session.wait_raw(|screen| screen.contents().contains("READY"));
        session
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.extra.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    pub(crate) fn home(mut self, home: &Arc<Home>) -> Self {
        self.home = Arc::clone(home);
        self
    }

    /// Starts it with the variables that were given and a few that everything needs, no others.
    pub(crate) fn open(mut self) -> Session {
        self.prepare();
        Session::spawn(self.command, self.size, self.home)
    }

    /// As [`Start::open`], for measuring: read by whoever types, with pictures that end with these bytes.
    pub(crate) fn wire(mut self, end: &'static [u8]) -> Wire {
        self.prepare();
        Wire::spawn(self.command, self.size, self.home, end)
    }

    fn prepare(&mut self) {
        self.command.env_clear();
        let home = self.home.path();
        self.command.env("TERM", "xterm-256color");
        self.command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        self.command.env("HOME", home);
        self.command.env("XDG_STATE_HOME", home.join("state"));
        self.command.env("STOCKOUT", STOCKOUT);
        self.command.cwd(home);
        for (name, value) in &self.extra {
            self.command.env(name, value);
        }
    }

    /// Starts it and waits until the explorer shows its levers.
    #[track_caller]
    pub(crate) fn explore(self) -> Session {
        let session = self.open();
        session.wait_text("H20 closes");
        session
    }

    /// Another program of the same person.
    pub(crate) fn beside(session: &Session, args: &[&str]) -> Self {
        Self::stockout(args).home(session.own_home())
    }
}

pub(crate) fn pty_size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// A scenario explored without a terminal, drawn until it settles: what a session shows in the end.
#[track_caller]
pub(crate) fn settled(scenario: &str) -> Harness {
    Harness::scenario(scenario).draws(MOST_DRAWS)
}

/// The frame that the keys should lead to in the smaller usual size, painted without a terminal.
#[track_caller]
pub(crate) fn baseline(keys: &str) -> Harness {
    // Drawn once, at the end.
    Harness::scenario("baseline").size(80, 24).keys(keys).draws(MOST_DRAWS)
}
