//! The command line that opens what is on the screen.

use std::fmt::{self, Display, Formatter};

use super::state::{Opened, Screen, State};
use crate::lever::{Reference, Scope, set_text};
use crate::scenario::Origin;
use crate::study::Focus;

/// What follows the program's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// Word by word, not yet quoted.
    pub words: Vec<String>,
    /// What it sets: `LEVER=VALUE` or `LEVER@FIRM=VALUE`.
    pub set: Vec<String>,
    /// What belongs to the screen and no option says.
    pub missing: Vec<&'static str>,
}

impl CommandLine {
    /// Of the state as it stands.
    pub fn of(state: &State) -> Self {
        let mut line = Self { words: Vec::new(), set: Vec::new(), missing: Vec::new() };
        let name = state.scenario.origin.name();
        match &state.scenario.origin {
            // It would be taken for an option.
            Origin::File(_) if name.starts_with('-') => line.words.push(format!("./{name}")),
            Origin::Stdin => {
                line.missing.push("the scenario itself, which came through a pipe");
                line.words.push(name);
            }
            _ => line.words.push(name),
        }
        if state.screen != Screen::default() {
            line.option("--screen", state.screen.id());
        }
        line.set_moves(state);
        line.hold_against(state);
        // Where it opened otherwise without a word, a person's settings may say so again.
        let (plain, opened) = (Opened::default(), state.opened);
        if state.focus != plain.focus || opened.focus != plain.focus {
            let is_all = state.focus == Focus::All;
            line.option("--firm", if is_all { "all" } else { state.focus_name() });
        }
        if state.target != plain.target || opened.target != plain.target {
            line.option("--target", state.target.id());
        }
        if state.seed != plain.seed || opened.seed != plain.seed {
            line.option("--seed", &state.seed.to_string());
        }
        if state.spreads != state.scenario.root.spread {
            line.missing.push("spreads that were changed");
        }
        if state.alone {
            line.missing.push("that the levers move one firm alone");
        }
        line
    }

    fn option(&mut self, name: &str, value: &str) {
        if value.starts_with('-') {
            self.words.push(format!("{name}={value}"));
        } else {
            self.words.extend([name.to_owned(), value.to_owned()]);
        }
    }

    fn set_moves(&mut self, state: &State) {
        let scenario = &*state.scenario;
        for (lever, scope, value) in scenario.differences(&state.moves) {
            let definition = scenario.catalogue.lever(lever);
            let firm = match scope {
                Scope::All => String::new(),
                Scope::Firm(firm) => format!("@{}", state.present.firms.get(firm).map_or("?", |firm| &firm.name)),
            };
            self.set.push(format!("{}{firm}={}", definition.id, set_text(definition, value, state.start())));
        }
        for set in self.set.clone() {
            self.option("--set", &set);
        }
        // Held against what the line would give: a day between two midnights, say, has no name.
        let start = Ok(scenario.clone());
        let given = self.set.iter().fold(start, |given, set| given.and_then(|scenario| scenario.with_set(set)));
        if given.map_or(true, |given| given.moves != state.moves) {
            self.missing.push("values that no --set says to the last digit");
        }
    }

    fn hold_against(&mut self, state: &State) {
        if state.reference == state.file_reference {
            if let Some(name) = &state.against {
                self.option("--against", name);
            }
        } else if matches!(state.reference, Reference::Pinned { .. }) {
            self.missing.push("the decisions that were pinned");
        }
    }
}

impl Display for CommandLine {
    /// As a POSIX shell reads it back word by word.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("stockout")?;
        self.words.iter().try_for_each(|word| write!(f, " {}", quoted(word)))
    }
}

impl CommandLine {
    /// The same in lines of at most so many characters, where words allow it; each but the last ends with a backslash,
    /// so that a shell takes them together.
    pub fn lines(&self, most: usize) -> Vec<String> {
        use unicode_width::UnicodeWidthStr;
        let mut lines = vec!["stockout".to_owned()];
        let mut words = self.words.iter().map(|word| quoted(word)).peekable();
        while let Some(mut word) = words.next() {
            // An option and its value stay together where they can.
            let is_option = word.starts_with("--") && !word.contains('=');
            let fits = |value: &String| !value.starts_with("--") && word.width() + value.width() + 5 <= most;
            if is_option && let Some(value) = words.next_if(fits) {
                word = format!("{word} {value}");
            }
            match lines.last_mut() {
                Some(line) if line.width() + word.width() + 3 <= most => {
                    line.push(' ');
                    line.push_str(&word);
                }
                _ => lines.push(format!("  {word}")),
            }
        }
        let last = lines.len() - 1;
        lines.iter_mut().take(last).for_each(|line| line.push_str(" \\"));
        lines
    }
}

/// A word in quotes where a shell would take it for something else.
fn quoted(word: &str) -> String {
    // The library would quote each `=` too, which a shell minds only at the front.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./=%@+:,".contains(c);
    if !word.is_empty() && !word.starts_with('=') && word.chars().all(is_plain) {
        return word.to_owned();
    }
    // Only a NUL cannot be quoted, and no argument can hold one.
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), std::borrow::Cow::into_owned)
}
