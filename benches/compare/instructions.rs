//! Counts the instructions of one more case. The count does not depend on the load of the machine, so CI can check
//! it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::cases::{self, KINDS, TOKEN};
use crate::target::Target;

/// Maximum number of instructions of one more case, including reading, sending, judging and reporting.
///
/// The goal is 220,000. The count was 179,000 with a second, simpler YAML reader, 274,000 without it, and is 269,500 since
/// the YAML parser ignores comments and the connections of judged requests are our own. The parser takes 81,000 of it;
/// `docs/dependencies.md` compares it with others.
const LIMIT: u64 = 280_000;

/// The two numbers of cases between which the instructions are measured.
const FROM: usize = 100;
const TO: usize = 1_000;

/// Measures this program, or statusquo and the floor. Returns an error if the limit is exceeded. Reports a skipped
/// measurement if there is no `valgrind`.
pub(crate) fn run(program: Option<&str>) -> Outcome {
    let present = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    if present.is_err() {
        println!("skipped: valgrind is not installed, so instructions are not counted");
        return Ok(());
    }
    let target = Target::start()?;
    let folder = tempfile::tempdir()?;
    let measured = program.unwrap_or(env!("CARGO_BIN_EXE_statusquo"));
    let command = |suite: &Path| Ok(ours(measured, suite, &target.url, folder.path()));
    let ours = marginal(command, folder.path())?;
    println!("instructions per case, from {FROM} to {TO} cases: {ours}; the limit is {LIMIT}");
    if program.is_none() {
        let floor = marginal(|suite| floor(suite, &target.url, folder.path()), folder.path())?;
        println!("the floor's: {floor}");
    }
    if ours > LIMIT { Err("one more case takes too many instructions".into()) } else { Ok(()) }
}

fn marginal(command: impl Fn(&Path) -> Outcome<Command>, folder: &Path) -> Outcome<u64> {
    let count = |cases: usize| -> Outcome<u64> {
        let suite = cases::write(&folder.join(cases.to_string()), cases, &KINDS)?;
        counted(command(&suite)?)
    };
    let more = count(TO)?.saturating_sub(count(FROM)?);
    Ok(more / u64::try_from(TO - FROM)?)
}

fn ours(program: &str, suite: &Path, url: &str, folder: &Path) -> Command {
    let mut command = under_valgrind();
    command.arg(program).arg("run").arg(suite).args(["--target", url]);
    command.arg("--report").arg(format!("ndjson={}", folder.join("run.ndjson").display()));
    command.arg("--report").arg(format!("junit={}", folder.join("junit.xml").display()));
    command
}

fn floor(suite: &Path, url: &str, folder: &Path) -> Outcome<Command> {
    let mut command = under_valgrind();
    command.arg(std::env::current_exe()?).arg("floor").arg(suite).arg(url);
    command.arg(folder.join("floor.xml"));
    Ok(command)
}

fn under_valgrind() -> Command {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.env("ITEMS_TOKEN", TOKEN).stdin(Stdio::null());
    command
}

fn counted(mut command: Command) -> Outcome<u64> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(format!("the measured command failed:\n{said}").into());
    }
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let (_, count) = collected.ok_or("valgrind counted nothing")?;
    Ok(count.trim().parse()?)
}
