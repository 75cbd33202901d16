//! No secret is in any report, even if the server repeats the secret.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use statusquo::record::{Recorder, Summary};
use statusquo::report::{TerminalSettings, case_block, junit};
use statusquo::run::run;
use tokio::sync::watch;

use super::fixture::{cases, options, plan_with, root};
use super::loopback::{Answer, json, serve};

const TOKEN: &str = "t0ken/+\"<&>\u{e9}-abc";
const PASSWORD: &str = "hunter2";
/// The form of `bob:hunter2` in Basic authentication.
const BASIC: &str = "Ym9iOmh1bnRlcjI=";
const IN_QUERY: &str = "in the query";
const IN_COOKIE: &str = "in-the-cookie";
const IN_FILE: &str = "in-the-file";
const CLIENT: &str = "client&secret";
const ISSUED: &str = "issued-by-the-server";
const GIVEN: &str = "given-by-the-server-42";

/// Answers with the whole request, as an error code, as a member name, in a header field and in the body.
fn echo(request: &str) -> Answer {
    if request.starts_with("POST /token") {
        let body = format!("{{\"access_token\":\"{ISSUED}\",\"token_type\":\"Bearer\"}}");
        return (Duration::ZERO, json("200 OK", "", &body));
    }
    let sent = request.replace('\\', "\\\\").replace('"', "\\\"").replace(['\r', '\n'], " ");
    let credentials = request.lines().find_map(|line| line.strip_prefix("authorization: "));
    let credentials = credentials.unwrap_or("none").replace('"', "\\\"");
    let body = format!(
        "{{\"name\":\"{credentials}\",\"{credentials}\":1,\"access_token\":\"{GIVEN}\",\"echo\":\"{sent}\"}}"
    );
    let headers = format!("Set-Cookie: session={GIVEN}; Path=/\r\nX-Echo: {GIVEN}\r\n");
    (Duration::ZERO, json("404 Not Found", &headers, &body))
}

/// More credentials, as written in the suite.
const OTHERS: &str = r#"  query: { query: { api_key: "${env.QUERY}" } }
  cookie: { cookie: { session: "${env.COOKIE}" } }
  file: { header: { X-Key: { file: key.txt } } }
  oauth2: { oauth2: { token-url: /token, client-id: me, client-secret: "${env.CLIENT}" } }
"#;

const SUITE: &str = r#"
cases:
  - { id: bearer, as: bearer, GET: /a, expect: 404 RESOURCE_NOT_FOUND }
  - { id: basic, as: basic, GET: /b, expect: 404 RESOURCE_NOT_FOUND }
  - { id: query, as: query, GET: /d, expect: 404 RESOURCE_NOT_FOUND }
  - { id: cookie, as: cookie, GET: /e, expect: 404 RESOURCE_NOT_FOUND }
  - { id: file, as: file, GET: /f, expect: 404 RESOURCE_NOT_FOUND }
  - { id: oauth2, as: oauth2, GET: /g, expect: 404 RESOURCE_NOT_FOUND }
  - id: form
    as: nobody
    POST: /c
    form: { password: "${env.PASSWORD}" }
    expect: { status: 404, matches: { $.access_token: { type: integer } }, headers: { X-Echo: other } }
"#;

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_any_report() {
    let address = serve(echo).await;
    let folder = tempfile::tempdir().expect("a folder");
    let head = format!(
        "suite: secrets\ncontract: {}\ncredentials:\n  bearer: {{ bearer: \"${{env.PLAIN}}\" }}\n  basic: {{ basic: {{ user: bob, password: \"${{env.PASSWORD}}\" }} }}\n{OTHERS}",
        root().join("specs/point.yaml").display()
    );
    fs::write(folder.path().join("secrets.yaml"), head + SUITE).expect("a suite");
    fs::write(folder.path().join("key.txt"), format!("{IN_FILE}\n")).expect("a file");
    let environment = BTreeMap::from([
        ("QUERY".to_owned(), IN_QUERY.to_owned()),
        ("COOKIE".to_owned(), IN_COOKIE.to_owned()),
        ("CLIENT".to_owned(), CLIENT.to_owned()),
        ("PLAIN".to_owned(), TOKEN.replace(['"', '\u{e9}'], "")),
        ("PASSWORD".to_owned(), PASSWORD.to_owned()),
    ]);
    let plan = Arc::new(plan_with(folder.path(), 1, environment));
    let (_keep, stop) = watch::channel(None);
    let mut recorder = Recorder::default();
    let mut said = String::new();
    run(plan, options(&format!("http://{address}"), false), stop, |event| {
        said += &serde_json::to_string(&event).expect("an event is plain data");
        recorder.observe(event);
    })
    .await;
    let record = recorder.into_record().expect("a run begins with its first event");
    assert_eq!(record.counts().failed, 7, "{said}");
    for case in cases(&record) {
        said += &case_block(case, &record.started, &TerminalSettings::default());
    }
    let mut documents = Vec::new();
    junit::write(&record, &mut documents).expect("writing to memory succeeds");
    Summary::new(&record, None).write(&mut documents).expect("writing to memory succeeds");
    said += &String::from_utf8(documents).expect("reports are UTF-8");

    let token = TOKEN.replace(['"', '\u{e9}'], "");
    let escaped = token.replace('<', "&lt;").replace('>', "&gt;");
    let others = [IN_QUERY, "in+the+query", "in%20the%20query", IN_COOKIE, IN_FILE, ISSUED];
    let client = [CLIENT, "client%26secret", "client&amp;secret", "bWU6Y2xpZW50JTI2c2VjcmV0"];
    let secrets = [token.as_str(), &escaped, PASSWORD, BASIC, GIVEN];
    for secret in secrets.into_iter().chain(others).chain(client) {
        let around = said.find(secret).map(|at| {
            let from = (0..=at.saturating_sub(80)).rfind(|at| said.is_char_boundary(*at));
            said[from.unwrap_or(0)..].chars().take(200).collect::<String>()
        });
        assert_eq!(around, None, "{secret}");
    }
}
