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
    use super::super::assets::assets;
    use super::super::error::Text;
    use super::super::file::{ChannelPatch, ChipPatch, Entries, ScenarioFile, SetValue};
    use super::super::parse::parse;
    use super::super::sources::{source, sources};
    use super::*;

    fn files() -> impl Iterator<Item = (&'static Entry, ScenarioFile)> {
        LIBRARY.iter().map(|entry| (entry, parse(&Text::new(entry.name.to_owned(), entry.text.to_owned())).unwrap()))
    }

    /// A number that a file gives: its name, its value and the id of its source.
    type Given<'a> = (String, SetValue, Option<&'a String>);

    fn chip_numbers(chips: &Entries<ChipPatch>) -> impl Iterator<Item = Given<'_>> {
        chips.iter().flat_map(|(id, chip)| {
            let fields = [
                ("tflops", chip.tflops),
                ("bandwidth", chip.bandwidth),
                ("power", chip.power),
                ("price", chip.price),
                ("initially_open", chip.initially_open),
            ];
            fields.into_iter().filter_map(move |(field, value)| {
                Some((format!("{id}.{field}"), SetValue::Number(value?), chip.source.get(field)))
            })
        })
    }

    fn channel_numbers(supply: &Entries<ChannelPatch>) -> impl Iterator<Item = Given<'_>> {
        supply.iter().flat_map(|(chip, channel)| {
            let fields = [
                ("units_per_month", channel.units_per_month.map(SetValue::Number)),
                ("from", channel.from.clone().map(SetValue::Text)),
                ("growth_per_month", channel.growth_per_month.map(SetValue::Number)),
                ("cap_units_per_month", channel.cap_units_per_month.map(SetValue::Number)),
                ("lead_weeks", channel.lead_weeks.map(SetValue::Number)),
            ];
            fields
                .into_iter()
                .filter_map(move |(field, value)| Some((format!("{chip}.{field}"), value?, channel.source.get(field))))
        })
    }

    /// What a file sets of its own; the baseline with the chips and channels of the assets.
    fn given(file: &ScenarioFile) -> Vec<Given<'_>> {
        let of = |lever: &str| file.source.get(lever);
        let set = file.set.iter().map(|(target, value)| {
            let lever = target.split('@').next().unwrap_or(target);
            (target.to_owned(), value.clone(), of(lever))
        });
        let events = file.events.iter().flat_map(|event| {
            let (date, fraction) = (format!("policy.{}", event.id), format!("policy.{}.fraction", event.id));
            let (date_source, fraction_source) = (of(&date), of(&fraction));
            [
                (date, SetValue::Text(event.date.clone()), date_source),
                (fraction, SetValue::Number(event.fraction), fraction_source),
            ]
        });
        let own = set.chain(events).chain(chip_numbers(&file.chips)).chain(channel_numbers(&file.supply));
        if file.extends.is_some() {
            return own.collect();
        }
        own.chain(chip_numbers(&assets().chips)).chain(channel_numbers(&assets().supply)).collect()
    }

    /// A number, or the first and last moment of a date, in years: `2025-07-01`, `May 2025`, `Q4 2024`, `2023`.
    fn span(text: &str) -> Option<(f64, f64)> {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = |year: &str, first: u8, months: u8| {
            let start = year.parse::<f64>().ok()? + f64::from(first) / 12.0;
            Some((start, start + f64::from(months) / 12.0))
        };
        if let Ok(date) = text.parse::<jiff::civil::Date>() {
            let day = f64::from(date.year()) + (f64::from(date.day_of_year()) - 0.5) / 366.0;
            return Some((day, day));
        }
        match text.split_once(' ') {
            Some((quarter @ ("Q1" | "Q2" | "Q3" | "Q4"), year)) => month(year, (quarter.as_bytes()[1] - b'1') * 3, 3),
            Some((name, year)) => month(year, MONTHS.iter().position(|known| *known == name)? as u8, 1),
            None => text.replace(',', "").parse().ok().map(|number| (number, number)),
        }
    }

    /// Of a unit `year` alone `2023` is a whole year.
    fn span_in(unit: &str, text: &str) -> Option<(f64, f64)> {
        let (start, end) = span(text)?;
        let is_year = matches!(unit, "year" | "date") && text.len() == 4;
        Some((start, if is_year { end + 1.0 } else { end }))
    }

    #[test]
    fn every_scenario_asks_and_expects() {
        for (Entry { name, .. }, file) in files() {
            assert!(file.question.as_ref().is_some_and(|question| question.ends_with('?')), "{name}");
            assert!(file.title.is_some() && file.label.is_some(), "{name}");
            assert!(!file.expect.is_empty(), "{name}");
        }
    }

    #[test]
    fn every_difference_has_a_source() {
        for (Entry { name, .. }, file) in files() {
            for (what, _, id) in given(&file) {
                let id = id.unwrap_or_else(|| panic!("{name}: {what} has no source"));
                assert!(source(id).is_some(), "{name}: {what}: no source {id}");
            }
        }
    }

    #[test]
    fn the_value_of_a_source_is_within_its_range() {
        for (id, row) in sources() {
            let (Some(low), Some(high)) = (&row.low, &row.high) else {
                assert_eq!(row.low, row.high, "{id}: half a range");
                continue;
            };
            let parts = |text: &str| -> Vec<(f64, f64)> {
                let read = |part| span_in(&row.unit, part).unwrap_or_else(|| panic!("{id}: {part}"));
                text.split(" / ").map(read).collect()
            };
            let (low, central, high) = (parts(low), parts(&row.central), parts(high));
            assert!(low.len() == central.len() && central.len() == high.len(), "{id}");
            for ((low, central), high) in low.iter().zip(&central).zip(&high) {
                assert!(low.0 <= central.0 && central.1 <= high.1, "{id}");
            }
        }
    }

    /// Where a file leaves the range of a source on purpose, a comment of it says so: `outside ID: why`. A number whose
    /// source is a date, such as a gate that is open since, has no range.
    #[test]
    fn a_scenario_stays_within_the_range_of_its_source_or_says_why_not() {
        let mut outside = Vec::new();
        for (Entry { name, text }, file) in files() {
            for (what, value, id) in given(&file) {
                let Some((id, row)) = id.and_then(|id| Some((id, source(id)?))) else { continue };
                let (Some(low), Some(high)) = (&row.low, &row.high) else { continue };
                let value = value.to_string();
                let is_date = value.parse::<jiff::civil::Date>().is_ok();
                if value == "never" || !is_date && matches!(row.unit.as_str(), "date" | "year") {
                    continue;
                }
                let (number, share) = value.strip_suffix('%').map_or((value.as_str(), 1.0), |number| (number, 0.01));
                let unit = if row.unit.starts_with('%') { 100.0 } else { 1.0 };
                let value = span(number).unwrap().0 * if is_date { 1.0 } else { share * unit };
                let (low, high) = (span_in(&row.unit, low).unwrap(), span_in(&row.unit, high).unwrap());
                let slack = 1e-9 * value.abs();
                let is_within = low.0 - slack <= value && value <= high.1 + slack;
                if !is_within && !text.contains(&format!("outside {id}: ")) {
                    outside.push(format!("{name}: {what} {value} {id}"));
                }
            }
        }
        assert_eq!(outside, Vec::<String>::new());
    }
}
