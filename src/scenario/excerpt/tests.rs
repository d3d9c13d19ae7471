use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::*;

fn mark(text: &str, needle: &str) -> String {
    let start = text.find(needle).unwrap();
    excerpt(text, start..start + needle.len())
}

#[test]
fn places_count_lines_and_characters_from_one() {
    let text = "ab\r\né界x\n";
    let got = [0, 2, 4, 6, 9, 10, 11, 99].map(|at| place(text, at).to_string());
    assert_eq!(got, ["1:1", "1:3", "2:1", "2:2", "2:3", "2:4", "3:1", "3:1"]);
    assert_eq!(place("é", 1), Place { line: 1, column: 1 });
}

#[test]
fn offset_is_the_inverse_of_place() {
    let text = "ab\né界x\n\nlast";
    for (at, _) in text.char_indices() {
        assert_eq!(offset(text, place(text, at)), at);
    }
    assert_eq!(offset(text, Place { line: 1, column: 99 }), 2);
    assert_eq!(offset(text, Place { line: 99, column: 1 }), text.len());
    assert_eq!(offset(text, Place { line: 0, column: 0 }), 0);
}

#[test]
fn two_lines_of_context_and_carets_under_the_span() {
    let text = "(\n    format: 1,\n\n    set: {\n\t\t\"a界\": \"40%\",\n    },\n)\n";
    insta::assert_snapshot!(mark(text, "\"40%\""), @r#"
    3 |
    4 |     set: {
    5 |         "a界": "40%",
      |                ^^^^^
    "#);
    insta::assert_snapshot!(mark(text, "format"), @"
    1 | (
    2 |     format: 1,
      |     ^^^^^^
    ");
}

#[test]
fn numbers_are_aligned() {
    let text = "x\n".repeat(9) + "y";
    insta::assert_snapshot!(mark(&text, "y"), @"
     8 | x
     9 | x
    10 | y
       | ^
    ");
}

#[test]
fn ends_of_lines_and_of_the_text_can_be_pointed_at() {
    assert_eq!(excerpt("", 0..0), "1 |\n  | ^");
    assert_eq!(excerpt("ab", 2..2), "1 | ab\n  |   ^");
    assert_eq!(excerpt("ab\ncd", 2..4), "1 | ab\n  |   ^");
    assert_eq!(excerpt("ab\r\ncd", 3..4), "1 | ab\n  |   ^");
    assert_eq!(excerpt("ab\n", 3..9), "1 | ab\n2 |\n  | ^");
    assert_eq!(excerpt("ab\ncd", 1..5), "1 | ab\n  |  ^");
}

#[test]
fn long_lines_are_cut_around_the_span() {
    let text = format!("{}\n{}NEEDLE{}", "long ".repeat(30), "a".repeat(200), "b".repeat(200));
    let at = |needle: &str| mark(&text, needle);
    insta::assert_snapshot!(at("NEEDLE"), @"
    1 | long long long long long long long long long long long long long long long long long long long …
    2 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaNEEDLEbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
      |                                              ^^^^^^
    ");
    insta::assert_snapshot!(at(&text[151..]), @"
    1 | long long long long long long long long long long long long long long long long long long long …
    2 | aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
    insta::assert_snapshot!(excerpt(&text, text.len()..text.len()), @"
    1 | long long long long long long long long long long long long long long long long long long long …
    2 | …bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
      |                                                                                                ^
    ");
}

#[test]
fn what_could_harm_a_terminal_is_replaced() {
    let text = "a\u{1b}[2Jb\u{202E}c";
    assert_eq!(mark(text, "c"), "1 | a\u{FFFD}[2Jb\u{FFFD}c\n  |        ^");
}

proptest! {
    #[test]
    fn no_excerpt_panics_or_is_too_wide(
        text in "([a-z\t ]|[^a]|界|\n){0,300}",
        start in 0..400_usize,
        length in 0..200_usize,
    ) {
        let got = excerpt(&text, start..start + length);
        for line in got.lines() {
            // Character by character, as the carets are aligned.
            let width: usize = line.chars().map(|c| c.width().unwrap_or(0)).sum();
            prop_assert!(width <= COLUMNS, "{width}: {line}");
        }
        prop_assert!(got.ends_with('^'));
        prop_assert!(got.lines().count() <= CONTEXT + 2);
    }

    #[test]
    fn carets_are_under_the_span(
        before in "[a-z界é\t]{0,150}",
        span in "[A-Z]{1,30}",
        after in "[a-z界é\t]{0,150}",
    ) {
        let text = format!("{before}{span}{after}");
        let got = excerpt(&text, before.len()..before.len() + span.len());
        let lines: Vec<&str> = got.lines().collect();
        let at = lines[0].find(&span);
        prop_assert!(at.is_some(), "{}", got);
        let column = lines[0][..at.unwrap()].width();
        prop_assert_eq!(lines[1].find('^'), Some(column));
        prop_assert_eq!(lines[1].matches('^').count(), span.len());
    }
}
