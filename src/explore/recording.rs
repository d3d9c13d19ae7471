//! A story as a recording: the session that a person would have, on a clock that does not have to wait.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{FRAME_DRAWS, Opening};
use crate::app::{Drive, Msg, lasts_ms};
use crate::engine::Inline;
use crate::export::about;
use crate::export::book::Leaf;
use crate::export::cast::{Cast, CastEvent};
use crate::export::frame::PictureOptions;
use crate::session::Session;
use crate::shell::desk::Desk;
use crate::shell::painter::Painter;
use crate::view::{Theme, caption_of, render, script};

/// Plays a story that goes on by itself from its first step to its last, a marker where each step has come to rest.
///
/// # Errors
/// If a frame cannot be put into bytes, which memory alone decides.
pub fn record(opening: Opening, size: (u16, u16), theme: &Theme) -> std::io::Result<Cast> {
    let title = opening.scenario.title.clone();
    let mut session = Session::start_sized(opening.state(), size, Inline::new(FRAME_DRAWS), Desk::new());
    let area = Rect::new(0, 0, size.0, size.1);
    let mut painter = Painter::new(Vec::new());
    let mut events = Vec::new();
    let mut marked = None;
    let mut now_ms = 0;
    loop {
        let at_rest = session.state.course.is_none();
        if at_rest {
            session.settle();
        }
        painter.paint(area, |buffer| render(&session.state, theme, area, buffer))?;
        let bytes = std::mem::take(painter.sink());
        if !bytes.is_empty() {
            events.push((now_ms, CastEvent::Output(String::from_utf8_lossy(&bytes).into_owned())));
        }
        let step = session.state.stage.as_ref().map(|stage| stage.step);
        if at_rest && step != marked {
            marked = step;
            let title = session.state.step().map_or_else(String::new, |step| step.title.clone());
            events.push((now_ms, CastEvent::Marker(title)));
        }
        match session.state.wakes_at() {
            Some(at) => now_ms = at,
            None => break,
        }
        session.take([Msg::Tick { now_ms }]);
    }
    // The last step stays as long as any other.
    let whole = session.state.scenario.story.iter().map(lasts_ms).sum();
    events.push((now_ms.max(whole), CastEvent::Output(String::new())));
    let palette = PictureOptions::default().palette;
    Ok(Cast { title, size, colors: [theme.ink, theme.ground], palette, events })
}

/// Paints every step of a story as it looks once it has come to rest.
pub fn leaves(opening: Opening, size: (u16, u16), theme: &Theme) -> Vec<Leaf> {
    let mut session = Session::start_sized(opening.state(), size, Inline::new(FRAME_DRAWS), Desk::new());
    let count = session.state.scenario.story.len();
    let area = Rect::new(0, 0, size.0, size.1);
    let mut leaf = |step: usize| {
        session.take([Msg::Drive { drive: Drive::To(step), now_ms: 0 }]);
        session.settle();
        let state = &session.state;
        let mut buffer = Buffer::empty(area);
        let cursor = render(state, theme, area, &mut buffer);
        let words = script(state, None);
        let mut about = about::picture(state, theme, cursor);
        about.title = format!("{}, {} of {count}: {}", words.talk, step + 1, words.title);
        Leaf { title: words.title, caption: caption_of(state), sources: words.sources, buffer, about }
    };
    (0..count).map(&mut leaf).collect()
}
