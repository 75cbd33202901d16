//! One run from its settings to its exit code, for both front ends: the command line and `cargo test`.
//!
//! `open_plan` finds the cases, `run_plan` sends them and writes the reports. `judge_traffic` and
//! `render_saved` end in the same way without sending anything.

mod job_summary;
mod judge_traffic;
mod judgement;
mod listeners;
mod open_plan;
mod render_saved;
mod report_writer;
mod run_plan;
mod runtime;
mod signals;
mod start_targets;
mod wait_until_up;

pub use judge_traffic::{judge_traffic, recordings};
pub use judgement::Judgement;
pub use listeners::FinishedRun;
pub use open_plan::{NoPlan, OpenedPlan, open_plan};
pub use render_saved::{record_files, render_saved};
pub use report_writer::{remove_old_reports, write_report};
pub use run_plan::run_plan;
pub use runtime::runtime;
pub use signals::listen_for_signals;
