//! What the draws say in numbers: 5 %, median and 95 % of every headline and cost item, and each firm's odds.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::header::put_cut;
use crate::app::State;
use crate::ensemble::{FirmSummary, Quantiles};
use crate::model::{Day, Usd};
use crate::study::{Ensemble, Focus};
use crate::view::flow::Flow;
use crate::view::format::{Percent, Roughly, When};
use crate::view::pen::{Pen, put_right};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// How a row's numbers are written.
#[derive(Debug, Clone, Copy)]
enum Unit {
    Date,
    Share,
    Money,
}

/// A row of the table.
struct Row {
    label: &'static str,
    unit: Unit,
    quantiles: fn(&FirmSummary) -> Option<Quantiles>,
    /// Stands out.
    weighty: bool,
}

const fn row(label: &'static str, unit: Unit, weighty: bool, quantiles: fn(&FirmSummary) -> Option<Quantiles>) -> Row {
    Row { label, unit, quantiles, weighty }
}

static TABLE: [Row; 13] = [
    row("Stock runs out", Unit::Date, true, |of| Some(of.stockout_day)),
    row("Unserved from", Unit::Date, false, |of| Some(of.gap_day)),
    row("Work served", Unit::Share, false, |of| Some(of.fill_rate)),
    row("Migration, $ B", Unit::Money, true, |of| Some(of.migration_total)),
    row("  chips", Unit::Money, false, |of| Some(of.migration_items[0])),
    row("  porting", Unit::Money, false, |of| Some(of.migration_items[1])),
    row("  halt", Unit::Money, false, |of| Some(of.migration_items[2])),
    row("  running twice", Unit::Money, false, |of| Some(of.migration_items[3])),
    row("  power", Unit::Money, false, |of| Some(of.migration_items[4])),
    row("Outlay, $ B", Unit::Money, false, |of| Some(of.domestic_outlay)),
    row("Short left, $ B", Unit::Money, true, |of| Some(of.shortfall)),
    row("Avoided, $ B", Unit::Money, true, |of| of.against.map(|against| against.avoided)),
    row("Net, $ B", Unit::Money, false, |of| of.against.map(|against| against.net)),
];

/// Columns of a number.
const EACH: u16 = 9;

/// Paints the table into `area`.
pub(in crate::view) fn spreadsheet(state: &State, theme: &Theme, ensemble: &Ensemble, area: Rect, buffer: &mut Buffer) {
    let line = |y: u16| Rect { y, height: 1, ..area };
    let place =
        |y: u16, column: u16| Rect { x: area.right().saturating_sub(1 + EACH * (3 - column)), width: EACH, ..line(y) };
    let dim = theme.style(Role::Dim);
    Pen::new(buffer, line(area.y), theme.style(Role::Heading))
        .put(" DRAWS  ")
        .styled(format_args!("seed {}", ensemble.seed), theme.style(Role::Dim));
    for (column, head) in (0..).zip(["5 %", "median", "95 %"]) {
        put_right(buffer, place(area.y, column), dim, head);
    }
    let summary = ensemble.of(state.focus);
    let mut y = area.y + 1;
    for row in &TABLE {
        if y >= area.bottom() {
            return;
        }
        let style = theme.style(if row.weighty { Role::Text } else { Role::Dim });
        Pen::new(buffer, line(y), style).put(' ').put(row.label);
        if let Some(quantiles) = (row.quantiles)(summary) {
            for (column, value) in (0..).zip([quantiles.p5, quantiles.p50, quantiles.p95]) {
                let style = if column == 1 && row.weighty { theme.style(Role::Key) } else { style };
                put_right(buffer, place(y, column), style, number(state, row.unit, value));
            }
        }
        y += 1;
    }
    y += 1;
    if y + 2 >= area.bottom() {
        return;
    }
    odds(state, theme, ensemble, Rect { y, height: area.bottom() - y, ..area }, buffer);
}

fn number(state: &State, unit: Unit, value: Option<f64>) -> impl Display {
    Say(move |f: &mut Formatter<'_>| match (unit, value) {
        (Unit::Date, day) => {
            When { day: day.map(Day), start: state.present.start, end: state.present.horizon_end(), short: true }.fmt(f)
        }
        (Unit::Share, Some(share)) => Percent(share).fmt(f),
        (Unit::Money, Some(usd)) => Roughly(Usd(usd)).fmt(f),
        (_, None) => f.write_str("—"),
    })
}

/// Each firm's odds: its stock runs out, moving makes it last longer, moving pays.
fn odds(state: &State, theme: &Theme, ensemble: &Ensemble, area: Rect, buffer: &mut Buffer) {
    let line = |y: u16| Rect { y, height: 1, ..area };
    let place =
        |y: u16, column: u16| Rect { x: area.right().saturating_sub(1 + EACH * (3 - column)), width: EACH, ..line(y) };
    Pen::new(buffer, line(area.y), theme.style(Role::Heading)).put(" SHARE OF DRAWS");
    for (column, head) in (0..).zip(["runs out", "longer", "pays"]) {
        put_right(buffer, place(area.y, column), theme.style(Role::Dim), head);
    }
    let names = state.present.firms.iter().map(|firm| firm.name.as_str()).chain(["All firms"]);
    let count = state.present.firms.len();
    let mut y = area.y + 1;
    for (index, (name, summary)) in names.zip(ensemble.firms.iter().chain([&ensemble.all])).enumerate() {
        if y >= area.bottom() {
            return;
        }
        let in_focus = match state.focus {
            Focus::Firm(firm) => firm == index,
            Focus::All => index == count,
        };
        let style = theme.style(if in_focus { Role::Key } else { Role::Text });
        let mut pen = Pen::new(buffer, Rect { width: area.width.saturating_sub(3 * EACH + 1), ..line(y) }, style);
        pen.put(if in_focus { "▸" } else { " " });
        put_cut(&mut pen, name);
        let has_stock =
            index >= count || state.present.firms.get(index).is_some_and(|firm| state.present.reaches_controlled(firm));
        let against = summary.against.unwrap_or_default();
        let shares = [
            has_stock.then_some(summary.stockout_probability),
            has_stock.then_some(against.outlasts_probability),
            Some(against.pays_probability),
        ];
        for (column, share) in (0..).zip(shares) {
            let share = Say(move |f: &mut Formatter<'_>| match share {
                Some(share) => Percent(share).fmt(f),
                None => f.write_str("—"),
            });
            put_right(buffer, place(y, column), style, share);
        }
        y += 1;
    }
    if ensemble.clamped.is_empty() || y + 2 >= area.bottom() {
        return;
    }
    let below = Rect { x: area.x + 1, y: y + 1, width: area.width.saturating_sub(2), height: area.bottom() - y - 1 };
    let mut flow = Flow::new(buffer, below, theme.style(Role::Dim));
    flow.put("Draws beyond a lever's limits are set to the limit:");
    for (index, lever) in ensemble.clamped.iter().enumerate() {
        flow.put(if index == 0 { " " } else { ", " }).put(lever);
    }
    flow.put('.').finish();
}
