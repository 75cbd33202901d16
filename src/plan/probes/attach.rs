//! Which cases are controls, and the probes that are made of each.

use super::derive::{Control, derive};
use super::methods::{Methods, shows};
use super::{Derived, Woven};
use crate::contract::Layers;
use crate::diagnostic::{Code, Diagnostic};
use crate::event::Phase;
use crate::plan::bind_cases::{Asked, Draft};
use crate::plan::claim::{Claim, Codes};
use crate::plan::credentials::Credentials;
use crate::plan::expand::Item;
use crate::plan::names::Names;
use crate::suite::{Probes, Suite};

const NO_CONTROL: Code = Code("no-control");

/// Every case with the probes that are made of it.
pub(in crate::plan) fn attach(
    (items, drafts): (&[Item<'_>], Vec<Draft<'_>>),
    layers: &Layers,
    names: &mut Names<'_>,
    credentials: &mut Credentials,
) -> Vec<Woven> {
    let mut methods = Methods::new();
    for draft in &drafts {
        if let Some(claim) = &draft.asked.claim {
            shows(&mut methods, &draft.planned, claim);
        }
    }
    let suite = names.suite;
    let mut woven = Vec::with_capacity(drafts.len());
    for (item, draft) in items.iter().zip(drafts) {
        let codes = Codes { layers, ground: draft.asked.ground.clone() };
        let asked = asked(item, &draft, suite, &mut names.problems);
        let made = asked.map(|(probes, claim)| Control {
            case: item.case,
            row: item.row,
            planned: &draft.planned,
            claim,
            codes: &codes,
            probes,
            methods: &methods,
        });
        let probes: Vec<Derived> =
            made.map(|control| derive(control, names, credentials)).unwrap_or_default();
        let is_replayed = item.control.is_none() && item.case.replay.is_some();
        let Draft { planned, member, asked: Asked { claim, .. } } = draft;
        let (planned, replay) = (Box::new(planned), claim.and_then(|claim| claim.replay));
        woven.push(Woven { planned, member, probes, replay, is_replayed });
    }
    woven
}

/// What is asked of a case as a control, and what it claims itself; of a table, its first row is the control.
fn asked<'d>(
    item: &'d Item<'_>,
    draft: &'d Draft<'_>,
    suite: &'d Suite,
    problems: &mut Vec<Diagnostic>,
) -> Option<(&'d Probes, &'d Claim)> {
    let probes = item.case.probes.as_deref().or(suite.probes.as_ref())?;
    let first = item.case.each.as_ref().and_then(|rows| rows.first());
    let is_first = item.row.is_none_or(|row| first.is_some_and(|first| std::ptr::eq(first, row)));
    let claim = draft.asked.claim.as_ref().filter(|_| item.control.is_none() && is_first)?;
    if item.phase == Phase::Case && claim.is_success() {
        return Some((probes, claim));
    }
    if item.case.probes.is_some() {
        let message = "no probes can be made of this case";
        let problem = Diagnostic::error(NO_CONTROL, message).at(probes.span, "asked for here");
        problems.push(problem.help("a control stands in `cases` and asks for a success"));
    }
    None
}
