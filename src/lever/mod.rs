//! The levers: what can be moved, in one table. Sliders, `--set`, scenario files, help and tests all read it.
//!
//! A lever is a row of [`table::ROWS`], or one of two families that a world's own events and supply channels fill in.
//! A [`Moves`] is a set of lever values laid over a root world; [`Moves::apply`] gives the world as moved.

mod catalogue;
mod field;
mod moves;
mod reference;
mod slot;
mod spread;
pub mod table;
mod value;

pub use catalogue::{Catalogue, Lever, LeverId, slug};
pub use field::Field;
pub(crate) use moves::parse_target;
pub use moves::{Assignment, Moves, Scope, parse_assignment};
pub use reference::{Decisions, Reference, set_shares};
pub use slot::Reading;
pub use spread::{
    Interval, ShownInterval, ShownSpread, SpreadFault, check_spread, other_form, parse_spread, spread_forms,
    takes_spread,
};
pub use table::{Class, Group, Kind, Tier};
pub(crate) use value::forms;
pub use value::{
    Mode, Shape, ShownChange, ShownNumber, ShownValue, ValueError, format_change, format_value, parse_value, set_text,
};
pub(crate) use value::{last_of_month, looks_like_date, write_value};
