//! `stockout` alone: the explorer.

use super::terminal::{Manner, begin_log, on_terminal, settings};
use super::{Answer, Trouble, firm, reference, with_meant, with_set};
use crate::app::Screen;
use crate::cli::{ExploreArgs, OpeningArgs, ScenarioArgs, ScreenName};
use crate::config::Config;
use crate::explore::Opening;
use crate::scenario::{self, Files, Origin, Scenario};
use crate::shell::settings::Settings;
use crate::study::{DEFAULT_SEED, Focus, Target};

pub(super) fn explore(args: &ExploreArgs, files: &dyn Files) -> Answer {
    not_a_command(args.opening.scenario.name())?;
    let (Settings { config, keymap, mut troubles, .. }, theme) = settings(&args.terminal)?;
    begin_log(args.terminal.log.as_deref())?;
    let opening = opening(&args.opening, &config, &mut troubles, files)?;
    let Manner { look, mouse, reduced_motion } = Manner::of(&args.terminal, &config, theme);
    on_terminal(Opening { mouse, reduced_motion, keymap, troubles, ..opening }, look)
}

/// How the explorer opens. What the settings ask for and cannot have is a trouble to be told, not an error.
pub(super) fn opening(
    args: &OpeningArgs,
    config: &Config,
    troubles: &mut Vec<String>,
    files: &dyn Files,
) -> Result<Opening, Trouble> {
    // The moves of the command line are moves: the explorer shows them as such, and saves them.
    let scenario = scenario_of(&args.scenario, config, troubles, files)?;
    let moves = with_set(scenario.clone(), &args.scenario.set)?.moves;
    let screen = match args.screen {
        ScreenName::Explore => Screen::Explore,
        ScreenName::Uncertainty => Screen::Uncertainty,
        ScreenName::Assumptions => Screen::Assumptions,
        ScreenName::Scenarios => Screen::Scenarios,
        ScreenName::Backtest => Screen::Backtest,
    };
    let reference = reference(&scenario, args.against.as_deref(), files)?;
    let focus = focus(&scenario, args.firm.as_deref(), config, troubles)?;
    let target = match args.target.as_deref() {
        None => config.target.unwrap_or_default(),
        Some(name) => Target::from_id(name).ok_or_else(|| {
            use strum::IntoEnumIterator;
            let known: Vec<&str> = Target::iter().map(Target::id).collect();
            with_meant(format!("--target {name}: there is no such outcome"), name, &known)
        })?,
    };
    let seed = args.seed.or(config.seed).unwrap_or(DEFAULT_SEED);
    let against = args.against.clone();
    Ok(Opening { moves, against, screen, focus, target, seed, ..Opening::new(scenario, reference) })
}

/// The scenario that was named, on the command line or in the settings.
fn scenario_of(
    args: &ScenarioArgs,
    config: &Config,
    troubles: &mut Vec<String>,
    files: &dyn Files,
) -> Result<Scenario, Trouble> {
    if let (None, Some(name)) = (&args.scenario, &config.scenario)
        && let Some(scenario) = of_config(scenario::load(name, files).map_err(Trouble::from), troubles)
    {
        return Ok(scenario);
    }
    Ok(scenario::load(args.name(), files)?)
}

/// Who comes into focus: as the command line says, or else the settings.
pub(super) fn focus(
    scenario: &Scenario,
    asked: Option<&str>,
    config: &Config,
    troubles: &mut Vec<String>,
) -> Result<Option<Focus>, Trouble> {
    match (asked, config.firm.as_deref()) {
        (Some(name), _) => Ok(Some(focus_of(scenario, name)?)),
        (None, Some(name)) => Ok(of_config(focus_of(scenario, name), troubles)),
        (None, None) => Ok(None),
    }
}

/// What the settings ask for, if they can have it.
fn of_config<T>(answer: Result<T, Trouble>, troubles: &mut Vec<String>) -> Option<T> {
    answer.map_err(|trouble| troubles.push(format!("config.ron: {}", headline(&trouble)))).ok()
}

/// What is wrong, in a line.
fn headline(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Scenario(failure) => failure.headline(),
        other => other.to_string().lines().next().unwrap_or_default().replacen("--firm", "firm", 1),
    }
}

pub(super) fn focus_of(scenario: &Scenario, name: &str) -> Result<Focus, Trouble> {
    if name == "all" { Ok(Focus::All) } else { Ok(Focus::Firm(firm(scenario, name)?)) }
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
