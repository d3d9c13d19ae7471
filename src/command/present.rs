//! `stockout present`: a story on stage; taken up again; or followed from a second terminal.

use super::explore::focus_of;
use super::terminal::{Manner, begin_log, ended, on_terminal, settings};
use super::{Answer, Trouble, load, with_meant};
use crate::app::{Presenting, Speed};
use crate::cli::{PresentArgs, ScenarioArgs};
use crate::explore::Opening;
use crate::scenario::{self, Files, NoFiles, Scenario};
use crate::shell::settings::Settings;
use crate::shell::{CutOff, NoTalk, Place, follow};

pub(super) fn present(args: &PresentArgs, files: &dyn Files) -> Answer {
    if let Some(process) = args.notes {
        return notes(args, process);
    }
    let cut_off = args.resume.then(|| CutOff::newest(args.scenario.scenario.as_deref())).transpose();
    let cut_off = cut_off.map_err(|why| Trouble::Use(format!("--resume: {why}")))?;
    let asked = cut_off.as_ref().map_or_else(|| args.scenario.clone(), what_it_told);
    let scenario = told(load(&asked, files)?)?;
    let from = match (&cut_off, args.from.as_deref()) {
        (Some(talk), _) => talk.step_in(&scenario),
        (None, Some(step)) => step_of(&scenario, step)?,
        (None, None) => 0,
    };
    let firm = args.firm.clone().or_else(|| cut_off.as_ref()?.firm.clone());
    let focus = firm.as_deref().map(|name| focus_of(&scenario, name)).transpose()?;
    let used = cut_off.as_ref().and_then(|talk| talk.used);
    let speed = args.auto.map_or_else(|| Ok(Speed::default()), speed_of)?;
    let (auto, loops, is_safe) = (args.auto.is_some(), args.loops, args.stage);
    let presenting = Presenting { from, focus, used, auto, speed, loops, is_safe };
    let Settings { config, keymap, troubles } = settings(&args.terminal);
    begin_log(args.terminal.log.as_deref())?;
    let Manner { look, mouse, reduced_motion } = Manner::of(&args.terminal, &config);
    let place = Place::of_this_process(asked.set, firm, cut_off.as_ref());
    on_terminal(Opening { mouse, reduced_motion, keymap, troubles, place, ..opening(scenario, presenting) }, look)
}

fn speed_of(factor: f64) -> Result<Speed, Trouble> {
    let (slowest, fastest) = Speed::LIMITS;
    let refused = || Trouble::Use(format!("--auto={factor}: a talk goes on {slowest} to {fastest} times as fast"));
    Speed::of(factor).ok_or_else(refused)
}

fn what_it_told(talk: &CutOff) -> ScenarioArgs {
    ScenarioArgs { scenario: Some(talk.scenario.clone()), set: talk.set.clone() }
}

/// Follows a talk that another terminal shows.
fn notes(args: &PresentArgs, process: Option<u32>) -> Answer {
    let Settings { config, keymap, troubles } = settings(&args.terminal);
    begin_log(args.terminal.log.as_deref())?;
    let Manner { look, .. } = Manner::of(&args.terminal, &config);
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
