//! Three ways under the present policy and assumptions, and what moving costs against the shortfall that it avoids.

use std::fmt::{Display, Formatter};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::header::put_cut;
use crate::app::{Panel, State};
use crate::model::{Day, FirmOutcome, OutputValue, Quantity, Usd};
use crate::scenario::PointAt;
use crate::study::{Focus, WAYS};
use crate::view::format::{Billions, Percent, Roughly, When};
use crate::view::layout::Form;
use crate::view::pen::{Pen, put_right, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::Say;

/// A row of the table: label, short label, what it shows, and how it stands out.
struct Row {
    label: &'static str,
    short: &'static str,
    what: What,
    role: Role,
    /// Shown even where room is short.
    core: bool,
}

/// What a row shows of an outcome.
enum What {
    Of(Quantity),
    /// The avoided shortfall less what moving costs.
    Net,
    /// What moving costs for each H20e-hour that domestic chips serve.
    PerHour,
}

const fn row(label: &'static str, short: &'static str, what: What, role: Role, core: bool) -> Row {
    Row { label, short, what, role, core }
}

/// The cost items and the outcomes that they are held against: one table for every column.
static TABLE: [Row; 14] = [
    row("Stock runs out", "Runs out", What::Of(Quantity::Stockout), Role::Key, true),
    row("Work goes unserved from", "Unserved", What::Of(Quantity::Gap), Role::Text, true),
    row("Work served", "Served", What::Of(Quantity::FillRate), Role::Text, true),
    row("Migration, $ B", "Moving $B", What::Of(Quantity::Migration), Role::Key, true),
    row("  chips, life used up", "  chips", What::Of(Quantity::Domestic), Role::Text, true),
    row("  halt of training", "  halt", What::Of(Quantity::Halt), Role::Text, true),
    row("  porting", "  porting", What::Of(Quantity::Porting), Role::Text, false),
    row("  running twice", "  run twice", What::Of(Quantity::Dual), Role::Text, false),
    row("  power", "  power", What::Of(Quantity::Power), Role::Text, false),
    row("Hardware outlay, $ B", "Outlay $B", What::Of(Quantity::DomesticOutlay), Role::Dim, true),
    row("Shortfall left, $ B", "Short $B", What::Of(Quantity::Shortfall), Role::Key, true),
    row("Shortfall avoided, $ B", "Avoided $B", What::Of(Quantity::Avoided), Role::Key, true),
    row("Avoided − migration, $ B", "Net $B", What::Net, Role::Dim, false),
    row("Per moved H20e-hour, $", "$/H20e-h", What::PerHour, Role::Dim, false),
];

impl Row {
    fn is_of(&self, quantity: Quantity) -> bool {
        matches!(self.what, What::Of(own) if own == quantity)
    }
}

/// Whether there is a row for a quantity.
pub(super) fn has(quantity: Quantity) -> bool {
    TABLE.iter().any(|row| row.is_of(quantity))
}

/// Rows of the whole table, its heading and the line on all firms.
pub(super) const ROWS: u16 = TABLE.len() as u16 + 3;

/// A column: a way, or the present state where it is none of them.
#[derive(Clone, Copy)]
struct Column {
    label: &'static str,
    outcome: FirmOutcome,
    is_present: bool,
}

/// Paints the table.
pub(in crate::view) fn ways(state: &State, theme: &Theme, form: Form, area: Rect, buffer: &mut Buffer) {
    let Some(central) = &state.central else { return };
    let wide = form == Form::Wide;
    super::mark_in_focus(state, theme, Panel::Ways, form, area, buffer);
    let taken = central.way_taken();
    let reference = central.reference_of(state.focus);
    let present = Column { label: "now", outcome: central.of(state.focus), is_present: true };
    let label_width = match (wide, area.width) {
        (true, width) => 28.min(width.saturating_sub(46)),
        (false, 60..) => 14,
        (false, _) => 11,
    };
    let room = area.width.saturating_sub(label_width + 1);
    // Four columns of dates need room; without it the present state takes the place of the way between.
    let narrow = taken.is_none() && room < 32;
    let mut columns = [present; 4];
    let mut count = 0;
    for (index, way) in WAYS.iter().enumerate() {
        if narrow && index == 1 {
            columns[count] = present;
            count += 1;
            continue;
        }
        columns[count] = Column {
            label: if wide { way.label } else { way.short },
            outcome: central.way_of(index, state.focus),
            is_present: taken == Some(index),
        };
        count += 1;
    }
    if taken.is_none() && !narrow {
        columns[count] = present;
        count += 1;
    }
    let columns = &columns[..count];
    let each = (room / count as u16).min(15);
    let place =
        |y: u16, column: usize| Rect { x: area.x + label_width + each * column as u16, y, width: each, height: 1 };
    let mut y = area.y;
    head(state, theme, columns, wide, area, y, buffer, &place);
    y += 1;
    let rows_left = area.bottom().saturating_sub(y);
    // Room for everything, or for what matters.
    let everything = usize::from(rows_left) >= TABLE.len();
    for line in &TABLE {
        let pointed = matches!(state.pointed(), Some(PointAt::Cost(quantity)) if line.is_of(*quantity));
        if !(everything || line.core || pointed) {
            continue;
        }
        if y >= area.bottom() {
            break;
        }
        let label = Rect { x: area.x, y, width: label_width, height: 1 };
        let role = if pointed {
            Role::Accent
        } else if matches!(line.role, Role::Key) {
            Role::Text
        } else {
            Role::Dim
        };
        let mut pen = Pen::new(buffer, label, theme.style(role));
        pen.put(if pointed { '▸' } else { ' ' });
        // A short label that is whole says more than a long one that is cut.
        put_cut(&mut pen, if width(line.label) < label_width { line.label } else { line.short });
        for (index, column) in columns.iter().enumerate() {
            let mut style = theme.style(line.role);
            if column.is_present && !matches!(line.role, Role::Dim) {
                style = style.patch(theme.style(Role::Key));
            } else if matches!(line.role, Role::Key) {
                style = theme.style(Role::Text);
            }
            if pointed && column.is_present {
                style = theme.style(Role::Accent);
            }
            put_right(buffer, place(y, index), style, cell(state, &line.what, &column.outcome, &reference, each));
        }
        y += 1;
    }
    if y < area.bottom().saturating_sub(1) {
        draws(state, theme, Rect { y, height: 1, ..area }, buffer);
        y += 1;
    }
    if y < area.bottom() && state.focus != Focus::All {
        let all = central.of(Focus::All);
        let before = central.reference_of(Focus::All);
        let line = |outlay: bool| {
            Say(move |f: &mut Formatter<'_>| {
                write!(f, " All firms: ${} B spent", Billions(all.cost.migration_total()))?;
                if outlay {
                    write!(f, " (outlay {})", Billions(all.cost.domestic_outlay))?;
                }
                let avoided = before.cost.shortfall - all.cost.shortfall;
                write!(f, ", {} of {} avoided", Billions(avoided), Billions(before.cost.shortfall))
            })
        };
        let outlay = width(line(true)) <= area.width;
        Pen::new(buffer, Rect { y, height: 1, ..area }, theme.style(Role::Dim)).put(line(outlay));
    }
}

/// Nine draws of ten of what moving costs and avoids; what does not fit is left out from the end.
fn draws(state: &State, theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let Some(ensemble) = state.ensemble.as_deref().filter(|ensemble| !ensemble.is_exact) else { return };
    let of = ensemble.of(state.focus);
    let mut pen = Pen::new(buffer, row, theme.style(Role::Text));
    pen.put(" 90 % of draws: ");
    let avoided = of.against.map(|against| against.avoided).unwrap_or_default();
    for (name, quantiles) in [("migration ", of.migration_total), (", avoided ", avoided), (", left ", of.shortfall)] {
        let (Some(low), Some(high)) = (quantiles.p5, quantiles.p95) else { continue };
        let part = Say(|f: &mut Formatter<'_>| write!(f, "{name}{} – {}", Roughly(Usd(low)), Roughly(Usd(high))));
        if width(&part) > pen.room() {
            break;
        }
        pen.put(part);
    }
}

#[expect(clippy::too_many_arguments, reason = "a heading over columns needs their whole geometry")]
fn head(
    state: &State,
    theme: &Theme,
    columns: &[Column],
    wide: bool,
    area: Rect,
    y: u16,
    buffer: &mut Buffer,
    place: &dyn Fn(u16, usize) -> Rect,
) {
    let row = Rect { y, height: 1, ..area };
    let mut pen = Pen::new(buffer, Rect { width: place(y, 0).x - area.x, ..row }, theme.style(Role::Heading));
    if wide {
        pen.to(area.x + 1).put("THREE WAYS  ").style(theme.style(Role::Key)).put(state.focus_name());
    } else {
        pen.to(area.x + 1).style(theme.style(Role::Key));
        put_cut(&mut pen, state.focus_name());
    }
    for (index, column) in columns.iter().enumerate() {
        let style = theme.style(if column.is_present { Role::Accent } else { Role::Dim });
        let mark = if column.is_present { "▸" } else { "" };
        put_right(buffer, place(y, index), style, Say(|f: &mut Formatter<'_>| write!(f, "{mark}{}", column.label)));
    }
}

/// One cell of the table.
fn cell<'a>(
    state: &'a State,
    what: &'a What,
    outcome: &'a FirmOutcome,
    reference: &'a FirmOutcome,
    columns: u16,
) -> impl Display + 'a {
    Say(move |f: &mut Formatter<'_>| {
        let when = |day: Option<Day>| {
            // `2027-01-18` and `after 2027-12`, with a blank before.
            let needed = if day.is_some() { 11 } else { 14 };
            When { day, start: state.present.start, end: state.present.horizon_end(), short: columns < needed }
        };
        match what {
            What::Of(quantity) => match quantity.of(outcome, reference) {
                OutputValue::Date(day) => when(day).fmt(f),
                OutputValue::Share(share) => Percent(share).fmt(f),
                OutputValue::Weeks(weeks) => write!(f, "{weeks:.0}"),
                OutputValue::Usd(usd) => dash_or(Usd(usd), f),
            },
            What::Net => {
                let avoided = reference.cost.shortfall - outcome.cost.shortfall;
                Billions(avoided - outcome.cost.migration_total()).fmt(f)
            }
            What::PerHour => match outcome.migration_per_h20e_hour() {
                Some(usd) => write!(f, "{:.2}", usd.0),
                None => f.write_str("—"),
            },
        }
    })
}

/// A dash for nothing at all.
fn dash_or(usd: Usd, f: &mut Formatter<'_>) -> std::fmt::Result {
    if usd.0 == 0.0 { f.write_str("—") } else { Billions(usd).fmt(f) }
}

/// Costs firm by firm, and of all.
pub(super) fn firms(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(central) = &state.central else { return };
    if area.width < 44 {
        return;
    }
    let heads = ["Migration", "Outlay", "Left", "Avoided"];
    let each = ((area.width - 14) / 4).min(11);
    let place = |y: u16, column: u16| Rect { x: area.x + 13 + each * column, y, width: each, height: 1 };
    let row = |y: u16| Rect { y, height: 1, ..area };
    Pen::new(buffer, row(area.y), theme.style(Role::Heading)).put(" FIRMS, $ B");
    for (column, head) in (0..).zip(heads) {
        put_right(buffer, place(area.y, column), theme.style(Role::Dim), head);
    }
    let all = (central.of(Focus::All), central.reference_of(Focus::All));
    let names = state.present.firms.iter().map(|firm| firm.name.as_str()).chain(["All firms"]);
    let outcomes = central.present.firms.iter().copied().zip(central.reference.iter().copied()).chain([all]);
    let count = state.present.firms.len();
    for (index, (name, (now, before))) in names.zip(outcomes).enumerate() {
        let y = area.y + 1 + index as u16 + u16::from(index == count);
        if y >= area.bottom() {
            break;
        }
        let in_focus = match state.focus {
            Focus::Firm(firm) => firm == index,
            Focus::All => index == count,
        };
        let style = theme.style(if in_focus { Role::Key } else { Role::Text });
        let mut pen = Pen::new(buffer, Rect { width: 13, ..row(y) }, style);
        pen.put(if in_focus { "▸" } else { " " });
        put_cut(&mut pen, name);
        let values = [
            now.cost.migration_total(),
            now.cost.domestic_outlay,
            now.cost.shortfall,
            before.cost.shortfall - now.cost.shortfall,
        ];
        for (column, value) in (0..).zip(values) {
            put_right(buffer, place(y, column), style, Say(move |f: &mut Formatter<'_>| dash_or(value, f)));
        }
    }
}
