//! The numbers of a world one by one: how each is read, written and shown.

use crate::lever::{Kind, LeverId, Shape};
use crate::model::{Workload, World};

/// A number that the model sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// What a lever sets, for all firms.
    Lever(LeverId),
    /// One firm's own value of a lever.
    Own(LeverId, usize),
    /// What an act of policy adds to the price.
    Levy(usize),
    /// Of a chip.
    Chip(String, ChipNumber),
    /// Of a supply channel.
    Channel(usize, ChannelNumber),
    /// A firm's share of a supply channel.
    Share(usize, String),
    /// A firm's chips of one kind in use.
    Installed(usize, String),
    /// A firm's chips of one kind on hand.
    OnHand(usize, String),
    /// The share of a firm's fleet that trains.
    TrainingShare(usize),
    /// A firm's effort to port a kind of work.
    Porting(usize, Workload),
}

/// A number of a chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
#[expect(missing_docs, reason = "each is named as the chip's field is")]
pub enum ChipNumber {
    Tflops,
    Bandwidth,
    Power,
    Price,
    InitiallyOpen,
}

/// A number of a supply channel, but for its units a month, which a lever sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
#[expect(missing_docs, reason = "each is named as the channel's field is")]
pub enum ChannelNumber {
    From,
    Growth,
    Cap,
    Lead,
}

impl ChipNumber {
    /// Its field in a file, its label and its shape.
    pub(super) fn about(self) -> (&'static str, &'static str, Shape) {
        match self {
            Self::Tflops => ("tflops", "arithmetic, BF16", plain(Kind::Span, "TFLOP/s")),
            Self::Bandwidth => ("bandwidth", "memory bandwidth", plain(Kind::Span, "TB/s")),
            Self::Power => ("power", "power", plain(Kind::Span, "W")),
            Self::Price => ("price", "price", plain(Kind::Money, "$")),
            Self::InitiallyOpen => ("initially_open", "open at the start", plain(Kind::Share, "%")),
        }
    }
}

impl ChannelNumber {
    /// Its field in a file, its label and its shape.
    pub(super) fn about(self) -> (&'static str, &'static str, Shape) {
        match self {
            Self::From => ("from", "delivers from", plain(Kind::Date, "")),
            Self::Growth => ("growth_per_month", "growth", plain(Kind::Share, "%/mo")),
            Self::Cap => ("cap_units_per_month", "cap", plain(Kind::Count, "/mo")),
            Self::Lead => ("lead_weeks", "lead", plain(Kind::Span, "wk")),
        }
    }
}

/// As many digits as a number has.
pub(super) fn plain(kind: Kind, unit: &'static str) -> Shape {
    Shape { kind, unit, decimals: None }
}

/// A field of a world behind a reference that is shared or not; levers are read and written by their own table.
macro_rules! place {
    ($world:ident, $number:ident, $get:ident, $($mutable:tt)?) => {
        Some(match $number {
            Number::Lever(_) | Number::Own(..) => return None,
            Number::Levy(event) => & $($mutable)? $world.policy.$get(*event)?.levy,
            Number::Chip(id, number) => {
                let chip = $world.chips.$get(id)?;
                match number {
                    ChipNumber::Tflops => & $($mutable)? chip.tflops,
                    ChipNumber::Bandwidth => & $($mutable)? chip.bandwidth,
                    ChipNumber::Power => & $($mutable)? chip.power,
                    ChipNumber::Price => & $($mutable)? chip.price,
                    ChipNumber::InitiallyOpen => & $($mutable)? chip.initially_open,
                }
            }
            Number::Channel(index, number) => {
                let channel = $world.supply.$get(*index)?;
                match number {
                    ChannelNumber::From => & $($mutable)? channel.from.0,
                    ChannelNumber::Growth => & $($mutable)? channel.growth_per_month,
                    ChannelNumber::Cap => & $($mutable)? channel.cap_units_per_month,
                    ChannelNumber::Lead => & $($mutable)? channel.lead_weeks,
                }
            }
            Number::Share(index, firm) => $world.supply.$get(*index)?.shares.$get(firm)?,
            Number::Installed(firm, chip) => $world.firms.$get(*firm)?.installed.$get(chip)?,
            Number::OnHand(firm, chip) => $world.firms.$get(*firm)?.stock.$get(chip)?,
            Number::TrainingShare(firm) => & $($mutable)? $world.firms.$get(*firm)?.training_demand_share,
            Number::Porting(firm, Workload::Training) => {
                & $($mutable)? $world.firms.$get(*firm)?.porting_person_months.training
            }
            Number::Porting(firm, Workload::Inference) => {
                & $($mutable)? $world.firms.$get(*firm)?.porting_person_months.inference
            }
        })
    };
}

impl Number {
    /// The number in `world`, unless a lever sets it.
    pub(super) fn read(&self, world: &World) -> Option<f64> {
        let number = self;
        let place: Option<&f64> = place!(world, number, get,);
        place.copied()
    }

    /// Its place in `world`, unless a lever sets it.
    pub(super) fn place<'w>(&self, world: &'w mut World) -> Option<&'w mut f64> {
        let number = self;
        place!(world, number, get_mut, mut)
    }
}
