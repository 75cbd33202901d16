//! The cost of a command, by the accounting of the operating system.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::cases::TOKEN;

/// The cost of one run of a command.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds of processor time, user and system, of all processes.
    pub(crate) cpu: f64,
    /// Peak memory of the largest process in MiB.
    pub(crate) memory: f64,
    /// True if the command succeeded.
    pub(crate) success: bool,
}

/// Runs a command as the only child of a helper process, so that the accounting is that of the command.
pub(crate) fn cost(command: &[String]) -> Outcome<Cost> {
    let mut between = Command::new(std::env::current_exe()?);
    between.arg("measure").args(command).env("ITEMS_TOKEN", TOKEN).stderr(Stdio::inherit());
    Ok(serde_json::from_slice(&between.output()?.stdout)?)
}

/// Runs the command as the helper process, and writes the cost.
pub(crate) fn report(command: &[&str]) -> Outcome {
    let [program, arguments @ ..] = command else { return Err("nothing to measure".into()) };
    let started_at = Instant::now();
    let mut measured = Command::new(program);
    measured.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    if std::env::var_os("BENCH_TALK").is_none() {
        measured.stderr(Stdio::null());
    }
    let status = measured.status()?;
    let wall = started_at.elapsed().as_secs_f64();
    let (cpu, memory) = used_by_children()?;
    let cost = Cost { wall, cpu, memory, success: status.success() };
    println!("{}", serde_json::to_string(&cost)?);
    Ok(())
}

/// Returns the processor seconds of all children, and the MiB of the largest child.
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
    // Linux reports KiB.
    let memory = f64::from(u32::try_from(usage.max_rss())?) / 1024.0;
    Ok((cpu.as_secs_f64(), memory))
}

#[cfg(not(unix))]
fn used_by_children() -> Outcome<(f64, f64)> {
    Err("the cost of a command can be measured on Unix only".into())
}

/// Returns the median.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}
