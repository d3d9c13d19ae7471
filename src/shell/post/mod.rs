//! A talk, told to whoever follows it from a second terminal of the same person: a socket in the person's own folder, a
//! thread that waits for followers, and two threads for each of them. The talk itself waits for none: what it tells goes
//! into a slot, over what may wait there, and a follower that does not read misses what was in between.

pub(crate) mod folder;
mod teller;
pub(crate) mod wire;

use std::fs::{self, Permissions};
use std::io::{self, BufReader, ErrorKind, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;

use super::clock::Clock;
use super::events::Event;
use crate::app::{State, Told};
use teller::Teller;
use wire::{LONGEST_WISH, Wish};

/// More followers than any speaker has screens.
const MOST_FOLLOWERS: usize = 8;

/// Opens a talk to followers while a story is on stage.
#[derive(Default)]
pub(super) struct Telling {
    post: Option<Post>,
    /// It was tried to open it.
    is_tried: bool,
}

impl Telling {
    /// Tells what is new. Where nobody can follow, the talk goes on all the same.
    pub(super) fn tell(&mut self, state: &State, events: &Sender<Event>, clock: Clock) {
        if state.stage.is_none() {
            *self = Self::default();
            return;
        }
        if !self.is_tried {
            self.is_tried = true;
            let opened = Post::open(events, clock);
            self.post = opened.inspect_err(|error| tracing::warn!(%error, "nobody can follow the talk")).ok();
        }
        if let Some(post) = &mut self.post {
            post.tell(state);
        }
    }
}

/// Tells of a talk, as long as it lives.
struct Post {
    hub: Arc<Hub>,
    path: PathBuf,
    teller: Teller,
}

/// What the threads share.
struct Hub {
    followers: Mutex<Vec<Arc<Follower>>>,
    /// Nobody is let in any more.
    is_closed: AtomicBool,
    clock: Clock,
}

/// One who follows.
struct Follower {
    stream: UnixStream,
    slot: Mutex<Slot>,
    news: Condvar,
}

/// What is to be told to one.
#[derive(Default)]
struct Slot {
    /// The newest, until it is taken.
    waits: Option<Arc<Told>>,
    /// The newest that was put there.
    last: Option<Arc<Told>>,
    is_gone: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing under these locks can panic.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Follower {
    /// Puts there what it was not told yet.
    fn tell(&self, told: &Arc<Told>) {
        let mut slot = lock(&self.slot);
        if slot.last.as_ref() != Some(told) {
            slot.last = Some(Arc::clone(told));
            slot.waits = Some(Arc::clone(told));
            self.news.notify_one();
        }
    }

    /// Waits for the next that is to be told; `None` once it is gone.
    fn next(&self) -> Option<Arc<Told>> {
        let idle = |slot: &mut Slot| slot.waits.is_none() && !slot.is_gone;
        let mut slot = self.news.wait_while(lock(&self.slot), idle).unwrap_or_else(PoisonError::into_inner);
        slot.waits.take().filter(|_| !slot.is_gone)
    }

    fn leave(&self) {
        lock(&self.slot).is_gone = true;
        self.news.notify_one();
        // Whoever reads or writes there comes back. It may be shut already.
        drop(self.stream.shutdown(Shutdown::Both));
    }
}

impl Post {
    /// Opens a talk to followers, whose wishes become events.
    ///
    /// # Errors
    /// If there is no folder for its socket, or the system has no thread left.
    fn open(events: &Sender<Event>, clock: Clock) -> io::Result<Self> {
        Self::open_in(&folder::folder()?, events, clock)
    }

    fn open_in(folder: &Path, events: &Sender<Event>, clock: Clock) -> io::Result<Self> {
        folder::tidy(folder);
        let beside = folder::socket_in_the_making(folder, process::id());
        let path = folder::socket(folder, process::id());
        // A dead process may have had our number.
        for old in [&beside, &path] {
            drop(fs::remove_file(old));
        }
        // It gets its name once somebody listens: whoever waits for the name is not to knock in vain.
        let listener = UnixListener::bind(&beside)?;
        fs::set_permissions(&beside, Permissions::from_mode(0o600))?;
        fs::rename(&beside, &path)?;
        let hub = Arc::new(Hub { followers: Mutex::default(), is_closed: AtomicBool::new(false), clock });
        let post = Self { hub: Arc::clone(&hub), path, teller: Teller::default() };
        let events = events.clone();
        Builder::new().name("post".into()).spawn(move || hub.let_in(&listener, &events))?;
        Ok(post)
    }

    /// Tells every follower what it does not know yet. Costs next to nothing where nobody follows.
    fn tell(&mut self, state: &State) {
        let followers = lock(&self.hub.followers).clone();
        if followers.is_empty() {
            return;
        }
        let Some(told) = self.teller.told(state).map(Arc::new) else { return };
        for follower in followers {
            follower.tell(&told);
        }
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.hub.is_closed.store(true, Ordering::SeqCst);
        // Whoever waits for followers is woken by one. On failure it waits on, and does no harm.
        drop(UnixStream::connect(&self.path));
        drop(fs::remove_file(&self.path));
        for follower in lock(&self.hub.followers).drain(..) {
            follower.leave();
        }
    }
}

impl Hub {
    fn let_in(self: &Arc<Self>, listener: &UnixListener, events: &Sender<Event>) {
        for stream in listener.incoming() {
            if self.is_closed.load(Ordering::SeqCst) {
                return;
            }
            match stream {
                // Whoever is not let in finds the line dead.
                Ok(stream) => drop(self.welcome(stream, events)),
                Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionAborted) => {}
                // Asked again at once the system would say the same.
                Err(error) => {
                    tracing::warn!(%error, "no more followers are let in");
                    return;
                }
            }
        }
    }

    fn welcome(self: &Arc<Self>, stream: UnixStream, events: &Sender<Event>) -> io::Result<()> {
        if !wire::is_own(&stream) || lock(&self.followers).len() >= MOST_FOLLOWERS {
            tracing::warn!("a follower was not let in");
            return Ok(());
        }
        let reader = stream.try_clone()?;
        let writer = stream.try_clone()?;
        let follower = Arc::new(Follower { stream, slot: Mutex::default(), news: Condvar::new() });
        lock(&self.followers).push(Arc::clone(&follower));
        let started = self.start(&follower, reader, writer, events);
        if started.is_err() {
            self.forget(&follower);
        }
        // The loop knows what there is to tell.
        drop(events.send(Event::Wake));
        started
    }

    fn start(
        self: &Arc<Self>,
        follower: &Arc<Follower>,
        reader: UnixStream,
        writer: UnixStream,
        events: &Sender<Event>,
    ) -> io::Result<()> {
        let (hub, own, events) = (Arc::clone(self), Arc::clone(follower), events.clone());
        Builder::new().name("follower".into()).spawn(move || {
            if let Err(error) = listen(reader, &events, hub.clock) {
                tracing::warn!(%error, "a follower said something else");
            }
            hub.forget(&own);
        })?;
        let (hub, own) = (Arc::clone(self), Arc::clone(follower));
        Builder::new().name("follower's post".into()).spawn(move || {
            let mut writer = writer;
            while let Some(told) = own.next() {
                let sent = wire::letter(&told, hub.clock.now_ms()).and_then(|letter| writer.write_all(&letter));
                if sent.is_err() {
                    break;
                }
            }
            hub.forget(&own);
        })?;
        Ok(())
    }

    fn forget(&self, follower: &Arc<Follower>) {
        lock(&self.followers).retain(|other| !Arc::ptr_eq(other, follower));
        follower.leave();
    }
}

/// What there is to tell of a state, without anybody who follows.
pub(crate) fn told(state: &State) -> Option<Told> {
    Teller::default().told(state)
}

/// Makes events of wishes, until there are no more.
fn listen(stream: UnixStream, events: &Sender<Event>, clock: Clock) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut buffer = Vec::new();
    while let Some(Wish { drive, .. }) = wire::read(&mut reader, LONGEST_WISH, &mut buffer)? {
        if events.send(Event::Drive { drive, read_ms: clock.now_ms() }).is_err() {
            // The talk is over.
            return Ok(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use super::wire::{LONGEST_LETTER, Letter};
    use super::*;
    use crate::app::{Drive, Msg, Presenting, update};
    use crate::scenario::{NoFiles, load};

    const PATIENCE: Duration = Duration::from_secs(20);

    struct Talk {
        _folder: tempfile::TempDir,
        post: Post,
        events: Receiver<Event>,
    }

    fn talk() -> Talk {
        let folder = tempfile::tempdir().unwrap();
        let (sender, events) = channel();
        let post = Post::open_in(folder.path(), &sender, Clock::start()).unwrap();
        Talk { _folder: folder, post, events }
    }

    fn on_stage() -> State {
        let scenario = load("the-ban", &NoFiles).unwrap();
        let reference = scenario.reference.clone();
        let mut state = State::new(Arc::new(scenario), reference, vec![]);
        update(&mut state, Msg::Present { how: Presenting::default(), now_ms: 0 });
        state
    }

    fn drive(state: &mut State, drive: Drive) {
        update(state, Msg::Drive { drive, now_ms: 0 });
    }

    impl Talk {
        fn follow(&self) -> BufReader<UnixStream> {
            let stream = UnixStream::connect(&self.post.path).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            assert_eq!(self.events.recv_timeout(PATIENCE), Ok(Event::Wake));
            BufReader::new(stream)
        }
    }

    fn read(reader: &mut BufReader<UnixStream>) -> Option<Letter> {
        wire::read(reader, LONGEST_LETTER, &mut Vec::new()).unwrap()
    }

    #[test]
    fn followers_are_told_the_newest_once_and_what_they_ask_comes_in() {
        let mut talk = talk();
        assert_eq!(fs::metadata(&talk.post.path).unwrap().permissions().mode() & 0o777, 0o600);
        let mut first = talk.follow();
        let mut state = on_stage();
        drive(&mut state, Drive::To(1));
        talk.post.tell(&state);
        talk.post.tell(&state);
        assert_eq!(read(&mut first).unwrap().told.step, 1);
        // One that comes later is told it too, and the first not again.
        let mut second = talk.follow();
        talk.post.tell(&state);
        assert_eq!(read(&mut second).unwrap().told.step, 1);
        drive(&mut state, Drive::Next);
        talk.post.tell(&state);
        for reader in [&mut first, &mut second] {
            let told = read(reader).unwrap().told;
            assert_eq!((told.step, told.script.title.as_str()), (2, "A chip that complies"));
        }
        first.get_mut().write_all(&wire::line(&Wish::new(Drive::To(5))).unwrap()).unwrap();
        let wished = talk.events.recv_timeout(PATIENCE);
        assert!(matches!(wished, Ok(Event::Drive { drive: Drive::To(5), .. })), "{wished:?}");
        // One that speaks another language is let go; the other stays.
        first.get_mut().write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        assert_eq!(read(&mut first), None);
        drive(&mut state, Drive::Black);
        talk.post.tell(&state);
        assert!(read(&mut second).unwrap().told.blank.is_some());
        let path = talk.post.path.clone();
        drop(talk.post);
        assert_eq!(read(&mut second), None);
        assert!(!path.exists());
    }

    #[test]
    fn one_that_does_not_read_holds_up_nobody() {
        let mut talk = talk();
        let _stuck = talk.follow();
        let mut reads = talk.follow();
        let mut state = on_stage();
        // Far more than a socket keeps.
        for round in 0..2_000 {
            drive(&mut state, if round % 2 == 0 { Drive::Black } else { Drive::White });
            talk.post.tell(&state);
        }
        // What is asked behind a blank screen only lifts it.
        drive(&mut state, Drive::Show);
        drive(&mut state, Drive::To(4));
        talk.post.tell(&state);
        while read(&mut reads).unwrap().told.step != 4 {}
    }

    #[test]
    fn so_many_follow_and_no_more() {
        let talk = talk();
        let followers: Vec<_> = (0..MOST_FOLLOWERS).map(|_| talk.follow()).collect();
        let stream = UnixStream::connect(&talk.post.path).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        assert_eq!(read(&mut BufReader::new(stream)), None);
        // One that leaves makes room.
        drop(followers);
        let left = |talk: &Talk| lock(&talk.post.hub.followers).len();
        while left(&talk) > 0 {
            std::thread::yield_now();
        }
        drop(talk.follow());
    }
}
