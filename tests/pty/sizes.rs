//! Sizes: storms of them, and the smallest.

use std::time::{Duration, Instant};

use super::measure::bar;
use super::session::{Session, repeats};
use super::start::{Start, baseline, settled};
use super::state::{looks, nonzero};

#[test]
fn a_storm_of_sizes_ends_with_the_frame_of_a_fresh_start() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    for round in 0..repeats(1) {
        storm(&mut session, round);
    }
    for (columns, rows) in [(39, 11), (200, 60), (80, 24)] {
        session.resize(columns, rows);
        let fresh = Start::stockout(&[]).size(columns, rows).open();
        let harness = settled("baseline").size(columns, rows);
        assert_eq!(looks(&session.shows(&harness)), looks(&fresh.shows(&harness)));
    }
    session.play("q");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}

/// A thousand sizes in somewhat more than a second, as a window has them whose edge is dragged; no cells at all and one
/// cell are among them.
#[expect(clippy::disallowed_methods, reason = "it has a bar")]
fn storm(session: &mut Session, round: usize) {
    session.settle();
    let (start, frames) = (Instant::now(), session.frames());
    let mut keys = 0;
    for step in 0..999_u16 {
        match step % 100 {
            33 => session.resize(0, 0),
            66 => session.resize(1, 1),
            50 => {
                // The help opens and closes.
                session.play("??");
                keys += 2;
            }
            _ => session.resize(1 + step * 7 % 200, 1 + step % 60),
        }
        // Whatever is printed meanwhile, the next size does not wait for it.
        session.prints_nothing_for(Duration::from_millis(1), usize::MAX);
    }
    // Another size than before, so that it is not an old frame that is seen.
    let columns = if round.is_multiple_of(2) { 100 } else { 101 };
    session.resize(columns, 30);
    let lasted = start.elapsed();
    let painted = session.frames() - frames;
    session.shows(&settled("baseline").size(columns, 30));
    let exact = start.elapsed();
    // The first at once and one each 16 ms, each with its frame and that of the look-ahead; and so many for a key.
    let most = 2 * (1 + lasted.as_millis() as usize / 16 + keys);
    assert!(painted <= most, "{painted} frames in {lasted:?}, of {most}");
    bar("a storm of 1,000 sizes to the frame of a fresh start", exact, 2_000);
}

#[test]
fn keys_work_in_the_smallest_room() {
    let mut session = Start::stockout(&[]).size(1, 1).open();
    session.wait(|screen| screen.size() == (nonzero(1), nonzero(1)));
    session.play("<right*3>?");
    session.settle();
    session.play("<esc>");
    session.settle();
    session.resize(80, 24);
    session.wait_text("2025-04-30");
    session.play("qy");
    assert_eq!(session.wait_exit(), 0);
    session.modes_clean();
}
