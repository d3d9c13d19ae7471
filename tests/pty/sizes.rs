//! Sizes: storms of them, and the smallest.

use super::start::{Start, baseline, settled};
use super::state::{looks, nonzero};

#[test]
fn a_storm_of_sizes_ends_with_the_frame_of_a_fresh_start() {
    let mut session = Start::stockout(&[]).open();
    session.shows(&baseline(""));
    let frames = session.frames();
    for step in 0..1_000_u16 {
        session.resize(1 + step * 7 % 200, 1 + step % 60);
        if step % 100 == 50 {
            // The help opens and closes.
            session.play("??");
        }
    }
    session.resize(1, 1);
    session.wait(|screen| screen.size() == (nonzero(1), nonzero(1)));
    let most = session.frames() - frames;
    assert!(most <= 1_100, "{most} frames");
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
