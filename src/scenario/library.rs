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
static LIBRARY: &[Entry] = embedded![
    "baseline",
    "no-migration",
    "early-switch",
    "late-switch",
    "full-switch",
    "iflytek-path",
    "stuck-at-20",
    "compliant-blackwell",
    "blackwell-with-hbm",
    "no-ban",
    "china-says-no",
    "h200-2026",
    "smuggling",
    "tight-hbm",
    "efficiency-doubles",
    "demand-surge",
    "hindsight",
    "the-ban",
    "what-it-would-take",
    "hybrid-or-switch",
];

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

#[cfg(test)]
mod tests {
    use super::super::error::Text;
    use super::super::file::ScenarioFile;
    use super::super::parse::parse;
    use super::*;

    fn files() -> impl Iterator<Item = (&'static Entry, ScenarioFile)> {
        LIBRARY.iter().map(|entry| (entry, parse(&Text::new(entry.name.to_owned(), entry.text.to_owned())).unwrap()))
    }

    #[test]
    fn every_scenario_asks_and_expects() {
        for (Entry { name, .. }, file) in files() {
            assert!(file.question.as_ref().is_some_and(|question| question.ends_with('?')), "{name}");
            assert!(file.title.is_some() && file.label.is_some(), "{name}");
            let about = file.about.unwrap_or_else(|| panic!("{name} does not say what it shows"));
            let about = about.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(about.contains("leaves out"), "{name} does not say what it leaves out");
            assert!(!file.expect.is_empty(), "{name}");
        }
    }
}
