//! How many instructions one more case takes: the same on a busy machine, so continuous integration can hold it.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::Outcome;
use crate::cases::{self, KINDS, TOKEN};
use crate::target::Target;

/// The most that one more case may take, all of it included: reading, sending, judging, reporting. It was 351,000,
/// and is to be 220,000 at most.
const LIMIT: u64 = 190_000;

/// Between how many cases it is measured.
const FROM: usize = 100;
const TO: usize = 1_000;

/// Measures this program, or ours beside the floor, and is an error where the limit is passed. Says so where
/// there is no `valgrind`.
pub(crate) fn run(program: Option<&str>) -> Outcome {
    let present = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
    if present.is_err() {
        println!("skipped: there is no valgrind to count instructions with");
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
