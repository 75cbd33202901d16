//! Selects the controls of a suite and derives the probes of each.

use crate::contract::Layers;
use crate::diagnostic::{Code, Diagnostic};
use crate::event::Phase;
use crate::plan::compile::case::{CaseClaim, CompiledCase};
use crate::plan::compile::claim::Claim;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::documented_codes::DocumentedCodes;
use crate::plan::expand::expanded_cases::ExpandedCase;
use crate::plan::probes::control::Control;
use crate::plan::probes::derive::derive;
use crate::plan::probes::derived_probe::DerivedProbe;
use crate::plan::probes::insert_probes::CaseWithProbes;
use crate::plan::probes::shown_methods::ShownMethods;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::{Probes, Suite};

/// Returns every case of a suite with the probes that are derived from it.
pub(in crate::plan) fn derive_all(
    items: &[ExpandedCase<'_>],
    compiled: Vec<CompiledCase<'_>>,
    layers: &Layers,
    names: &mut SuiteNames<'_>,
    credentials: &mut Credentials,
) -> Vec<CaseWithProbes> {
    let mut methods = ShownMethods::default();
    for case in &compiled {
        if let Some(claim) = &case.claim.claim {
            methods.add(&case.planned, claim);
        }
    }
    let suite = names.suite;
    let mut with_probes = Vec::with_capacity(compiled.len());
    for (item, compiled) in items.iter().zip(compiled) {
        let codes = DocumentedCodes { layers, destination: compiled.claim.destination.clone() };
        let asked = asked_probes(item, &compiled, suite, &mut names.problems);
        let control = asked.map(|asked| Control {
            case: item.case,
            row: item.row,
            planned: &compiled.planned,
            claim: asked.claim,
            codes: &codes,
            probes: asked.probes,
            methods: &methods,
        });
        let probes: Vec<DerivedProbe> =
            control.map(|control| derive(control, names, credentials)).unwrap_or_default();
        let is_replayed = item.control.is_none() && item.case.replay.is_some();
        let CompiledCase { planned, dependencies, claim: CaseClaim { claim, .. } } = compiled;
        let (planned, replay) = (Box::new(planned), claim.and_then(|claim| claim.replay));
        with_probes.push(CaseWithProbes { planned, dependencies, probes, replay, is_replayed });
    }
    with_probes
}

/// The probes that are asked of a control, and the control's claim.
struct AskedProbes<'d> {
    probes: &'d Probes,
    claim: &'d Claim,
}

/// Returns the settings of the probes of a case, or `None` if the case is not a control. Only the first row of a
/// table is a control, because the other rows would repeat the same probes.
fn asked_probes<'d>(
    item: &'d ExpandedCase<'_>,
    compiled: &'d CompiledCase<'_>,
    suite: &'d Suite,
    problems: &mut Vec<Diagnostic>,
) -> Option<AskedProbes<'d>> {
    let probes = item.case.probes.as_deref().or(suite.probes.as_ref())?;
    let first = item.case.each.as_ref().and_then(|rows| rows.first());
    let is_first = item.row.is_none_or(|row| first.is_some_and(|first| std::ptr::eq(first, row)));
    let claim = compiled.claim.claim.as_ref();
    let claim = claim.filter(|_| item.control.is_none() && is_first)?;
    // If the control itself fails, the refusal of a changed request would prove nothing.
    if item.phase == Phase::Case && claim.is_success() {
        return Some(AskedProbes { probes, claim });
    }
    if item.case.probes.is_some() {
        let message = "no probes can be made of this case";
        let problem =
            Diagnostic::error(Code::NO_CONTROL, message).at(probes.span, "asked for here");
        problems.push(problem.help("a control is in `cases` and expects a success"));
    }
    None
}
