//! The keys as they stand, those of the table or what a person made of them: dispatch, help, palette and man page read it.

mod table;

use std::fmt::{self, Display, Formatter};

use strum::IntoEnumIterator;

pub use self::table::{BINDINGS, Binding, behind, contexts};
use super::action::{Action, Context};
use super::key::{Code, Key, parse_key};

/// The key that always quits, whatever else was changed; a field it leaves.
const ALWAYS_QUITS: Key = Key { code: Code::Char('c'), ctrl: true, shift: false };

/// Whether an action is the one that the key which always quits has in a context.
fn always(context: Context, action: Action) -> bool {
    match context {
        Context::Field | Context::List => action == Action::Back,
        _ => action == Action::Quit,
    }
}

/// Whether a key types a letter where one types.
fn is_typed(key: Key) -> bool {
    matches!(key, Key { code: Code::Char(_), ctrl: false, .. })
}

/// Keys of one action in one context, as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bound {
    context: Context,
    keys: Vec<Key>,
    action: Action,
}

/// The keys as they stand: those of the table, or what a person made of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Vec<Bound>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = |binding: &Binding| binding.keys.iter().filter_map(|name| parse_key(name)).collect();
        let row = |binding: &Binding| Bound { context: binding.context, keys: keys(binding), action: binding.action };
        Self { rows: BINDINGS.iter().map(row).collect() }
    }
}

/// Keys that an action is to have in a context, in place of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebinding {
    /// Where.
    pub context: Context,
    /// What is done.
    pub action: Action,
    /// By which keys, the one to be shown first.
    pub keys: Vec<Key>,
}

/// Why keys cannot be changed so. Each names the action at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// The action is not done in that context.
    #[error("{} is not among the keys of {}{}", .action.id(), .context.label(), elsewhere(*.action))]
    NotHere {
        /// Where.
        context: Context,
        /// What.
        action: Action,
    },
    /// Two actions were given one key.
    #[error("{key} is given to {} and to {} ({})", .first.id(), .action.id(), .context.label())]
    Twice {
        /// Where.
        context: Context,
        /// The one.
        first: Action,
        /// The other.
        action: Action,
        /// The key.
        key: Key,
    },
    /// An action lost its last key to others, or was given none.
    #[error("{} has no key left ({}): {}", .action.id(), .context.label(), remedy(*.taken))]
    NoKeyLeft {
        /// Where.
        context: Context,
        /// What.
        action: Action,
        /// A key that it had, and what has it now; none if nothing was taken.
        taken: Option<(Key, Action)>,
    },
    /// A key of everywhere means something else where one is.
    #[error("{key} is given to {} everywhere, but means {} ({})", .action.id(), .other.id(), .context.label())]
    Shadowed {
        /// Where it means something else.
        context: Context,
        /// What it means there.
        other: Action,
        /// What it was to mean everywhere.
        action: Action,
        /// The key.
        key: Key,
    },
    /// Ctrl-C was given to something else.
    #[error("Ctrl-C quits, always: it cannot be given to {}", .action.id())]
    AlwaysQuits {
        /// Where.
        context: Context,
        /// What.
        action: Action,
    },
    /// A letter was given to an action where letters are typed.
    #[error("{key} is typed there: it cannot be given to {} ({})", .action.id(), .context.label())]
    Typed {
        /// Where.
        context: Context,
        /// What.
        action: Action,
        /// The letter.
        key: Key,
    },
}

impl KeymapError {
    /// What may have been asked for wrongly, the likeliest first: an action in a context, and its key if one is meant.
    pub fn suspects(&self) -> Vec<(Context, Action, Option<Key>)> {
        match *self {
            Self::NotHere { context, action } | Self::NoKeyLeft { context, action, taken: None } => {
                vec![(context, action, None)]
            }
            Self::NoKeyLeft { context, taken: Some((key, taker)), .. } => vec![(context, taker, Some(key))],
            Self::Twice { context, action, key, .. } | Self::Typed { context, action, key } => {
                vec![(context, action, Some(key))]
            }
            Self::AlwaysQuits { context, action } => vec![(context, action, Some(ALWAYS_QUITS))],
            Self::Shadowed { context, other, action, key } => {
                let nearer = contexts(context).map(|context| (context, other, Some(key)));
                std::iter::once((Context::Everywhere, action, Some(key))).chain(nearer).collect()
            }
        }
    }
}

/// What is to be done about an action without a key.
fn remedy(taken: Option<(Key, Action)>) -> String {
    taken.map_or_else(|| "give it one".to_owned(), |(key, taker)| format!("{} has {key}", taker.id()))
}

/// A key that an action has in the table and lost to another.
fn taken(changes: &[Rebinding], context: Context, action: Action) -> Option<(Key, Action)> {
    let here: Vec<&Rebinding> = changes.iter().filter(|change| change.context == context).collect();
    // Then its own line gives it none.
    if here.iter().any(|change| change.action == action) {
        return None;
    }
    let table = Keymap::default();
    let own = table.keys_in(context, action);
    here.iter().find_map(|change| Some((*change.keys.iter().find(|key| own.contains(key))?, change.action)))
}

/// Where an action has its keys, if it has any.
fn elsewhere(action: Action) -> String {
    let labels: Vec<&str> = BINDINGS.iter().filter(|b| b.action == action).map(|b| b.context.label()).collect();
    format!("; it is among those of {}", labels.join(", "))
}

impl Keymap {
    /// The table with some keys changed. A key given away is taken from whatever had it in that context.
    ///
    /// # Errors
    /// If an action is left without a key, a key has two meanings, or none where it is pressed.
    pub fn changed(changes: &[Rebinding]) -> Result<Self, KeymapError> {
        let mut keymap = Self::default();
        for (index, Rebinding { context, action, keys }) in changes.iter().enumerate() {
            let (context, action) = (*context, *action);
            if keys.contains(&ALWAYS_QUITS) && !always(context, action) {
                return Err(KeymapError::AlwaysQuits { context, action });
            }
            if let (Context::Field | Context::List, Some(key)) = (context, keys.iter().find(|key| is_typed(**key))) {
                return Err(KeymapError::Typed { context, action, key: *key });
            }
            let before = changes[..index].iter().filter(|other| other.context == context && other.action != action);
            for other in before {
                if let Some(key) = keys.iter().find(|key| other.keys.contains(key)) {
                    return Err(KeymapError::Twice { context, first: other.action, action, key: *key });
                }
            }
            for row in keymap.rows.iter_mut().filter(|row| row.context == context) {
                row.keys.retain(|key| !keys.contains(key));
            }
            let own = keymap.rows.iter_mut().find(|row| row.context == context && row.action == action);
            let Some(own) = own else { return Err(KeymapError::NotHere { context, action }) };
            own.keys.clone_from(keys);
            if always(context, action) && !own.keys.contains(&ALWAYS_QUITS) {
                own.keys.push(ALWAYS_QUITS);
            }
        }
        keymap.is_sound(changes).map(|()| keymap)
    }

    /// Whether every key and every action is to be had, as these changes have left it.
    fn is_sound(&self, changes: &[Rebinding]) -> Result<(), KeymapError> {
        if let Some(Bound { context, action, .. }) = self.rows.iter().find(|row| row.keys.is_empty()) {
            let taken = taken(changes, *context, *action);
            return Err(KeymapError::NoKeyLeft { context: *context, action: *action, taken });
        }
        for row in self.rows.iter().filter(|row| row.context == Context::Everywhere) {
            for key in &row.keys {
                let mut falling =
                    Context::iter().filter(|context| contexts(*context).any(|behind| behind == Context::Everywhere));
                let shadow = falling.find_map(|context| {
                    let other = self.resolve(context, *key).filter(|other| *other != row.action)?;
                    Some(KeymapError::Shadowed { context, other, action: row.action, key: *key })
                });
                if let Some(shadow) = shadow {
                    return Err(shadow);
                }
            }
        }
        Ok(())
    }

    /// What `key` does in `context`.
    pub fn resolve(&self, context: Context, key: Key) -> Option<Action> {
        let find = |wanted: Context| {
            let mut rows = self.rows.iter().filter(|row| row.context == wanted);
            rows.find(|row| row.keys.contains(&key)).map(|row| row.action)
        };
        contexts(context).find_map(find)
    }

    /// The keys of an action, as shown: those of the context in which it stands first in the table.
    pub fn keys_of(&self, action: Action) -> &[Key] {
        self.rows.iter().find(|row| row.action == action).map_or(&[], |row| &row.keys)
    }

    /// The keys of an action where one is, the one to be shown first.
    pub fn keys_in(&self, context: Context, action: Action) -> &[Key] {
        let here = self.rows.iter().find(|row| row.context == context && row.action == action);
        here.map_or_else(|| self.keys_of(action), |row| &row.keys)
    }

    /// The first key of each of these actions where one is, one behind the other, as hints and sentences show them.
    pub fn shown<'a>(&'a self, context: Context, actions: &'a [Action]) -> impl Display + 'a {
        Shown { keymap: self, context, actions }
    }

    /// What keys do in a context itself, in the order of the help.
    pub fn actions(context: Context) -> impl Iterator<Item = Action> {
        Action::iter().filter(move |action| BINDINGS.iter().any(|b| b.action == *action && b.context == context))
    }
}

/// Keys of actions; see [`Keymap::shown`].
struct Shown<'a> {
    keymap: &'a Keymap,
    context: Context,
    actions: &'a [Action],
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // Every action has a key: a test holds the table to it, and a check what a person makes of it.
        let mut keys = self.actions.iter().filter_map(|action| self.keymap.keys_in(self.context, *action).first());
        keys.try_for_each(|key| write!(f, "{key}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_name_in_the_table_is_a_key_and_no_key_has_two_meanings() {
        let mut seen = HashMap::new();
        for binding in BINDINGS {
            for name in binding.keys {
                let key = parse_key(name).unwrap_or_else(|| panic!("{name} is no key"));
                let before = seen.insert((binding.context, key), binding.action);
                assert_eq!(before, None, "{key} twice in {:?}", binding.context);
            }
        }
    }

    #[test]
    fn every_action_has_a_key_and_a_label() {
        for action in Action::iter() {
            assert!(!Keymap::default().keys_of(action).is_empty(), "{action:?} has no key");
            assert!(!action.label().is_empty());
        }
    }

    /// Keys that some keyboards do not have, hide behind others, or give to the terminal.
    #[test]
    fn every_action_has_a_route_that_every_keyboard_has() {
        for binding in BINDINGS {
            let plain = binding.keys.iter().any(|name| {
                let key = parse_key(name).unwrap();
                let is_hidden = match key.code {
                    // Brackets stand behind AltGr on many keyboards, and these wait for a letter there.
                    Code::Char(c) => "[](){}^`´~¨'\"\\|".contains(c),
                    Code::F5 => true,
                    _ => false,
                };
                !key.shift && !key.ctrl && !is_hidden
            });
            // Painting and stopping are Ctrl's everywhere; where one types, so is what is more than an arrow.
            let is_controls = [Action::Repaint, Action::Suspend, Action::DeleteWord, Action::DeleteToStart];
            // Esc leads out of the help, and q further; y answers what is asked on stage, and leaves too.
            let is_two =
                binding.action == Action::Quit && matches!(binding.context, Context::Help | Context::StageQuestion);
            assert!(
                plain || is_two || is_controls.contains(&binding.action),
                "{:?} {:?}",
                binding.context,
                binding.action
            );
        }
    }

    fn change(context: Context, action: Action, keys: &[&str]) -> Rebinding {
        Rebinding { context, action, keys: keys.iter().map(|name| parse_key(name).unwrap()).collect() }
    }

    #[test]
    fn the_table_itself_is_sound() {
        assert_eq!(Keymap::default().is_sound(&[]), Ok(()));
        assert_eq!(Keymap::changed(&[]), Ok(Keymap::default()));
    }

    #[test]
    fn a_key_that_is_given_away_is_taken_from_what_had_it() {
        let keymap = Keymap::changed(&[
            change(Context::Explore, Action::StepDown, &["y"]),
            change(Context::Explore, Action::StepUp, &["d", "right"]),
            change(Context::Explore, Action::NextSeed, &["v"]),
        ])
        .unwrap();
        let does = |name: &str| keymap.resolve(Context::Explore, parse_key(name).unwrap());
        assert_eq!(does("y"), Some(Action::StepDown));
        assert_eq!(does("d"), Some(Action::StepUp));
        assert_eq!(does("v"), Some(Action::NextSeed));
        assert_eq!(does("left"), None);
        assert_eq!(does("l"), None);
        assert_eq!(keymap.keys_of(Action::StepUp), [Key::char('d'), Key::plain(Code::Right)]);
        assert_eq!(keymap.resolve(Context::CrossHair, Key::plain(Code::Left)), Some(Action::WeekBefore));
    }

    #[test]
    fn keys_that_cannot_be_are_refused_by_name() {
        let error = |changes: &[Rebinding]| Keymap::changed(changes).unwrap_err().to_string();
        let explore = |action, keys: &[&str]| change(Context::Explore, action, keys);
        assert_eq!(error(&[explore(Action::Undo, &["d"])]), "next_seed has no key left (exploring): undo has d");
        assert_eq!(error(&[explore(Action::Undo, &[])]), "undo has no key left (exploring): give it one");
        assert_eq!(
            error(&[explore(Action::Undo, &["i"]), explore(Action::Redo, &["i"])]),
            "i is given to undo and to redo (exploring)"
        );
        assert_eq!(error(&[explore(Action::Undo, &["c-c"])]), "Ctrl-C quits, always: it cannot be given to undo");
        assert_eq!(
            error(&[explore(Action::Yes, &["i"])]),
            "yes is not among the keys of exploring; it is among those of question, question on stage"
        );
        let field = change(Context::List, Action::RowDown, &["j"]);
        assert_eq!(error(&[field]), "j is typed there: it cannot be given to row_down (list)");
        assert_eq!(
            error(&[change(Context::Field, Action::Accept, &["c-c"])]),
            "Ctrl-C quits, always: it cannot be given to accept"
        );
        let everywhere = change(Context::Everywhere, Action::Help, &["k"]);
        assert_eq!(error(&[everywhere]), "k is given to help everywhere, but means lever_up (exploring)");
    }

    #[test]
    fn who_is_wrong_is_somebody_who_was_asked_for() {
        let explore = |action, keys: &[&str]| change(Context::Explore, action, keys);
        let everywhere = |action, keys: &[&str]| change(Context::Everywhere, action, keys);
        for (changes, index, key) in [
            (vec![explore(Action::Undo, &["d"])], 0, Some("d")),
            // Of two keys that were taken it is the first that leads there.
            (vec![explore(Action::Undo, &["i", "right"]), explore(Action::Redo, &["l"])], 0, Some("right")),
            (vec![explore(Action::Undo, &[])], 0, None),
            (vec![explore(Action::Undo, &["i"]), explore(Action::Redo, &["i"])], 1, Some("i")),
            (vec![explore(Action::Yes, &["i"])], 0, None),
            (vec![explore(Action::Undo, &["c-c"])], 0, Some("c-c")),
            (vec![change(Context::List, Action::RowDown, &["j"])], 0, Some("j")),
            // What is everywhere is hidden by what is near.
            (vec![everywhere(Action::Help, &["k"])], 0, Some("k")),
            (vec![explore(Action::Undo, &["q"])], 0, Some("q")),
        ] {
            let error = Keymap::changed(&changes).unwrap_err();
            let wanted = (changes[index].context, changes[index].action, key.and_then(parse_key));
            let asked = |suspect: &&(Context, Action, Option<Key>)| {
                changes.iter().any(|change| (change.context, change.action) == (suspect.0, suspect.1))
            };
            assert_eq!(error.suspects().iter().find(asked), Some(&wanted), "{error}");
        }
    }

    #[test]
    fn control_c_quits_whatever_is_changed() {
        let keymap = Keymap::changed(&[change(Context::Everywhere, Action::Quit, &["Q"])]).unwrap();
        assert_eq!(keymap.resolve(Context::Explore, ALWAYS_QUITS), Some(Action::Quit));
        assert_eq!(keymap.resolve(Context::Explore, Key::char('Q')), Some(Action::Quit));
        assert_eq!(keymap.resolve(Context::Explore, Key::char('q')), None);
        // A field it leaves.
        let keymap = Keymap::changed(&[change(Context::Field, Action::Back, &["c-g"])]).unwrap();
        assert_eq!(keymap.keys_in(Context::Field, Action::Back).len(), 2);
        for context in [Context::Field, Context::List] {
            assert_eq!(keymap.resolve(context, ALWAYS_QUITS), Some(Action::Back));
            assert_eq!(keymap.resolve(context, Key::plain(Code::Esc)), None);
        }
    }
}
