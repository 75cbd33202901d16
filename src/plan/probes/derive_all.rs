//! Which cases are controls, and the probes that are made of each.

use crate::contract::Layers;
use crate::diagnostic::{Code, Diagnostic};
use crate::event::Phase;
use crate::plan::compile::cases::{Asked, Draft};
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::documented_codes::{Claim, Codes};
use crate::plan::expand::expanded_cases::Item;
use crate::plan::probes::derive::{Control, derive};
use crate::plan::probes::derived_probe::Derived;
use crate::plan::probes::insert_probes::Woven;
use crate::plan::probes::method_probes::{Methods, shows};
use crate::plan::resolve::suite_names::Names;
use crate::suite::{Probes, Suite};

const NO_CONTROL: Code = Code::NO_CONTROL;

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
