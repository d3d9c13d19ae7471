//! Roles, not widgets: what a cell says decides how it looks. How each role looks is data: `assets/themes/*.ron`.

mod file;

use std::fmt;
use std::sync::Arc;

use ratatui::style::Style;

use super::depth::Depth;
use crate::scenario::{Fault, Text};
use file::{File, Look};

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Role {
    /// What everything stands on.
    Base,
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
    /// A dark screen without a word.
    Blackout,
    /// A bright one.
    Whiteout,
}

/// Steps of the colour that repeats a track's height.
pub(crate) const TRACK_STEPS: u8 = 4;

impl Role {
    /// Every role, each step of a track by itself.
    pub fn all() -> impl Iterator<Item = Self> {
        use strum::IntoEnumIterator;
        Self::iter().flat_map(|role| {
            let steps = if matches!(role, Self::Track(_)) { TRACK_STEPS } else { 1 };
            (0..steps).map(move |step| if matches!(role, Self::Track(_)) { Self::Track(step) } else { role })
        })
    }
}

/// Which of the embedded themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// Light text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a light ground.
    Light,
    /// White and strong colours on black.
    HighContrast,
    /// No colour.
    Mono,
}

/// What there is to know of a theme before it is read.
struct Row {
    name: ThemeName,
    id: &'static str,
    about: &'static str,
    text: &'static str,
}

/// The themes, in the order in which they are listed: the one table that the command line, the reader and the tests use.
const TABLE: [Row; 4] = [
    Row {
        name: ThemeName::Dark,
        id: "dark",
        about: "Light text on a dark ground",
        text: include_str!("../../assets/themes/dark.ron"),
    },
    Row {
        name: ThemeName::Light,
        id: "light",
        about: "Dark text on a light ground",
        text: include_str!("../../assets/themes/light.ron"),
    },
    Row {
        name: ThemeName::HighContrast,
        id: "high-contrast",
        about: "White and strong colours on black, for projectors and tired eyes",
        text: include_str!("../../assets/themes/high-contrast.ron"),
    },
    Row {
        name: ThemeName::Mono,
        id: "mono",
        about: "No colour: bold, dim, underlined and reversed alone",
        text: include_str!("../../assets/themes/mono.ron"),
    },
];

impl ThemeName {
    /// Every embedded theme, in the order in which they are listed.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.name)
    }

    /// The theme of that name on the command line.
    pub fn from_id(id: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.id == id).map(|row| row.name)
    }

    /// Name on the command line.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// What it is, in a line.
    pub fn about(self) -> &'static str {
        self.row().about
    }

    /// Its file, which a theme of one's own can start from.
    pub fn text(self) -> &'static str {
        self.row().text
    }

    fn row(self) -> &'static Row {
        // A test finds each name at its place.
        &TABLE[self as usize]
    }

    /// Its file.
    ///
    /// # Panics
    /// If that is broken; a test reads them all.
    fn read(self) -> File {
        let row = self.row();
        file::read(row.text).unwrap_or_else(|error| panic!("assets/themes/{}.ron:{error}", row.id))
    }
}

/// A theme by its name: an embedded one, or a person's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThemeId {
    /// An embedded one; its name is taken.
    Embedded(ThemeName),
    /// A person's own: its file's name without the ending.
    Own(String),
}

impl ThemeId {
    /// The theme of that name.
    ///
    /// # Errors
    /// In a sentence, if no file in the folder of themes can have that name.
    pub fn from_id(id: &str) -> Result<Self, String> {
        if let Some(name) = ThemeName::from_id(id) {
            return Ok(Self::Embedded(name));
        }
        let leads_elsewhere = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
        if id.is_empty() || id.contains(leads_elsewhere) {
            return Err("a theme is called as its file is, without the folder and without .ron".to_owned());
        }
        Ok(Self::Own(id.to_owned()))
    }

    /// Its name.
    pub fn id(&self) -> &str {
        match self {
            Self::Embedded(name) => name.id(),
            Self::Own(name) => name,
        }
    }
}

/// Something for each role.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles<T> {
    base: T,
    text: T,
    dim: T,
    border: T,
    accent: T,
    heading: T,
    focus: T,
    brand: T,
    lasts: T,
    gained: T,
    lost: T,
    gap: T,
    band_outer: T,
    band_inner: T,
    central: T,
    event: T,
    track: [T; TRACK_STEPS as usize],
    inert: T,
    knob: T,
    error: T,
    key: T,
    blackout: T,
    whiteout: T,
}

impl<T> Roles<T> {
    fn of(&self, role: Role) -> &T {
        match role {
            Role::Base => &self.base,
            Role::Text => &self.text,
            Role::Dim => &self.dim,
            Role::Border => &self.border,
            Role::Accent => &self.accent,
            Role::Heading => &self.heading,
            Role::Focus => &self.focus,
            Role::Brand => &self.brand,
            Role::Lasts => &self.lasts,
            Role::Gained => &self.gained,
            Role::Lost => &self.lost,
            Role::Gap => &self.gap,
            Role::BandOuter => &self.band_outer,
            Role::BandInner => &self.band_inner,
            Role::Central => &self.central,
            Role::Event => &self.event,
            Role::Track(step) => &self.track[usize::from(step.min(TRACK_STEPS - 1))],
            Role::Inert => &self.inert,
            Role::Knob => &self.knob,
            Role::Error => &self.error,
            Role::Key => &self.key,
            Role::Blackout => &self.blackout,
            Role::Whiteout => &self.whiteout,
        }
    }
    fn map<U>(&self, change: impl Fn(Role, &T) -> U) -> Roles<U> {
        Roles {
            base: change(Role::Base, &self.base),
            text: change(Role::Text, &self.text),
            dim: change(Role::Dim, &self.dim),
            border: change(Role::Border, &self.border),
            accent: change(Role::Accent, &self.accent),
            heading: change(Role::Heading, &self.heading),
            focus: change(Role::Focus, &self.focus),
            brand: change(Role::Brand, &self.brand),
            lasts: change(Role::Lasts, &self.lasts),
            gained: change(Role::Gained, &self.gained),
            lost: change(Role::Lost, &self.lost),
            gap: change(Role::Gap, &self.gap),
            band_outer: change(Role::BandOuter, &self.band_outer),
            band_inner: change(Role::BandInner, &self.band_inner),
            central: change(Role::Central, &self.central),
            event: change(Role::Event, &self.event),
            inert: change(Role::Inert, &self.inert),
            knob: change(Role::Knob, &self.knob),
            error: change(Role::Error, &self.error),
            key: change(Role::Key, &self.key),
            blackout: change(Role::Blackout, &self.blackout),
            whiteout: change(Role::Whiteout, &self.whiteout),
            track: std::array::from_fn(|step| change(Role::Track(step as u8), &self.track[step])),
        }
    }
}

/// How the roles look. The ground is mostly the terminal's own, so that nothing clashes with it.
#[derive(Clone)]
pub struct Theme {
    /// Which it is.
    pub name: ThemeId,
    /// Ground for pictures, which have no terminal behind them.
    pub ground: (u8, u8, u8),
    /// Ink for pictures.
    pub ink: (u8, u8, u8),
    styles: Arc<Roles<Style>>,
    /// What it was read from, for another number of colours.
    file: Arc<File>,
}

impl Theme {
    /// The theme of that name, where there are all colours.
    pub fn new(name: ThemeName) -> Self {
        Self::of(ThemeId::Embedded(name), Arc::new(name.read()), Depth::Truecolor)
    }

    /// A person's own theme from the text of its file, where there are all colours; `file` is how messages call that.
    ///
    /// # Errors
    /// If it is none: the place where that shows, and what was meant.
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Self, Fault> {
        let file = file::read_own(&Text::new(file, text))?;
        Ok(Self::of(ThemeId::Own(name.to_owned()), Arc::new(file), Depth::Truecolor))
    }

    /// The same theme for so many colours: sixteen are chosen by hand, and without colours every theme is `mono`, whose
    /// marks do alone what colours did. It is the theme of the file: what [`with`](Self::with) changed is gone.
    #[must_use]
    pub fn at(&self, depth: Depth) -> Self {
        Self::of(self.name.clone(), Arc::clone(&self.file), depth)
    }

    fn of(name: ThemeId, file: Arc<File>, depth: Depth) -> Self {
        let style = |_: Role, look: &Look| look.style(depth);
        let is_mono = depth == Depth::None;
        let styles = if is_mono { ThemeName::Mono.read().roles.map(style) } else { file.roles.map(style) };
        Self { name, ground: file.ground.rgb(), ink: file.ink.rgb(), styles: Arc::new(styles), file }
    }

    /// The same, but for one role.
    #[must_use]
    pub fn with(&self, role: Role, style: Style) -> Self {
        let styles = self.styles.map(|own, before| if own == role { style } else { *before });
        Self { styles: Arc::new(styles), ..self.clone() }
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        *self.styles.of(role)
    }
}

/// Its name: a log has no use for each of its styles.
impl fmt::Debug for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Theme").field(&self.name.id()).finish()
    }
}
