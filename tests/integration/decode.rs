//! What comes from a terminal, in pieces of every size: keys are keys, answers never are, and nothing is lost.

use proptest::prelude::*;
use stockout::app::key::{key_names, parse_key};
use stockout::app::{Code, Gesture, Key};
use stockout::shell::decode::Decoder;
use stockout::shell::events::Input;

/// The events of pieces that follow each other before anyone gets impatient.
fn of_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Input> {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    for piece in pieces {
        decoder.take(piece, |event| events.push(event));
    }
    if decoder.patience().is_some() {
        decoder.silence(|event| events.push(event));
    }
    events
}

fn of(bytes: &[u8]) -> Vec<Input> {
    of_pieces([bytes])
}

fn key(name: &str) -> Input {
    Input::Key(parse_key(name).unwrap_or_else(|| panic!("{name} is no key")))
}

/// Every encoding of a key that some terminal has, with the key's name in macros; without a name it means nothing.
const KEYS: &[(&[u8], &str)] = &[
    (b"q", "q"),
    (b"Q", "Q"),
    (b" ", "space"),
    ("é".as_bytes(), "é"),
    ("±".as_bytes(), "±"),
    ("数".as_bytes(), "数"),
    ("🂡".as_bytes(), "🂡"),
    (b"\r", "enter"),
    (b"\n", "enter"),
    (b"\t", "tab"),
    (b"\x7f", "backspace"),
    (b"\x08", "c-h"),
    (b"\x03", "c-c"),
    (b"\x12", "c-r"),
    (b"\x1a", "c-z"),
    (b"\0", "c-space"),
    (b"\x1c", "c-4"),
    (b"\x1f", "c-7"),
    (b"\x1b", "esc"),
    (b"\x1b[A", "up"),
    (b"\x1b[B", "down"),
    (b"\x1b[C", "right"),
    (b"\x1b[D", "left"),
    (b"\x1b[H", "home"),
    (b"\x1b[F", "end"),
    (b"\x1bOA", "up"),
    (b"\x1bOB", "down"),
    (b"\x1bOC", "right"),
    (b"\x1bOD", "left"),
    (b"\x1bOH", "home"),
    (b"\x1bOF", "end"),
    (b"\x1bOM", "enter"),
    (b"\x1b[1~", "home"),
    (b"\x1b[7~", "home"),
    (b"\x1b[4~", "end"),
    (b"\x1b[8~", "end"),
    (b"\x1b[3~", "del"),
    (b"\x1b[5~", "pageup"),
    (b"\x1b[6~", "pagedown"),
    (b"\x1b[Z", "backtab"),
    (b"\x1b[1;2Z", "backtab"),
    (b"\x1b[1;2C", "s-right"),
    (b"\x1b[1;2D", "s-left"),
    (b"\x1b[1;2H", "s-home"),
    (b"\x1b[1;5C", "c-right"),
    (b"\x1b[1;129C", "right"),
    // Alt, function keys, what is not known, releases.
    (b"\x1bq", ""),
    ("\x1bé".as_bytes(), ""),
    (b"\x1b[1;3C", ""),
    (b"\x1bOP", ""),
    (b"\x1b[15~", "f5"),
    (b"\x1b[2~", ""),
    (b"\x1b[[A", ""),
    (b"\x1b[M !!", ""),
    (b"\x1b[201~", ""),
    (b"\x1b[1;1:3C", ""),
    (b"\xff", ""),
    (b"\xc3(", "("),
    // xterm's other keys.
    (b"\x1b[27;5;114~", "c-r"),
    (b"\x1b[27;2;13~", "enter"),
    // The kitty protocol: escape codes for all, with releases, alternates and text.
    (b"\x1b[113u", "q"),
    (b"\x1b[113;1:1u", "q"),
    (b"\x1b[113;1:2u", "q"),
    (b"\x1b[113;1:3u", ""),
    (b"\x1b[113;1:3;113u", ""),
    (b"\x1b[113;2u", "Q"),
    (b"\x1b[113:81;2u", "Q"),
    (b"\x1b[113;65u", "Q"),
    (b"\x1b[113;66u", "q"),
    (b"\x1b[47:63;2;63u", "?"),
    (b"\x1b[47:63;2u", "?"),
    (b"\x1b[233;;233u", "é"),
    (b"\x1b[99;5u", "c-c"),
    (b"\x1b[122;5u", "c-z"),
    (b"\x1b[114;6u", "c-r"),
    (b"\x1b[113;3u", ""),
    (b"\x1b[113;9u", ""),
    (b"\x1b[27u", "esc"),
    (b"\x1b[27;1:3u", ""),
    (b"\x1b[13u", "enter"),
    (b"\x1b[9u", "tab"),
    (b"\x1b[9;2u", "backtab"),
    (b"\x1b[127u", "backspace"),
    (b"\x1b[1;1:1A", "up"),
    (b"\x1b[1;2:2B", "s-down"),
    (b"\x1b[3;1:1~", "del"),
    (b"\x1b[57400u", "1"),
    (b"\x1b[57408u", "9"),
    (b"\x1b[57409u", "."),
    (b"\x1b[57413u", "+"),
    (b"\x1b[57415u", "="),
    (b"\x1b[57414u", "enter"),
    (b"\x1b[57419u", "up"),
    (b"\x1b[57426u", "del"),
    (b"\x1b[57441;2u", ""),
    (b"\x1b[57344u", ""),
    (b"\x1b[1114112u", ""),
    (b"\x1b[u", ""),
    (b"\x1b[;u", ""),
];

/// What terminals answer, in the forms that they have, and what is no answer but looks like one.
const ANSWERS: &[&[u8]] = &[
    // The colour of the background.
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x07",
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x9d11;rgb:1e1e/1e1e/2e2e\x9c",
    b"\x1b]11;rgb:ff/ff/ff\x1b\\",
    b"\x1b]11;rgba:0000/0000/0000/ffff\x07",
    b"\x1b]11;#1e1e2e\x07",
    b"\x1b]11;quit;y\x07",
    b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    b"\x1b]4;7;rgb:e5e5/e5e5/e5e5\x07",
    "\x1b]lqué tal\x1b\\".as_bytes(),
    b"\x1b]52;c;cXkK\x07",
    // What it is, and where its cursor.
    b"\x1b[?62;22c",
    b"\x1b[?1;2c",
    b"\x1b[>41;379;0c",
    b"\x1b[=0c",
    b"\x1bP!|00000000\x1b\\",
    b"\x1bP>|XTerm(379)\x1b\\",
    b"\x1bP>|quit y\x07q\x1b\\",
    b"\x1b[12;34R",
    b"\x1b[0;0R",
    b"\x1b[?12;34;1R",
    b"\x1b[0n",
    b"\x1b[?997;1n",
    b"\x1b[?2026;2$y",
    b"\x1b[?1u",
    b"\x1b[?31u",
    b"\x1b[8;24;80t",
    b"\x1b[4;600;800t",
    b"\x1bP1$r0m\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^a private message: q y\x1b\\",
    b"\x1bXa string: q y\x1b\\",
];

/// With a key before and behind it, in one piece and in two, wherever those part, and a byte at a time.
#[track_caller]
fn in_all_pieces(bytes: &[u8], wanted: &[Input]) {
    let whole = [b"j", bytes, b"k"].concat();
    let wanted = [&[key("j")], wanted, &[key("k")]].concat();
    let said = String::from_utf8_lossy(bytes);
    assert_eq!(of(&whole), wanted, "{said:?}");
    assert_eq!(of_pieces(whole.chunks(1)), wanted, "{said:?} byte by byte");
    for at in 1..whole.len() {
        let (left, right) = whole.split_at(at);
        assert_eq!(of_pieces([left, right]), wanted, "{said:?} parted at {at}");
    }
}

#[test]
fn keys_are_the_same_in_every_encoding_and_in_every_piece() {
    for (bytes, name) in KEYS {
        let wanted = if name.is_empty() { vec![] } else { vec![key(name)] };
        assert_eq!(of(bytes), wanted, "{:?}", String::from_utf8_lossy(bytes));
        // An Esc alone is one only when nothing follows.
        if *bytes != b"\x1b" {
            in_all_pieces(bytes, &wanted);
        }
    }
}

/// The byte that terminals send of a character with Ctrl, if they have one.
fn with_ctrl(c: char) -> Option<u8> {
    const SHARED: [(&str, u8); 7] =
        [("@2 ", 0), ("[3", 0x1b), ("\\4", 0x1c), ("]5", 0x1d), ("^6", 0x1e), ("_7/", 0x1f), ("?8", 0x7f)];
    let shared = || SHARED.iter().find(|(characters, _)| characters.contains(c)).map(|(_, byte)| *byte);
    if c.is_ascii_alphabetic() { Some(c as u8 & 0x1f) } else { shared() }
}

/// What terminals send for a key: the character or the byte that it is, if it is one, and the kitty protocol's numbers.
fn sent(key: Key) -> Vec<Vec<u8>> {
    let text = match key.code {
        Code::Char(c) if key.ctrl => with_ctrl(c).map(|byte| vec![byte]),
        Code::Char(c) if key.shift => Some(c.to_ascii_uppercase().to_string().into_bytes()),
        Code::Char(c) => Some(c.to_string().into_bytes()),
        _ => None,
    };
    let (number, last) = match key.code {
        Code::Char(c) => (u32::from(c), 'u'),
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
    let held = 1 + u8::from(key.shift || key.code == Code::BackTab) + 4 * u8::from(key.ctrl);
    text.into_iter().chain([format!("\x1b[{number};{held}{last}").into_bytes()]).collect()
}

/// What a file of keys may ask for is what arrives here, and what it may not never does, or is another key with nearly
/// everyone.
#[test]
fn a_key_arrives_as_it_is_said_to() {
    let chars = (0..=0x7f_u8).map(char::from).chain(['é', 'É', '±', '数', '\u{301}', '\u{85}', '\u{e000}']);
    let named = key_names().filter_map(parse_key).map(|key| key.code);
    for code in named.chain(chars.map(Code::Char)) {
        for (ctrl, shift) in [(false, false), (false, true), (true, false), (true, true)] {
            let key = Key { code, ctrl, shift };
            let heard: Vec<Input> = sent(key).iter().flat_map(|bytes| of(bytes)).collect();
            match key.arrives() {
                Some(arrives) => {
                    assert_eq!(heard.first(), Some(&Input::Key(arrives)), "{key:?}");
                    assert_eq!(arrives.arrives(), Some(arrives), "{key:?}");
                }
                None => assert!(!heard.contains(&Input::Key(key)), "{key:?}: {heard:?}"),
            }
        }
    }
    for (_, name) in KEYS.iter().filter(|(_, name)| !name.is_empty()) {
        let key = parse_key(name).unwrap();
        assert_eq!(key.arrives(), Some(key), "{name}");
    }
}

#[test]
fn answers_are_never_keys_wherever_they_part() {
    for answer in ANSWERS {
        let start = usize::from(answer[0] == 0x1b);
        let text = String::from_utf8_lossy(&answer[start..]).into_owned();
        let text = text.trim_end_matches(['\x07', '\\', '\x1b', '\u{fffd}']).replace('\u{fffd}', "]");
        in_all_pieces(answer, &[Input::Answer(text.into_bytes())]);
        // Twice is two answers, and no more.
        assert_eq!(of(&answer.repeat(2)).len(), 2);
    }
}

#[test]
fn an_answer_that_breaks_off_is_no_key_and_the_next_key_is_one() {
    for answer in ANSWERS {
        for at in 1..answer.len() {
            let mut decoder = Decoder::default();
            let mut events = Vec::new();
            decoder.take(&answer[..at], |event| events.push(event));
            let is_whole = decoder.patience().is_none();
            if !is_whole {
                decoder.silence(|event| events.push(event));
            }
            let escapes = if answer[..at] == [0x1b] { vec![key("esc")] } else { vec![] };
            assert!(is_whole || events == escapes, "{events:?} of {:?}", String::from_utf8_lossy(&answer[..at]));
            events.clear();
            decoder.take(b"q", |event| events.push(event));
            assert_eq!(events, [key("q")], "behind {:?}", String::from_utf8_lossy(&answer[..at]));
        }
    }
}

/// However late it comes: what its start, the Esc, was taken for cannot be taken back, but letters are worse.
#[test]
fn the_late_rest_of_a_sequence_is_no_row_of_letters() {
    for answer in ANSWERS.iter().filter(|answer| answer[0] == 0x1b) {
        let mut decoder = Decoder::default();
        let mut events = Vec::new();
        decoder.take(&answer[..1], |event| events.push(event));
        decoder.silence(|event| events.push(event));
        decoder.take(&answer[1..], |event| events.push(event));
        assert_eq!(events.len(), 2, "{events:?}");
        assert!(matches!(events[..], [Input::Key(_), Input::Answer(_)]), "{events:?}");
    }
    // A hand that types these after an Esc does so one by one.
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    decoder.take(b"\x1b", |event| events.push(event));
    decoder.silence(|event| events.push(event));
    for letter in ["[", "2", "q"] {
        decoder.take(letter.as_bytes(), |event| events.push(event));
    }
    assert_eq!(events, [key("esc"), key("["), key("2"), key("q")]);
}

#[test]
fn a_paste_is_text_wherever_it_parts() {
    let text = "qy\r\x03\x1a\x1b[A\x1b[200~\x1b\x1b[20\x1b]11;é";
    let bytes = format!("\x1b[200~{text}\x1b[201~");
    in_all_pieces(bytes.as_bytes(), &[Input::Paste(text.to_owned())]);
    in_all_pieces(b"\x1b[200~\x1b[201~", &[Input::Paste(String::new())]);
    // What no field takes is read, and not kept.
    let long = format!("\x1b[200~{}\x1b[201~q", "y".repeat(3_000_000));
    let [Input::Paste(kept), last] = &of_pieces(long.as_bytes().chunks(4_095))[..] else { panic!("not two") };
    assert_eq!((kept.len(), last), (1 << 20, &key("q")));
}

/// A program that hears nothing any more is worse than a paste that is lost.
#[test]
fn ctrl_c_alone_gets_out_of_a_paste_without_an_end() {
    let mut decoder = Decoder::default();
    let mut events = Vec::new();
    let mut hear = |decoder: &mut Decoder, piece: &[u8]| {
        decoder.take(piece, |event| events.push(event));
        if decoder.patience().is_some() {
            decoder.silence(|event| events.push(event));
        }
        // Whatever it waits for, it waits once.
        assert_eq!(decoder.patience(), None);
        std::mem::take(&mut events)
    };
    assert_eq!(hear(&mut decoder, b"\x1b[200~abc"), []);
    assert_eq!(hear(&mut decoder, b"q\x03y"), []);
    assert_eq!(hear(&mut decoder, b"y"), []);
    assert_eq!(hear(&mut decoder, b"\x03"), [key("c-c")]);
    assert_eq!(hear(&mut decoder, b"j"), [key("j")]);
}

#[test]
fn keys_in_one_piece_are_apart() {
    let burst = b"\x1b[C".repeat(5_000);
    for size in [1, 2, 1_023, 1_024, 4_095, burst.len()] {
        let events = of_pieces(burst.chunks(size));
        assert_eq!(events.len(), 5_000);
        assert!(events.iter().all(|event| *event == key("right")));
    }
    assert_eq!(of(b"\x1b\x1b"), [key("esc"), key("esc")]);
    assert_eq!(of(b"\x1b\x1b[A"), [key("esc"), key("up")]);
    // Whatever began before it, Ctrl-C is heard.
    for start in [&b"\x1b"[..], b"\x1b[", b"\x1b[1;", b"\x1bO", b"\xc3", b"\x1b[M "] {
        assert_eq!(of(&[start, b"\x03"].concat()), [key("c-c")], "behind {start:?}");
    }
    // A sequence cut short by another is nothing, and the other is whole.
    assert_eq!(of(b"\x1b[12\x1b[A"), [key("up")]);
    assert_eq!(of(b"\x1b]11;rgb:\x1b[A"), [key("up")]);
}

#[test]
fn the_mouse_is_told_where_it_is_and_never_elsewhere() {
    let mouse = |gesture, cell| vec![Input::Mouse { gesture, cell }];
    in_all_pieces(b"\x1b[<0;1;1M", &mouse(Gesture::Press, (0, 0)));
    in_all_pieces(b"\x1b[<0;120;40m", &mouse(Gesture::Release, (119, 39)));
    in_all_pieces(b"\x1b[<32;5;6M", &mouse(Gesture::Drag, (4, 5)));
    in_all_pieces(b"\x1b[<64;5;6M", &mouse(Gesture::WheelUp, (4, 5)));
    in_all_pieces(b"\x1b[<65;5;6M", &mouse(Gesture::WheelDown, (4, 5)));
    in_all_pieces(b"\x1b[<0;65536;99999M", &mouse(Gesture::Press, (65_535, 65_535)));
    // No cell, other buttons, bare motion, and what no terminal says.
    for report in ["0;0;0", "0;0;5", "1;5;5", "2;5;5", "35;5;5", "128;5;5", "256;5;5", "0;5", "0", "", ";;", "0;-1;2"] {
        in_all_pieces(format!("\x1b[<{report}M").as_bytes(), &[]);
    }
    in_all_pieces(b"\x1b[I", &[Input::Focus(true)]);
    in_all_pieces(b"\x1b[O", &[Input::Focus(false)]);
}

#[test]
fn what_never_ends_is_not_kept() {
    let endless = [b"\x1b]11;", &b"q".repeat(1 << 20)[..]].concat();
    assert_eq!(of_pieces([&endless[..], b"\x1b\\", b"j"]), [key("j")]);
    let endless = [b"\x1b[", &b"1;".repeat(1 << 20)[..]].concat();
    assert_eq!(of_pieces([&endless[..], b"A", b"j"]), [key("j")]);
}

/// Bytes that mean something together more often than by chance.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        (0..KEYS.len()).prop_map(|index| KEYS[index].0.to_vec()),
        (0..ANSWERS.len()).prop_map(|index| ANSWERS[index].to_vec()),
        prop_oneof![Just(b"\x1b"), Just(b"["), Just(b"]"), Just(b";"), Just(b"~"), Just(b"O"), Just(b"\x07")]
            .prop_map(|byte| byte.to_vec()),
        Just(b"\x1b[200~".to_vec()),
        Just(b"\x1b[201~".to_vec()),
    ];
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn pieces_do_not_matter(bytes in bytes(), size in 2_usize..9) {
        prop_assert_eq!(of_pieces(bytes.chunks(size)), of(&bytes));
    }

    #[test]
    fn after_any_bytes_and_a_moment_a_key_is_a_key(bytes in bytes()) {
        let mut decoder = Decoder::default();
        decoder.take(&bytes, drop);
        if decoder.patience().is_some() {
            decoder.silence(drop);
        }
        // In a paste Ctrl-C comes first.
        decoder.take(b"\x03", drop);
        let mut events = Vec::new();
        decoder.take(b"q", |event| events.push(event));
        prop_assert_eq!(events, [Input::Key(Key::char('q'))]);
    }
}
