//! Roles, not widgets: what a cell says decides how it looks.

use ratatui::style::{Color, Modifier, Style};

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Text that may be overlooked: units, hints, ages.
    Dim,
    /// Lines between panels.
    Border,
    /// What matters most on the screen, and what was moved.
    Accent,
    /// A heading.
    Heading,
    /// The row in focus.
    Focus,
    /// The program's name.
    Brand,
    /// Stock that lasts anyway.
    Lasts,
    /// What moving gains.
    Gained,
    /// What the present state loses against the reference.
    Lost,
    /// Work unserved.
    Gap,
    /// Where nine worlds of ten are.
    BandOuter,
    /// Where the middle half of the worlds is.
    BandInner,
    /// The run at the central inputs.
    Central,
    /// A policy event on the timeline.
    Event,
    /// A track's mark, low to high.
    Track(u8),
    /// A track of a lever that does nothing here.
    Inert,
    /// The knob.
    Knob,
    /// Something failed.
    Error,
    /// A key in a hint.
    Key,
}

/// Steps of the colour that repeats a track's height.
pub(crate) const TRACK_STEPS: u8 = 4;

/// Which theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::EnumIter)]
pub enum ThemeName {
    /// Light text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a light ground.
    Light,
}

impl ThemeName {
    /// Name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

/// Colours of a theme. The ground is the terminal's own, so that nothing clashes with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Which it is.
    pub name: ThemeName,
    /// Ground for pictures, which have no terminal behind them.
    pub ground: (u8, u8, u8),
    /// Ink for pictures.
    pub ink: (u8, u8, u8),
    dim: Color,
    border: Color,
    accent: Color,
    lasts: Color,
    gained: Color,
    gap: Color,
    event: Color,
    track: [Color; TRACK_STEPS as usize],
    focus_ground: Color,
}

const fn rgb(hex: u32) -> Color {
    Color::Rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Theme {
    /// The theme of that name.
    pub fn new(name: ThemeName) -> Self {
        match name {
            ThemeName::Dark => Self {
                name,
                ground: (0x16, 0x18, 0x1d),
                ink: (0xd8, 0xda, 0xdf),
                dim: rgb(0x9a_a0_aa),
                border: rgb(0x6b_72_7d),
                accent: rgb(0xe6_9f_00),
                lasts: rgb(0x8f_b4_d9),
                gained: rgb(0xe6_9f_00),
                gap: rgb(0xf0_7a_5a),
                event: rgb(0x9a_a0_aa),
                track: [rgb(0x7b_86_94), rgb(0x86_99_ae), rgb(0x8b_a6_c3), rgb(0x8f_b4_d9)],
                focus_ground: rgb(0x2c_31_3a),
            },
            ThemeName::Light => Self {
                name,
                ground: (0xfd, 0xfd, 0xfb),
                ink: (0x1d, 0x20, 0x26),
                dim: rgb(0x5c_63_6e),
                border: rgb(0x82_89_93),
                accent: rgb(0xa3_55_00),
                lasts: rgb(0x2f_6c_a8),
                gained: rgb(0xa3_55_00),
                gap: rgb(0xb3_26_1e),
                event: rgb(0x5c_63_6e),
                track: [rgb(0x6b_7a_8a), rgb(0x57_76_96), rgb(0x43_71_9f), rgb(0x2f_6c_a8)],
                focus_ground: rgb(0xe6_ea_f0),
            },
        }
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        let plain = Style::new();
        match role {
            Role::Text => plain,
            Role::Dim => plain.fg(self.dim),
            Role::Border | Role::Inert => plain.fg(self.border),
            Role::Accent | Role::Knob | Role::Central => plain.fg(self.accent).add_modifier(Modifier::BOLD),
            Role::Heading => plain.fg(self.dim).add_modifier(Modifier::BOLD),
            Role::Focus => plain.bg(self.focus_ground).add_modifier(Modifier::BOLD),
            Role::Brand => plain.fg(self.accent).add_modifier(Modifier::BOLD | Modifier::REVERSED),
            Role::Lasts | Role::BandInner => plain.fg(self.lasts),
            Role::Gained => plain.fg(self.gained),
            Role::Lost | Role::Gap => plain.fg(self.gap),
            Role::BandOuter => plain.fg(self.track[0]),
            Role::Event => plain.fg(self.event),
            Role::Track(step) => plain.fg(self.track[usize::from(step.min(TRACK_STEPS - 1))]),
            Role::Error => plain.fg(self.gap).add_modifier(Modifier::BOLD),
            Role::Key => plain.add_modifier(Modifier::BOLD),
        }
    }
}
