//! The sections for documented codes that are not proven, for undocumented codes and for remarks.

use std::collections::{BTreeMap, BTreeSet};

use super::anchor::Anchors;
use super::size_limits::clip;
use crate::contract::ErrorCode;
use crate::event::CaseFinished;
use crate::ledger::{ContractLedger, LedgerRow, Remark, Undocumented, UndocumentedKind, Verdict};
use crate::record::{ReportError, RunRecord};
use crate::verdict::{CaseName, Outcome};

/// The codes of each section, in the order of the contracts.
#[derive(Default)]
pub(super) struct Codes<'r> {
    pub(super) violated: Vec<Entry<'r>>,
    pub(super) undocumented: Vec<Unknown<'r>>,
    /// Documented codes that are not exercised, by reason.
    pub(super) not_exercised: Vec<Reason<'r>>,
    pub(super) not_exercised_count: usize,
    pub(super) waived: Vec<Entry<'r>>,
    /// Codes with a lapsed waiver, which fails the run whatever the verdict is.
    pub(super) lapsed: Vec<Entry<'r>>,
    pub(super) remarks: Vec<Note<'r>>,
    /// True if there are several contracts, so that each code names its contract.
    pub(super) several: bool,
}

/// A documented code with its reason and its cases.
pub(super) struct Entry<'r> {
    pub(super) anchor: Option<&'r str>,
    pub(super) contract: &'r str,
    pub(super) row: String,
    pub(super) meaning: Option<&'r str>,
    pub(super) reason: Option<String>,
    /// The file and line of the documentation.
    pub(super) place: Option<String>,
    pub(super) cases: Vec<Link<'r>>,
    pub(super) more: u64,
}

/// A link to a case, with the reason of its outcome.
pub(super) struct Link<'r> {
    pub(super) name: &'r CaseName,
    /// `None` if the case is not listed.
    pub(super) anchor: Option<&'r str>,
    pub(super) reason: Option<String>,
}

/// Documented codes that are not exercised for the same reason.
pub(super) struct Reason<'r> {
    pub(super) reason: &'r str,
    pub(super) codes: Vec<Entry<'r>>,
}

/// An undocumented status or code that responses had, with the first case that received it.
pub(super) struct Unknown<'r> {
    pub(super) contract: &'r str,
    pub(super) status: u16,
    pub(super) code: Option<&'r str>,
    pub(super) what: &'static str,
    pub(super) times: u64,
    pub(super) first: Link<'r>,
}

/// A should-level finding, which the page lists as a remark, with the first case that has it.
pub(super) struct Note<'r> {
    pub(super) check: &'r str,
    pub(super) message: String,
    pub(super) source: Option<&'r str>,
    pub(super) times: u64,
    pub(super) first: Link<'r>,
}

impl<'r> Codes<'r> {
    pub(super) fn new(
        record: &'r RunRecord,
        cases: Listing<'r, '_>,
        anchors: &'r Anchors<'r>,
    ) -> Self {
        let several = record.ledger.contracts.len() > 1;
        let mut codes = Self { several, ..Self::default() };
        for contract in &record.ledger.contracts {
            let reader = Reader { cases, anchors, contract };
            for row in &contract.rows {
                codes.add(&reader, row);
            }
            codes
                .undocumented
                .extend(contract.undocumented.iter().map(|seen| reader.unknown(seen)));
            codes.remarks.extend(contract.remarks.iter().map(|remark| reader.note(remark)));
        }
        codes.not_exercised_count =
            codes.not_exercised.iter().map(|reason| reason.codes.len()).sum();
        codes
    }

    fn add(&mut self, reader: &Reader<'r, '_>, row: &'r LedgerRow) {
        if let Some(lapse) = &row.lapse {
            self.lapsed.push(Entry {
                anchor: None,
                reason: Some(lapse.to_string()),
                ..reader.entry(row)
            });
        }
        match &row.verdict {
            Verdict::Proven => {}
            Verdict::Violated => self.violated.push(reader.entry(row)),
            Verdict::Waived { waiver, reason } => {
                let reason = Some(format!("{reason}. Waived {waiver}"));
                self.waived.push(Entry { reason, ..reader.entry(row) });
            }
            Verdict::NotExercised { reason } => {
                let entry = reader.entry(row);
                // A linear search keeps the order of the contract. A run has few different reasons.
                match self.not_exercised.iter_mut().find(|known| known.reason == reason) {
                    Some(known) => known.codes.push(entry),
                    None => self.not_exercised.push(Reason { reason, codes: vec![entry] }),
                }
            }
        }
    }
}

/// The cases that the page names.
#[derive(Clone, Copy)]
pub(super) struct Listing<'r, 'a> {
    /// The cases of the list, in order.
    pub(super) listed: &'a [&'r CaseFinished],
    pub(super) unlisted: &'a Unlisted,
}

/// The reasons of cases that are evidence of a code and for which the list has no room.
#[derive(Default)]
pub(super) struct Unlisted(BTreeMap<CaseName, String>);

impl Unlisted {
    /// Reads the cases once for all reasons, and not at all if every case is listed.
    ///
    /// # Errors
    ///
    /// If the cases cannot be read.
    pub(super) fn new(record: &RunRecord, listed: &[&CaseFinished]) -> Result<Self, ReportError> {
        let mut reasons = BTreeMap::new();
        // Reading all cases of a large record takes seconds, so it is avoided if nothing is missing.
        if listed.len() as u64 == record.cases.counts().ended() {
            return Ok(Self(reasons));
        }
        let rows = record.ledger.contracts.iter().flat_map(|contract| &contract.rows);
        let evidence: BTreeSet<&CaseName> = rows.flat_map(|row| &row.evidence).collect();
        for case in &record.cases {
            let case = case?;
            if evidence.contains(&case.case)
                && let Some(reason) = reason_of(&case)
            {
                reasons.entry(case.case.clone()).or_insert(reason);
            }
        }
        Ok(Self(reasons))
    }
}

/// The ledger of one contract, with everything needed to resolve its names.
struct Reader<'r, 'a> {
    cases: Listing<'r, 'a>,
    anchors: &'r Anchors<'r>,
    contract: &'r ContractLedger,
}

impl<'r> Reader<'r, '_> {
    fn entry(&self, row: &'r LedgerRow) -> Entry<'r> {
        let cases: Vec<Link<'r>> = row.evidence.iter().map(|name| self.link(name)).collect();
        Entry {
            anchor: self.anchors.code(&self.contract.contract, &row.facts.row),
            contract: &self.contract.title,
            row: row.facts.row.to_string(),
            meaning: row.facts.meaning.as_deref(),
            reason: None,
            place: Some(row.facts.place.to_string()),
            more: row.cases.saturating_sub(cases.len() as u64),
            cases,
        }
    }

    fn link(&self, name: &'r CaseName) -> Link<'r> {
        let reason = match self.anchors.place(name) {
            Some(at) => reason_of(self.cases.listed[at]),
            None => self.cases.unlisted.0.get(name).cloned(),
        };
        Link { name, anchor: self.anchors.case(name), reason }
    }

    fn unknown(&self, seen: &'r Undocumented) -> Unknown<'r> {
        Unknown {
            contract: &self.contract.title,
            status: seen.status,
            code: seen.code.as_ref().map(ErrorCode::as_str),
            what: match seen.kind {
                UndocumentedKind::Status => "the status is documented nowhere",
                UndocumentedKind::Code => "the code is documented nowhere",
            },
            times: seen.times,
            first: Link { reason: None, ..self.link(&seen.first) },
        }
    }

    fn note(&self, remark: &'r Remark) -> Note<'r> {
        Note {
            check: remark.finding.check.as_str(),
            message: clip(&remark.finding.message).into_owned(),
            source: remark.finding.source.as_deref(),
            times: remark.times,
            first: Link { reason: None, ..self.link(&remark.case) },
        }
    }
}

/// Returns the first must-level finding of a case, or the reason why the case was not judged.
fn reason_of(case: &CaseFinished) -> Option<String> {
    match &case.outcome {
        Outcome::Errored { reason } | Outcome::Skipped { reason } => {
            Some(clip(reason).into_owned())
        }
        _ => case.must_findings().next().map(|finding| clip(&finding.message).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::sample_record;

    /// Returns the reasons next to the cases of violated codes.
    fn reasons(record: &RunRecord, listed: &[&CaseFinished]) -> Vec<Option<String>> {
        let anchors = Anchors::new(record, listed.iter().map(|case| &case.case));
        let unlisted = Unlisted::new(record, listed).expect("the cases are in memory");
        let codes = Codes::new(record, Listing { listed, unlisted: &unlisted }, &anchors);
        let cases = codes.violated.into_iter().flat_map(|entry| entry.cases);
        cases.map(|case| case.reason).collect()
    }

    #[test]
    fn a_violated_code_has_a_reason_even_if_its_case_is_not_listed() {
        let record = sample_record();
        let cases = record.cases.to_vec().expect("the cases are in memory");
        let all: Vec<&CaseFinished> = cases.iter().collect();
        let why = reasons(&record, &all);
        assert!(why.iter().any(Option::is_some), "{why:?}");
        assert_eq!(reasons(&record, &[]), why);
    }
}
