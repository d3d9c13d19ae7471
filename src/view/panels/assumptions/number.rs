//! A number as its row tells it: its value, where that lies between low and high, and what it changes.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::app::State;
use crate::lever::{Kind, Shape, ShownNumber};
use crate::model::Day;
use crate::scenario::Range;
use crate::scenario::inputs::Input;
use crate::study::Target;
use crate::view::format::{LeverValue, TargetValue, When};
use crate::view::pen::Pen;
use crate::view::theme::{Role, Theme};

/// What a number stands at.
pub(super) struct Value<'a> {
    pub(super) state: &'a State,
    pub(super) row: &'a Input,
}

impl Display for Value<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let Self { state, row } = *self;
        if let Some(lever) = row.lever.filter(|lever| row.is_shift && state.is_shift(*lever)) {
            return LeverValue::of(state, lever).fmt(f);
        }
        match state.input_value(row) {
            Some(value) => ShownNumber { shape: row.shape, value, start: state.start() }.fmt(f),
            None => f.write_str("mixed"),
        }
    }
}

/// Low and high, as the value is written: shares in percent, counts by the thousand. Everything else is as the source has
/// it; of two dates in one year the year is told once.
pub(super) struct Ends {
    pub(super) range: Range,
    pub(super) shape: Shape,
}

impl Display for Ends {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (low, high) = self.range.text;
        let is_date = |text: &str| text.len() == 10 && text.as_bytes()[4] == b'-';
        let scaled = match self.shape.kind {
            Kind::Share => Some((100.0, "")),
            Kind::Count if self.range.high >= 1e6 => Some((1e-6, " M")),
            Kind::Count => Some((1e-3, " k")),
            _ => None,
        };
        if let Some((scale, prefix)) = scaled {
            let number = |value: f64| ((value * scale) * 1e4).round() / 1e4;
            let (low, high) = (number(self.range.low), number(self.range.high));
            return if low == high { write!(f, "{low}{prefix}") } else { write!(f, "{low} – {high}{prefix}") };
        }
        if low == high {
            return f.write_str(low);
        }
        let same_year = is_date(low) && is_date(high) && low[..4] == high[..4];
        write!(f, "{low} – {}", if same_year { &high[5..] } else { high })
    }
}

/// Where the value lies between low and high.
pub(super) fn picture(state: &State, theme: &Theme, row: &Input, style: Style, area: Rect, buffer: &mut Buffer) {
    let is_shift = row.lever.is_some_and(|lever| row.is_shift && state.is_shift(lever));
    let (Some(range), Some(value)) = (row.range, state.input_value(row).filter(|_| !is_shift)) else { return };
    if area.width < 3 || range.low > range.high {
        return;
    }
    let last = area.width - 1;
    let line = theme.style(Role::Inert);
    let mut pen = Pen::new(buffer, area, line);
    let (mark, at) = if !value.is_finite() {
        (None, 0)
    } else if range.low == range.high && range.holds(value) {
        // Known to the digit: there is no interval to lie in.
        pen.to(area.x + last / 2).styled('●', style);
        return;
    } else if range.holds(value) {
        let share = ((value - range.low) / (range.high - range.low)).clamp(0.0, 1.0);
        (Some('●'), (share * f64::from(last)).round() as u16)
    } else if value < range.low {
        (Some('←'), 0)
    } else {
        (Some('→'), last)
    };
    for column in 0..=last {
        match mark {
            Some(mark) if column == at => pen.styled(mark, style),
            _ => pen.put('─'),
        };
    }
}

/// What the target is called over a column.
pub(super) fn target_name(target: Target) -> &'static str {
    match target {
        Target::Stockout => "runs out",
        Target::Gap => "unserved",
        Target::FillRate => "served",
        Target::Migration => "cost",
        Target::Shortfall => "shortfall",
    }
}

/// The target where a number is another.
pub(super) fn reached(state: &State, value: f64) -> TargetValue {
    TargetValue { target: state.target, value, start: state.start(), end: state.present.horizon_end() }
}

/// What the target is with the number at its low, and at its high.
pub(super) struct Changes<'a> {
    pub(super) state: &'a State,
    pub(super) index: usize,
    /// Of dates the month alone.
    pub(super) short: bool,
}

impl Changes<'_> {
    /// The target at low and high, as far as the look-ahead is there.
    pub(super) fn ends(&self) -> Option<(f64, f64)> {
        let ahead = self.state.look_ahead.as_deref().filter(|ahead| ahead.target == self.state.target)?;
        *ahead.ends.get(self.index)?
    }

    /// Whether low and high are one: what it changes is not asked of a number that is known to the digit.
    pub(super) fn is_known(&self) -> bool {
        let range = self.state.inputs.rows.get(self.index).and_then(|row| row.range);
        range.is_some_and(|range| range.low == range.high)
    }

    /// Whether either is another than the present.
    pub(super) fn matters(&self, (low, high): (f64, f64)) -> bool {
        let Some(ahead) = self.state.look_ahead.as_deref() else { return false };
        let differs = |value: f64| {
            value.is_finite() != ahead.present.is_finite()
                || value.is_finite() && (value - ahead.present).abs() > self.state.target.noise()
        };
        differs(low) || differs(high)
    }
}

impl Display for Changes<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let state = self.state;
        let Some((low, high)) = self.ends() else { return Ok(()) };
        if self.is_known() {
            return f.write_str("known exactly");
        }
        if !self.matters((low, high)) {
            return f.write_str("no effect");
        }
        if self.short && state.target.is_date() {
            let (start, end) = (state.start(), state.present.horizon_end());
            let month = |day: f64| When { day: day.is_finite().then_some(Day(day)), start, end, short: true };
            return write!(f, "{} – {}", month(low), month(high));
        }
        write!(f, "{} – {}", reached(state, low), reached(state, high))
    }
}
