//! The differences between two runs, by documented code.
//!
//! This file computes facts. The command line turns them into text.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

use serde::Serialize;

use super::error::ReportError;
use super::run_record::RunRecord;
use crate::contract::{ErrorCode, RowKey};
use crate::event::CaseFinished;
use crate::ledger::{Ledger, UndocumentedKind, Verdict};
use crate::verdict::{CaseName, CheckId, Finding, Level, Standing};

/// An earlier run, or a run against another target, with which a run is compared.
#[derive(Debug, Clone)]
pub struct Baseline {
    ledger: Ledger,
    /// The findings of each case that has any.
    findings: BTreeMap<CaseName, HashSet<KnownFinding>>,
}

/// A finding without its text and evidence, which differ between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct KnownFinding {
    level: Level,
    check: CheckId,
    row: Option<RowKey>,
}

impl KnownFinding {
    fn of(finding: &Finding) -> Self {
        Self { level: finding.level, check: finding.check.clone(), row: finding.row.clone() }
    }
}

/// The name of a code of a contract, documented or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// The name of the contract.
    pub contract: String,
    /// The code: `404 RESOURCE_NOT_FOUND`.
    pub code: String,
}

impl fmt::Display for Named {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.contract, self.code)
    }
}

/// The differences to a baseline, in the order of the contracts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Changes {
    /// Codes that are violated and were not violated in the baseline.
    pub newly_violated: Vec<Named>,
    /// Codes that are proven and were not proven in the baseline.
    pub newly_proven: Vec<Named>,
    /// Codes that were proven or violated in the baseline and are not exercised now.
    pub no_longer_exercised: Vec<Named>,
    /// Undocumented codes that were not seen in the baseline.
    pub newly_undocumented: Vec<Named>,
    /// Codes that the contract did not document in the baseline.
    pub added: Vec<Named>,
    /// Codes that the contract no longer documents.
    pub removed: Vec<Named>,
}

impl Named {
    fn new(contract: &str, code: &str) -> Self {
        Self { contract: contract.to_owned(), code: code.to_owned() }
    }
}

impl Changes {
    /// Adds a documented code to the lists that its two verdicts decide.
    fn note(&mut self, then: Option<&Verdict>, now: &Verdict, named: &Named) {
        if then.is_none() {
            self.added.push(named.clone());
        }
        let list = match (then, now) {
            (Some(then), now) if then == now => return,
            (_, Verdict::Violated) => &mut self.newly_violated,
            (_, Verdict::Proven) => &mut self.newly_proven,
            (Some(Verdict::Proven | Verdict::Violated), Verdict::NotExercised { .. }) => {
                &mut self.no_longer_exercised
            }
            _ => return,
        };
        list.push(named.clone());
    }

    /// Returns true if there is no difference.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Baseline {
    /// Creates a baseline from a run.
    ///
    /// # Errors
    ///
    /// Returns an error if the cases of the run cannot be read.
    pub fn new(record: &RunRecord) -> Result<Self, ReportError> {
        let mut findings = BTreeMap::new();
        for case in &record.cases {
            let case = case?;
            if !case.findings.is_empty() {
                let known = case.findings.iter().map(KnownFinding::of).collect();
                findings.insert(case.case.clone(), known);
            }
        }
        Ok(Self { ledger: record.ledger.clone(), findings })
    }

    /// Returns the differences of a run to the baseline.
    pub fn changes(&self, now: &Ledger) -> Changes {
        let mut changes = Changes::default();
        for contract in &now.contracts {
            for row in &contract.rows {
                let then = verdict(&self.ledger, &contract.contract, &row.facts.row);
                changes.note(
                    then,
                    &row.verdict,
                    &Named::new(&contract.contract, &row.facts.row.to_string()),
                );
            }
            let then = undocumented(&self.ledger, &contract.contract);
            for seen in undocumented(now, &contract.contract).difference(&then) {
                let (_, status, code) = seen;
                let text =
                    code.map_or_else(|| status.to_string(), |code| format!("{status} {code}"));
                changes.newly_undocumented.push(Named::new(&contract.contract, &text));
            }
        }
        changes.removed = self.removed(now);
        changes
    }

    fn removed(&self, now: &Ledger) -> Vec<Named> {
        // These rows are missing in the new run, so they are found by going through the old one.
        let contracts = self.ledger.contracts.iter();
        let rows = contracts.flat_map(|contract| {
            contract.rows.iter().map(|row| (contract.contract.clone(), &row.facts.row))
        });
        let gone = rows.filter(|(contract, row)| verdict(now, contract, row).is_none());
        gone.map(|(contract, row)| Named::new(&contract, &row.to_string())).collect()
    }

    /// Returns `true` if a case breaks the contract no more than the same case in the baseline: the baseline has each of
    /// its must-level findings, and has seen the status if it is undocumented.
    ///
    /// A case that is not in the baseline is not known, even if it breaks a documented code that was violated there.
    /// Otherwise one accepted violation would hide any number of later ones.
    pub fn knows(&self, case: &CaseFinished) -> bool {
        let mut must = case.findings.iter().filter(|finding| finding.level == Level::Must);
        self.findings.contains_key(&case.case)
            && must.all(|finding| self.has(&case.case, finding))
            && self.saw(case)
    }

    /// Returns `true` if the baseline has a finding of the same level, check and row on the same case.
    pub fn has(&self, case: &CaseName, finding: &Finding) -> bool {
        self.findings.get(case).is_some_and(|known| known.contains(&KnownFinding::of(finding)))
    }

    fn saw(&self, case: &CaseFinished) -> bool {
        let Some(sighting) = &case.sighting else { return true };
        // An undocumented code alone fails no case, so the baseline need not have seen it.
        if sighting.standing != Standing::UndocumentedStatus {
            return true;
        }
        undocumented(&self.ledger, &case.contract).iter().any(|(kind, status, _)| {
            *kind == UndocumentedKind::Status && *status == sighting.status
        })
    }
}

fn verdict<'l>(ledger: &'l Ledger, contract: &str, row: &RowKey) -> Option<&'l Verdict> {
    let contract = ledger.contracts.iter().find(|known| known.contract == contract)?;
    contract.rows.iter().find(|known| known.facts.row == *row).map(|known| &known.verdict)
}

fn undocumented<'l>(
    ledger: &'l Ledger,
    contract: &str,
) -> BTreeSet<(UndocumentedKind, u16, Option<&'l str>)> {
    let contracts = ledger.contracts.iter().filter(|known| known.contract == contract);
    let seen = contracts.flat_map(|contract| &contract.undocumented);
    seen.map(|seen| (seen.kind, seen.status, seen.code.as_ref().map(ErrorCode::as_str))).collect()
}

#[cfg(test)]
mod tests;
