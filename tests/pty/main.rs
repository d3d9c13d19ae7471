//! The demo program, run in a pseudo-terminal, in all the ways it can end and be disturbed.

#[cfg(test)]
mod session;
#[cfg(test)]
mod state;

#[cfg(test)]
mod endings;
#[cfg(test)]
mod life;

#[cfg(test)]
fn demo(args: &[&str], env: &[(&str, &str)]) -> session::Session {
    let session = session::Session::spawn(DEMO, args, env, 24, 80);
    session.wait_text("counter 80x24");
    session
}

#[cfg(test)]
const DEMO: &str = env!("CARGO_BIN_EXE_demo");
