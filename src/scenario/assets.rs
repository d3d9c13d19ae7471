//! What is embedded beside the scenarios: chips, firms and supply, each number with its source.

use std::sync::LazyLock;

use serde::Deserialize;

use super::file::{ChannelPatch, ChipPatch, Entries, FirmPatch, PortingPatch, StrategyPatch};

const CHIPS: &str = include_str!("../../assets/chips.ron");
const FIRMS: &str = include_str!("../../assets/firms.ron");
const SUPPLY: &str = include_str!("../../assets/supply.ron");

/// The embedded chips, firms and supply channels, all of them whole.
#[derive(Debug)]
pub(super) struct Assets {
    /// Chips by id.
    pub chips: Entries<ChipPatch>,
    /// Firms by name, in the order in which they are shown.
    pub firms: Entries<FirmPatch>,
    /// Supply channels by chip.
    pub supply: Entries<ChannelPatch>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets::read().unwrap_or_else(|message| panic!("{message}")));

/// The embedded chips, firms and supply channels.
///
/// # Panics
/// If they were broken; a test reads them.
pub(super) fn assets() -> &'static Assets {
    &ASSETS
}

impl Assets {
    fn read() -> Result<Self, String> {
        let chips: ChipsFile = parse("assets/chips.ron", CHIPS)?;
        let firms: FirmsFile = parse("assets/firms.ron", FIRMS)?;
        let supply: SupplyFile = parse("assets/supply.ron", SUPPLY)?;
        for format in [chips.format, firms.format, supply.format] {
            if format != super::file::FORMAT {
                return Err(format!("an embedded file has format {format}"));
            }
        }
        Ok(Self {
            chips: chips.chips,
            firms: Entries(firms.firms.into_iter().map(Firm::into_entry).collect()),
            supply: Entries(supply.supply.into_iter().map(Channel::into_entry).collect()),
        })
    }
}

fn parse<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    super::parse::options().from_str(text).map_err(|error| format!("{name}:{error}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChipsFile {
    format: u32,
    chips: Entries<ChipPatch>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirmsFile {
    format: u32,
    firms: Vec<Firm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SupplyFile {
    format: u32,
    supply: Vec<Channel>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Firm {
    name: String,
    installed: Entries<f64>,
    stock: Entries<f64>,
    training_demand_share: f64,
    training_growth: f64,
    inference_growth: f64,
    usage_gain: f64,
    porting_person_months: PortingPatch,
    strategy: StrategyPatch,
    migrated: bool,
    source: Entries<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Channel {
    chip: String,
    units_per_month: f64,
    from: String,
    growth_per_month: f64,
    cap_units_per_month: f64,
    lead_weeks: f64,
    shares: Entries<f64>,
    source: Entries<String>,
}

impl Firm {
    fn into_entry(self) -> (String, FirmPatch) {
        let patch = FirmPatch {
            installed: self.installed,
            stock: self.stock,
            training_demand_share: Some(self.training_demand_share),
            training_growth: Some(self.training_growth),
            inference_growth: Some(self.inference_growth),
            usage_gain: Some(self.usage_gain),
            porting_person_months: self.porting_person_months,
            strategy: self.strategy,
            migrated: Some(self.migrated),
            source: self.source,
        };
        (self.name, patch)
    }
}

impl Channel {
    fn into_entry(self) -> (String, ChannelPatch) {
        let patch = ChannelPatch {
            units_per_month: Some(self.units_per_month),
            from: Some(self.from),
            growth_per_month: Some(self.growth_per_month),
            cap_units_per_month: Some(self.cap_units_per_month),
            lead_weeks: Some(self.lead_weeks),
            shares: self.shares,
            source: self.source,
        };
        (self.chip, patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_assets_can_be_read() {
        let assets = Assets::read().unwrap();
        assert_eq!(assets.chips.0.len(), 10);
        assert_eq!(assets.firms.0.len(), 5);
        assert_eq!(assets.supply.0.len(), 9);
    }
}
