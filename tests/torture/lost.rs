//! Reports that cannot be written: one line for each, and all others are there.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::child::command;

const SUITES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/point");

/// Runs the suites of Point, with these arguments too, in this folder.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let run = ["run", SUITES, "--target", "reference"];
    command(folder).args(run).args(arguments).output().expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// How many lines say that this could not be written.
fn told(output: &Output, path: &str) -> usize {
    let told = |line: &&str| line.contains("cannot write") && line.contains(path);
    said(output).lines().filter(told).count()
}

/// The reports that [`OTHERS`] asks for are there, and whole.
#[track_caller]
fn others_are_whole(folder: &Path) {
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it was written");
    let summary: serde_json::Value = serde_json::from_str(&read("ok.json")).expect("JSON");
    assert!(summary["exit"]["code"].is_number());
    assert!(read("ok.tap").starts_with("TAP version 14"));
}

const OTHERS: [&str; 4] = ["--report", "json=ok.json", "--report", "tap=ok.tap"];

#[track_caller]
fn is_lost(report: &str, path: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a-file"), "").expect("the folder is ours");
    let output = run(folder.path(), &[&["--report", report][..], &OTHERS].concat());
    assert_eq!(output.status.code(), Some(3), "{report}: {}", said(&output));
    assert_eq!(told(&output, path), 1, "{report}: {}", said(&output));
    assert!(!said(&output).contains("panicked"), "{report}: {}", said(&output));
    others_are_whole(folder.path());
}

#[test]
fn a_report_that_cannot_be_written_is_told_in_a_line_and_the_others_are_written() {
    for format in ["junit", "ndjson", "html"] {
        is_lost(&format!("{format}=a-file/report"), "a-file/report");
        is_lost(&format!("{format}=/proc/report"), "/proc/report");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_in_a_line_and_the_others_are_written() {
    for format in ["junit", "ndjson", "html", "markdown", "tap", "ctrf", "har", "sarif"] {
        is_lost(&format!("{format}=/dev/full"), "/dev/full");
    }
}

/// A disk on which no file may be larger than 16 or 32 KB, by the limit of the process.
#[test]
fn where_large_reports_find_no_room_small_ones_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("run.ndjson"), "{}\n").expect("the folder is ours");
    let script = format!(
        "trap '' XFSZ; ulimit -f 32; exec '{}' run '{SUITES}' --target reference --filter unknown-order \
         --fault missing-as-html --report html=big.html --report json=ok.json --report tap=ok.tap",
        env!("CARGO_BIN_EXE_statusquo")
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output();
    let output = output.expect("there is a shell");
    assert_eq!(output.status.code(), Some(1), "the contract is broken: {}", said(&output));
    assert_eq!(told(&output, "big.html"), 1, "{}", said(&output));
    assert!(!folder.path().join("big.html").exists());
    others_are_whole(folder.path());
    let left = fs::read_dir(folder.path()).expect("a folder");
    let left = left.map(|entry| entry.expect("an entry").file_name()).collect::<Vec<_>>();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("partial")), "{left:?}");
}

/// Reads one line of what a command writes to standard output, and closes the pipe; gives how it ended and what
/// it said.
fn head(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut child = command(folder)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut line = String::new();
    let mut out = BufReader::with_capacity(1, child.stdout.take().expect("a pipe"));
    out.read_line(&mut line).expect("a line");
    drop(out);
    let mut said = String::new();
    let mut errors = child.stderr.take().expect("a pipe");
    errors.read_to_string(&mut said).expect("text");
    (child.wait().expect("it ends").code(), said)
}

#[test]
fn a_reader_that_goes_away_ends_nothing_but_its_report() {
    for report in ["ndjson=-", "junit=-", "json=-", "tap=-"] {
        let folder = tempfile::tempdir().expect("a folder");
        let run = ["run", SUITES, "--target", "reference", "--report", report];
        let others = ["--report", "json=ok.json", "--report", "tap=ok.tap"];
        let (code, said) = head(folder.path(), &[&run[..], &others].concat());
        assert_eq!(code, Some(0), "{report}: {said}");
        assert!(!said.contains("panicked"), "{report}: {said}");
        others_are_whole(folder.path());
    }
}

#[test]
fn no_command_minds_a_reader_that_goes_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = ["run", SUITES, "--target", "reference", "--fault", "missing-as-html"];
    let reports =
        ["--report", "ndjson=run.ndjson", "--report", "tap=ok.tap", "--report", "json=ok.json"];
    let (code, said) = head(folder.path(), &[&broken[..], &reports].concat());
    assert_eq!(code, Some(1), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    others_are_whole(folder.path());
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/specs/point.yaml");
    for arguments in [
        &["list", SUITES][..],
        &["list", SUITES, "--json"],
        &["run", SUITES, "--target", "reference", "--dry-run"],
        &["report", "run.ndjson"],
        &["report", "run.ndjson", "--report", "html"],
        &["schema", "suite"],
        &["explain", "404", "--contract", contract],
        &["completions", "bash"],
        &["run", "--help"],
    ] {
        let (code, said) = head(folder.path(), arguments);
        assert!(code.is_some_and(|code| code < 2), "{arguments:?}: {code:?} {said}");
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
    }
}
