//! Makes a table of `sources.ron` when the program is built. Reading those 80 kB was a third of what happened between the
//! start of the program and its first frame; and a mistake in them stops the build.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use ron::extensions::Extensions;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

const FILE: &str = "assets/sources.ron";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesFile {
    format: u32,
    sources: Entries,
}

/// A source under the name and with the fields that it has in `src/scenario/sources.rs`: printed for debugging it reads as
/// the expression that makes it there, and where the two differ the program does not compile.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "printed as a whole")]
struct Source {
    quantity: String,
    unit: String,
    #[serde(default)]
    low: Option<String>,
    central: String,
    #[serde(default)]
    high: Option<String>,
    as_of: String,
    grade: Grade,
    title: String,
    #[serde(default)]
    link: Option<String>,
    how: String,
    #[serde(default)]
    later: Option<String>,
}

#[derive(Debug, Deserialize)]
enum Grade {
    F,
    FWeak,
    D,
    U,
}

/// In the order of the file, which is that of the listing.
struct Entries(Vec<(String, Source)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Entries;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("sources by their ids")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=assets/build.rs");
    println!("cargo::rerun-if-changed={FILE}");
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let file: SourcesFile = options.from_str(&fs::read_to_string(FILE)?).map_err(|error| format!("{FILE}:{error}"))?;
    if file.format != 1 {
        return Err(format!("{FILE}: format {}", file.format).into());
    }
    let entries = file.sources.0;
    let mut table = "&[\n".to_owned();
    for (id, source) in &entries {
        writeln!(table, "({id:?}, {source:?}),")?;
    }
    table.push(']');
    let mut by_id: Vec<usize> = (0..entries.len()).collect();
    by_id.sort_by_key(|index| &entries[*index].0);
    let folder = env::var("OUT_DIR")?;
    fs::write(Path::new(&folder).join("sources.rs"), table)?;
    fs::write(Path::new(&folder).join("sources_by_id.rs"), format!("&{by_id:?}"))?;
    Ok(())
}
