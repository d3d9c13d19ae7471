//! The format of a story's steps, field by field; nothing is judged here but its shape.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::file::{Entries, SetValue};

/// A step of a story. What it does not say stays as the step before left it, but for what is pointed at and the figure.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepEntry {
    /// A few words.
    pub title: String,
    /// What the audience reads. `*…*` is emphasised, a line that begins with `- ` is a point of a list, and names in
    /// braces are values: `{stockout.Tencent}`, `{reference.gap.all}`, `{policy.h20_restricted}`.
    pub caption: String,
    /// What the speaker reads (`present --notes`), written as a caption is.
    #[serde(default)]
    pub notes: Option<String>,
    /// Where the numbers come from: ids of `stockout sources`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Lever values to move to, by `LEVER` or `LEVER@FIRM`, all absolute.
    #[serde(default)]
    pub set: Entries<SetValue>,
    /// Seconds that the sliders take to get there.
    #[serde(default)]
    pub over: Option<f64>,
    /// How they go: `linear`, `out` (fast, then slow) or `in_out`.
    #[serde(default)]
    pub easing: Option<String>,
    /// The screen to show: `explore`, `uncertainty`, `assumptions`, the numbers with their sources, or `backtest`, what
    /// was predicted against what came.
    #[serde(default)]
    pub show: Option<String>,
    /// The panel to bring forward: `levers`, `timeline` or `ways`.
    #[serde(default)]
    pub panel: Option<String>,
    /// The firm to bring into focus, or `all`.
    #[serde(default)]
    pub firm: Option<String>,
    /// The number in large digits: an output or a lever, as in a caption, without braces. Without it the first number
    /// of the caption.
    #[serde(default)]
    pub figure: Option<String>,
    /// What to point at: `event ID`, `firm NAME`, `cost ITEM`, `lever ID`, or `observation ID`, a row of the backtest
    /// by its id in `stockout backtest --format json`. The slider in focus is that lever, or the date of that event; else
    /// the first that the step moves away from where the story began.
    #[serde(default)]
    pub point_at: Option<String>,
    /// What must come out at this step, as in the scenario's own `expect`.
    #[serde(default)]
    pub expect: Vec<String>,
    /// Seconds that the speaker means to spend on it, and that it is shown by `--auto`.
    #[serde(default)]
    pub seconds: Option<f64>,
}
