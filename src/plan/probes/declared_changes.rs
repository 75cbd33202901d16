//! `changes`: probes whose one change the author writes.

use std::sync::Arc;

use http::HeaderName;

use crate::check::{Doubt, StatusRule};
use crate::contract::typed;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::http::Identity;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::expectation::expectation;
use crate::plan::expression_scope::{CaptureUse, ExpressionScope};
use crate::plan::model::json_place::JsonPlace;
use crate::plan::model::probe_change::{Change, ChangeKind};
use crate::plan::model::value::{Scalar, ValuePlan};
use crate::plan::probes::control::{Control, content, sample};
use crate::plan::probes::credential_probes::carriers;
use crate::plan::probes::derived_probe::DerivedProbe;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::source::Text;
use crate::suite::{Body, DeclaredChange, DeclaredEdit, HeaderValue, TemplateValue};

/// Makes the probes that `changes` of a case lists.
pub(super) fn changes(
    control: Control<'_>,
    names: &mut SuiteNames<'_>,
    credentials: &mut Credentials,
) -> Vec<DerivedProbe> {
    let mut made: Vec<DerivedProbe> = Vec::new();
    for change in &control.probes.changes {
        let Some(probe) = probe(control, change, names, credentials) else { continue };
        if made.iter().any(|earlier| earlier.label == probe.label) {
            let message = format!("two changes are called `{}`", probe.label);
            let problem = Diagnostic::error(Code::DUPLICATE_ID, message);
            names.report(problem.at(change.why.span, "the second one"));
            continue;
        }
        made.push(probe);
    }
    made
}

/// A resolved change, and the credentials that it sends.
struct DeclaredRequestChange {
    kind: ChangeKind,
    shown: String,
    credential_uses: Vec<CaptureUse>,
    identity: Option<Arc<Identity>>,
}

impl DeclaredRequestChange {
    fn new(kind: ChangeKind, shown: String) -> Self {
        Self { kind, shown, credential_uses: Vec::new(), identity: None }
    }
}

/// Makes one probe of `changes`. Returns `None` if its change or its `expect` was reported as impossible.
fn probe(
    control: Control<'_>,
    change: &DeclaredChange,
    names: &mut SuiteNames<'_>,
    credentials: &mut Credentials,
) -> Option<DerivedProbe> {
    let id = control.planned.id.derived(&change.why.text);
    let mut scope = ExpressionScope::of_case(id.as_str(), control.row);
    let claim = control.codes.claim(&change.expect);
    let claim = claim.map_err(|problem| names.report(*problem)).ok();
    let edit = match &change.edit {
        DeclaredEdit::Set(set) => value(control, &set.name, Some(&set.value), names, &mut scope),
        DeclaredEdit::Remove(place) => value(control, place, None, names, &mut scope),
        DeclaredEdit::Query(member) => {
            let value = member.value.as_ref().map(|value| names.scalar(value, &mut scope));
            let shown = shown("in the query", &member.name.text, value.as_ref());
            Some(DeclaredRequestChange::new(
                ChangeKind::Query(member.name.text.clone(), value),
                shown,
            ))
        }
        DeclaredEdit::Header(field) => {
            let value = match &field.value {
                HeaderValue::Remove(_) => None,
                HeaderValue::Text(template) => Some(names.scalar(template, &mut scope)),
            };
            let shown = shown("as a header field", &field.name.text, value.as_ref());
            // An invalid name was reported when the suite was read.
            let name = HeaderName::from_bytes(field.name.text.as_bytes()).ok();
            name.map(|name| DeclaredRequestChange::new(ChangeKind::Header(name, value), shown))
        }
        DeclaredEdit::Credentials(name) => other_credentials(control, name, names, credentials),
    };
    let (claim, edit) = (claim?, edit?);
    // The status is part of the id of the probe.
    let StatusRule::Exactly(status) = claim.status else {
        let message = format!("the expected code of the change `{}` is missing", change.why.text);
        report(names, change.expect.span, message, "no status", "write the status, or the code");
        return None;
    };
    let layers = control.codes.layers;
    let made = Change(edit.kind);
    let own = control.planned.identity.clone();
    // A client certificate is part of the credentials, so it changes with them.
    let identity = if made.keeps_credentials() { own } else { edit.identity };
    Some(DerivedProbe {
        label: format!("{status}-{}", change.why.text),
        span: change.why.span,
        expectation: expectation(&change.expect, &claim, layers, names, &mut scope),
        claim,
        change: made,
        shown: edit.shown,
        doubt: Doubt::Declared,
        excepted: None,
        uses: scope.uses,
        credential_uses: edit.credential_uses,
        identity,
        burst: None,
    })
}

/// Sets or removes a value of the content.
fn value(
    control: Control<'_>,
    written: &Text,
    value: Option<&TemplateValue>,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Option<DeclaredRequestChange> {
    let Some(place) = JsonPlace::parse(&written.text) else {
        let message = format!("`{}` does not name one place of the content", written.text);
        let help = "write `$` with names and indexes behind it: `$.amount.value`, `$.items[0]`";
        report(names, written.span, message, "not a place", help);
        return None;
    };
    let value = value.map(|value| names.value(value, scope));
    let shown = match &value {
        None => format!("with content in which {place} is left out"),
        Some(ValuePlan::Known(value)) => {
            format!("with content in which {place} is {}", typed(value))
        }
        Some(_) => format!("with content in which {place} differs"),
    };
    let kind = match (content(control.planned), place.of_form()) {
        (Some(Body::Json(json)), _) => {
            // Captured values are unknown until the run, so the change is tried on a sample.
            let mut trial = sample(json);
            let there = match &value {
                None => place.remove(&mut trial),
                Some(value) => place.set(&mut trial, sample(value)),
            };
            there.then(|| ChangeKind::Json(place.clone(), value))
        }
        (Some(Body::Form(members)), Some(name)) => {
            let there = value.is_some() || members.iter().any(|known| known.name.text == name);
            there.then(|| ChangeKind::Form(name.to_owned(), value))
        }
        _ => None,
    };
    if kind.is_none() {
        let message = format!("the content of this case has no place `{}`", written.text);
        report(names, written.span, message, "not there", "only `json` and `form` have places");
    }
    Some(DeclaredRequestChange::new(kind?, shown))
}

/// Resolves `as` of a change: other credentials, or none for `nobody`.
fn other_credentials(
    control: Control<'_>,
    name: &Text,
    names: &mut SuiteNames<'_>,
    credentials: &mut Credentials,
) -> Option<DeclaredRequestChange> {
    let own = control.planned.credentials.as_deref().map(carriers).unwrap_or_default();
    let shown = format!("as `{}`", name.text);
    if name.text == "nobody" {
        let edit = DeclaredRequestChange::new(ChangeKind::Credentials(own, None), shown);
        return Some(edit);
    }
    let known = credentials.other(name, names)?;
    let kind = ChangeKind::Credentials(own, Some(Arc::clone(&known.plan)));
    let identity = known.identity.clone();
    Some(DeclaredRequestChange { kind, shown, credential_uses: known.uses.clone(), identity })
}

fn shown(place: &str, name: &str, value: Option<&Scalar>) -> String {
    match value {
        None => format!("without {name} {place}"),
        Some(Scalar::Known(value)) => format!("with {name}: {value} {place}"),
        Some(Scalar::Pieces(_)) => format!("with another {name} {place}"),
    }
}

fn report(names: &mut SuiteNames<'_>, span: Span, message: String, label: &str, help: &str) {
    names.report(Diagnostic::error(Code::NO_PROBE, message).at(span, label).help(help));
}
