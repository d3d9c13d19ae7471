//! Frames for tests: a scenario, a size, keys, and a snapshot of glyphs, styles and cursor. No terminal is needed.
//!
//! ```no_run
//! use stockout::harness::Harness;
//!
//! Harness::scenario("baseline").size(80, 24).keys("<right*3><tab>").snap("three_steps_later");
//! ```
//!
//! `snap` needs the feature `harness`, which brings the snapshot library; everything else is always there.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::key::{Stroke, parse_macro};
use crate::app::{Gesture, Msg, Pointer, Presenting, State};
use crate::engine::{Engine, Inline, Jobs};
use crate::export::frame::{self, Glyphs};
use crate::scenario::{self, Scenario};
use crate::session::Session;
use crate::shell::desk::Desk;
use crate::view::{Depth, Spoken, Theme, ThemeName, render};

/// Draws of an ensemble: enough to see, few enough for a test.
const DRAWS: usize = 256;

/// From one thing that the mouse does to the next: longer than keys of one gesture may lie apart.
const POINTER_MS: u64 = 1_500;

/// A session without a terminal, driven by key macros on a virtual clock.
#[derive(Debug)]
pub struct Harness {
    session: Session<Inline, Desk>,
    theme: Theme,
    depth: Depth,
    glyphs: Glyphs,
    now_ms: u64,
    played: String,
}

impl Harness {
    /// Explores an embedded scenario or a file.
    ///
    /// # Panics
    /// If it cannot be loaded; the message says why.
    #[track_caller]
    pub fn scenario(name: &str) -> Self {
        match scenario::load(name, &crate::shell::files::Disk) {
            Ok(scenario) => Self::of(scenario),
            Err(failure) => panic!("{failure}"),
        }
    }

    /// Explores a scenario that is at hand.
    pub fn of(scenario: Scenario) -> Self {
        let reference = scenario.reference.clone();
        let state = State::new(Arc::new(scenario), reference, crate::explore::library());
        Self::from_state(state, Theme::new(ThemeName::Dark))
    }

    /// Goes on from a state.
    pub fn from_state(state: State, theme: Theme) -> Self {
        let mut session = Session::start(state, Inline::new(DRAWS), Desk::for_tests());
        session.settle();
        Self { session, theme, depth: Depth::Truecolor, glyphs: Glyphs::default(), now_ms: 0, played: String::new() }
    }

    /// In a room of so many columns and rows.
    #[must_use]
    pub fn size(mut self, columns: u16, rows: u16) -> Self {
        self.session.take([Msg::Size(columns, rows)]);
        self.session.settle();
        self
    }

    /// With at most so many draws: with [`MOST_DRAWS`](crate::study::MOST_DRAWS) the frame of a person's session once it
    /// has settled.
    #[must_use]
    pub fn draws(mut self, most: usize) -> Self {
        self.session.engine.set_draws(most);
        self.session.engine.ensemble(self.session.state.ensemble_job());
        self.session.settle();
        self
    }

    /// In a theme.
    #[must_use]
    pub fn theme(mut self, name: ThemeName) -> Self {
        self.theme = Theme::new(name).at(self.depth);
        self
    }

    /// With so many colours.
    #[must_use]
    pub fn depth(mut self, depth: Depth) -> Self {
        self.depth = depth;
        self.theme = self.theme.at(depth);
        self
    }

    /// With these characters.
    #[must_use]
    pub fn glyphs(mut self, glyphs: Glyphs) -> Self {
        self.glyphs = glyphs;
        self
    }

    /// Presses keys, in the macro language of [`crate::app::key`].
    ///
    /// # Panics
    /// If the macro is wrong; the message says where.
    #[must_use]
    #[track_caller]
    pub fn keys(mut self, text: &str) -> Self {
        match parse_macro(text) {
            Ok(strokes) => self.now_ms = self.session.play(&strokes, self.now_ms),
            Err(error) => panic!("{error}"),
        }
        self.played.push_str(text);
        self
    }

    /// Presses keys that come in one batch, as when somebody types ahead; pauses between them are nothing.
    ///
    /// # Panics
    /// If the macro is wrong; the message says where.
    #[must_use]
    #[track_caller]
    pub fn at_once(mut self, text: &str) -> Self {
        let now_ms = self.now_ms;
        let strokes = parse_macro(text).unwrap_or_else(|error| panic!("{error}"));
        self.session.take(strokes.into_iter().filter_map(|stroke| match stroke {
            Stroke::Key(key) => Some(Msg::Key { key, now_ms }),
            Stroke::Pause(_) => None,
        }));
        self.session.settle();
        self.played.push_str(text);
        self
    }

    /// Clicks on a cell; columns and rows count from 0.
    #[must_use]
    pub fn click(self, column: u16, row: u16) -> Self {
        self.drag((column, row), &[])
    }

    /// Presses the button on a cell, moves over others with some time at each, and lets go.
    #[must_use]
    pub fn drag(mut self, from: (u16, u16), over: &[(u16, u16)]) -> Self {
        let last = over.last().copied().unwrap_or(from);
        let drags = over.iter().map(|cell| (Gesture::Drag, *cell));
        for (gesture, cell) in [(Gesture::Press, from)].into_iter().chain(drags).chain([(Gesture::Release, last)]) {
            self.point(gesture, cell);
        }
        self
    }

    /// Turns the wheel over a cell by so many notches, away from the hand if they are positive.
    #[must_use]
    pub fn wheel(mut self, column: u16, row: u16, notches: i32) -> Self {
        let gesture = if notches > 0 { Gesture::WheelUp } else { Gesture::WheelDown };
        for _ in 0..notches.abs() {
            self.point(gesture, (column, row));
        }
        self
    }

    fn point(&mut self, gesture: Gesture, cell: (u16, u16)) {
        self.session.take([Msg::Pointer(Pointer { gesture, cell, now_ms: self.now_ms })]);
        self.session.settle();
        self.now_ms += POINTER_MS;
    }

    /// Sends a message as from outside: a reload, a trouble.
    #[must_use]
    pub fn send(mut self, message: Msg) -> Self {
        self.session.take([message]);
        self.session.settle();
        self
    }

    /// Puts the story on stage at a step, counted from 1.
    #[must_use]
    pub fn step(self, number: usize) -> Self {
        let how = Presenting { from: number.saturating_sub(1), ..Presenting::default() };
        self.present(how)
    }

    /// Puts the story on stage.
    #[must_use]
    pub fn present(self, how: Presenting) -> Self {
        let now_ms = self.now_ms;
        self.send(Msg::Present { how, now_ms })
    }

    /// Lets time go by.
    #[must_use]
    pub fn pass(mut self, ms: u64) -> Self {
        self.now_ms += ms;
        self.session.pass(self.now_ms);
        self.session.settle();
        self
    }

    /// The state as it stands.
    pub fn state(&self) -> &State {
        &self.session.state
    }

    /// How much was computed.
    pub fn jobs(&self) -> Jobs {
        self.session.engine.jobs()
    }

    /// The frame, and the place of the text cursor.
    pub fn frame(&self) -> (Buffer, Option<Position>) {
        self.painted(&self.theme)
    }

    /// The frame in a theme of one's own.
    pub fn painted(&self, theme: &Theme) -> (Buffer, Option<Position>) {
        let (columns, rows) = self.session.state.size;
        let area = Rect::new(0, 0, columns, rows);
        let mut buffer = Buffer::empty(area);
        let cursor = render(&self.session.state, theme, area, &mut buffer);
        frame::limit_colors(&mut buffer, self.depth);
        self.glyphs.limit(&mut buffer);
        (buffer, cursor)
    }

    /// The frame's glyphs.
    pub fn text(&self) -> String {
        frame::text(&self.frame().0)
    }

    /// What a screen reader is told, key by key: the key, and the lines behind it.
    ///
    /// # Panics
    /// If the macro is wrong; the message says where.
    #[track_caller]
    pub fn transcript(mut self, keys: &str) -> String {
        let strokes = parse_macro(keys).unwrap_or_else(|error| panic!("{error}"));
        let mut spoken = Spoken::new();
        let mut text = spoken.news(self.state()).join("\n");
        for stroke in strokes {
            self.now_ms = self.session.play(&[stroke], self.now_ms);
            if let Stroke::Key(key) = stroke {
                text.push_str(&[format!("\n\n> {key}"), spoken.news(self.state()).join("\n")].join("\n"));
            }
        }
        text
    }

    /// Glyphs, styles, legend and cursor.
    pub fn styled(&self) -> String {
        let (buffer, cursor) = self.frame();
        let (columns, rows) = self.session.state.size;
        let theme = self.theme.name.id();
        let depth = match self.depth {
            Depth::Truecolor => String::new(),
            depth => format!("{} ", depth.name()),
        };
        let glyphs = match self.glyphs {
            Glyphs::All => "",
            Glyphs::Narrow => "narrow ",
            Glyphs::Ascii => "ascii ",
        };
        let header = format!("{columns}x{rows} {theme} {depth}{glyphs}keys: {}", self.played);
        frame::styled(&buffer, cursor, header.trim_end())
    }

    /// Holds the frame against the snapshot of that name in `tests/snapshots` of the crate under test.
    ///
    /// # Panics
    /// If the frame is another, or there is no snapshot yet.
    #[cfg(feature = "harness")]
    #[must_use]
    #[track_caller]
    pub fn snap(self, name: &str) -> Self {
        let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| ".".to_owned());
        let mut settings = insta::Settings::clone_current();
        let folder = std::path::Path::new(&root).join("tests/snapshots");
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name, self.styled()));
        if folder.join(format!("{name}.snap.new")).exists() {
            // Failures are collected for a review: beside the frame lies what is heard of it.
            let told = Spoken::new().news(self.state()).join("\n");
            let _ = std::fs::write(folder.join(format!("{name}.snap.spoken")), told);
        }
        self
    }
}
