//! A new scenario, with a comment for everything that can be said.

use std::path::Path;

use super::Scenario;
use super::edit::quote;
use super::save::{SaveFailure, name_from};

/// A commented template for a new file at `path` that extends `parent`.
///
/// # Errors
/// If nothing can extend it.
pub fn template(parent: &Scenario, path: &Path) -> Result<String, SaveFailure> {
    let name = name_from(parent, path)?;
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let title: String = stem.replace(['-', '_'], " ").chars().filter(|c| !c.is_control()).collect();
    let title = if title.trim().is_empty() { "What if …?".to_owned() } else { title };
    let mut letters = title.chars();
    let title = letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    Ok(TEMPLATE.replace("{extends}", &quote(&name)).replace("{title}", &quote(&title)))
}

/// What a new file says: everything that can be said is there, as a comment.
const TEMPLATE: &str = r#"// What if …? Say here what it asks and shows.
(
    format: 1,
    extends: {extends},
    title: {title},
    // question: "How much longer does the stock last?",
    // about: "What it shows, and what it leaves out. A blank line begins a paragraph.",
    // as_of: "2025-05-30",                 // the date whose knowledge it reflects
    // against: "no-migration",             // what it is held against; without it, nobody migrates

    // Lever values, all absolute. `stockout levers` lists the levers; LEVER@FIRM is for one firm.
    set: {
        // "policy.b40_launch": "2025-07-01",
        // "strategy.inference_share@Alibaba": "40%",
    },

    // 90 % intervals: Exact, PlusMinus(45) in the lever's own unit (days for a date), or Factor(1.6).
    // spread: { "policy.b40_launch": PlusMinus(45) },

    // Where values come from: ids of `stockout sources`.
    // source: { "policy.b40_launch": "b40_production_start" },

    // What `stockout check` warns of and is meant, by the name that it gives: why.
    // on_purpose: { "policy.leakage": "only legal imports count" },

    // Structure: only the fields that differ, or a whole new entry.
    // chips: { "B40": (bandwidth: 1.398) },
    // firms: { "Alibaba": (stock: { "H20": 25000 }) },
    // supply: { "H20": (lead_weeks: 3) },

    // Acts of policy, added or replaced by id; each has its lever policy.<id>.
    // events: [
    //     (id: "china_refuses", label: "Beijing refuses", chip: "H20", date: "2025-08-12", fraction: 0, levy: 0),
    // ],

    // What must come out; `stockout check` holds it to that.
    expect: [
        // "stockout.Alibaba >= 2026-06-30",
        // "gap.all is none",
        // "migration.Alibaba within 1.5 B..2.5 B",
        // "migration.Alibaba <= 4 B with 90 %",     // of the draws; what says no share is of the central run
    ],
)
"#;
