//! Runs a program in a pseudo-terminal and watches what it paints.
//!
//! Nothing here waits and hopes. The end of a frame is known from the synchronized-update bracket that every frame
//! ends with, so a wait looks at whole frames only; every wait has a deadline.

use std::fs;
use std::io::Write;
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, native_pty_system};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use stockout::app::Code;
use stockout::app::key::{Stroke, parse_macro};
use stockout::harness::Harness;
use vt100::Screen;

use super::measure::bar;
use super::start::{Home, pty_size};
use super::state::{Reading, Shared, nonzero, picture};

/// Far beyond anything that works, for a machine that is busy with other things.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// A program in a terminal.
pub(crate) struct Session {
    shared: Arc<Shared>,
    writer: Option<Box<dyn Write + Send>>,
    master: Option<Box<dyn MasterPty + Send>>,
    pid: u32,
    started: Instant,
    line_before: String,
    home: Arc<Home>,
}

impl Session {
    #[expect(clippy::disallowed_methods, reason = "starts are timed")]
    pub(crate) fn spawn(command: CommandBuilder, size: (u16, u16), home: Arc<Home>) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).expect("a pseudo-terminal");
        let line_before = format!("{:?}", pair.master.get_termios());
        let shared = Arc::new(Shared::new(size.0, size.1));
        let reader = pair.master.try_clone_reader().expect("a reader");
        let read = Arc::clone(&shared);
        thread::spawn(move || read.read_all(reader));
        let started = Instant::now();
        let mut child = pair.slave.spawn_command(command).expect("the program starts");
        let pid = child.process_id().expect("a process id");
        let watched = Arc::clone(&shared);
        thread::spawn(move || {
            let status = child.wait().expect("an exit status");
            watched.lock().exit = Some((status.exit_code(), status.signal().map(str::to_owned)));
            watched.changed.notify_all();
        });
        let writer = pair.master.take_writer().expect("a writer");
        Self { shared, writer: Some(writer), master: Some(pair.master), pid, started, line_before, home }
    }

    /// Types these bytes, in one write.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.write(keys.as_bytes());
    }

    /// As [`Session::keys`], with bytes that are no text.
    pub(crate) fn write(&mut self, keys: &[u8]) {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(keys).and_then(|()| writer.flush()).expect("keys are taken");
    }

    /// As [`Session::write`], for a program that may end meanwhile.
    pub(crate) fn try_write(&mut self, keys: &[u8]) {
        let writer = self.writer.as_mut().expect("the terminal is open");
        // Who has ended reads no more; the exit code is asked for later.
        drop(writer.write_all(keys).and_then(|()| writer.flush()));
    }

    /// The exit code, if it has ended.
    pub(crate) fn code(&self) -> Option<u32> {
        self.shared.lock().exit.as_ref().map(|(code, _)| *code)
    }

    /// Types a macro of the program's own language, in one write. Escape must be the last of it: what follows would be
    /// taken for a part of it.
    pub(crate) fn play(&mut self, text: &str) {
        self.keys(&bytes_of(text));
    }

    /// Waits until a whole frame satisfies `wanted`, and returns that frame.
    #[track_caller]
    pub(crate) fn wait(&self, wanted: impl Fn(&Screen) -> bool) -> Screen {
        let state = self.shared.wait(DEADLINE, |s| s.frame.as_ref().is_some_and(&wanted));
        let state = state.unwrap_or_else(|state| panic!("no such frame{}", state.describe()));
        state.frame.clone().expect("just seen")
    }

    /// Waits until a whole frame contains `text`.
    #[track_caller]
    pub(crate) fn wait_text(&self, text: &str) -> Screen {
        let state = self.shared.wait(DEADLINE, |s| s.frame.as_ref().is_some_and(|f| f.contents().contains(text)));
        let state = state.unwrap_or_else(|state| panic!("never “{text}”{}", state.describe()));
        state.frame.clone().expect("just seen")
    }

    /// Waits until a whole frame reads as the one that the harness paints without a terminal.
    #[track_caller]
    pub(crate) fn shows(&self, harness: &Harness) -> Screen {
        let wanted = picture(&harness.text());
        let state = self.shared.wait(DEADLINE, |s| s.pictures.last() == Some(&wanted));
        let state = state.unwrap_or_else(|state| panic!("never shows\n{wanted}\n{}", state.describe()));
        state.frame.clone().expect("just seen")
    }

    /// Waits for more frames than these, and gives the text of the first of them.
    #[track_caller]
    pub(crate) fn frame_after(&self, frames: usize) -> String {
        let state = self.shared.wait(DEADLINE, |s| s.pictures.len() > frames);
        let state = state.unwrap_or_else(|state| panic!("no frame{}", state.describe()));
        state.pictures[frames].clone()
    }

    /// Waits for the screen as it is, frame or not: for what a shell or a dying program prints.
    #[track_caller]
    pub(crate) fn wait_raw(&self, wanted: impl Fn(&Screen) -> bool) -> Screen {
        let state = self.shared.wait(DEADLINE, |s| wanted(s.live.screen()));
        let state = state.unwrap_or_else(|state| panic!("no such screen{}", state.describe()));
        state.live.screen().clone()
    }

    /// Waits until `ready` holds, looking again whenever something is printed and every few milliseconds: for things
    /// outside the terminal that cannot be waited for.
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "every wait has a deadline")]
    pub(crate) fn wait_until(&self, what: &str, ready: impl Fn() -> bool) {
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            if ready() {
                return;
            }
            let before = self.mark();
            self.prints_nothing_for(Duration::from_millis(5), before);
        }
        panic!("never {what}{}", self.shared.lock().describe());
    }

    /// Whether more than so many bytes are read within so long from now.
    pub(crate) fn has_read(&self, bytes: usize, patience: Duration) -> bool {
        self.shared.wait(patience, |state| state.bytes.len() > bytes).is_ok()
    }

    /// Whether nothing is printed after `mark` for `time` from now.
    pub(crate) fn prints_nothing_for(&self, time: Duration, mark: usize) -> bool {
        self.shared.wait(time, |state| state.bytes.len() > mark).is_err()
    }

    /// Waits until what was typed has been taken, or the program has ended: the kernel keeps nothing of it, and neither the
    /// thread that reads it nor the one that acts on it has anything to do. What is computed aside may go on.
    #[track_caller]
    pub(crate) fn wait_taken(&self) {
        let rests = |task: &str| {
            let status = fs::read_to_string(format!("{task}/status"));
            status.is_ok_and(|status| status.contains("State:\tS"))
        };
        let reads = |task: &String| fs::read_to_string(format!("{task}/comm")).is_ok_and(|name| name.trim() == "input");
        let acts = format!("/proc/{0}/task/{0}", self.pid);
        let is_taken = || {
            // In this order, which is that of a key. Who has given the line back is about to end.
            let is_read =
                !self.typed_waits() && tasks(self.pid).iter().filter(|task| reads(task)).all(|task| rests(task));
            is_read && rests(&acts) && !self.is_cooked()
        };
        self.wait_until("taken", || self.code().is_some() || is_taken());
    }

    /// Whether there is something to be read that was typed. Unlike what counts it, waiting for it has the kernel hand over
    /// what is still on its way.
    fn typed_waits(&self) -> bool {
        let flags = OFlags::RDONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let Ok(line) = rustix::fs::open(self.tty(), flags, Mode::empty()) else { return false };
        let mut waited = [PollFd::new(&line, PollFlags::IN)];
        poll(&mut waited, Some(&Timespec::default())).is_ok() && waited[0].revents().contains(PollFlags::IN)
    }

    /// Whether something may have been printed that nobody has read: who reads it has something to do.
    fn printed_waits(&self) -> bool {
        let Some(reader) = self.shared.lock().reader.clone() else { return true };
        // One that has ended reads no more.
        fs::read_to_string(reader.join("status")).is_ok_and(|status| !status.contains("State:\tS"))
    }

    /// Waits until nothing more is to come: nothing is printed, and no thread of the program, or of one that it has
    /// started, has done anything meanwhile.
    #[track_caller]
    pub(crate) fn settle(&self) {
        self.wait_until("quiet", || {
            let (mark, before) = (self.mark(), self.activity());
            before.is_some()
                && !self.typed_waits()
                && !self.printed_waits()
                && self.prints_nothing_for(Duration::from_millis(100), mark)
                && self.activity() == before
        });
    }

    /// What has been done so far, as far as the system tells: how often its threads gave up the processor, by
    /// themselves or not, and how long they had it. `None` while one has it, or waits for it.
    fn activity(&self) -> Option<Vec<String>> {
        let mut said = Vec::new();
        for task in tasks(self.pid) {
            let read = |name: &str| fs::read_to_string(format!("{task}/{name}"));
            // A thread that has ended does nothing any more.
            let (Ok(status), Ok(times)) = (read("status"), read("schedstat")) else { continue };
            // Others wait for a processor, a disk or whoever traces them, and go on by themselves.
            if !["S", "T", "Z", "X"].iter().any(|state| status.contains(&format!("State:\t{state}"))) {
                return None;
            }
            said.push(times);
        }
        Some(said)
    }

    /// Changes the size of the terminal, and tells the program as a real one does. What has no cells still has one here.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        // Locked throughout, so that no frame for the new size is read with the old one.
        let mut state = self.shared.lock();
        state.live.screen_mut().set_size(nonzero(rows.max(1)), nonzero(columns.max(1)));
        self.master().resize(pty_size((columns, rows))).expect("the size is changed");
    }

    /// As [`Session::signal`], for a program that may end meanwhile.
    pub(crate) fn try_signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid.cast_signed()).expect("a process id");
        // Who has ended hears nothing.
        let _ = kill_process(pid, signal);
    }

    /// Sends a signal to the program that was started.
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.pid.cast_signed()).expect("a process id");
        kill_process(pid, signal).expect("the signal is sent");
    }

    /// Ends the program in a way that it cannot catch, and waits until it is gone.
    #[track_caller]
    pub(crate) fn kill(self) {
        self.signal(Signal::KILL);
        let gone = self.shared.wait(DEADLINE, |state| state.exit.is_some());
        drop(gone.unwrap_or_else(|state| panic!("still running{}", state.describe())));
    }

    /// Waits for the end, and gives the exit code; a death by signal is a failure.
    #[track_caller]
    pub(crate) fn wait_exit(&self) -> u32 {
        let state = self.shared.wait(DEADLINE, |state| state.exit.is_some());
        let state = state.unwrap_or_else(|state| panic!("still running{}", state.describe()));
        match state.exit.clone().expect("just seen") {
            (code, None) => code,
            (_, Some(signal)) => panic!("killed by {signal}{}", state.describe()),
        }
    }

    /// As [`Session::wait_exit`], with a bar on the time that it takes from now.
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "it has a bar")]
    pub(crate) fn exits_within(&self, most_ms: u64) -> u32 {
        let begun = Instant::now();
        let code = self.wait_exit();
        bar("the end", begun.elapsed(), most_ms);
        code
    }

    /// Asserts that the program has left the terminal as it found it, line settings included, and returns the screen
    /// that the user is left with.
    #[track_caller]
    pub(crate) fn modes_clean(&self) -> Screen {
        let state = self.shared.wait(DEADLINE, |state| state.reader_gone);
        let state = state.unwrap_or_else(|state| panic!("output goes on{}", state.describe()));
        assert_eq!(state.modes_left(), Vec::<String>::new(), "left set{}", state.describe());
        assert_eq!(format!("{:?}", self.master().get_termios()), self.line_before);
        state.live.screen().clone()
    }

    /// The modes that are set now, by name, line settings not included.
    pub(crate) fn modes_set(&self) -> Vec<String> {
        self.shared.lock().modes_left()
    }

    /// Whether the terminal hands over lines (`true`) or single keys.
    pub(crate) fn is_cooked(&self) -> bool {
        format!("{:?}", self.master().get_termios()).contains("ICANON")
    }

    /// A point in the output, for [`Session::bytes_since`].
    pub(crate) fn mark(&self) -> usize {
        self.shared.lock().bytes.len()
    }

    /// Everything printed since.
    pub(crate) fn bytes_since(&self, mark: usize) -> Vec<u8> {
        self.shared.lock().bytes[mark..].to_vec()
    }

    /// Whole frames so far.
    pub(crate) fn frames(&self) -> usize {
        self.shared.lock().pictures.len()
    }

    /// Waits for a frame behind so many with a line in which all these words are; gives its number.
    #[track_caller]
    pub(crate) fn frame_with(&self, behind: usize, words: &[&str]) -> usize {
        let has = |line: &str| words.iter().all(|word| line.contains(word));
        let found = |pictures: &[String]| pictures.iter().skip(behind).position(|picture| picture.lines().any(has));
        let state = self.shared.wait(DEADLINE, |s| found(&s.pictures).is_some());
        let state = state.unwrap_or_else(|state| panic!("never {words:?}{}", state.describe()));
        behind + found(&state.pictures).expect("just seen")
    }

    /// When the program was started.
    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    /// Waits for a whole frame that contains `text`, and gives the moment when the first of them was whole.
    #[track_caller]
    pub(crate) fn time_when(&self, text: &str) -> Instant {
        let first = |pictures: &[String]| pictures.iter().position(|picture| picture.contains(text));
        let state = self.shared.wait(DEADLINE, |s| first(&s.pictures).is_some());
        let state = state.unwrap_or_else(|state| panic!("never “{text}”{}", state.describe()));
        state.times[first(&state.pictures).expect("just seen")]
    }

    /// When a frame was whole, by its number.
    pub(crate) fn time_of(&self, frame: usize) -> Instant {
        self.shared.lock().times[frame]
    }

    /// Stops reading (after at most one more piece), as a terminal does that is scrolled back.
    pub(crate) fn stop_reading(&self) {
        self.shared.lock().reading = Reading::ToPause;
    }

    /// Reads on.
    pub(crate) fn read_on(&self) {
        let mut state = self.shared.lock();
        (state.reading, state.pace) = (Reading::On, None);
        drop(state);
        self.shared.changed.notify_all();
    }

    /// Closes the terminal under the program.
    ///
    /// A blocked reader cannot let go of the terminal, so the program is first made to print something, by a new size.
    #[track_caller]
    pub(crate) fn hang_up(&mut self) {
        self.hang_up_on(|session| {
            let (rows, columns) = session.shared.lock().live.screen().size();
            session.resize(columns.get() + 1, rows.get());
        });
    }

    /// As [`Session::hang_up`], with something else that makes somebody print.
    #[track_caller]
    pub(crate) fn hang_up_on(&mut self, prints: impl FnOnce(&Self)) {
        self.shared.lock().hang_up = true;
        prints(self);
        let gone = self.shared.wait(DEADLINE, |state| state.reader_gone);
        drop(gone.unwrap_or_else(|state| panic!("prints nothing{}", state.describe())));
        self.writer = None;
        self.master = None;
    }

    /// Whether the terminal was closed under the program.
    pub(crate) fn is_hung_up(&self) -> bool {
        self.master.is_none()
    }

    /// The process that was started.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    /// The program's home.
    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// The same, to be shared with another program.
    pub(crate) fn own_home(&self) -> &Arc<Home> {
        &self.home
    }

    /// The path of the terminal device.
    pub(crate) fn tty(&self) -> String {
        self.master().tty_name().expect("a name").display().to_string()
    }

    /// The processor time that all threads of the program have had so far, those that have ended left out.
    pub(crate) fn cpu(&self) -> Duration {
        let times = tasks(self.pid).into_iter().map(|task| fs::read_to_string(format!("{task}/schedstat")));
        let first = |text: String| text.split_whitespace().next().and_then(|ns| ns.parse::<u64>().ok());
        Duration::from_nanos(times.filter_map(|text| first(text.ok()?)).sum())
    }

    /// How often any thread of the program gave up the processor by itself, so far.
    pub(crate) fn voluntary_switches(&self) -> u64 {
        tasks(self.pid).iter().map(|task| number_in(&format!("{task}/status"), "voluntary_ctxt_switches")).sum()
    }

    /// KiB of memory that the program has at the moment.
    pub(crate) fn memory(&self) -> u64 {
        number_in(&format!("/proc/{}/status", self.pid), "RssAnon")
    }

    /// Fills the terminal until the program waits for it to be read: each Ctrl-L paints everything anew, and the kernel
    /// takes a few frames only.
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "every wait has a deadline")]
    pub(crate) fn block(&mut self) {
        self.stop_reading();
        let path = format!("/proc/{}/wchan", self.pid);
        let writes = || fs::read_to_string(&path).is_ok_and(|at| at.contains("n_tty_write") || at == "wait_woken");
        let shared = Arc::clone(&self.shared);
        // As long as somebody reads it is held up for a moment only.
        let is_writing = || shared.lock().reading == Reading::Paused && writes();
        // What comes together is painted once, and the kernel may take dozens of pictures.
        let begun = Instant::now();
        while !is_writing() && begun.elapsed() < DEADLINE {
            self.play("<c-l>");
            self.prints_nothing_for(Duration::from_millis(5), self.mark());
        }
        self.wait_until("blocked in write(2)", is_writing);
    }

    /// Reads so many bytes a second from now on.
    pub(crate) fn read_slowly(&self, a_second: usize) {
        self.shared.lock().pace = Some((a_second / 40, Duration::from_millis(25)));
    }

    fn master(&self) -> &dyn MasterPty {
        self.master.as_deref().expect("the terminal is open")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.shared.lock().exit.is_none()
            && let Some(pid) = Pid::from_raw(self.pid.cast_signed())
        {
            // It may have ended meanwhile.
            let _ = kill_process(pid, Signal::KILL);
        }
        self.read_on();
        // Whoever starts the next one may look whether this one still runs.
        drop(self.shared.wait(Duration::from_secs(5), |state| state.exit.is_some()));
    }
}

/// The threads of a program, and of all that it has started: their folders under `/proc`.
fn tasks(program: u32) -> Vec<String> {
    let mut found = Vec::new();
    let mut programs = vec![program];
    while let Some(pid) = programs.pop() {
        let Ok(entries) = fs::read_dir(format!("/proc/{pid}/task")) else { continue };
        for entry in entries.flatten() {
            let task = entry.path().display().to_string();
            let children = fs::read_to_string(format!("{task}/children")).unwrap_or_default();
            programs.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
            found.push(task);
        }
    }
    found
}

/// The number behind a name in one of the system's lists; 0 if there is none.
fn number_in(path: &str, name: &str) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or_default()
}

/// How often what takes long is repeated: once or a few times, or as often as `PTY_REPEATS` says.
pub(crate) fn repeats(least: usize) -> usize {
    number("PTY_REPEATS", least)
}

/// What a variable says of how much is to be done; without it, little.
pub(crate) fn number<N: FromStr>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

/// What a terminal sends for a macro.
pub(crate) fn bytes_of(text: &str) -> String {
    let strokes = parse_macro(text).expect("a macro");
    let bytes = strokes.iter().map(|stroke| {
        let Stroke::Key(key) = stroke else { panic!("nothing here waits") };
        match (key.code, key.shift, key.ctrl) {
            (Code::Char(c), _, true) => char::from(c as u8 & 0x1f).to_string(),
            (Code::Char(c), ..) => c.to_string(),
            (Code::Enter, ..) => "\r".to_owned(),
            (Code::Esc, ..) => "\x1b".to_owned(),
            (Code::Tab, ..) => "\t".to_owned(),
            (Code::BackTab, ..) => "\x1b[Z".to_owned(),
            (Code::Backspace, ..) => "\x7f".to_owned(),
            (Code::Delete, ..) => "\x1b[3~".to_owned(),
            (Code::F5, ..) => "\x1b[15~".to_owned(),
            (Code::PageUp, ..) => "\x1b[5~".to_owned(),
            (Code::PageDown, ..) => "\x1b[6~".to_owned(),
            (code, shift, _) => {
                let letter = match code {
                    Code::Up => 'A',
                    Code::Down => 'B',
                    Code::Right => 'C',
                    Code::Left => 'D',
                    Code::Home => 'H',
                    _ => 'F',
                };
                if shift { format!("\x1b[1;2{letter}") } else { format!("\x1b[{letter}") }
            }
        }
    });
    bytes.collect()
}
