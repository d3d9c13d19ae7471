//! `stockout present`: a story on stage; taken up again; or followed from a second terminal.

use super::explore::focus;
use super::terminal::{Manner, begin_log, ended, on_terminal, settings};
use super::{Answer, Trouble, with_meant, with_set};
use crate::app::{Presenting, Speed};
use crate::cli::PresentArgs;
use crate::config::Config;
use crate::explore::Opening;
use crate::scenario::{self, Files, NoFiles, Scenario};
use crate::shell::settings::Settings;
use crate::shell::{CutOff, NoTalk, Place, follow};
use crate::study::DEFAULT_SEED;

pub(super) fn present(args: &PresentArgs, files: &dyn Files) -> Answer {
    if let Some(process) = args.notes {
        return notes(args, process);
    }
    let (Settings { config, keymap, mut troubles, .. }, theme) = settings(&args.terminal)?;
    let cut_off = args.resume.then(|| CutOff::newest(args.scenario.as_deref())).transpose();
    let cut_off = cut_off.map_err(|why| Trouble::Use(format!("--resume: {why}")))?;
    let set = cut_off.as_ref().map_or(&args.set, |talk| &talk.set);
    let scenario = with_set(teller(args, cut_off.as_ref(), &config, files)?, set)?;
    let from = match (&cut_off, args.from.as_deref()) {
        (Some(talk), _) => talk.step_in(&scenario),
        (None, Some(step)) => step_of(&scenario, step)?,
        (None, None) => 0,
    };
    let firm = args.firm.clone().or_else(|| cut_off.as_ref()?.firm.clone());
    let focus = focus(&scenario, firm.as_deref(), &config, &mut troubles)?;
    let used = cut_off.as_ref().and_then(|talk| talk.used);
    let speed = args.auto.map_or_else(|| Ok(Speed::default()), speed_of)?;
    let (auto, loops, is_safe) = (args.auto.is_some(), args.loops, args.stage);
    let presenting = Presenting { from, focus, used, auto, speed, loops, is_safe };
    begin_log(args.terminal.log.as_deref())?;
    let Manner { look, mouse, reduced_motion } = Manner::of(&args.terminal, &config, theme);
    let seed = config.seed.unwrap_or(DEFAULT_SEED);
    let place = Place::of_this_process(set.clone(), firm, cut_off.as_ref());
    on_terminal(Opening { seed, mouse, reduced_motion, keymap, troubles, place, ..opening(scenario, presenting) }, look)
}

/// The scenario whose story is told: of the talk that was cut off, of the command line, or of the settings.
fn teller(
    args: &PresentArgs,
    cut_off: Option<&CutOff>,
    config: &Config,
    files: &dyn Files,
) -> Result<Scenario, Trouble> {
    let load = |name: &str| -> Result<Scenario, Trouble> { told(scenario::load(name, files)?) };
    let named = cut_off.map(|talk| &talk.scenario).or(args.scenario.as_ref());
    match (named, &config.scenario) {
        (Some(name), _) => load(name),
        // Who has typed no name is told where it stands.
        (None, Some(name)) => load(name).map_err(|trouble| Trouble::Use(format!("config.ron: {trouble}"))),
        (None, None) => Err(Trouble::Use(format!(
            "which story? Neither the command line nor config.ron names a scenario\n  {}",
            embedded_tellers()
        ))),
    }
}

fn speed_of(factor: f64) -> Result<Speed, Trouble> {
    let (slowest, fastest) = Speed::LIMITS;
    let refused = || Trouble::Use(format!("--auto={factor}: a talk goes on {slowest} to {fastest} times as fast"));
    Speed::of(factor).ok_or_else(refused)
}

/// Follows a talk that another terminal shows.
fn notes(args: &PresentArgs, process: Option<u32>) -> Answer {
    let (Settings { config, keymap, troubles, .. }, theme) = settings(&args.terminal)?;
    begin_log(args.terminal.log.as_deref())?;
    let Manner { look, .. } = Manner::of(&args.terminal, &config, theme);
    match follow(process, look, keymap, &troubles) {
        Err(report) => match report.downcast::<NoTalk>() {
            Ok(no_talk) => Err(Trouble::Use(no_talk.to_string())),
            Err(report) => ended(Err(report)),
        },
        code => ended(code),
    }
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
    Err(Trouble::Use(format!("{} tells no story: it has no `story:`\n  {}", scenario.origin, embedded_tellers())))
}

/// The scenarios of the library that tell a story.
fn embedded_tellers() -> String {
    let tells = |name: &&str| scenario::load(name, &NoFiles).is_ok_and(|scenario| !scenario.story.is_empty());
    let names: Vec<&str> = scenario::library::names().filter(tells).collect();
    format!("embedded scenarios that tell one: {}", names.join(", "))
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
