//! The screen of uncertainty: what the draws say over time, and in numbers.

use std::fmt::Formatter;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::axis::{Axis, cross_hair, event_labels, verticals, years};
use super::fan::{self, Column, Inks};
use super::{footer, header, levers, spreadsheet};
use crate::app::{Hit, State};
use crate::ensemble::{FirmSummary, Quantiles};
use crate::model::Series;
use crate::model::units::{DAYS_PER_WEEK, DAYS_PER_YEAR};
use crate::study::{Bands, Ensemble, Focus};
use crate::view::flow::Flow;
use crate::view::format::{Percent, Thousands};
use crate::view::layout::{ChartRegions, NEEDED, chart_regions};
use crate::view::pen::{Pen, divider, put_right, rule, width};
use crate::view::theme::{Role, Theme};
use crate::view::words::{Say, against_sentence, draws_sentence, is_all_domestic, year_ends};

/// Columns left of the charts, for their scales.
const LABELS: u16 = 10;

/// Paints the screen.
pub(in crate::view) fn uncertainty(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    if area.width < NEEDED.0 || area.height < NEEDED.1 {
        headline(state, theme, Rect { height: area.height.saturating_sub(1).max(1), ..area }, buffer);
        if area.height > 1 {
            levers::brief(state, theme, Rect { y: area.bottom() - 1, height: 1, ..area }, buffer);
        }
        return;
    }
    let places = chart_regions(area);
    let regions = &places.frame;
    header::header(state, theme, regions.header, buffer);
    headline(state, theme, regions.headline, buffer);
    for line in [regions.top_rule, regions.bottom_rule] {
        rule(buffer, line, theme.style(Role::Border));
    }
    footer::warning(state, theme, regions.bottom_rule, buffer);
    if let Some(ensemble) = state.ensemble.as_deref() {
        drawn(state, theme, ensemble, &places, buffer);
    }
    levers::row(state, theme, regions.form, places.lever, buffer);
    footer::moved_and_detail(state, theme, regions, buffer);
    footer::keys(state, theme, regions.form, regions.keys, buffer);
}

/// The charts, and the numbers beside them where there is room.
pub(super) fn drawn(state: &State, theme: &Theme, ensemble: &Ensemble, places: &ChartRegions, buffer: &mut Buffer) {
    charts(state, theme, ensemble, places, buffer);
    if !places.table.is_empty() {
        divider(buffer, places.divider, theme.style(Role::Border));
        spreadsheet::spreadsheet(state, theme, ensemble, places.table, buffer);
    }
}

/// What the draws say, in two sentences.
fn headline(state: &State, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let Some(ensemble) = state.ensemble.as_deref() else {
        Pen::new(buffer, area, theme.style(Role::Dim)).put("…");
        return;
    };
    let first = Say(|f: &mut Formatter<'_>| draws_sentence(state, ensemble, area.width, f));
    let second = Say(|f: &mut Formatter<'_>| against_sentence(state, ensemble, area.width, f));
    let mut flow = Flow::new(buffer, area, theme.style(Role::Key));
    flow.put(&first);
    if area.height >= 2 && width(&first) <= area.width && width(&second) <= area.width {
        flow.finish();
    } else {
        flow.put(' ');
    }
    if Flow::rows(format_args!("{first} {second}"), area.width) <= area.height || width(&first) <= area.width {
        flow.put(&second);
    }
    flow.finish();
}

/// A chart of the column, from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Stock,
    Unmet,
    Served,
    Probability,
    Worlds,
}

/// In order of weight, each with its fewest rows (the heading among them) and its share of the rest.
const SECTIONS: [(Section, u16, u16); 5] = [
    (Section::Stock, 5, 4),
    (Section::Probability, 4, 2),
    (Section::Worlds, 4, 0),
    (Section::Unmet, 5, 2),
    (Section::Served, 5, 2),
];

/// Where the work served stands in it.
const SERVED_AT: usize = 4;

/// From top to bottom.
const ORDER: [Section; 5] = [Section::Stock, Section::Unmet, Section::Served, Section::Probability, Section::Worlds];

/// Rows of each section, in the order of [`ORDER`]; a firm without controlled chips has no stock to show.
fn rows_of(room: u16, has_stock: bool) -> [u16; 5] {
    let mut left = room;
    let mut shown = [0; 5];
    let mut shares = 0;
    for (index, (section, least, share)) in SECTIONS.iter().enumerate() {
        if !has_stock && matches!(section, Section::Stock | Section::Worlds) {
            continue;
        }
        if *least > left {
            break;
        }
        shown[index] = *least;
        left -= least;
        shares += share;
    }
    // A room too low for any of them has what it can of one.
    if shown.iter().all(|rows| *rows == 0) && room >= 2 {
        shown[if has_stock { 0 } else { SERVED_AT }] = room;
        left = 0;
    }
    let spare = left;
    for (rows, (.., share)) in shown.iter_mut().zip(&SECTIONS).filter(|(rows, _)| **rows > 0) {
        let more = (spare * share).checked_div(shares).unwrap_or(0);
        *rows += more;
        left -= more;
    }
    if let Some(first) = shown.iter_mut().find(|rows| **rows > 0) {
        *first += left;
    }
    ORDER.map(|section| SECTIONS.iter().position(|(other, ..)| *other == section).map_or(0, |index| shown[index]))
}

/// The horizon on the columns of the charts.
fn axis(state: &State, charts: Rect) -> Axis {
    let area = Rect { x: charts.x + LABELS, width: charts.width.saturating_sub(LABELS + 1), ..charts };
    Axis { area, horizon_days: state.present.horizon_days() }
}

/// The week at a column of the charts.
pub(in crate::view) fn week(state: &State, charts: Rect, column: u16) -> Option<usize> {
    axis(state, charts).week(column)
}

/// The week at a column, if it is one of the charts' and not of their scales.
pub(in crate::view) fn hit(state: &State, charts: Rect, column: u16) -> Option<Hit> {
    let axis = axis(state, charts);
    let is_plot = state.ensemble.is_some() && (axis.area.left()..axis.area.right()).contains(&column);
    if is_plot { axis.week(column).map(Hit::Week) } else { None }
}

fn charts(state: &State, theme: &Theme, ensemble: &Ensemble, places: &ChartRegions, buffer: &mut Buffer) {
    let area = places.charts;
    let axis = axis(state, area);
    let plot = axis.area;
    let row = |y: u16| Rect { y, height: 1, ..area };
    years(state, theme, &axis, row(area.y), buffer);
    let labelled = area.height >= 20;
    if labelled {
        event_labels(state, theme, &axis, row(area.y + 1), buffer);
    }
    let top = area.y + 1 + u16::from(labelled);
    let rows = rows_of(area.bottom().saturating_sub(top), !is_all_domestic(state));
    let summary = ensemble.of(state.focus);
    let bands = ensemble.bands_of(state.focus);
    let mut y = top;
    for (section, rows) in ORDER.into_iter().zip(rows) {
        if rows == 0 {
            continue;
        }
        let chart = Rect { y: y + 1, height: rows - 1, ..plot };
        let head = row(y);
        match section {
            Section::Stock => fan_of(state, theme, &STOCK, bands, head, chart, buffer),
            Section::Unmet => fan_of(state, theme, &UNMET, bands, head, chart, buffer),
            Section::Served => fan_of(state, theme, &SERVED, bands, head, chart, buffer),
            Section::Probability => probability(state, theme, summary, head, chart, buffer),
            Section::Worlds => worlds(state, theme, summary, &axis, head, chart, buffer),
        }
        verticals(state, theme, &axis, chart.top(), chart.bottom(), buffer);
        cross_hair(state, theme, &axis, chart.top(), chart.bottom(), buffer);
        y += rows;
    }
    let title = Rect { y: top, height: 1, ..area };
    legend(theme, title, buffer);
}

/// A fan chart: which bands, and which series of the central run.
struct Fan {
    title: &'static str,
    bands: fn(&Bands) -> &[Quantiles],
    central: fn(&Series, usize) -> f64,
}

static STOCK: Fan = Fan {
    title: "STOCK ON HAND, H20e",
    bands: |bands| &bands.stock,
    central: |series, week| series.stock_h20e.get(week).copied().unwrap_or(0.0),
};

static UNMET: Fan = Fan {
    title: "WORK UNSERVED, H20e",
    bands: |bands| &bands.unmet,
    central: |series, week| {
        let at = |values: &[f64]| values.get(week).copied().unwrap_or(0.0);
        at(&series.unmet_training) + at(&series.unmet_inference)
    },
};

static SERVED: Fan = Fan {
    title: "WORK SERVED, H20e",
    bands: |bands| &bands.served,
    central: |series, week| series.served.get(week).copied().unwrap_or(0.0),
};

/// The central run's value in a week, of the firm in focus or of all.
fn central_at(state: &State, fan: &Fan, week: usize) -> f64 {
    let Some(central) = &state.central else { return 0.0 };
    match state.focus {
        Focus::Firm(index) => central.present.series.get(index).map_or(0.0, |series| (fan.central)(series, week)),
        Focus::All => central.present.series.iter().map(|series| (fan.central)(series, week)).sum(),
    }
}

fn fan_of(
    state: &State,
    theme: &Theme,
    fan: &Fan,
    bands: Option<&Bands>,
    head: Rect,
    chart: Rect,
    buffer: &mut Buffer,
) {
    Pen::new(buffer, head, theme.style(Role::Heading)).put(' ').put(fan.title);
    let weeks = state.present.weeks as usize;
    let rows = bands.map_or(&[][..], fan.bands);
    let highest = rows.iter().filter_map(|row| row.p95).fold(0.0, f64::max);
    let central = (0..weeks).map(|week| central_at(state, fan, week)).fold(0.0, f64::max);
    let top = nice_top(highest.max(central));
    let dots = usize::from(fan::dots_across(chart)).max(1);
    let week_of = |dot: u16| (usize::from(dot) * weeks / dots).min(weeks.saturating_sub(1));
    let column = |dot: u16| {
        let week = week_of(dot);
        let band = bands.and_then(|bands| rows.get(bands.weeks.partition_point(|at| (*at as usize) < week)));
        let at = |value: Option<f64>| value.unwrap_or(0.0) / top;
        Column {
            bands: band.map(|band| band.values().map(at)),
            line: Some(central_at(state, fan, week) / top),
            thin: None,
        }
    };
    fan::paint(theme, chart, Inks { line: Role::Central, thin: Role::Central }, column, buffer);
    let label = |y: u16| Rect { x: head.x, y, width: LABELS - 1, height: 1 };
    put_right(buffer, label(chart.y), theme.style(Role::Dim), Thousands(top));
    if chart.height > 1 {
        put_right(buffer, label(chart.bottom() - 1), theme.style(Role::Dim), "0");
    }
}

/// The least round number that is not below: a scale that mostly holds still while a lever moves.
fn nice_top(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let decade = 10f64.powf(value.log10().floor());
    [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0]
        .into_iter()
        .map(|step| step * decade)
        .find(|top| *top >= value)
        .unwrap_or(10.0 * decade)
}

/// Probability of the stockout and of the gap by date.
fn probability(state: &State, theme: &Theme, summary: &FirmSummary, head: Rect, chart: Rect, buffer: &mut Buffer) {
    let mut pen = Pen::new(buffer, head, theme.style(Role::Heading));
    pen.put(" PROBABILITY BY DATE  ")
        .styled("━━", theme.style(Role::Lasts))
        .styled(" stock has run out  ", theme.style(Role::Dim))
        .styled("──", theme.style(Role::Gap))
        .styled(" work unserved", theme.style(Role::Dim));
    let more_than = Say(|f: &mut Formatter<'_>| write!(f, " > {}", Percent(state.present.gap_tolerance)));
    if width(&more_than) <= pen.room() {
        pen.styled(more_than, theme.style(Role::Dim));
    }
    let weeks = state.present.weeks as usize;
    let dots = usize::from(fan::dots_across(chart)).max(1);
    let at = |curve: &[f64], dot: u16| curve.get(usize::from(dot) * weeks / dots).copied();
    let column = |dot: u16| Column {
        bands: None,
        line: at(&summary.stockout_by_week, dot),
        thin: at(&summary.gap_by_week, dot),
    };
    fan::paint(theme, chart, Inks { line: Role::Lasts, thin: Role::Gap }, column, buffer);
    let label = |y: u16| Rect { x: head.x, y, width: LABELS - 1, height: 1 };
    put_right(buffer, label(chart.y), theme.style(Role::Dim), "100 %");
    put_right(buffer, label(chart.bottom() - 1), theme.style(Role::Dim), "0 %");
}

/// How many worlds run out in each year, and which year that is; of the last one there are as many as are left.
pub(in crate::view) fn worlds_by_year<'a>(
    state: &'a State,
    days: &'a [f64],
) -> impl Iterator<Item = (usize, i16)> + 'a {
    let out = days.iter().filter(|day| day.is_finite()).count();
    let before = |day: f64| days.iter().filter(|own| **own < day).count();
    let mut counted = 0;
    let by_then = year_ends(state).map(move |(day, end)| (before(day), end));
    by_then.take_while(move |(by, _)| *by < out).filter_map(move |(by, end)| {
        let own = by - std::mem::replace(&mut counted, by);
        (own > 0).then(|| (own, end.yesterday().unwrap_or(end).year()))
    })
}

/// Twenty worlds that stand for all, each a mark at the day on which its stock runs out.
fn worlds(
    state: &State,
    theme: &Theme,
    summary: &FirmSummary,
    axis: &Axis,
    head: Rect,
    chart: Rect,
    buffer: &mut Buffer,
) {
    let days = &summary.stockout_days;
    let out = days.iter().filter(|day| day.is_finite()).count();
    let mut pen = Pen::new(buffer, head, theme.style(Role::Heading));
    pen.put(" OF TWENTY WORLDS  ").style(theme.style(Role::Text)).put(format_args!("{out} run out"));
    for (count, year) in worlds_by_year(state, days) {
        pen.styled(format_args!(", {count} in {year}"), theme.style(Role::Dim));
    }
    let lasting = days.len() - out;
    let end = |marks: usize| {
        Say(move |f: &mut Formatter<'_>| {
            for _ in 0..marks {
                f.write_str("○")?;
            }
            write!(f, " {lasting} last longer ")
        })
    };
    // To be counted, where there is room for all of them.
    let end = if width(end(lasting)) + 2 <= pen.room() { end(lasting) } else { end(0) };
    if lasting > 0 && width(&end) + 2 <= pen.room() {
        put_right(
            buffer,
            Rect { x: head.x, width: chart.right() + 1 - head.x, ..head },
            theme.style(Role::Gained),
            end,
        );
    }
    // Worlds of one quarter stand on each other, from the ground up; a full pile goes on beside itself.
    let quarter = |day: f64| (day / (DAYS_PER_YEAR / 4.0)) as u16;
    for (index, day) in days.iter().enumerate().filter(|(_, day)| day.is_finite()) {
        let before = days[..index].iter().filter(|other| quarter(**other) == quarter(*day)).count() as u16;
        let middle = (f64::from(quarter(*day)) + 0.5) * DAYS_PER_YEAR / 4.0;
        let Some(x) = axis.column(middle.min(axis.horizon_days)) else { continue };
        let (pile, height) = (before / chart.height, before % chart.height);
        if let Some(cell) = buffer.cell_mut((x + pile, chart.bottom() - 1 - height)) {
            cell.set_char('●').set_style(theme.style(Role::Lasts));
        }
    }
}

/// What the dots of a fan mean.
fn legend(theme: &Theme, row: Rect, buffer: &mut Buffer) {
    let whole = row.width >= 76;
    let text = Say(|f: &mut Formatter<'_>| {
        f.write_str(if whole {
            "⣿⣛⣿ half, median in it  ⢕⢕ 90 % of draws  ━━ central run "
        } else {
            "⣿⣛ half, median  ⢕⢕ 90 %  ━ central "
        })
    });
    let needed = width(&text);
    if row.width < needed + 22 {
        return;
    }
    let mut pen = Pen::new(buffer, Rect { x: row.right() - needed, width: needed, ..row }, theme.style(Role::Dim));
    let dim = theme.style(Role::Dim);
    pen.styled(if whole { "⣿⣛⣿" } else { "⣿⣛" }, theme.style(Role::BandInner));
    pen.styled(if whole { " half, median in it  " } else { " half, median  " }, dim);
    pen.styled("⢕⢕", theme.style(Role::BandOuter)).styled(if whole { " 90 % of draws  " } else { " 90 %  " }, dim);
    pen.styled(if whole { "━━" } else { "━" }, theme.style(Role::Central));
    pen.styled(if whole { " central run " } else { " central " }, dim);
}

/// The band in the week of the cross-hair, for the detail line.
pub(super) fn week_of_draws(state: &State, theme: &Theme, pen: &mut Pen<'_>) -> Option<()> {
    let week = state.cross_hair?;
    let ensemble = state.ensemble.as_deref()?;
    let bands = ensemble.bands_of(state.focus)?;
    let row = bands.weeks.partition_point(|at| (*at as usize) < week);
    let day = (week as f64 + 1.0) * DAYS_PER_WEEK;
    let share = ensemble.of(state.focus).stockout_by_week.get(week).copied().unwrap_or(0.0);
    let day = crate::view::words::when(state, Some(crate::model::Day(day)));
    pen.put(' ').styled(state.focus_name(), theme.style(Role::Key));
    pen.put(format_args!(" on {day}: run out by then in {}", Percent(share)));
    for (name, rows) in [("stock", &bands.stock), ("unserved", &bands.unmet), ("served", &bands.served)] {
        let Some(Quantiles { p5: Some(low), p50: Some(middle), p95: Some(high), .. }) = rows.get(row).copied() else {
            continue;
        };
        let text = Say(|f: &mut Formatter<'_>| {
            write!(f, ", {name} {} ({}–{})", Thousands(middle), Thousands(low), Thousands(high))
        });
        if width(&text) <= pen.room() {
            pen.put(text);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_fill_the_room_and_the_weightiest_come_first() {
        for room in 0..80 {
            for has_stock in [true, false] {
                let rows = rows_of(room, has_stock);
                let sum: u16 = rows.iter().sum();
                assert!(sum == room || room < 5 && sum == 0, "{room}: {rows:?}");
            }
        }
        assert_eq!(rows_of(13, true), [5, 0, 0, 4, 4]);
    }

    #[test]
    fn the_top_of_a_scale_is_round_and_holds_the_value() {
        assert_eq!([0.0, 1.0, 1.01, 47.0, 71.0, 99_000.0].map(nice_top), [1.0, 1.0, 1.5, 50.0, 80.0, 100_000.0]);
    }
}
