//! Client certificates, from the files of a suite to the mutual TLS listener of the reference server.

use std::fs;
use std::path::Path;

use super::{run, stderr, stdout};

const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/point.yaml");
const CERTIFICATES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/point-mtls/certificates");

/// Runs a command on a suite with this credential, in a folder that has the partner's certificate.
#[track_caller]
fn ends(command: &str, credential: &str, code: i32, expected: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = |name: &str| folder.path().join(name);
    for name in ["partner.pem", "partner.key"] {
        fs::copy(Path::new(CERTIFICATES).join(name), place(name)).expect("a copy");
    }
    let read = |name: &str| fs::read_to_string(place(name)).expect("a file");
    fs::write(place("both.pem"), read("partner.pem") + &read("partner.key")).expect("written");
    let encrypted = read("partner.key").replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    fs::write(place("encrypted.key"), encrypted).expect("written");
    let suite = format!(
        "suite: s\ncontract: {CONTRACT}\ntarget: mtls\ncredentials: {{ partner: {credential} }}\n\
         as: partner\ncases: [{{ id: list, GET: /v2/orders, expect: 200 }}]\n"
    );
    fs::write(place("s.yaml"), suite).expect("written");
    let path = place("s.yaml").display().to_string();
    let output = match command {
        "run" => run(&["run", &path, "--target", "reference"]),
        _ => run(&[command, &path]),
    };
    let text = stdout(&output) + &stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{credential} {text}");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(expected), "{credential} {text}");
}

#[test]
fn a_certificate_is_accepted_alone_and_with_a_token() {
    ends("run", "{ certificate: partner.pem, key: partner.key }", 0, "1 case: 1 passed");
    ends("run", "{ certificate: both.pem }", 0, "1 case: 1 passed");
    ends("run", "{ certificate: both.pem, bearer: reader-token }", 0, "1 case: 1 passed");
    ends("run", "{ certificate: both.pem, bearer: a-guess }", 1, "got 401");
}

#[test]
fn a_run_without_a_certificate_is_not_judged() {
    let reason = "refused the client: it demands a client certificate";
    ends("run", "{ bearer: reader-token }", 3, reason);
}

#[test]
fn an_unusable_certificate_is_reported_before_anything_is_sent() {
    let unusable = |why: &str| format!("`partner.pem` is not a usable client certificate: {why}");
    let none = unusable("there is no private key in it");
    ends("run", "{ certificate: partner.pem }", 2, &none);
    ends("check", "{ certificate: partner.pem }", 2, &none);
    ends("check", "{ certificate: partner.pem, key: partner.pem }", 2, &none);
    let encrypted =
        "`encrypted.key` is not a usable client certificate: its private key is encrypted";
    ends("check", "{ certificate: partner.pem, key: encrypted.key }", 2, encrypted);
    let other = concat!(env!("CARGO_MANIFEST_DIR"), "/src/reference/certificates/server.key");
    let credential = format!("{{ certificate: partner.pem, key: {other} }}");
    ends("check", &credential, 2, &unusable("the private key is not that of the certificate"));
    ends("run", "{ certificate: gone.pem }", 2, "there is no file `gone.pem`");
    ends("check", "{ certificate: gone.pem }", 0, "no problems");
    ends("check", "{ key: partner.key }", 2, "the credential has a `key` but no `certificate`");
}

#[test]
fn the_mutual_tls_suite_passes_at_its_target() {
    let output = run(&["run", "suites/point-mtls", "--target", "reference"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("6 cases: 6 passed"), "{}", stdout(&output));
    let text = stdout(&output);
    assert!(text.contains("target mtls: https://127.0.0.1:"), "{text}");
}
