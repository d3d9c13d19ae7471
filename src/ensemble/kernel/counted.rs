//! How much arithmetic a draw takes, counted and not timed: a lane that keeps a tally.

use std::cell::Cell;
use std::ops::{Add, Div, Mul, Sub};

use super::super::batch::Plan;
use super::super::columns::{Columns, Focus};
use super::super::lanes::Lane;
use super::super::sampler::Sampler;
use super::{Job, Space, run};
use crate::model::World;

/// Additions and multiplications, divisions, comparisons and choices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    arithmetic: u64,
    divisions: u64,
    choices: u64,
}

thread_local!(static TALLY: Cell<Tally> = Cell::new(Tally::default()));

fn note(change: impl Fn(&mut Tally)) {
    let mut tally = TALLY.get();
    change(&mut tally);
    TALLY.set(tally);
}

#[derive(Debug, Clone, Copy)]
struct Counted(f64);

macro_rules! counted {
    ($($operator:ident $method:ident $field:ident),*) => {$(
        impl $operator for Counted {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                note(|tally| tally.$field += 1);
                Self(self.0.$method(other.0))
            }
        }
    )*};
}
counted!(Add add arithmetic, Sub sub arithmetic, Mul mul arithmetic, Div div divisions);

impl Lane for Counted {
    type Mask = bool;
    const WIDTH: usize = 1;

    fn splat(value: f64) -> Self {
        Self(value)
    }
    fn load(from: &[f64]) -> Self {
        Self(from[0])
    }
    fn store(self, to: &mut [f64]) {
        to[0] = self.0;
    }
    fn smaller(self, other: Self) -> Self {
        note(|tally| tally.choices += 1);
        Self(self.0.smaller(other.0))
    }
    fn larger(self, other: Self) -> Self {
        note(|tally| tally.choices += 1);
        Self(self.0.larger(other.0))
    }
    fn lt(self, other: Self) -> bool {
        note(|tally| tally.choices += 1);
        self.0 < other.0
    }
    fn le(self, other: Self) -> bool {
        note(|tally| tally.choices += 1);
        self.0 <= other.0
    }
    fn select(mask: bool, a: Self, b: Self) -> Self {
        note(|tally| tally.choices += 1);
        if mask { a } else { b }
    }
    fn and(a: bool, b: bool) -> bool {
        a && b
    }
    fn or(a: bool, b: bool) -> bool {
        a || b
    }
    fn any(mask: bool) -> bool {
        mask
    }
}

/// The worked example at its spreads, per firm, week and draw. What rises here costs every key its time.
#[test]
fn the_arithmetic_of_a_firm_week_is_counted_and_stays_small() {
    let world: World = serde_json::from_str(include_str!("../../../tests/fixtures/reference/baseline.json")).unwrap();
    let draws = 64;
    let plan = Plan::new(&world, &world.spread, &mut Sampler::new(1), draws).unwrap();
    let mut columns = Columns::new();
    columns.reset(0..draws, world.firms.len(), world.weeks as usize, &Focus::default());
    let mut strays = Vec::new();
    let mut job = Job { deck: plan.deck(), draws: 0..draws, columns: &mut columns, strays: &mut strays };
    TALLY.set(Tally::default());
    run(&mut Space::<Counted>::default(), &mut job);
    let tally = TALLY.get();
    let each = |count: u64| count as f64 / (draws as f64 * world.firms.len() as f64 * f64::from(world.weeks));
    let (arithmetic, divisions, choices) = (each(tally.arithmetic), each(tally.divisions), each(tally.choices));
    assert!(strays.is_empty() && arithmetic > 10.0);
    assert!(
        arithmetic < LIMITS.0 && divisions < LIMITS.1 && choices < LIMITS.2,
        "{arithmetic:.1} + − ×, {divisions:.1} ÷, {choices:.1} comparisons and choices"
    );
}

/// A little above what was counted when this was written.
const LIMITS: (f64, f64, f64) = (165.0, 4.0, 68.0);
