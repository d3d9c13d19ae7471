//! Every screen and all that can lie over it, at every size, with every number of colours, in every theme, in all three
//! sets of characters: what must hold for each frame, and what terminals make of it. A state is computed once and painted
//! many times.

mod invariants;
mod states;

use std::collections::{BTreeSet, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use invariants::Corpus;
pub(crate) use invariants::cells_are_whole;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
pub(crate) use states::overlay_kind;
use states::{Case, cases, kinds};
use stockout::app::State;
use stockout::export::frame::{Depth, Glyphs, limit_colors, text};
use stockout::view::{Spoken, Theme, ThemeName, render};

use super::emulators::Replay;

/// From the largest, where nothing is cut, to the smallest, and back a little: what was laid out for little room meets
/// more.
const SIZES: [(u16, u16); 12] = [
    (400, 120),
    (200, 60),
    (120, 40),
    (100, 30),
    (80, 24),
    (60, 20),
    (44, 13),
    (40, 12),
    (20, 6),
    (20, 5),
    (1, 1),
    (79, 21),
];

/// At these sizes and above everything that a state says is there.
const WHOLE: u16 = 120;

/// Fewer frames than these are not the matrix.
const LEAST: usize = 5_000;

/// A theme at a depth.
struct Look {
    theme: Theme,
    depth: Depth,
}

fn looks() -> Vec<Look> {
    let depths = |name| Depth::ALL.map(|depth| Look { theme: Theme::new(name).at(depth), depth });
    ThemeName::all().flat_map(depths).collect()
}

fn paint(state: &State, look: &Look, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    buffer.resize(area);
    buffer.reset();
    let cursor = render(state, &look.theme, area, buffer);
    limit_colors(buffer, look.depth);
    cursor
}

/// What was looked at.
#[derive(Default)]
struct Tally {
    frames: AtomicUsize,
    wrong: Mutex<Vec<String>>,
    met: Mutex<BTreeSet<&'static str>>,
}

impl Tally {
    fn hold(&self, what: impl Fn() -> String, verdict: Result<(), String>) {
        if let Err(why) = verdict {
            self.wrong.lock().unwrap().push(format!("{}: {why}", what()));
        }
    }
}

fn look_at(case: &Case, index: usize, looks: &[Look], tally: &Tally) {
    let mut harness = (case.start)();
    let mut corpus = Corpus::default();
    for line in Spoken::new().news(harness.state()) {
        corpus.take(&line);
    }
    tally.met.lock().unwrap().insert(overlay_kind(harness.state()));
    let value = invariants::value_of(harness.state());
    let [mut first, mut buffer, mut ascii, mut narrow] = [(); 4].map(|()| Buffer::default());
    let mut known = HashSet::new();
    let (mut replay, mut wide) = (Replay::new(1, 1), Replay::wide(1, 1));
    for (turn, (columns, rows)) in SIZES.into_iter().enumerate() {
        harness = harness.size(columns, rows);
        let state = harness.state();
        let area = Rect::new(0, 0, columns, rows);
        let what = || format!("{} at {columns}x{rows}", case.name);
        let cursor = paint(state, &looks[0], area, &mut first);
        if columns >= WHOLE {
            corpus.take(&text(&first));
        }
        // What is said of glyphs is said of all themes and depths: they have the same.
        tally.hold(what, invariants::cells_are_whole(&first));
        tally.hold(what, invariants::lines_are_whole(state, area));
        tally.hold(what, invariants::cursor_is_in_its_field(state, &first, cursor));
        tally.hold(what, invariants::focus_is_seen(state, &first, value.as_deref()));
        tally.hold(what, invariants::numbers_are_whole(state, &first, &corpus, &mut known));
        for (number, look) in looks.iter().enumerate() {
            // All of them in turns, where there are many cells or many states of a kind.
            let is_turn = (number + index + turn).is_multiple_of(8);
            if !is_turn && (!case.thorough || columns > 80) {
                continue;
            }
            let what = || format!("{}, {} {}", what(), look.theme.name.id(), look.depth.name());
            let own = paint(state, look, area, &mut buffer);
            tally.hold(what, if own == cursor { Ok(()) } else { Err(format!("{own:?} is not {cursor:?}")) });
            tally.hold(what, invariants::same_glyphs(&first, &buffer));
            if look.depth == Depth::None || look.theme.name.id() == ThemeName::Mono.id() {
                tally.hold(what, invariants::has_no_colour(&buffer));
            }
            ascii.clone_from(&buffer);
            Glyphs::Ascii.limit(&mut ascii);
            tally.hold(what, invariants::is_ascii(&buffer, &ascii));
            narrow.clone_from(&buffer);
            Glyphs::Narrow.limit(&mut narrow);
            tally.hold(what, invariants::is_narrow(&buffer, &narrow));
            tally.hold(what, replay.show(&buffer, own).and_then(|()| replay.show(&ascii, own)));
            tally.hold(what, wide.show(&narrow, own));
            tally.frames.fetch_add(3, Ordering::Relaxed);
        }
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "how much was looked at belongs to the result")]
fn every_frame_of_the_matrix_is_whole() {
    let (cases, looks, tally) = (cases(), looks(), Tally::default());
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from).min(4) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(index) else { break };
                    look_at(case, index, &looks, &tally);
                }
            });
        }
    });
    let frames = tally.frames.into_inner();
    eprintln!("{frames} frames of {} states at {} sizes", cases.len(), SIZES.len());
    let wrong = tally.wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{} of {frames} frames:\n{}", wrong.len(), wrong[..wrong.len().min(4000)].join("\n"));
    assert!(frames >= LEAST, "{frames} frames are not {LEAST}");
    assert_eq!(tally.met.into_inner().unwrap(), kinds(), "what lies over a screen, met and known");
}
