//! The uncertainty ensemble held against the scalar model and against chance.

mod bits;
mod worlds;
