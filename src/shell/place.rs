//! Where a talk is, kept at every step, so that one that was cut off is taken up there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::kept::{Kept, lasting_name};
use crate::app::{State, Used};
use crate::scenario::{Scenario, origin_of};

const PREFIX: &str = "stage-";
/// A talk that is taken up later than this was not cut off for a moment: the time in between was not used for it.
const LONGEST_BREAK: Duration = Duration::from_mins(10);

/// What is kept of a talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Talk {
    /// Embedded name, or absolute path.
    scenario: String,
    /// What the command line set.
    set: Vec<String>,
    /// The firm that the command line brought into focus, or all.
    firm: Option<String>,
    /// The step, from 0.
    step: usize,
    /// Its title.
    title: String,
    /// Milliseconds used of the talk, if its time has begun.
    used_ms: Option<u64>,
    /// The step from which on that counts, from 0.
    counted_from: usize,
    /// Whether the timer was stopped.
    is_stopped: bool,
}

/// A talk that was cut off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOff {
    /// The scenario that it told: its embedded name or absolute path.
    pub scenario: String,
    /// What the command line set.
    pub set: Vec<String>,
    /// The firm that the command line brought into focus, or all.
    pub firm: Option<String>,
    /// What was used of its time, if that had begun.
    pub used: Option<Used>,
    step: usize,
    title: String,
    path: PathBuf,
}

impl CutOff {
    /// The newest that was cut off, of all or of one scenario.
    ///
    /// # Errors
    /// If there is none: what there is instead, in a sentence.
    pub fn newest(scenario: Option<&str>) -> Result<Self, String> {
        let left = Kept::of_this_process(PREFIX).map(|kept| kept.left_behind()).unwrap_or_default();
        let mut talks = left.into_iter().filter_map(|path| read(&path)).peekable();
        let Some(name) = scenario else {
            return talks.next().ok_or_else(|| "no talk was cut off: there is nothing to resume".to_owned());
        };
        let wanted = lasting_name(&origin_of(name));
        let other = talks.peek().map(|talk| talk.scenario.clone());
        talks.find(|talk| Some(&talk.scenario) == wanted.as_ref()).ok_or_else(|| match other {
            Some(other) => format!("no talk of {name} was cut off; one of {other} was"),
            None => format!("no talk of {name} was cut off: there is nothing to resume"),
        })
    }

    /// The step at which it was, in the story as it now is: that of its title, or else of its number.
    pub fn step_in(&self, scenario: &Scenario) -> usize {
        let is_it = |step: usize| scenario.story.get(step).is_some_and(|step| step.title == self.title);
        let same = Some(self.step).filter(|step| is_it(*step));
        let titled = || (0..scenario.story.len()).find(|step| is_it(*step));
        same.or_else(titled).unwrap_or(self.step.min(scenario.story.len().saturating_sub(1)))
    }
}

/// A talk in a file, with the time that has gone by since.
fn read(path: &Path) -> Option<CutOff> {
    let Talk { scenario, set, firm, step, title, used_ms, counted_from, is_stopped } =
        serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    let since = fs::metadata(path).and_then(|data| data.modified()).ok()?.elapsed().unwrap_or_default();
    let used = used_ms.map(|ms| {
        let ms = if is_stopped { ms } else { used_until(ms, since) };
        Used { ms, from: counted_from, is_stopped }
    });
    Some(CutOff { scenario, set, firm, used, step, title, path: path.to_owned() })
}

/// What is used of a talk that had used so much when it was last written, so long ago.
fn used_until(used_ms: u64, since: Duration) -> u64 {
    let since = if since > LONGEST_BREAK { Duration::ZERO } else { since };
    used_ms + u64::try_from(since.as_millis()).unwrap_or_default()
}

/// Keeps where this process's talk is.
#[derive(Debug)]
pub struct Place {
    kept: Kept,
    set: Vec<String>,
    firm: Option<String>,
    /// What was taken up, until it is kept anew.
    earlier: Option<PathBuf>,
}

impl Place {
    /// In the person's state folder; `None` where there is no home. With what the command line says of the talk, and
    /// that which it takes up.
    pub fn of_this_process(set: Vec<String>, firm: Option<String>, takes_up: Option<&CutOff>) -> Option<Self> {
        let earlier = takes_up.map(|talk| talk.path.clone());
        Some(Self { kept: Kept::of_this_process(PREFIX)?, set, firm, earlier })
    }

    /// What the command line set.
    pub(super) fn set(&self) -> &[String] {
        &self.set
    }

    /// Keeps where the talk is at that moment of its clock.
    pub(super) fn keep(&mut self, state: &State, now_ms: u64) {
        let (Some(stage), Some(step)) = (&state.stage, state.step()) else { return };
        let Some(scenario) = lasting_name(&state.scenario.origin) else { return };
        let used = stage.timer.used_at(now_ms);
        let talk = Talk {
            scenario,
            set: self.set.clone(),
            firm: self.firm.clone(),
            step: stage.step,
            title: step.title.clone(),
            used_ms: used.map(|used| used.ms),
            counted_from: used.map_or(stage.step, |used| used.from),
            is_stopped: used.is_some_and(|used| used.is_stopped),
        };
        let Ok(text) = serde_json::to_string(&talk) else { return };
        if self.kept.write(text) {
            self.forget_earlier();
        }
    }

    /// Forgets it: the talk is over.
    pub(super) fn forget(&mut self) {
        self.kept.forget();
        self.forget_earlier();
    }

    fn forget_earlier(&mut self) {
        // One under our own number has been written over.
        if let Some(path) = self.earlier.take().filter(|path| !self.kept.has_written(path)) {
            // Another may have taken it up, too.
            drop(fs::remove_file(path));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{NoFiles, load};

    #[test]
    fn a_talk_goes_on_at_its_step_whatever_became_of_the_file() {
        let scenario = load("the-ban", &NoFiles).unwrap();
        let at = |step: usize, title: &str| {
            let (scenario, title) = ("the-ban".to_owned(), title.to_owned());
            CutOff { scenario, set: vec![], firm: None, used: None, step, title, path: PathBuf::new() }
        };
        assert_eq!(at(3, "The switch, and its halt").step_in(&scenario), 3);
        assert_eq!(at(1, "The switch, and its halt").step_in(&scenario), 3, "steps were put before it");
        assert_eq!(at(3, "Another title").step_in(&scenario), 3);
        assert_eq!(at(99, "Another title").step_in(&scenario), 7);
    }

    #[test]
    fn the_time_of_a_moment_without_a_screen_was_used_and_a_nights_was_not() {
        assert_eq!(used_until(60_000, Duration::from_millis(12_345)), 72_345);
        assert_eq!(used_until(60_000, Duration::from_secs(599)), 659_000);
        assert_eq!(used_until(60_000, Duration::from_mins(500)), 60_000);
    }
}
