//! Frames and results as text and pictures.

pub mod cast;
pub mod frame;
