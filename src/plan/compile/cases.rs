//! Compiles the expanded cases of a suite one after the other, then inserts the probes derived from them.

use std::collections::BTreeMap;

use crate::plan::compile::case::{CaseClaim, CaseCompiler, CompiledCase};
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::order_facts::CaseDependencies;
use crate::plan::model::case::PlannedCase;
use crate::plan::probes::derive_all::derive_all;
use crate::plan::probes::insert_probes::insert_probes;
use crate::plan::resolve::suite_names::SuiteNames;

/// The compiled cases of a suite, with the names and credentials that were resolved for them.
pub(in crate::plan) struct CompiledCases<'s> {
    pub(in crate::plan) cases: Vec<PlannedCase>,
    /// The facts that decide when each case may start, in the order of the cases.
    pub(in crate::plan) dependencies: Vec<CaseDependencies>,
    pub(in crate::plan) names: SuiteNames<'s>,
    pub(in crate::plan) credentials: Credentials,
}

impl<'s> CompiledCases<'s> {
    /// Creates the result for a suite without cases.
    pub(in crate::plan) fn empty(names: SuiteNames<'s>, credentials: Credentials) -> Self {
        Self { cases: Vec::new(), dependencies: Vec::new(), names, credentials }
    }

    /// Compiles all cases of a suite.
    pub(in crate::plan) fn new(mut case_compiler: CaseCompiler<'s, '_>) -> Self {
        let items = case_compiler.items;
        let probed = case_compiler.names.suite.probes.is_some()
            || items.iter().any(|item| item.case.probes.is_some());
        let mut cases: Vec<PlannedCase> = Vec::with_capacity(items.len());
        let mut dependencies = Vec::with_capacity(items.len());
        // Claims are large. They are kept only for cases that have a replay or probes.
        let mut claims: BTreeMap<usize, CaseClaim<'_>> = BTreeMap::new();
        for (position, item) in items.iter().enumerate() {
            let compiled = match (item.control, item.token_of) {
                (Some(control), _) => {
                    let at = control.position;
                    case_compiler.replay(item, control, &cases[at], &claims[&at])
                }
                (None, Some(credential)) => case_compiler.token(item, credential),
                (None, None) => case_compiler.case(item),
            };
            if let Some(table) = &item.case.large {
                case_compiler.check_rows(item, table.as_ref());
            }
            cases.push(compiled.planned);
            dependencies.push(compiled.dependencies);
            if probed || item.case.replay.is_some() {
                claims.insert(position, compiled.claim);
            }
        }
        let CaseCompiler { layers, offset, mut names, mut credentials, .. } = case_compiler;
        if probed {
            let compiled = cases.into_iter().zip(dependencies).zip(claims.into_values());
            let compiled = compiled.map(|((planned, dependencies), claim)| CompiledCase {
                planned,
                dependencies,
                claim,
            });
            let controls =
                derive_all(items, compiled.collect(), layers, &mut names, &mut credentials);
            (cases, dependencies) = insert_probes(controls, offset);
        }
        Self { cases, dependencies, names, credentials }
    }
}
