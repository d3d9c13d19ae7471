//! `stockout` alone: the explorer.

use super::{Answer, Exit, Trouble, firm, load, reference, with_meant};
use crate::cli::{ExploreArgs, OpeningArgs};
use crate::explore::{self, Opening};
use crate::scenario::{self, Files, Origin};
use crate::shell::{Look, NoTerminal};
use crate::study::{DEFAULT_SEED, Focus, Target};
use crate::view::Theme;

pub(super) fn explore(args: &ExploreArgs, files: &dyn Files) -> Answer {
    not_a_command(&args.opening.scenario.scenario)?;
    // Lines have no places to point at.
    let mouse = !args.no_mouse && !args.screen_reader;
    let opening = Opening { mouse, ..opening(&args.opening, files)? };
    let theme = Theme::new(args.theme);
    let ascii = args.opening.ascii;
    let look = if args.screen_reader { Look::Spoken } else { Look::Painted { theme: &theme, ascii } };
    on_terminal(opening, look)
}

/// Explores or presents in the terminal.
pub(super) fn on_terminal(opening: Opening, look: Look<'_>) -> Answer {
    match explore::run(opening, look) {
        Ok(code) => Ok(Exit::Code(code)),
        Err(report) => Err(match report.downcast::<NoTerminal>() {
            Ok(no_terminal) => Trouble::Use(no_terminal.to_string()),
            Err(report) => Trouble::Report(report),
        }),
    }
}

/// How the explorer opens.
pub(super) fn opening(args: &OpeningArgs, files: &dyn Files) -> Result<Opening, Trouble> {
    let scenario = load(&args.scenario, files)?;
    let reference = reference(&scenario, args.against.as_deref(), files)?;
    let focus = match args.firm.as_deref() {
        None => None,
        Some("all") => Some(Focus::All),
        Some(name) => Some(Focus::Firm(firm(&scenario, name)?)),
    };
    let target = match args.target.as_deref() {
        None => Target::default(),
        Some(name) => Target::from_id(name).ok_or_else(|| {
            use strum::IntoEnumIterator;
            let known: Vec<&str> = Target::iter().map(Target::id).collect();
            with_meant(format!("--target {name}: there is no such outcome"), name, &known)
        })?,
    };
    Ok(Opening {
        scenario,
        reference,
        focus,
        target,
        seed: args.seed.unwrap_or(DEFAULT_SEED),
        mouse: true,
        presenting: None,
    })
}

/// A command that was mistyped is taken for a scenario: both are looked at for what was meant.
fn not_a_command(name: &str) -> Result<(), Trouble> {
    use clap::CommandFactory;
    let is_embedded = matches!(scenario::origin_of(name), Origin::Embedded(_));
    if !is_embedded || scenario::library::text(name).is_some() {
        return Ok(());
    }
    let definition = crate::cli::Cli::command();
    let commands = definition.get_subcommands().map(|command| command.get_name().to_owned());
    let known: Vec<String> = scenario::library::names().map(str::to_owned).chain(commands).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    Err(with_meant(format!("{name}: there is no embedded scenario and no command of that name"), name, &known))
}
