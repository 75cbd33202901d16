//! All verdicts of a run with their evidence.

use schemars::JsonSchema;
use serde::Serialize;

use super::reported_finding::{self, ReportedFinding};
use crate::contract::ErrorCode;
use crate::event::RowFacts;
use crate::verdict::{CaseName, Finding, Lapse, Waived};

/// The verdict of a run on one documented code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Verdict {
    /// A case asked for the code, the response had exactly this status, code and body, and nothing contradicted it.
    Proven,
    /// A case asked for the code and got another response, or a response with this code broke the contract.
    Violated,
    /// No case that asks for the code was judged.
    NotExercised {
        /// The reason why no case was judged.
        reason: String,
    },
    /// The code is violated or not exercised, and a waiver accepts that until a day.
    Waived {
        /// The waiver of the code, or of the case that violates it.
        #[serde(flatten)]
        waiver: Waived,
        /// The accepted fact: the cases that violate the code, or the reason why none exercised it.
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
    /// The reason why the waiver of the code fails the run; absent if it does not, or if there is no waiver.
    pub lapse: Option<Lapse>,
    /// The number of cases that the verdict is based on.
    pub cases: u64,
    /// The first ten of these cases, sorted by name.
    pub evidence: Vec<CaseName>,
}

/// A [`LedgerRow`] as format 1 of the summary writes it: the name of the documented code is a text.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "LedgerRow", description = "One documented code with its verdict.")]
struct RowMembers {
    /// The documented code.
    row: String,
    /// The operation of the code, as method and path.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    /// The status code; for a class such as `4XX`, the first of the class.
    status: u16,
    /// True if the row documents a class of statuses.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    is_class: bool,
    /// The error code, if the row has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<ErrorCode>,
    /// The verdict.
    #[serde(flatten)]
    verdict: Verdict,
    /// The reason why the waiver of the code fails the run; absent if it does not, or if there is no waiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    lapse: Option<Lapse>,
    /// The number of cases that the verdict is based on.
    cases: u64,
    /// The first ten of these cases, sorted by name.
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

/// A status or code of a response that no row documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Undocumented {
    /// The undocumented part: the status, or only its code.
    pub kind: UndocumentedKind,
    /// The status code.
    pub status: u16,
    /// The error code in the body, if one was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// The number of responses with it.
    pub times: u64,
    /// The first case, by name, whose response had it.
    pub first: CaseName,
}

/// The undocumented part of a response.
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
    /// The first case, by name, with the finding.
    pub case: CaseName,
    /// The number of cases with an equal finding.
    pub times: u64,
    /// The finding.
    #[serde(serialize_with = "reported_finding::finding")]
    #[schemars(with = "ReportedFinding")]
    pub finding: Finding,
}

/// The verdicts on one contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContractLedger {
    /// The name of the contract.
    pub contract: String,
    /// The title of the contract.
    pub title: String,
    /// The file of the contract. The summary does not contain it.
    #[serde(skip)]
    pub file: String,
    /// Every documented code, in the order of the contract.
    #[schemars(with = "Vec<RowMembers>")]
    pub rows: Vec<LedgerRow>,
    /// Statuses and codes of responses that no row documents, sorted by status.
    pub undocumented: Vec<Undocumented>,
    /// Should-level findings. Equal findings are listed once.
    pub remarks: Vec<Remark>,
}

/// All verdicts of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Ledger {
    /// One entry for each contract of the suites, in order.
    pub contracts: Vec<ContractLedger>,
}

/// The number of documented codes by verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct VerdictCounts {
    /// All documented codes.
    pub documented: u64,
    /// Codes that are proven.
    pub proven: u64,
    /// Codes that are violated.
    pub violated: u64,
    /// Codes for which no case was judged.
    pub not_exercised: u64,
    /// Codes that are waived.
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

    /// Returns true if every documented code is proven.
    pub fn all_proven(self) -> bool {
        self.proven == self.documented
    }
}

impl ContractLedger {
    /// Counts the codes of the contract by verdict.
    pub fn counts(&self) -> VerdictCounts {
        VerdictCounts::of(self.rows.iter())
    }
}

impl Ledger {
    /// Returns the codes whose waivers fail the run, each with the name of its contract.
    pub fn lapses(&self) -> impl Iterator<Item = (&str, &LedgerRow, &Lapse)> {
        self.contracts.iter().flat_map(|contract| {
            let name = contract.contract.as_str();
            contract.rows.iter().filter_map(move |row| Some((name, row, row.lapse.as_ref()?)))
        })
    }

    /// Counts the codes of all contracts by verdict.
    pub fn counts(&self) -> VerdictCounts {
        VerdictCounts::of(self.contracts.iter().flat_map(|contract| &contract.rows))
    }
}
