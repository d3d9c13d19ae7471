//! The scenarios inside the program.

/// One embedded scenario.
struct Entry {
    name: &'static str,
    text: &'static str,
}

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        &[$(Entry { name: $name, text: include_str!(concat!("../../scenarios/", $name, ".ron")) }),*]
    };
}

/// In the order in which they are shown: the baseline first.
static LIBRARY: &[Entry] =
    embedded!["baseline", "no-migration", "full-switch", "stuck-at-20", "compliant-blackwell", "no-ban"];

/// The scenario that opens where none is named.
pub const BASELINE: &str = "baseline";

/// The names, in the order in which they are shown.
pub fn names() -> impl Iterator<Item = &'static str> {
    LIBRARY.iter().map(|entry| entry.name)
}

/// The file of that name.
pub fn text(name: &str) -> Option<&'static str> {
    LIBRARY.iter().find(|entry| entry.name == name).map(|entry| entry.text)
}
