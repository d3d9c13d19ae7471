//! The commands without a screen, one file each: data to `out`, diagnostics to `err`, an exit code.

mod backtest;
mod check;
mod completions;
mod config;
mod draws;
mod explore;
mod frame;
mod levers;
mod list;
mod man;
mod new;
mod present;
mod record;
mod run;
mod schema;
mod show;
mod sources;
mod terminal;

use std::io::{self, Write};

use crate::cli::{Cli, Command, ScenarioArgs};
use crate::export::{results, table};
use crate::lever::{Reference, ValueError};
use crate::scenario::{self, Failure, Files, Scenario, suggestion};
use crate::shell::files::Disk;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Fine,
    /// A check or a target failed.
    Failed,
    /// Wrong use or bad input.
    Wrong,
    /// A signal or the explorer says the code.
    Code(u8),
}

impl Exit {
    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Failed => 1,
            Self::Wrong => 2,
            Self::Code(code) => code,
        }
    }
}

/// Why a command could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A scenario is not valid.
    #[error("{0}")]
    Scenario(#[from] Failure),
    /// Wrong use, in a sentence or two.
    #[error("{0}")]
    Use(String),
    /// What came out could not be written.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
    /// Something that is nobody's mistake.
    #[error("{0:?}")]
    Report(#[from] color_eyre::Report),
}

/// What a command gives back.
type Answer = Result<Exit, Trouble>;

/// Does what was asked; gives the exit code. A reader that has gone away is no error.
pub fn main(cli: Cli, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let answer = dispatch(cli, out, err).and_then(|exit| {
        out.flush()?;
        Ok(exit)
    });
    match answer {
        Ok(exit) => exit.code(),
        Err(Trouble::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Fine.code(),
        Err(trouble) => {
            // Where even this cannot be written, the exit code has to do.
            let _ = writeln!(err, "{trouble}");
            Exit::Wrong.code()
        }
    }
}

fn dispatch(cli: Cli, out: &mut dyn Write, err: &mut dyn Write) -> Answer {
    let files = &Disk;
    match cli.command {
        None => explore::explore(&cli.explore, files),
        Some(Command::Run(args)) => run::run(&args, files, out, err),
        Some(Command::Show(args)) => show::show(&args, files, out),
        Some(Command::Check(args)) => check::check(&args, files, out, err),
        Some(Command::List(args)) => list::list(&args, out),
        Some(Command::Levers(args)) => levers::levers(&args, files, out),
        Some(Command::Sources(args)) => sources::sources(&args, out),
        Some(Command::Backtest(args)) => backtest::backtest(&args, out),
        Some(Command::Schema(args)) => schema::schema(&args, out),
        Some(Command::New(args)) => new::new(&args, *files, out),
        Some(Command::Present(args)) => present::present(&args, files),
        Some(Command::Record(args)) => record::record(&args, files, out),
        Some(Command::Frame(args)) => frame::frame(&args, files, out),
        Some(Command::Config(args)) => config::config(&args, out, err),
        Some(Command::Completions(args)) => completions::completions(&args, out),
        Some(Command::Man) => man::man(out),
    }
}

/// A message with what was probably meant below it.
fn with_meant(message: impl Into<String>, found: &str, known: &[&str]) -> Trouble {
    let message = message.into();
    Trouble::Use(match suggestion(found, known) {
        Some(meant) => format!("{message}\n  meant: {meant}"),
        None => message,
    })
}

/// The scenario that was asked for, with what was set.
fn load(args: &ScenarioArgs, files: &dyn Files) -> Result<Scenario, Trouble> {
    with_set(scenario::load(args.name(), files)?, &args.set)
}

/// A scenario with what `--set` says, in order.
fn with_set(mut scenario: Scenario, sets: &[String]) -> Result<Scenario, Trouble> {
    for set in sets {
        scenario = scenario.with_set(set).map_err(|error| of_set(set, &error))?;
    }
    Ok(scenario)
}

fn of_set(set: &str, error: &ValueError) -> Trouble {
    let message = format!("--set {set}: {error}");
    match &error.unknown {
        Some((found, known)) => with_meant(message, found, &known.iter().map(String::as_str).collect::<Vec<_>>()),
        None => Trouble::Use(message),
    }
}

/// What a scenario is held against: what was asked for, or else what its file names.
fn reference(scenario: &Scenario, against: Option<&str>, files: &dyn Files) -> Result<Reference, Trouble> {
    match against {
        Some(name) => Ok(scenario::reference(name, files)?),
        None => Ok(scenario.reference.clone()),
    }
}

/// The index of a firm.
fn firm(scenario: &Scenario, name: &str) -> Result<usize, Trouble> {
    let names: Vec<&str> = scenario.root.firms.iter().map(|firm| firm.name.as_str()).collect();
    let found = names.iter().position(|other| *other == name);
    found.ok_or_else(|| with_meant(format!("--firm {name}: there is no such firm"), name, &names))
}

/// JSON for people and programs alike.
fn write_json(out: &mut dyn Write, value: &impl serde::Serialize) -> Result<(), Trouble> {
    Ok(results::write_json(out, value)?)
}
