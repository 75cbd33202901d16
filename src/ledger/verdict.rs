//! All verdicts of a run with their evidence.

use schemars::JsonSchema;
use serde::Serialize;

use super::reported_finding::{self, ReportedFinding};
use crate::contract::ErrorCode;
use crate::event::RowFacts;
use crate::verdict::{CaseName, Finding, Lapse, Waived};

/// What a run says of one documented code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Verdict {
    /// Asked for and answered with exactly this status, code and body, and nothing spoke against it.
    Proven,
    /// Asked for and answered otherwise, or a response of this row broke it.
    Violated,
    /// Nothing was judged that asked for it.
    NotExercised {
        /// Why.
        reason: String,
    },
    /// Violated or never exercised, which a waiver accepts until a day.
    Waived {
        /// The waiver of the code, or of the case that violates it.
        #[serde(flatten)]
        waiver: Waived,
        /// What it accepts: who violates the code, or why nothing exercised it.
        reason: String,
    },
}

/// One documented code with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "RowMembers")]
pub struct LedgerRow {
    /// The facts about the code in the contract.
    pub facts: RowFacts,
    /// The verdict.
    pub verdict: Verdict,
    /// Why the code's waiver fails the run; absent where it does not, or there is none.
    pub lapse: Option<Lapse>,
    /// How many cases speak for the verdict.
    pub cases: u64,
    /// The first few of them by name.
    pub evidence: Vec<CaseName>,
}

/// A [`LedgerRow`] as format 1 of the summary writes it: the name of the documented code is a text.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "LedgerRow", description = "One documented code with its verdict.")]
struct RowMembers {
    /// The documented code.
    row: String,
    /// The operation that it belongs to, as method and path.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    /// The status code; of a class such as `4XX` its first.
    status: u16,
    /// Whether it stands for a class of statuses.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    is_class: bool,
    /// The error code, if the row has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<ErrorCode>,
    /// The verdict.
    #[serde(flatten)]
    verdict: Verdict,
    /// Why the code's waiver fails the run; absent where it does not, or there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    lapse: Option<Lapse>,
    /// How many cases speak for the verdict.
    cases: u64,
    /// The first few of them by name.
    evidence: Vec<CaseName>,
}

impl From<LedgerRow> for RowMembers {
    fn from(row: LedgerRow) -> Self {
        let RowFacts { row: key, operation, .. } = row.facts;
        Self {
            row: key.to_string(),
            operation,
            status: key.status.first(),
            is_class: key.status.is_class(),
            code: key.code,
            verdict: row.verdict,
            lapse: row.lapse,
            cases: row.cases,
            evidence: row.evidence,
        }
    }
}

/// A status or code that was seen and is documented nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Undocumented {
    /// Whether the status or only its code is undocumented.
    pub kind: UndocumentedKind,
    /// The status code.
    pub status: u16,
    /// The error code in the body, if one was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// How often it was seen.
    pub times: u64,
    /// The first case that saw it.
    pub first: CaseName,
}

/// What is undocumented about a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UndocumentedKind {
    /// The status itself: always must-level.
    Status,
    /// Only the code.
    Code,
}

/// A should-level finding with the case that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Remark {
    /// The first case that made it.
    pub case: CaseName,
    /// How many cases made the same one.
    pub times: u64,
    /// The finding.
    #[serde(serialize_with = "reported_finding::finding")]
    #[schemars(with = "ReportedFinding")]
    pub finding: Finding,
}

/// The verdicts on one contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContractLedger {
    /// The contract's name.
    pub contract: String,
    /// Its title.
    pub title: String,
    /// The file of the contract. The summary does not contain it.
    #[serde(skip)]
    pub file: String,
    /// Every documented code, in the order of the contract.
    #[schemars(with = "Vec<RowMembers>")]
    pub rows: Vec<LedgerRow>,
    /// What was seen and is documented nowhere, by status.
    pub undocumented: Vec<Undocumented>,
    /// Should-level findings, each kind once.
    pub remarks: Vec<Remark>,
}

/// All verdicts of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Ledger {
    /// One for each contract that the run's suites name, in order.
    pub contracts: Vec<ContractLedger>,
}

/// How many documented codes have each verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct VerdictCounts {
    /// All documented codes.
    pub documented: u64,
    /// Those that are proven.
    pub proven: u64,
    /// Those that are violated.
    pub violated: u64,
    /// Those that nothing was judged for.
    pub not_exercised: u64,
    /// Those that are waived.
    #[serde(default)]
    pub waived: u64,
}

impl VerdictCounts {
    fn of<'l>(rows: impl Iterator<Item = &'l LedgerRow>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            counts.documented += 1;
            match row.verdict {
                Verdict::Proven => counts.proven += 1,
                Verdict::Violated => counts.violated += 1,
                Verdict::NotExercised { .. } => counts.not_exercised += 1,
                Verdict::Waived { .. } => counts.waived += 1,
            }
        }
        counts
    }

    /// Whether every documented code is proven.
    pub fn all_proven(self) -> bool {
        self.proven == self.documented
    }
}

impl ContractLedger {
    /// How many of its codes have each verdict.
    pub fn counts(&self) -> VerdictCounts {
        VerdictCounts::of(self.rows.iter())
    }
}

impl Ledger {
    /// The codes whose waivers fail the run, each with the name of its contract.
    pub fn lapses(&self) -> impl Iterator<Item = (&str, &LedgerRow, &Lapse)> {
        self.contracts.iter().flat_map(|contract| {
            let name = contract.contract.as_str();
            contract.rows.iter().filter_map(move |row| Some((name, row, row.lapse.as_ref()?)))
        })
    }

    /// How many codes of all contracts have each verdict.
    pub fn counts(&self) -> VerdictCounts {
        VerdictCounts::of(self.contracts.iter().flat_map(|contract| &contract.rows))
    }
}
