//! Where the embedded numbers come from.

use serde::Serialize;

/// Where a number comes from, and how far it can be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// What it is.
    pub quantity: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Low end of the range, which is ours and not the source's.
    pub low: Option<&'static str>,
    /// The value in use.
    pub central: &'static str,
    /// High end of the range.
    pub high: Option<&'static str>,
    /// When it was known.
    pub as_of: &'static str,
    /// How far it can be trusted.
    pub grade: Grade,
    /// Who says so.
    pub title: &'static str,
    /// Where to read it.
    pub link: Option<&'static str>,
    /// How the number follows from the source.
    pub how: &'static str,
    /// Why a scenario has it although it became known after the scenario's date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub later: Option<&'static str>,
}

/// How far a number can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::EnumIter)]
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

/// Every source by its id, in the order of `assets/sources.ron`: `assets/build.rs` makes it.
static TABLE: &[(&str, Source)] = {
    use Grade::{D, F, FWeak, U};
    include!(concat!(env!("OUT_DIR"), "/sources.rs"))
};

/// Places in the table, in the order of the ids.
static BY_ID: &[usize] = include!(concat!(env!("OUT_DIR"), "/sources_by_id.rs"));

/// Every source by its id, in the order of the file.
pub fn sources() -> impl Iterator<Item = (&'static str, &'static Source)> {
    TABLE.iter().map(|(id, source)| (*id, source))
}

/// A source with its id.
pub(super) fn entry(id: &str) -> Option<(&'static str, &'static Source)> {
    let place = BY_ID.binary_search_by_key(&id, |place| TABLE[*place].0).ok()?;
    TABLE.get(BY_ID[place]).map(|(id, source)| (*id, source))
}

/// The source of that id.
pub fn source(id: &str) -> Option<&'static Source> {
    entry(id).map(|(_, source)| source)
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
    fn each_source_is_found_by_its_id_which_no_other_has() {
        assert!(sources().count() > 160);
        for (id, row) in sources() {
            assert!(source(id).is_some_and(|found| std::ptr::eq(found, row)), "{id}");
        }
        assert!(BY_ID.windows(2).all(|pair| TABLE[pair[0]].0 < TABLE[pair[1]].0));
        assert_eq!(source("h20"), None);
    }
}
