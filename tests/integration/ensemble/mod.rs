//! The uncertainty ensemble held against the scalar model and against chance.

mod baseline;
mod bits;
mod quantiles;
mod sampling;
mod summaries;
mod worlds;
