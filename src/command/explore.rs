//! `stockout` alone: the explorer.

use std::env;

use super::{Answer, Exit, Trouble, firm, reference, with_meant, with_set};
use crate::app::Screen;
use crate::cli::{ColorArg, ExploreArgs, OpeningArgs, ScenarioArgs, ScreenName};
use crate::config::{Config, Motion, ThemeChoice};
use crate::explore::{self, Opening};
use crate::export::frame::Glyphs;
use crate::scenario::{self, Files, Origin, Scenario};
use crate::shell::color::{depth_of, is_motion_reduced};
use crate::shell::settings::Settings;
use crate::shell::{Look, NoTerminal, Painted, log};
use crate::study::{DEFAULT_SEED, Focus, Target};

pub(super) fn explore(args: &ExploreArgs, files: &dyn Files) -> Answer {
    not_a_command(args.opening.scenario.name())?;
    let settings = if args.no_config { Settings::default() } else { Settings::load() };
    let Settings { config, keymap, mut troubles } = settings;
    if let Some(path) = &args.log {
        log::start(path).map_err(|error| Trouble::Use(format!("--log {}: {error}", path.display())))?;
    }
    let mut opening = opening(&args.opening, &config, &mut troubles, files)?;
    let is_spoken = args.screen_reader || config.screen_reader == Some(true);
    // Lines have no places to point at.
    opening.mouse = !args.no_mouse && config.mouse != Some(false) && !is_spoken;
    opening.keymap = keymap;
    opening.reduced_motion = is_reduced(args.reduced_motion, &config);
    opening.troubles = troubles;
    let look = if is_spoken {
        Look::Spoken
    } else {
        let glyphs = glyphs(args.opening.ascii, args.opening.ambiguous, &config);
        painted(args.theme, args.opening.color, glyphs, &config)
    };
    on_terminal(opening, look)
}

/// Whether only what is final is shown.
pub(super) fn is_reduced(asked: bool, config: &Config) -> bool {
    let variable = |name: &str| env::var(name).ok();
    asked || config.motion.map_or_else(|| is_motion_reduced(variable), |motion| motion == Motion::Reduced)
}

/// Frames in the theme and the colours that are asked for, in the settings' or in the terminal's.
pub(super) fn painted(theme: Option<ThemeChoice>, color: Option<ColorArg>, glyphs: Glyphs, config: &Config) -> Look {
    let variable = |name: &str| env::var(name).ok();
    Look::Painted(Painted {
        theme: match theme.or(config.theme).unwrap_or_default() {
            ThemeChoice::Auto => None,
            ThemeChoice::Named(name) => Some(name),
        },
        depth: color.map(ColorArg::depth).or(config.color).unwrap_or_else(|| depth_of(variable)),
        glyphs,
    })
}

/// Explores or presents in the terminal.
pub(super) fn on_terminal(opening: Opening, look: Look) -> Answer {
    match explore::run(opening, look) {
        Ok(code) => Ok(Exit::Code(code)),
        Err(report) => Err(match report.downcast::<NoTerminal>() {
            Ok(no_terminal) => Trouble::Use(no_terminal.to_string()),
            Err(report) => Trouble::Report(report),
        }),
    }
}

/// What frames are painted with.
pub(super) fn glyphs(ascii: bool, ambiguous: Option<u8>, config: &Config) -> Glyphs {
    if ascii || config.ascii == Some(true) {
        Glyphs::Ascii
    } else if ambiguous.or(config.ambiguous) == Some(2) {
        Glyphs::Narrow
    } else {
        Glyphs::All
    }
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
    let focus = match (args.firm.as_deref(), config.firm.as_deref()) {
        (Some(name), _) => Some(focus_of(&scenario, name)?),
        (None, Some(name)) => of_config(focus_of(&scenario, name), troubles),
        (None, None) => None,
    };
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

fn focus_of(scenario: &Scenario, name: &str) -> Result<Focus, Trouble> {
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
