//! What comes from a terminal without anyone pressing a key: answers, reports, pastes; and keys in other encodings.

use std::fmt::Write;
use std::time::Duration;

use stockout::app::Code;
use stockout::app::key::{Stroke, parse_macro};

use super::session::bytes_of;
use super::start::{Start, baseline};

/// The colour of the background in the forms that terminals give it, what they are, where their cursor is, and more of
/// the kind. Many have letters in them that are commands here.
const ANSWERS: [&str; 22] = [
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
    "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    "\x1b]11;rgb:ff/ff/ff\x1b\\",
    "\x1b]11;rgba:0000/0000/0000/ffff\x07",
    "\x1b]11;#1e1e2e\x07",
    "\x1b]11;quRUbXs\x07",
    "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "\x1b]4;7;rgb:e5e5/e5e5/e5e5\x07",
    "\x1b[?62;22c",
    "\x1b[>41;379;0c",
    "\x1bP!|00000000\x1b\\",
    "\x1bP>|XTerm(379)\x1b\\",
    "\x1bP>|quRUbXs\x1b\\",
    "\x1bP1$r0m\x1b\\",
    "\x1b[12;34R",
    "\x1b[0;0R",
    "\x1b[?12;34;1R",
    "\x1b[?997;1n",
    "\x1b[?2026;2$y",
    "\x1b[?31u",
    "\x1b[8;24;80t",
    "\x1b_Gi=31;OK\x1b\\",
];

#[test]
fn answers_of_terminals_are_no_keys_wherever_they_part() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let mark = session.mark();
    for answer in ANSWERS {
        for at in 1..answer.len() {
            session.keys(&answer[..at]);
            session.keys(&answer[at..]);
        }
        // Twice, and without its end, with another behind it.
        session.keys(&answer.repeat(2));
        session.keys(&format!("{}{answer}", &answer[..answer.len() - 1]));
    }
    assert!(session.prints_nothing_for(Duration::from_millis(300), mark), "{:?}", session.frames());
    session.play("<right>");
    session.shows(&baseline("<right>"));
}

/// A program before ours has asked, and the answer comes before we read, or while we start.
#[test]
fn answers_that_come_at_the_start_are_no_keys() {
    let wanted = baseline("f");
    for answer in ANSWERS {
        let mut session = Start::stockout(&[]).open();
        session.keys(answer);
        session.wait_text("H20 closes");
        session.keys(answer);
        session.play("f");
        session.shows(&wanted);
    }
}

#[test]
fn answers_in_the_middle_of_typing_are_not_typed() {
    let mut session = Start::stockout(&[]).explore();
    session.play("/usa");
    session.wait_text("› usa");
    for answer in ANSWERS {
        // Not parted behind the Esc: where the rest is late, that closes the field.
        session.keys(&answer[..2]);
        session.keys(&answer[2..]);
    }
    session.keys("ge gain");
    session.wait_text("› usage gain");
    session.play("<enter>");
    session.wait_text("▸Usage gain");
}

/// An answer that breaks off keeps nobody from typing on.
#[test]
fn half_an_answer_does_not_make_it_deaf() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let mark = session.mark();
    for half in ["\x1b]11;rgb:1e1e/", "\x1bP>|XTe", "\x1b[?62;"] {
        session.keys(half);
        // Longer than it takes to know that there is no more.
        assert!(session.prints_nothing_for(Duration::from_millis(2_500), mark));
    }
    session.play("f");
    session.shows(&baseline("f"));
}

#[test]
fn reports_nobody_asked_for_do_no_harm() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let mark = session.mark();
    // The mouse where there is no cell, one of the wheel, the focus lost.
    session.keys("\x1b[<0;0;0M\x1b[<0;65535;65535M\x1b[<0;65535;65535m\x1b[<64;3;2M\x1b[O\x1b[I\x1b[M !!");
    assert!(session.prints_nothing_for(Duration::from_millis(300), mark), "{:?}", session.frames());
    session.play("<right>");
    session.shows(&baseline("<right>"));
}

/// As a terminal that ends lines and beeps would have it: control characters and line ends are not keys.
#[test]
fn a_paste_is_text_and_never_keys() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let mark = session.mark();
    session.keys(&format!("\x1b[200~{}\x1b[201~", "qy\r\x03\x1a".repeat(20_000)));
    assert!(session.prints_nothing_for(Duration::from_millis(300), mark));
    session.play("/");
    session.wait_text("Find a lever");
    session.keys("\x1b[200~usage\r\x1b[31mgain\x1b[201~");
    session.wait_text("› usage[31mgain");
    session.play("<c-u>usage gain<enter>");
    session.wait_text("▸Usage gain");
}

/// A million bytes of every kind but the mark of the end, and then a key.
#[test]
fn a_megabyte_pasted_outside_a_field_is_nothing() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let mark = session.mark();
    let mut state = 1_u32;
    let bytes = (0..1_000_000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    let mut paste = b"\x1b[200~".to_vec();
    paste.extend(bytes);
    paste.extend(b"\x1b[201~");
    session.write(&paste);
    assert!(session.prints_nothing_for(Duration::from_millis(300), mark));
    session.play("<right>");
    session.shows(&baseline("<right>"));
}

/// The kernel hands over what fits, and so a paste may part behind its escape character, where the rest reads as
/// letters.
#[test]
fn a_paste_that_comes_in_pieces_is_no_row_of_letters() {
    let mut session = Start::stockout(&[]).explore();
    session.settle();
    let mark = session.mark();
    let paste = format!("\x1b[200~{}\x1b[201~", "qyRU ".repeat(2_000));
    for at in [1, 2, 5, 6, 100, paste.len() - 5, paste.len() - 1] {
        session.keys(&paste[..at]);
        session.keys(&paste[at..]);
    }
    assert!(session.prints_nothing_for(Duration::from_millis(300), mark));
    session.play("<right>");
    session.shows(&baseline("<right>"));
}

/// What a terminal sends for a macro under the kitty protocol with all that it offers: every key as numbers, its going
/// up told too, with the text that it stands for.
fn kitty(text: &str) -> String {
    let mut bytes = String::new();
    for stroke in parse_macro(text).expect("a macro") {
        let Stroke::Key(key) = stroke else { panic!("nothing here waits") };
        let held = 1 + u8::from(key.shift) + if key.ctrl { 4 } else { 0 };
        let (code, last) = match key.code {
            Code::Char(c) if c.is_ascii_uppercase() => {
                let lower = c.to_ascii_lowercase() as u32;
                let (shifted, held) = (c as u32, held + 1);
                write!(bytes, "\x1b[{lower}:{shifted};{held}:1;{shifted}u\x1b[{lower};{held}:3u").unwrap();
                continue;
            }
            Code::Char(c) if !key.ctrl => {
                let code = c as u32;
                write!(bytes, "\x1b[{code};1:1;{code}u\x1b[{code};1:3u").unwrap();
                continue;
            }
            Code::Char(c) => (c as u32, 'u'),
            Code::Enter => (13, 'u'),
            Code::Esc => (27, 'u'),
            Code::Tab | Code::BackTab => (9, 'u'),
            Code::Backspace => (127, 'u'),
            Code::Delete => (3, '~'),
            Code::F5 => (15, '~'),
            Code::PageUp => (5, '~'),
            Code::PageDown => (6, '~'),
            Code::Up => (1, 'A'),
            Code::Down => (1, 'B'),
            Code::Right => (1, 'C'),
            Code::Left => (1, 'D'),
            Code::Home => (1, 'H'),
            Code::End => (1, 'F'),
        };
        let held = held + u8::from(key.code == Code::BackTab);
        write!(bytes, "\x1b[{code};{held}:1{last}\x1b[{code};{held}:3{last}").unwrap();
    }
    bytes
}

/// We ask for nothing of it; a terminal may have it on nevertheless, left by another program.
#[test]
fn the_same_keys_work_with_the_kitty_protocol_and_without() {
    let script =
        ["<right*3>", "u", "J", "/usage gain<enter>", "f", "<tab>", "<backtab>", "<c-l>", "<s-right>", "?", "<esc>"];
    let wanted: Vec<_> = (1..=script.len()).map(|steps| baseline(&script[..steps].concat())).collect();
    for encode in [bytes_of, kitty] {
        let mut session = Start::stockout(&[]).explore();
        for (keys, wanted) in script.iter().zip(&wanted) {
            session.keys(&encode(keys));
            session.shows(wanted);
        }
        assert!(!String::from_utf8_lossy(&session.bytes_since(0)).contains("\x1b[>"), "something was asked for");
        session.keys(&encode("q"));
        session.wait_text("Quit?");
        session.keys(&encode("y"));
        assert_eq!(session.wait_exit(), 0);
        session.modes_clean();
    }
}

#[test]
fn macros_become_what_terminals_send() {
    assert_eq!(bytes_of("j<right><s-left><c-r><esc>"), "j\x1b[C\x1b[1;2D\x12\x1b");
    let capital = "\x1b[113:81;2:1;81u\x1b[113;2:3u";
    assert_eq!(kitty("Q<s-left>"), format!("{capital}\x1b[1;2:1D\x1b[1;2:3D"));
}
