//! What a command costs, by the operating system's own accounting.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::cases::TOKEN;

/// What one run of a command cost.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds of processor time, user and system, of all its processes.
    pub(crate) cpu: f64,
    /// The most memory that its largest process had, in MiB.
    pub(crate) memory: f64,
    /// Whether it ended well.
    pub(crate) success: bool,
}

/// Runs a command in a process between, whose only child it is, so that the accounting is the command's own.
pub(crate) fn cost(command: &[String]) -> Outcome<Cost> {
    let mut between = Command::new(std::env::current_exe()?);
    between.arg("measure").args(command).env("ITEMS_TOKEN", TOKEN).stderr(Stdio::inherit());
    Ok(serde_json::from_slice(&between.output()?.stdout)?)
}

/// The process between: runs the command and writes what it cost.
pub(crate) fn report(command: &[&str]) -> Outcome {
    let [program, arguments @ ..] = command else { return Err("nothing to measure".into()) };
    let begun = Instant::now();
    let mut measured = Command::new(program);
    measured.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    if std::env::var_os("BENCH_TALK").is_none() {
        measured.stderr(Stdio::null());
    }
    let status = measured.status()?;
    let wall = begun.elapsed().as_secs_f64();
    let (cpu, memory) = used_by_children()?;
    let cost = Cost { wall, cpu, memory, success: status.success() };
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}

/// Seconds of processor time of all children, and the MiB of the largest.
#[cfg(unix)]
fn used_by_children() -> Outcome<(f64, f64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let time = |time: TimeVal| -> Outcome<Duration> {
        let seconds = Duration::from_secs(time.tv_sec().try_into()?);
        Ok(seconds + Duration::from_micros(time.tv_usec().try_into()?))
    };
    let cpu = time(usage.user_time())? + time(usage.system_time())?;
    // Linux counts in KiB.
    let memory = f64::from(u32::try_from(usage.max_rss())?) / 1024.0;
    Ok((cpu.as_secs_f64(), memory))
}

#[cfg(not(unix))]
fn used_by_children() -> Outcome<(f64, f64)> {
    Err("what a command uses can be told on Unix only".into())
}

/// The middle one.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}
