//! A firm's plan to move, week by week, in one draw or several: `model::firm::Plan` in lanes.
#![expect(clippy::inline_always, reason = "a call left standing would lose the caller's vector registers")]

use super::deck::{Group, Param, STEP};
use super::lanes::Lane;
use crate::model::larger;
use crate::model::units::{DAYS_PER_MONTH, DAYS_PER_WEEK};

/// What a plan says of one week.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlanWeek<V> {
    /// Progress · share at the week's end, of training and of inference.
    pub moved: (V, V),
    /// Share of training that stands still.
    pub halted: V,
    /// Person-months of porting.
    pub porting: V,
    /// Share of the week in which migrated training, and inference, runs twice.
    pub doubled: (V, V),
}

/// A plan in days.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlanLanes<V> {
    start: V,
    halt_end: V,
    training_ramp: V,
    inference_ramp: V,
    training_share: V,
    inference_share: V,
}

impl<V: Lane> PlanLanes<V> {
    /// From start, halt, training ramp, inference ramp, training share, inference share.
    pub(super) fn new(params: &[Param; 6], group: &Group) -> Self {
        let [start, halt, training_ramp, inference_ramp, training_share, inference_share] = params;
        let ramp = |months: &Param| group.each(|draw| larger(months.at(draw) * DAYS_PER_MONTH, DAYS_PER_WEEK));
        Self {
            start: start.lanes(group),
            halt_end: group.each(|draw| start.at(draw) + halt.at(draw) * DAYS_PER_MONTH),
            training_ramp: ramp(training_ramp),
            inference_ramp: ramp(inference_ramp),
            training_share: training_share.lanes(group),
            inference_share: inference_share.lanes(group),
        }
    }

    /// Progress of training and of inference on day 0.
    #[inline(always)]
    pub(super) fn opening(&self) -> (V, V) {
        (self.training_progress(0.0), self.inference_progress(0.0))
    }

    #[inline(always)]
    fn training_progress(&self, te: f64) -> V {
        let progress = ((V::splat(te) - self.halt_end) / self.training_ramp).unit();
        V::select(V::zero().lt(self.training_share), progress, V::zero())
    }

    #[inline(always)]
    fn inference_progress(&self, te: f64) -> V {
        let progress = ((V::splat(te) - self.start) / self.inference_ramp).unit();
        V::select(V::zero().lt(self.inference_share), progress, V::zero())
    }

    /// Person-months that fall into a week of which the share `runs` lies between the start and `end`.
    #[inline(always)]
    fn porting(&self, months: f64, share: V, end: V, runs: V) -> V {
        let days = runs * V::splat(STEP);
        let some = V::zero().lt(days);
        if !V::any(some) {
            return V::zero();
        }
        V::select(some, V::splat(months) * share * days / (end - self.start), V::zero())
    }

    /// The week at `t`; `porting` is the person-months of all training and of all inference.
    #[inline(always)]
    pub(super) fn week(&self, porting: (f64, f64), t: f64) -> PlanWeek<V> {
        let te = t + STEP;
        if !V::any(self.start.lt(V::splat(te))) {
            let zero = V::zero();
            return PlanWeek { moved: (zero, zero), halted: zero, porting: zero, doubled: (zero, zero) };
        }
        let training_end = self.halt_end + self.training_ramp;
        let inference_end = self.start + self.inference_ramp;
        let inference_runs = overlap(self.start, inference_end, t);
        PlanWeek {
            moved: (
                self.training_progress(te) * self.training_share,
                self.inference_progress(te) * self.inference_share,
            ),
            halted: self.training_share * overlap(self.start, self.halt_end, t),
            porting: self.porting(porting.0, self.training_share, training_end, overlap(self.start, training_end, t))
                + self.porting(porting.1, self.inference_share, inference_end, inference_runs),
            doubled: (overlap(self.halt_end, training_end, t), inference_runs),
        }
    }
}

/// The share of the week at `t` that lies inside `[from, to)`: `model::tables::overlap` in lanes.
#[inline(always)]
fn overlap<V: Lane>(from: V, to: V, t: f64) -> V {
    let inside = to.smaller(V::splat(t + STEP)) - from.larger(V::splat(t));
    let some = V::zero().lt(inside);
    if V::any(some) { V::select(some, inside / V::splat(STEP), V::zero()) } else { V::zero() }
}
