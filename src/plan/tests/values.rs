use serde_json::{Value, json};
use url::Url;

use crate::plan::compile;
use crate::plan::tests::{case, check, inputs, lines, plan};
use crate::plan::{Bindings, SlotId};

/// Returns the JSON that the case `c` sends, where `${x}` is captured with this value.
fn sent(rest: &str, x: Value) -> Result<Value, String> {
    let plan = plan(&format!(
        "{rest}cases:\n  - {{ id: make, POST: /, capture: {{ x: $.x }} }}\n  - id: c\n    PUT: \"/${{base64(x)}}\"\n    \
         json: [ \"${{x}}\", \"${{hmac('key', x)}}\", \"<${{random_int(x, x)}}>\" ]\n    query: {{ q: \"${{url(x)}}\" }}\n    headers: {{ A: \"${{json(x)}}\" }}\n"
    ));
    let bindings = Bindings::new(plan.slots);
    bindings.set(SlotId(0), x);
    let target = Url::parse("https://h").expect("a URL");
    let request = bindings.request(case(&plan, "c"), &target, None);
    let request = request.map_err(|error| error.to_string())?;
    assert_eq!(request.url.path(), "/Nw%3D%3D");
    Ok(serde_json::from_slice(&request.body.expect("a body")).expect("JSON"))
}

#[test]
fn a_call_of_a_captured_value_waits_for_it() {
    let body = sent("", json!(7)).expect("sent");
    assert_eq!((&body[0], &body[2]), (&json!(7), &json!("<7>")));
    assert_eq!(body[1].as_str().map(str::len), Some(64));
}

#[test]
fn a_captured_value_that_does_not_fit_is_named() {
    let expected = "`random_int` cannot be called: the argument must be a whole number, got \"7\"";
    assert_eq!(sent("", json!("7")), Err(expected.to_owned()));
    let expected = "`base64` cannot be called: the argument must be a text, and this is null";
    assert_eq!(sent("", Value::Null), Err(expected.to_owned()));
}

#[test]
fn a_faulty_argument_is_marked_itself() {
    check(
        "vars: { list: [1], no: null }\ncases:\n  - { id: a, GET: \"/${random_int('1', 2)}\" }\n  - { id: b, GET: \"/${base64(no)}\" }\n\
         \x20 - { id: c, GET: \"/${now('1h')}\" }\n  - { id: d, GET: \"/${sha256(lost)}\" }\n  - { id: e, GET: \"/${url(list)}\" }\n  - { id: f, GET: /, query: { q: \"${url(list)}\" } }\n",
        &[
            "bad-arguments 5:34 `random_int` cannot be called: the argument must be a whole number, got \"1\"",
            "bad-arguments 6:30 `base64` cannot be called: the argument must be a text, and this is null",
            "bad-arguments 7:27 `now` cannot be called: \"1h\" is not an offset: a sign, then numbers \
             with `s`, `m`, `h`, `d` or `w`, such as `+1h30m`",
            "unknown-variable 8:30 there is no `lost`",
            "double-encoded 9:21 values in a path, a query or a form are encoded already",
            "double-encoded 10:35 values in a path, a query or a form are encoded already",
        ],
    );
}

#[test]
fn a_function_without_parentheses_is_distinguished_from_a_name() {
    let inputs = inputs("suite: s\ncontract: c\ncases: [ { id: a, GET: \"/${uuid}\" } ]\n");
    let (_, problems) = compile(inputs).expect_err("there is no variable `uuid`");
    assert_eq!(problems[0].help, ["to call the function, write `uuid()`"]);
}

#[test]
fn all_values_of_a_run_have_one_time() {
    let plan = plan(
        "vars: { a: \"${now('+0s', '%s%f')}\" }\ncases:\n  - { id: c, GET: \"/${a}\" }\n  - { id: d, GET: \"/${now('+0s', '%s%f')}\" }\n",
    );
    let target = Url::parse("https://h").expect("a URL");
    let path = |id| Bindings::new(0).request(case(&plan, id), &target, None).expect("bound").url;
    assert_eq!(path("c"), path("d"));
}

#[test]
fn a_value_computed_from_a_secret_is_a_secret() {
    let plan = plan(
        "vars: { pair: \"me:${env.TOKEN}\" }\ncases:\n  - { id: c, GET: /, headers: { A: \"Basic ${base64(pair)}\", B: \"${base64('open')}\" } }\n",
    );
    assert_eq!(plan.secrets, ["bWU6dDBrZW4tb2YtZW52", "t0ken-of-env"]);
}

#[test]
fn values_are_not_computed_from_an_unread_environment() {
    let text = "suite: s\ncontract: c\ncases: [ { id: a, GET: \"/${now(env.LATER)}\" } ]\n";
    let mut unread = inputs(text);
    unread.environment = None;
    assert!(compile(unread).is_ok());
    let (sources, problems) = compile(inputs(text)).expect_err("`LATER` is not set");
    let unset = "unset-environment 3:32 the environment variable `LATER` is not set";
    assert_eq!(lines(&sources, &problems), [unset]);
}

#[test]
fn files_are_read_before_anything_is_captured() {
    check(
        "cases:\n  - { id: a, GET: /, capture: { x: $.x } }\n  - { id: b, PUT: /, file: \"${x}.png\" }\n",
        &["capture-in-path 5:28 the path of a file has a captured value in it"],
    );
}
