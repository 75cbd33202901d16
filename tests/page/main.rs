//! The HTML page in a real browser: no script error, no violation of the content security policy, filters by click
//! and by address, all content without scripts, hostile text as plain text, and a fast display of ten thousand cases.
//!
//! The tests need `node`, `chromium` and the npm packages of `tests/package.json`, in the folder that
//! `STATUSQUO_NODE_MODULES` names or in `tests/node_modules`. If one of them is missing, the test reports this and is
//! skipped.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

/// The command names of chromium.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Hostile text that would run scripts or change the page if the page did not escape it.
const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=\"alert(3) \
    '</pre></details><svg onload=alert(4)><style>*{display:none}</style><iframe src=//example.com></iframe>\
    \u{202e}gnp.exe\u{2066}\u{0}\u{7}\u{1b}]0;title\u{7}\u{9b}31m\u{fffe}\u{200b}<!--<![CDATA[{{7*7}}javascript:alert(5)";

/// Returns the folder of the packages and the browser, or the reason why one of them or node is missing.
fn browser() -> Result<(PathBuf, PathBuf), String> {
    let folder = env::var_os("STATUSQUO_NODE_MODULES").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| here().join("../node_modules"));
    for package in ["playwright-core", "axe-core", "html-validate"] {
        if !folder.join(package).is_dir() {
            return Err(format!("no npm package {package} in {}", folder.display()));
        }
    }
    on_path("node").ok_or("no node")?;
    let found = BROWSERS.iter().find_map(|name| on_path(name)).ok_or("no chromium")?;
    Ok((folder, found))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page")
}

/// Writes the page of a run record, as the command line renders it.
fn page(folder: &Path, name: &str, record: &str) -> PathBuf {
    let (saved, page) =
        (folder.join(format!("{name}.ndjson")), folder.join(format!("{name}.html")));
    fs::write(&saved, record).expect("the file is writable");
    let run = statusquo::record::RunRecord::read(record.as_bytes()).expect("it is a record");
    let exit = statusquo::record::Exit::new(1, "contract broken");
    let run = statusquo::record::SavedRun::new(&run, Some(exit)).written_in(&saved);
    let mut out =
        fs::File::create(&page).map(std::io::BufWriter::new).expect("the file is writable");
    statusquo::report::page::write(&run, &mut out).expect("the file is writable");
    page
}

/// Returns a run record that has this text everywhere that a target or an author can put text.
fn record(cases: u32, text: &str) -> String {
    let place = |line| json!({ "file": "suites/a.yaml", "line": line, "column": 13, "width": 3, "text": "    expect: 404" });
    let row = json!({ "row": "404 GONE", "status": 404, "code": "GONE", "meaning": text, "place": place(9) });
    let started = json!({
        "event": "run-started", "format": 1, "version": "0.1.0", "started": "2026-03-01T09:30:01Z",
        "target": { "url": format!("http://127.0.0.1:8080/{text}"), "reference": false }, "seed": 7, "cases": cases,
        "contracts": [{ "contract": "a", "title": format!("A {text}"), "file": "a.yaml", "rows": [row] }],
        "suites": [{ "suite": "a", "file": "suites/a.yaml", "contract": "a", "cases": cases }],
    });
    let mut lines = format!("{started}\n");
    for number in 0..cases {
        let failed = number % 10 == 3;
        let finding = json!({ "check": "error-code", "level": "must", "message": format!("wrong: {text}"), "path": "$.name",
            "expected": "string \"GONE\"", "actual": text, "row": "404 GONE", "place": place(number + 1) });
        let (outcome, findings) =
            if failed { ("failed", json!([finding])) } else { ("passed", json!([])) };
        let body = json!({ "name": text, "details": [{ "field": "id", "issue": text }], "number": number }).to_string();
        let case = json!({
            "event": "case-finished", "case": { "suite": "a", "id": format!("case-{number}[{text}]") },
            "file": "suites/a.yaml", "phase": "case", "contract": "a", "claim": "404 GONE", "asks": "404 GONE",
            "place": place(number + 1), "tags": [text], "elapsed-ms": 3 + number % 7,
            "started": format!("2026-03-01T09:30:{:02}.{:03}Z", 1 + number / 1000, number % 1000),
            "outcome": { "is": outcome }, "findings": findings,
            "sighting": { "status": 404, "code": "GONE", "standing": { "is": "documented", "row": "404 GONE" } },
            "exchange": {
                "request": { "method": "GET", "url": format!("http://127.0.0.1:8080/{text}"), "headers": [{ "name": "x-text", "value": text }] },
                "response": { "status": 404, "version": "HTTP/1.1", "elapsed-ms": 3,
                    "headers": [{ "name": "content-type", "value": text }, { "name": "x-text", "value": text }],
                    "body": { "text": body, "bytes": body.len() } },
            },
        });
        writeln!(lines, "{case}").expect("writing to memory succeeds");
    }
    let finished = json!({ "event": "run-finished", "finished": "2026-03-01T09:30:12Z", "elapsed-ms": 11_000 });
    lines + &finished.to_string() + "\n"
}

/// Runs one of the scripts next to this file on a page. Returns the JSON object that the script prints.
fn facts(script: &str, page: &Path, (packages, browser): &(PathBuf, PathBuf)) -> Value {
    let mut node = Command::new("node");
    node.arg(here().join(script)).arg(page);
    node.env("STATUSQUO_NODE_MODULES", packages).env("STATUSQUO_BROWSER", browser);
    let output = node.output().expect("node runs");
    let (said, talk) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{script}: {talk}\n{said}");
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{script}: {error}: {said}"))
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
/// Returns the facts of a page, or `None` if there is no browser.
fn facts_of(cases: u32, text: &str, script: &str) -> Option<(Value, u64)> {
    let browser = match browser() {
        Ok(browser) => browser,
        Err(missing) => {
            eprintln!("skipped: {missing}");
            return None;
        }
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let page = page(folder.path(), "report", &record(cases, text));
    let bytes = fs::metadata(&page).expect("it was written").len();
    Some((facts(script, &page, &browser), bytes))
}

#[test]
fn the_page_works_in_a_browser() {
    let Some((facts, _)) = facts_of(40, "a “note”", "browse.mjs") else { return };
    assert_eq!(facts["complaints"], json!([]), "{facts:#}");
    assert_eq!(
        facts["shown"],
        json!({ "all": 40, "failed": 4, "searched": 1, "cleared": 40 }),
        "{facts:#}"
    );
    assert_eq!(facts["address"], "#?outcome=failed", "{facts:#}");
    assert_eq!(
        facts["by-address"],
        json!({ "shown": 1, "checked": ["failed"], "query": "case-13" }),
        "{facts:#}"
    );
    assert_eq!(facts["by-code"], 40, "{facts:#}");
    assert_eq!(facts["anchor"], json!({ "open": true, "focused": true }), "{facts:#}");
    assert_eq!(facts["keys"], json!({ "search": true, "next": true }), "{facts:#}");
    assert_eq!(
        facts["without-scripts"],
        json!({ "cases": 40, "form": false, "opens": true }),
        "{facts:#}"
    );
    assert_eq!(facts["wide"], json!([]), "nothing is wider than 400 pixels: {facts:#}");
    assert_eq!(facts["printed"], json!({ "failed": true, "passed": false }), "{facts:#}");
}

#[test]
fn hostile_text_runs_no_script() {
    let Some((facts, _)) = facts_of(20, HOSTILE, "hostile.mjs") else { return };
    assert_eq!(facts["complaints"], json!([]), "{facts:#}");
    assert_eq!(facts["scripts"], 1, "{facts:#}");
    assert_eq!(facts["foreign"], json!([]), "{facts:#}");
    assert_eq!(facts["without-policy"], json!([]), "{facts:#}");
}

#[test]
fn the_page_is_accessible_and_valid_html() {
    let Some((facts, _)) = facts_of(30, "a note", "audit.mjs") else { return };
    assert_eq!(facts["axe"], json!({ "light": [], "dark": [], "narrow": [] }), "{facts:#}");
    assert_eq!(facts["html-validate"], json!([]), "{facts:#}");
}

#[test]
fn a_page_of_ten_thousand_cases_is_shown_quickly() {
    let text = "a note of some length, as an API may answer with, so that bodies are not too short for life";
    let Some((facts, bytes)) = facts_of(10_000, text, "time.mjs") else { return };
    assert!(bytes < 20_000_000, "the page has {bytes} bytes");
    assert_eq!(facts["cases"], 10_000, "{facts:#}");
    // A busy machine needs more time. A page that is too heavy takes ten times as long.
    let shown = facts["first-paint-ms"].as_f64().expect("it was painted");
    assert!(shown < 4000.0, "the page took {shown} ms to show: {facts:#}");
}
