//! Steps of a story, read against the finished structure of their world.

use strum::IntoEnumIterator;

use super::caption::{Binding, Caption};
use super::{Easing, Front, PointAt, Show, Step, StepEntry};
use crate::lever::{Assignment, Moves, Scope};
use crate::model::{Quantity, valid};
use crate::scenario::error::{Fault, Text, suggestion};
use crate::scenario::resolve::Layer;
use crate::scenario::setter::Setter;
use crate::scenario::structure::no_source;

/// The longest that sliders may take, in seconds.
const LONGEST_MOVE: f64 = 30.0;
/// The longest that a step may be meant to last, in seconds.
const LONGEST_STEP: f64 = 3600.0;
/// What can be pointed at, as it is written.
const POINTED: [&str; 5] = ["event", "firm", "cost", "lever", "observation"];

/// A part of a step, for saying what is wrong with it where it stands.
#[derive(Clone, Copy)]
struct Part<'a> {
    text: &'a Text,
    step: &'a str,
    field: &'a str,
}

impl Part<'_> {
    fn fault(self, message: impl Into<String>) -> Fault {
        self.text.at_value(&["story", self.step, self.field], message)
    }

    /// One of the names that there are.
    fn one_of<T: IntoEnumIterator + Copy>(
        self,
        found: Option<&String>,
        what: &str,
        name: fn(T) -> &'static str,
        faults: &mut Vec<Fault>,
    ) -> Option<T> {
        let found = found?.trim();
        let known = T::iter().find(|item| name(*item) == found);
        if known.is_none() {
            faults.push(self.fault(format!("{found}: there is no such {what}")).meant_of(found, T::iter().map(name)));
        }
        known
    }

    /// A time in seconds, as milliseconds.
    fn ms(self, seconds: Option<f64>, longest: f64, faults: &mut Vec<Fault>) -> Option<u64> {
        let seconds = seconds?;
        if !(0.0..=longest).contains(&seconds) {
            faults.push(self.fault(format!("{seconds}: seconds are wanted, from 0 to {longest}")));
            return None;
        }
        Some((seconds * 1000.0).round() as u64)
    }
}

impl Setter<'_> {
    /// The story of the file that was asked for, whose world the moves give.
    pub(in crate::scenario) fn story(&mut self, leaf: &Layer, moves: &Moves) -> Vec<Step> {
        let known = self.faults.len();
        let steps: Vec<Step> =
            leaf.file.story.iter().enumerate().map(|(index, entry)| self.step(&leaf.text, index, entry)).collect();
        if self.faults.len() > known {
            return steps;
        }
        // Each value is inside its limits; together they may still leave them.
        let mut moves = moves.clone();
        for (index, step) in steps.iter().enumerate().filter(|(_, step)| !step.set.is_empty()) {
            step.set.iter().for_each(|assignment| moves.set(*assignment));
            let problems = valid::check(&moves.apply(self.root, self.catalogue));
            let at = index.to_string();
            self.faults
                .extend(problems.into_iter().map(|problem| leaf.text.at_key(&["story", &at, "set"], problem.message)));
        }
        steps
    }

    fn step(&mut self, text: &Text, index: usize, entry: &StepEntry) -> Step {
        let number = index.to_string();
        let part = |field| Part { text, step: &number, field };
        if entry.title.trim().is_empty() || entry.title.chars().any(char::is_control) {
            self.faults.push(part("title").fault("a title is some text in one line"));
        }
        let caption = self.caption(part("caption"), &entry.caption);
        let notes = entry.notes.as_ref().map(|notes| self.caption(part("notes"), notes));
        let mut faults = Vec::new();
        let firm = entry.firm.as_ref().and_then(|name| self.firm(part("firm"), name));
        let point_at = entry.point_at.as_ref().and_then(|pointed| self.point_at(part("point_at"), pointed));
        let figure = entry.figure.as_ref().and_then(|name| self.figure(part("figure"), name));
        let step = Step {
            title: entry.title.trim().to_owned(),
            caption,
            notes,
            sources: entry.sources.clone(),
            set: Vec::new(),
            over_ms: part("over").ms(entry.over, LONGEST_MOVE, &mut faults),
            easing: part("easing")
                .one_of(entry.easing.as_ref(), "easing", Easing::name, &mut faults)
                .unwrap_or_default(),
            show: part("show").one_of(entry.show.as_ref(), "screen for a story", Show::name, &mut faults),
            panel: part("panel").one_of(entry.panel.as_ref(), "panel", Front::name, &mut faults),
            firm,
            figure,
            point_at,
            expect: Vec::new(),
            lasts_ms: part("seconds").ms(entry.seconds, LONGEST_STEP, &mut faults),
        };
        self.faults.append(&mut faults);
        for (at, source) in entry.sources.iter().enumerate() {
            if crate::scenario::source(source).is_none() {
                let fault = no_source(text, &["story", &number, "sources", &at.to_string()], source);
                self.faults.push(fault);
            }
        }
        let set = self.set_of_step(text, &number, entry);
        let expect = self.expectations(text, &["story", &number, "expect"], &entry.expect);
        Step { set, expect, ..step }
    }

    fn set_of_step(&mut self, text: &Text, step: &str, entry: &StepEntry) -> Vec<Assignment> {
        let mut assignments = Vec::new();
        for (at, (target, value)) in entry.set.0.iter().enumerate() {
            if entry.set.0[..at].iter().any(|(other, _)| other == target) {
                self.faults.push(text.at_second(&["story", step, "set"], target, format!("{target} is given twice")));
            }
            assignments.extend(self.assignment(text, &["story", step, "set", target], target, &value.to_string()));
        }
        // All firms before one, which would be forgotten; else as the author has them.
        assignments.sort_by_key(|assignment: &Assignment| assignment.scope != Scope::All);
        assignments
    }

    fn caption(&mut self, part: Part<'_>, caption: &str) -> Caption {
        match Caption::parse(caption, self.root, self.catalogue) {
            Ok(caption) => caption,
            Err(error) => {
                // Where the file has the text as it was read, the very words are pointed at.
                let found = &caption[error.place.clone()];
                let span = part.text.outline().value(&["story", part.step, part.field]).and_then(|value| {
                    let before = caption[..error.place.start].matches(found).count();
                    let at = part.text.body.get(value.clone())?.match_indices(found).nth(before)?.0;
                    Some(value.start + at..value.start + at + found.len())
                });
                let fault = match span {
                    Some(span) => part.text.fault(span, error.message),
                    None => part.fault(error.message),
                };
                self.faults.push(fault.meant(error.meant));
                Caption::default()
            }
        }
    }

    fn figure(&mut self, part: Part<'_>, name: &str) -> Option<Binding> {
        match Binding::parse(name.trim(), self.root, self.catalogue) {
            Ok(binding) => Some(binding),
            Err((message, meant)) => {
                self.faults.push(part.fault(message).meant(meant));
                None
            }
        }
    }

    fn firm(&mut self, part: Part<'_>, name: &str) -> Option<Scope> {
        if name == "all" {
            return Some(Scope::All);
        }
        self.firm_index(part, name, &["all"]).map(Scope::Firm)
    }

    fn firm_index(&mut self, part: Part<'_>, name: &str, besides: &[&str]) -> Option<usize> {
        let index = self.root.firms.iter().position(|firm| firm.name == name);
        if index.is_none() {
            let known = self.root.firms.iter().map(|firm| firm.name.as_str()).chain(besides.iter().copied());
            self.faults.push(part.fault(format!("{name}: there is no such firm")).meant_of(name, known));
        }
        index
    }

    fn point_at(&mut self, part: Part<'_>, pointed: &str) -> Option<PointAt> {
        let (kind, name) = pointed.trim().split_once(' ').unwrap_or((pointed.trim(), ""));
        let name = name.trim();
        match kind {
            "event" => {
                let event = self.root.policy.iter().find(|event| event.id == name);
                if event.is_none() {
                    let known: Vec<&str> = self.root.policy.iter().map(|event| event.id.as_str()).collect();
                    self.faults.push(part.fault(format!("{name}: there is no such event")).meant_of(name, known));
                }
                event.map(|event| PointAt::Event(event.id.clone()))
            }
            "firm" => self.firm_index(part, name, &[]).map(PointAt::Firm),
            "cost" => {
                let quantity = Quantity::from_name(name);
                if quantity.is_none() {
                    let known = Quantity::iter().map(Quantity::name);
                    self.faults.push(part.fault(format!("{name}: there is no such item")).meant_of(name, known));
                }
                quantity.map(PointAt::Cost)
            }
            "lever" => self.known_lever(part.text, &["story", part.step, part.field], name).map(PointAt::Lever),
            "observation" => {
                let known = || crate::scenario::record().observations.iter().map(|row| row.id.as_str());
                let place = known().position(|id| id == name);
                if place.is_none() {
                    let message = format!("{name}: there is no such observation in the backtest");
                    self.faults.push(part.fault(message).meant_of(name, known()));
                }
                place.map(PointAt::Observation)
            }
            _ => {
                let message = format!("`{pointed}`: write event ID, firm NAME, cost ITEM, lever ID or observation ID");
                self.faults.push(part.fault(message).meant(suggestion(kind, &POINTED)));
                None
            }
        }
    }
}
