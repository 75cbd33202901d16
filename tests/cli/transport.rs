//! Connections to a target: proxies, addresses and sockets, and their description in every report.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Output;
use std::sync::mpsc;

use super::{file, statusquo, stderr, stdout};

const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/point.yaml");
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

fn suite() -> (tempfile::TempDir, PathBuf) {
    let text = format!("suite: s\ncontract: {CONTRACT}\ncases: [{{ id: a, GET: /v2/orders }}]\n");
    file("s.yaml", text.as_bytes())
}

/// Answers one request, and sends the head of the request to the channel.
fn answer(mut stream: impl Read + Write, requests: &mpsc::Sender<String>) {
    let mut request = [0; 4096];
    let length = stream.read(&mut request).unwrap_or(0);
    let text = String::from_utf8_lossy(&request[..length]).into_owned();
    let _ = requests.send(text);
    let _ = stream.write_all(OK.as_bytes());
}

/// Starts a server on a free port. Returns the port and the requests as they arrive.
fn serve() -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (sender, requests) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.expect("a connection"), &sender);
        }
    });
    (port, requests)
}

fn run_with(flags: &[&str], environment: &[(&str, &str)]) -> Output {
    let (_folder, path) = suite();
    let mut command = statusquo();
    command.env_remove("http_proxy").env_remove("no_proxy").env_remove("NO_PROXY");
    command.arg("run").arg(path).args(flags).envs(environment.iter().copied());
    command.output().expect("the binary runs")
}

#[track_caller]
fn passes(flags: &[&str], environment: &[(&str, &str)], remark: &str) -> String {
    let output = run_with(flags, environment);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    let text = stdout(&output);
    assert!(
        text.lines().any(|line| line.starts_with("target: ") && line.ends_with(remark)),
        "{text}"
    );
    text
}

#[track_caller]
fn refused(flags: &[&str], message: &str) {
    let output = run_with(flags, &[]);
    assert_eq!(output.status.code(), Some(2), "{}{}", stdout(&output), stderr(&output));
    assert!(stderr(&output).contains(message), "{}", stderr(&output));
}

#[test]
fn a_proxy_gets_the_whole_url_and_its_password_is_not_shown() {
    let (port, requests) = serve();
    let proxy = format!("http://me:hunter2@127.0.0.1:{port}");
    let remark = format!(" (by the proxy http://127.0.0.1:{port})");
    let target = ["--target", "http://api.example", "--proxy", &proxy];
    let text = passes(&target, &[], &remark);
    assert!(!text.contains("hunter2"), "{text}");
    let request = requests.recv().expect("a request").to_ascii_lowercase();
    assert!(request.starts_with("get http://api.example/v2/orders http/1.1\r\n"), "{request}");
    assert!(request.contains("proxy-authorization: basic bwu6ahvudgvymg==\r\n"), "{request}");
}

#[test]
fn the_proxy_of_the_environment_is_used_only_on_request() {
    let (port, requests) = serve();
    let proxy = format!("http://127.0.0.1:{port}");
    let environment = [("http_proxy", proxy.as_str()), ("NO_PROXY", "localhost")];
    let remark = format!(" (by the proxy {proxy})");
    passes(&["--target", "http://api.example", "--proxy", "env"], &environment, &remark);
    requests.recv().expect("a request");

    let (direct, _requests) = serve();
    let target = format!("http://localhost:{direct}");
    let url = format!("target: {target}");
    passes(&["--target", &target, "--proxy", "env"], &environment, &url);
    let target = format!("http://127.0.0.1:{direct}");
    passes(&["--target", &target], &environment, &format!("target: {target}"));
    assert!(requests.try_recv().is_err(), "no other request was sent to the proxy");
}

#[test]
fn an_unreachable_proxy_is_named() {
    let output =
        run_with(&["--target", "http://api.example", "--proxy", "http://127.0.0.1:1"], &[]);
    assert_eq!(output.status.code(), Some(3));
    let text = stdout(&output).replace('\n', " ").replace("  ", " ");
    let expected = "could not connect to http://api.example:80 (by the proxy http://127.0.0.1:1): connection refused";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_host_name_can_be_resolved_to_a_given_address() {
    let (port, requests) = serve();
    let target = format!("http://api.example:{port}");
    let address = format!("api.example:{port}:127.0.0.1");
    let remark = format!(" (resolved as {address})");
    passes(&["--target", &target, "--resolve", &address], &[], &remark);
    passes(&["--target", &target, "--resolve", "api.example:127.0.0.1"], &[], &remark);
    let request = requests.recv().expect("a request");
    assert!(request.contains(&format!("host: api.example:{port}\r\n")), "{request}");
    refused(
        &["--target", &target, "--resolve", "api.example:1:127.0.0.1"],
        "error: --resolve api.example:1: no target is there",
    );
    refused(&["--target", &target, "--resolve", "api.example"], "neither HOST:ADDRESS nor");
}

#[cfg(unix)]
#[test]
fn a_target_may_be_a_unix_socket() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("api.sock");
    let listener = std::os::unix::net::UnixListener::bind(&path).expect("a socket");
    let (sender, requests) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.expect("a connection"), &sender);
        }
    });
    let path = path.display();
    let text = passes(
        &["--target", &format!("unix:{path}:/api")],
        &[],
        &format!(" (by the Unix socket {path})"),
    );
    assert!(text.contains("target: http://localhost/api ("), "{text}");
    let request = requests.recv().expect("a request");
    assert!(request.starts_with("GET /api/v2/orders HTTP/1.1\r\n"), "{request}");

    let output = run_with(&["--target", &format!("unix:{path}.gone")], &[]);
    assert_eq!(output.status.code(), Some(3));
    let said = stdout(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = format!("http://localhost:80 (the Unix socket {path}.gone): ");
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn a_ca_file_without_certificates_is_refused() {
    let (folder, path) = file("ca.pem", b"nothing");
    let path = path.display().to_string();
    let target = ["--target", "https://api.example", "--ca-file"];
    refused(&[&target[..], &[&path]].concat(), "ca.pem: there is no certificate in it");
    let gone = folder.path().join("gone.pem").display().to_string();
    refused(&[&target[..], &[&gone]].concat(), "gone.pem: entity not found");
    refused(&[&target[..], &[&gone, "--insecure"]].concat(), "cannot be used with");
}

#[test]
fn every_report_shows_that_certificates_were_not_verified() {
    let reports = tempfile::tempdir().expect("a folder");
    let folder = reports.path().display().to_string();
    // No server listens there: the description of the connection does not depend on a response.
    let target = ["--target", "https://127.0.0.1:1", "--insecure", "--reports", &folder];
    let output = run_with(&target, &[]);
    let remark = "target: https://127.0.0.1:1 (its certificate not verified)";
    assert!(stdout(&output).contains(remark), "{}", stdout(&output));
    for (name, word) in [
        ("junit.xml", "<property name=\"target.via\" value=\"its certificate not verified\"/>"),
        ("run.ndjson", "\"via\":[\"insecure\"]"),
        ("summary.json", "\"insecure\""),
    ] {
        let text = std::fs::read_to_string(reports.path().join(name)).expect("a report");
        assert!(text.contains(word), "{name}: {text}");
    }
}
