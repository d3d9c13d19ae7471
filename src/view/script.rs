//! What the speaker reads, in words: a step's notes, its sources and what comes next, with every number resolved.

use super::caption::Bound;
use crate::app::{Prose, Run, RunKind, Script, State, Upcoming};
use crate::scenario::{Body, Caption, Line, source};

/// The script of the step on stage; `next` is the same talk at the next step, with its results.
pub fn script(state: &State, next: Option<&State>) -> Script {
    let Some(step) = state.step() else { return Script::default() };
    let source = |id: &String| (id.clone(), source(id).map_or_else(String::new, |source| source.title.to_owned()));
    let upcoming = |state: &State| {
        let step = state.step()?;
        let begins = step.caption.lines.first().map(|line| prose(state, line));
        Some(Upcoming { title: step.title.clone(), begins })
    };
    Script {
        talk: state.scenario.title.clone(),
        title: step.title.clone(),
        notes: step.notes.iter().flat_map(|notes: &Caption| &notes.lines).map(|line| prose(state, line)).collect(),
        sources: step.sources.iter().map(source).collect(),
        next: next.and_then(upcoming),
    }
}

/// What the audience reads at the step on stage.
pub fn caption_of(state: &State) -> Vec<Prose> {
    let caption = state.step().map(|step| &step.caption);
    caption.into_iter().flat_map(|caption| &caption.lines).map(|line| prose(state, line)).collect()
}

fn prose(state: &State, line: &Line) -> Prose {
    let runs = line.spans.iter().map(|span| match &span.body {
        Body::Text(text) => {
            Run { text: text.clone(), kind: if span.is_strong { RunKind::Strong } else { RunKind::Plain } }
        }
        Body::Value(binding) => Run { text: Bound(state, *binding).to_string(), kind: RunKind::Value },
    });
    Prose { is_point: line.is_point, runs: runs.collect() }
}
