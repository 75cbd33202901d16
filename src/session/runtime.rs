//! The asynchronous runtimes of commands.

use tokio::runtime::{Builder, Runtime};

use crate::settings::Failure;

/// Starts a runtime of several threads, for the reference server.
///
/// # Errors
///
/// Returns an error if the system refuses the resources.
pub fn runtime() -> Result<Runtime, Failure> {
    build(Builder::new_multi_thread())
}

/// Starts a runtime on the calling thread, for a run.
///
/// # Errors
///
/// Returns an error if the system refuses the resources.
pub(super) fn single_thread_runtime() -> Result<Runtime, Failure> {
    build(Builder::new_current_thread())
}

fn build(mut builder: Builder) -> Result<Runtime, Failure> {
    let runtime = builder.enable_all().build();
    runtime.map_err(|error| Failure::not_judged(format!("the runtime cannot start: {error}")))
}
