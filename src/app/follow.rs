//! A talk as it is followed from a second terminal: what is told of it, what may be asked of it, and what whoever follows
//! has before him. No socket here: what comes in are messages, what is wanted are effects, as on the first terminal.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::action::{Action, Context};
use super::key::{Code, Key};
use super::keymap::Keymap;
use super::stage::{Blank, MOST_TYPED, pace_ms};
use super::state::State;

/// What kind of words these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// Words.
    #[default]
    Plain,
    /// Emphasised.
    Strong,
    /// A number of the model.
    Value,
}

/// Words of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The words; a number stands as the screen writes it.
    pub text: String,
    /// Their kind.
    pub kind: RunKind,
}

/// A paragraph, or a point of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prose {
    /// It is a point.
    pub is_point: bool,
    /// What it says.
    pub runs: Vec<Run>,
}

/// The step behind the one on stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upcoming {
    /// Its title.
    pub title: String,
    /// How its caption begins, with the numbers that it will have.
    pub begins: Option<Prose>,
}

/// What the speaker reads at a step.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Script {
    /// The talk's title.
    pub talk: String,
    /// The step's title.
    pub title: String,
    /// Its notes.
    pub notes: Vec<Prose>,
    /// Where its numbers come from: id and title of each source.
    pub sources: Vec<(String, String)>,
    /// What comes next; nothing at the end.
    pub next: Option<Upcoming>,
}

/// A timer that is read without being told again: all times are those of the talk's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ToldTimer {
    /// Whether the audience sees it.
    pub is_shown: bool,
    /// Whether it has begun.
    pub has_begun: bool,
    /// What was used before it last began to run.
    pub before_ms: u64,
    /// Since when it runs; without it, it stands.
    pub since_ms: Option<u64>,
}

impl ToldTimer {
    /// What is used at a moment of the talk's clock.
    pub fn elapsed_ms(&self, talk_ms: u64) -> u64 {
        self.before_ms + self.since_ms.map_or(0, |since| talk_ms.saturating_sub(since))
    }
}

/// All that is told of a talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What the speaker reads.
    pub script: Arc<Script>,
    /// The step, from 0.
    pub step: usize,
    /// How many there are.
    pub count: usize,
    /// When the step is meant to begin and to end, from the beginning of the talk.
    pub planned_ms: (u64, u64),
    /// How long the talk is meant to last.
    pub lasts_ms: u64,
    /// The timer.
    pub timer: ToldTimer,
    /// Whether nothing is shown.
    pub blank: Option<Blank>,
    /// Whether a lever was taken.
    pub detour: bool,
    /// Whether it goes on by itself, and if so whether it waits.
    pub waits: Option<bool>,
}

impl Told {
    /// What there is to tell of a story on stage, with its script at hand.
    pub fn of(state: &State, script: Arc<Script>) -> Option<Self> {
        let stage = state.stage.as_ref()?;
        Some(Self {
            script,
            step: stage.step,
            count: state.scenario.story.len(),
            planned_ms: stage.step_planned_ms(&state.scenario),
            lasts_ms: stage.planned_ms(&state.scenario),
            timer: stage.timer.told(),
            blank: stage.blank,
            detour: stage.detour,
            waits: stage.auto.map(|auto| auto.is_paused),
        })
    }
}

/// What may be asked of a talk from elsewhere: steps and what covers them. No lever, no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drive {
    /// The next step.
    Next,
    /// The step before.
    Back,
    /// The step of that number, from 0.
    To(usize),
    /// The first step.
    First,
    /// The last step.
    Last,
    /// Black, and back.
    Black,
    /// White, and back.
    White,
    /// The step, whatever covers it, and from off the script.
    Show,
    /// The timer that the audience sees.
    Timer,
    /// The timer stops, or runs on.
    TimerStop,
}

impl Drive {
    /// The action on stage that it stands for; a number has none of its own.
    pub fn action(self) -> Option<Action> {
        Some(match self {
            Self::Next => Action::StageNext,
            Self::Back => Action::StageBack,
            Self::First => Action::StageFirst,
            Self::Last => Action::StageLast,
            Self::Black => Action::StageBlack,
            Self::White => Action::StageWhite,
            Self::Show => Action::StageShow,
            Self::Timer => Action::StageTimer,
            Self::TimerStop => Action::StageTimerStop,
            Self::To(_) => return None,
        })
    }

    fn of(action: Action) -> Option<Self> {
        use Drive::{Back, Black, First, Last, Next, Show, Timer, TimerStop, White};
        let all = [Next, Back, First, Last, Black, White, Show, Timer, TimerStop];
        all.into_iter().find(|drive| drive.action() == Some(action))
    }
}

/// Why there is nothing to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Silence {
    /// No talk was there yet.
    #[default]
    NotBegun,
    /// The talk that was followed has ended.
    Over,
    /// There is a talk that cannot be followed, and why.
    Unreadable(String),
}

/// What whoever follows a talk has before him.
#[derive(Debug, Clone, Default)]
pub struct Following {
    /// The newest that was told, while the talk goes on.
    pub told: Option<Told>,
    /// Why nothing is, where nothing is.
    pub silence: Silence,
    /// By how much the talk's clock is ahead of this one.
    ahead_ms: i64,
    /// How late it is here.
    now_ms: u64,
    /// The timer is not to be seen here.
    pub is_timer_hidden: bool,
    /// The number that is being typed.
    pub typed: Option<usize>,
    /// Rows of the notes that lie above the room.
    pub scroll: usize,
    /// What is wrong with the person's settings, until a key is pressed.
    pub trouble: Option<String>,
    /// What the keys mean.
    pub keymap: Arc<Keymap>,
    /// Set once it is over.
    pub ended: bool,
}

/// Something happened where a talk is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowMsg {
    /// A key went down.
    Key {
        /// Which.
        key: Key,
        /// When.
        now_ms: u64,
    },
    /// The talk told this.
    Told {
        /// What.
        told: Box<Told>,
        /// When, by the talk's clock.
        talk_ms: u64,
        /// When, by this one.
        now_ms: u64,
    },
    /// There is nothing to read any more.
    Silent(Silence),
    /// It is so late: sent when that was asked for.
    Tick {
        /// When.
        now_ms: u64,
    },
    /// The answer to [`FollowEffect::Scroll`].
    Scrolled(usize),
}

/// What is wanted from outside where a talk is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FollowEffect {
    /// Ask this of the talk.
    Drive(Drive),
    /// Find out which row of the notes comes first after so many rows down.
    Scroll(isize),
    /// Paint everything anew.
    Repaint,
    /// Stop the process until the shell continues it.
    Suspend,
    /// End.
    Quit,
}

impl Following {
    /// Nothing told yet.
    pub fn new(keymap: Arc<Keymap>) -> Self {
        Self { keymap, ..Self::default() }
    }

    /// The time used of the talk, and how far that is ahead of its plan, both in milliseconds. Nothing before it goes on
    /// for the first time.
    pub fn time(&self) -> Option<(u64, i64)> {
        let told = self.told.as_ref()?;
        let used = told.timer.elapsed_ms(self.now_ms.saturating_add_signed(self.ahead_ms));
        told.timer.has_begun.then(|| (used, pace_ms(told.planned_ms, used)))
    }

    /// When it next looks other than now by itself: at the timer's next second, if it runs and is to be seen.
    pub fn wakes_at(&self) -> Option<u64> {
        let told = self.told.as_ref().filter(|_| !self.is_timer_hidden)?;
        told.timer.since_ms?;
        let (used, _) = self.time()?;
        Some(self.now_ms + 1_000 - used % 1_000)
    }

    /// Takes a message in; says what is wanted from outside.
    pub fn update(&mut self, message: FollowMsg) -> Vec<FollowEffect> {
        match message {
            FollowMsg::Key { key, now_ms } => {
                self.now_ms = self.now_ms.max(now_ms);
                return self.on_key(key);
            }
            FollowMsg::Told { told, talk_ms, now_ms } => {
                self.now_ms = self.now_ms.max(now_ms);
                // A letter that had to wait tells an earlier time than it is: the one that waited least is right.
                let ahead_ms = talk_ms.cast_signed() - now_ms.cast_signed();
                self.ahead_ms = if self.told.is_some() { self.ahead_ms.max(ahead_ms) } else { ahead_ms };
                let is_other = |old: &Told| old.step != told.step || old.script.title != told.script.title;
                if self.told.as_ref().is_none_or(is_other) {
                    self.scroll = 0;
                    self.typed = None;
                }
                self.told = Some(*told);
            }
            FollowMsg::Silent(silence) => {
                // Who is told that a talk is over need not hear that none has begun.
                if silence != Silence::NotBegun {
                    self.silence = silence;
                }
                self.told = None;
                self.typed = None;
            }
            FollowMsg::Tick { now_ms } => self.now_ms = self.now_ms.max(now_ms),
            FollowMsg::Scrolled(row) => self.scroll = row,
        }
        vec![]
    }

    fn on_key(&mut self, key: Key) -> Vec<FollowEffect> {
        self.trouble = None;
        let Some(action) = self.keymap.resolve(Context::Notes, key) else { return vec![] };
        let typed = self.typed.take();
        match action {
            Action::StageDigit => {
                if let (Code::Char(c), Some(_)) = (key.code, &self.told)
                    && let Some(digit) = c.to_digit(10)
                {
                    let number = typed.unwrap_or(0) * 10 + digit as usize;
                    self.typed = (number <= MOST_TYPED).then_some(number).or(typed);
                }
                vec![]
            }
            Action::NotesTimer => {
                self.is_timer_hidden = !self.is_timer_hidden;
                vec![]
            }
            Action::RowUp => vec![FollowEffect::Scroll(-1)],
            Action::RowDown => vec![FollowEffect::Scroll(1)],
            Action::Repaint => vec![FollowEffect::Repaint],
            Action::Suspend => vec![FollowEffect::Suspend],
            Action::Quit => {
                self.ended = true;
                vec![FollowEffect::Quit]
            }
            action if self.told.is_some() => {
                let drive = match (action, typed, key.code) {
                    (Action::StageNext, Some(number), Code::Enter) => Some(Drive::To(number.saturating_sub(1))),
                    _ => Drive::of(action),
                };
                drive.map(FollowEffect::Drive).into_iter().collect()
            }
            // Nobody is there to be asked.
            _ => vec![],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::parse_key;

    fn told(step: usize, since_ms: Option<u64>) -> Told {
        Told {
            script: Arc::new(Script { title: format!("Step {step}"), ..Script::default() }),
            step,
            count: 8,
            planned_ms: (40_000, 90_000),
            lasts_ms: 400_000,
            timer: ToldTimer { has_begun: since_ms.is_some(), since_ms, ..ToldTimer::default() },
            blank: None,
            detour: false,
            waits: None,
        }
    }

    fn following(step: usize, since_ms: Option<u64>) -> Following {
        let mut following = Following::default();
        // The talk's clock began a minute earlier.
        following.update(FollowMsg::Told { told: Box::new(told(step, since_ms)), talk_ms: 70_000, now_ms: 10_000 });
        following
    }

    fn press(following: &mut Following, keys: &str) -> Vec<FollowEffect> {
        let keys = keys.split(' ').map(|name| parse_key(name).unwrap());
        keys.flat_map(|key| following.update(FollowMsg::Key { key, now_ms: 10_000 })).collect()
    }

    #[test]
    fn the_timer_runs_on_the_talks_clock_and_ticks_here() {
        let mut following = following(2, Some(60_500));
        assert_eq!(following.time(), Some((9_500, 30_500)));
        assert_eq!(following.wakes_at(), Some(10_500));
        following.update(FollowMsg::Tick { now_ms: 10_500 });
        assert_eq!((following.time(), following.wakes_at()), (Some((10_000, 30_000)), Some(11_500)));
        following.update(FollowMsg::Tick { now_ms: 111_500 });
        assert_eq!(following.time(), Some((111_000, -21_000)));
        // Hidden, not begun, standing or over: nothing ticks.
        press(&mut following, "h");
        assert_eq!(following.wakes_at(), None);
        press(&mut following, "h");
        assert!(following.wakes_at().is_some());
        following.update(FollowMsg::Silent(Silence::Over));
        assert_eq!((following.wakes_at(), following.time()), (None, None));
        let not_begun = self::following(0, None);
        assert_eq!((not_begun.wakes_at(), not_begun.time()), (None, None));
        let mut standing = not_begun.clone();
        let timer = &mut standing.told.as_mut().unwrap().timer;
        (timer.has_begun, timer.before_ms) = (true, 5_000);
        assert_eq!((standing.wakes_at(), standing.time()), (None, Some((5_000, 35_000))));
    }

    #[test]
    fn keys_ask_for_steps_and_for_nothing_else() {
        let mut following = following(2, None);
        let asks = |drive| vec![FollowEffect::Drive(drive)];
        for (keys, drive) in [
            ("space", Drive::Next),
            ("pagedown", Drive::Next),
            ("enter", Drive::Next),
            ("pageup", Drive::Back),
            ("left", Drive::Back),
            ("home", Drive::First),
            ("end", Drive::Last),
            ("b", Drive::Black),
            (".", Drive::Black),
            ("w", Drive::White),
            ("t", Drive::Timer),
            ("T", Drive::TimerStop),
            ("esc", Drive::Show),
            ("f5", Drive::Show),
            ("1 2 enter", Drive::To(11)),
            ("0 enter", Drive::To(0)),
            ("9 9 9 9 9 enter", Drive::To(9_998)),
            ("7 space", Drive::Next),
        ] {
            assert_eq!(press(&mut following, keys), asks(drive), "{keys}");
        }
        assert_eq!(press(&mut following, "j k"), [FollowEffect::Scroll(1), FollowEffect::Scroll(-1)]);
        for keys in ["l", "s", "a", "i", ":", "o", "m", "u", "+", "7 x"] {
            assert_eq!(press(&mut following, keys), [], "{keys}");
        }
        // Without a talk there is nobody to ask.
        following.update(FollowMsg::Silent(Silence::Over));
        assert_eq!(press(&mut following, "space b 3 enter"), []);
        assert_eq!(press(&mut following, "q"), [FollowEffect::Quit]);
        assert!(following.ended);
    }

    #[test]
    fn another_step_is_read_from_its_top() {
        let mut following = following(2, None);
        following.update(FollowMsg::Scrolled(7));
        press(&mut following, "1");
        following.update(FollowMsg::Told { told: Box::new(told(2, Some(1))), talk_ms: 1, now_ms: 1 });
        assert_eq!((following.scroll, following.typed), (7, Some(1)));
        following.update(FollowMsg::Told { told: Box::new(told(3, Some(1))), talk_ms: 1, now_ms: 1 });
        assert_eq!((following.scroll, following.typed), (0, None));
    }

    #[test]
    fn a_talk_that_ends_is_not_one_that_never_was() {
        let mut following = following(2, None);
        following.update(FollowMsg::Silent(Silence::Over));
        following.update(FollowMsg::Silent(Silence::NotBegun));
        assert_eq!(following.silence, Silence::Over);
    }
}
