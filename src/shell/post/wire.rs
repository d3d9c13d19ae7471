//! What goes over the socket: a line of JSON each, with the version of this language first. From the talk: all that is
//! told, whenever it changes, with the time of the talk's clock. To the talk: what is asked of it.

use std::io::{self, BufRead, ErrorKind, Read};
use std::os::unix::net::UnixStream;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::app::{Drive, Told};

/// The version of the language.
const VERSION: u32 = 1;
/// The longest line that is taken from a talk.
pub(in crate::shell) const LONGEST_LETTER: u64 = 1 << 20;
/// The longest line that a talk takes.
pub(in crate::shell) const LONGEST_WISH: u64 = 1 << 10;

/// What a talk tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    v: u32,
    /// The time of the talk's clock, in milliseconds.
    pub now_ms: u64,
    /// All there is to tell.
    pub told: Told,
}

/// What is asked of a talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::shell) struct Wish {
    v: u32,
    pub(in crate::shell) drive: Drive,
}

/// What is there before anything else is known.
#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl Wish {
    pub(in crate::shell) fn new(drive: Drive) -> Self {
        Self { v: VERSION, drive }
    }
}

/// A letter as it is sent.
pub(in crate::shell) fn letter(told: &Told, now_ms: u64) -> io::Result<Vec<u8>> {
    // Not a letter of its own: what is told is shared.
    #[derive(Serialize)]
    struct Shared<'a> {
        v: u32,
        now_ms: u64,
        told: &'a Told,
    }
    line(&Shared { v: VERSION, now_ms, told })
}

/// Something as a line.
pub(in crate::shell) fn line(what: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    Ok(line)
}

/// Reads the next line; `None` at the end. Leaves what it read in `buffer`.
///
/// # Errors
/// If the line is too long, of another version of the language, or no line of it.
pub(in crate::shell) fn read<T: DeserializeOwned>(
    reader: &mut impl BufRead,
    longest: u64,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<T>> {
    buffer.clear();
    if reader.take(longest).read_until(b'\n', buffer)? == 0 {
        return Ok(None);
    }
    if buffer.last() != Some(&b'\n') {
        // Cut off in the middle, or without an end.
        return if buffer.len() as u64 == longest { Err(wrong("a line is too long")) } else { Ok(None) };
    }
    let Version { v } = serde_json::from_slice(buffer)?;
    if v != VERSION {
        return Err(wrong(&format!("it speaks version {v} of the language of talks, and this program {VERSION}")));
    }
    Ok(Some(serde_json::from_slice(buffer)?))
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

/// Whether whoever is at the other end is the same person. The folder keeps others out already; this is for a folder
/// that was opened to them.
pub(in crate::shell) fn is_own(stream: &UnixStream) -> bool {
    peer(stream).is_none_or(|user| is_same(user, rustix::process::geteuid().as_raw()))
}

/// Not even the superuser, who needs no door.
fn is_same(user: u32, own: u32) -> bool {
    user == own
}

/// The user at the other end, where the system tells; elsewhere the folder's permissions have to do.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell")]
fn peer(stream: &UnixStream) -> Option<u32> {
    // Who cannot be known is nobody: no user has this number.
    Some(rustix::net::sockopt::socket_peercred(stream).map_or(u32::MAX, |peer| peer.uid.as_raw()))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn peer(_: &UnixStream) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn wish(text: &str) -> io::Result<Option<Wish>> {
        read(&mut BufReader::new(text.as_bytes()), LONGEST_WISH, &mut Vec::new())
    }

    #[test]
    fn only_the_same_user_is_let_in() {
        assert!(is_same(1000, 1000) && is_same(0, 0));
        assert!(!is_same(1001, 1000) && !is_same(0, 1000) && !is_same(1000, 0) && !is_same(u32::MAX, 1000));
        let (here, there) = UnixStream::pair().unwrap();
        assert!(is_own(&here) && is_own(&there));
        #[cfg(target_os = "linux")]
        assert_eq!(peer(&here), Some(rustix::process::geteuid().as_raw()));
    }

    #[test]
    fn wishes_are_lines_of_their_version_and_nothing_else() {
        let said = String::from_utf8(line(&Wish::new(Drive::To(4))).unwrap()).unwrap();
        assert_eq!(said, "{\"v\":1,\"drive\":{\"to\":4}}\n");
        assert_eq!(wish(&said).unwrap(), Some(Wish::new(Drive::To(4))));
        assert_eq!(wish("{\"v\":1,\"drive\":\"next\"}\n").unwrap(), Some(Wish::new(Drive::Next)));
        assert_eq!(wish("").unwrap(), None);
        assert_eq!(wish("{\"v\":1,\"drive\":\"next\"}").unwrap(), None, "cut off");
        for wrong in
            ["\n", "next\n", "{\"v\":1}\n", "{\"v\":1,\"drive\":\"quit\"}\n", "{\"v\":1,\"drive\":{\"to\":-1}}\n"]
        {
            assert!(wish(wrong).is_err(), "{wrong}");
        }
        assert!(wish(&"x".repeat(2_000)).unwrap_err().to_string().contains("too long"));
        let other = wish("{\"v\":2,\"what\":[]}\n").unwrap_err().to_string();
        assert!(other.contains("version 2"), "{other}");
    }
}
