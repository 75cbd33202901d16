//! Runs the real binary on a row, and checks the report of the case, the time and the memory.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use statusquo::event::{CaseFinished, Event};
use statusquo::record::events;
use statusquo::verdict::{Level, Outcome};

use super::row::{Right, Row};

const CONTRACT: &str = r"contract: torture
bodies:
  item:
    type: object
    required: [id]
    properties:
      id: { type: integer }
      word: { type: string, pattern: '^(a+)+$' }
      ahead: { type: string, pattern: '^(?=(a+)+$)' }
  list: { type: array, items: { type: integer } }
rules: { location: must }
codes:
  - { status: 200, content-type: application/json }
  - { status: 302 }
  - { status: 204, body: none }
";

/// A process that has ended, or that was killed at the time limit.
pub(crate) struct Ended {
    status: ExitStatus,
    /// Peak memory in MiB, or `None` if the system does not report peak memory.
    pub(crate) peak_mib: Option<u64>,
    pub(crate) took: Duration,
    /// The text of standard output and standard error.
    pub(crate) said: String,
}

impl Ended {
    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }
}

/// Time limit after which a process counts as hanging.
const HANGS: Duration = Duration::from_secs(90);

/// Returns the command without the environment variables that the binary reads.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    for name in ["STATUSQUO_TARGET", "STATUSQUO_REPORTS", "STATUSQUO_REPORT", "GITHUB_STEP_SUMMARY"]
    {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

/// Runs the binary in a folder and waits for its end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Ended {
    let said = fs::File::create(folder.join("said.txt")).expect("the folder is ours");
    let errors = said.try_clone().expect("a handle");
    let mut command = command(folder);
    command.args(arguments);
    let started_at = Instant::now();
    let mut child =
        command.stdin(Stdio::null()).stdout(said).stderr(errors).spawn().expect("the binary runs");
    let mut peak_mib = None;
    let status = loop {
        peak_mib = peak(&child).or(peak_mib);
        if let Some(status) = child.try_wait().expect("the process is a child") {
            break status;
        }
        if started_at.elapsed() > HANGS {
            child.kill().expect("the process is a child");
            break child.wait().expect("the process is a child");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = fs::read(folder.join("said.txt")).expect("it was written");
    let said = String::from_utf8_lossy(&said).into_owned();
    Ended { status, peak_mib, took: started_at.elapsed(), said }
}

/// Returns the peak memory of a process so far, in MiB: `VmHWM` of `/proc`, which only Linux has.
fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib.div_ceil(1024))
}

/// Writes the contract and a suite with these case lines.
pub(crate) fn write_suite(folder: &Path, cases: &[String]) {
    fs::write(folder.join("contract.yaml"), CONTRACT).expect("the folder is ours");
    let mut text = "suite: torture\ncontract: contract.yaml\ncases:\n".to_owned();
    for case in cases {
        text.extend(["  - { ", case, " }\n"]);
    }
    fs::write(folder.join("torture.yaml"), text).expect("the folder is ours");
}

/// Returns the cases of the run record.
pub(crate) fn cases(folder: &Path) -> Vec<CaseFinished> {
    let record = fs::File::open(folder.join("run.ndjson")).expect("the record was written");
    let events = events(std::io::BufReader::new(record));
    let finished = |event| match event {
        Event::CaseFinished(case) => Some(*case),
        _ => None,
    };
    events.filter_map(|event| finished(event.expect("it is an event"))).collect()
}

/// Returns the suite line of the case of a row.
pub(crate) fn case_line(row: &Row) -> String {
    let usual = format!("GET: /{}, expect: {{ status: 200, body: item }}", row.name);
    format!("id: {}, {}", row.name, row.case.unwrap_or(&usual))
}

/// Returns the problems with the result of a case.
pub(crate) fn wrong(row: &Row, case: &CaseFinished) -> Option<String> {
    let remarks: Vec<&str> = case.findings.iter().map(|finding| finding.message.as_str()).collect();
    let has = |words: &str| remarks.iter().any(|remark| remark.contains(words));
    let as_it_should = match (row.right, &case.outcome) {
        (Right::Passes, Outcome::Passed) => remarks.is_empty(),
        (Right::Remarked(words), Outcome::Passed) => {
            has(words) && case.findings.iter().all(|finding| finding.level == Level::Should)
        }
        (Right::Fails(words), Outcome::Failed) => has(words),
        (Right::IsErrored(words), Outcome::Errored { reason, .. }) => reason.contains(words),
        _ => false,
    };
    let elapsed = case.elapsed_ms;
    if !as_it_should {
        let shown: Vec<String> =
            remarks.iter().map(|remark| remark.chars().take(200).collect()).collect();
        Some(format!("{:?}, but it was {:?} {shown:?}", row.right, case.outcome))
    } else if elapsed > row.within_ms {
        Some(format!("{elapsed} ms, not {} ms", row.within_ms))
    } else {
        None
    }
}

/// Returns true if the case has the right outcome, whatever its messages are.
pub(crate) fn same_kind(row: &Row, case: &CaseFinished) -> bool {
    matches!(
        (row.right, &case.outcome),
        (Right::Passes | Right::Remarked(_), Outcome::Passed)
            | (Right::Fails(_), Outcome::Failed)
            | (Right::IsErrored(_), Outcome::Errored { .. })
    )
}

/// Returns the right exit code of a run with this row and good cases.
pub(crate) fn exit_of(right: Right) -> i32 {
    match right {
        Right::Passes | Right::Remarked(_) => 0,
        Right::Fails(_) => 1,
        Right::IsErrored(_) => 3,
    }
}

/// Runs one row followed by a good case. Returns all problems.
pub(crate) fn check(row: &Row, targets: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let is_elsewhere = targets.iter().any(|flag| flag.starts_with("hostile="));
    let elsewhere = if is_elsewhere { ", target: hostile" } else { "" };
    let good = format!(
        "id: good, GET: /good, expect: {{ status: 200, body: item }}, after: [{}]",
        row.name
    );
    write_suite(folder.path(), &[case_line(row) + elsewhere, good]);
    let flags = ["run", "torture.yaml", "--timeout", row.timeout, "--report", "ndjson=run.ndjson"];
    let ended = run(folder.path(), &[&flags[..], targets].concat());
    let cases =
        if folder.path().join("run.ndjson").exists() { cases(folder.path()) } else { Vec::new() };
    let problems = problems(row, &cases, &ended);
    let of_row = |problem| format!("{}: {problem}", row.name);
    problems.into_iter().map(of_row).collect()
}

fn problems(row: &Row, cases: &[CaseFinished], ended: &Ended) -> Vec<String> {
    let [hostile, good] = cases else {
        return vec![format!("there is not one result each: {}", ended.said)];
    };
    let mut problems: Vec<String> = wrong(row, hostile).into_iter().collect();
    if good.outcome != Outcome::Passed {
        problems.push(format!("the run does not go on: {:?}", good.outcome));
    }
    if ended.code() != Some(exit_of(row.right)) {
        problems.push(format!("the exit code is {:?}: {}", ended.code(), ended.said));
    }
    let peak = ended.peak_mib;
    let shown = peak.map_or("not measured: no /proc".to_owned(), |peak| format!("{peak} MiB"));
    let ms = hostile.elapsed_ms;
    note(&format!("{:40} {ms:6} ms, {shown}, whole run {:?}", row.name, ended.took));
    if let Some(peak) = peak.filter(|peak| *peak > row.memory_mib) {
        problems.push(format!("{peak} MiB, not {}", row.memory_mib));
    }
    problems
}

/// Prints a measurement, which is visible with `--nocapture` or if the test fails.
#[expect(clippy::print_stdout, reason = "measurements are shown with a failure")]
pub(crate) fn note(text: &str) {
    println!("{text}");
}
