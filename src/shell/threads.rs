//! Threads that must not be lost: one that panics goes on.

use std::cell::Cell;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::Builder;

/// How often a thread goes on after a panic. Whatever panics for each key is still told each time; whatever panics as soon
/// as it begins ends.
const MOST: u32 = 100;

thread_local! {
    static GOES_ON: Cell<bool> = const { Cell::new(false) };
}

/// Whether the calling thread goes on if it panics now: for the panic hook, which tells of it.
pub(super) fn goes_on() -> bool {
    GOES_ON.get()
}

/// Says of the calling thread that its own code catches panics, and goes on.
pub(super) fn will_go_on() {
    GOES_ON.set(true);
}

/// Starts a thread that does `work`, and does it again whenever it panics; `lost` once that has happened too often.
///
/// # Errors
/// If the system has no thread left.
pub(super) fn keep(
    name: &str,
    mut work: impl FnMut() + Send + 'static,
    lost: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    Builder::new().name(name.to_owned()).spawn(move || {
        for left in (0..=MOST).rev() {
            GOES_ON.set(left > 0);
            if catch_unwind(AssertUnwindSafe(&mut work)).is_ok() {
                return;
            }
        }
        lost();
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn what_panics_goes_on_where_it_was() {
        let (sender, receiver) = channel();
        let mut count = 0;
        let work = move || {
            for _ in 0..10 {
                count += 1;
                sender.send((count, goes_on())).unwrap();
                assert!(count % 4 != 0, "on purpose");
            }
        };
        keep("worker", work, || {}).unwrap();
        // Each turn ends with its fourth.
        let done: Vec<(i32, bool)> = receiver.iter().collect();
        assert_eq!(done.len(), 4 * (MOST as usize + 1));
        assert!(done.iter().all(|(count, will)| *will == (*count <= 4 * MOST as i32)), "{done:?}");
    }

    #[test]
    fn who_is_lost_says_so() {
        let (sender, receiver) = channel();
        keep("worker", || panic!("on purpose"), move || sender.send("lost").unwrap()).unwrap();
        assert_eq!(receiver.recv(), Ok("lost"));
    }

    #[test]
    fn who_returns_is_done() {
        let (sender, receiver) = channel();
        keep("worker", move || sender.send(()).unwrap(), || panic!("it was not lost")).unwrap();
        assert_eq!(receiver.iter().count(), 1);
    }
}
