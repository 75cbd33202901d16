//! Probes that are derived from an `OpenAPI` document, against a small server that implements the document.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use statusquo::ledger::Verdict;
use statusquo::record::RunRecord;
use statusquo::verdict::Outcome;
use tokio::net::TcpListener;

use super::fixture::{breaches, cases, judge, plan, root, rows, story};

/// The faults of the server, each with the probe that finds the fault.
const FAULTS: &[(&str, &str)] = &[
    ("nobody may add", "add~401-no-credentials"),
    ("any token will do", "add~401-corrupted-credentials"),
    ("a refusal without a name", "add~403"),
    ("there is every book", "show~404"),
    ("there is every book", "show-first~404"),
    ("the login is a page too", "login~405-get"),
    ("no list of methods", "add~405-put"),
    ("any answer is acceptable", "list~406"),
    ("any content is JSON", "add~415"),
    ("half a book is a book", "add~400-truncated-json"),
    ("a book needs no title", "add~400-without-title"),
    ("a title may be anything", "add~400-wrong-type-title"),
    ("no pages are pages", "add~400-out-of-range-pages"),
    ("a book may have more", "add~400-extra-member"),
    ("two books of one title", "add~422-example-known-title"),
    ("no stars are stars", "review~422-without-stars"),
];

/// Every probe that is derived from the suite. A property that the document does not promise is not probed: `login`
/// needs no credentials, `note` creates a missing resource and accepts and returns any media type.
const PROBES: &[&str] = &[
    "add~400-extra-member",
    "add~400-out-of-range-pages",
    "add~400-out-of-range-title",
    "add~400-truncated-json",
    "add~400-without-title",
    "add~400-wrong-type-pages",
    "add~400-wrong-type-printed",
    "add~400-wrong-type-shelf",
    "add~400-wrong-type-title",
    "add~401-corrupted-credentials",
    "add~401-no-credentials",
    "add~403",
    "add~405-delete",
    "add~405-options",
    "add~405-patch",
    "add~405-put",
    "add~406",
    "add~415",
    "add~422-example-known-title",
    "list~401-corrupted-credentials",
    "list~401-no-credentials",
    "list~406",
    "login~405-delete",
    "login~405-get",
    "login~405-patch",
    "login~405-put",
    "review~422-out-of-range-stars",
    "review~422-without-stars",
    "review~422-wrong-type-stars",
    "show-first~404",
    "show-first~405-options",
    "show-first~405-patch",
    "show-first~405-post",
    "show-first~405-put",
    "show~404",
    "show~405-options",
    "show~405-patch",
    "show~405-post",
    "show~405-put",
];

#[derive(Clone)]
struct Library {
    fault: &'static str,
    books: Arc<Mutex<BTreeMap<String, Value>>>,
}

struct Asked<'r> {
    headers: &'r HeaderMap,
    content: &'r Bytes,
}

impl Asked<'_> {
    fn field(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Library {
    fn is(&self, fault: &str) -> bool {
        self.fault == fault
    }

    fn answer(&self, method: &Method, path: &str, asked: &Asked<'_>) -> Response {
        let methods = match path {
            "/books" => "GET, POST",
            "/login" | "/reviews" => "POST",
            path if path.starts_with("/books/") => "GET, DELETE",
            path if path.starts_with("/notes/") => "PUT",
            _ => return refusal(StatusCode::NOT_FOUND),
        };
        // The gateway before the server answers requests of browsers.
        if *method == Method::OPTIONS {
            return StatusCode::NO_CONTENT.into_response();
        }
        if self.is("the login is a page too") && path == "/login" && *method == Method::GET {
            return (StatusCode::OK, "<form>").into_response();
        }
        if !methods.split(", ").any(|known| known == method.as_str()) {
            let refused = refusal(StatusCode::METHOD_NOT_ALLOWED);
            if self.is("no list of methods") {
                return refused;
            }
            return ([(header::ALLOW, methods)], refused).into_response();
        }
        match (method.as_str(), path) {
            ("POST", "/login") => content(StatusCode::OK, &json!({ "token": "t" })),
            ("PUT", _) => created(&Value::Null),
            ("GET", path) if path != "/books" => self.show(&path["/books/".len()..]),
            _ => self.guarded(method, path, asked).unwrap_or_else(refusal_of),
        }
    }

    fn show(&self, id: &str) -> Response {
        let known = self.books.lock().expect("no thread panics with the lock").get(id).cloned();
        let every = self.is("there is every book").then(|| json!({ "id": id, "title": "?" }));
        match known.or(every) {
            Some(book) => content(StatusCode::OK, &book),
            None => refusal(StatusCode::NOT_FOUND),
        }
    }

    fn guarded(
        &self,
        method: &Method,
        path: &str,
        asked: &Asked<'_>,
    ) -> Result<Response, StatusCode> {
        let token = asked.field(header::AUTHORIZATION).strip_prefix("Bearer ").unwrap_or_default();
        let known = token.starts_with("librarian") || token == "visitor-token";
        let trusted = self.is("any token will do") && !token.is_empty();
        let nobody = self.is("nobody may add") && token.is_empty();
        if !(known && token.ends_with("-token") || trusted || nobody) {
            return Err(StatusCode::UNAUTHORIZED);
        }
        if token == "visitor-token" && path == "/books" && *method == Method::POST {
            if self.is("a refusal without a name") {
                return Ok(content(StatusCode::FORBIDDEN, &json!({})));
            }
            return Err(StatusCode::FORBIDDEN);
        }
        let accepted = asked.field(header::ACCEPT);
        let json_is_fine = ["", "*/*", "application/json"]
            .iter()
            .any(|fine| accepted.contains(fine) && (!fine.is_empty() || accepted.is_empty()));
        if path == "/books" && !json_is_fine && !self.is("any answer is acceptable") {
            return Err(StatusCode::NOT_ACCEPTABLE);
        }
        match (method.as_str(), path) {
            ("GET", _) => Ok(content(StatusCode::OK, &json!([]))),
            ("POST", "/books") => self.add(asked),
            ("POST", _) => self.review(asked),
            (_, path) => {
                let removed = self
                    .books
                    .lock()
                    .expect("no thread panics with the lock")
                    .remove(&path["/books/".len()..]);
                removed.map(|_| StatusCode::NO_CONTENT.into_response()).ok_or(StatusCode::NOT_FOUND)
            }
        }
    }

    fn add(&self, asked: &Asked<'_>) -> Result<Response, StatusCode> {
        let is_json = asked.field(header::CONTENT_TYPE).starts_with("application/json");
        if !is_json && !self.is("any content is JSON") {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        }
        let half = json!({ "title": "half" });
        let half = half.as_object().filter(|_| self.is("half a book is a book")).cloned();
        let read = serde_json::from_slice::<serde_json::Map<String, Value>>(asked.content).ok();
        let mut book = read.or(half).ok_or(StatusCode::BAD_REQUEST)?;
        let members = ["id", "title", "pages", "printed", "shelf"];
        let extra = book.keys().any(|name| !members.contains(&name.as_str()));
        let text = |name: &str| book.get(name).is_none_or(Value::is_string);
        let title = book.get("title").and_then(Value::as_str);
        let title_is_fine = title.is_some_and(|title| title.len() <= 100)
            || title.is_none()
                && (self.is("a book needs no title") && !book.contains_key("title")
                    || self.is("a title may be anything") && book.contains_key("title"));
        let pages = book.get("pages").is_none_or(|pages| {
            pages.as_i64().is_some_and(|pages| pages >= 1 || self.is("no pages are pages"))
        });
        if !title_is_fine
            || !pages
            || !text("printed")
            || !text("shelf")
            || extra && !self.is("a book may have more")
        {
            return Err(StatusCode::BAD_REQUEST);
        }
        if title == Some("Taken") && !self.is("two books of one title") {
            return Err(StatusCode::UNPROCESSABLE_ENTITY);
        }
        let mut books = self.books.lock().expect("no thread panics with the lock");
        let id = format!("book-{}", books.len() + 1);
        book.insert("id".to_owned(), id.clone().into());
        book.remove("shelf");
        book.retain(|name, _| members.contains(&name.as_str()));
        book.entry("title").or_insert_with(|| "?".into());
        if !book["title"].is_string() {
            book["title"] = "?".into();
        }
        books.insert(id, Value::Object(book.clone()));
        Ok(created(&Value::Object(book)))
    }

    fn review(&self, asked: &Asked<'_>) -> Result<Response, StatusCode> {
        let review: Value = serde_json::from_slice(asked.content).unwrap_or_default();
        let fine = match review.get("stars") {
            None => self.is("no stars are stars"),
            Some(stars) => stars.as_i64().is_some_and(|stars| (1..=5).contains(&stars)),
        };
        if fine { Ok(created(&json!({}))) } else { Err(StatusCode::UNPROCESSABLE_ENTITY) }
    }
}

fn content(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

fn created(value: &Value) -> Response {
    ([(header::LOCATION, "/books/1")], content(StatusCode::CREATED, value)).into_response()
}

fn refusal(status: StatusCode) -> Response {
    let refused = content(status, &json!({ "name": status.as_str(), "message": "No." }));
    if status == StatusCode::UNAUTHORIZED {
        return ([(header::WWW_AUTHENTICATE, "Bearer realm=\"books\"")], refused).into_response();
    }
    refused
}

fn refusal_of(status: StatusCode) -> Response {
    refusal(status)
}

async fn handle(
    State(library): State<Library>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    content: Bytes,
) -> Response {
    library.answer(&method, uri.path(), &Asked { headers: &headers, content: &content })
}

async fn run(fault: &'static str) -> RunRecord {
    let first = json!({ "id": "1", "title": "Sanditon" });
    let books = Arc::new(Mutex::new(BTreeMap::from([("1".to_owned(), first)])));
    let library = Router::new().fallback(handle).with_state(Library { fault, books });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move { axum::serve(listener, library).await });
    let plan = plan(&root().join("tests/servers/library/books.yaml"));
    let record = judge(plan, &url, false).await;
    server.abort();
    record
}

fn probes(record: &RunRecord, which: impl Fn(&Outcome) -> bool) -> BTreeSet<&str> {
    let cases = cases(record).filter(|case| which(&case.outcome));
    cases.map(|case| case.case.id.as_str()).filter(|id| id.contains('~')).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conforming_server_passes_every_probe() {
    let record = run("").await;
    assert_eq!(breaches(&record), BTreeSet::new(), "{}", story(&record));
    assert!(cases(&record).all(|case| case.findings.is_empty()), "{}", story(&record));
    assert_eq!(probes(&record, |_| true), PROBES.iter().copied().collect::<BTreeSet<&str>>());
    // The document does not mention OPTIONS, and a gateway answers OPTIONS for every path.
    let moot = probes(&record, |outcome| *outcome != Outcome::Passed);
    assert_eq!(
        moot,
        BTreeSet::from(["add~405-options", "show-first~405-options", "show~405-options"])
    );
    assert!(record.ledger.contracts[0].undocumented.is_empty());
    let violated = rows(&record, &Verdict::Violated);
    assert!(violated.is_empty(), "{violated:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_probe_finds_its_fault() {
    for (fault, probe) in FAULTS {
        let record = run(fault).await;
        let failed = probes(&record, |outcome| *outcome == Outcome::Failed);
        assert!(failed.contains(probe), "{fault}: {failed:?}\n{}", story(&record));
    }
}
