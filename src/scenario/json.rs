//! Resolved scenarios as JSON: every number that the model sees, in the model's own units.

use super::Origin;
use super::error::{Failure, Fault, Text};
use super::excerpt::{Place, offset};
use super::locate;
use super::structure::{no_source, parse_date};
use crate::lever::{Catalogue, check_spread};
use crate::model::World;

/// Whether a text is to be read as JSON: by its name, or where that says nothing by how it begins.
pub(super) fn is_json(origin: &Origin, text: &str) -> bool {
    match origin {
        Origin::File(path) => path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")),
        Origin::Stdin => text.trim_start().starts_with('{'),
        Origin::Embedded(_) => false,
    }
}

/// Reads a resolved scenario.
///
/// # Errors
/// If it is not one: every fault found.
pub(super) fn parse(text: &Text) -> Result<World, Failure> {
    let world: World = serde_json::from_str(&text.body).map_err(|error| fault(text, &error))?;
    let mut faults = twice(text);
    faults.extend(locate::problems_of_json(&world, text));
    let catalogue = Catalogue::new(&world);
    for (id, spread) in &world.spread {
        let path = ["spread", id];
        match catalogue.find(id) {
            None => faults.push(no_lever(text, &path, id, &catalogue)),
            Some(lever) => faults.extend(
                check_spread(catalogue.lever(lever), *spread)
                    .err()
                    .map(|fault| text.at_value(&path, fault.to_string())),
            ),
        }
    }
    for (id, source) in world.source.iter() {
        let path = ["source", id];
        if catalogue.find(id).is_none() {
            faults.push(no_lever(text, &path, id, &catalogue));
        } else if super::sources::source(source).is_none() {
            faults.push(no_source(text, &path, source));
        }
    }
    Failure::new(faults).map_or(Ok(world), Err)
}

/// Writes a resolved scenario; reading it gives the same bits back.
///
/// # Errors
/// If a number is not finite, which no valid world has.
pub fn write(world: &World) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(world).map(|text| text + "\n")
}

fn no_lever(text: &Text, path: &[&str], id: &str, catalogue: &Catalogue) -> Fault {
    let known = catalogue.iter().map(|(_, lever)| lever.id.as_str());
    text.at_key(path, format!("{id}: there is no such lever")).meant_of(id, known)
}

/// Keys that come twice in one of the maps, of which serde keeps the last in silence.
fn twice(text: &Text) -> Vec<Fault> {
    let outline = text.outline();
    let mut paths: Vec<Vec<String>> =
        ["chips", "spread", "source"].iter().map(|name| vec![(*name).to_owned()]).collect();
    for (list, maps) in [("supply", &["shares"][..]), ("firms", &["installed", "stock"])] {
        for place in outline.names(&[list]) {
            paths.extend(maps.iter().map(|map| [list, place, map].map(str::to_owned).to_vec()));
        }
    }
    let mut faults = Vec::new();
    for path in &paths {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let mut seen = std::collections::BTreeSet::new();
        for name in outline.names(&path) {
            if !seen.insert(name) {
                faults.push(text.at_second(&path, name, format!("{name} is given twice")));
            }
        }
    }
    faults
}

/// The fault of a syntax error.
fn fault(text: &Text, error: &serde_json::Error) -> Fault {
    if text.body.trim().is_empty() {
        return Fault::of_file(text.file.clone(), "the file is empty; a resolved scenario begins with `{\"name\": …`");
    }
    // serde counts bytes in a line, from 1; the last one that it read is meant.
    let line = offset(&text.body, Place { line: error.line().max(1), column: 1 });
    let at = text.body.floor_char_boundary((line + error.column()).saturating_sub(1));
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if let (true, [found, known @ ..]) = (message.starts_with("unknown field"), quoted.as_slice()) {
        let span = key_before(text, at, found).unwrap_or(at..at + 1);
        return text.fault(span, format!("{found}: there is no such field")).meant_of(found, known.iter().copied());
    }
    if let (true, [field, ..]) = (message.starts_with("missing field"), quoted.as_slice()) {
        let path = text.outline().path_at(at);
        return text.at_key(&path, format!("{field} is missing"));
    }
    if let (true, [field, ..]) = (message.starts_with("duplicate field"), quoted.as_slice()) {
        let span = key_before(text, at, field).unwrap_or(at..at + 1);
        return text.fault(span, format!("{field} is given twice"));
    }
    let rest = text.body.get(at..).unwrap_or("");
    let bare = ["NaN", "nan", "Infinity", "-Infinity", "inf", "-inf"];
    if let Some(word) = bare.iter().find(|word| rest.starts_with(**word) || rest.starts_with(&word[1..])) {
        let start = if rest.starts_with(*word) { at } else { at.saturating_sub(1) };
        let message = format!("JSON has no {word}; write a number, or null for a date that never comes");
        return text.fault(start..start + word.len(), message);
    }
    if message == "number out of range" {
        let path = text.outline().path_at(at);
        return text.at_value(&path, "this number is too large for any computer; write one that is meant");
    }
    let path = text.outline().path_at(at);
    if let (true, Some(date)) = (matches!(path.as_slice(), ["start" | "as_of"]), value(text, &path))
        && let Err(message) = parse_date(date)
    {
        return text.at_value(&path, message);
    }
    if let (true, Some((found, expected))) = (error.is_data(), message.split_once(", expected ")) {
        let found = found.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ");
        let found = if found.starts_with("invalid length") { "this list" } else { found };
        return text.at_value(&path, format!("{found} has no place here: {} is wanted", wanted(expected)));
    }
    let next = rest.chars().next().map_or(0, char::len_utf8);
    let message =
        if error.is_eof() { "the file ends here, in the middle of something".to_owned() } else { message.to_owned() };
    text.fault(at..at + next, message)
}

/// The text of the value at `path`, without its quotes.
fn value<'t>(text: &'t Text, path: &[&str]) -> Option<&'t str> {
    text.body.get(text.outline().value(path)?)?.strip_prefix('"')?.strip_suffix('"')
}

/// What serde expects, in plain words.
fn wanted(expected: &str) -> &str {
    match expected {
        "f64" => "a number",
        "u32" => "a whole number",
        "a string" => "a text",
        "a sequence" => "a list […]",
        "a map" => "an object {…}",
        "a boolean" => "true or false",
        _ if expected.starts_with("struct ") => "an object {…}",
        _ => expected,
    }
}

/// The last place of a key that begins before `end`.
fn key_before(text: &Text, end: usize, key: &str) -> Option<std::ops::Range<usize>> {
    let quoted = format!("\"{key}\"");
    let end = text.body.floor_char_boundary((end + quoted.len()).min(text.body.len()));
    let start = text.body[..end].rfind(&quoted)?;
    Some(start..start + quoted.len())
}
