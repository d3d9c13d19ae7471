//! `keys.ron`: which keys do what, in place of the program's own.

use std::collections::BTreeSet;
use std::fmt::Write;

use strum::IntoEnumIterator;

use super::{SETTINGS, Wrong, not_known, says_nothing};
use crate::app::{Action, BINDINGS, Code, Context, Key, Keymap, KeymapError, Rebinding, key_names, parse_key};
use crate::scenario::file::Entries;
use crate::scenario::nearest::nearest;
use crate::scenario::{Fault, Text, read_ron};

/// The file: for each context and action the keys that do it. All are names, so that each can be pointed at.
type File = Entries<Entries<Vec<String>>>;

/// Reads a file's text: the program's keys with those of the file in the place of theirs.
///
/// # Errors
/// If it is no such file, or leaves an action without a key or a key with two meanings.
pub fn parse_keys(text: &str) -> Result<Keymap, Wrong> {
    if says_nothing(text) {
        return Ok(Keymap::default());
    }
    let text = Text::new("keys.ron", text);
    let file: File = read_ron(&text, &SETTINGS)?;
    let changes = rebindings(&text, &file)?;
    Ok(Keymap::changed(&changes).map_err(|error| at_fault(&text, &changes, &error))?)
}

/// What the file asks for, in its order.
fn rebindings(text: &Text, file: &File) -> Result<Vec<Rebinding>, Fault> {
    once_each(text, &[], file, "one block")?;
    let mut changes = Vec::new();
    for (label, actions) in file.iter() {
        let context = context_of(text, label)?;
        once_each(text, &[label], actions, "one list")?;
        for (id, names) in actions.iter() {
            let action = action_of(text, label, id)?;
            changes.push(Rebinding { context, action, keys: keys_of(text, &[label, id], names)? });
        }
    }
    Ok(changes)
}

/// Refuses a name that a map has twice: one of the two would be lost.
fn once_each<T>(text: &Text, path: &[&str], map: &Entries<T>, meant: &str) -> Result<(), Fault> {
    let mut seen = BTreeSet::new();
    match map.iter().find(|(name, _)| !seen.insert(*name)) {
        Some((name, _)) => Err(text.at_second(path, name, format!("{name} is given twice")).meant(Some(meant))),
        None => Ok(()),
    }
}

fn context_of(text: &Text, label: &str) -> Result<Context, Fault> {
    let found = Context::iter().find(|context| context.label() == label);
    found.ok_or_else(|| {
        let known: Vec<&str> = Context::iter().map(Context::label).collect();
        text.at_key(&[label], not_known(label, &known))
    })
}

fn action_of(text: &Text, label: &str, id: &str) -> Result<Action, Fault> {
    id.parse::<Action>().map_err(|_| {
        let known: Vec<&str> = Action::iter().map(Action::id).collect();
        text.at_key(&[label, id], not_known(id, &known))
    })
}

/// The keys of the list at a path.
fn keys_of(text: &Text, path: &[&str; 2], names: &[String]) -> Result<Vec<Key>, Fault> {
    let [label, id] = *path;
    let key = |(index, name): (usize, &String)| {
        key_of(name).map_err(|message| text.at_value(&[label, id, &index.to_string()], message))
    };
    names.iter().enumerate().map(key).collect()
}

/// The key of a name, if one can be pressed that arrives as it.
fn key_of(name: &str) -> Result<Key, String> {
    let key = parse_key(name).ok_or_else(|| no_such_key(name))?;
    match key.arrives() {
        Some(arrives) if arrives == key => Ok(key),
        // Which character Shift makes of it is the keyboard's.
        Some(Key { code: Code::Char(c), .. }) if key.shift && !c.is_ascii_alphabetic() && c != ' ' => {
            Err(format!("{name}: Shift is part of a character; meant: the character that it makes"))
        }
        Some(arrives) => Err(format!("{name} arrives as {0}; meant: {0}", arrives.written())),
        None => Err(format!("{name}: no terminal sends such a key")),
    }
}

fn no_such_key(name: &str) -> String {
    let names: Vec<&str> = key_names().collect();
    let meant = nearest(name, names.iter().copied())
        .map_or_else(|| format!("a character, {}, or one of these behind c- or s-", names.join(", ")), str::to_owned);
    format!("`{name}` is not known; meant: {meant}")
}

/// Where the file asks for what cannot be.
fn at_fault(text: &Text, changes: &[Rebinding], error: &KeymapError) -> Fault {
    let asked = error.suspects().into_iter().find_map(|(context, action, key)| {
        let change = changes.iter().find(|change| (change.context, change.action) == (context, action))?;
        Some((change, change.keys.iter().position(|own| Some(*own) == key)))
    });
    let message = error.to_string();
    match asked {
        Some((Rebinding { context, action, .. }, Some(index))) => {
            text.at_value(&[context.label(), action.id(), &index.to_string()], message)
        }
        Some((Rebinding { context, action, .. }, None)) => text.at_key(&[context.label(), action.id()], message),
        None => text.at_key(&[], message),
    }
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
            ("{\n \"explorin\": {} }", "2:2: ", "`explorin` is not known; meant: exploring"),
            ("{ \"exploring\": {\n\n  \"step_upp\": [\"v\"] } }", "3:3: ", "`step_upp` is not known; meant: step_up"),
            ("{ \"exploring\": { \"step_up\": [\"hyper-v\"] } }", "1:30: ", "`hyper-v` is not known; meant: a char"),
            ("{ \"exploring\": { \"undo\": \"u\" } }", "1:26: ", "a list is wanted here"),
            ("{ exploring: { \"undo\": [\"u\"] } }", "1:3: ", "in double quotes is wanted here; meant: \"exploring\""),
            ("(undo: [\"u\"])", "1:1: ", "a map is wanted here"),
        ] {
            let wrong = parse_keys(text).unwrap_err().to_string();
            assert!(wrong.starts_with(place) && wrong.contains(says), "{text}: {wrong}");
        }
    }

    #[test]
    fn a_file_that_says_nothing_changes_nothing() {
        assert_eq!(parse_keys(""), Ok(Keymap::default()));
        assert_eq!(parse_keys("// nothing yet\n"), Ok(Keymap::default()));
    }

    #[test]
    fn a_key_that_cannot_be_had_is_named_where_it_was_asked_for() {
        for (text, wanted) in [
            // The action that lost its key is nowhere in the file.
            ("{ \"exploring\": {\n  \"undo\": [\"d\"] } }", "2:12: next_seed has no key left (exploring): undo has d"),
            ("{ \"exploring\": {\n  \"undo\": [] } }", "2:3: undo has no key left (exploring): give it one"),
            ("{ \"exploring\": {\n  \"undo\": [\"q\"] } }", "2:12: q is given to quit everywhere, but means undo"),
            ("{ \"exploring\": {\n  \"undo\": [\"v\", \"c-c\"] } }", "2:17: Ctrl-C quits, always"),
            (
                "{ \"exploring\": {\n  \"undo\": [\"v\"],\n  \"redo\": [\"i\", \"v\"] } }",
                "3:17: v is given to undo and to redo (exploring)",
            ),
            ("{ \"exploring\": {\n  \"yes\": [\"v\"] } }", "2:3: yes is not among the keys of exploring"),
            // An action of that name in another block is not meant.
            ("{ \"field\": {\n \"back\": [\"c-g\"] }, \"list\": {\n \"back\": [\"v\"] } }", "3:11: v is typed there"),
        ] {
            let wrong = parse_keys(text).unwrap_err().to_string();
            assert!(wrong.starts_with(wanted), "{text}: {wrong}");
        }
    }

    #[test]
    fn what_is_given_twice_is_not_lost_in_silence() {
        for (text, wanted) in [
            (
                "{ \"exploring\": { \"undo\": [\"v\"] },\n  \"exploring\": { \"redo\": [\"i\"] } }",
                "2:3: exploring is given twice; meant: one block",
            ),
            (
                "{ \"exploring\": { \"undo\": [\"v\"],\n  \"undo\": [\"i\"] } }",
                "2:3: undo is given twice; meant: one list",
            ),
            // The help is a context, and an action everywhere.
            (
                "{ \"help\": {}, // \"help\"\n  \"everywhere\": { \"help\": [\"v\"] },\n  \"help\": {} }",
                "3:3: help is given twice; meant: one block",
            ),
        ] {
            assert_eq!(parse_keys(text).unwrap_err().to_string(), wanted, "{text}");
        }
    }

    #[test]
    fn a_key_that_no_terminal_sends_is_refused_with_what_arrives() {
        for (name, wanted) in [
            ("s-u", "s-u arrives as U; meant: U"),
            ("c-U", "c-U arrives as c-u; meant: c-u"),
            ("c-s-x", "c-s-x arrives as c-x; meant: c-x"),
            ("c-m", "c-m arrives as enter; meant: enter"),
            ("c-i", "c-i arrives as tab; meant: tab"),
            ("c-[", "c-[ arrives as esc; meant: esc"),
            ("s-tab", "s-tab arrives as backtab; meant: backtab"),
            ("s-pageup", "s-pageup arrives as pageup; meant: pageup"),
            ("s-space", "s-space arrives as space; meant: space"),
            ("s-/", "s-/: Shift is part of a character; meant: the character that it makes"),
            ("\\t", "\u{fffd}: no terminal sends such a key"),
        ] {
            let text = format!("{{ \"exploring\": {{ \"undo\": [\"v\", \"{name}\"] }} }}");
            assert_eq!(parse_keys(&text).unwrap_err().to_string(), format!("1:32: {wanted}"));
        }
        // What only some terminals send is a key.
        for name in ["c-1", "c-enter", "c-s-left", "s-home", "c-.", "é"] {
            let text = format!("{{ \"exploring\": {{ \"undo\": [\"{name}\"] }} }}");
            assert!(parse_keys(&text).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_not_known_tells_all_that_are() {
        let wrong = no_such_key("hyper-v");
        for name in key_names() {
            assert!(wrong.contains(&format!(" {name},")), "{name}: {wrong}");
        }
        assert_eq!(no_such_key("pagedwn"), "`pagedwn` is not known; meant: pagedown");
    }
}
