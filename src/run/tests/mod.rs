//! Fixtures for the tests of this room: a scripted server, and suites for it.

mod early_stop;
mod pages;
mod poll;
mod probe;
mod repeat;
mod retry;
mod together;
mod watching;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use url::Url;

use super::{Endpoint, GRACE, Options, run};
use crate::event::{CaseFinished, Event};
use crate::http::{Client, Limits};
use crate::plan::tests::inputs_with;
use crate::plan::{Plan, TargetIndex, compile};

const CONTRACT: &str = "
contract: small
errors: { code: $.name }
codes:
  - { status: 200 }
  - { status: 201, replay: 200 }
  - { status: 202 }
  - { status: 401, code: WHO }
  - { status: 404, code: NOT_FOUND }
  - { status: 429, code: SLOW_DOWN }
  - { status: 503, code: AWAY }
";

/// Returns a whole response with this status and this JSON body.
pub(super) fn answer(status: u16, body: &str) -> String {
    with_header(status, "x-none: none", body)
}

/// Returns a whole response with one more header line.
pub(super) fn with_header(status: u16, header: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} S\r\ncontent-type: application/json\r\n{header}\r\n\
         content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// Runs one case, written without its braces. Returns the end of the case and the number of requests.
pub(super) async fn outcome(case: &str, answers: &[String]) -> (CaseFinished, usize) {
    let (mut ended, count) =
        outcome_of(&format!("cases:\n  - {{ id: c, {case} }}\n"), answers).await;
    (ended.remove(0), count)
}

/// Runs a suite without its head. The server sends these responses in order and repeats the last one. For an empty text
/// it closes the connection. Returns the ends of the cases and the number of requests.
pub(super) async fn outcome_of(suite: &str, answers: &[String]) -> (Vec<CaseFinished>, usize) {
    let (target, mut requests) = serve(answers.to_vec()).await;
    let ended = ends_of(suite, target, 4).await;
    let mut count = 0;
    while requests.try_recv().is_ok() {
        count += 1;
    }
    (ended, count)
}

/// Runs a suite without its head against a target. Returns the ends of the cases.
pub(super) async fn ends_of(suite: &str, target: Url, jobs: usize) -> Vec<CaseFinished> {
    let limits = Limits { timeout: Duration::from_secs(5), ..Limits::default() };
    let client = Client::new(limits).expect("a client");
    let endpoint = Endpoint { url: target, reference: false, via: Vec::new(), client };
    let options = Options {
        endpoints: BTreeMap::from([(TargetIndex::DEFAULT, endpoint)]),
        jobs,
        offers: BTreeSet::new(),
        fail_fast: false,
        read_only: false,
        rate: None,
        grace: GRACE,
        flags: Vec::new(),
    };
    let plan = plan(&format!("suite: s\ncontract: small.yaml\n{suite}"));
    let (_keep, stop) = watch::channel(None);
    let mut ended = Vec::new();
    run(Arc::new(plan), options, stop, |event| {
        if let Event::CaseFinished(case) = event {
            ended.push(*case);
        }
    })
    .await;
    ended
}

/// Returns the findings of a case as `check: message`.
pub(super) fn findings(case: &CaseFinished) -> Vec<String> {
    case.findings.iter().map(|found| format!("{}: {}", found.check, found.message)).collect()
}

#[track_caller]
fn plan(suite: &str) -> Plan {
    match compile(inputs_with(CONTRACT, suite)) {
        Ok((plan, _)) => plan,
        Err((_, problems)) => panic!("{problems:#?}"),
    }
}

async fn serve(answers: Vec<String>) -> (Url, mpsc::UnboundedReceiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut answers = answers.into_iter().peekable();
        let mut last = String::new();
        loop {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.expect("a byte"));
            }
            if sender.send(()).is_err() {
                return;
            }
            last = answers.next().unwrap_or(last);
            stream.write_all(last.as_bytes()).await.expect("written");
        }
    });
    (format!("http://{address}/").parse().expect("a URL"), receiver)
}
