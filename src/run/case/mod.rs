//! One case: its request, the judgement of its responses, and the values that it captures.

mod capture;
mod case_run;
mod findings;
mod history;
mod judge;
mod judge_off_thread;
mod probe;
mod request;
mod result;
mod waiver;

pub(super) use case_run::CaseRun;
pub(super) use findings::{left_behind, missing_link};
pub(super) use history::CaseHistory;
pub(super) use judge::{judge_all_demands, judge_by_contract, judge_final, leaves_target};
pub(super) use judge_off_thread::judge_off_thread;
pub(super) use request::{Unsendable, request};
pub(super) use result::{CaseResult, Reach, errored};
pub(super) use waiver::outcome_with_waivers;
