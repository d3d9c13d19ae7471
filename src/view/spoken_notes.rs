//! The speaker's notes in lines for who listens: each once.

use super::format::Elapsed;
use super::panels::{Badge, Standing, silent};
use super::spoken::clean;
use crate::app::{Following, Prose};

/// What was said of the notes, so that nothing is said twice.
#[derive(Debug, Clone, Default)]
pub struct SpokenNotes {
    said: Vec<String>,
}

impl SpokenNotes {
    /// Nothing said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is to be said now: the lines that were not there before.
    pub fn news(&mut self, following: &Following) -> Vec<String> {
        let lines = lines(following);
        let fresh = lines.iter().filter(|line| !self.said.contains(line)).cloned().collect();
        self.said = lines;
        fresh
    }
}

fn lines(following: &Following) -> Vec<String> {
    let mut lines: Vec<String> = following.trouble.iter().cloned().collect();
    let Some(told) = &following.told else {
        lines.extend(silent(&following.silence).map(|text| text.replace('`', "")));
        return lines;
    };
    let script = &told.script;
    lines.push(format!("Step {} of {}: {}.", told.step + 1, told.count, script.title));
    let badge = Badge { following, told }.to_string();
    if !badge.is_empty() {
        lines.push(sentence(&badge));
    }
    // It would be said every second: whoever wants it hears it with each step.
    if let (Some((used, ahead)), false) = (following.time(), following.is_timer_hidden) {
        lines.push(format!("{} used, {}.", Elapsed(used), Standing(told, ahead)));
    }
    lines.extend(script.notes.iter().map(words));
    lines.extend(script.sources.iter().map(|(id, title)| clean(&format!("Source: {title} ({id})."))));
    lines.push(match &script.next {
        None => "This is the last step.".to_owned(),
        Some(next) => {
            let begins = next.begins.as_ref().map_or_else(String::new, words);
            format!("Next: {}. {begins}", next.title).trim_end().to_owned()
        }
    });
    lines
}

fn words(prose: &Prose) -> String {
    clean(&prose.runs.iter().map(|run| run.text.as_str()).collect::<String>())
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
