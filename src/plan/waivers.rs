//! The waivers of a plan: those of documented codes and those of cases.

use jiff::civil::Date;

use crate::contract::Waiver;
use crate::diagnostic::Diagnostic;
use crate::plan::model::plan::Plan;

/// A waiver and the case or documented code that it applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedWaiver<'p> {
    /// The case as `suite/id`, or the contract and the documented code.
    pub of: String,
    /// The reason and the last day of the waiver.
    pub waiver: &'p Waiver,
}

impl Plan {
    /// Returns the waivers of documented codes, then the waivers of the selected cases, in the order of the files.
    /// All rows of a table share one waiver.
    pub fn waivers(&self) -> Vec<PlannedWaiver<'_>> {
        let mut waivers: Vec<PlannedWaiver<'_>> = Vec::new();
        for contract in &self.contracts {
            for row in contract.rows() {
                let of = || format!("{} {}", contract.id(), row.key);
                waivers.extend(row.waiver.iter().map(|waiver| PlannedWaiver { of: of(), waiver }));
            }
        }
        let rows = waivers.len();
        for case in self.cases.iter().filter(|case| case.selected) {
            let Some(waiver) = case.waiver.as_ref().map(|known| &known.waiver) else { continue };
            if waivers[rows..].iter().all(|known| known.waiver.span != waiver.span) {
                waivers.push(PlannedWaiver {
                    of: format!("{}/{}", case.name.suite, case.id.written_id()),
                    waiver,
                });
            }
        }
        waivers
    }
}

/// Returns a warning for each waiver that has expired on this day.
pub fn expired_waivers(plan: &Plan, today: Date) -> Vec<Diagnostic> {
    plan.waivers().iter().filter_map(|known| known.waiver.warning(today)).collect()
}
