//! The documented code that a case claims.

use crate::check::StatusRule;
use crate::contract::{Contract, ErrorCode, Row, RowOf};
use crate::source::Text;

/// A documented code, which is a row of a contract, with its contract.
pub(super) type ContractRow<'c> = (&'c Contract, &'c Row);

/// The documented code that a case claims.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Claim {
    pub(in crate::plan) status: StatusRule,
    /// The documented codes of all contracts, the most specific first; empty if any success is expected.
    pub(in crate::plan) rows: Vec<RowOf>,
    /// The status and the code, for display: `404 RESOURCE_NOT_FOUND`.
    pub(in crate::plan) asks: String,
    /// The documented status of the same request when it is sent again.
    pub(in crate::plan) replay: Option<u16>,
}

impl Claim {
    /// Creates the claim of a case without `expect`: any success.
    pub(in crate::plan) fn success() -> Self {
        let (rows, asks) = (Vec::new(), "2xx".to_owned());
        Self { status: StatusRule::Success, rows, asks, replay: None }
    }

    /// Creates the claim of a status that a standard defines and no contract documents.
    pub(in crate::plan) fn undocumented(status: u16) -> Self {
        Self::of(status, &[], None)
    }

    /// Returns `true` if a success is claimed.
    pub(in crate::plan) fn is_success(&self) -> bool {
        match self.status {
            StatusRule::Exactly(status) => (200..300).contains(&status),
            StatusRule::Success => true,
            StatusRule::Any => false,
        }
    }

    /// Returns the claim of a status and its rows. `written` is the code as the suite has it.
    pub(super) fn of(status: u16, rows: &[ContractRow<'_>], written: Option<&Text>) -> Self {
        let known =
            || rows.iter().find_map(|(_, row)| row.key.code.as_ref()).map(ErrorCode::as_str);
        let code = written.map(|code| code.text.as_str()).or_else(known);
        Self {
            status: StatusRule::Exactly(status),
            rows: rows
                .iter()
                .flat_map(|(contract, row)| contract.with_repeated(row).map(|row| row.of(contract)))
                .collect(),
            asks: code.map_or_else(|| status.to_string(), |code| format!("{status} {code}")),
            replay: rows.iter().find_map(|(_, row)| row.replay),
        }
    }
}
