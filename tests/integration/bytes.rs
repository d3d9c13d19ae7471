//! What frames weigh on the wire: a first one, single steps, and nothing. Counts hold still, so a frame that became a
//! twentieth heavier is somebody's doing.

use ratatui::layout::Rect;
use stockout::harness::Harness;
use stockout::shell::painter::Painter;

/// A frame, and what it weighs.
struct Weight {
    size: (u16, u16),
    /// What is on screen before: keys on the baseline.
    before: &'static str,
    /// The key that makes the frame; none makes the first of all.
    key: &'static str,
    /// Bytes, as they were when this was written.
    kept: usize,
}

const fn weight(size: (u16, u16), before: &'static str, key: &'static str, kept: usize) -> Weight {
    Weight { size, before, key, kept }
}

/// With everything that a key brings about in one frame, the look-ahead and the draws too; what the key's own frame weighs
/// on a terminal, `cargo test --test pty a_step_is_few_bytes` knows.
const WEIGHTS: [Weight; 9] = [
    weight((80, 24), "", "", 4_774),
    weight((120, 40), "", "", 9_171),
    weight((200, 60), "", "", 15_163),
    // A step that changes no track and no chart.
    weight((80, 24), "/power price<enter>", "<right>", 284),
    weight((120, 40), "/power price<enter>", "<right>", 574),
    // A step that moves them all.
    weight((80, 24), "/inference moved<enter>", "<right>", 752),
    weight((120, 40), "/inference moved<enter>", "<right>", 2_027),
    // Another row.
    weight((120, 40), "", "<down>", 475),
    // A key that means nothing.
    weight((120, 40), "", "<c-g>", 0),
];

/// The bytes of a key's frame, or of the first one where there is no key.
fn weigh(step: &Weight) -> usize {
    let (columns, rows) = step.size;
    let area = Rect::new(0, 0, columns, rows);
    let mut painter = Painter::new(Vec::new());
    let mut paint = |harness: &Harness| {
        let (picture, cursor) = harness.frame();
        painter.paint(area, |buffer| {
            buffer.clone_from(&picture);
            cursor
        })
    };
    let before = Harness::scenario("baseline").size(columns, rows).keys(step.before);
    let first = paint(&before).unwrap();
    if step.key.is_empty() { first } else { paint(&before.keys(step.key)).unwrap() }
}

#[test]
#[expect(clippy::print_stderr, reason = "the figures belong to the result")]
fn frames_weigh_what_they_did() {
    let mut wrong = Vec::new();
    for step in &WEIGHTS {
        let bytes = weigh(step);
        let (columns, rows) = step.size;
        eprintln!("“{}” “{}” at {columns}x{rows}: {bytes} bytes", step.before, step.key);
        // Lighter is noted too, so that what was gained is not lost again unseen.
        if bytes > step.kept + step.kept / 20 || bytes + bytes / 10 < step.kept {
            wrong.push(format!(
                "“{}” “{}” at {columns}x{rows}: {bytes} bytes, kept {}",
                step.before, step.key, step.kept
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
