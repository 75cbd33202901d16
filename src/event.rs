//! What the runner tells the world, in the order it happened.
//!
//! Events carry facts. How a report shows a fact is that report's own configuration. Written one a
//! line as JSON they are the run record.

mod via;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contract::{RowKey, RowOf};
use crate::diagnostic::Place;
use crate::redact::Transcript;
use crate::verdict::{CaseName, Finding, Outcome, Sighting, Waived};

pub use via::Via;

/// The version of the run record's format. A newer one may add members; it never changes or removes one.
pub const FORMAT: u32 = 2;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[non_exhaustive]
pub enum Event {
    /// The first event.
    RunStarted(RunStarted),
    /// A case was begun.
    CaseStarted(CaseStarted),
    /// A case ended.
    CaseFinished(Box<CaseFinished>),
    /// The last event.
    RunFinished(RunFinished),
}

/// A run begins: everything a report must know beside the cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RunStarted {
    /// The version of this format.
    pub format: u32,
    /// The version of statusquo.
    pub version: String,
    /// When, RFC 3339 in UTC.
    pub started: String,
    /// What was tested: the target of `--target URL`, or where none was given the first that has a name.
    pub target: Target,
    /// The other targets, in the order of their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// The seed of all generated values.
    pub seed: u64,
    /// The flags that decide what a case does, beside targets and the way to them, as words of a command line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// The contracts that the suites name.
    pub contracts: Vec<ContractFacts>,
    /// The suites, in the order they were given.
    pub suites: Vec<SuiteFacts>,
    /// How many cases are planned, setup and teardown included.
    pub cases: u64,
    /// The whole plan; absent in records of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanFacts>,
    /// Which part of the plan this is; absent where it is the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// What tells a plan from any other, so that only parts of one whole are put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct PlanFacts {
    /// XXH3 (128 bits) of the files that were read and of the names of the cases that were asked for, in hexadecimal.
    pub digest: String,
    /// How many cases it has, setup and teardown included.
    pub cases: u64,
    /// Whether cases of the suites were left out of it.
    pub partial: bool,
}

/// One of several parts of a plan, each run by a machine of its own.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Shard {
    /// Which one, counted from 1.
    pub index: u32,
    /// How many there are.
    pub of: u32,
}

impl fmt::Display for Shard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.index, self.of)
    }
}

impl RunStarted {
    /// All targets, that of `--target URL` first.
    pub fn all_targets(&self) -> impl Iterator<Item = &Target> {
        std::iter::once(&self.target).chain(&self.targets)
    }

    /// The target that a case went to.
    pub fn target_of(&self, case: &CaseFinished) -> &Target {
        self.all_targets().find(|target| target.name == case.target).unwrap_or(&self.target)
    }
}

/// A target, which is what was tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Target {
    /// Its name; absent for the one that `--target URL` gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The base URL.
    pub url: String,
    /// Whether it is the embedded reference server, which proves nothing of anybody's API.
    pub reference: bool,
    /// How it was reached, where that is not the usual way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<Via>,
    /// Whether nothing was sent to it: what it once answered was recorded and judged.
    #[serde(default, skip_serializing_if = "is_false")]
    pub recorded: bool,
}

impl Target {
    /// What a report says beside its URL, if there is anything to say.
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

/// A contract as reports need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct ContractFacts {
    /// Its name.
    pub contract: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: String,
    /// Its rows, in order.
    pub rows: Vec<RowFacts>,
}

/// A documented code as reports need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RowFacts {
    /// Its name in the contract.
    pub row: RowKey,
    /// The operation that it belongs to, as method and path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// What the documentation says of it: its meaning, or its message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// Why and until when it may be broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<RowWaiver>,
    /// Where it stands in the contract.
    pub place: Place,
}

/// The waiver of a documented code as it stands when the run begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct RowWaiver {
    /// The waiver.
    #[serde(flatten)]
    pub waiver: Waived,
    /// Whether its last day has passed.
    pub expired: bool,
    /// Whether cases were left out of the run: then a code that is proven may yet be broken elsewhere,
    /// and its waiver is not stale.
    pub partial: bool,
}

/// A suite as reports need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct SuiteFacts {
    /// Its name.
    pub suite: String,
    /// Its file.
    pub file: String,
    /// The name of its contract, of several the first.
    pub contract: String,
    /// The names of its further contracts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<String>,
    /// How many of its cases are planned.
    pub cases: u64,
}

/// A case was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct CaseStarted {
    /// The case.
    pub case: CaseName,
}

/// The part of a suite that a case stands in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Phase {
    /// Before the cases, in the order of the file.
    Setup,
    /// A case.
    Case,
    /// After the cases, always, in the order of the file.
    Teardown,
}

/// A case ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CaseFinished {
    /// The case.
    pub case: CaseName,
    /// The suite's file, which the command that reruns the case names.
    pub file: String,
    /// The part of the suite it stands in.
    pub phase: Phase,
    /// The name of the target that it goes to; absent for the one that `--target URL` gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The contract it was judged by, of several the first.
    pub contract: String,
    /// The documented code it speaks for; absent where it asks for any success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<RowKey>,
    /// Every documented code it speaks for; empty where `claim`, of the contract it is named after, is all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<RowOf>,
    /// What the case asks for in short: `404 RESOURCE_NOT_FOUND`, `2xx`.
    pub asks: String,
    /// The line of the suite that says so.
    pub place: Place,
    /// Whether nobody asked for it: it came along with a case that needs it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub along: bool,
    /// Tags of the case and of its suite.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// When it was begun, RFC 3339 in UTC.
    pub started: String,
    /// Wall-clock time in milliseconds.
    pub elapsed_ms: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// All findings, must-level first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// What the response was in the contract's eyes; absent where none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sighting: Option<Sighting>,
    /// The request with its response, masked; absent where nothing was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exchange: Option<Transcript>,
    /// The response's own id for the exchange, such as `debug_id`, for the people who run the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<Correlation>,
    /// What went wrong before the answer that the case was judged by. A case that passed and has any
    /// is flaky.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Attempt>,
    /// For a probe, the one change by which its request differs from that of its control, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// For a probe, why its answer says nothing of the code that it speaks for, such as `masked by 401`;
    /// what it broke on its own account still counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_exercised: Option<String>,
}

impl CaseFinished {
    /// Whether it passed, and not at once.
    pub fn is_flaky(&self) -> bool {
        self.outcome == Outcome::Passed && !self.attempts.is_empty()
    }
}

/// One time that a request was sent in vain, before it was sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Attempt {
    /// Why it did not count, in one line.
    pub reason: String,
    /// The status that put it off; absent where there was no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// From sending to the end of the answer or to its failure, in milliseconds.
    pub elapsed_ms: u64,
}

/// The id under which the target's own logs know an exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Correlation {
    /// Where it was found: a body member or a header.
    pub name: String,
    /// The id.
    pub value: String,
}

/// A run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct RunFinished {
    /// When, RFC 3339 in UTC.
    pub finished: String,
    /// Wall-clock time in milliseconds.
    pub elapsed_ms: u64,
    /// The signal that ended it early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<Signal>,
    /// Why the target could not be reached, where no request got an answer; the run ended early then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<String>,
    /// What is not there of a run that was put together from parts; empty where all of it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Why cases were not sent though the target answers: a dead credential, a wrong base path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopped: Vec<Stopped>,
}

/// Why cases were not sent that could have proven nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Stopped {
    /// Why, in one line.
    pub why: String,
    /// What to do about it.
    pub help: String,
}

/// A signal that ends a run early; its teardown runs, its reports are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// `SIGTERM`.
    Terminate,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn is_false(value: &bool) -> bool {
    !value
}
