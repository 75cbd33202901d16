use super::{check_case, helps, parse};
use crate::suite::Sending;

#[track_caller]
fn sending(text: &str) -> Sending {
    let text = format!("suite: s\ncontract: c.yaml\ncases:\n  - {{ id: a, GET: /x, {text} }}\n");
    let (suite, _, problems) = parse(&text);
    assert_eq!(problems, []);
    suite.expect("a suite").cases.remove(0).sending
}

#[test]
fn until_has_a_condition_and_its_times() {
    let until = sending("until: { status: 200, equals: { $.a: 1 }, every: 20ms, for: 1m }").until;
    let until = until.expect("it is there");
    assert_eq!((until.every.as_millis(), until.limit.as_secs()), (20, 60));
    assert_eq!(until.condition.status.map(|status| status.status), Some(200));
    assert_eq!(until.condition.equals.len(), 1);
    let until = sending("until: { status: 200 }").until.expect("it is there");
    assert_eq!((until.every.as_secs(), until.limit.as_secs()), (1, 30));
}

#[test]
fn until_waits_for_something_and_sends_more_than_once() {
    check_case(
        "id: a\nGET: /x\nuntil: { for: 5s }",
        &["empty-until 6:12 `until` waits for nothing"],
    );
    check_case(
        "id: a\nGET: /x\nuntil: { status: 200, every: 5s, for: 5s }",
        &["never-again 6:34 the time limit of `until`, 5s, ends before the second request"],
    );
    check_case(
        "id: a\nGET: /x\nuntil: { status: 200, code: A }",
        &["unknown-key 6:27 until has no key `code`"],
    );
}

#[test]
fn a_duration_has_a_unit_and_bounds() {
    check_case(
        "id: a\nGET: /x\nuntil: { status: 200, every: 5, for: 1h }",
        &["bad-duration 6:34 `5` is not a duration", "bad-duration 6:42 `1h` is not a duration"],
    );
    check_case(
        "id: a\nGET: /x\nuntil: { status: 200, every: 1ms }",
        &["bad-duration 6:34 `every` must be from 10ms to 1m"],
    );
    let help = helps("id: a\nGET: /x\nuntil: { status: 200, for: 5 }");
    assert_eq!(help, ["a duration is a whole number with a unit: `500ms`, `2s`, `1m`"]);
}

#[test]
fn retry_is_a_number_or_a_mapping() {
    let retry = |text: &str| {
        let retry = sending(text).retry.expect("it is there");
        (retry.times, retry.wait.as_millis(), retry.any_method)
    };
    assert_eq!(retry("retry: 2"), (2, 100, false));
    assert_eq!(retry("retry: { wait: 200ms, unsafe: true }"), (3, 200, true));
    check_case(
        "id: a\nGET: /x\nretry: yes",
        &["wrong-type 6:12 `retry` must be the number of retries, or a mapping"],
    );
    for count in ["0", "21", "1.5", "-1"] {
        check_case(
            &format!("id: a\nGET: /x\nretry: {count}"),
            &["bad-count 6:12 `retry` must be a whole number from 1 to 20"],
        );
    }
}

#[test]
fn a_retry_that_could_never_happen_is_refused() {
    let post = "id: a\nPOST: /x\nretry: 2";
    check_case(post, &["unsafe-retry 6:5 POST is not idempotent, so it is never retried"]);
    assert!(helps(post)[0].starts_with("add `unsafe: true`"));
    check_case("id: a\nPOST: /x\nretry: { unsafe: true }", &[]);
    for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"] {
        check_case(&format!("id: a\n{method}: /x\nretry: 2"), &[]);
    }
}

#[test]
fn repeat_and_burst_are_bounded_and_exclude_each_other() {
    assert_eq!(sending("repeat: 1000").repeat, Some(1000));
    assert_eq!(sending("burst: 200").burst, Some(200));
    check_case(
        "id: a\nGET: /x\nrepeat: 1001",
        &["bad-count 6:13 `repeat` must be a whole number from 1 to 1000"],
    );
    check_case(
        "id: a\nGET: /x\nburst: 201",
        &["bad-count 6:12 `burst` must be a whole number from 1 to 200"],
    );
    check_case(
        "id: a\nGET: /x\nrepeat: 2\nburst: 2",
        &["several-sendings 7:5 `repeat` and `burst` exclude each other"],
    );
    check_case(
        "id: a\nGET: /x\nretry: 2\nburst: 2",
        &["several-sendings 7:5 `retry` and `burst` exclude each other"],
    );
}
