//! What a waiver makes of a case that was judged.

use crate::contract::{Layers, RowKey, Waiver};
use crate::plan::PlannedCase;
use crate::verdict::{Finding, Level, Outcome, Waived};

use super::case::findings;
use super::state::Shared;

/// The outcome of a case that was judged. A waiver that has expired or is not needed is a finding more.
pub(super) fn judged(
    shared: &Shared,
    case: &PlannedCase,
    layers: &Layers,
    findings: &mut Vec<Finding>,
) -> Outcome {
    let outcome = Outcome::judged(findings);
    let failed = outcome == Outcome::Failed;
    let Some(known) = &case.waiver else {
        let waiver = if failed { row_waiver(shared, case, layers, findings) } else { None };
        return waiver.map_or(outcome, |waiver| Outcome::Waived(waiver.into()));
    };
    let waived = Waived::from(&known.waiver);
    let place = shared.plan.sources.place(known.waiver.span);
    if known.waiver.is_expired(shared.today) {
        findings.push(findings::expired_waiver(&waived, &shared.today.to_string(), place));
    } else if failed {
        return Outcome::Waived(waived);
    } else if known.settled {
        findings.push(findings::stale_waiver(&waived, place));
    }
    Outcome::judged(findings)
}

/// The waiver that accepts a failed case because everything it broke are waived codes.
fn row_waiver<'c>(
    shared: &Shared,
    case: &PlannedCase,
    layers: &'c Layers,
    findings: &[Finding],
) -> Option<&'c Waiver> {
    let claim = case.expectation.known.claim();
    let holding = |key: &RowKey| {
        let rows = layers.all().iter().flat_map(|contract| contract.rows());
        let mut waivers = rows.filter(|row| row.key == *key).filter_map(|row| row.waiver.as_ref());
        waivers.find(|waiver| !waiver.is_expired(shared.today))
    };
    let mut waivers =
        findings.iter().filter(|finding| finding.level == Level::Must).map(|finding| {
            let keys = finding.rows.iter().map(|of| &of.row);
            finding.row.as_ref().or(claim).into_iter().chain(keys).find_map(holding)
        });
    let first = waivers.next()??;
    waivers.all(|waiver| waiver.is_some()).then_some(first)
}
