//! What the charts of the uncertainty show, in words: odds by date, twenty worlds to count, and the bands at the end of
//! each year.

use std::fmt::{Display, Formatter};

use crate::app::State;
use crate::ensemble::Quantiles;
use crate::model::units::DAYS_PER_WEEK;
use crate::study::Ensemble;
use crate::view::format::{Percent, Thousands, last_month};
use crate::view::panels::worlds_by_year;
use crate::view::words::{Say, is_all_domestic, year_ends};

/// A line a chart, of the firm in focus or of all.
pub(super) fn charts(state: &State, ensemble: &Ensemble) -> Vec<String> {
    let of = ensemble.of(state.focus);
    let has_stock = !is_all_domestic(state);
    let mut lines = Vec::new();
    if let Some(bands) = ensemble.bands_of(state.focus) {
        let series = [("Stock on hand", &bands.stock), ("Work unserved", &bands.unmet), ("Work served", &bands.served)];
        for (name, rows) in series.into_iter().skip(usize::from(!has_stock)) {
            let at = |week: usize| rows.get(bands.weeks.partition_point(|own| (*own as usize) < week)).copied();
            lines
                .push(format!("{name}, H20e, median and 90 %: {}.", by_year(state, "in", |week, f| band(at(week), f))));
        }
    }
    let odds = |curve: &[f64]| {
        let said = by_year(state, "by", |week, f| Percent(curve.get(week).copied().unwrap_or(0.0)).fmt(f));
        said.to_string()
    };
    if has_stock {
        lines.push(format!("Stock has run out: {}.", odds(&of.stockout_by_week)));
    }
    lines.push(format!("Work unserved over {}: {}.", Percent(state.present.gap_tolerance), odds(&of.gap_by_week)));
    if has_stock {
        lines.push(worlds(state, &of.stockout_days));
    }
    lines
}

/// Something of the last week of each year: `by 2025-12 15 %; by 2026-12 52 %`.
fn by_year(
    state: &State,
    word: &'static str,
    tell: impl Fn(usize, &mut Formatter<'_>) -> std::fmt::Result,
) -> impl Display {
    Say(move |f: &mut Formatter<'_>| {
        for (index, (day, end)) in year_ends(state).enumerate() {
            let (month, separator) = (last_month(end), if index > 0 { "; " } else { "" });
            write!(f, "{separator}{word} {:04}-{:02} ", month.year(), month.month())?;
            // The last week that is over by then.
            tell(((day / DAYS_PER_WEEK) as usize).saturating_sub(1), f)?;
        }
        Ok(())
    })
}

fn band(row: Option<Quantiles>, f: &mut Formatter<'_>) -> std::fmt::Result {
    match row {
        Some(Quantiles { p5: Some(low), p50: Some(middle), p95: Some(high), .. }) => {
            write!(f, "{}, {} to {}", Thousands(middle), Thousands(low), Thousands(high))
        }
        _ => f.write_str("none"),
    }
}

/// Twenty worlds that stand for all.
fn worlds(state: &State, days: &[f64]) -> String {
    let out = days.iter().filter(|day| day.is_finite()).count();
    let by_year = Say(|f: &mut Formatter<'_>| {
        worlds_by_year(state, days).try_for_each(|(count, year)| write!(f, ", {count} in {year}"))
    });
    format!("Of {} worlds {out} run out{by_year}; {} last longer.", days.len(), days.len() - out)
}
