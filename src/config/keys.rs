//! `keys.ron`: which keys do what, in place of the program's own.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::de::{Deserialize, Deserializer, Error};
use strum::IntoEnumIterator;

use super::{Wrong, ron, word};
use crate::app::{Action, BINDINGS, Context, Key, Keymap, Rebinding, parse_key};

/// A name in the file, read as what it names; so an error is where the name is.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Named<T>(T);

fn named<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    known: &[&str],
    of: impl Fn(&str) -> Option<T>,
) -> Result<Named<T>, D::Error> {
    word(deserializer, known, of)?.map(Named).ok_or_else(|| D::Error::custom("a name is wanted"))
}

impl<'de> Deserialize<'de> for Named<Context> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let known: Vec<&str> = Context::iter().map(Context::label).collect();
        named(deserializer, &known, |name| Context::iter().find(|context| context.label() == name))
    }
}

impl<'de> Deserialize<'de> for Named<Action> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let known: Vec<&str> = Action::iter().map(Action::id).collect();
        named(deserializer, &known, |name| name.parse().ok())
    }
}

impl<'de> Deserialize<'de> for Named<Key> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let known = ["a character", "c-r", "s-left", "left", "enter", "esc", "tab", "space", "pageup"];
        named(deserializer, &known, parse_key)
    }
}

/// The file: for each context and action the keys that do it.
type File = BTreeMap<Named<Context>, BTreeMap<Named<Action>, Vec<Named<Key>>>>;

/// Reads a file's text: the program's keys with those of the file in the place of theirs.
///
/// # Errors
/// If it is no such file, or leaves an action without a key or a key with two meanings.
pub fn parse_keys(text: &str) -> Result<Keymap, Wrong> {
    let file: File = ron().from_str(text)?;
    let changes: Vec<Rebinding> = file
        .into_iter()
        .flat_map(|(Named(context), actions)| {
            let rebinding = move |(Named(action), keys): (Named<Action>, Vec<Named<Key>>)| Rebinding {
                context,
                action,
                keys: keys.into_iter().map(|Named(key)| key).collect(),
            };
            actions.into_iter().map(rebinding)
        })
        .collect();
    Keymap::changed(&changes).map_err(|error| {
        let (line, column) = place_of(text, error.action());
        Wrong { line, column, what: error.to_string() }
    })
}

/// Where an action is named; the top of the file if it is not.
fn place_of(text: &str, action: Action) -> (usize, usize) {
    let name = format!("\"{}\"", action.id());
    let mut lines = text.lines().enumerate();
    let found = lines.find_map(|(line, text)| Some((line + 1, text[..text.find(&name)?].chars().count() + 1)));
    found.unwrap_or((1, 1))
}

/// The file that says what holds without one.
pub fn keys_template() -> String {
    let mut text = String::from(
        "// Keys of stockout's explorer. Keep the lines to be changed: what is not here stays as it is, and a key given\n\
         // away is taken from what had it. A key is a character or a name: left, enter, esc, space, lt (<), gt (>);\n\
         // c- is Ctrl and s- Shift before an arrow. The first key of an action is the one that is shown.\n{\n",
    );
    for context in Context::iter() {
        let _ = writeln!(text, "    \"{}\": {{", context.label());
        for binding in BINDINGS.iter().filter(|binding| binding.context == context) {
            let keys: Vec<String> = binding.keys.iter().map(|key| format!("{key:?}")).collect();
            let _ = writeln!(
                text,
                "        {:<24} [{}],  // {}",
                format!("\"{}\":", binding.action.id()),
                keys.join(", "),
                binding.action.label()
            );
        }
        text.push_str("    },\n");
    }
    text.push_str("}\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_a_file_that_changes_nothing() {
        assert_eq!(parse_keys(&keys_template()), Ok(Keymap::default()));
        assert_eq!(parse_keys("{}"), Ok(Keymap::default()));
    }

    #[test]
    fn keys_are_changed() {
        let keymap = parse_keys("{ \"exploring\": { \"step_up\": [\"v\", \"right\"], \"undo\": [\"c-u\"] } }").unwrap();
        let does = |name: &str| keymap.resolve(Context::Explore, parse_key(name).unwrap());
        assert_eq!(does("v"), Some(Action::StepUp));
        assert_eq!(does("l"), None);
        assert_eq!(does("c-u"), Some(Action::Undo));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (text, place, says) in [
            ("{\n \"explorin\": {} }", "2:", "meant: exploring"),
            ("{ \"exploring\": {\n\n  \"step_upp\": [\"v\"] } }", "3:", "meant: step_up"),
            ("{ \"exploring\": { \"step_up\": [\"hyper-v\"] } }", "1:", "`hyper-v` is not known"),
            ("{ \"exploring\": {\n  \"undo\": [\"d\"] } }", "1:1", "next_seed has no key left"),
            ("{ \"exploring\": {\n  \"undo\": [\"c-c\"] } }", "2:3", "Ctrl-C quits, always"),
        ] {
            let wrong = parse_keys(text).unwrap_err().to_string();
            assert!(wrong.starts_with(place) && wrong.contains(says), "{text}: {wrong}");
        }
    }
}
