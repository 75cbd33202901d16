//! Two runs side by side, by documented code: what one says otherwise than the other.

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

use super::error::ReportError;
use super::run_record::RunRecord;
use crate::contract::{ErrorCode, RowKey};
use crate::event::CaseFinished;
use crate::ledger::{Ledger, UndocumentedKind, Verdict};
use crate::sanitize::safe::visible;
use crate::verdict::{CaseName, CheckId, Level, Outcome, Standing};

/// What an earlier run, or one against another target, said: what a new one is held against.
#[derive(Debug, Clone)]
pub struct Baseline {
    ledger: Ledger,
    failed: BTreeSet<CaseName>,
}

/// A documented code, or one that is documented nowhere, of a contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Named {
    /// The contract's name.
    pub contract: String,
    /// The code: `404 RESOURCE_NOT_FOUND`.
    pub code: String,
}

impl fmt::Display for Named {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.contract, self.code)
    }
}

/// What is otherwise than in the baseline, in the order of the contracts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Changes {
    /// Violated now and not then.
    pub newly_violated: Vec<Named>,
    /// Proven now and not then.
    pub newly_proven: Vec<Named>,
    /// Neither proven nor violated now, and one of them then.
    pub no_longer_exercised: Vec<Named>,
    /// Seen now, documented nowhere, and not seen then.
    pub newly_undocumented: Vec<Named>,
    /// Documented now and not then.
    pub added: Vec<Named>,
    /// Documented then and not now.
    pub removed: Vec<Named>,
}

/// In lines: the first says whether there is any change, each other one names one.
impl fmt::Display for Changes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return writeln!(out, "every documented code stands as it stood");
        }
        writeln!(out)?;
        for (kind, list) in self.kinds() {
            for named in list {
                // A code that is documented nowhere comes off the wire.
                writeln!(out, "  {kind}: {}", visible(&named.to_string()))?;
            }
        }
        Ok(())
    }
}

impl Named {
    fn new(contract: &str, code: &str) -> Self {
        Self { contract: contract.to_owned(), code: code.to_owned() }
    }
}

impl Changes {
    /// Puts a documented code where it belongs, by its verdicts then and now.
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

    /// Whether nothing is otherwise.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Each kind of change with what it is called.
    pub fn kinds(&self) -> [(&'static str, &[Named]); 6] {
        [
            ("newly violated", &self.newly_violated),
            ("newly undocumented", &self.newly_undocumented),
            ("no longer exercised", &self.no_longer_exercised),
            ("newly proven", &self.newly_proven),
            ("added to the contract", &self.added),
            ("removed from the contract", &self.removed),
        ]
    }
}

impl Baseline {
    /// The baseline that a run is.
    ///
    /// # Errors
    ///
    /// If the cases of the run cannot be read.
    pub fn new(record: &RunRecord) -> Result<Self, ReportError> {
        let mut failed = BTreeSet::new();
        for case in &record.cases {
            let case = case?;
            if case.outcome == Outcome::Failed {
                failed.insert(case.case.clone());
            }
        }
        Ok(Self { ledger: record.ledger.clone(), failed })
    }

    /// What a run says otherwise than the baseline.
    pub fn changes(&self, now: &Ledger) -> Changes {
        let mut changes = Changes::default();
        for contract in &now.contracts {
            for row in &contract.rows {
                let then = verdict(&self.ledger, &contract.contract, &row.row);
                changes.note(
                    then,
                    &row.verdict,
                    &Named::new(&contract.contract, &row.row.to_string()),
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
        let contracts = self.ledger.contracts.iter();
        let rows = contracts.flat_map(|contract| {
            contract.rows.iter().map(|row| (contract.contract.clone(), &row.row))
        });
        let gone = rows.filter(|(contract, row)| verdict(now, contract, row).is_none());
        gone.map(|(contract, row)| Named::new(&contract, &row.to_string())).collect()
    }

    /// Whether a case that breaks the contract does so in a way that the baseline knows: each documented
    /// code that it breaks was violated then, and what it saw was seen then. A case that breaks no
    /// documented code must have failed then too.
    pub fn knows(&self, case: &CaseFinished) -> bool {
        let must = case.findings.iter().filter(|finding| finding.level == Level::Must);
        let broken: BTreeSet<&RowKey> =
            must.filter_map(|finding| finding.row.as_ref()).chain(&case.claim).collect();
        let violated =
            |row: &&RowKey| verdict(&self.ledger, &case.contract, row) == Some(&Verdict::Violated);
        let broken_then = if broken.is_empty() {
            self.failed.contains(&case.case)
        } else {
            broken.iter().all(violated)
        };
        broken_then && self.saw(case)
    }

    /// Whether the baseline has a should-level finding of this check on this contract.
    pub fn remarks(&self, contract: &str, check: &CheckId) -> bool {
        let contracts = self.ledger.contracts.iter().filter(|known| known.contract == contract);
        contracts.flat_map(|known| &known.remarks).any(|remark| remark.finding.check == *check)
    }

    fn saw(&self, case: &CaseFinished) -> bool {
        let Some(sighting) = &case.sighting else { return true };
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
    contract.rows.iter().find(|known| known.row == *row).map(|known| &known.verdict)
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
