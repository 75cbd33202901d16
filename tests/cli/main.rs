//! The command line of the real binary: arguments, output and exit codes.

mod before;
mod certificates;
mod credentials;
mod eligibility;
mod init;
mod input_files;
mod ci;
mod judge;
mod nextest;
mod large;
mod reports;
mod shards;
mod sharing;
mod targets;
mod transport;
mod waivers;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn statusquo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in ["STATUSQUO_TARGET", "STATUSQUO_REPORTS", "STATUSQUO_REPORT", "GITHUB_STEP_SUMMARY"]
    {
        command.env_remove(name);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    statusquo().args(arguments).output().expect("the binary runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_command_line_prints_the_documented_output() {
    trycmd::TestCases::new()
        .env("STATUSQUO_TARGET", "")
        .env("NO_COLOR", "1")
        .case("tests/cmd/*.trycmd")
        .case("README.md")
        .case("docs/suites.md")
        .case("docs/targets.md")
        .case("docs/probes.md")
        .case("docs/openapi.md");
}

#[test]
fn the_working_folder_does_not_change_the_meaning_of_a_suite() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, suites) in
        [("suites/point", "."), ("suites", "point"), ("docs", "../suites/point")]
    {
        let mut command = statusquo();
        let output = command.current_dir(root.join(folder)).args(["check", suites]).output();
        let output = output.expect("the binary runs");
        assert_eq!(output.status.code(), Some(0), "{folder}: {}", stderr(&output));
    }
}

#[test]
fn a_report_of_an_earlier_run_is_removed_if_nothing_runs() {
    let (folder, old) = file("junit.xml", b"old");
    let reports = folder.path().to_string_lossy().into_owned();
    let target = ["--target", "reference", "--reports", &reports];
    let output = run(&[&["run", "suites/point", "--filter", "no-such-case"][..], &target].concat());
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(!old.exists());
}

#[test]
fn a_filter_that_matches_nothing_is_reported_even_if_another_one_matches() {
    let filters = ["--filter", "unknown-order", "--filter", "renamed"];
    let output = run(&[&["run", "suites/point", "--target", "reference"][..], &filters].concat());
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("no case matches `renamed`"), "{}", stderr(&output));
}

#[test]
fn two_reports_cannot_have_one_path() {
    let reports = ["--report", "junit=same", "--report", "json=same"];
    let output = run(&[&["run", "suites/point", "--target", "reference"][..], &reports].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("two reports would be written to same"));
}

#[test]
fn an_empty_environment_variable_counts_as_unset() {
    let output = statusquo()
        .args(["run", "suites/point", "--filter", "unknown-order"])
        .env("STATUSQUO_TARGET", "reference")
        .env("STATUSQUO_STRICT", "1")
        .envs(
            [
                "STATUSQUO_FAULT",
                "STATUSQUO_VAR",
                "STATUSQUO_JOBS",
                "STATUSQUO_TAG",
                "STATUSQUO_SEED",
            ]
            .map(|name| (name, "")),
        )
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// Writes a file with this content into a temporary folder.
fn file(name: &str, content: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, content).expect("a file");
    (folder, path)
}

/// Checks that a hostile suite ends with exit code 2 and a message, without a panic.
#[track_caller]
fn is_refused(content: &[u8], word: &str) {
    let (_folder, path) = file("suite.yaml", content);
    let output = run(&["check", &path.to_string_lossy()]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(word), "{word:?} is not in:\n{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_binary_file_is_refused() {
    is_refused(b"suite: \xff\xfe\n", "UTF-8");
}

#[test]
fn an_empty_file_is_refused() {
    is_refused(b"", "error");
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let alias = format!("*a{}, ", level - 1).repeat(10);
        bomb +=
            &["a", &level.to_string(), ": &a", &level.to_string(), " [", &alias, "]\n"].concat();
    }
    is_refused(bomb.as_bytes(), "yaml-budget");
}

#[test]
fn ten_thousand_levels_are_refused() {
    let deep = format!("suite: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    is_refused(deep.as_bytes(), "yaml-budget");
    let block: Vec<String> = (0..10_000).map(|level| " ".repeat(level) + "a:").collect();
    is_refused(block.join("\n").as_bytes(), "yaml-budget");
}

#[test]
fn a_target_without_tls_is_reported_as_a_tls_failure() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().take(200).flatten() {
            let mut stream = stream;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let reports = tempfile::tempdir().expect("a folder");
    let folder = reports.path().to_string_lossy().into_owned();
    let target = format!("https://127.0.0.1:{port}");
    let output = run(&["run", "suites/point", "--target", &target, "--reports", &folder]);
    assert_eq!(output.status.code(), Some(3), "{}{}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("TLS with"), "{}", stdout(&output));
    for report in ["junit.xml", "run.ndjson", "summary.json"] {
        assert!(reports.path().join(report).is_file(), "{report} is written");
    }
}

#[test]
fn an_unwritable_report_ends_with_exit_code_3_and_the_others_are_written() {
    let (folder, blocker) = file("blocker", b"a file, not a folder");
    let unwritable = format!("junit={}", blocker.join("junit.xml").display());
    let good = folder.path().join("summary.json");
    let good_report = format!("json={}", good.display());
    let output = run(&[
        "run",
        "suites/point",
        "--target",
        "reference",
        "--report",
        &unwritable,
        "--report",
        &good_report,
    ]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("junit.xml"), "{}", stderr(&output));
    assert!(good.is_file());
}

/// Reports a skipped test on standard error, outside the capture of test output.
fn skipped(why: &str) {
    writeln!(std::io::stderr(), "skipped: {why}").expect("stderr is open");
}

/// Validates a file with xmllint. Reports a skipped check if xmllint is not installed.
fn xmllint(schema: &Path, file: &Path) {
    match Command::new("xmllint").args(["--noout", "--schema"]).arg(schema).arg(file).output() {
        Ok(output) => assert!(output.status.success(), "{}", stderr(&output)),
        Err(_) => skipped("xmllint is not installed (apt-get install libxml2-utils)"),
    }
}

/// Returns the schema that the binary prints for a format, after a comparison with its copy in the repository.
fn schema(format: &str, file: &str) -> serde_json::Value {
    let printed = stdout(&run(&["schema", format]));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/schemas").join(file);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &printed).expect("the schema is written");
    }
    let kept = fs::read_to_string(&path).expect("the schema is in the repository");
    assert_eq!(kept, printed, "{file} is not what the binary prints: run `just bless`");
    serde_json::from_str(&printed).expect("a schema is JSON")
}

#[test]
fn the_schemas_for_editors_are_up_to_date() {
    schema("suite", "suite.schema.json");
    schema("contract", "contract.schema.json");
}

#[track_caller]
fn fits(schema: &serde_json::Value, text: &str) {
    let value = serde_json::from_str(text).expect("JSON");
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let problems: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {text}");
}

#[test]
fn the_reports_of_a_run_fit_their_schemas() {
    let record = schema("run", "run-record.schema.json");
    let summary = schema("summary", "summary.schema.json");
    let junit = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/schemas/junit-common.xsd");
    for (fault, code) in [(None, 0), (Some("missing-as-html"), 1), (Some("created-without-id"), 1)]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let reports = folder.path().to_string_lossy().into_owned();
        let mut arguments =
            vec!["run", "suites/point", "--target", "reference", "--reports", &reports];
        arguments.extend(fault.iter().flat_map(|name| ["--fault", name]));
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(code), "{}", stdout(&output));
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a report");
        read("run.ndjson").lines().for_each(|line| fits(&record, line));
        fits(&summary, &read("summary.json"));
        xmllint(&junit, &folder.path().join("junit.xml"));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_tears_down_and_writes_its_reports() {
    let folder = tempfile::tempdir().expect("a folder");
    let suite = folder.path().join("slow.yaml");
    let contract = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs/point.yaml");
    let text = format!(
        "suite: slow\ncontract: {}\ncases:\n  - {{ id: slow, GET: /slow }}\n  - {{ id: later, GET: /later, after: [slow] }}\nteardown:\n  - {{ id: clean, GET: /clean }}\n",
        contract.display()
    );
    fs::write(&suite, text).expect("a suite");
    let (port, seen) = slow_server();
    let target = format!("http://127.0.0.1:{port}");
    let mut child = statusquo()
        .args(["run", &suite.to_string_lossy(), "--target", &target, "--reports"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    assert_eq!(seen.recv_timeout(Duration::from_secs(20)).expect("a request"), "/slow");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    let started_at = Instant::now();
    let status = child.wait().expect("the process ends");
    assert_eq!(status.code(), Some(130));
    assert!(started_at.elapsed() < Duration::from_secs(30));
    let rest: Vec<String> = seen.try_iter().collect();
    assert_eq!(rest, ["/clean"], "the teardown ran and no further case ran");
    let record = fs::read_to_string(folder.path().join("run.ndjson")).expect("the run record");
    assert!(record.contains("\"interrupted\":\"interrupt\""), "{record}");
    assert!(folder.path().join("junit.xml").is_file());
}

/// Answers 404 to every request, and to `/slow` after a minute. Sends each requested path to the channel.
#[cfg(unix)]
fn slow_server() -> (u16, std::sync::mpsc::Receiver<String>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sender = sender.clone();
            std::thread::spawn(move || {
                let mut stream = stream;
                let mut line = String::new();
                let _ = BufReader::new(&stream).read_line(&mut line);
                let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                let _ = sender.send(path.clone());
                if path == "/slow" {
                    std::thread::sleep(Duration::from_secs(60));
                }
                let _ = stream.write_all(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                );
            });
        }
    });
    (port, receiver)
}
