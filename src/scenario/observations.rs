//! What came after the prediction was made: the observations of the backtest.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::sources::source;

const BACKTEST: &str = include_str!("../../assets/backtest.ron");

/// The record of a prediction: whose it is, when it was made, and what came.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    format: u32,
    /// The embedded scenario that predicts.
    pub scenario: String,
    /// The date whose knowledge went into it.
    pub known_on: Date,
    /// RMB for a dollar, in which spending is compared.
    pub rmb_per_usd: f64,
    /// Id of the source of that rate.
    pub rate_source: String,
    /// What came, each beside what the model says of it.
    pub observations: Vec<Observation>,
    /// What came and is not compared, and why.
    pub left_out: Vec<(String, String)>,
    /// What the record says, in paragraphs.
    pub reading: Vec<String>,
}

/// A dated fact of which the model says something.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Stable id.
    pub id: String,
    /// What, and of when.
    pub what: String,
    /// What of the model stands against it.
    pub predicts: Predicts,
    /// In what it is measured.
    pub unit: Unit,
    /// What was seen.
    pub observed: Observed,
    /// The figure holds more than the model counts: it bounds the prediction from above.
    #[serde(default)]
    pub at_most: bool,
    /// Id of its source.
    pub source: String,
    /// Sources of the inputs on which the prediction hangs most.
    pub rests_on: Vec<String>,
}

/// What was seen, with its range where the source gives one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// Low end.
    #[serde(default)]
    pub low: Option<Reading>,
    /// The figure itself.
    pub central: Reading,
    /// High end.
    #[serde(default)]
    pub high: Option<Reading>,
}

/// A number, or a date.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Reading {
    /// In the observation's unit.
    Number(f64),
    /// A day.
    Date(Date),
}

/// In what an observation is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Trillions of tokens a day.
    #[serde(alias = "TokensPerDay")]
    TokensPerDay,
    /// Percent a month.
    #[serde(alias = "PercentPerMonth")]
    PercentPerMonth,
    /// Cards.
    #[serde(alias = "Cards")]
    Cards,
    /// A date.
    #[serde(alias = "Date")]
    Date,
    /// Billions of RMB.
    #[serde(alias = "RmbBillion")]
    RmbBillion,
}

/// What of the model stands against an observation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Predicts {
    /// Inference served, times the gain in work per chip, at `to` against `from`, where it was `first`.
    Tokens {
        /// Whose; all firms' together where none is named.
        firm: Option<String>,
        /// From when.
        from: Date,
        /// To when.
        to: Date,
        /// Trillions of tokens a day at `from`.
        first: f64,
    },
    /// Mean growth of all firms' inference demand, in the work of chips.
    InferenceGrowth {
        /// From when.
        from: Date,
        /// To when.
        to: Date,
    },
    /// Cards delivered to all buyers.
    Delivered {
        /// Of which chips.
        chips: Vec<String>,
        /// From when.
        from: Date,
        /// The first day that no longer counts.
        to: Date,
    },
    /// Cash that a firm pays for chips and the systems around them, undiscounted.
    Spending {
        /// Whose.
        firm: String,
        /// From when.
        from: Date,
        /// The first day that no longer counts.
        to: Date,
    },
    /// The date of a policy event.
    Event(String),
}

impl Record {
    /// Ids of the sources of what came.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let of = self.observations.iter().map(|observation| observation.source.as_str());
        of.chain([self.rate_source.as_str()])
    }
}

impl Observation {
    /// Sources among those it rests on that are younger than `known_on`: whoever set these inputs had what came in
    /// sight. A year without a month is not told to be younger.
    pub fn younger_inputs(&self, known_on: Date) -> Vec<&str> {
        let is_younger = |id: &&String| source(id).is_some_and(|source| is_after(&source.as_of, known_on));
        self.rests_on.iter().filter(is_younger).map(String::as_str).collect()
    }
}

/// Whether a text such as `30 May 2025`, `Jan-Apr 2025` or `2025-26` ends in a month or year after that of `date`.
fn is_after(as_of: &str, date: Date) -> bool {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut year: Option<i16> = None;
    let mut month = None;
    for word in as_of.split([' ', '-', ',']) {
        if let Some(index) = MONTHS.iter().position(|name| *name == word) {
            month = Some(index as i8 + 1);
        } else if let Ok(number) = word.parse::<i16>() {
            match (number, year, month) {
                (2000.., _, _) => year = Some(number),
                // `2025-26`.
                (_, Some(first), None) => year = Some(first / 100 * 100 + number),
                // The day of a month.
                _ => {}
            }
        }
    }
    let Some(year) = year else { return false };
    year > date.year() || year == date.year() && month.is_some_and(|month| month > date.month())
}

static RECORD: LazyLock<Record> = LazyLock::new(|| read().unwrap_or_else(|message| panic!("{message}")));

fn read() -> Result<Record, String> {
    let record: Record =
        super::parse::options().from_str(BACKTEST).map_err(|error| format!("assets/backtest.ron:{error}"))?;
    if record.format == super::file::FORMAT {
        Ok(record)
    } else {
        Err(format!("assets/backtest.ron: format {}", record.format))
    }
}

/// The embedded record.
///
/// # Panics
/// If the embedded file were broken; a test reads it.
pub fn record() -> &'static Record {
    &RECORD
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use super::*;
    use crate::scenario::{NoFiles, library, load};

    #[test]
    fn the_record_can_be_read_and_names_what_there_is() {
        let record = read().unwrap();
        assert!(record.observations.len() >= 20);
        let ids: BTreeSet<&str> = record.observations.iter().map(|observation| observation.id.as_str()).collect();
        assert_eq!(ids.len(), record.observations.len());
        let world = load(&record.scenario, &NoFiles).unwrap().world();
        assert_eq!(world.as_of, Some(record.known_on));
        for observation in &record.observations {
            for id in [&observation.source].into_iter().chain(&observation.rests_on) {
                assert!(source(id).is_some(), "{}: no source {id}", observation.id);
            }
            match &observation.predicts {
                Predicts::Tokens { firm: None, .. } | Predicts::InferenceGrowth { .. } => {}
                Predicts::Tokens { firm: Some(firm), .. } | Predicts::Spending { firm, .. } => {
                    assert!(world.firm(firm).is_some(), "{firm}");
                }
                Predicts::Delivered { chips, .. } => {
                    assert!(chips.iter().all(|chip| world.supply.iter().any(|channel| channel.chip == *chip)));
                }
                Predicts::Event(id) => assert!(world.policy.iter().any(|event| event.id == *id), "{id}"),
            }
        }
    }

    /// The record is no tuning target: what predicts has no input from it. A date that the baseline holds to be never is
    /// none: the source dates what a person may move it to.
    #[test]
    fn no_input_of_the_prediction_comes_from_what_came() {
        let record = record();
        let scenario = load(&record.scenario, &NoFiles).unwrap();
        let world = scenario.world();
        for observation in &record.observations {
            for user in scenario.users_of(&observation.source) {
                let lever = scenario.catalogue.find(&user).map(|id| scenario.catalogue.lever(id));
                // The H200's channel opens with its licence, and stays closed as long as that is never.
                let closed = user == "supply.H200.from";
                let value = lever.map(|lever| lever.fields(&world));
                let is_never = value.is_some_and(|fields| {
                    fields.iter().all(|(field, _)| field.read(&world).is_none_or(|value| value == f64::INFINITY))
                });
                assert!(is_never || closed, "{}: {user} is set by {}", observation.id, observation.source);
            }
        }
    }

    /// Beside the prediction, only worlds that say in their date that they know what came may use it.
    #[test]
    fn scenarios_as_of_the_prediction_use_nothing_of_what_came() {
        let record = record();
        let baseline = load(&record.scenario, &NoFiles).unwrap();
        for name in library::names() {
            let scenario = load(name, &NoFiles).unwrap();
            if scenario.world().as_of != Some(record.known_on) {
                continue;
            }
            for Observation { id, source, predicts, .. } in &record.observations {
                // Policy is what scenarios ask about: its dates are theirs to choose.
                let asked = matches!(predicts, Predicts::Event(_));
                let before = baseline.users_of(source);
                let new: Vec<String> =
                    scenario.users_of(source).into_iter().filter(|user| !before.contains(user)).collect();
                assert!(asked || new.is_empty(), "{name}: {new:?} from {id}");
            }
        }
    }

    #[test]
    fn what_was_known_later_is_told_by_its_date() {
        let known = date(2025, 5, 30);
        for (text, after) in [
            ("30 May 2025", false),
            ("Jan-Apr 2025", false),
            ("May 2025", false),
            ("2025", false),
            ("2024-25", false),
            ("2023-25", false),
            ("Jun 2025", true),
            ("2025-26", true),
            ("Apr 2026", true),
            ("13 Nov 2025", true),
            ("Q2-Q3 FY26", false),
        ] {
            assert_eq!(is_after(text, known), after, "{text}");
        }
    }

    #[test]
    fn rows_whose_inputs_saw_what_came_are_told_from_the_others() {
        let record = record();
        let seen = |id: &str| {
            let found = record.observations.iter().find(|observation| observation.id == id).unwrap();
            found.younger_inputs(record.known_on)
        };
        assert_eq!(seen("kunlun_2025"), ["kunlun_p800_units", "kunlun_p800_growth", "domestic_scale"]);
        assert_eq!(seen("doubao_sep_2025"), Vec::<&str>::new());
    }
}
