//! All waivers of a plan: those of its contracts' rows and those of its cases.

use jiff::civil::Date;

use crate::contract::Waiver;
use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, PlannedCase};

/// A waiver with what it waives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedWaiver<'p> {
    /// The case, `suite/id`, or the documented code behind the name of its contract.
    pub of: String,
    /// The waiver.
    pub waiver: &'p Waiver,
}

impl Plan {
    /// All waivers: those of the contracts' rows, then those of the selected cases, each in the order of
    /// the files and once for all rows of a table.
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
                waivers.push(PlannedWaiver { of: written_name(case), waiver });
            }
        }
        waivers
    }
}

/// The name of the case as it is written: without row and replay.
fn written_name(case: &PlannedCase) -> String {
    let id = &case.name.id;
    format!("{}/{}", case.name.suite, &id[..id.find(['[', '~']).unwrap_or(id.len())])
}

/// A warning for each waiver that no longer holds on this day.
pub fn expired_waivers(plan: &Plan, today: Date) -> Vec<Diagnostic> {
    plan.waivers().iter().filter_map(|known| known.waiver.warning(today)).collect()
}
