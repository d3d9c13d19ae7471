//! Frames and results as text and pictures.

pub mod frame;
