//! The one table of keys: no binding is dead, and none means two things.

use std::collections::BTreeSet;
use std::sync::Arc;

use stockout::app::key::parse_key;
use stockout::app::{Action, BINDINGS, Context, Key, Keymap, Msg, Presenting, State, contexts, update};
use stockout::harness::Harness;
use strum::IntoEnumIterator;

/// States in which keys mean what they mean in a context; between them every key has something to do. Each says how it is
/// reached.
pub(crate) fn starts(context: Context) -> Vec<(String, Harness)> {
    let keys: &[(&str, &str)] = match context {
        // Behind others: no state is there alone. Talks with options are started below; notes are no state of a session
        // (`notes::every_key_does_something`).
        Context::Everywhere | Context::Auto | Context::StageQuestion | Context::Notes => &[],
        // Moved, so that there is something to put back; taken back, so that there is something to do again.
        Context::Explore => &[
            ("baseline", "/usage gain<enter><right>kk<right><pause>"),
            ("baseline", "<right>u"),
            ("baseline", "2"),
            ("baseline", "b<right>"),
            ("the-ban", ""),
        ],
        Context::CrossHair => {
            &[("baseline", "x"), ("baseline", "2x"), ("baseline", "<right>x"), ("baseline", "<right>ux")]
        }
        Context::Assumptions => &[
            ("baseline", "5jjJ"),
            ("baseline", "5/h20<enter>"),
            ("baseline", "<right>5J"),
            ("baseline", "<right>u5J"),
            ("baseline", "5g"),
        ],
        Context::Scenarios => &[("baseline", "6jj"), ("baseline", "<right>6jj")],
        Context::Backtest => &[("baseline", "T<pagedown>"), ("baseline", "T")],
        Context::Stage => {
            &[("the-ban", "p<space>"), ("the-ban", "p<space>b"), ("the-ban", "p<space>w"), ("the-ban", "p")]
        }
        Context::Detour => &[
            ("the-ban", "p<space>l/usage gain<enter><right>kk<right><pause>"),
            ("the-ban", "p<space>l<right>u"),
            ("the-ban", "p<space>lb<right>"),
            ("the-ban", "p<end>l"),
        ],
        Context::Help => &[("baseline", "?<pagedown>"), ("baseline", "M<pagedown>"), ("baseline", "<right>c")],
        Context::Question => &[("baseline", "<right>q")],
        Context::Field => &[
            ("baseline", "<enter>one two<left>"),
            ("baseline", "/stock on hand<enter>e"),
            ("baseline", "<enter>one two"),
            ("baseline", "<enter>one two<home>"),
        ],
        Context::List => &[("baseline", "/ef fi<left>"), ("baseline", "/e<down*2>"), ("baseline", "/e<home>")],
    };
    let mut starts: Vec<(String, Harness)> = keys
        .iter()
        .map(|(scenario, keys)| (format!("{scenario} {keys}"), Harness::scenario(scenario).size(120, 40).keys(keys)))
        .collect();
    if context == Context::Auto {
        let how = Presenting { auto: true, from: 1, ..Presenting::default() };
        starts.push(("going on by itself".into(), Harness::scenario("the-ban").size(120, 40).present(how)));
        let blank = Presenting { auto: true, from: 1, ..Presenting::default() };
        starts.push(("by itself, black".into(), Harness::scenario("the-ban").size(120, 40).present(blank).keys("b")));
    }
    if context == Context::StageQuestion {
        let how = Presenting { is_safe: true, ..Presenting::default() };
        starts.push(("asked on stage".into(), Harness::scenario("the-ban").size(120, 40).present(how).keys("q")));
    }
    for (name, harness) in &starts {
        assert_eq!(harness.state().context(), context, "{name}");
    }
    starts
}

/// Keys that do nothing because what they lead to is there already.
pub(crate) const THERE: [(Context, Action); 3] = [
    (Context::Assumptions, Action::Assumptions),
    (Context::Backtest, Action::Backtest),
    (Context::Scenarios, Action::Scenarios),
];

/// Every key that means something in a context, with what.
pub(crate) fn meant(context: Context) -> Vec<(Key, Action)> {
    let keymap = Keymap::default();
    let own = BINDINGS.iter().filter(|binding| contexts(context).any(|behind| behind == binding.context));
    let keys = own.flat_map(|binding| binding.keys.iter().map(|name| (parse_key(name).unwrap(), binding.action)));
    // Those that mean something else nearer by are not meant.
    let mut meant: Vec<_> = keys.filter(|(key, action)| keymap.resolve(context, *key) == Some(*action)).collect();
    meant.dedup();
    meant
}

/// What can be told of a state: everything in it.
fn told(state: &State) -> String {
    format!("{state:?}")
}

#[test]
fn every_key_of_every_context_does_something() {
    let mut dead = Vec::new();
    let mut pressed = 0;
    for context in Context::iter() {
        let starts = starts(context);
        let before: Vec<String> = starts.iter().map(|(_, harness)| told(harness.state())).collect();
        for (key, action) in meant(context).into_iter().filter(|_| !starts.is_empty()) {
            pressed += 1;
            let is_alive = starts.iter().zip(&before).any(|((_, harness), before)| {
                let mut state = harness.state().clone();
                // Long after all that was pressed.
                let effects = update(&mut state, Msg::Key { key, now_ms: 10_000_000 });
                !effects.is_empty() || told(&state) != *before
            });
            if is_alive == THERE.contains(&(context, action)) {
                dead.push(format!("{context:?}: {key} ({action:?}), alive: {is_alive}"));
            }
        }
    }
    assert!(dead.is_empty(), "{} of {pressed}:\n{}", dead.len(), dead.join("\n"));
    assert!(pressed > 250, "{pressed} keys");
}

/// What is bound can be reached: no row of the table stands behind others in every context.
#[test]
fn every_row_of_the_table_is_met_somewhere() {
    let met: BTreeSet<(String, Action)> = Context::iter()
        .flat_map(|context| meant(context).into_iter().map(|(key, action)| (key.to_string(), action)))
        .collect();
    for binding in BINDINGS {
        for name in binding.keys {
            let key = parse_key(name).unwrap().to_string();
            assert!(met.contains(&(key, binding.action)), "{name} in {:?}", binding.context);
        }
    }
}

#[test]
fn keys_where_one_types_are_remapped_like_all_others() {
    let keys = "{ \"field\": { \"accept\": [\"c-o\"], \"delete_to_start\": [\"c-k\"] }, \"list\": { \"row_down\": [\"c-d\"] } }";
    let keymap = stockout::config::parse_keys(keys).unwrap();
    let mut state = Harness::scenario("baseline").size(80, 24).state().clone();
    state.keymap = Arc::new(keymap);
    let mut press = |keys: &[&str]| {
        for name in keys {
            update(&mut state, Msg::Key { key: parse_key(name).unwrap(), now_ms: 0 });
        }
        (state.list().map(|list| list.chosen), format!("{:?}", state.overlay))
    };
    let (_, field) = press(&["enter", "x", "c-k", "9", "enter"]);
    assert!(field.contains("text: \"9\""), "{field}");
    let (_, field) = press(&["c-o"]);
    assert!(field.contains("error: Some"), "{field}");
    press(&["esc"]);
    assert_eq!(press(&["/", "c-d", "down", "c-d"]).0, Some(2));
}
