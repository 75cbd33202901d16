use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::diagnostic::Sources;

fn read_text(text: &str) -> (Sources, Result<Node, Vec<Diagnostic>>) {
    let mut sources = Sources::new();
    let file = sources.add("a.yaml", text);
    let result = read(file, text, Budget::default());
    (sources, result)
}

/// The document is this value.
#[track_caller]
fn check(text: &str, expected: &serde_json::Value) {
    let node = read_text(text).1.expect("no problems");
    assert_eq!(&node.to_json(), expected);
}

/// Reading ends with these problems, each as `line:column code: message`.
#[track_caller]
fn refuse(text: &str, expected: &[&str]) {
    let (sources, result) = read_text(text);
    let problems = result.expect_err("problems");
    let lines = problems.iter().map(|problem| {
        let label = problem.primary.as_ref().expect("a place");
        let place = sources.place(label.span);
        format!("{}:{} {}: {}", place.line, place.column, problem.code, problem.message)
    });
    assert_eq!(lines.collect::<Vec<_>>(), expected);
}

fn each_span(node: &Node, visit: &mut impl FnMut(Span)) {
    visit(node.span);
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| each_span(item, visit)),
        Value::Mapping(mapping) => {
            for entry in &mapping.entries {
                visit(entry.key.span);
                each_span(&entry.value, visit);
            }
        }
        _ => {}
    }
}

#[test]
fn quotes_make_a_string() {
    check("[1, '1', \"1\", !!str 1, ! 1]", &json!([1, "1", "1", "1", "1"]));
    check("[null, ~, '~', ]", &json!([null, null, "~"]));
    check("a: NO\nb: 2024-01-01\nc: 1.10\n", &json!({"a": "NO", "b": "2024-01-01", "c": 1.1}));
}

#[test]
fn nothing_is_null() {
    check("a:\nb: {c: , d}\n", &json!({"a": null, "b": {"c": null, "d": null}}));
}

#[test]
fn json_is_yaml() {
    check(
        "{\n\t\"a\": [\n\t\t1.5e3,\n\t\ttrue\n\t], \"b\": \"\\/\\u00e9\\ud83d\\ude00\"\n}",
        &json!({"a": [1500.0, true], "b": "/é😀"}),
    );
}

#[test]
fn core_tags_are_obeyed() {
    check("[!!int '7', !!float 1, !!bool 'true', !!null '', !!seq [], !!map {}, !!str ]", &{
        json!([7, 1.0, true, null, [], {}, ""])
    });
    refuse(
        "[!!int x, !include a.yaml, !!map []]",
        &[
            "1:8 yaml-tag: the value does not fit its tag `!!int`",
            "1:11 yaml-tag: the tag `!include` is not supported",
            "1:28 yaml-tag: the tag `!!map` is not supported",
        ],
    );
}

#[test]
fn aliases_stand_for_their_anchors() {
    check("a: &x {b: [1]}\nc: *x\n", &json!({"a": {"b": [1]}, "c": {"b": [1]}}));
    refuse(
        "a: &base 1\nb: *bas\n",
        &["2:4 yaml-alias: there is no anchor `&bas` before this alias"],
    );
    refuse("a: &x [*x]\n", &["1:8 yaml-alias: an alias cannot be inside its own anchor"]);
}

#[test]
fn a_merge_key_adds_what_is_not_there() {
    check(
        "base: &b {x: 1, y: 2}\nown: {y: 3, <<: *b, z: 4}\n",
        &json!({"base": {"x": 1, "y": 2}, "own": {"y": 3, "z": 4, "x": 1}}),
    );
    check("<<: [{a: 1}, {a: 2, b: 2}]\n", &json!({"a": 1, "b": 2}));
    check("'<<': 1\n", &json!({"<<": 1}));
    refuse("<<: 1\n", &["1:5 yaml-merge: `<<` merges mappings only"]);
}

#[test]
fn all_duplicate_keys_are_reported() {
    refuse(
        "a: 1\nb: {c: 1, c: 2}\na: 3\na: 4\n",
        &[
            "2:11 duplicate-key: the key `c` appears twice",
            "3:1 duplicate-key: the key `a` appears twice",
            "4:1 duplicate-key: the key `a` appears twice",
        ],
    );
    let many: Vec<String> = (0..40).map(|n| format!("k{}: 1", n % 39)).collect();
    refuse(&many.join("\n"), &["40:1 duplicate-key: the key `k0` appears twice"]);
}

#[test]
fn reading_goes_on_past_a_duplicate_key() {
    let mut sources = Sources::new();
    let file = sources.add("a.yaml", "a: 1\na: 2\nb: *no\n");
    let mut problems = Vec::new();
    let node = read_all(file, sources.text(file), Budget::default(), &mut problems);
    assert_eq!(node.expect("a tree").to_json(), json!({"a": 1, "b": null}));
    assert_eq!(problems.len(), 2);
}

#[test]
fn a_key_is_text() {
    check("404: x\ntrue: y\n", &json!({"404": "x", "true": "y"}));
    refuse(
        "? [1]\n: 2\n~: 3\n",
        &["1:3 yaml-key: a key must be text", "3:1 yaml-key: a key must be text"],
    );
}

#[test]
fn what_json_cannot_say_is_refused() {
    refuse(
        "[.inf, 99999999999999999999]",
        &[
            "1:2 yaml-number: JSON has no infinity and no NaN",
            "1:8 yaml-number: the number is too large",
        ],
    );
}

#[test]
fn a_file_is_one_document() {
    refuse("a: 1\n---\nb: 2\n", &["2:1 yaml-documents: a second document begins here"]);
    for text in ["", "# only a comment\n", "\n\n"] {
        refuse(text, &["1:1 yaml-empty: this file is empty"]);
    }
}

#[test]
fn syntax_errors_name_their_cause() {
    refuse(
        "a: b: c\n",
        &["1:5 yaml-syntax: a `:` is not allowed here, because this cannot be a key"],
    );
    refuse("a:\n\t- c\n", &["2:1 yaml-syntax: only spaces are allowed here, not tabs"]);
    refuse("a: @x\n", &["1:4 yaml-syntax: no value can begin with `@`"]);
    refuse("a: `x\n", &["1:4 yaml-syntax: no value can begin with a backtick"]);
    refuse("a: \"\u{7f}\"\n", &["1:5 yaml-syntax: the character U+007F must be escaped in YAML"]);
    refuse("a: %x\n", &["1:4 yaml-syntax: no value can begin with `%`"]);
    refuse("a: \"x\nb: 1\n", &["1:4 yaml-syntax: the quote is never closed"]);
    refuse("a: [1, 2\n", &["1:4 yaml-syntax: `[` is never closed"]);
    refuse("a: [1, 2}\n", &["1:4 yaml-syntax: `[` is closed by `}`"]);
    refuse("a: {x: 1\nb: 2\n", &["2:2 yaml-syntax: a `,` or a closing bracket is missing"]);
    refuse("a: x\nfoo\nb: c\n", &["2:1 yaml-syntax: a key without `:`"]);
    refuse("a:\n  b: 1\n c: 2\n", &["3:2 yaml-syntax: this is not a key of the mapping above"]);
    refuse("a: \"\\d\"\n", &["1:4 yaml-syntax: an unknown escape in double quotes"]);
}

#[test]
fn an_alias_bomb_costs_nothing() {
    let line = |n: usize| format!("a{}: &a{} [{}]\n", n + 1, n + 1, format!("*a{n}, ").repeat(10));
    let lines: Vec<String> = (0..12).map(line).collect();
    let text = format!("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{}", lines.concat());
    refuse(&text, &["5:40 yaml-budget: anchors and aliases repeat more than 100000 values"]);
}

#[test]
fn nesting_ends_at_64_levels() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read_text(&nested(64)).1.is_ok());
    refuse(&nested(65), &["1:65 yaml-budget: too many levels of nesting"]);
    refuse(&"[".repeat(100_000), &["1:65 yaml-budget: too many levels of nesting"]);
    let block = (0..10_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<Vec<_>>().concat();
    refuse(&block, &["65:65 yaml-budget: too many levels of nesting"]);
    refuse(&"- ".repeat(100_000), &["1:129 yaml-budget: too many levels of nesting"]);
    let mixed = format!("{}{}", "- ".repeat(40), nested(40));
    refuse(&mixed, &["1:105 yaml-budget: more than 64 levels of nesting"]);
    let aliased = format!("a: &a {}\nb: {}*a{}\n", nested(50), "[".repeat(20), "]".repeat(20));
    refuse(&aliased, &["2:24 yaml-budget: more than 64 levels of nesting"]);
}

#[test]
fn a_file_has_a_size() {
    let mut sources = Sources::new();
    let file = sources.add("a.yaml", "");
    let budget = Budget { bytes: 10, ..Budget::default() };
    assert!(read(file, "a: 2345678", budget).is_ok());
    let problems = read(file, "a: 23456789", budget).expect_err("too large");
    assert_eq!(problems[0].message, "the file is larger than 10 bytes");
}

#[test]
fn spans_cover_what_was_written() {
    let text =
        "top:\n  list:\n    - \"a b\"\n    - {k: v}\n  text: |\n    one\n    two\n\nend: 1\n";
    let (sources, node) = read_text(text);
    let node = node.expect("no problems");
    let Value::Mapping(root) = &node.value else { panic!("a mapping") };
    let Value::Mapping(top) = &root.get("top").expect("top").value else { panic!("a mapping") };
    let covered = |node: &Node| sources.slice(node.span).to_owned();
    let list = top.get("list").expect("list");
    assert_eq!(covered(list), "- \"a b\"\n    - {k: v}");
    let Value::Sequence(items) = &list.value else { panic!("a list") };
    assert_eq!(covered(&items[0]), "\"a b\"");
    assert_eq!(covered(&items[1]), "{k: v}");
    assert_eq!(covered(top.get("text").expect("text")), "one\n    two");
    assert_eq!(sources.slice(root.entries[1].key.span), "end");
    assert_eq!(covered(&node), text.trim_end());
}

/// Values whose strings look like something else as often as not.
fn documents() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![
        Just("null"),
        Just("~"),
        Just("1.0"),
        Just("0x1F"),
        Just("NO"),
        Just("true"),
        Just(": "),
        Just("# x"),
        Just("- a"),
        Just("<<"),
        Just("*a"),
        Just("&a"),
        Just("!a"),
        Just("a: b"),
        Just("@x"),
        Just("''"),
        Just("\""),
        Just("a\nb\n"),
        Just(" a "),
        Just(""),
        Just("é😀")
    ];
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|flag| json!(flag)),
        any::<i64>().prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
        (-1e12..1e12f64).prop_map(|number| json!(number)),
        text.prop_map(|text| json!(text)),
        ".*".prop_map(|text| json!(text)),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|items| json!(items)),
            prop::collection::btree_map("[a-z~:#-]{1,6}", inner, 0..6)
                .prop_map(|members| json!(members)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_serde_yaml_on_what_it_writes(document in documents()) {
        let text = serde_yaml::to_string(&document).expect("a document");
        let node = read_text(&text).1.expect("no problems");
        prop_assert_eq!(&node.to_json(), &document, "{}", text);
    }

    #[test]
    fn reads_every_json_document(document in documents()) {
        // JSON may hold U+007F and its like unescaped, YAML may not (YAML 1.2.2, section 5.1).
        let text: String = document.to_string().chars().filter(|c| !c.is_control()).collect();
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let node = read_text(&text).1.expect("no problems");
        prop_assert_eq!(&node.to_json(), &document);
    }

    #[test]
    fn agrees_with_serde_yaml_on_plain_scalars(text in
        "0x[0-9a-f]{0,4}|0o[0-7]{0,4}|[-+]?(0?[.][.eE0-9]{0,4}|[1-9][.eE0-9a-fx+-]{0,5})"
    ) {
        // Without leading zeros and signed hexadecimals, where serde_yaml is not the core schema.
        let document = format!("[{text}]");
        let expected: serde_json::Value = serde_yaml::from_str(&document).expect("a document");
        if let Ok(node) = read_text(&document).1 {
            prop_assert_eq!(node.to_json(), expected);
        }
    }

    #[test]
    fn never_panics_and_every_span_is_text(text in prop_oneof![
        "(?s).{0,80}",
        "[-?:,\\[\\]{}#&*!|>'\"%@` \t\r\nab~1é<\\\\]{0,60}"
    ]) {
        let (sources, result) = read_text(&text);
        let valid = |span: Span| {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
            sources.place(span);
        };
        match result {
            Ok(node) => each_span(&node, &mut |span| valid(span)),
            Err(problems) => {
                let labels = problems.iter().flat_map(|p| p.primary.iter().chain(&p.related));
                labels.for_each(|label| valid(label.span));
            }
        }
    }
}
