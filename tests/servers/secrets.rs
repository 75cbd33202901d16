//! No secret is in any report, whatever a server does with it.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use statusquo::report::{Recorder, Summary, TerminalSettings, case_block, junit};
use statusquo::run::run;
use tokio::sync::watch;

use super::fixture::{options, plan_with, root};
use super::loopback::{Answer, json, serve};

const TOKEN: &str = "t0ken/+\"<&>\u{e9}-abc";
const PASSWORD: &str = "hunter2";
/// "bob:hunter2" as Basic sends it.
const BASIC: &str = "Ym9iOmh1bnRlcjI=";
const GIVEN: &str = "given-by-the-server-42";

/// Answers with everything it was sent, as an error code, as a member's name, in a header and in a body.
fn echo(request: &str) -> Answer {
    let sent = request.replace('\\', "\\\\").replace('"', "\\\"").replace(['\r', '\n'], " ");
    let credentials = request.lines().find_map(|line| line.strip_prefix("authorization: "));
    let credentials = credentials.unwrap_or("none").replace('"', "\\\"");
    let body = format!(
        "{{\"name\":\"{credentials}\",\"{credentials}\":1,\"access_token\":\"{GIVEN}\",\"echo\":\"{sent}\"}}"
    );
    let headers = format!("Set-Cookie: session={GIVEN}; Path=/\r\nX-Echo: {GIVEN}\r\n");
    (Duration::ZERO, json("404 Not Found", &headers, &body))
}

const SUITE: &str = r#"
cases:
  - { id: bearer, as: bearer, GET: /a, expect: 404 RESOURCE_NOT_FOUND }
  - { id: basic, as: basic, GET: /b, expect: 404 RESOURCE_NOT_FOUND }
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
        "suite: secrets\ncontract: {}\ncredentials:\n  bearer: {{ bearer: \"${{env.PLAIN}}\" }}\n  basic: {{ basic: {{ user: bob, password: \"${{env.PASSWORD}}\" }} }}\n",
        root().join("specs/point.yaml").display()
    );
    fs::write(folder.path().join("secrets.yaml"), head + SUITE).expect("a suite");
    let environment = BTreeMap::from([
        ("PLAIN".to_owned(), TOKEN.replace(['"', '\u{e9}'], "")),
        ("PASSWORD".to_owned(), PASSWORD.to_owned()),
    ]);
    let plan = Arc::new(plan_with(folder.path(), 1, environment));
    let (_keep, stop) = watch::channel(None);
    let mut recorder = Recorder::default();
    let mut said = String::new();
    run(plan, options(&format!("http://{address}"), false), stop, |event| {
        said += &serde_json::to_string(event).expect("an event is plain data");
        recorder.observe(event);
    })
    .await;
    let record = recorder.into_record().expect("a run begins with its first event");
    assert_eq!(record.counts().failed, 3, "{said}");
    for case in &record.cases {
        said += &case_block(case, &record.started, &TerminalSettings::default());
    }
    let mut documents = Vec::new();
    junit::write(&record, &mut documents).expect("memory takes it");
    Summary::new(&record, None).write(&mut documents).expect("memory takes it");
    said += &String::from_utf8(documents).expect("reports are UTF-8");

    let token = TOKEN.replace(['"', '\u{e9}'], "");
    let escaped = token.replace('<', "&lt;").replace('>', "&gt;");
    for secret in [token.as_str(), &escaped, PASSWORD, BASIC, GIVEN] {
        let around = said.find(secret).map(|at| {
            let from = (0..=at.saturating_sub(80)).rfind(|at| said.is_char_boundary(*at));
            said[from.unwrap_or(0)..].chars().take(200).collect::<String>()
        });
        assert_eq!(around, None, "{secret}");
    }
}
