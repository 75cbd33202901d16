//! The options that apply before a run starts: case selection, the wait for the target, and the dry run.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::{file, run, statusquo, stderr, stdout};

const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/point.yaml");

/// Writes a suite with these cases into a temporary folder.
fn suite(cases: &str) -> (tempfile::TempDir, PathBuf) {
    let text = format!("suite: s\ncontract: {CONTRACT}\n{cases}");
    file("s.yaml", text.as_bytes())
}

const ORDERS: &str = "credentials: { buyer: { bearer: buyer-token } }
as: buyer
tags: smoke
cases:
  - id: create
    POST: /v2/orders
    headers: { Point-Request-Id: order-1 }
    query: { view: \"a b\" }
    json: { amount: { value: \"5.00\", currency: EUR } }
    expect: 201
    replay: true
    capture: { order: $.id, href: \"$.links[0].href\" }
  - { id: get, GET: \"/v2/orders/${order}\", query: { of: \"${order}\" }, expect: 200 }
  - { id: self, GET: \"${href}\", expect: 200 }
  - { id: approve, follow: { from: create, rel: approve } }
  - { id: unknown, GET: /v2/orders/none, expect: 404 RESOURCE_NOT_FOUND }
";

#[test]
fn failed_cases_are_run_again_with_the_cases_that_they_need() {
    let (folder, path) = suite(ORDERS);
    let path = path.to_string_lossy().into_owned();
    let record = folder.path().join("run.ndjson");
    let report = format!("ndjson={}", record.display());
    let target = ["--target", "reference"];
    let first = [&["run", &path, "--fault", "missing-as-html", "--report", &report][..], &target];
    assert_eq!(run(&first.concat()).status.code(), Some(1));

    let record = record.to_string_lossy().into_owned();
    // The second run writes its record to the path of the first record, so it reads a copy of the first record.
    let copy = folder.path().join("again.ndjson").to_string_lossy().into_owned();
    fs::copy(&record, &copy).expect("a copy");
    let report = format!("ndjson={copy}");
    let again = ["run", &path, "-v", "--failed-from", &copy, "--report", &report];
    let again = run(&[&again[..], &target].concat());
    assert_eq!(again.status.code(), Some(0), "{}{}", stdout(&again), stderr(&again));
    assert!(stdout(&again).starts_with("PASS s/unknown "), "{}", stdout(&again));
    assert!(stdout(&again).contains("1 case: 1 passed"), "{}", stdout(&again));

    let renamed = fs::read_to_string(&record)
        .expect("the file is readable")
        .replace("\"unknown\"", "\"renamed\"");
    fs::write(&record, renamed).expect("the file is writable");
    let none = run(&["list", &path, "--failed-from", &record]);
    assert_eq!(none.status.code(), Some(4));
    assert!(stderr(&none).contains("--failed-from: not in these suites: s/renamed"), "{none:?}");
}

#[test]
fn an_invalid_record_or_one_without_failures_selects_no_case() {
    let (folder, path) = suite(ORDERS);
    let path = path.to_string_lossy().into_owned();
    let absent = run(&["list", &path, "--failed-from", "no-such.ndjson"]);
    assert_eq!(absent.status.code(), Some(2), "{}", stderr(&absent));
    assert_eq!(run(&["list", &path, "--failed-from", &path]).status.code(), Some(2));
    let record = folder.path().join("run.ndjson").to_string_lossy().into_owned();
    let report = format!("ndjson={record}");
    let passed = run(&["run", &path, "--target", "reference", "--report", &report]);
    assert_eq!(passed.status.code(), Some(0), "{}", stdout(&passed));
    let none = run(&["list", &path, "--failed-from", &record]);
    assert_eq!(none.status.code(), Some(4));
    assert!(stderr(&none).contains("no case failed or errored in that run"), "{}", stderr(&none));
}

#[test]
fn cases_are_listed_for_machines() {
    let (_folder, path) = suite(ORDERS);
    let path = path.to_string_lossy().into_owned();
    let listed = run(&["list", &path, "--json", "--filter", "404", "--filter", "approve"]);
    let listed: serde_json::Value = serde_json::from_str(&stdout(&listed)).expect("JSON");
    // The displayed path of a temporary file depends on the location of the repository.
    let file = listed[0]["file"].as_str().expect("a file");
    assert!(file.ends_with("/s.yaml"), "{file}");
    let expected = serde_json::json!([
        { "id": "approve", "suite": "s", "asks": "2xx", "claim": null, "file": file, "line": 17,
          "tags": ["smoke"] },
        { "id": "unknown", "suite": "s", "asks": "404 RESOURCE_NOT_FOUND",
          "claim": "404 RESOURCE_NOT_FOUND", "file": file, "line": 18, "tags": ["smoke"] },
    ]);
    assert_eq!(listed, expected);
}

#[test]
fn a_dry_run_shows_every_request_and_sends_nothing() {
    let (_folder, path) = suite(ORDERS);
    let path = path.to_string_lossy().into_owned();
    // No server listens on this port, so a request would be an error.
    let output = run(&["run", &path, "--dry-run", "--target", "http://127.0.0.1:9/base"]);
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{said}{}", stderr(&output));
    let create = "s/create  asks 201
  POST http://127.0.0.1:9/base/v2/orders?view=a+b
";
    assert!(said.starts_with(create), "{said}");
    let body = "
  content-type: application/json
  authorization: Bearer ***
  point-request-id: order-1
  accept: */*

  {
    \"amount\": {
      \"value\": \"5.00\",
      \"currency\": \"EUR\"
    }
  }

s/create~replay  asks 200
  (the same request as `create`)
";
    assert!(said.contains(body), "{said}");
    assert!(
        said.contains("GET http://127.0.0.1:9/base/v2/orders/${order}?of=${order}\n"),
        "{said}"
    );
    assert!(said.contains("  GET ${href}\n"), "{said}");
    assert!(said.contains("(the method and the URL of the link `approve` that `create` gets)"));
    assert!(!said.contains("buyer-token"), "{said}");
    assert!(stderr(&output).contains("6 requests; nothing was sent"), "{}", stderr(&output));
}

/// Answers 503 to the first two requests and 404 to all others.
fn slow_starter() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for (count, stream) in listener.incoming().flatten().enumerate() {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 4096]);
            let status = if count < 2 { "503 Service Unavailable" } else { "404 Not Found" };
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    port
}

/// Starts a server that answers every request with this status. Returns its URL and the requested paths.
fn always(status: &'static str) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, paths) = mpsc::channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 4096];
            let length = stream.read(&mut request).unwrap_or_default();
            let text = String::from_utf8_lossy(&request[..length]).into_owned();
            let _ = sender.send(text.split(' ').nth(1).unwrap_or_default().to_owned());
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    (url, paths)
}

const TWO_TARGETS: &str = "cases:
  - { id: here, GET: /here, expect: 404 RESOURCE_NOT_FOUND }
  - { id: there, GET: /there, target: login, expect: 404 RESOURCE_NOT_FOUND }
";

#[test]
fn a_run_starts_when_all_of_its_targets_are_up() {
    let (_folder, path) = suite(TWO_TARGETS);
    let path = path.to_string_lossy().into_owned();
    let ((first, asked), (second, also_asked)) = (always("404 No"), always("404 No"));
    let login = format!("login={second}/base");
    let targets = ["--target", &first, "--target", &login, "--wait-for", "/health"];
    let output = run(&[&["run", &path][..], &targets].concat());
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["/health", "/here"]);
    assert_eq!(also_asked.try_iter().collect::<Vec<_>>(), ["/base/health", "/base/there"]);
}

#[test]
fn a_run_does_not_start_if_one_of_its_targets_stays_down() {
    let (_folder, path) = suite(TWO_TARGETS);
    let path = path.to_string_lossy().into_owned();
    let ((first, asked), (second, _)) = (always("404 No"), always("503 Soon"));
    let login = format!("login={second}");
    let targets = ["--target", &first, "--target", &login, "--wait-for", "/health"];
    let output = run(&[&["run", &path, "--wait-limit", "0.3"][..], &targets].concat());
    assert_eq!(output.status.code(), Some(3), "{}{}", stdout(&output), stderr(&output));
    let said = format!("{second}/health was not up within 0.3 s: it answered 503");
    assert!(stderr(&output).contains(&said), "{}", stderr(&output));
    assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["/health"], "no request of a case was sent");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_wait_at_once() {
    let (_folder, path) = suite("cases:\n  - { id: any, GET: /any, expect: 200 }\n");
    let (target, asked) = always("503 Soon");
    let mut command = statusquo();
    command.arg("run").arg(&path).args(["--target", &target, "--wait-for", "/health"]);
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary runs");
    asked.recv_timeout(Duration::from_secs(20)).expect("the process sends a request");
    let started_at = Instant::now();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    assert_eq!(child.wait().expect("the process ends").code(), Some(130));
    assert!(started_at.elapsed() < Duration::from_secs(5), "{:?}", started_at.elapsed());
    assert!(asked.try_iter().all(|path| path == "/health"), "no request of a case was sent");
}

#[test]
fn a_run_starts_when_the_target_is_up() {
    let (_folder, path) =
        suite("cases:\n  - { id: any, GET: /any, expect: 404 RESOURCE_NOT_FOUND }\n");
    let path = path.to_string_lossy().into_owned();
    let target = format!("http://127.0.0.1:{}", slow_starter());
    let output = run(&["run", &path, "--target", &target, "--wait-for", "/health"]);
    // The case was judged: the contract documents no 404 response without a body.
    assert_eq!(output.status.code(), Some(1), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("404"), "{}", stdout(&output));
}

#[test]
fn a_target_that_stays_down_ends_the_command_with_one_line_and_exit_code_3() {
    let (_folder, path) = suite("cases:\n  - { id: any, GET: /any, expect: 200 }\n");
    let path = path.to_string_lossy().into_owned();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port");
    let target = format!("http://{}", port.local_addr().expect("an address"));
    drop(port);
    let started_at = Instant::now();
    let wait = ["run", &path, "--target", &target, "--wait-for", "/health", "--wait-limit"];
    let output = run(&[&wait[..], &["0.5"]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("/health was not up within 0.5 s: could not connect"));
    assert_eq!(stdout(&output), "");
    assert!(started_at.elapsed() >= Duration::from_millis(500));
    let wrong = ["run", &path, "--target", &target, "--wait-for", "health"];
    assert_eq!(run(&wrong).status.code(), Some(2));
}
