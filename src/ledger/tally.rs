//! The fold from the ends of cases to one verdict per documented code.
//!
//! A case names the rows that it asks for (its claims) and the row that its response belongs to (its sighting). Both
//! count as follows:
//!
//! | the case | counts |
//! |---|---|
//! | has a must-level finding about a row | against that row, whichever row the case asks for |
//! | failed, and asks for a row | against that row |
//! | is waived | like a failed case, but as accepted |
//! | passed with a response of a row that it asks for | as proof of that row |
//! | got a response of another row | as seen: a row counts as tested only if a case asks for it |
//! | errored or was skipped | as a reason why the rows that it asks for were not exercised |
//!
//! [`RowTally`] turns the counts of one row into a verdict. The result does not depend on the order in which the cases
//! ended, and its size does not depend on their number.

use std::collections::{BTreeMap, BTreeSet};

use super::row_tally::{InconclusiveProbe, RowTally};
use super::verdict::{ContractLedger, Ledger, Remark, Undocumented, UndocumentedKind};
use crate::contract::{ErrorCode, RowKey, RowOf};
use crate::event::{CaseFinished, ContractFacts};
use crate::verdict::{CheckId, Finding, Level, Outcome, Sighting, Standing};

/// The number of undocumented codes, and of remarks, that a contract keeps apart. A server that invents a new one for
/// every request would otherwise fill the memory.
const KINDS: usize = 200;

/// Folds the ends of cases into a [`Ledger`].
#[derive(Debug, Clone, Default)]
pub struct Tally {
    contracts: Vec<ContractTally>,
}

impl Tally {
    /// Creates a tally over these contracts, before the first case.
    pub fn new(contracts: &[ContractFacts]) -> Self {
        Self { contracts: contracts.iter().map(ContractTally::new).collect() }
    }

    /// Counts the end of a case. A case that names no row of these contracts counts nowhere.
    pub fn observe(&mut self, case: &CaseFinished) {
        self.contracts.iter_mut().for_each(|tally| tally.observe(case));
    }

    /// Returns the verdicts after the cases so far.
    pub fn ledger(&self) -> Ledger {
        Ledger { contracts: self.contracts.iter().map(ContractTally::ledger).collect() }
    }
}

/// The tally of one contract.
#[derive(Debug, Clone)]
struct ContractTally {
    contract: String,
    title: String,
    file: String,
    /// The rows in the order of the contract.
    rows: Vec<RowTally>,
    /// The index of each row in `rows`.
    index: BTreeMap<RowKey, usize>,
    undocumented: BTreeMap<UndocumentedKey, Undocumented>,
    remarks: BTreeMap<RemarkKey, Remark>,
}

/// Responses that count as the same undocumented status or code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct UndocumentedKey {
    status: u16,
    kind: UndocumentedKind,
    code: Option<ErrorCode>,
}

/// Should-level findings that count as the same remark.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct RemarkKey {
    check: CheckId,
    /// Absent if there are too many kinds: then all findings of the check are one remark.
    message: Option<String>,
}

impl ContractTally {
    fn new(facts: &ContractFacts) -> Self {
        let index = facts.rows.iter().enumerate().map(|(at, row)| (row.row.clone(), at)).collect();
        Self {
            contract: facts.contract.clone(),
            title: facts.title.clone(),
            file: facts.file.clone(),
            rows: facts.rows.iter().map(RowTally::new).collect(),
            index,
            undocumented: BTreeMap::new(),
            remarks: BTreeMap::new(),
        }
    }

    fn observe(&mut self, case: &CaseFinished) {
        // Every outcome counts here: even a skipped probe got a response that may break the contract.
        self.count_violations(case);
        match &case.outcome {
            Outcome::Passed | Outcome::Failed | Outcome::Waived(_) => self.count_response(case),
            // A probe that is inconclusive is reported as skipped, but it got a response.
            Outcome::Skipped { .. } if case.not_exercised.is_some() => self.count_response(case),
            Outcome::Skipped { reason } => {
                for row in self.claimed_rows(case) {
                    self.rows[row].skipped.get_or_insert_with(|| reason.clone());
                }
            }
            Outcome::Errored { .. } => {
                for row in self.claimed_rows(case) {
                    self.rows[row].errored.add(&case.case);
                }
            }
        }
        if let Some(reason) = &case.not_exercised {
            for row in self.claimed_rows(case) {
                let (probe, reason) = (case.case.clone(), reason.clone());
                self.rows[row].add_inconclusive(InconclusiveProbe { probe, reason });
            }
        }
        // Findings name no contract. Of the contracts that judge a case, the first one lists them.
        if case.contract == self.contract {
            let should = case.findings.iter().filter(|finding| finding.level == Level::Should);
            should.for_each(|finding| self.count_remark(case, finding));
        }
    }

    /// Counts a case against the rows that it saw violated.
    fn count_violations(&mut self, case: &CaseFinished) {
        let must = case.findings.iter().filter(|finding| finding.level == Level::Must);
        let rows = |finding: &Finding| self.named_rows(case, finding.row.as_ref(), &finding.rows);
        let mut violated: BTreeSet<usize> = must.flat_map(rows).collect();
        // A failed case counts against the rows that it asks for, even if its findings name others: it did not get
        // what is documented. An inconclusive probe and a case that fails only because of its waiver did not show that.
        let is_judged = matches!(case.outcome, Outcome::Failed | Outcome::Waived(_));
        if is_judged && case.not_exercised.is_none() && !got_what_it_asks_for(case) {
            violated.extend(self.claimed_rows(case));
        }
        for row in violated {
            let row = &mut self.rows[row];
            if let Outcome::Waived(waived) = &case.outcome {
                row.waived.add(&case.case);
                row.waived_by.get_or_insert_with(|| waived.clone());
            } else {
                row.violating.add(&case.case);
            }
        }
    }

    /// Counts the row that the response of a case belongs to.
    fn count_response(&mut self, case: &CaseFinished) {
        let Some(sighting) = &case.sighting else { return };
        match &sighting.standing {
            Standing::Documented { row } => {
                let is_proof =
                    is_asked_for(case, row, &sighting.rows) && got_what_it_asks_for(case);
                for row in self.named_rows(case, Some(row), &sighting.rows) {
                    let row = &mut self.rows[row];
                    let evidence = if is_proof { &mut row.proving } else { &mut row.seen };
                    evidence.add(&case.case);
                }
            }
            // Several contracts may judge a case. The first one lists what no contract documents.
            _ if case.contract != self.contract => {}
            Standing::Mismatched => {}
            Standing::UndocumentedCode => {
                self.count_undocumented(case, sighting, UndocumentedKind::Code);
            }
            Standing::UndocumentedStatus => {
                self.count_undocumented(case, sighting, UndocumentedKind::Status);
            }
        }
    }

    fn count_undocumented(
        &mut self,
        case: &CaseFinished,
        sighting: &Sighting,
        kind: UndocumentedKind,
    ) {
        let mut key =
            UndocumentedKey { status: sighting.status, kind, code: sighting.code.clone() };
        if self.undocumented.len() >= KINDS && !self.undocumented.contains_key(&key) {
            // All further codes of this status share one entry.
            key.code = Some(ErrorCode::new("…"));
        }
        let code = key.code.clone();
        let seen = self.undocumented.entry(key).or_insert_with(|| Undocumented {
            kind,
            status: sighting.status,
            code,
            times: 0,
            first: case.case.clone(),
        });
        seen.times += 1;
        // The first by name, so that the order of responses does not matter.
        if case.case < seen.first {
            seen.first = case.case.clone();
        }
    }

    fn count_remark(&mut self, case: &CaseFinished, finding: &Finding) {
        let (check, message) = (finding.check.clone(), Some(finding.message.clone()));
        let mut key = RemarkKey { check, message };
        if self.remarks.len() >= KINDS && !self.remarks.contains_key(&key) {
            // All further messages of this check share one entry.
            key.message = None;
        }
        let remark = self.remarks.entry(key).or_insert_with(|| Remark {
            case: case.case.clone(),
            times: 0,
            finding: finding.clone(),
        });
        remark.times += 1;
        if case.case < remark.case {
            remark.case = case.case.clone();
            remark.finding = finding.clone();
        }
    }

    /// Returns the indices of the rows of this contract that a case asks for.
    fn claimed_rows(&self, case: &CaseFinished) -> Vec<usize> {
        self.named_rows(case, case.claim.as_ref(), &case.claims)
    }

    /// Returns the indices of the rows of this contract that an event names: those of the list or, if the list is
    /// empty, the one row of the case's own contract.
    fn named_rows(&self, case: &CaseFinished, only: Option<&RowKey>, all: &[RowOf]) -> Vec<usize> {
        // The list repeats the single row, so the row counts only without a list.
        let own = only.filter(|_| all.is_empty() && case.contract == self.contract);
        let of_this = all.iter().filter(|of| of.contract == self.contract).map(|of| &of.row);
        own.into_iter().chain(of_this).filter_map(|key| self.index.get(key).copied()).collect()
    }

    fn ledger(&self) -> ContractLedger {
        ContractLedger {
            contract: self.contract.clone(),
            title: self.title.clone(),
            file: self.file.clone(),
            rows: self.rows.iter().map(RowTally::ledger_row).collect(),
            undocumented: self.undocumented.values().cloned().collect(),
            remarks: self.remarks.values().cloned().collect(),
        }
    }
}

/// Returns true if a case asks for one of the rows that its response belongs to. Then the response proves all of them.
/// A case without a claim asks for any success, so each row is one that it asks for.
fn is_asked_for(case: &CaseFinished, only: &RowKey, all: &[RowOf]) -> bool {
    let is_seen = |claim: &RowKey| claim == only || all.iter().any(|of| of.row == *claim);
    match (&case.claim, case.claims.as_slice()) {
        (None, []) => true,
        (claim, claims) => claim.iter().chain(claims.iter().map(|of| &of.row)).any(is_seen),
    }
}

/// Returns true if a case passed, or failed only because its waiver is no longer needed or has expired.
fn got_what_it_asks_for(case: &CaseFinished) -> bool {
    let mut must = case.findings.iter().filter(|finding| finding.level == Level::Must).peekable();
    match case.outcome {
        Outcome::Passed => true,
        Outcome::Failed => {
            // `all` is true for no findings, but a case that failed without a finding did not fail because of its
            // waiver.
            must.peek().is_some() && must.all(|finding| finding.check == CheckId::Waiver)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
