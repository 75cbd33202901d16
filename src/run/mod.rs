//! Runs a plan: many cases at the same time, ordered by their data, reported as one stream of events.
//!
//! [`run`] drives the schedule. The schedule starts a case with `run_case`, which sends requests (`send`) and judges
//! the responses (`case`). All cases share the clients, tokens and captured values in `state`.

mod case;
mod clean_up;
mod contract_facts;
mod early_stop;
mod eligibility;
mod link;
mod options;
mod request_rate;
mod request_preview;
mod run_case;
mod run_plan;
mod running_cases;
mod schedule;
mod send;
mod state;
mod large_table;

#[cfg(test)]
mod tests;

pub use contract_facts::contract_facts;
pub use eligibility::{Eligibility, Forecast, NotSent};
pub use options::{Endpoint, GRACE, Options, relative_path};
pub use request_preview::{Preview, preview};
pub use request_rate::Rate;
pub use run_plan::run;
