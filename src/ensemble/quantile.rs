//! Quantiles of many draws: type 7, exact, without a full sort.

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

/// Finds quantiles; keeps its buffers.
#[derive(Debug, Default)]
pub struct QuantileDesk {
    counts: Vec<u32>,
    /// For each bin the wanted ranks that fall into it, as bits.
    wanted: Vec<u32>,
    picked: Vec<(u32, f64)>,
}

/// How numbers fall into bins.
struct Bins {
    low: f64,
    high: f64,
    scale: f64,
}

impl Bins {
    fn new(values: &[f64]) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for &value in values {
            if value.is_finite() {
                low = if value < low { value } else { low };
                high = if value > high { value } else { high };
            }
        }
        let span = high - low;
        let scale = if span > 0.0 && span.is_finite() { BINS as f64 / span } else { 0.0 };
        Self { low, high, scale }
    }

    /// Bin 0 is the smallest number's own and −∞'s, and the largest has its own too: many draws share them exactly (an
    /// empty stock, no unmet work, all of it served). Rising numbers never fall into a lower bin.
    fn of(&self, value: f64) -> usize {
        if value <= self.low {
            0
        } else if value < self.high {
            1 + (((value - self.low) * self.scale) as usize).min(BINS - 1)
        } else if value == self.high {
            HIGHEST
        } else {
            NONE
        }
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
        self.counts.clear();
        self.counts.resize(NONE + 1, 0);
        for &value in values {
            self.counts[bins.of(value)] += 1;
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
            while below + self.counts[bin] as usize <= *rank {
                below += self.counts[bin] as usize;
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
        self.pick(values, &bins, ranks, &before, &mut found);
        found
    }

    /// Sorts the bins in which a wanted rank falls.
    fn pick(&mut self, values: &[f64], bins: &Bins, ranks: &[usize], before: &[usize; 16], found: &mut [f64; 16]) {
        self.picked.clear();
        for &value in values {
            let bin = bins.of(value);
            if self.wanted[bin] != 0 {
                self.picked.push((bin as u32, value));
            }
        }
        self.picked.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut start = 0;
        while start < self.picked.len() {
            let bin = self.picked[start].0 as usize;
            for (index, rank) in ranks.iter().enumerate() {
                if self.wanted[bin] >> index & 1 == 1 {
                    found[index] = self.picked[start + rank - before[index]].1;
                }
            }
            start += self.counts[bin] as usize;
        }
    }
}
