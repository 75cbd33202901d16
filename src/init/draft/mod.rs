//! A first suite for the operations of a contract: a case for each that documents a success, filled from
//! what the contract says of its request.
//!
//! `things` finds which operation makes what others need, `parameters` and `content` fill the request,
//! `sample` makes values of schemas, `write` puts the suite on paper.

mod request_body;
mod naming;
mod case_order;
mod request_parameters;
mod sample_value;
mod credentials;
mod success;
mod dependencies;
mod variables;
mod suite_text;
mod yaml_text;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::contract::{Contract, Operation};
use crate::init::draft::credentials::Senders;
use crate::init::draft::dependencies::Things;
use crate::init::draft::naming::Unique;
use crate::init::draft::request_body::Body;
use crate::init::draft::request_parameters::Carried;
use crate::init::draft::success::Success;
use crate::init::draft::suite_text::Page;
use crate::init::draft::variables::{Secrets, Variables};
use crate::suite::METHODS;

/// What a draft is told beside the contract.
#[derive(Debug, Clone)]
pub struct About {
    /// What the suite is to be called; made a slug.
    pub name: String,
    /// The contract and its layers, as a suite in the folder of suites names them.
    pub contracts: Vec<String>,
    /// What the document is called in the words of whoever asked for the draft.
    pub source: String,
    /// The base URL that the command to run it names.
    pub target: String,
}

/// Suites in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The suites, the one with the API's own name first.
    pub suites: Vec<DraftSuite>,
    /// Operations without a case, each with the reason.
    pub left_out: Vec<(String, String)>,
}

/// A suite in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftSuite {
    /// Its name, a slug.
    pub name: String,
    /// Its file below the folder of suites: of several for one API, each in a folder of that name.
    pub file: String,
    /// Its text.
    pub text: String,
    /// How many cases it has.
    pub cases: usize,
    /// The variables whose values somebody has to fill in.
    pub to_fill_in: Vec<String>,
    /// The environment variables that its credentials read.
    pub environment: Vec<String>,
}

/// A case in the making.
#[derive(Debug)]
struct DraftCase {
    id: String,
    /// What the operation does, in its own words.
    summary: Option<String>,
    notes: Vec<String>,
    method: String,
    carried: Carried,
    body: Option<Body>,
    sender: String,
    /// The scopes that its token must have.
    scopes: Vec<String>,
    expect: Option<Value>,
    captures: Vec<(String, String)>,
}

/// Drafts the suites of a contract's operations.
pub fn draft(contract: &Contract, about: &About) -> Draft {
    let name = naming::slug(&about.name);
    let operations = contract.operations();
    let subjects = case_order::parts(operations);
    let distinct: Vec<&str> =
        subjects.iter().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect();
    let part: Vec<usize> = subjects
        .iter()
        .map(|subject| distinct.partition_point(|known| known < &subject.as_str()))
        .collect();
    let mut names = Unique::default();
    let things = Things::of(operations, &part, &mut names);
    let senders = Senders::of(operations, &name);
    let mut draft = Draft { suites: Vec::new(), left_out: Vec::new() };
    let mut suite_names = Unique::default();
    let is_one = distinct.len() == 1;
    for (at, subject) in distinct.iter().enumerate() {
        let members = (0..operations.len()).filter(|operation| part[*operation] == at).collect();
        let members = case_order::order(operations, members, &things);
        let names = Unique::default();
        let vars = Variables::default();
        let secrets = Secrets { api: &name, environment: Vec::new() };
        let mut drafting =
            Drafting { contract, operations, part: &part, things: &things, vars, secrets, names };
        drafting.keep_names(&members);
        let (cases, left_out) = drafting.cases(&members, &senders);
        if !cases.is_empty() {
            let own = if subject.is_empty() { name.clone() } else { (*subject).to_owned() };
            let suite = suite_names.take(&own);
            let file =
                if is_one { format!("{suite}.yaml") } else { format!("{name}/{suite}.yaml") };
            let title = contract.title();
            let page = Page { about, title, name: &suite, file: &file, cases, left_out: &left_out };
            draft.suites.push(page.write(&drafting, &senders));
        }
        draft.left_out.extend(left_out);
    }
    draft
}

/// One suite in the making.
struct Drafting<'c> {
    contract: &'c Contract,
    operations: &'c [Operation],
    /// The suite of each operation.
    part: &'c [usize],
    things: &'c Things,
    vars: Variables,
    secrets: Secrets<'c>,
    /// Names of variables and captures.
    names: Unique,
}

impl Drafting<'_> {
    /// No variable is called like what is captured.
    fn keep_names(&mut self, members: &[usize]) {
        for at in members {
            for kept in self.things.kept_by(*at) {
                self.names.take(&kept.name);
            }
        }
    }

    fn cases(
        &mut self,
        members: &[usize],
        senders: &Senders,
    ) -> (Vec<DraftCase>, Vec<(String, String)>) {
        let (mut cases, mut left_out) = (Vec::new(), Vec::new());
        let mut ids = Unique::default();
        for at in members {
            match self.case(*at, senders) {
                Ok(mut case) => {
                    case.id = ids.take(&case.id);
                    cases.push(case);
                }
                Err(why) => left_out.push((self.operations[*at].line(), why.to_owned())),
            }
        }
        (cases, left_out)
    }

    /// The case of an operation, or why there is none.
    fn case(&mut self, at: usize, senders: &Senders) -> Result<DraftCase, &'static str> {
        let operation = &self.operations[at];
        let Some(success) = Success::of(operation) else {
            return Err("it documents no success, so there is nothing to expect");
        };
        let method = operation.method.as_str().to_owned();
        if !METHODS.contains(&method.as_str()) {
            return Err("a case cannot send this method");
        }
        let mut carried = self.carried(at);
        if !self.belongs(operation, &carried.path) {
            return Err("its requests belong to another operation with the same path");
        }
        let body = self.body(at);
        if let Some(media_type) = body.as_ref().and_then(|body| body.media_type.clone()) {
            carried.headers.push(("Content-Type".to_owned(), media_type.into()));
        }
        let mut notes = std::mem::take(&mut carried.notes);
        notes.extend(body.iter().flat_map(|body| body.notes.clone()));
        let kept = self.things.kept_by(at);
        Ok(DraftCase {
            id: naming::slug(&operation.name()),
            summary: summary(operation),
            notes,
            method,
            carried,
            body,
            sender: senders.name_of(at).to_owned(),
            scopes: credentials::scopes(operation).map(str::to_owned).collect(),
            expect: success.status(),
            captures: kept.map(|kept| (kept.name.clone(), kept.query.clone())).collect(),
        })
    }
}

fn summary(operation: &Operation) -> Option<String> {
    let summary =
        operation.summary.as_deref().map(yaml_text::prose).filter(|text| !text.is_empty());
    if operation.deprecated {
        return Some(
            format!("{} (deprecated)", summary.as_deref().unwrap_or_default()).trim().to_owned(),
        );
    }
    summary
}

/// A value that means itself where `${…}` would be replaced.
fn escaped(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("${", "$${")),
        Value::Array(items) => items.iter().map(escaped).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), escaped(value))).collect()
        }
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests;
