use proptest::prelude::*;

use super::*;

const FILE: &str = r#"// What if?
(
    format: 1,
    title: "As it was", // the name

    // Levers.
    set: {
        // the ban
        "policy.h20_close": "2025-04-09",   // FT
        "strategy.inference_share": "40%",  /* half */
        "demand.growth": 0.065
        // more to come
    },
    seed: 7
    // the end
)
"#;

fn merge(text: &str, entries: &[(&str, &str)]) -> String {
    merge_map_field(text, "set", entries).unwrap()
}

#[test]
fn a_value_is_replaced_and_nothing_else() {
    let got = set_top_field(FILE, "title", " \"New\" ").unwrap();
    assert_eq!(got, FILE.replace("\"As it was\"", "\"New\""));
    let got = set_top_field(FILE, "set", "{}").unwrap();
    assert!(got.contains("// Levers.\n    set: {},\n    seed: 7\n"), "{got}");
}

#[test]
fn a_missing_field_goes_last_in_the_style_of_the_file() {
    let got = set_top_field(FILE, "saved", "(\n    draws: 1,\n    note: \"a\nb\",\n)").unwrap();
    let want = "    seed: 7,\n    // the end\n    saved: (\n        draws: 1,\n        \
                note: \"a\nb\",\n    ),\n)\n";
    assert!(got.ends_with(want), "{got}");
    let table = [
        ("()", "(b: 2)"),
        ("( )", "(b: 2 )"),
        ("(a: 1)", "(a: 1, b: 2)"),
        ("( a: 1, )", "( a: 1, b: 2, )"),
        ("Foo(a: 1 /* one */)", "Foo(a: 1, /* one */ b: 2)"),
        ("(\n)", "(\n    b: 2,\n)"),
        ("(\n\ta: 1\n)", "(\n\ta: 1,\n\tb: 2,\n)"),
        ("(a: 1,\n  c: 3)", "(a: 1,\n  c: 3,\n  b: 2)"),
        ("(a: 1 // one\n)", "(a: 1, // one\n    b: 2,\n)"),
        ("(\r\n  a: 1,\r\n)\r\n", "(\r\n  a: 1,\r\n  b: 2,\r\n)\r\n"),
        ("#![enable(x)]\n(a: 1)", "#![enable(x)]\n(a: 1, b: 2)"),
    ];
    for (text, want) in table {
        assert_eq!(set_top_field(text, "b", "2").unwrap(), want, "{text}");
    }
    assert_eq!(set_top_field("(b: , c: 1)", "b", "2").unwrap(), "(b: 2 , c: 1)");
}

#[test]
fn a_merge_keeps_what_stays() {
    let entries = [("demand.growth", "0.065"), ("policy.h20_close", "\"2025-06-01\""), ("supply.\"x\"", "1.5")];
    let got = merge(FILE, &entries);
    insta::assert_snapshot!(got, @r##"
    // What if?
    (
        format: 1,
        title: "As it was", // the name

        // Levers.
        set: {
            // the ban
            "policy.h20_close": "2025-06-01",   // FT
            "demand.growth": 0.065,
            // more to come
            "supply.\"x\"": 1.5,
        },
        seed: 7
        // the end
    )
    "##);
    assert_eq!(merge(&got, &entries), got);
}

#[test]
fn a_merge_without_change_changes_nothing() {
    let same =
        [("policy.h20_close", "\"2025-04-09\""), ("strategy.inference_share", " \"40%\""), ("demand.growth", "0.065")];
    assert_eq!(merge(FILE, &same), FILE);
}

#[test]
fn maps_come_and_go() {
    assert_eq!(merge("(\n  a: 1,\n)", &[]), "(\n  a: 1,\n)");
    let got = merge("(\n  a: 1,\n)", &[("x", "1"), ("y", "(\n  z: 2,\n)")]);
    let want = "(\n  a: 1,\n  set: {\n    \"x\": 1,\n    \"y\": (\n      z: 2,\n    ),\n  },\n)";
    assert_eq!(got, want);
    assert_eq!(merge(&got, &[]), "(\n  a: 1,\n  set: {},\n)");
    let table = [
        ("(set: { \"a\": 1, \"b\": 2 })", "(set: { \"b\": 2, \"c\": 3 })"),
        ("(set: {})", "(set: {\"b\": 2, \"c\": 3})"),
        ("(set: { \"b\": 1, \"b\": 2, })", "(set: { \"b\": 2, \"c\": 3, })"),
        ("(set: {\n \"b\": 2, // two\n})", "(set: {\n \"b\": 2, // two\n \"c\": 3,\n})"),
        ("(set: { /* none */ })", "(set: { /* none */ \"b\": 2, \"c\": 3 })"),
    ];
    for (text, want) in table {
        assert_eq!(merge(text, &[("b", "2"), ("c", "3")]), want, "{text}");
    }
}

#[test]
fn what_cannot_be_kept_safe_is_refused() {
    for text in ["", "1", "[1]", "{\"a\": 1}", "(1, 2)", "(a: 1", "(a: \"open)"] {
        assert_eq!(set_top_field(text, "a", "2"), Err(EditError::NotAStruct), "{text}");
    }
    for value in ["", "1, c: 2", "1 // one", "(1", "1)", "\"open", "1 /*", "{]}", "c: 1"] {
        for field in ["a", "b"] {
            let got = set_top_field("(a: 1, d: 4)", field, value);
            assert!(matches!(got, Err(EditError::Unreadable { .. })), "{field}: {value} {got:?}");
        }
    }
    assert!(set_top_field("(a: 1)", "no name", "1").is_err());
    let got = merge_map_field("(set: [1])", "set", &[("a", "1")]);
    insta::assert_snapshot!(got.unwrap_err(), @r#"`set` is not a map in curly brackets, such as `{"key": 1}`"#);
    insta::assert_snapshot!(set_top_field("(a: 1)", "b", "1, c: 2").unwrap_err(), @"`b: 1, c: 2` would not read back from this file");
    insta::assert_snapshot!(set_top_field("[]", "b", "1").unwrap_err(), @"the file is not one struct in parentheses, such as `(format: 1, …)`");
}

/// Lists and structs with what may stand between, the parts in any number and order.
fn file() -> impl Strategy<Value = String> {
    let gap = prop::sample::select(vec![" ", "", "\n    ", " // c, \"d\": {\n  ", " /* } */ ", "\r\n"]);
    let value = prop::sample::select(vec!["1", "\"a, b\"", "[1, 2]", "(x: 1)", "{\"k\": 1,}", "r#\"\"\"#"]);
    let entry = (gap.clone(), value, gap.clone(), gap.clone());
    let map = (prop::collection::vec(entry, 0..5), any::<bool>(), gap.clone());
    (map, gap.clone(), gap).prop_map(|((entries, trailing, inside), before, after)| {
        let mut text = format!("(a: 1,{before}set: {{");
        let last = entries.len();
        for (at, (a, value, b, c)) in entries.into_iter().enumerate() {
            let key = format!("\"k{at}\":");
            let comma = if at + 1 < last || trailing { "," } else { "" };
            text += &[a, &key, b, value, c, comma].concat();
        }
        text + inside + "}" + after + ")"
    })
}

type Map = std::collections::BTreeMap<String, ron::Value>;

/// What the RON parser itself reads in the map of a file.
fn read(text: &str) -> Map {
    #[derive(serde::Deserialize)]
    struct File {
        a: u8,
        set: Map,
    }
    let file: File = ron::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(file.a, 1);
    file.set
}

proptest! {
    #[test]
    fn every_merge_reads_back(
        text in file(),
        wanted in prop::collection::btree_map("k[0-7]", prop::sample::select(vec!["1", "\"new\"", "[1, 2]"]), 0..6),
    ) {
        let entries: Vec<(String, &str)> = wanted.into_iter().collect();
        let got = merge_map_field(&text, "set", &entries).unwrap();
        let want: Map = entries
            .iter()
            .map(|(key, value)| (key.clone(), ron::from_str(value).unwrap()))
            .collect();
        prop_assert_eq!(read(&got), want, "{} -> {}", text, got);
        // And a second time there is nothing left to do.
        prop_assert_eq!(merge_map_field(&got, "set", &entries).unwrap(), got);
    }

    #[test]
    fn a_set_field_leaves_a_valid_file(text in file()) {
        let got = set_top_field(&text, "b", "(\n    x: 1,\n)").unwrap();
        prop_assert!(ron::from_str::<ron::Value>(&got).is_ok(), "{text} -> {got}");
    }

    #[test]
    fn no_text_makes_an_edit_panic(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "(", ")", "[", "]", "{", "}", ",", ":", "a", "set", "\"k\"", "'", "r#", "//", "/*",
                "*/", "\n", " ", "é", "1.5", "(a: 1, set: {", "\r\n",
            ]),
            0..40,
        )
    ) {
        let text = parts.concat();
        let _ = set_top_field(&text, "a", "(\n1)");
        let _ = merge_map_field(&text, "set", &[("k", "2"), ("l", "3")]);
    }
}

#[test]
fn an_item_is_put_behind_the_others_in_their_style() {
    let add = |text: &str| append_item(text, "story", "(\n    a: 1,\n)").unwrap();
    assert_eq!(
        add("(\n    b: 1,\n)"),
        "(\n    b: 1,\n    story: [\n        (\n            a: 1,\n        ),\n    ],\n)"
    );
    assert_eq!(
        add("(\n  story: [\n    (a: 0), // one\n    // more\n  ],\n)"),
        "(\n  story: [\n    (a: 0), // one\n    // more\n    (\n        a: 1,\n    ),\n  ],\n)"
    );
    assert_eq!(append_item("(story: [1])", "story", "2").unwrap(), "(story: [1, 2])");
    assert_eq!(append_item("(story: {})", "story", "2"), Err(EditError::NotAList { field: "story".to_owned() }));
    assert!(append_item("(story: [])", "story", "2, 3").is_err());
}
