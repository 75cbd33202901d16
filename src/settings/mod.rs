//! The settings of a command, resolved once.
//!
//! [`RunArguments`] are the flags and `STATUSQUO_…` variables as typed. [`RunSettings::resolve`] parses all of
//! them and reads every file that they name as input. Only then may a command remove or write a file, so no
//! input can be lost to a report that has the same path.

mod arguments;
mod connections;
mod earlier_run;
mod environment;
mod exit;
mod failure;
mod file_identity;
mod given_targets;
mod input_file;
mod proxy;
mod report_request;
mod rerun_flags;
mod run_settings;
mod shard;
mod target_address;
mod variables;
mod wait_for;

pub use arguments::{
    RecordedArguments, RequiredVerdict, RunArguments, SelectionArguments, without_empty_variables,
};
pub use connections::Connections;
pub use earlier_run::NamedBaseline;
pub use environment::{current_folder, environment};
pub use exit::Exit;
pub use failure::Failure;
pub use given_targets::GivenTargets;
pub use input_file::{InputFile, refuse_to_replace_inputs};
pub use report_request::{Destination, ReportRequest};
pub use run_settings::{CaseChoice, Criteria, RecordedSettings, RunSettings};
pub use shard::ShardChoice;
pub use target_address::TargetAddress;
pub use wait_for::WaitFor;
