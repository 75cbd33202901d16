//! Checks of the rows of a contract against each other.

use std::collections::BTreeSet;

use super::documented_codes::RowDraft;
use super::errors::ErrorDraft;
use super::loading_state::Loading;
use super::scopes::ScopeDraft;
use crate::diagnostic::{Code, Diagnostic};

/// The statuses that the rows of a contract document.
pub(super) struct Statuses(BTreeSet<u16>);

impl Statuses {
    pub(super) fn of(api: &[RowDraft], scopes: &[ScopeDraft]) -> Self {
        let all = api.iter().chain(scopes.iter().flat_map(|scope| &scope.rows));
        Self(all.map(|draft| draft.row.key.status.first()).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contains(&self, status: u16) -> bool {
        self.0.contains(&status)
    }
}

impl Loading<'_> {
    /// Checks that the status of each `replay` is documented in the part of the API that has the row.
    pub(super) fn replays(&mut self, api: &[RowDraft], scopes: &[ScopeDraft]) {
        for draft in api {
            self.replay(draft, api.iter());
        }
        for scope in scopes {
            for draft in &scope.rows {
                self.replay(draft, scope.rows.iter().chain(api));
            }
        }
    }

    fn replay<'d>(&mut self, draft: &RowDraft, mut rows: impl Iterator<Item = &'d RowDraft>) {
        let (Some(replay), Some(span)) = (draft.row.replay, draft.replay) else { return };
        if !rows.any(|other| other.row.key.status.includes(replay)) {
            let message = format!("`replay` says {replay}, which no row documents");
            self.report(Diagnostic::error(Code::UNDOCUMENTED_STATUS, message).at(span, ""));
        }
    }

    /// Checks that `errors.code` is there if rows have codes. Without it, nobody knows the place of the code in a body.
    pub(super) fn codes_have_a_place(
        &mut self,
        api: &[RowDraft],
        scopes: &[ScopeDraft],
        errors: &ErrorDraft,
    ) {
        let api = std::iter::once((api, errors));
        let territories = api.chain(scopes.iter().map(|scope| (&*scope.rows, &scope.errors)));
        for (rows, _) in territories.filter(|(_, errors)| !errors.states_code) {
            let Some(span) = rows.iter().find_map(|draft| draft.code) else { continue };
            self.report(
                Diagnostic::error(Code::NO_CODE_QUERY, "nothing says where a body has its code")
                    .at(span, "where does this stand in the body?")
                    .help("add a query to `errors`, such as `code: $.name`"),
            );
        }
    }
}
