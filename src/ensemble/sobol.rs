//! Sobol's sequence in 32 bits, Owen-scrambled by hashing.
//!
//! Scrambling: B. Burley, "Practical Hash-based Owen Scrambling", J. Computer Graphics Techniques 9(4) (2020), with the
//! mixing constants that N. Vegdahl published in 2021 as better mixed than Laine and Karras's.

use super::directions::STARTS;

/// Dimensions that there are direction numbers for.
pub const DIMENSIONS: usize = STARTS.len() + 1;

/// One scrambled dimension of the sequence.
#[derive(Debug, Clone)]
pub(super) struct Sobol {
    directions: [u32; 32],
    scramble: u32,
    /// Shuffles the points among themselves, so that two sets that share a dimension are independent.
    shuffle: Option<u32>,
}

impl Sobol {
    /// Dimension `dimension` (modulo those there are) with that scramble.
    pub(super) fn new(dimension: usize, scramble: u32, shuffle: Option<u32>) -> Self {
        Self { directions: directions(dimension % DIMENSIONS), scramble, shuffle }
    }

    /// Coordinate of point `index`, inside (0, 1): the middle of one of 2^32 cells.
    pub(super) fn point(&self, index: u32) -> f64 {
        let index = self.shuffle.map_or(index, |seed| scramble(index, seed));
        let mut bits = 0;
        let mut left = index;
        while left != 0 {
            bits ^= self.directions[left.trailing_zeros() as usize];
            left &= left - 1;
        }
        (f64::from(scramble(bits, self.scramble)) + 0.5) * (1.0 / 4_294_967_296.0)
    }
}

/// The direction numbers of a dimension, highest bit first.
fn directions(dimension: usize) -> [u32; 32] {
    let mut v = [0u32; 32];
    if dimension == 0 {
        for (bit, slot) in v.iter_mut().enumerate() {
            *slot = 1 << (31 - bit);
        }
        return v;
    }
    let start = &STARTS[dimension - 1];
    let degree = start.m.len();
    for (bit, m) in start.m.iter().enumerate() {
        v[bit] = m << (31 - bit);
    }
    for bit in degree..32 {
        v[bit] = v[bit - degree] ^ (v[bit - degree] >> degree);
        for k in 1..degree {
            if start.a >> (degree - 1 - k) & 1 == 1 {
                v[bit] ^= v[bit - k];
            }
        }
    }
    v
}

/// A nested uniform scramble of the bits of `x`, the highest first: points that share their leading bits keep sharing.
fn scramble(x: u32, seed: u32) -> u32 {
    let mut x = x.reverse_bits();
    x ^= x.wrapping_mul(0x3d20_adea);
    x = x.wrapping_add(seed);
    x = x.wrapping_mul((seed >> 16) | 1);
    x ^= x.wrapping_mul(0x0552_6c56);
    x ^= x.wrapping_mul(0x53a2_2864);
    x.reverse_bits()
}

/// 64 well-mixed bits of two numbers (the finaliser of `SplitMix64`, twice).
pub(super) fn mix(a: u64, b: u64) -> u64 {
    let finish = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    finish(finish(a.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ b.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// A hash of a name that never changes (FNV-1a, 64 bit, then mixed).
pub(super) fn hash(name: &str) -> u64 {
    let fnv =
        name.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, byte| (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    mix(fnv, 0)
}
