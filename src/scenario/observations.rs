//! What came after the prediction was made: the observations of the backtest.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
    /// What came and is not compared.
    pub left_out: Vec<LeftOut>,
    /// What the record says, in paragraphs.
    pub reading: Vec<Paragraph>,
}

/// What came and is not compared.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// What.
    pub what: String,
    /// Why not.
    pub why: String,
    /// Ids of sources that have more of it.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A paragraph with the sources of its numbers.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// What it says.
    pub text: String,
    /// Ids of the sources of what it quotes.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What came on a date and of which the model says something.
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
    /// What else to know of the comparison.
    #[serde(default)]
    pub note: Option<String>,
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
    /// Percent a year.
    #[serde(alias = "PercentPerYear")]
    PercentPerYear,
    /// Billions of RMB.
    #[serde(alias = "RmbBillion")]
    RmbBillion,
    /// RMB a kilowatt-hour.
    #[serde(alias = "RmbPerKwh")]
    RmbPerKwh,
    /// So many times as much.
    #[serde(alias = "Times")]
    Times,
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
        /// Id of the source of that.
        first_source: String,
    },
    /// Mean growth of all firms' inference demand, in the work of chips.
    InferenceGrowth {
        /// From when.
        from: Date,
        /// To when.
        to: Date,
    },
    /// The same of training.
    TrainingGrowth {
        /// From when.
        from: Date,
        /// To when.
        to: Date,
    },
    /// What a firm gains in work per chip, a year.
    UsageGain {
        /// Whose.
        firm: String,
    },
    /// Power that chips draw for a piece of inference, against the reference chip: of those delivered to all buyers since
    /// the start.
    Power {
        /// Of which chips.
        chips: Vec<String>,
        /// When.
        on: Date,
    },
    /// The price of power, in RMB.
    PowerPrice,
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
    /// Ids of the sources of what came, and of what the record says of it.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        let of = self.observations.iter().flat_map(Observation::sources);
        let told = self.left_out.iter().flat_map(|left| &left.sources);
        let told = told.chain(self.reading.iter().flat_map(|paragraph| &paragraph.sources));
        of.chain(told.map(String::as_str)).chain([self.rate_source.as_str()])
    }
}

impl Observation {
    /// Ids of the sources of what was seen: its own, and that of the figure from which growth is counted.
    pub fn sources(&self) -> impl Iterator<Item = &str> + use<'_> {
        let first = match &self.predicts {
            Predicts::Tokens { first_source, .. } => Some(first_source.as_str()),
            _ => None,
        };
        [self.source.as_str()].into_iter().chain(first)
    }
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

    use super::*;
    use crate::scenario::{NoFiles, library, load, source};

    #[test]
    fn the_record_can_be_read_and_names_what_there_is() {
        let record = read().unwrap();
        assert!(record.observations.len() >= 20);
        let ids: BTreeSet<&str> = record.observations.iter().map(|observation| observation.id.as_str()).collect();
        assert_eq!(ids.len(), record.observations.len());
        let world = load(&record.scenario, &NoFiles).unwrap().world();
        assert_eq!(world.as_of, Some(record.known_on));
        for observation in &record.observations {
            match &observation.predicts {
                Predicts::Tokens { firm: None, .. }
                | Predicts::InferenceGrowth { .. }
                | Predicts::TrainingGrowth { .. }
                | Predicts::PowerPrice => {}
                Predicts::Tokens { firm: Some(firm), .. }
                | Predicts::Spending { firm, .. }
                | Predicts::UsageGain { firm } => {
                    assert!(world.firm(firm).is_some(), "{firm}");
                }
                Predicts::Delivered { chips, .. } | Predicts::Power { chips, .. } => {
                    assert!(chips.iter().all(|chip| world.supply.iter().any(|channel| channel.chip == *chip)));
                }
                Predicts::Event(id) => assert!(world.policy.iter().any(|event| event.id == *id), "{id}"),
            }
        }
        for id in record.sources() {
            assert!(source(id).is_some(), "no source {id}");
        }
    }

    /// What stands in the record is what its sources have: the value always; low and high where the record has them.
    #[test]
    fn what_was_seen_is_what_the_source_says() {
        let record = record();
        let number = |text: &str| text.replace(',', "").parse::<f64>().unwrap_or_else(|_| panic!("{text}"));
        let is = |reading: Reading, text: &str| match reading {
            Reading::Number(value) => value == number(text),
            Reading::Date(date) => text.parse::<Date>().is_ok_and(|of_source| of_source == date),
        };
        for observation in &record.observations {
            let seen = source(&observation.source).unwrap();
            assert!(is(observation.observed.central, seen.central), "{}", observation.id);
            for (end, text) in [(observation.observed.low, &seen.low), (observation.observed.high, &seen.high)] {
                assert!(end.is_none_or(|end| is(end, text.as_deref().unwrap())), "{}", observation.id);
            }
            if let Predicts::Tokens { first, first_source, .. } = &observation.predicts {
                assert_eq!(*first, number(source(first_source).unwrap().central), "{}", observation.id);
            }
        }
        assert_eq!(record.rmb_per_usd, number(source(&record.rate_source).unwrap().central));
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
}
