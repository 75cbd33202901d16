//! The asynchronous runtimes of commands, and a run on one.

use tokio::runtime::{Builder, Runtime};

use super::{Concluded, Failure, RunSettings, conduct, listen_for_signals};
use crate::plan::Plan;
use crate::report::Reporter;

/// A runtime of several threads, for what is no run.
///
/// # Errors
///
/// If the system gives none.
pub fn runtime() -> Result<Runtime, Failure> {
    built(Builder::new_multi_thread())
}

/// Conducts a run to its end.
///
/// Schedule, exchanges and reports share the thread that calls. What a case costs beside waiting is some tens of
/// microseconds, which is less than it would take to wake another thread for it; only large responses are judged
/// elsewhere.
///
/// # Errors
///
/// As [`conduct`].
pub fn conduct_to_the_end(
    plan: Plan,
    settings: &RunSettings,
    live: Vec<Box<dyn Reporter>>,
) -> Result<Concluded, Failure> {
    let runtime = built(Builder::new_current_thread())?;
    let concluded = runtime.block_on(conduct(plan, settings, live, listen_for_signals()));
    // An answer may still be judged though its case was given up.
    runtime.shutdown_background();
    concluded
}

fn built(mut builder: Builder) -> Result<Runtime, Failure> {
    let runtime = builder.enable_all().build();
    runtime.map_err(|error| Failure::judge(format!("the runtime cannot start: {error}")))
}
