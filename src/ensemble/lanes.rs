//! Arithmetic on several draws at once. One trait, so that the kernel is written once for every width.
//!
//! Every operation is the IEEE one, lane by lane, in the order written: no fused multiply-add, no reassociation. So
//! a lane has the bits that a scalar run has, whatever the width.
#![expect(clippy::inline_always, reason = "a call left standing would lose the caller's vector registers")]

use std::ops::{Add, Div, Mul, Sub};

use crate::model::{larger, smaller};

/// One or more `f64`, one a draw.
pub(super) trait Lane:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// One truth a draw.
    type Mask: Copy;
    /// How many draws.
    const WIDTH: usize;

    /// The same number for every draw.
    fn splat(value: f64) -> Self;
    /// The first `WIDTH` numbers of `from`.
    fn load(from: &[f64]) -> Self;
    /// Writes them to the front of `to`.
    fn store(self, to: &mut [f64]);
    /// `self < other ? self : other`, as [`crate::model::smaller`].
    fn smaller(self, other: Self) -> Self;
    /// `self > other ? self : other`, as [`crate::model::larger`].
    fn larger(self, other: Self) -> Self;
    /// Which are less.
    fn lt(self, other: Self) -> Self::Mask;
    /// Which are less or equal.
    fn le(self, other: Self) -> Self::Mask;
    /// Where true `a`, else `b`.
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self;
    /// Both.
    fn and(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Either.
    fn or(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Whether it holds for any draw.
    fn any(mask: Self::Mask) -> bool;

    /// 0 for every draw.
    #[inline(always)]
    fn zero() -> Self {
        Self::splat(0.0)
    }

    /// Not below 0.
    #[inline(always)]
    fn positive(self) -> Self {
        self.larger(Self::zero())
    }

    /// Into 0..=1; with `f64::clamp`'s bits.
    #[inline(always)]
    fn unit(self) -> Self {
        Self::splat(1.0).smaller(Self::zero().larger(self))
    }

    /// Whether any is above 0.
    #[inline(always)]
    fn any_above_zero(self) -> bool {
        Self::any(Self::zero().lt(self))
    }
}

impl Lane for f64 {
    type Mask = bool;
    const WIDTH: usize = 1;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn load(from: &[f64]) -> Self {
        from[0]
    }
    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        to[0] = self;
    }
    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        smaller(self, other)
    }
    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        larger(self, other)
    }
    #[inline(always)]
    fn lt(self, other: Self) -> bool {
        self < other
    }
    #[inline(always)]
    fn le(self, other: Self) -> bool {
        self <= other
    }
    #[inline(always)]
    fn select(mask: bool, a: Self, b: Self) -> Self {
        if mask { a } else { b }
    }
    #[inline(always)]
    fn and(a: bool, b: bool) -> bool {
        a && b
    }
    #[inline(always)]
    fn or(a: bool, b: bool) -> bool {
        a || b
    }
    #[inline(always)]
    fn any(mask: bool) -> bool {
        mask
    }
}

/// Two vectors side by side: while one waits for a division the other computes.
#[derive(Clone, Copy)]
pub(super) struct Pair<V>(V, V);

/// The four operators of a pair, half by half.
macro_rules! halves {
    ($($operator:ident $method:ident),*) => {$(
        impl<V: Lane> $operator for Pair<V> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(self.0.$method(other.0), self.1.$method(other.1))
            }
        }
    )*};
}
halves!(Add add, Sub sub, Mul mul, Div div);

impl<V: Lane> Lane for Pair<V> {
    type Mask = (V::Mask, V::Mask);
    const WIDTH: usize = 2 * V::WIDTH;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self(V::splat(value), V::splat(value))
    }
    #[inline(always)]
    fn load(from: &[f64]) -> Self {
        Self(V::load(from), V::load(&from[V::WIDTH..]))
    }
    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        self.0.store(to);
        self.1.store(&mut to[V::WIDTH..]);
    }
    #[inline(always)]
    fn smaller(self, other: Self) -> Self {
        Self(self.0.smaller(other.0), self.1.smaller(other.1))
    }
    #[inline(always)]
    fn larger(self, other: Self) -> Self {
        Self(self.0.larger(other.0), self.1.larger(other.1))
    }
    #[inline(always)]
    fn lt(self, other: Self) -> Self::Mask {
        (self.0.lt(other.0), self.1.lt(other.1))
    }
    #[inline(always)]
    fn le(self, other: Self) -> Self::Mask {
        (self.0.le(other.0), self.1.le(other.1))
    }
    #[inline(always)]
    fn select(mask: Self::Mask, a: Self, b: Self) -> Self {
        Self(V::select(mask.0, a.0, b.0), V::select(mask.1, a.1, b.1))
    }
    #[inline(always)]
    fn and(a: Self::Mask, b: Self::Mask) -> Self::Mask {
        (V::and(a.0, b.0), V::and(a.1, b.1))
    }
    #[inline(always)]
    fn or(a: Self::Mask, b: Self::Mask) -> Self::Mask {
        (V::or(a.0, b.0), V::or(a.1, b.1))
    }
    #[inline(always)]
    fn any(mask: Self::Mask) -> bool {
        V::any(mask.0) | V::any(mask.1)
    }
}
