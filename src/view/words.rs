//! The sentences of the explorer, as things that write themselves.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

use super::format::{Dollars, Grouped, Percent, When, last_month};
use crate::app::{Results, State};
use crate::model::{Day, FirmOutcome};
use crate::study::{Central, Ensemble, Focus, Target};

/// Text written by a closure.
pub(super) struct Say<F>(pub F);

impl<F: Fn(&mut Formatter<'_>) -> fmt::Result> Display for Say<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

/// What the stock of controlled chips is called: after their maker where it is known.
pub(super) fn stock_name(state: &State) -> &'static str {
    match state.present.reference_chip.as_str() {
        "H20" | "H800" | "A800" | "H100" | "H200" | "A100" => "NVIDIA stock",
        _ => "controlled stock",
    }
}

/// A moment of the present world as a date.
pub(super) fn when(state: &State, day: Option<Day>) -> When {
    When { day, start: state.present.start, end: state.present.horizon_end(), short: false }
}

/// The ends of the years within the horizon, and its own: the day, and its date.
pub(super) fn year_ends(state: &State) -> impl Iterator<Item = (f64, Date)> {
    let (start, horizon) = (state.present.start, state.present.horizon_days());
    let new_years = (1..).map_while(move |years| {
        let end = start.first_of_year().checked_add(jiff::Span::new().years(years)).ok()?;
        let day = Day::from_date(start, end).0;
        (day < horizon).then_some((day, end))
    });
    new_years.chain(state.present.horizon_end().map(|end| (horizon, end)))
}

/// "when the stock runs out (Alibaba)", for the target.
pub(super) fn target_of(state: &State) -> impl Display {
    let what = match state.target {
        Target::Stockout => "when the stock runs out",
        Target::Gap => "when work goes unserved",
        Target::FillRate => "the work served",
        Target::Migration => "what moving costs",
        Target::Shortfall => "the shortfall",
    };
    Say(move |f: &mut Formatter<'_>| write!(f, "{what} ({})", state.focus_name()))
}

/// Results by name, of the firm in focus: "Alibaba's dates", "all firms' costs".
pub(super) struct ResultsOf<'a> {
    pub(super) state: &'a State,
    pub(super) results: Results,
}

impl Display for ResultsOf<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.state.focus {
            Focus::Firm(_) => write!(f, "{}'s ", self.state.focus_name())?,
            Focus::All => f.write_str("all firms' ")?,
        }
        f.write_str(match self.results {
            Results::Dates => "dates",
            Results::Costs => "costs",
        })
    }
}

/// The two sentences of the headline.
pub(super) fn headline(state: &State, central: &Central, f: &mut Formatter<'_>) -> fmt::Result {
    let (now, reference) = (central.of(state.focus), central.reference_of(state.focus));
    stock_sentence(state, central, &now, &reference, f)?;
    f.write_str(" ")?;
    cost_sentence(state, &now, &reference, f)
}

/// When the stock runs out, against the reference.
pub(super) fn stock_sentence(
    state: &State,
    central: &Central,
    now: &FirmOutcome,
    reference: &FirmOutcome,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    match state.focus {
        Focus::Firm(index) => {
            let Some(firm) = state.present.firms.get(index) else { return Ok(()) };
            if !state.present.reaches_controlled(firm) {
                return write!(
                    f,
                    "{} runs on domestic chips alone: it has no controlled stock to run out of.",
                    firm.name
                );
            }
            write!(f, "{}'s {} ", firm.name, stock_name(state))?;
        }
        Focus::All => {
            let first = now.stockout.and_then(|day| {
                central
                    .present
                    .firms
                    .iter()
                    .position(|firm| firm.stockout == Some(day))
                    .map(|at| &state.present.firms[at])
            });
            match first {
                Some(firm) => write!(f, "The first {} to run out is {}'s: it ", stock_name(state), firm.name)?,
                None => write!(f, "Every firm's {} ", stock_name(state))?,
            }
        }
    }
    let other = Other(state, reference.stockout);
    match (now.stockout, reference.stockout) {
        (Some(day), Some(before)) => {
            write!(f, "runs out on {}", when(state, Some(day)))?;
            let weeks = ((day.0 - before.0) / 7.0).round();
            if weeks == 0.0 {
                write!(f, ", as {}.", Against(state))
            } else {
                let way = if weeks > 0.0 { "later" } else { "earlier" };
                let plural = if weeks.abs() == 1.0 { "" } else { "s" };
                write!(f, ", {:.0}\u{a0}week{plural} {way} than {} ({other}).", weeks.abs(), Against(state))
            }
        }
        (Some(day), None) => {
            write!(f, "runs out on {}; {} it would last {other}.", when(state, Some(day)), Against(state))
        }
        (None, Some(_)) => {
            write!(f, "lasts {}; {} it runs out on {other}.", LastsTo(state), Against(state))
        }
        (None, None) => write!(f, "lasts {}, as {}.", LastsTo(state), Against(state)),
    }
}

/// What moving costs and avoids.
pub(super) fn cost_sentence(
    state: &State,
    now: &FirmOutcome,
    reference: &FirmOutcome,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let total = now.cost.migration_total();
    let avoided = reference.cost.shortfall - now.cost.shortfall;
    let shares = match state.focus {
        Focus::Firm(index) => state.present.firms.get(index).map(|firm| firm.strategy),
        // All that can still choose, where they choose alike.
        Focus::All => {
            let mut movers = state.present.firms.iter().filter(|firm| !firm.migrated).map(|firm| firm.strategy);
            movers.next().filter(|first| {
                movers.all(|s| s.training_share == first.training_share && s.inference_share == first.inference_share)
            })
        }
    };
    match shares.map(|s| (s.training_share, s.inference_share)) {
        Some((training, inference)) if training == 0.0 && inference == 0.0 => {
            return if now.cost.shortfall.0 < 1e5 {
                f.write_str("Nothing moves to domestic chips, and no work goes unserved.")
            } else {
                write!(f, "Nothing moves to domestic chips, and {} of work goes unserved.", Dollars(now.cost.shortfall))
            };
        }
        Some((training, inference)) => {
            let its = if state.focus == Focus::All { "the" } else { "its" };
            match (training > 0.0, inference > 0.0) {
                (false, _) => write!(f, "{} {its} inference", Part(inference))?,
                (true, false) => write!(f, "{} {its} training", Part(training))?,
                (true, true) if training == inference => write!(f, "{} {its} training and inference", Part(training))?,
                (true, true) => {
                    write!(f, "{} {its} training and {} inference", Part(training), PartInside(inference))?;
                }
            }
            f.write_str(" on domestic chips costs ")?;
        }
        None => f.write_str("The move to domestic chips, firm by firm, costs ")?,
    }
    write!(f, "{} and ", Dollars(total))?;
    if avoided.0 >= 0.0 {
        write!(f, "avoids {} of shortfall.", Dollars(avoided))
    } else {
        write!(f, "adds {} of shortfall.", Dollars(crate::model::Usd(-avoided.0)))
    }
}

/// A moment as year and month; the horizon's end where it does not come.
fn month(state: &State, day: Option<f64>) -> Month {
    Month(When { day: day.map(Day), start: state.present.start, end: state.present.horizon_end(), short: true })
}

/// "2026-11", "after 2027-12".
struct Month(When);

impl Display for Month {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.day {
            Some(_) => self.0.fmt(f),
            None => When { short: false, ..self.0 }.fmt(f),
        }
    }
}

/// "2025-08 to after 2027-12": where nine draws of ten lie.
pub(super) fn interval(state: &State, ensemble: &Ensemble) -> impl Display {
    let of = ensemble.of(state.focus).stockout_day;
    let (low, high) = (month(state, of.p5), month(state, of.p95));
    Say(move |f: &mut Formatter<'_>| match low.0.day {
        None => write!(f, "all {low}"),
        Some(_) => write!(f, "{low} to {high}"),
    })
}

/// In how many draws the stock runs out, and when.
pub(super) fn draws_sentence(state: &State, ensemble: &Ensemble, room: u16, f: &mut Formatter<'_>) -> fmt::Result {
    let of = ensemble.of(state.focus);
    let brief = room < 100;
    if is_all_domestic(state) {
        return write!(f, "{} runs on domestic chips alone: it has no controlled stock to run out of.", Whose(state));
    }
    match state.focus {
        Focus::Firm(_) if !brief => write!(f, "{}'s {} runs out", state.focus_name(), stock_name(state))?,
        Focus::Firm(_) => write!(f, "{} runs out", state.focus_name())?,
        Focus::All => f.write_str("The first firm runs out")?,
    }
    if let Some(end) = state.present.horizon_end().map(last_month).filter(|_| !brief) {
        write!(f, " by {:04}-{:02}", end.year(), end.month())?;
    }
    write!(f, " in\u{a0}{} of {} draws", Percent(of.stockout_probability), Grouped(ensemble.draws as u64))?;
    if let (Some(median), false) = (of.stockout_day.p50, brief) {
        write!(f, "; half of all by {}", when(state, Some(Day(median))))?;
        if let Some(error) = of.stockout_error {
            let days = error.ceil();
            write!(f, " (±\u{a0}{days:.0}\u{a0}{})", if days == 1.0 { "day" } else { "days" })?;
        }
    }
    // Where there is room for a table, it is there.
    if brief { write!(f, " (90\u{a0}%: {}).", interval(state, ensemble)) } else { f.write_str(".") }
}

/// Against the reference on the same draws.
pub(super) fn against_sentence(state: &State, ensemble: &Ensemble, room: u16, f: &mut Formatter<'_>) -> fmt::Result {
    if ensemble.is_exact {
        return f.write_str("Nothing is uncertain: every draw is the central run.");
    }
    let Some(against) = ensemble.of(state.focus).against else { return Ok(()) };
    let nothing = |q: &crate::ensemble::Quantiles| q.p5 == Some(0.0) && q.p95 == Some(0.0);
    if nothing(&against.avoided) && against.outlasts_probability == 0.0 {
        return write!(f, "In no draw does it differ from the reference: {}.", state.reference.label());
    }
    write!(
        f,
        "It lasts longer than {} in {}, and {} in {}.",
        Against(state),
        Percent(against.outlasts_probability),
        if room < 100 { "pays" } else { "avoids more than it costs" },
        Percent(against.pays_probability)
    )
}

/// One sentence: the date, what is gained, and what it costs.
pub(super) fn short_headline(
    state: &State,
    now: &FirmOutcome,
    reference: &FirmOutcome,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let whose = Whose(state);
    if is_all_domestic(state) {
        return write!(f, "{whose} runs on domestic chips alone: no stock to run out.");
    }
    match (now.stockout, reference.stockout) {
        (Some(day), Some(before)) => {
            let weeks = ((day.0 - before.0) / 7.0).round();
            write!(f, "{whose} runs out on {}", when(state, Some(day)))?;
            if weeks == 0.0 {
                write!(f, ", as {}", Against(state))?;
            } else {
                let way = if weeks > 0.0 { "later" } else { "earlier" };
                write!(f, ", {:.0}\u{a0}weeks {way} than {}", weeks.abs(), Against(state))?;
            }
        }
        (Some(day), None) => write!(f, "{whose} runs out on {}, but not {}", when(state, Some(day)), Against(state))?,
        (None, Some(before)) => {
            write!(f, "{whose} lasts {}; {}, until {}", LastsTo(state), Against(state), when(state, Some(before)))?;
        }
        (None, None) => write!(f, "{whose} lasts {}", LastsTo(state))?,
    }
    let avoided = reference.cost.shortfall - now.cost.shortfall;
    write!(f, ". Moving costs {} and avoids {}.", Dollars(now.cost.migration_total()), Dollars(avoided))
}

/// Whether the firm in focus has no controlled chip and can get none.
pub(super) fn is_all_domestic(state: &State) -> bool {
    match state.focus {
        Focus::Firm(index) => {
            state.present.firms.get(index).is_some_and(|firm| !state.present.reaches_controlled(firm))
        }
        Focus::All => false,
    }
}

/// What fits in a narrow room.
pub(super) fn brief_headline(
    state: &State,
    now: &FirmOutcome,
    reference: &FirmOutcome,
    f: &mut Formatter<'_>,
) -> fmt::Result {
    let whose = Whose(state);
    if is_all_domestic(state) {
        return write!(f, "{whose} is all-domestic. ");
    }
    match (now.stockout, reference.stockout) {
        (Some(day), Some(before)) => {
            write!(
                f,
                "{whose} runs out {} ({})",
                when(state, Some(day)),
                super::format::WeeksGained(day.0 - before.0)
            )?;
        }
        (Some(day), None) => write!(f, "{whose} runs out {}", when(state, Some(day)))?,
        (None, _) => write!(f, "{whose} lasts {}", LastsTo(state))?,
    }
    let avoided = reference.cost.shortfall - now.cost.shortfall;
    write!(f, "; {} avoids {}.", Dollars(now.cost.migration_total()), Dollars(avoided))
}

/// The firm in focus, or the first of all to run out.
struct Whose<'a>(&'a State);

impl Display for Whose<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.focus {
            Focus::Firm(_) => f.write_str(self.0.focus_name()),
            Focus::All => f.write_str("The first firm"),
        }
    }
}

/// "if nobody migrates", "in the reference".
pub(super) struct Against<'a>(pub &'a State);

impl Display for Against<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0.reference {
            crate::lever::Reference::NobodyMigrates => f.write_str("if nobody migrates"),
            crate::lever::Reference::Pinned { label, .. } => write!(f, "in “{label}”"),
        }
    }
}

/// The reference's date.
struct Other<'a>(&'a State, Option<Day>);

impl Display for Other<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(_) => when(self.0, self.1).fmt(f),
            None => LastsTo(self.0).fmt(f),
        }
    }
}

/// "beyond 2027-12": the whole horizon and more.
struct LastsTo<'a>(&'a State);

impl Display for LastsTo<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.present.horizon_end().map(last_month) {
            Some(month) => write!(f, "beyond {:04}-{:02}", month.year(), month.month()),
            None => f.write_str("beyond the horizon"),
        }
    }
}

/// "Half", "All", "A quarter of", "40 % of".
struct Part(f64);

impl Display for Part {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            1.0 => f.write_str("All"),
            0.5 => f.write_str("Half"),
            0.25 => f.write_str("A quarter of"),
            0.75 => f.write_str("Three quarters of"),
            share => write!(f, "{} of", Percent(share)),
        }
    }
}

/// The same within a sentence.
struct PartInside(f64);

impl Display for PartInside {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            1.0 => f.write_str("all"),
            0.5 => f.write_str("half"),
            0.25 => f.write_str("a quarter of"),
            0.75 => f.write_str("three quarters of"),
            share => write!(f, "{} of", Percent(share)),
        }
    }
}
