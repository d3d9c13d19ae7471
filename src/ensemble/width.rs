//! How many draws the kernel computes at once.

/// A vector width. Every one gives the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Width {
    /// One draw at a time; any processor.
    One,
    /// Two in a register (SSE2, on every x86-64).
    Sse2,
    /// Four (AVX2).
    Avx2,
    /// Eight (AVX-512).
    Avx512,
}

impl Width {
    /// Whether this processor has it.
    pub fn is_available(self) -> bool {
        match self {
            Self::One => true,
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => is_x86_feature_detected!("avx512f"),
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// Those that this processor has, the widest last.
    pub fn available() -> impl Iterator<Item = Self> {
        use strum::IntoEnumIterator;
        Self::iter().filter(|width| width.is_available())
    }

    /// The widest that this processor has.
    pub fn best() -> Self {
        Self::available().last().unwrap_or(Self::One)
    }
}
