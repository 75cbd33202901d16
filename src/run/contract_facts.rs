//! A contract as run records describe it.

use jiff::civil::Date;

use crate::contract::{Contract, Row};
use crate::diagnostic::Sources;
use crate::event::{ContractFacts, RowFacts, RowWaiver};

/// Describes a contract for the run record.
///
/// Waivers are compared with the day `today`. `partial` is true if cases were left out of the run.
pub fn contract_facts(
    contract: &Contract,
    sources: &Sources,
    today: Date,
    partial: bool,
) -> ContractFacts {
    let row = |row: &Row| RowFacts {
        row: row.key.clone(),
        operation: row.operation.map(|at| contract.operations()[at].line()),
        // Error codes are often documented by their message alone.
        meaning: row.meaning.clone().or_else(|| row.message.clone()),
        waiver: row.waiver.as_ref().map(|waiver| RowWaiver {
            waiver: waiver.into(),
            expired: waiver.is_expired(today),
            partial,
        }),
        place: sources.place(row.span),
    };
    ContractFacts {
        contract: contract.id().to_owned(),
        title: contract.title().to_owned(),
        file: contract.file().to_owned(),
        rows: contract.rows().iter().map(row).collect(),
    }
}
