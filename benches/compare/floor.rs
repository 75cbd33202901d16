//! The floor: a minimal program that runs the same file. The floor has no variables, captures, TLS, source locations
//! or reports other than `JUnit`, so no comparable tool can be much cheaper.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use jsonschema::Validator;
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::Outcome;
use crate::cases::{CONTRACT, TOKEN};

/// Number of connections.
const CONNECTIONS: usize = 32;

#[derive(Deserialize)]
struct Suite {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    #[serde(rename = "GET")]
    get: Option<String>,
    #[serde(rename = "POST")]
    post: Option<String>,
    #[serde(rename = "as")]
    sender: Option<String>,
    headers: BTreeMap<String, String>,
    json: Option<Value>,
    body: Option<String>,
    text: Option<String>,
    expect: Expected,
}

#[derive(Deserialize)]
struct Expected {
    status: u16,
    code: Option<String>,
    equals: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Contract {
    bodies: BTreeMap<String, Value>,
}

/// The data that the cases share.
struct Floor {
    cases: Vec<Case>,
    address: String,
    schemas: BTreeMap<String, Validator>,
    next: AtomicUsize,
}

/// The result of one case.
struct Ended {
    case: usize,
    elapsed: Duration,
    findings: Vec<String>,
}

/// Reads the suite, sends and judges every case, and writes `JUnit`. Returns an error if any case failed.
pub(crate) fn run(suite: &Path, url: &str, junit: &Path) -> Outcome {
    let suite: Suite = serde_yaml::from_str(&fs::read_to_string(suite)?)?;
    let contract: Contract = serde_yaml::from_str(CONTRACT)?;
    let mut schemas = BTreeMap::new();
    for (name, schema) in contract.bodies {
        let schema = jsonschema::draft202012::new(&schema).map_err(|error| error.to_string())?;
        schemas.insert(name, schema);
    }
    let address = url.trim_start_matches("http://").to_owned();
    let floor = Arc::new(Floor { cases: suite.cases, address, schemas, next: AtomicUsize::new(0) });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut ended = runtime.block_on(all(&floor))?;
    ended.sort_by_key(|ended| ended.case);
    fs::write(junit, rendered(&floor, &ended))?;
    let failed = ended.iter().filter(|ended| !ended.findings.is_empty()).count();
    if failed > 0 { Err(format!("{failed} cases failed").into()) } else { Ok(()) }
}

async fn all(floor: &Arc<Floor>) -> Outcome<Vec<Ended>> {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS.min(floor.cases.len()) {
        let floor = Arc::clone(floor);
        tasks.spawn(async move { connection(&floor).await.map_err(|error| error.to_string()) });
    }
    let mut all = Vec::with_capacity(floor.cases.len());
    while let Some(ended) = tasks.join_next().await {
        all.extend(ended??);
    }
    Ok(all)
}

async fn connection(floor: &Floor) -> Outcome<Vec<Ended>> {
    let stream = TcpStream::connect(&floor.address).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut ended = Vec::new();
    loop {
        let case = floor.next.fetch_add(1, Ordering::Relaxed);
        let Some(asked) = floor.cases.get(case) else { return Ok(ended) };
        let started_at = Instant::now();
        let findings = exchange(floor, &mut sender, asked).await?;
        ended.push(Ended { case, elapsed: started_at.elapsed(), findings });
    }
}

async fn exchange(
    floor: &Floor,
    sender: &mut SendRequest<Full<Bytes>>,
    case: &Case,
) -> Outcome<Vec<String>> {
    let (method, path) = match (&case.get, &case.post) {
        (Some(path), _) => ("GET", path),
        (None, path) => ("POST", path.as_ref().ok_or("a case without a request")?),
    };
    let mut request = Request::builder().method(method).uri(path).header(HOST, &floor.address);
    request = request.header(ACCEPT, "*/*");
    if case.sender.is_none() {
        request = request.header(AUTHORIZATION, format!("Bearer {TOKEN}"));
    }
    let body = match (&case.json, &case.body, &case.text) {
        (Some(json), ..) => {
            request = request.header(CONTENT_TYPE, "application/json");
            Bytes::from(serde_json::to_vec(json)?)
        }
        (None, Some(body), _) => Bytes::from(body.clone()),
        (None, None, Some(text)) => {
            request = request.header(CONTENT_TYPE, "text/plain");
            Bytes::from(text.clone())
        }
        (None, None, None) => Bytes::new(),
    };
    for (name, value) in &case.headers {
        request = request.header(name, value);
    }
    sender.ready().await?;
    let response = sender.send_request(request.body(Full::new(body))?).await?;
    let (status, content_type) = (response.status(), response.headers().get(CONTENT_TYPE).cloned());
    let content = response.into_body().collect().await?.to_bytes();
    let mut findings = Vec::new();
    if status.as_u16() != case.expect.status {
        findings.push(format!("status is {status}, not {}", case.expect.status));
    }
    if content_type.is_none_or(|value| value != "application/json") {
        findings.push("the content type is not application/json".to_owned());
    }
    judge_body(floor, case, (status, path), &serde_json::from_slice(&content)?, &mut findings);
    Ok(findings)
}

fn judge_body(
    floor: &Floor,
    case: &Case,
    (status, path): (StatusCode, &str),
    body: &Value,
    findings: &mut Vec<String>,
) {
    if let Some(code) = case.expect.code.as_deref().filter(|code| body["name"] != **code) {
        findings.push(format!("the code is not {code}"));
    }
    for (query, value) in &case.expect.equals {
        let pointer = query.trim_start_matches('$').replace(['.', '['], "/").replace(']', "");
        if body.pointer(&pointer) != Some(value) {
            findings.push(format!("{query} is not {value}"));
        }
    }
    let schema = match path {
        _ if status.as_u16() >= 400 => "error",
        "/health" => "health",
        _ => "item",
    };
    findings.extend(floor.schemas[schema].iter_errors(body).map(|error| error.to_string()));
}

fn rendered(floor: &Floor, ended: &[Ended]) -> String {
    let mut text = format!("<testsuites><testsuite name=\"items\" tests=\"{}\">\n", ended.len());
    for Ended { case, elapsed, findings } in ended {
        let (name, seconds) = (&floor.cases[*case].id, elapsed.as_secs_f64());
        let _ = write!(text, "<testcase classname=\"items\" name=\"{name}\" time=\"{seconds:.6}\"");
        match findings.as_slice() {
            [] => text.push_str("/>\n"),
            findings => {
                let said = findings.join("; ").replace('&', "&amp;").replace('<', "&lt;");
                let _ = writeln!(text, "><failure>{said}</failure></testcase>");
            }
        }
    }
    text.push_str("</testsuite></testsuites>\n");
    text
}
