//! A painted frame as a file: plain text, a styled snapshot, ANSI or SVG.
//!
//! Every function here takes a finished [`Buffer`](ratatui::buffer::Buffer) and returns a string.
//! None reads a clock, a terminal or the environment, so equal frames give equal bytes.

mod ansi;
mod cells;
mod depth;
mod glyphs;
mod styled;
mod svg;
mod text;

pub use ansi::{ATTRIBUTES, ansi};
pub use depth::{Depth, NAMED, XTERM, limit_colors, quantize};
pub use glyphs::{Glyphs, limit_glyphs};
pub use styled::styled;
pub use svg::{SvgOptions, svg};
pub use text::text;
