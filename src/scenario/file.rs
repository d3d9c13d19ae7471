//! The format of a scenario file, field by field; nothing is judged here but its shape.
//!
//! Dates and lever values stay text: `resolve` reads them, knows where they stand, and so can say what is
//! wrong with several of them at once.

use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::story::StepEntry;
use crate::model::{Origin, Spread};

/// The format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// A scenario file. It says only in what it differs from the one that it extends.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// Version of the format: 1.
    pub format: u32,
    /// The scenario that this one starts from: an embedded name, or a path relative to this file. Without it, the
    /// file sets every number.
    #[serde(default)]
    pub extends: Option<String>,
    /// Shown in the header; without it the title of the scenario that it extends.
    #[serde(default)]
    pub title: Option<String>,
    /// What it asks.
    #[serde(default)]
    pub question: Option<String>,
    /// What it shows and what it leaves out, for people; a blank line begins a paragraph.
    #[serde(default)]
    pub about: Option<String>,
    /// A short name, where the title is too long.
    #[serde(default)]
    pub label: Option<String>,
    /// The date whose knowledge it reflects, drawn on the timeline.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Day 0.
    #[serde(default)]
    pub start: Option<String>,
    /// Length of the horizon in weeks.
    #[serde(default)]
    #[schemars(range(min = 1, max = 520))]
    pub weeks: Option<i64>,
    /// The chip whose work is 1 H20e.
    #[serde(default)]
    pub reference_chip: Option<String>,
    /// The scenario that it is held against: an embedded name, or a path relative to this file.
    #[serde(default)]
    pub against: Option<String>,
    /// Lever values by `LEVER` or `LEVER@FIRM`, all absolute.
    #[serde(default)]
    pub set: Entries<SetValue>,
    /// How uncertain a lever is.
    #[serde(default)]
    pub spread: Entries<FileSpread>,
    /// Where a lever's value comes from: an id of `stockout sources`.
    #[serde(default)]
    pub source: Entries<String>,
    /// What `check` warns of and is meant, by the name that its warning has: why.
    #[serde(default)]
    pub on_purpose: Entries<String>,
    /// Chips by id: the fields that differ, or a whole new chip.
    #[serde(default)]
    pub chips: Entries<ChipPatch>,
    /// Firms by name: the fields that differ, or a whole new firm.
    #[serde(default)]
    pub firms: Entries<FirmPatch>,
    /// Supply channels by chip: the fields that differ, or a whole new channel.
    #[serde(default)]
    pub supply: Entries<ChannelPatch>,
    /// Acts of policy, added or replaced by id.
    #[serde(default)]
    pub events: Vec<EventEntry>,
    /// What must come out, such as `stockout.Alibaba is none`: of the central run, or with ` with 90 %` behind it of so
    /// large a share of the draws.
    #[serde(default)]
    pub expect: Vec<String>,
    /// A story in which it is told, step by step: `stockout present`.
    #[serde(default)]
    pub story: Vec<StepEntry>,
    /// What came out when the file was saved; written by the program.
    #[serde(default)]
    pub saved: Option<Saved>,
}

/// A value as `--set` takes it, or a bare number.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[serde(untagged)]
pub enum SetValue {
    /// `"2025-07-01"`, `"40%"`, `"25k"`, `"never"`.
    Text(String),
    /// A number in the model's unit: 0.4 is 40 %.
    Number(f64),
}

impl fmt::Display for SetValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl<'de> Deserialize<'de> for SetValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl Visitor<'_> for ValueVisitor {
            type Value = SetValue;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number or a text such as \"40%\", \"2025-07-01\" or \"never\"")
            }
            fn visit_str<E>(self, text: &str) -> Result<SetValue, E> {
                Ok(SetValue::Text(text.to_owned()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<SetValue, E> {
                Ok(SetValue::Number(number))
            }
            fn visit_i64<E>(self, number: i64) -> Result<SetValue, E> {
                Ok(SetValue::Number(number as f64))
            }
            fn visit_u64<E>(self, number: u64) -> Result<SetValue, E> {
                Ok(SetValue::Number(number as f64))
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// How uncertain a lever's value is.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
pub enum FileSpread {
    /// Known exactly.
    Exact,
    /// Value ± x is the 90 % interval, in the lever's own unit: days for a date, 0.1 for ten points of a share.
    PlusMinus(f64),
    /// Value ÷ f … value · f is the 90 % interval.
    Factor(f64),
}

impl From<Spread> for FileSpread {
    fn from(spread: Spread) -> Self {
        match spread {
            Spread::Exact => Self::Exact,
            Spread::PlusMinus(x) => Self::PlusMinus(x),
            Spread::Factor(f) => Self::Factor(f),
        }
    }
}

impl From<FileSpread> for Spread {
    fn from(spread: FileSpread) -> Self {
        match spread {
            FileSpread::Exact => Self::Exact,
            FileSpread::PlusMinus(x) => Self::PlusMinus(x),
            FileSpread::Factor(f) => Self::Factor(f),
        }
    }
}

impl fmt::Display for FileSpread {
    /// As a file has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact => f.write_str("Exact"),
            Self::PlusMinus(x) => write!(f, "PlusMinus({x})"),
            Self::Factor(factor) => write!(f, "Factor({factor})"),
        }
    }
}

/// The fields of a chip that differ.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChipPatch {
    /// Controlled or domestic.
    pub origin: Option<Origin>,
    /// Dense BF16 TFLOP/s.
    pub tflops: Option<f64>,
    /// Memory bandwidth, TB/s.
    pub bandwidth: Option<f64>,
    /// Board power, W.
    pub power: Option<f64>,
    /// USD a chip.
    pub price: Option<f64>,
    /// The gate before any event: 1 open, 0 closed.
    pub initially_open: Option<f64>,
    /// Field → source id.
    pub source: Entries<String>,
}

/// The fields of a firm that differ.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FirmPatch {
    /// Chips at work on day 0, by chip; those not named stay.
    pub installed: Entries<f64>,
    /// Controlled chips on hand, by chip; those not named stay.
    pub stock: Entries<f64>,
    /// Share of the fleet's training capability that training takes on day 0.
    pub training_demand_share: Option<f64>,
    /// Growth of the training workload a month.
    pub training_growth: Option<f64>,
    /// Growth of the inference workload a month.
    pub inference_growth: Option<f64>,
    /// Gain in work done per chip a year.
    pub usage_gain: Option<f64>,
    /// Effort to port everything.
    pub porting_person_months: PortingPatch,
    /// The plan to move.
    pub strategy: StrategyPatch,
    /// Has moved long ago: levers on all firms leave its strategy alone.
    pub migrated: Option<bool>,
    /// Field → source id.
    pub source: Entries<String>,
}

/// Person-months to port everything.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PortingPatch {
    /// For all training.
    pub training: Option<f64>,
    /// For all inference.
    pub inference: Option<f64>,
}

/// The fields of a strategy that differ.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StrategyPatch {
    /// First day of the move, or `never`.
    pub start: Option<String>,
    /// Share of training that moves.
    pub training_share: Option<f64>,
    /// Share of inference that moves.
    pub inference_share: Option<f64>,
    /// How long training stands still before it moves.
    pub halt_months: Option<f64>,
    /// Then it moves over so long.
    pub training_ramp_months: Option<f64>,
    /// Inference moves over so long.
    pub inference_ramp_months: Option<f64>,
}

/// The fields of a supply channel that differ.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelPatch {
    /// Units a month at `from`.
    pub units_per_month: Option<f64>,
    /// The first day of the stream.
    pub from: Option<String>,
    /// Growth of the rate a month, after `from`.
    pub growth_per_month: Option<f64>,
    /// The rate never exceeds this.
    pub cap_units_per_month: Option<f64>,
    /// A policy event reaches this stream so many weeks later.
    pub lead_weeks: Option<f64>,
    /// Share of the stream by firm; those not named stay.
    pub shares: Entries<f64>,
    /// Field → source id.
    pub source: Entries<String>,
}

/// An act of policy, whole.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventEntry {
    /// Stable id; its lever is `policy.<id>`.
    pub id: String,
    /// As shown on the timeline.
    #[serde(default)]
    pub label: Option<String>,
    /// The chip whose gate it sets.
    pub chip: String,
    /// When, or `never`.
    pub date: String,
    /// Share of nominal supply that passes from then on.
    pub fraction: f64,
    /// Added to the price from then on, as a share of it.
    pub levy: f64,
}

/// What came out when a file was saved.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    /// Version of the model.
    pub model: String,
    /// Version of the program.
    pub program: String,
    /// Hash of everything that the model read.
    pub inputs: String,
    /// Output → value, as the screen writes it.
    pub results: Entries<String>,
}

/// A map in the order of the file; a key that comes twice is kept twice, so that it can be pointed at.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries<T>(pub Vec<(String, T)>);

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Entries<T> {
    /// Key and value, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.iter().find(|(other, _)| *other == key).map(|(_, value)| value)
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Entries<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for EntriesVisitor<T> {
            type Value = Entries<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map such as {\"key\": value}")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<T>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Entries<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Map_of_{}", T::schema_name()).into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, T>::json_schema(generator)
    }
}
