//! Where the embedded numbers come from.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::file::Entries;

const SOURCES: &str = include_str!("../../assets/sources.ron");

/// Where a number comes from, and how far it can be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    pub quantity: String,
    /// Its unit.
    pub unit: String,
    /// Low end of the range, which is ours and not the source's.
    #[serde(default)]
    pub low: Option<String>,
    /// The value in use.
    pub central: String,
    /// High end of the range.
    #[serde(default)]
    pub high: Option<String>,
    /// When it was known.
    pub as_of: String,
    /// How far it can be trusted.
    pub grade: Grade,
    /// Who says so.
    pub title: String,
    /// Where to read it.
    #[serde(default)]
    pub link: Option<String>,
    /// How the number follows from the source.
    pub how: String,
    /// Why a scenario has it although it became known after the scenario's date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<String>,
}

/// How far a number can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, strum::EnumIter)]
pub enum Grade {
    /// A figure seen in a source.
    F,
    /// Seen, but weak, anonymous, the vendor's own or contradicted.
    FWeak,
    /// Derived from such figures.
    D,
    /// An estimate, found nowhere.
    U,
}

impl Grade {
    /// One word for it.
    pub fn label(self) -> &'static str {
        match self {
            // A forecast and one person's word stand in sources too: that a figure was reported makes it no fact.
            Self::F => "reported",
            Self::FWeak => "doubtful",
            Self::D => "derived",
            Self::U => "estimate",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesFile {
    format: u32,
    sources: Entries<Source>,
}

static TABLE: LazyLock<Entries<Source>> = LazyLock::new(|| read().unwrap_or_else(|message| panic!("{message}")));

fn read() -> Result<Entries<Source>, String> {
    let file: SourcesFile =
        super::parse::options().from_str(SOURCES).map_err(|error| format!("assets/sources.ron:{error}"))?;
    if file.format == super::file::FORMAT {
        Ok(file.sources)
    } else {
        Err(format!("assets/sources.ron: format {}", file.format))
    }
}

/// Every source by its id, in the order of the file.
///
/// # Panics
/// If the embedded file were broken; a test reads it.
pub fn sources() -> impl Iterator<Item = (&'static str, &'static Source)> {
    TABLE.iter()
}

/// A source with its id.
pub(super) fn entry(id: &str) -> Option<(&'static str, &'static Source)> {
    sources().find(|(other, _)| *other == id)
}

/// The source of that id.
pub fn source(id: &str) -> Option<&'static Source> {
    TABLE.get(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page on which it stands is known: every row from it leads there.
    #[test]
    fn what_comes_from_the_article_links_to_it() {
        for (id, source) in sources().filter(|(_, source)| source.title.contains("(the article)")) {
            assert!(source.link.is_some(), "{id}");
        }
    }

    #[test]
    fn every_source_can_be_read_and_ids_are_unique() {
        read().unwrap();
        let mut ids: Vec<&str> = sources().map(|(id, _)| id).collect();
        assert!(ids.len() > 160);
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
