//! Vectors of x86-64: SSE2, AVX2 and AVX-512. The crate's only `unsafe` code.
//!
//! An operation is one instruction of its width. Rust cannot know which instructions a processor has, so that calling
//! one is `unsafe`. What makes it sound: [`run`] is the only way in, and it enters a width only after it has asked the
//! processor; the types never leave the functions below it. No width uses fused multiply-add.
#![expect(unsafe_code, reason = "vector instructions have no safe form that chooses the width at run time")]
#![expect(clippy::undocumented_unsafe_blocks, reason = "one reason for all of them, above")]

use core::arch::x86_64::{
    __m128d, __m256d, __m512d, __mmask8, _CMP_LE_OQ, _CMP_LT_OQ, _mm_add_pd, _mm_and_pd, _mm_andnot_pd, _mm_cmple_pd,
    _mm_cmplt_pd, _mm_div_pd, _mm_loadu_pd, _mm_max_pd, _mm_min_pd, _mm_movemask_pd, _mm_mul_pd, _mm_or_pd,
    _mm_set1_pd, _mm_storeu_pd, _mm_sub_pd, _mm256_add_pd, _mm256_and_pd, _mm256_blendv_pd, _mm256_cmp_pd,
    _mm256_div_pd, _mm256_loadu_pd, _mm256_max_pd, _mm256_min_pd, _mm256_movemask_pd, _mm256_mul_pd, _mm256_or_pd,
    _mm256_set1_pd, _mm256_storeu_pd, _mm256_sub_pd, _mm512_add_pd, _mm512_cmp_pd_mask, _mm512_div_pd, _mm512_loadu_pd,
    _mm512_mask_blend_pd, _mm512_max_pd, _mm512_min_pd, _mm512_mul_pd, _mm512_set1_pd, _mm512_storeu_pd, _mm512_sub_pd,
};
use std::ops::{Add, Div, Mul, Sub};

use super::kernel::{self, Job, Space};
use super::lanes::{Lane, Pair};
use super::width::Width;

/// Two `f64` of SSE2.
#[derive(Clone, Copy)]
pub(super) struct Two(__m128d);
/// Four of AVX2.
#[derive(Clone, Copy)]
pub(super) struct Four(__m256d);
/// Eight of AVX-512.
#[derive(Clone, Copy)]
pub(super) struct Eight(__m512d);

/// Gives a vector type its lanes' arithmetic.
macro_rules! lanes {
    ($vector:ident, $width:literal, $mask:ty, $add:ident, $sub:ident, $mul:ident, $div:ident, $set:ident, $load:ident,
     $store:ident, $min:ident, $max:ident, |$a:ident, $b:ident| $lt:expr, $le:expr,
     |$m:ident, $x:ident, $y:ident| $select:expr, |$p:ident, $q:ident| $and:expr, $or:expr, |$n:ident| $any:expr) => {
        impl Add for $vector {
            type Output = Self;
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                Self(unsafe { $add(self.0, other.0) })
            }
        }
        impl Sub for $vector {
            type Output = Self;
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                Self(unsafe { $sub(self.0, other.0) })
            }
        }
        impl Mul for $vector {
            type Output = Self;
            #[inline(always)]
            fn mul(self, other: Self) -> Self {
                Self(unsafe { $mul(self.0, other.0) })
            }
        }
        impl Div for $vector {
            type Output = Self;
            #[inline(always)]
            fn div(self, other: Self) -> Self {
                Self(unsafe { $div(self.0, other.0) })
            }
        }
        impl Lane for $vector {
            type Mask = $mask;
            const WIDTH: usize = $width;
            #[inline(always)]
            fn splat(value: f64) -> Self {
                Self(unsafe { $set(value) })
            }
            #[inline(always)]
            fn load(from: &[f64]) -> Self {
                let from = &from[..$width];
                // The slice has as many numbers as are read; the instruction asks for no alignment.
                Self(unsafe { $load(from.as_ptr()) })
            }
            #[inline(always)]
            fn store(self, to: &mut [f64]) {
                let to = &mut to[..$width];
                // The slice has room for as many as are written; the instruction asks for no alignment.
                unsafe { $store(to.as_mut_ptr(), self.0) }
            }
            #[inline(always)]
            fn smaller(self, other: Self) -> Self {
                Self(unsafe { $min(self.0, other.0) })
            }
            #[inline(always)]
            fn larger(self, other: Self) -> Self {
                Self(unsafe { $max(self.0, other.0) })
            }
            #[inline(always)]
            fn lt(self, other: Self) -> Self::Mask {
                let ($a, $b) = (self.0, other.0);
                unsafe { $lt }
            }
            #[inline(always)]
            fn le(self, other: Self) -> Self::Mask {
                let ($a, $b) = (self.0, other.0);
                unsafe { $le }
            }
            #[inline(always)]
            fn select($m: Self::Mask, a: Self, b: Self) -> Self {
                let ($x, $y) = (a.0, b.0);
                Self(unsafe { $select })
            }
            #[inline(always)]
            fn and($p: Self::Mask, $q: Self::Mask) -> Self::Mask {
                $and
            }
            #[inline(always)]
            fn or($p: Self::Mask, $q: Self::Mask) -> Self::Mask {
                $or
            }
            #[inline(always)]
            fn any($n: Self::Mask) -> bool {
                $any
            }
        }
    };
}

lanes!(
    Two,
    2,
    __m128d,
    _mm_add_pd,
    _mm_sub_pd,
    _mm_mul_pd,
    _mm_div_pd,
    _mm_set1_pd,
    _mm_loadu_pd,
    _mm_storeu_pd,
    _mm_min_pd,
    _mm_max_pd,
    |a, b| _mm_cmplt_pd(a, b),
    _mm_cmple_pd(a, b),
    |m, x, y| _mm_or_pd(_mm_and_pd(m, x), _mm_andnot_pd(m, y)),
    |p, q| unsafe { _mm_and_pd(p, q) },
    unsafe { _mm_or_pd(p, q) },
    |n| unsafe { _mm_movemask_pd(n) != 0 }
);
lanes!(
    Four,
    4,
    __m256d,
    _mm256_add_pd,
    _mm256_sub_pd,
    _mm256_mul_pd,
    _mm256_div_pd,
    _mm256_set1_pd,
    _mm256_loadu_pd,
    _mm256_storeu_pd,
    _mm256_min_pd,
    _mm256_max_pd,
    |a, b| _mm256_cmp_pd::<_CMP_LT_OQ>(a, b),
    _mm256_cmp_pd::<_CMP_LE_OQ>(a, b),
    |m, x, y| _mm256_blendv_pd(y, x, m),
    |p, q| unsafe { _mm256_and_pd(p, q) },
    unsafe { _mm256_or_pd(p, q) },
    |n| unsafe { _mm256_movemask_pd(n) != 0 }
);
lanes!(
    Eight,
    8,
    __mmask8,
    _mm512_add_pd,
    _mm512_sub_pd,
    _mm512_mul_pd,
    _mm512_div_pd,
    _mm512_set1_pd,
    _mm512_loadu_pd,
    _mm512_storeu_pd,
    _mm512_min_pd,
    _mm512_max_pd,
    |a, b| _mm512_cmp_pd_mask::<_CMP_LT_OQ>(a, b),
    _mm512_cmp_pd_mask::<_CMP_LE_OQ>(a, b),
    |m, x, y| _mm512_mask_blend_pd(m, y, x),
    |p, q| p & q,
    p | q,
    |n| n != 0
);

/// The buffers of the width in use.
pub(super) enum Spaces {
    Two(Space<Pair<Two>>),
    Four(Space<Pair<Four>>),
    Eight(Space<Pair<Eight>>),
}

impl Spaces {
    /// Buffers for `width`, if it is a vector width that this processor has.
    pub(super) fn new(width: Width) -> Option<Self> {
        match width {
            Width::Sse2 => Some(Self::Two(Space::default())),
            Width::Avx2 => is_x86_feature_detected!("avx2").then(|| Self::Four(Space::default())),
            Width::Avx512 => is_x86_feature_detected!("avx512f").then(|| Self::Eight(Space::default())),
            Width::One => None,
        }
    }
}

/// Runs a job. That `spaces` exists shows that the processor has its width.
pub(super) fn run(spaces: &mut Spaces, job: &mut Job<'_>) {
    match spaces {
        Spaces::Two(space) => kernel::run(space, job),
        Spaces::Four(space) => unsafe { run_avx2(space, job) },
        Spaces::Eight(space) => unsafe { run_avx512(space, job) },
    }
}

#[target_feature(enable = "avx2")]
fn run_avx2(space: &mut Space<Pair<Four>>, job: &mut Job<'_>) {
    kernel::run(space, job);
}

#[target_feature(enable = "avx512f")]
fn run_avx512(space: &mut Space<Pair<Eight>>, job: &mut Job<'_>) {
    kernel::run(space, job);
}
