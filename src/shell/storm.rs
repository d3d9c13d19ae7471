//! Sizes that come faster than a screen can show them: the first is painted at once, those behind it together, and the
//! last for certain.
//!
//! Whoever drags the edge of a window makes hundreds of sizes a second, and each is a whole picture. So a batch in which
//! there is nothing but sizes, and the answers that they make the engine give, waits until the last picture for a size
//! has been on screen for a moment. A key never waits: it is painted at once, and what was held with it.

use std::time::Duration;

use super::events::Event;

/// How long a picture stays before the next size is painted: what a screen of 60 pictures a second shows.
const MOMENT: Duration = Duration::from_millis(16);

/// What is held back of a storm of sizes. Times are those of the session's clock.
#[derive(Debug, Default)]
pub(super) struct Storm {
    /// Until when the last picture for a size stays.
    until: Duration,
    held_size: bool,
    held_answer: bool,
}

impl Storm {
    /// When what is held is to be painted, if anything is.
    pub(super) fn wakes_at(&self) -> Option<Duration> {
        (self.held_size || self.held_answer).then_some(self.until)
    }

    /// Whether a batch is held back; nothing of it is to be done then.
    pub(super) fn holds(&mut self, batch: &[Event], now: Duration) -> bool {
        let is_part = now < self.until && batch.iter().all(|event| matches!(event, Event::Resize | Event::Wake));
        if is_part {
            self.held_size |= batch.contains(&Event::Resize);
            self.held_answer |= batch.contains(&Event::Wake);
        }
        is_part
    }

    /// Gives back what was held, in front of a batch that is not: the size that things are clicked in is the newest.
    pub(super) fn release(&mut self, batch: &mut Vec<Event>, now: Duration) {
        if std::mem::take(&mut self.held_size) {
            batch.insert(0, Event::Resize);
        }
        if std::mem::take(&mut self.held_answer) {
            batch.push(Event::Wake);
        }
        if batch.contains(&Event::Resize) {
            self.until = now + MOMENT;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Key;
    use crate::shell::events::Input;

    fn at(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// What the loop does with a batch; `None` if it sleeps on.
    fn take(storm: &mut Storm, mut batch: Vec<Event>, ms: u64) -> Option<Vec<Event>> {
        if storm.holds(&batch, at(ms)) {
            return None;
        }
        storm.release(&mut batch, at(ms));
        Some(batch)
    }

    #[test]
    fn the_first_size_is_taken_at_once_and_those_behind_it_together() {
        let mut storm = Storm::default();
        assert_eq!(take(&mut storm, vec![Event::Resize], 0), Some(vec![Event::Resize]));
        assert_eq!(storm.wakes_at(), None);
        for ms in 1..16 {
            assert_eq!(take(&mut storm, vec![Event::Resize; 3], ms), None);
            assert_eq!(storm.wakes_at(), Some(at(16)));
        }
        // Nothing came until then.
        assert_eq!(take(&mut storm, vec![], 16), Some(vec![Event::Resize]));
        // And again from here.
        assert_eq!(take(&mut storm, vec![Event::Resize], 17), None);
        assert_eq!(take(&mut storm, vec![Event::Resize], 33), Some(vec![Event::Resize, Event::Resize]));
    }

    #[test]
    fn a_key_waits_for_nothing_and_takes_along_what_was_held() {
        let mut storm = Storm::default();
        assert!(take(&mut storm, vec![Event::Resize], 0).is_some());
        assert_eq!(take(&mut storm, vec![Event::Wake], 3), None);
        assert_eq!(take(&mut storm, vec![Event::Resize], 4), None);
        let key = || Event::Input { input: Input::Key(Key::char('f')), read_ms: 5 };
        assert_eq!(take(&mut storm, vec![key()], 5), Some(vec![Event::Resize, key(), Event::Wake]));
        assert_eq!(storm.wakes_at(), None);
        assert_eq!(take(&mut storm, vec![key()], 6), Some(vec![key()]));
    }

    #[test]
    fn answers_wait_in_a_storm_alone() {
        let mut storm = Storm::default();
        assert_eq!(take(&mut storm, vec![Event::Wake], 0), Some(vec![Event::Wake]));
        assert_eq!(take(&mut storm, vec![Event::Wake], 1), Some(vec![Event::Wake]));
        assert!(take(&mut storm, vec![Event::Resize], 2).is_some());
        assert_eq!(take(&mut storm, vec![Event::Wake], 3), None);
        assert_eq!(take(&mut storm, vec![], 18), Some(vec![Event::Wake]));
        assert_eq!(take(&mut storm, vec![Event::Wake], 19), Some(vec![Event::Wake]));
    }
}
