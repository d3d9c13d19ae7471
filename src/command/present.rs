//! `stockout present`: a story on stage.

use super::explore::{glyphs, is_reduced, on_terminal, painted};
use super::{Answer, Trouble, load, with_meant};
use crate::app::Presenting;
use crate::cli::PresentArgs;
use crate::explore::Opening;
use crate::scenario::{self, Files, NoFiles, Scenario};
use crate::shell::settings::Settings;

pub(super) fn present(args: &PresentArgs, files: &dyn Files) -> Answer {
    let scenario = told(load(&args.scenario, files)?)?;
    let from = args.from.as_deref().map_or(Ok(0), |step| step_of(&scenario, step))?;
    let presenting = Presenting { from, auto: args.auto, loops: args.loops, is_safe: args.stage };
    let Settings { config, keymap, troubles } = if args.no_config { Settings::default() } else { Settings::load() };
    let look = painted(args.theme, None, glyphs(args.ascii, None, &config), &config);
    let reduced_motion = is_reduced(args.reduced_motion, &config);
    on_terminal(Opening { reduced_motion, keymap, troubles, ..opening(scenario, presenting) }, look)
}

/// A story on stage, with nothing else asked for.
pub(super) fn opening(scenario: Scenario, presenting: Presenting) -> Opening {
    let reference = scenario.reference.clone();
    Opening { presenting: Some(presenting), ..Opening::new(scenario, reference) }
}

/// The scenario, if it tells a story; otherwise those of the library that do.
pub(super) fn told(scenario: Scenario) -> Result<Scenario, Trouble> {
    if !scenario.story.is_empty() {
        return Ok(scenario);
    }
    let tells = |name: &&str| scenario::load(name, &NoFiles).is_ok_and(|scenario| !scenario.story.is_empty());
    let names: Vec<&str> = scenario::library::names().filter(tells).collect();
    let message = format!("{} tells no story: it has no `story:`", scenario.origin);
    Err(Trouble::Use(format!("{message}\n  embedded scenarios that do: {}", names.join(", "))))
}

/// The step of that number, counted from 1, or of that title; gives its index.
pub(super) fn step_of(scenario: &Scenario, step: &str) -> Result<usize, Trouble> {
    let titles: Vec<&str> = scenario.story.iter().map(|step| step.title.as_str()).collect();
    let count = titles.len();
    match step.parse::<usize>() {
        Ok(number) if (1..=count).contains(&number) => Ok(number - 1),
        Ok(_) => Err(Trouble::Use(format!("step {step}: there are steps 1 to {count}"))),
        Err(_) => titles
            .iter()
            .position(|title| title.eq_ignore_ascii_case(step))
            .ok_or_else(|| with_meant(format!("{step}: there is no step of that title"), step, &titles)),
    }
}
