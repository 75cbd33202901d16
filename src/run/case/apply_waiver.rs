//! Applies waivers to the outcome of a judged case.

use super::case_run::CaseRun;
use super::findings::{expired_waiver, stale_waiver};
use crate::contract::{RowKey, Waiver};
use crate::verdict::{Finding, Level, Outcome, Waived};

/// Returns the outcome of a judged case. Adds a finding if the waiver of the case has expired or is not needed.
pub(in crate::run) fn outcome_with_waivers(
    run: CaseRun<'_>,
    findings: &mut Vec<Finding>,
) -> Outcome {
    let outcome = Outcome::judged(findings);
    let failed = outcome == Outcome::Failed;
    let Some(own) = &run.case.waiver else {
        let waiver = if failed { waiver_of_rows(run, findings) } else { None };
        return waiver.map_or(outcome, |waiver| Outcome::Waived(waiver.into()));
    };
    let today = run.shared.today;
    let waived = Waived::from(&own.waiver);
    let place = run.place(own.waiver.span);
    if own.waiver.is_expired(today) {
        findings.push(expired_waiver(&waived, &today.to_string(), place));
    } else if failed {
        return Outcome::Waived(waived);
    } else if own.settled {
        findings.push(stale_waiver(&waived, place));
    }
    Outcome::judged(findings)
}

/// Returns a waiver that accepts a failed case: every must-level finding counts against a waived code.
fn waiver_of_rows<'s>(run: CaseRun<'s>, findings: &[Finding]) -> Option<&'s Waiver> {
    let valid_waiver = |key: &RowKey| {
        let rows = run.layers().all().iter().flat_map(|contract| contract.rows());
        let mut waivers = rows.filter(|row| row.key == *key).filter_map(|row| row.waiver.as_ref());
        waivers.find(|waiver| !waiver.is_expired(run.shared.today))
    };
    // Should-level findings fail no case, so they need no waiver.
    let must = findings.iter().filter(|finding| finding.level == Level::Must);
    let mut waivers = must.map(|finding| {
        let keys = finding.rows.iter().map(|of| &of.row);
        finding.row.as_ref().or(run.claim()).into_iter().chain(keys).find_map(valid_waiver)
    });
    let first = waivers.next()??;
    waivers.all(|waiver| waiver.is_some()).then_some(first)
}
