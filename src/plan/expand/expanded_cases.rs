//! Expands the cases of a suite to the cases of a run: token requests, rows of tables, replays.

use std::collections::BTreeMap;

use crate::diagnostic::Span;
use crate::event::Phase;
use crate::plan::expand::token_cases::TokenCase;
use crate::plan::model::case_id::CaseId;
use crate::plan::model::plan_index::SlotId;
use crate::suite::{Case, Credential, Row, Suite};

/// A case as it is run: a case of the suite, one row of its table, a replay or a token request.
pub(in crate::plan) struct ExpandedCase<'s> {
    pub(in crate::plan) case: &'s Case,
    pub(in crate::plan) row: Option<&'s Row>,
    pub(in crate::plan) phase: Phase,
    pub(in crate::plan) id: CaseId,
    /// The case that a replay repeats; `None` for every other case.
    pub(in crate::plan) control: Option<ControlItem>,
    /// The slots for the captured values, one for each capture. A replay captures nothing.
    pub(in crate::plan) slots: Vec<SlotId>,
    /// The credential whose token the case fetches; `None` for every other case.
    pub(in crate::plan) token_of: Option<&'s Credential>,
}

/// The case that a replay repeats.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct ControlItem {
    /// The position of the case among the expanded cases.
    pub(in crate::plan) position: usize,
    /// The place of `replay` in the suite.
    pub(in crate::plan) span: Span,
}

/// Expands a suite: token requests first, then each case once for each row of its table, and each of these
/// followed by its replay. `first_slot` is the first free slot of the plan.
pub(in crate::plan) fn expand<'s>(
    suite: &'s Suite,
    token_cases: &'s [TokenCase<'s>],
    first_slot: usize,
) -> Vec<ExpandedCase<'s>> {
    let mut slot = first_slot;
    let cases = phases(suite).count();
    let mut items: Vec<ExpandedCase<'_>> = Vec::with_capacity(token_cases.len() + cases);
    // Tokens come first, because setup cases may send them.
    for TokenCase { credential, case, id } in token_cases {
        let (id, slots) = (id.clone(), vec![SlotId(slot)]);
        let token_of = Some(*credential);
        let phase = Phase::Setup;
        items.push(ExpandedCase { case, row: None, phase, id, control: None, slots, token_of });
        slot += 1;
    }
    for (phase, case) in phases(suite) {
        let written = CaseId::written(&case.id.text);
        let alone = case.each.is_none().then_some(None);
        for row in alone.into_iter().chain(case.each.iter().flatten().map(Some)) {
            // The case of a large table represents all rows, so its id names none of them.
            let named = row.filter(|_| case.large.is_none());
            let id = named.map_or_else(|| written.clone(), |row| written.with_row(&row.label));
            let slots = (slot..slot + case.capture.len()).map(SlotId).collect();
            slot += case.capture.len();
            let position = items.len();
            let replay =
                case.replay.map(|span| (id.derived("replay"), ControlItem { position, span }));
            items.push(ExpandedCase { case, row, phase, id, control: None, slots, token_of: None });
            if let Some((id, control)) = replay {
                let (control, slots) = (Some(control), Vec::new());
                items.push(ExpandedCase { case, row, phase, id, control, slots, token_of: None });
            }
        }
    }
    items
}

/// Returns all cases of a suite in the order of the plan.
pub(in crate::plan) fn phases(suite: &Suite) -> impl Iterator<Item = (Phase, &Case)> {
    let setup = suite.setup.iter().map(|case| (Phase::Setup, case));
    let cases = suite.cases.iter().map(|case| (Phase::Case, case));
    let teardown = suite.teardown.iter().map(|case| (Phase::Teardown, case));
    setup.chain(cases).chain(teardown)
}

/// Returns the positions of each id that a suite can name: a row, a replay, or a written case, whose id names all
/// its rows and replays.
pub(in crate::plan) fn positions_by_id<'s>(
    suite: &'s Suite,
    items: &[ExpandedCase<'s>],
) -> BTreeMap<String, Vec<usize>> {
    // A case whose table has no rows has no position, but its id is known.
    let mut ids: BTreeMap<String, Vec<usize>> =
        phases(suite).map(|(_, case)| (case.id.text.clone(), Vec::new())).collect();
    for (at, item) in items.iter().enumerate() {
        ids.entry(item.case.id.text.clone()).or_default().push(at);
        if item.id.as_str() != item.case.id.text {
            ids.entry(item.id.as_str().to_owned()).or_default().push(at);
        }
    }
    ids
}
