//! The events of a run, in the order in which they happen.
//!
//! Events carry facts; each report decides how to show them. The run record is the list of events as JSON, one per
//! line.

mod phase;
mod via;

use std::fmt;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::{RowKey, RowOf};
use crate::diagnostic::Place;
use crate::redact::{Transcript, TranscriptResponse};
use crate::verdict::{CaseName, Finding, Level, Outcome, Sighting, Waived};

pub use phase::Phase;
pub use via::Via;

/// The version of the run record's format. A newer one may add members; it never changes or removes one.
pub const FORMAT: u32 = 2;

/// An event of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[non_exhaustive]
pub enum Event {
    /// The first event.
    RunStarted(RunStarted),
    /// A case started.
    CaseStarted(CaseStarted),
    /// A case ended.
    CaseFinished(Box<CaseFinished>),
    /// The last event.
    RunFinished(RunFinished),
}

/// The start of a run: everything that a report needs in addition to the cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RunStarted {
    /// The version of the record's format.
    pub format: u32,
    /// The version of statusquo.
    pub version: String,
    /// The time of the start, RFC 3339 in UTC.
    pub started: String,
    /// The tested target: that of `--target URL`, or else the first target with a name.
    pub target: Target,
    /// The other targets, in the order of their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// The seed of all generated values.
    pub seed: u64,
    /// The flags that decide what a case does, as words of a command line. Flags about targets and connections are left
    /// out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// The contracts of the suites.
    pub contracts: Vec<ContractFacts>,
    /// The suites, in the order in which they were given.
    pub suites: Vec<SuiteFacts>,
    /// The number of planned cases, setup and teardown included.
    pub cases: u64,
    /// The whole plan; absent in records of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanFacts>,
    /// The shard of the plan that was run; absent if the whole plan was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// The identity of a plan, so that only shards of the same plan are merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct PlanFacts {
    /// XXH3 (128 bits) of all files that were read and of the names of the selected cases, in hexadecimal.
    pub digest: String,
    /// The number of cases of the plan, setup and teardown included.
    pub cases: u64,
    /// True if cases of the suites were left out of the plan.
    pub partial: bool,
}

/// One of several parts of a plan, each run on a machine of its own.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Shard {
    /// The number of the shard, counted from 1.
    pub index: u32,
    /// The number of shards.
    pub of: u32,
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.index, self.of)
    }
}

impl RunStarted {
    /// Returns all targets, that of `--target URL` first.
    pub fn all_targets(&self) -> impl Iterator<Item = &Target> {
        std::iter::once(&self.target).chain(&self.targets)
    }

    /// Returns the target of a case.
    pub fn target_of(&self, case: &CaseFinished) -> &Target {
        self.all_targets().find(|target| target.name == case.target).unwrap_or(&self.target)
    }
}

/// A tested target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Target {
    /// The name of the target; absent for the target of `--target URL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The base URL.
    pub url: String,
    /// True if the target is the embedded reference server, which proves nothing about another API.
    pub reference: bool,
    /// The proxies, addresses and other settings by which the connections differed from direct, verified ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Via>,
    /// True if nothing was sent to the target because recorded traffic was judged.
    #[serde(default, skip_serializing_if = "is_false")]
    pub recorded: bool,
}

impl Target {
    /// Returns the remark that a report shows next to the URL, if there is one.
    pub fn remark(&self) -> Option<&'static str> {
        if self.reference {
            Some("the embedded reference server")
        } else if self.recorded {
            Some("recorded traffic; nothing was sent")
        } else {
            None
        }
    }
}

/// A contract, as reports need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ContractFacts {
    /// Its name.
    pub contract: String,
    /// The title of the contract.
    pub title: String,
    /// Its file.
    pub file: String,
    /// The documented codes of the contract, in order.
    pub rows: Vec<RowFacts>,
}

/// A documented code, as reports need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RowFacts {
    /// The name of the code in its contract.
    pub row: RowKey,
    /// The operation of the code, as method and path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The meaning or the message in the documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// The waiver of the code, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<RowWaiver>,
    /// The place of the code in the contract.
    pub place: Place,
}

/// The waiver of a documented code at the start of the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct RowWaiver {
    /// The waiver.
    #[serde(flatten)]
    pub waiver: Waived,
    /// True if the last day of the waiver has passed.
    pub expired: bool,
    /// True if cases were left out of the run. Then a proven code may be broken by a case that was left out, so its
    /// waiver is not stale.
    pub partial: bool,
}

/// A suite, as reports need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct SuiteFacts {
    /// Its name.
    pub suite: String,
    /// Its file.
    pub file: String,
    /// The name of the first contract of the suite.
    pub contract: String,
    /// The names of the further contracts of the suite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<String>,
    /// The number of planned cases of the suite.
    pub cases: u64,
}

/// A case started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct CaseStarted {
    /// The case.
    pub case: CaseName,
}

/// A case ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CaseFinished {
    /// The case.
    pub case: CaseName,
    /// The file of the suite, for the command that runs the case again.
    pub file: String,
    /// The section of the suite that the case belongs to.
    pub phase: Phase,
    /// The name of the case's target; absent for the target of `--target URL`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The first contract that judged the case.
    pub contract: String,
    /// The documented code that the case claims to prove; absent if the case expects any success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<RowKey>,
    /// Every documented code that the case claims to prove. Empty if `claim`, in the case's first contract, is the only
    /// one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<RowOf>,
    /// The expected status and code in short: `404 RESOURCE_NOT_FOUND`, `2xx`.
    pub asks: String,
    /// The line of the suite with that expectation.
    pub place: Place,
    /// True if the case was not selected itself: a selected case needs it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub along: bool,
    /// Tags of the case and of its suite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The time of the start, RFC 3339 in UTC.
    pub started: String,
    /// Wall-clock time in milliseconds.
    pub elapsed_ms: u64,
    /// The outcome of the case.
    pub outcome: Outcome,
    /// All findings, must-level first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The relation of the response to the contract; absent without a response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sighting: Option<Sighting>,
    /// The request with its response, masked; absent if nothing was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Transcript>,
    /// The correlation id of the exchange, such as `debug_id`, by which the operators of the target find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<Correlation>,
    /// The failed attempts before the response that decided. A case that passed with failed attempts is flaky.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// For a probe, the one change by which its request differs from the request of its control, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// For a probe, the reason why its response proves nothing about the claimed code, such as `masked by 401`. Its other
    /// findings count all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_exercised: Option<String>,
}

impl CaseFinished {
    /// Returns the must-level findings, in order.
    pub fn must_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.level == Level::Must)
    }

    /// Returns the recorded response, if there is one.
    pub fn response(&self) -> Option<&TranscriptResponse> {
        self.exchange.as_ref()?.response.as_ref()
    }

    /// Returns true if the case passed after failed attempts.
    pub fn is_flaky(&self) -> bool {
        self.outcome == Outcome::Passed && !self.attempts.is_empty()
    }
}

/// A failed attempt, after which the request was sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Attempt {
    /// The reason why the attempt failed, in one line.
    pub reason: String,
    /// The status that asked to come back later; absent without a response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The time from sending to the end of the response or to the error, in milliseconds.
    pub elapsed_ms: u64,
}

/// The id of an exchange in the logs of the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Correlation {
    /// The body member or header field with the id.
    pub name: String,
    /// The id.
    pub value: String,
}

/// A run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RunFinished {
    /// The time of the end, RFC 3339 in UTC.
    pub finished: String,
    /// Wall-clock time in milliseconds.
    pub elapsed_ms: u64,
    /// The signal that ended it early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<Signal>,
    /// The reason why no target could be reached, if the run ended early for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<String>,
    /// The shards that are missing in a merged run; empty if it is complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// The reasons why cases were not sent although the target responds: a dead credential, a wrong base path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopped: Vec<Stopped>,
}

/// The reason why cases were not sent that could prove nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Stopped {
    /// The reason, in one line.
    pub why: String,
    /// The advice to the user.
    pub help: String,
}

/// A signal that ended a run early. The teardown still ran, and the reports were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// `SIGTERM`.
    Terminate,
    /// `SIGHUP`: the terminal was closed, or its connection was lost.
    Hangup,
}

/// Returns a duration in whole milliseconds, as events report it.
pub(crate) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
