//! Frames and results as text and pictures.

pub mod about;
pub mod book;
pub mod cast;
pub mod file;
pub mod frame;
pub mod results;
pub(crate) mod table;
