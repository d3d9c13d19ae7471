//! Quantiles of many draws: type 7, exact, without a full sort.

use crate::model::{larger, smaller};

/// The levels of every band and table.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Quantiles at [`LEVELS`]; `None` where "none within the horizon" (+∞) is touched.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quantiles {
    /// 5 %.
    pub p5: Option<f64>,
    /// 25 %.
    pub p25: Option<f64>,
    /// The median.
    pub p50: Option<f64>,
    /// 75 %.
    pub p75: Option<f64>,
    /// 95 %.
    pub p95: Option<f64>,
}

impl Quantiles {
    fn new(values: [f64; 5]) -> Self {
        let [p5, p25, p50, p75, p95] = values.map(|value| value.is_finite().then_some(value));
        Self { p5, p25, p50, p75, p95 }
    }

    /// In rising order of level.
    pub fn values(&self) -> [Option<f64>; 5] {
        [self.p5, self.p25, self.p50, self.p75, self.p95]
    }
}

/// Bins between the smallest and the largest number.
const BINS: usize = 1024;
/// The bin of the largest number alone.
const HIGHEST: usize = BINS + 1;
/// The bin of +∞ and of what is no number.
const NONE: usize = BINS + 2;

/// Tables that count in turn: draws that share a bin would else wait for each other's count.
const TABLES: usize = 4;

/// Finds quantiles; keeps its buffers.
#[derive(Debug, Default)]
pub struct QuantileDesk {
    /// The bin of every number.
    bins: Vec<u16>,
    counts: Vec<[u32; TABLES]>,
    /// For each bin the wanted ranks that fall into it, as bits.
    wanted: Vec<u32>,
    picked: Vec<(u16, f64)>,
}

/// How numbers fall into bins.
struct Bins {
    low: f64,
    high: f64,
    scale: f64,
}

impl Bins {
    fn new(values: &[f64]) -> Self {
        // Eight extremes side by side, so that vectors can hold them.
        let (mut lows, mut highs) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
        let mut meet = |values: &[f64]| {
            for ((value, low), high) in values.iter().zip(&mut lows).zip(&mut highs) {
                *low = if *value < *low && *value > f64::NEG_INFINITY { *value } else { *low };
                *high = if *value > *high && *value < f64::INFINITY { *value } else { *high };
            }
        };
        let chunks = values.chunks_exact(8);
        meet(chunks.remainder());
        chunks.for_each(meet);
        let low = lows.into_iter().fold(f64::INFINITY, smaller);
        let high = highs.into_iter().fold(f64::NEG_INFINITY, larger);
        let span = high - low;
        let scale = if span > 0.0 && span.is_finite() { (BINS - 1) as f64 / span } else { 0.0 };
        Self { low, high, scale }
    }

    /// Bin 0 is the smallest number's own and −∞'s, and the largest has its own too: many draws share them exactly (an
    /// empty stock, no unmet work, all of it served). Rising numbers never fall into a lower bin.
    fn of(&self, value: f64) -> u16 {
        // Adding 2^52 leaves the rounded number in the lowest bits: no slow conversion, no branch.
        let place = larger(smaller((value - self.low) * self.scale, (BINS - 1) as f64), 0.0);
        let bin = 1 + (place + 4_503_599_627_370_496.0).to_bits() as u16;
        let bin = if value >= self.high { HIGHEST as u16 } else { bin };
        let bin = if value <= f64::MAX { bin } else { NONE as u16 };
        if value <= self.low { 0 } else { bin }
    }
}

impl QuantileDesk {
    /// With empty buffers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Quantiles at [`LEVELS`].
    pub fn quantiles(&mut self, values: &[f64]) -> Quantiles {
        Quantiles::new(self.at(values, LEVELS))
    }

    /// Quantiles at `levels` (each 0..=1), type 7; +∞ where one touches +∞ or there is no number at all.
    ///
    /// Numbers are binned between the smallest and the largest, and only the bins in which a wanted rank falls are
    /// sorted: exact, in three passes. What is no number sorts last, as +∞.
    pub fn at<const N: usize>(&mut self, values: &[f64], levels: [f64; N]) -> [f64; N] {
        if values.is_empty() {
            return [f64::INFINITY; N];
        }
        let ranks = levels.map(|level| {
            let rank = level * (values.len() - 1) as f64;
            let low = rank.floor();
            (low as usize, rank - low)
        });
        let mut wanted: [usize; 16] = [usize::MAX; 16];
        for (index, (low, part)) in ranks.iter().enumerate() {
            wanted[2 * index] = *low;
            wanted[2 * index + 1] = if *part > 0.0 { low + 1 } else { *low };
        }
        let found = self.order_statistics(values, &wanted[..2 * N]);
        let mut quantiles = [0.0; N];
        for (index, (quantile, (_, part))) in quantiles.iter_mut().zip(ranks).enumerate() {
            let (a, b) = (found[2 * index], found[2 * index + 1]);
            *quantile = if a == b {
                a
            } else if b.is_finite() && a.is_finite() {
                a + part * (b - a)
            } else if b.is_finite() {
                a
            } else {
                b
            };
        }
        quantiles
    }

    /// The numbers of those ranks (from 0) in rising order.
    fn order_statistics(&mut self, values: &[f64], ranks: &[usize]) -> [f64; 16] {
        let bins = Bins::new(values);
        self.bins.clear();
        self.bins.extend(values.iter().map(|value| bins.of(*value)));
        self.counts.clear();
        self.counts.resize(NONE + 1, [0; TABLES]);
        for four in self.bins.chunks(TABLES) {
            for (table, bin) in four.iter().enumerate() {
                self.counts[usize::from(*bin)][table] += 1;
            }
        }
        // Where +∞ is all there is, it is the lowest too.
        let lowest = if bins.low.is_finite() { bins.low } else { f64::INFINITY };
        let infinitely_low = || values.iter().filter(|value| **value == f64::NEG_INFINITY).count();
        self.wanted.clear();
        self.wanted.resize(NONE + 1, 0);
        let mut found = [f64::INFINITY; 16];
        let mut before = [0usize; 16];
        let mut minus = None;
        let (mut bin, mut below) = (0, 0);
        for (index, rank) in ranks.iter().enumerate() {
            if *rank < below {
                (bin, below) = (0, 0);
            }
            while below + self.count(bin) <= *rank {
                below += self.count(bin);
                bin += 1;
            }
            before[index] = below;
            match bin {
                0 if *rank < *minus.get_or_insert_with(infinitely_low) => found[index] = f64::NEG_INFINITY,
                0 => found[index] = lowest,
                HIGHEST => found[index] = bins.high,
                NONE => {}
                _ => self.wanted[bin] |= 1 << index,
            }
        }
        self.pick(values, ranks, &before, &mut found);
        found
    }

    /// How many numbers a bin holds.
    fn count(&self, bin: usize) -> usize {
        self.counts[bin].iter().sum::<u32>() as usize
    }

    /// Sorts the bins in which a wanted rank falls.
    fn pick(&mut self, values: &[f64], ranks: &[usize], before: &[usize; 16], found: &mut [f64; 16]) {
        self.picked.clear();
        for (bin, value) in self.bins.iter().zip(values) {
            if self.wanted[usize::from(*bin)] != 0 {
                self.picked.push((*bin, *value));
            }
        }
        self.picked.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut start = 0;
        while start < self.picked.len() {
            let bin = usize::from(self.picked[start].0);
            for (index, rank) in ranks.iter().enumerate() {
                if self.wanted[bin] >> index & 1 == 1 {
                    found[index] = self.picked[start + rank - before[index]].1;
                }
            }
            start += self.count(bin);
        }
    }
}
