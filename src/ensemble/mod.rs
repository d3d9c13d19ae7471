//! The uncertainty ensemble: from a world, spreads and a seed to draws and their summaries.
//!
//! A lever's spread makes every number that it governs uncertain. Draw `i` is point `i` of one Owen-scrambled Sobol
//! sequence in which every lever owns a dimension for good: more draws extend fewer, and a lever that moves meets the
//! numbers that it met before, so that results move smoothly with it.
//!
//! [`draw_world`] says what a draw is: a world for the scalar model. [`Batch`] computes the same, bit for bit, many
//! draws at once. No threads (callers give slices of draws to as many batches as they like), no clock, no file.

mod batch;
mod columns;
mod deck;
mod directions;
mod drawn;
mod kernel;
mod lanes;
mod normal;
mod plan_week;
mod quantile;
mod sampler;
mod sobol;
mod summary;
mod width;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use batch::{Batch, Plan};
pub use columns::{Columns, Focus, Item, Of, Quantity};
pub use drawn::{SpreadError, clamped, draw_world, spreads_within};
pub use normal::{Z95, normal_quantile};
pub use quantile::{LEVELS, QuantileDesk, Quantiles};
pub use sampler::{FIXED, Sampler, dimension};
pub use sobol::DIMENSIONS;
pub use summary::{Against, COUNTABLE, FirmSummary, Measure, Summariser};
pub use width::Width;
