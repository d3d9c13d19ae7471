//! How many colours there are.

/// The colours an output can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Depth {
    /// No colour; bold, reversed and the other attributes stay.
    None,
    /// The sixteen named colours, which the user's terminal theme defines.
    Ansi16,
    /// The xterm palette of 256 colours.
    Ansi256,
    /// 24 bits per colour.
    #[default]
    Truecolor,
}

impl Depth {
    /// Every depth, from the poorest to the richest.
    pub const ALL: [Self; 4] = [Self::None, Self::Ansi16, Self::Ansi256, Self::Truecolor];

    /// The word for it on the command line: `none`, `16`, `256` or `truecolor`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Ansi16 => "16",
            Self::Ansi256 => "256",
            Self::Truecolor => "truecolor",
        }
    }
}
