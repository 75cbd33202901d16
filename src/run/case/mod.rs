//! One case: its request, the judgement of its responses, and the values that it captures.

mod capture;
mod case_run;
mod findings;
mod attempt_history;
mod judge;
mod probe;
mod request;
mod result;
mod apply_waiver;

pub(super) use apply_waiver::outcome_with_waivers;
pub(super) use attempt_history::CaseHistory;
pub(super) use case_run::CaseRun;
pub(super) use findings::{broken_link, left_behind};
pub(super) use judge::{
    judge_all_demands, judge_by_contract, judge_final, judge_off_thread, leaves_target,
};
pub(super) use request::{Unsendable, request};
pub(super) use result::{Answered, CaseResult, Reach, errored};
