//! The targets of a run: several targets per suite, and the hosts that a suite allows.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;

use super::{file, run, statusquo, stderr, stdout};

const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/point.yaml");

/// Writes a suite with these keys into a temporary folder.
fn suite(keys: &str) -> (tempfile::TempDir, PathBuf) {
    let text = format!("suite: s\ncontract: {CONTRACT}\n{keys}");
    file("s.yaml", text.as_bytes())
}

/// Starts a server that answers every request with 200, an empty object and the server's name. Returns its URL.
fn serve(name: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let _ = stream.read(&mut [0; 4096]).expect("a request");
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            let answer = format!("{head}\r\nContent-Length: 2\r\nServer: {name}\r\n\r\n{{}}");
            stream.write_all(answer.as_bytes()).expect("written");
        }
    });
    format!("http://{address}")
}

const TWO: &str = "cases:
  - { id: here, GET: /v2/orders, expect: { status: 200, headers: { Server: first } } }
  - id: there
    GET: /v2/orders
    target: log-in
    expect: { status: 200, headers: { Server: second } }
";

#[test]
fn each_case_is_sent_to_its_target_and_every_report_names_the_target() {
    let (folder, path) = suite(TWO);
    let (path, reports) = (path.to_string_lossy(), folder.path().join("reports"));
    let (first, second) = (serve("first"), serve("second"));
    let named = format!("log-in={second}");
    let reports = reports.to_string_lossy();
    let target = ["--target", &first, "--target", &named, "--reports", &reports];
    let output = run(&[&["run", &*path, "-v"][..], &target].concat());
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    let lines = format!("target: {first}\ntarget log-in: {second}\n");
    assert!(stdout(&output).contains(&lines), "{}", stdout(&output));
    let report = |name: &str| {
        std::fs::read_to_string(folder.path().join("reports").join(name)).expect("a report")
    };
    let junit = report("junit.xml");
    let of_run = format!("<property name=\"target.log-in\" value=\"{second}\"/>");
    assert!(junit.contains(&of_run), "{junit}");
    assert_eq!(junit.matches("<property name=\"target\" value=\"log-in\"/>").count(), 1, "{junit}");
    let record = report("run.ndjson");
    assert_eq!(record.matches("\"target\":\"log-in\"").count(), 1, "{record}");
    assert!(report("summary.json").contains("\"name\": \"log-in\""));

    // With the targets swapped, both cases fail: each case was sent to its own target.
    let named = format!("log-in={first}");
    let output = run(&["run", &path, "--target", &second, "--target", &named]);
    assert!(stdout(&output).contains("2 cases: 0 passed, 2 failed"), "{}", stdout(&output));
    let rerun = format!("--target {second} --target log-in={first} --filter here");
    assert!(stdout(&output).contains(&rerun), "{}", stdout(&output));
}

#[test]
fn a_target_can_be_set_by_an_environment_variable() {
    let (_folder, path) = suite(TWO);
    let mut command = statusquo();
    command.env("STATUSQUO_TARGET", serve("first")).env("STATUSQUO_TARGET_LOG_IN", serve("second"));
    let output = command.arg("run").arg(path).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}

#[track_caller]
fn refused(flags: &[&str], message: &str, help: &str) {
    let (_folder, path) = suite(TWO);
    let output = run(&[&["run", &*path.to_string_lossy()][..], flags].concat());
    assert_eq!(output.status.code(), Some(2));
    let expected = format!("error: {message}\n  = help: {help}\n");
    assert!(stderr(&output).ends_with(&expected), "{}", stderr(&output));
}

#[test]
fn a_missing_target_is_reported_before_anything_is_sent() {
    refused(
        &["--target", "http://127.0.0.1:9"],
        "`s/there` goes to the target `log-in`, which is not given",
        "add --target log-in=URL (or STATUSQUO_TARGET_LOG_IN)",
    );
    refused(
        &["--target", "log-in=http://127.0.0.1:9"],
        "`s/here` goes to the default target, which is not given",
        "add --target URL (or STATUSQUO_TARGET)",
    );
    refused(
        &["--target", "reference", "--target", "login=http://127.0.0.1:9"],
        "no case goes to a target `login`",
        "did you mean `log-in`?",
    );
}

#[test]
fn a_target_without_selected_cases_is_optional() {
    let (_folder, path) = suite(TWO);
    let first = serve("first");
    let output = run(&["run", &path.to_string_lossy(), "--target", &first, "--filter", "here"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
}

#[test]
fn an_unreachable_target_does_not_affect_the_other_target() {
    let (_folder, path) = suite(TWO);
    let gone = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let target = format!("log-in=http://{gone}");
    let first = serve("first");
    let jobs = ["--jobs", "1"];
    let flags = ["run", &path.to_string_lossy(), "--target", &first, "--target", &target];
    let output = run(&[&flags[..], &jobs].concat());
    assert_eq!(output.status.code(), Some(3));
    assert!(stdout(&output).contains("2 cases: 1 passed, 1 errored"), "{}", stdout(&output));
}

#[test]
fn a_suite_is_not_run_against_a_host_that_it_does_not_allow() {
    let url = serve("first");
    let targets = |targets: &str| format!("targets: {targets}\ncases: [{{ id: a, GET: / }}]\n");
    for (allowed, code) in [
        ("[ \"*.staging.example.com\" ]", 2),
        ("{ default: \"*.staging.example.com\" }", 2),
        ("[ 127.0.0.1 ]", 0),
        ("{ default: 127.0.0.1 }", 0),
        ("{ other: nowhere.example.com }", 0),
    ] {
        let (_folder, path) = suite(&targets(allowed));
        let output = run(&["run", &path.to_string_lossy(), "--target", &url]);
        assert_eq!(output.status.code(), Some(code), "{allowed} {}", stderr(&output));
        assert_eq!(stdout(&output).is_empty(), code == 2);
    }
    let (_folder, path) = suite(&targets("[ \"*.staging.example.com\" ]"));
    let output = run(&["run", &path.to_string_lossy(), "--target", "reference"]);
    assert!(!stderr(&output).contains("must not"), "{}", stderr(&output));
}
