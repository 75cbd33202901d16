//! Tests of `statusquo init`: the sample suite, and suites drafted from `OpenAPI` documents.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn statusquo(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    command.current_dir(folder).env_remove("STATUSQUO_TARGET").args(arguments);
    command.output().expect("the binary runs")
}

#[test]
fn the_sample_suite_has_no_problem_and_proves_every_code() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = statusquo(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let check = statusquo(folder.path(), &["check"]);
    let said = String::from_utf8_lossy(&check.stderr).into_owned();
    assert!(said.contains("5 documented codes: no problems"), "{check:?}");
    let arguments = ["run", "suites/first.yaml", "--target", "reference", "--require", "proven"];
    let run = statusquo(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn init_never_overwrites_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("suites")).expect("a folder");
    let mine = folder.path().join("suites/first.yaml");
    fs::write(&mine, "mine").expect("a file");
    let output = statusquo(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("suites/first.yaml already exists; nothing was written"), "{said}");
    assert_eq!(fs::read_to_string(mine).expect("the file is readable"), "mine");
    assert!(!folder.path().join("specs").exists());
}

/// An `OpenAPI` document of the order operations of the embedded server.
const ORDERS: &str = r"
openapi: 3.1.0
info: { title: Orders, version: '2' }
servers: [{ url: 'https://orders.example.com' }]
security: [{ buyer: [] }]
paths:
  /v2/orders/{id}:
    delete: { operationId: deleteOrder, responses: { '204': { description: Gone. } } }
    get:
      operationId: showOrder
      responses: { '200': { $ref: '#/components/responses/order' }, '401': { $ref: '#/components/responses/error' }, '404': { $ref: '#/components/responses/error' } }
  /v2/orders:
    post:
      operationId: createOrder
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/new' } } }
      responses: { '201': { $ref: '#/components/responses/order' }, '400': { $ref: '#/components/responses/error' }, '401': { $ref: '#/components/responses/error' }, '415': { $ref: '#/components/responses/error' } }
components:
  securitySchemes: { buyer: { type: http, scheme: bearer } }
  responses:
    order: { description: An order., content: { application/json: { schema: { type: object, required: [id], properties: { id: { type: string } } } } } }
    error: { description: An error., content: { application/json: { schema: { type: object, required: [name, message] } } } }
  schemas:
    new:
      type: object
      required: [amount]
      properties:
        amount:
          type: object
          required: [value, currency]
          properties: { value: { type: string, pattern: '^[0-9]+\.[0-9]{2}$' }, currency: { type: string, enum: [USD, EUR] } }
";

#[track_caller]
fn text_of(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

#[test]
fn a_drafted_suite_proves_every_code_at_a_conforming_server() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("orders.yaml"), ORDERS).expect("written");
    let init = statusquo(folder.path(), &["init", "orders.yaml"]);
    assert_eq!(init.status.code(), Some(0), "{}", text_of(&init));
    assert!(
        text_of(&init).contains("to set in the environment: ORDERS_TOKEN"),
        "{}",
        text_of(&init)
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    command.current_dir(folder.path()).env("ORDERS_TOKEN", "buyer-token");
    let run = command.args(["run", "--target", "reference", "--require", "proven"]).output();
    let run = run.expect("the binary runs");
    assert_eq!(run.status.code(), Some(0), "{}", text_of(&run));
    assert!(text_of(&run).contains("8 of 8 documented codes proven"), "{}", text_of(&run));
}

#[test]
fn a_layer_is_added_to_the_contracts_of_the_suite() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("orders.yaml"), ORDERS).expect("written");
    let layer = "contract: wide\ncodes: [{ status: 429, meaning: Too many. }]\n";
    fs::create_dir(folder.path().join("specs")).expect("a folder");
    fs::write(folder.path().join("specs/wide.yaml"), layer).expect("written");
    let init = statusquo(folder.path(), &["init", "./orders.yaml", "--layer", "specs/wide.yaml"]);
    assert_eq!(init.status.code(), Some(0), "{}", text_of(&init));
    let suite = fs::read_to_string(folder.path().join("suites/orders.yaml")).expect("a suite");
    assert!(suite.contains("contract: [../orders.yaml, ../specs/wide.yaml]"), "{suite}");
    let check = statusquo(folder.path(), &["check"]);
    assert!(text_of(&check).contains("9 documented codes: no problems"), "{}", text_of(&check));
    let missing = statusquo(folder.path(), &["init", "orders.yaml", "--layer", "specs/none.yaml"]);
    assert_eq!(missing.status.code(), Some(2), "{}", text_of(&missing));
    assert!(
        text_of(&missing).contains("there is no file `specs/none.yaml`"),
        "{}",
        text_of(&missing)
    );
}

#[test]
fn an_unreadable_document_is_reported_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = ORDERS.replace("#/components/responses/order'", "#/components/responses/odrer'");
    fs::write(folder.path().join("orders.yaml"), broken).expect("written");
    let init = statusquo(folder.path(), &["init", "orders.yaml"]);
    assert_eq!(init.status.code(), Some(2), "{}", text_of(&init));
    assert!(text_of(&init).contains("error[openapi-ref]"), "{}", text_of(&init));
    assert!(text_of(&init).contains("nothing was written"), "{}", text_of(&init));
    assert!(!folder.path().join("suites").exists());
}

#[test]
fn a_document_without_operations_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n";
    fs::write(folder.path().join("a.yaml"), empty).expect("written");
    let init = statusquo(folder.path(), &["init", "a.yaml"]);
    assert_eq!(init.status.code(), Some(2), "{}", text_of(&init));
    assert!(text_of(&init).contains("a.yaml has no operations"), "{}", text_of(&init));
}

/// Starts a server that answers one request. Returns the URL.
fn once(answer: String) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a request");
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        stream.write_all(answer.as_bytes()).expect("the client reads");
    });
    url
}

#[test]
fn a_document_at_a_url_is_saved_in_the_specs_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", ORDERS.len());
    let url = once(head + ORDERS);
    let init = statusquo(folder.path(), &["init", &format!("{url}/docs/orders.yaml?v=1")]);
    assert_eq!(init.status.code(), Some(0), "{}", text_of(&init));
    let saved = fs::read_to_string(folder.path().join("specs/orders.yaml")).expect("saved");
    assert_eq!(saved, ORDERS);
    let check = statusquo(folder.path(), &["check"]);
    assert!(text_of(&check).contains("8 documented codes: no problems"), "{}", text_of(&check));
}

#[test]
fn a_document_that_cannot_be_fetched_is_reported_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = once("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned());
    let moved = "HTTP/1.1 302 Found\r\nLocation: /there.yaml\r\nContent-Length: 0\r\n\r\n";
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port").local_addr();
    let closed = format!("http://{}", closed.expect("an address"));
    let answers = [
        (missing, "the response has the status 404 Not Found"),
        (once(moved.to_owned()), "redirects to another URL"),
        (closed, "connection"),
    ];
    for (url, expected) in answers {
        let init = statusquo(folder.path(), &["init", &format!("{url}/a.yaml")]);
        assert_eq!(init.status.code(), Some(3), "{}", text_of(&init));
        assert!(text_of(&init).contains(expected), "{}", text_of(&init));
        assert!(text_of(&init).contains("`statusquo init "), "{}", text_of(&init));
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

/// Fixture documents without a documented success, so `init` drafts no case for them. Their responses are `default`
/// or errors, or they have no responses.
const NO_SUCCESS: [&str; 7] = [
    "oai-v3.1-cases/pass/media-type-examples.yaml",
    "oai-v3.1-cases/pass/mega.yaml",
    "oai-v3.1-cases/pass/non-oauth-scopes.yaml",
    "oai-v3.1-cases/pass/path_no_response.yaml",
    "oai-v3.1-cases/pass/request-body-examples.yaml",
    "oai-v3.2-tags-example.yaml",
    "readme-3.1-schema-types.yaml",
];

fn documents(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(documents(&path));
        } else if path.extension().is_some_and(|end| end == "json" || end == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Drafts the suite of a document and checks it. Returns the number of suite files, or a description of the fault.
fn walked(root: &Path, document: &Path) -> Result<usize, String> {
    let name =
        document.strip_prefix(root).expect("it is below").to_string_lossy().replace('\\', "/");
    let folder = tempfile::tempdir().expect("a folder");
    let init = statusquo(folder.path(), &["init", &document.to_string_lossy()]);
    let (told, code) = (text_of(&init), init.status.code());
    let is_part = name.contains("petstore-separate/") && !name.ends_with("swagger.json");
    let expected = if name.contains("cases/fail/") || is_part {
        (code == Some(2)).then_some(0)
    } else if NO_SUCCESS.contains(&name.as_str()) {
        (code == Some(2) && told.contains("documents a success")).then_some(0)
    } else if told.contains("has no operations") {
        (code == Some(2)).then_some(0)
    } else {
        None
    };
    if let Some(cases) = expected {
        return Ok(cases);
    }
    if code != Some(0) {
        return Err(format!("{name}: {told}"));
    }
    let check = statusquo(folder.path(), &["check"]);
    let told = text_of(&check);
    // The document has warnings of its own. The suite has no warning.
    if check.status.code() != Some(0) || told.contains("--> suites/") {
        return Err(format!("{name}: {told}"));
    }
    let cases = fs::read_dir(folder.path().join("suites")).expect("suites");
    Ok(cases.count())
}

#[test]
fn every_published_document_becomes_a_suite_that_check_accepts() {
    let given = std::env::var_os("STATUSQUO_FIXTURES").map(PathBuf::from);
    let fixtures = given.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let root = fixtures.join("openapi");
    if !root.is_dir() {
        let note = "skipped: there are no documents beside the repository (STATUSQUO_FIXTURES)";
        writeln!(std::io::stderr(), "{note}").expect("stderr is open");
        return;
    }
    let (all, next) = (documents(&root), AtomicUsize::new(0));
    let walk = || {
        let mut results = Vec::new();
        while let Some(document) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            results.push(walked(&root, document));
        }
        results
    };
    let results: Vec<Result<usize, String>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(walk)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("the thread ends")).collect()
    });
    let wrong: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let written = results.iter().flatten().filter(|suites| **suites > 0).count();
    assert_eq!((results.len(), written), (all.len(), 27));
}
