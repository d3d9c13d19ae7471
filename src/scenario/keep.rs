//! Making a story while exploring: what is on screen becomes the next step of the file.

use std::fmt::Write as _;

use super::Scenario;
use super::edit::{append_item, quote};
use super::save::{Differences, SaveFailure, ron_value, target};
use super::story::{Front, Show};
use crate::lever::{Moves, Scope};

/// What a new step fixes beside its moves; `None` where the step before says the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDraft {
    /// Its title.
    pub title: String,
    /// Who is in focus.
    pub firm: Option<Scope>,
    /// The screen.
    pub show: Option<Show>,
    /// The panel in front.
    pub panel: Option<Front>,
    /// The row of the backtest to point at, by its id.
    pub observation: Option<&'static str>,
}

/// The text of the scenario's own file with one more step at the end of its story: the difference between `moves` and
/// what the steps so far lead to. Everything else stays as its author wrote it.
///
/// # Errors
/// If it has no file of its own, or that cannot be changed.
pub fn with_step(scenario: &Scenario, moves: &Moves, draft: &StepDraft) -> Result<String, SaveFailure> {
    let own = scenario.own.as_ref().ok_or(SaveFailure::NoFile)?;
    let inherited = scenario.moves_after(scenario.story.len());
    let differences = Differences { scenario, inherited: &inherited, present: moves };
    let mut item = format!("(\n    title: {},\n    caption: \"\",\n", quote(&draft.title));
    let set = differences.all();
    if !set.is_empty() {
        item.push_str("    set: {\n");
        for (lever, scope, value) in set {
            let key = target(&scenario.catalogue, &scenario.root, lever, scope);
            let value = ron_value(&scenario.catalogue, lever, value);
            // Writing to a string cannot fail.
            let _ = writeln!(item, "        {}: {value},", quote(&key));
        }
        item.push_str("    },\n");
    }
    let firm = draft.firm.map(|scope| match scope {
        Scope::All => "all",
        Scope::Firm(index) => scenario.root.firms.get(index).map_or("all", |firm| firm.name.as_str()),
    });
    let point_at = draft.observation.map(|id| format!("observation {id}"));
    let fields = [
        ("firm", firm),
        ("show", draft.show.map(Show::name)),
        ("panel", draft.panel.map(Front::name)),
        ("point_at", point_at.as_deref()),
    ];
    for (field, value) in fields {
        if let Some(value) = value {
            let _ = writeln!(item, "    {field}: {},", quote(value));
        }
    }
    item.push(')');
    Ok(append_item(&own.text.body, "story", &item)?)
}
