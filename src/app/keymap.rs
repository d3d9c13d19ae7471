//! The one table of keys: dispatch, help, palette and man page read it.

use super::action::{Action, Context};
use super::key::{Key, parse_key};

/// Keys of one action in one context.
#[derive(Debug)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// Which keys, in the macro language's names; the first is the one shown where there is room for one.
    pub keys: &'static [&'static str],
    /// What they do.
    pub action: Action,
}

const fn on(context: Context, keys: &'static [&'static str], action: Action) -> Binding {
    Binding { context, keys, action }
}

use Context::{Assumptions, CrossHair, Everywhere, Explore, Help, Question, Scenarios};

/// Every binding. Within a context no key has two meanings (tested).
pub static BINDINGS: &[Binding] = &[
    on(Explore, &["up", "k"], Action::LeverUp),
    on(Explore, &["down", "j"], Action::LeverDown),
    on(Explore, &["K", "pageup"], Action::GroupUp),
    on(Explore, &["J", "pagedown"], Action::GroupDown),
    on(Explore, &["left", "h"], Action::StepDown),
    on(Explore, &["right", "l"], Action::StepUp),
    on(Explore, &["H", "s-left"], Action::CoarseDown),
    on(Explore, &["L", "s-right"], Action::CoarseUp),
    on(Explore, &["lt", "home"], Action::ToLow),
    on(Explore, &["gt", "end"], Action::ToHigh),
    on(Explore, &["enter", "="], Action::TypeValue),
    on(Explore, &["e"], Action::TypeSpread),
    on(Explore, &["n"], Action::ToggleNever),
    on(Explore, &["backspace", "del"], Action::ResetLever),
    on(Explore, &["r"], Action::ResetDecisions),
    on(Explore, &["R"], Action::ResetAssumptions),
    on(Explore, &["u"], Action::Undo),
    on(Explore, &["U", "c-r"], Action::Redo),
    on(Explore, &["f"], Action::NextFirm),
    on(Explore, &["F"], Action::PreviousFirm),
    on(Explore, &["@", "g"], Action::ToggleAlone),
    on(Explore, &["t"], Action::NextTarget),
    on(Explore, &["d"], Action::NextSeed),
    on(Explore, &["D"], Action::TypeSeed),
    on(Explore, &["z"], Action::ToggleAll),
    on(Explore, &["/"], Action::FindLever),
    on(Explore, &["tab"], Action::NextPanel),
    on(Explore, &["backtab"], Action::PreviousPanel),
    on(Explore, &["b"], Action::PinReference),
    on(Explore, &["B"], Action::FileReference),
    on(Explore, &["x"], Action::CrossHair),
    on(CrossHair, &["left", "h"], Action::WeekBefore),
    on(CrossHair, &["right", "l"], Action::WeekAfter),
    on(CrossHair, &["H", "s-left"], Action::QuarterBefore),
    on(CrossHair, &["L", "s-right"], Action::QuarterAfter),
    on(CrossHair, &["f"], Action::NextFirm),
    on(CrossHair, &["F"], Action::PreviousFirm),
    on(CrossHair, &["esc", "x"], Action::Back),
    on(Assumptions, &["up", "k"], Action::RowUp),
    on(Assumptions, &["down", "j"], Action::RowDown),
    on(Assumptions, &["K", "pageup"], Action::GroupUp),
    on(Assumptions, &["J", "pagedown"], Action::GroupDown),
    on(Assumptions, &["enter"], Action::GoToSlider),
    on(Assumptions, &["/"], Action::Search),
    on(Assumptions, &["g"], Action::NextGrade),
    on(Assumptions, &["$"], Action::GoToCosts),
    on(Assumptions, &["!"], Action::NextWarning),
    on(Assumptions, &["f"], Action::NextFirm),
    on(Assumptions, &["F"], Action::PreviousFirm),
    on(Assumptions, &["t"], Action::NextTarget),
    on(Assumptions, &["u"], Action::Undo),
    on(Assumptions, &["U", "c-r"], Action::Redo),
    on(Assumptions, &["esc"], Action::Back),
    on(Scenarios, &["up", "k"], Action::RowUp),
    on(Scenarios, &["down", "j"], Action::RowDown),
    on(Scenarios, &["enter"], Action::OpenChosen),
    on(Scenarios, &["esc"], Action::Back),
    on(Everywhere, &["1"], Action::Explore),
    on(Everywhere, &["2"], Action::Uncertainty),
    on(Everywhere, &["5"], Action::Assumptions),
    on(Everywhere, &["6"], Action::Scenarios),
    on(Everywhere, &[":"], Action::Palette),
    on(Everywhere, &["s"], Action::Save),
    on(Everywhere, &["S"], Action::SaveAs),
    on(Everywhere, &["o"], Action::Open),
    on(Everywhere, &["m"], Action::ToggleMouse),
    on(Everywhere, &["c-l"], Action::Repaint),
    on(Everywhere, &["c-z"], Action::Suspend),
    on(Everywhere, &["?"], Action::Help),
    on(Everywhere, &["q", "c-c"], Action::Quit),
    on(Help, &["up", "k"], Action::RowUp),
    on(Help, &["down", "j"], Action::RowDown),
    on(Help, &["5"], Action::Assumptions),
    on(Help, &["esc", "?", "q", "enter"], Action::Back),
    on(Help, &["c-c"], Action::Quit),
    on(Question, &["y", "enter"], Action::Yes),
    on(Question, &["n", "esc"], Action::No),
    on(Question, &["s"], Action::Save),
    on(Question, &["q", "c-c"], Action::Quit),
];

/// Contexts in which the bindings of `Everywhere` hold too.
fn falls_back(context: Context) -> bool {
    matches!(context, Explore | CrossHair | Assumptions | Scenarios)
}

/// What `key` does in `context`.
pub fn resolve(context: Context, key: Key) -> Option<Action> {
    let find = |wanted: Context| {
        BINDINGS
            .iter()
            .filter(|binding| binding.context == wanted)
            .find(|binding| binding.keys.iter().any(|name| parse_key(name) == Some(key)))
            .map(|binding| binding.action)
    };
    find(context).or_else(|| if falls_back(context) { find(Everywhere) } else { None })
}

/// The keys of an action, as shown: those of the context in which it stands first in the table.
pub fn keys_of(action: Action) -> impl Iterator<Item = Key> {
    BINDINGS
        .iter()
        .find(|binding| binding.action == action)
        .into_iter()
        .flat_map(|binding| binding.keys.iter())
        .filter_map(|name| parse_key(name))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use strum::IntoEnumIterator;

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
            assert!(keys_of(action).next().is_some(), "{action:?} has no key");
            assert!(!action.label().is_empty());
        }
    }

    #[test]
    fn every_action_of_the_explorer_has_a_route_without_shifted_arrows_or_control() {
        for action in Action::iter() {
            let plain = BINDINGS.iter().filter(|b| b.action == action).flat_map(|b| b.keys).any(|name| {
                let key = parse_key(name).unwrap();
                !key.shift && !key.ctrl
            });
            let control_only = [Action::Repaint, Action::Suspend];
            assert!(plain || control_only.contains(&action), "{action:?}");
        }
    }
}
