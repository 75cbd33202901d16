//! Counting: what each case says of each documented code.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{ErrorCode, RowKey, RowOf};
use crate::event::{CaseFinished, ContractFacts, RowFacts};
use crate::ledger::{
    ContractLedger, Ledger, LedgerRow, Remark, Undocumented, UndocumentedKind, Verdict,
};
use crate::verdict::{
    CaseName, CheckId, Finding, Lapse, Level, Outcome, Sighting, Standing, Waived,
};

/// How many cases a row names as its evidence.
const EVIDENCE: usize = 10;

/// How many kinds of undocumented codes and of remarks a contract keeps apart. A server that makes up
/// a new one for every request would fill the memory otherwise.
const KINDS: usize = 200;

/// Folds the ends of cases into a [`Ledger`]; its size does not grow with the number of cases.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    contracts: Vec<ContractTally>,
}

impl Tally {
    /// A tally over these contracts in which nothing happened yet.
    pub fn new(contracts: &[ContractFacts]) -> Self {
        Self { contracts: contracts.iter().map(ContractTally::new).collect() }
    }

    /// Takes the end of a case into account. A case of a contract that the tally was not made for
    /// says nothing of any row.
    pub fn observe(&mut self, case: &CaseFinished) {
        self.contracts.iter_mut().for_each(|tally| tally.observe(case));
    }

    /// The verdicts as they stand.
    pub fn ledger(&self) -> Ledger {
        Ledger { contracts: self.contracts.iter().map(ContractTally::ledger).collect() }
    }
}

#[derive(Debug, Clone)]
struct ContractTally {
    contract: String,
    title: String,
    rows: Vec<RowTally>,
    index: BTreeMap<RowKey, usize>,
    undocumented: BTreeMap<(u16, UndocumentedKind, Option<ErrorCode>), Undocumented>,
    remarks: BTreeMap<(CheckId, Option<String>), Remark>,
}

impl ContractTally {
    fn new(facts: &ContractFacts) -> Self {
        let index = facts.rows.iter().enumerate().map(|(at, row)| (row.row.clone(), at)).collect();
        Self {
            contract: facts.contract.clone(),
            title: facts.title.clone(),
            rows: facts.rows.iter().map(RowTally::new).collect(),
            index,
            undocumented: BTreeMap::new(),
            remarks: BTreeMap::new(),
        }
    }

    fn observe(&mut self, case: &CaseFinished) {
        self.count_against(case);
        match &case.outcome {
            Outcome::Passed | Outcome::Failed | Outcome::Waived(_) => self.count_sighting(case),
            Outcome::Errored { .. } => {
                for row in self.claimed(case) {
                    self.rows[row].errored.add(&case.case);
                }
            }
            Outcome::Skipped { .. } if case.not_exercised.is_some() => self.count_sighting(case),
            Outcome::Skipped { reason } => {
                for row in self.claimed(case) {
                    self.rows[row].skipped.get_or_insert_with(|| reason.clone());
                }
            }
        }
        if let Some(reason) = &case.not_exercised {
            for at in self.claimed(case) {
                let first = (case.case.clone(), reason.clone());
                let row = &mut self.rows[at];
                let earliest = row.moot.take().map_or(first.clone(), |known| known.min(first));
                row.moot = Some(earliest);
            }
        }
        if case.contract != self.contract {
            return;
        }
        for finding in case.findings.iter().filter(|finding| finding.level == Level::Should) {
            self.remark(case, finding);
        }
    }

    /// What broke a row counts against it, whoever asked; what broke its own case, against the row
    /// that the case speaks for.
    fn count_against(&mut self, case: &CaseFinished) {
        let must = case.findings.iter().filter(|finding| finding.level == Level::Must);
        let rows = |finding: &Finding| self.named(case, finding.row.as_ref(), &finding.rows);
        let mut broken: BTreeSet<usize> = must.flat_map(rows).collect();
        let speaks = case.not_exercised.is_none() && !fits(case);
        if matches!(case.outcome, Outcome::Failed | Outcome::Waived(_)) && speaks {
            broken.extend(self.claimed(case));
        }
        for at in broken {
            let row = &mut self.rows[at];
            if let Outcome::Waived(waived) = &case.outcome {
                row.accepted.add(&case.case);
                row.accepted_by.get_or_insert_with(|| waived.clone());
            } else {
                row.against.add(&case.case);
            }
        }
    }

    fn count_sighting(&mut self, case: &CaseFinished) {
        let Some(sighting) = &case.sighting else { return };
        match &sighting.standing {
            Standing::Documented { row } => {
                let proves = is_asked_for(case, row, &sighting.rows) && fits(case);
                for at in self.named(case, Some(row), &sighting.rows) {
                    let row = &mut self.rows[at];
                    let evidence = if proves { &mut row.proving } else { &mut row.passing };
                    evidence.add(&case.case);
                }
            }
            _ if case.contract != self.contract => {}
            Standing::Mismatched => {}
            Standing::UndocumentedCode => self.undocumented(case, sighting, UndocumentedKind::Code),
            Standing::UndocumentedStatus => {
                self.undocumented(case, sighting, UndocumentedKind::Status);
            }
        }
    }

    fn undocumented(&mut self, case: &CaseFinished, sighting: &Sighting, kind: UndocumentedKind) {
        let mut code = sighting.code.clone();
        let key = |code: &Option<ErrorCode>| (sighting.status, kind, code.clone());
        if self.undocumented.len() >= KINDS && !self.undocumented.contains_key(&key(&code)) {
            code = Some(ErrorCode::new("…"));
        }
        let seen = self.undocumented.entry(key(&code)).or_insert_with(|| Undocumented {
            kind,
            status: sighting.status,
            code,
            times: 0,
            first: case.case.clone(),
        });
        seen.times += 1;
        seen.first = seen.first.clone().min(case.case.clone());
    }

    /// Remarks are one kind if check and message are the same; beyond [`KINDS`], if the check is.
    fn remark(&mut self, case: &CaseFinished, finding: &Finding) {
        let mut key = (finding.check.clone(), Some(finding.message.clone()));
        if self.remarks.len() >= KINDS && !self.remarks.contains_key(&key) {
            key.1 = None;
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

    /// The rows of this contract that a case speaks for.
    fn claimed(&self, case: &CaseFinished) -> Vec<usize> {
        self.named(case, case.claim.as_ref(), &case.claims)
    }

    /// The rows of this contract among those that are named: all of them, or the one of the case's own
    /// contract.
    fn named(&self, case: &CaseFinished, only: Option<&RowKey>, all: &[RowOf]) -> Vec<usize> {
        let own = only.filter(|_| all.is_empty() && case.contract == self.contract);
        let of_this = all.iter().filter(|of| of.contract == self.contract).map(|of| &of.row);
        own.into_iter().chain(of_this).filter_map(|key| self.index.get(key).copied()).collect()
    }

    fn ledger(&self) -> ContractLedger {
        ContractLedger {
            contract: self.contract.clone(),
            title: self.title.clone(),
            rows: self.rows.iter().map(RowTally::verdict).collect(),
            undocumented: self.undocumented.values().cloned().collect(),
            remarks: self.remarks.values().cloned().collect(),
        }
    }
}

/// What spoke for and against one row.
#[derive(Debug, Clone)]
struct RowTally {
    facts: RowFacts,
    proving: Evidence,
    against: Evidence,
    /// Cases against it whose waivers accept that, and the first of these waivers.
    accepted: Evidence,
    accepted_by: Option<Waived>,
    errored: Evidence,
    passing: Evidence,
    skipped: Option<String>,
    /// The first probe by name whose answer says nothing of this row, and why.
    moot: Option<(CaseName, String)>,
}

impl RowTally {
    fn new(facts: &RowFacts) -> Self {
        Self {
            facts: facts.clone(),
            proving: Evidence::default(),
            against: Evidence::default(),
            accepted: Evidence::default(),
            accepted_by: None,
            errored: Evidence::default(),
            passing: Evidence::default(),
            skipped: None,
            moot: None,
        }
    }

    fn verdict(&self) -> LedgerRow {
        let (verdict, evidence) = self.unless_waived();
        let holding = self.facts.waiver.as_ref().filter(|known| !known.expired);
        let verdict = match (verdict, holding) {
            (Verdict::Violated, Some(known)) => {
                let waiver = known.waiver.clone();
                Verdict::Waived { waiver, reason: format!("violated by {}", evidence.names()) }
            }
            (Verdict::NotExercised { reason }, Some(known)) => {
                let (waiver, reason) = (known.waiver.clone(), format!("never exercised: {reason}"));
                Verdict::Waived { waiver, reason }
            }
            (verdict, _) => verdict,
        };
        let lapse = self.lapse(&verdict);
        LedgerRow {
            row: self.facts.row.clone(),
            operation: self.facts.operation.clone(),
            verdict,
            lapse,
            cases: evidence.count,
            evidence: evidence.first,
        }
    }

    /// The verdict as it were if the row had no waiver of its own.
    fn unless_waived(&self) -> (Verdict, Evidence) {
        if self.against.count > 0 {
            return (Verdict::Violated, self.against.clone());
        }
        if let Some(waiver) = self.accepted_by.clone() {
            let reason = format!("violated by {}", self.accepted.names());
            return (Verdict::Waived { waiver, reason }, self.accepted.clone());
        }
        if self.proving.count > 0 {
            return (Verdict::Proven, self.proving.clone());
        }
        (Verdict::NotExercised { reason: self.why_not_exercised() }, Evidence::default())
    }

    /// Why the row's waiver fails the run. Where something was left out, what is proven may be broken there.
    fn lapse(&self, verdict: &Verdict) -> Option<Lapse> {
        let known = self.facts.waiver.as_ref()?;
        let whole = !known.partial && self.skipped.is_none() && self.errored.count == 0;
        if known.expired {
            Some(Lapse::Expired(known.waiver.clone()))
        } else if *verdict == Verdict::Proven && whole {
            Some(Lapse::Stale(known.waiver.clone()))
        } else {
            None
        }
    }

    fn why_not_exercised(&self) -> String {
        let skipped = self.skipped.as_ref().map(|reason| format!("skipped: {reason}"));
        let errored = (self.errored.count > 0)
            .then(|| format!("its cases could not be judged: {}", self.errored.names()));
        let moot = self.moot.as_ref().map(|(probe, reason)| format!("{reason}, in {probe}"));
        let reasons: Vec<String> = moot.into_iter().chain(skipped).chain(errored).collect();
        if !reasons.is_empty() {
            return reasons.join("; ");
        }
        if self.passing.count > 0 {
            return format!("seen but not asked for: {}", self.passing.names());
        }
        "no case asks for it".to_owned()
    }
}

/// Whether a response that is of these rows is one that its case speaks for. Then it proves all of them.
fn is_asked_for(case: &CaseFinished, only: &RowKey, all: &[RowOf]) -> bool {
    let is = |claim: &RowKey| claim == only || all.iter().any(|of| of.row == *claim);
    match (&case.claim, case.claims.as_slice()) {
        (None, []) => true,
        (claim, claims) => claim.iter().chain(claims.iter().map(|of| &of.row)).any(is),
    }
}

/// Whether a case speaks for what it asks for: it passed, or failed for nothing but its waiver.
fn fits(case: &CaseFinished) -> bool {
    let must = || case.findings.iter().filter(|finding| finding.level == Level::Must);
    match case.outcome {
        Outcome::Passed => true,
        Outcome::Failed => {
            must().next().is_some() && must().all(|finding| finding.check == CheckId::Waiver)
        }
        _ => false,
    }
}

/// Cases that say the same thing: how many, and the first few by name, so that the order in which they
/// ended changes nothing.
#[derive(Debug, Clone, Default)]
struct Evidence {
    count: u64,
    first: Vec<CaseName>,
}

impl Evidence {
    fn add(&mut self, case: &CaseName) {
        self.count += 1;
        if self.first.len() == EVIDENCE && self.first.last() < Some(case) {
            return;
        }
        let at = self.first.partition_point(|earlier| earlier < case);
        if at < EVIDENCE {
            self.first.insert(at, case.clone());
            self.first.truncate(EVIDENCE);
        }
    }

    /// The first three, and how many more there are.
    fn names(&self) -> String {
        let shown: Vec<String> = self.first.iter().take(3).map(CaseName::to_string).collect();
        let more = self.count - shown.len() as u64;
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        format!("{}{more}", shown.join(", "))
    }
}

#[cfg(test)]
mod tests;
