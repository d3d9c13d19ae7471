//! What happens when something panics.
//!
//! Hooks run for every panic on every thread, also for those that `catch_unwind` is about to
//! catch. So only a panic of the thread that owns the terminal gives the terminal back; any other
//! becomes a message, and the screen stays.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::Sender;
use std::thread;

use color_eyre::config::{HookBuilder, Theme};

use super::events::Event;
use super::terminal::Terminal;
use super::threads;

/// Installs the hooks for panics and for error reports. Call it once, before entering the screen.
///
/// # Errors
///
/// If an error hook is installed already.
pub fn install(terminal: &Terminal, events: &Sender<Event>) -> color_eyre::Result<()> {
    let (report, error_hook) = builder(colored()).into_hooks();
    // What is shown on the screen must not carry escape sequences.
    let (plain, _) = builder(false).into_hooks();
    error_hook.install()?;
    let (terminal, events) = (terminal.clone(), events.clone());
    std::panic::set_hook(Box::new(move |info| {
        if terminal.is_owner() {
            terminal.restore();
        } else if !terminal.is_released() {
            let thread = thread::current().name().unwrap_or("?").to_owned();
            let report = plain.panic_report(info).to_string();
            if events.send(Event::ThreadPanicked { thread, report, goes_on: threads::goes_on() }).is_ok() {
                return;
            }
        }
        // Not `eprintln!`, which panics if standard error is closed. Should this fail there is no
        // other place to say it.
        let _ = writeln!(io::stderr().lock(), "{}", report.panic_report(info));
    }));
    Ok(())
}

fn builder(colored: bool) -> HookBuilder {
    let theme = if colored { Theme::dark() } else { Theme::new() };
    HookBuilder::default().theme(theme).display_env_section(false)
}

fn colored() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
