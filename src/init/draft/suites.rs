//! Drafts all suites of a contract.

use super::case_order;
use super::credentials::DraftCredentials;
use super::dependencies::Dependencies;
use super::draft_case::DraftCase;
use super::drafted_suite::{Draft, DraftOptions, OmittedOperation};
use super::drafting_context::SuiteContext;
use super::naming::{self, UniqueNames};
use super::suite_split::{self, SuiteSplit};
use super::suite_text::SuiteText;
use crate::contract::Contract;

/// Drafts the suites for the operations of a contract.
pub fn draft(contract: &Contract, options: &DraftOptions) -> Draft {
    let api = naming::slug(&options.name);
    let operations = contract.operations();
    let SuiteSplit { subjects, suite_of } = suite_split::split(operations);
    let dependencies = Dependencies::of(operations, suite_of.clone());
    let credentials = DraftCredentials::of(operations, &api);
    let mut draft = Draft { suites: Vec::new(), omitted: Vec::new() };
    let mut suite_names = UniqueNames::default();
    for (suite, subject) in subjects.iter().enumerate() {
        let members = (0..operations.len()).filter(|operation| suite_of[*operation] == suite);
        let members = case_order::order(operations, members.collect(), &dependencies);
        // Each suite has variables of its own, because suites do not share them.
        let mut context = SuiteContext::new(contract, &dependencies, &members, &api);
        let (cases, omitted) = cases(&mut context, &members, &credentials);
        if !cases.is_empty() {
            let name = suite_names.take(if subject.is_empty() { &api } else { subject });
            let is_only = subjects.len() == 1;
            let file = if is_only { format!("{name}.yaml") } else { format!("{api}/{name}.yaml") };
            let title = contract.title();
            let text = SuiteText { options, title, name, file, cases, omitted: &omitted };
            draft.suites.push(text.write(&context, &credentials));
        }
        // Listed even if the suite has no case at all, so that the author learns about every operation.
        draft.omitted.extend(omitted);
    }
    draft
}

/// Drafts the cases of one suite, and lists the operations that get no case.
fn cases(
    context: &mut SuiteContext<'_>,
    members: &[usize],
    credentials: &DraftCredentials,
) -> (Vec<DraftCase>, Vec<OmittedOperation>) {
    let (mut cases, mut omitted) = (Vec::new(), Vec::new());
    let mut ids = UniqueNames::default();
    for operation in members {
        match DraftCase::of(context, *operation, credentials) {
            Ok(mut case) => {
                // Two operations may have equal slugs, and ids are unique in a suite.
                case.id = ids.take(&case.id);
                cases.push(case);
            }
            Err(reason) => omitted.push(OmittedOperation {
                operation: context.operations[*operation].line(),
                reason: reason.to_owned(),
            }),
        }
    }
    (cases, omitted)
}
