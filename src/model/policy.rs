//! Gates and levies: which share of a channel's nominal supply passes, and what is added to the price.

use super::units::{larger, smaller};
use super::world::{Chip, Origin, PolicyEvent};

/// An event as one channel meets it: after the channel's lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Turn {
    /// Day on which it takes effect.
    pub day: f64,
    /// The gate from then on, the grey-market floor included.
    pub gate: f64,
    /// The levy from then on.
    pub levy: f64,
}

/// Collects the turns of `chip`'s gate for a channel with `lead_days`, in order of time, into `turns`.
///
/// `events` are those of the chip, each with its own day: without any lead. The first entry is the state before any
/// event (at −∞, without levy).
pub(crate) fn turns(
    turns: &mut Vec<Turn>,
    chip: &Chip,
    events: impl Iterator<Item = Turn>,
    lead_days: f64,
    leakage: f64,
) {
    turns.clear();
    turns.push(Turn { day: f64::NEG_INFINITY, gate: chip.initially_open, levy: 0.0 });
    for event in events.filter(|event| event.day != f64::INFINITY) {
        let turn = Turn { day: event.day + lead_days, ..event };
        // After all of the same day: where two have one date, the one further down holds.
        let at = turns.partition_point(|earlier| earlier.day <= turn.day);
        turns.insert(at, turn);
    }
    if chip.origin == Origin::Controlled {
        let mut has_been_open = false;
        for turn in turns {
            has_been_open |= turn.gate > 0.0;
            if has_been_open {
                turn.gate = larger(turn.gate, leakage);
            }
        }
    }
}

/// The events of one chip, each on its own day.
pub(crate) fn events<'w>(policy: &'w [PolicyEvent], chip_id: &'w str) -> impl Iterator<Item = Turn> + 'w {
    policy.iter().filter(move |event| event.chip == chip_id).map(|event| Turn {
        day: event.day.0,
        gate: event.fraction,
        levy: event.levy,
    })
}

/// Mean of the gate over `[from, to)`.
pub(crate) fn mean_gate(turns: &[Turn], from: f64, to: f64) -> f64 {
    let mut open_days = 0.0;
    for (index, turn) in turns.iter().enumerate() {
        let until = turns.get(index + 1).map_or(f64::INFINITY, |next| next.day);
        let (first, last) = (larger(turn.day, from), smaller(until, to));
        if first <= from && last >= to {
            return turn.gate;
        }
        if last > first {
            open_days += turn.gate * (last - first);
        }
    }
    open_days / (to - from)
}

/// The levy of the latest event at `moment`, 0 before any.
pub(crate) fn levy_at(turns: &[Turn], moment: f64) -> f64 {
    turns.iter().rev().find(|turn| turn.day <= moment).map_or(0.0, |turn| turn.levy)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "gates and levies here are copied or counted in whole days: exact")]
mod tests {
    use super::*;
    use crate::model::units::Day;

    fn chip(origin: Origin, initially_open: f64) -> Chip {
        Chip { origin, tflops: 1.0, bandwidth: 1.0, power: 1.0, price: 1.0, initially_open }
    }

    fn event(day: f64, fraction: f64, levy: f64) -> PolicyEvent {
        PolicyEvent { id: "e".into(), label: None, chip: "X".into(), day: Day(day), fraction, levy }
    }

    fn gates(chip: &Chip, policy: &[PolicyEvent], lead: f64, leakage: f64) -> Vec<Turn> {
        let mut out = Vec::new();
        turns(&mut out, chip, events(policy, "X"), lead, leakage);
        out
    }

    #[test]
    fn a_ban_inside_a_week_closes_the_rest_of_that_week() {
        let turns = gates(&chip(Origin::Controlled, 1.0), &[event(10.0, 0.0, 0.0)], 0.0, 0.0);
        assert_eq!(mean_gate(&turns, 0.0, 7.0), 1.0);
        assert!((mean_gate(&turns, 7.0, 14.0) - 3.0 / 7.0).abs() < 1e-15);
        assert_eq!(mean_gate(&turns, 14.0, 21.0), 0.0);
    }

    #[test]
    fn the_lead_delays_gate_and_levy_alike() {
        let turns = gates(&chip(Origin::Controlled, 0.0), &[event(0.0, 0.5, 0.15)], 14.0, 0.0);
        assert_eq!(mean_gate(&turns, 7.0, 14.0), 0.0);
        assert_eq!(mean_gate(&turns, 14.0, 21.0), 0.5);
        assert_eq!(levy_at(&turns, 13.9), 0.0);
        assert_eq!(levy_at(&turns, 14.0), 0.15);
    }

    #[test]
    fn what_was_never_open_cannot_leak_and_domestic_chips_have_no_floor() {
        let closed = gates(&chip(Origin::Controlled, 0.0), &[], 0.0, 0.1);
        assert_eq!(mean_gate(&closed, 0.0, 7.0), 0.0);
        let banned = gates(&chip(Origin::Controlled, 1.0), &[event(0.0, 0.0, 0.0)], 0.0, 0.1);
        assert_eq!(mean_gate(&banned, 0.0, 7.0), 0.1);
        let launched = gates(&chip(Origin::Controlled, 0.0), &[event(0.0, 0.3, 0.0), event(7.0, 0.0, 0.0)], 0.0, 0.1);
        assert_eq!(mean_gate(&launched, 7.0, 14.0), 0.1);
        let domestic = gates(&chip(Origin::Domestic, 1.0), &[event(0.0, 0.0, 0.0)], 0.0, 0.1);
        assert_eq!(mean_gate(&domestic, 0.0, 7.0), 0.0);
    }

    #[test]
    fn of_two_events_on_one_date_the_later_in_the_list_holds() {
        let turns = gates(
            &chip(Origin::Controlled, 1.0),
            &[event(7.0, 0.0, 0.0), event(7.0, 0.6, 0.25), event(-3.0, 0.2, 0.0)],
            0.0,
            0.0,
        );
        assert_eq!(mean_gate(&turns, 0.0, 7.0), 0.2);
        assert_eq!(mean_gate(&turns, 7.0, 14.0), 0.6);
        assert_eq!(levy_at(&turns, 10.0), 0.25);
    }
}
