use proptest::prelude::*;

use super::*;

const SCENARIO: &str = r#"// What if?
(
    format: 1,
    title: "Blackwell, (without) HBM",   // a comment: with, punctuation
    set: {                                     /* the same words */
        "policy.b40_launch": "2025-07-01",
        "strategy.inference_share@Alibaba": "40%",
    },
    spread: { "policy.b40_launch": PlusMinus(45), "supply.domestic_scale": Factor(1.6) },
    chips: { "B40": (bandwidth: 1.398) },
    events: [ Event(id: "china_refuses", date: "2025-08-12"), (id: "second") ],
    saved: Some((draws: 4096)),
)
"#;

fn value<'a>(text: &'a str, path: &[&str]) -> Option<&'a str> {
    Some(&text[Outline::scan(text).value(path)?])
}

#[test]
fn every_kind_of_entry_has_a_path() {
    let table: [(&[&str], &str); 11] = [
        (&["format"], "1"),
        (&["title"], "\"Blackwell, (without) HBM\""),
        (&["set", "policy.b40_launch"], "\"2025-07-01\""),
        (&["set", "strategy.inference_share@Alibaba"], "\"40%\""),
        (&["spread", "policy.b40_launch"], "PlusMinus(45)"),
        (&["spread", "policy.b40_launch", "0"], "45"),
        (&["chips", "B40", "bandwidth"], "1.398"),
        (&["events", "0", "date"], "\"2025-08-12\""),
        (&["events", "0"], "Event(id: \"china_refuses\", date: \"2025-08-12\")"),
        (&["events", "1", "id"], "\"second\""),
        (&["saved", "0", "draws"], "4096"),
    ];
    for (path, want) in table {
        assert_eq!(value(SCENARIO, path), Some(want), "{path:?}");
    }
    let whole = value(SCENARIO, &[]).unwrap();
    assert!(whole.starts_with("(\n") && whole.ends_with(",\n)"));
    assert_eq!(value(SCENARIO, &["events", "2"]), None);
    assert_eq!(value(SCENARIO, &["format", "0"]), None);
}

#[test]
fn keys_keep_their_quotes_and_items_have_none() {
    let outline = Outline::scan(SCENARIO);
    let key = |path: &[&str]| outline.key(path).map(|range| &SCENARIO[range]);
    assert_eq!(key(&["set", "policy.b40_launch"]), Some("\"policy.b40_launch\""));
    assert_eq!(key(&["events", "0", "date"]), Some("date"));
    assert_eq!(key(&["events", "0"]), None);
    assert_eq!(key(&[]), None);
}

#[test]
fn names_come_in_the_order_of_the_text() {
    let outline = Outline::scan(SCENARIO);
    let names: Vec<&str> = outline.names(&["spread"]).collect();
    assert_eq!(names, ["policy.b40_launch", "supply.domestic_scale"]);
    assert_eq!(outline.names(&["events"]).collect::<Vec<_>>(), ["0", "1"]);
    assert_eq!(outline.names(&["nowhere"]).count(), 0);
    let twice = Outline::scan(r#"{"a": 1, "a": 2}"#);
    assert_eq!(twice.names(&[]).collect::<Vec<_>>(), ["a", "a"]);
}

#[test]
fn a_byte_of_the_text_leads_back_to_its_path() {
    let outline = Outline::scan(SCENARIO);
    let at = |needle: &str| outline.path_at(SCENARIO.find(needle).unwrap());
    assert_eq!(at("1.398"), ["chips", "B40", "bandwidth"]);
    assert_eq!(at("bandwidth"), ["chips", "B40", "bandwidth"]);
    assert_eq!(at("45"), ["spread", "policy.b40_launch", "0"]);
    assert_eq!(at("\"second\""), ["events", "1", "id"]);
    assert!(at("What if").is_empty());
    assert!(outline.path_at(usize::MAX).is_empty());
}

#[test]
fn broken_text_is_read_as_far_as_it_makes_sense() {
    let table: [(&str, &[&str], Option<&str>); 12] = [
        ("(a: 1 b: 2)", &["a"], Some("1")),
        ("(a: 1 b: 2)", &["b"], Some("2")),
        ("(a: , b: 2)", &["a"], Some("")),
        ("(a: b: 2)", &["b"], Some("2")),
        ("(a: [1, (x: 2, b: 3)", &["a", "1", "b"], Some("3")),
        ("(a: [1, 2), b: 3", &["a"], Some("[1, 2")),
        ("(a: 1], b: 2)", &["b"], Some("2")),
        ("(a: \"open, b: 2)", &["a"], Some("\"open, b: 2)")),
        ("(a: { \"k\": , ", &["a", "k"], Some("")),
        ("{(1, 2): \"v\"}", &[""], Some("\"v\"")),
        ("", &[], Some("")),
        (")]}:,", &[], Some("")),
    ];
    for (text, path, want) in table {
        assert_eq!(value(text, path), want, "{text} {path:?}");
    }
    assert_eq!(value("{{\"a\": 1}: 2}", &["", "a"]), None);
}

#[test]
fn no_nesting_is_too_deep_and_no_text_too_long() {
    let deep = 200_000;
    for text in [
        "(".repeat(deep),
        "(a:[{".repeat(deep),
        format!("{}{}", "{".repeat(deep), "}:1".repeat(deep)),
        format!("{}{}", "[(".repeat(deep), "]".repeat(deep)),
        "r#\"".repeat(deep),
        "/*".repeat(deep),
        "'\\".repeat(deep),
        "#![".repeat(deep),
        format!("r{}\"{}", "#".repeat(999), format!("\"{}", "#".repeat(998)).repeat(999)),
    ] {
        let outline = Outline::scan(&text);
        assert!(outline.path_at(text.len() / 2).len() <= text.len());
    }
}

/// A value as RON text, and the path and text of everything inside it.
#[derive(Clone, Debug)]
struct Sample {
    text: String,
    inside: Vec<(Vec<String>, String)>,
}

fn leaf() -> impl Strategy<Value = Sample> {
    let text = prop_oneof![
        "-?[0-9]{1,4}(\\.[0-9]{1,3})?",
        "true|None|Alibaba",
        "[a-z(){},:/ éß]{0,8}".prop_map(|inside| format!("{inside:?}")),
        "[a-z(){},:\"/ ]{0,8}".prop_map(|inside| format!("r#\"{inside}\"#")),
        "[a-z(),:]".prop_map(|inside| format!("'{inside}'")),
    ];
    text.prop_map(|text| Sample { text, inside: Vec::new() })
}

fn gap() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(" ".to_owned()),
        1 => Just("\n    ".to_owned()),
        1 => Just(" // a: (b, \"c\n".to_owned()),
        1 => Just(" /* ) /* } */ ' */ ".to_owned()),
    ]
}

fn nested() -> impl Strategy<Value = Sample> {
    leaf().prop_recursive(4, 40, 4, |inner| {
        let items = prop::collection::vec(("[a-z_]{1,6}", gap(), inner, gap()), 0..4);
        (items, 0..4_usize, any::<bool>()).prop_map(|(items, kind, trailing)| {
            let (open, close) = [("(", ")"), ("Foo(", ")"), ("{", "}"), ("[", "]")][kind];
            let mut sample = Sample { text: open.to_owned(), inside: Vec::new() };
            let last = items.len();
            for (at, (name, before, item, after)) in items.into_iter().enumerate() {
                // The number keeps names apart.
                let name = match kind {
                    3 => at.to_string(),
                    _ => format!("{name}{at}"),
                };
                let key = match kind {
                    2 => format!("{name:?}{after}:"),
                    3 => String::new(),
                    _ => format!("{name}{before}:"),
                };
                let comma = if at + 1 < last || trailing { "," } else { "" };
                let parts = [&before, &key, &after, &item.text, &after, comma];
                sample.text += &parts.concat();
                sample.inside.push((vec![name.clone()], item.text));
                for (path, text) in item.inside {
                    let path = std::iter::once(name.clone()).chain(path).collect();
                    sample.inside.push((path, text));
                }
            }
            sample.text += close;
            sample
        })
    })
}

proptest! {
    #[test]
    fn everything_in_a_valid_text_is_found(sample in nested(), before in gap(), after in gap()) {
        let text = format!("{before}{}{after}", sample.text);
        let outline = Outline::scan(&text);
        prop_assert_eq!(&text[outline.value(&[]).unwrap()], &sample.text);
        for (path, want) in &sample.inside {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let range = outline.value(&path);
            prop_assert!(range.is_some(), "{path:?} is missing in {text}");
            let range = range.unwrap();
            prop_assert_eq!(&text[range.clone()], want);
            let back = outline.path_at(range.start);
            prop_assert!(back.starts_with(&path), "{back:?} {path:?}");
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        let _ = Outline::scan(&text);
    }

    #[test]
    fn no_soup_of_ron_makes_it_panic_or_leave_the_text(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "(", ")", "[", "]", "{", "}", ",", ":", "a", "\"", "\\", "'", "r#", "#", "b",
                "//", "/*", "*/", "\n", " ", "#![", "é", "1.5", "\u{0}", "\u{200E}", "Foo",
            ]),
            0..60,
        )
    ) {
        let text = parts.concat();
        let outline = Outline::scan(&text);
        for entry in &outline.entries {
            prop_assert!(text.get(entry.value.clone()).is_some());
            prop_assert!(entry.key.clone().is_none_or(|key| text.get(key).is_some()));
        }
    }
}
