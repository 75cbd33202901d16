//! Reports that cannot be written: one message for each, and all other reports are written.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::child::command;

const SUITES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/suites/point");

/// Runs the suites of Point in this folder, with additional arguments.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let run = ["run", SUITES, "--target", "reference"];
    command(folder).args(run).args(arguments).output().expect("the binary runs")
}

fn text_of(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Returns the number of lines that report that a path could not be written.
fn messages_about(output: &Output, path: &str) -> usize {
    let told = |line: &&str| line.contains("cannot write") && line.contains(path);
    text_of(output).lines().filter(told).count()
}

/// Checks that the reports that [`OTHERS`] requests exist and are complete.
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
    assert_eq!(output.status.code(), Some(3), "{report}: {}", text_of(&output));
    assert_eq!(messages_about(&output, path), 1, "{report}: {}", text_of(&output));
    assert!(!text_of(&output).contains("panicked"), "{report}: {}", text_of(&output));
    others_are_whole(folder.path());
}

#[test]
fn an_unwritable_report_is_reported_in_one_line_and_the_others_are_written() {
    for format in ["junit", "ndjson", "html"] {
        is_lost(&format!("{format}=a-file/report"), "a-file/report");
        is_lost(&format!("{format}=/proc/report"), "/proc/report");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported_in_one_line_and_the_others_are_written() {
    for format in ["junit", "ndjson", "html", "markdown", "tap", "ctrf", "har", "sarif"] {
        is_lost(&format!("{format}=/dev/full"), "/dev/full");
    }
}

/// A file size limit of the process, 16 or 32 KB, simulates a full disk.
#[test]
fn a_small_report_is_written_even_if_a_large_report_does_not_fit() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("run.ndjson"), "{}\n").expect("the folder is ours");
    let script = format!(
        "trap '' XFSZ; ulimit -f 32; exec '{}' run '{SUITES}' --target reference --filter unknown-order \
         --fault missing-as-html --report html=big.html --report json=ok.json --report tap=ok.tap",
        env!("CARGO_BIN_EXE_statusquo")
    );
    let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output();
    let output = output.expect("there is a shell");
    assert_eq!(output.status.code(), Some(1), "the contract is broken: {}", text_of(&output));
    assert_eq!(messages_about(&output, "big.html"), 1, "{}", text_of(&output));
    assert!(!folder.path().join("big.html").exists());
    others_are_whole(folder.path());
    let left = fs::read_dir(folder.path()).expect("a folder");
    let left = left.map(|entry| entry.expect("an entry").file_name()).collect::<Vec<_>>();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("partial")), "{left:?}");
}

/// Reads one line of the standard output of a command and closes the pipe. Returns the exit code and standard error.
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
    (child.wait().expect("the process ends").code(), said)
}

#[test]
fn a_closed_pipe_ends_only_its_report() {
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
fn every_command_tolerates_a_closed_pipe() {
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
