//! `changes`: probes of the author's own, each by one change that the author writes.

use std::sync::Arc;

use http::HeaderName;

use crate::check::{Doubt, StatusRule};
use crate::contract::typed;
use crate::diagnostic::{Code, Diagnostic};
use crate::http::Identity;
use crate::plan::Change;
use crate::plan::bind::credential_carriers::carriers;
use crate::plan::bind::probe_request::Kind;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::expectation as expect;
use crate::plan::model::json_place::Place;
use crate::plan::probes::derive::{Control, content, report, sample};
use crate::plan::probes::derived_probe::Derived;
use crate::plan::resolve::suite_names::{Names, Scope, Use};
use crate::plan::{BodyPlan, Scalar, ValuePlan};
use crate::source::Text;
use crate::suite::{DeclaredChange, DeclaredEdit, HeaderValue, TemplateValue};

/// The probes that a case's author wrote.
pub(super) fn changes(
    control: Control<'_>,
    names: &mut Names<'_>,
    credentials: &mut Credentials,
) -> Vec<Derived> {
    let mut made: Vec<Derived> = Vec::new();
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

/// The change itself, in words too, and who sends it if that is the change.
struct Edit {
    kind: Kind,
    shown: String,
    credential_uses: Vec<Use>,
    identity: Option<Arc<Identity>>,
}

impl Edit {
    fn new(kind: Kind, shown: String) -> Self {
        Self { kind, shown, credential_uses: Vec::new(), identity: None }
    }
}

fn probe(
    control: Control<'_>,
    change: &DeclaredChange,
    names: &mut Names<'_>,
    credentials: &mut Credentials,
) -> Option<Derived> {
    let owner = format!("{}~{}", control.planned.name.id, change.why.text);
    let mut scope = Scope::new(("cases", &owner), control.row);
    let claim = control.codes.claim(&change.expect);
    let claim = claim.map_err(|problem| names.report(*problem)).ok();
    let edit = match &change.edit {
        DeclaredEdit::Set(set) => value(control, &set.name, Some(&set.value), names, &mut scope),
        DeclaredEdit::Remove(place) => value(control, place, None, names, &mut scope),
        DeclaredEdit::Query(member) => {
            let value = member.value.as_ref().map(|value| names.scalar(value, &mut scope));
            let shown = shown("in the query", &member.name.text, value.as_ref());
            Some(Edit::new(Kind::Query(member.name.text.clone(), value), shown))
        }
        DeclaredEdit::Header(field) => {
            let value = match &field.value {
                HeaderValue::Remove(_) => None,
                HeaderValue::Text(template) => Some(names.scalar(template, &mut scope)),
            };
            let shown = shown("as a header field", &field.name.text, value.as_ref());
            // A name that is none was reported when the suite was read.
            let name = HeaderName::from_bytes(field.name.text.as_bytes()).ok();
            name.map(|name| Edit::new(Kind::Header(name, value), shown))
        }
        DeclaredEdit::Credentials(name) => other_credentials(control, name, names, credentials),
    };
    let (claim, edit) = (claim?, edit?);
    let StatusRule::Exactly(status) = claim.status else {
        let message =
            format!("the change `{}` does not say which code it brings about", change.why.text);
        report(names, change.expect.span, message, "no status", "write the status, or the code");
        return None;
    };
    let layers = control.codes.layers;
    let made = Change(edit.kind);
    let own = control.planned.identity.clone();
    let identity = if made.keeps_credentials() { own } else { edit.identity };
    Some(Derived {
        label: format!("{status}-{}", change.why.text),
        span: change.why.span,
        expectation: expect::expectation(&change.expect, &claim, layers, names, &mut scope),
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

/// Another value at a place of the content, or none.
fn value(
    control: Control<'_>,
    written: &Text,
    value: Option<&TemplateValue>,
    names: &mut Names<'_>,
    scope: &mut Scope<'_>,
) -> Option<Edit> {
    let Some(place) = Place::parse(&written.text) else {
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
        Some(_) => format!("with content in which {place} is another"),
    };
    let kind = match (content(control.planned), place.of_form()) {
        (Some(BodyPlan::Json(json)), _) => {
            let mut trial = sample(json);
            let there = match &value {
                None => place.remove(&mut trial),
                Some(value) => place.set(&mut trial, sample(value)),
            };
            there.then(|| Kind::Json(place.clone(), value))
        }
        (Some(BodyPlan::Form(members)), Some(name)) => {
            let there = value.is_some() || members.iter().any(|(known, _)| known == name);
            there.then(|| Kind::Form(name.to_owned(), value))
        }
        _ => None,
    };
    if kind.is_none() {
        let message = format!("the content of this case has no place `{}`", written.text);
        report(names, written.span, message, "not there", "`json` and `form` have places");
    }
    Some(Edit::new(kind?, shown))
}

fn other_credentials(
    control: Control<'_>,
    name: &Text,
    names: &mut Names<'_>,
    credentials: &mut Credentials,
) -> Option<Edit> {
    let own = control.planned.credentials.as_deref().map(carriers).unwrap_or_default();
    let shown = format!("as `{}`", name.text);
    if name.text == "nobody" {
        let edit = Edit::new(Kind::Credentials(own, None), shown);
        return Some(edit);
    }
    let known = credentials.other(name, names)?;
    let kind = Kind::Credentials(own, Some(Arc::clone(&known.plan)));
    let identity = known.identity.clone();
    Some(Edit { kind, shown, credential_uses: known.uses.clone(), identity })
}

fn shown(place: &str, name: &str, value: Option<&Scalar>) -> String {
    match value {
        None => format!("without {name} {place}"),
        Some(Scalar::Known(value)) => format!("with {name}: {value} {place}"),
        Some(Scalar::Pieces(_)) => format!("with another {name} {place}"),
    }
}
