//! A painted frame as a file: plain text, a styled snapshot, ANSI, or a picture as SVG, HTML or PNG.
//!
//! Every function here takes a finished [`Buffer`](ratatui::buffer::Buffer) and returns text or bytes.
//! None reads a clock, a terminal or the environment, so equal frames give equal bytes.

mod ansi;
mod cells;
mod depth;
mod glyphs;
mod picture;
mod styled;
mod text;

pub use ansi::{ATTRIBUTES, ansi};
pub use depth::{Depth, NAMED, XTERM, limit_colors, quantize, rgb};
pub use glyphs::{Glyphs, limit_glyphs};
pub(crate) use picture::escape;
pub use picture::{PictureOptions, Sheet, TooLarge, html, png, svg};
pub use styled::styled;
pub use text::text;
