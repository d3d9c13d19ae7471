//! placeholder until the scenario branch lands
/// Grade.
#[derive(Debug, Clone, Copy)]
pub enum Grade { /// f
F }
impl Grade { /// label
pub fn label(self) -> &'static str { "fact" } }
/// Source.
#[derive(Debug, Clone)]
pub struct Source { /// g
pub grade: Grade, /// t
pub title: String, /// a
pub as_of: String }
