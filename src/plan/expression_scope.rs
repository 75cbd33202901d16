//! The names that expressions can use: captures of earlier cases, and everything that shared files provide.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostic::Span;
use crate::event::Phase;
use crate::http::Identity;
use crate::plan::model::credential::CredentialPlan;
use crate::plan::model::host_allow_list::HostAllowList;
use crate::plan::model::plan_index::{CaseIndex, SlotId};
use crate::plan::model::value::CallPlan;
use crate::suite::Row;

/// The case that captures a value.
#[derive(Debug, Clone)]
pub(in crate::plan) struct CaptureProducer {
    /// Position of the case in its suite. `None` for a case of a shared file: every case of a suite that
    /// uses the file requires the file's setup, so no single case has to be named.
    pub(in crate::plan) case: Option<usize>,
    pub(in crate::plan) phase: Phase,
    /// The id of the case as the suite has it.
    pub(in crate::plan) id: String,
    pub(in crate::plan) slot: SlotId,
    /// True if the case has a table. Its captures then differ by row and no other case can use them.
    pub(in crate::plan) each: bool,
    pub(in crate::plan) span: Span,
}

/// One use of a captured value.
#[derive(Debug, Clone)]
pub(in crate::plan) struct CaptureUse {
    /// Position of the producer in its suite; `None` for a producer in a shared file.
    pub(in crate::plan) case: Option<usize>,
    pub(in crate::plan) slot: SlotId,
    pub(in crate::plan) name: String,
    pub(in crate::plan) span: Span,
}

/// The owner of some expressions: the columns that its expressions see, and the captures that they used.
#[derive(Debug)]
pub(in crate::plan) struct ExpressionScope<'s> {
    kind: &'static str,
    name: &'s str,
    pub(in crate::plan) row: Option<&'s Row>,
    /// The number of function calls so far. Each call has its own generated values, which depend on this number.
    pub(in crate::plan) calls: usize,
    pub(in crate::plan) uses: Vec<CaptureUse>,
}

impl<'s> ExpressionScope<'s> {
    /// Creates the scope of a case, optionally for one row of its table.
    pub(in crate::plan) fn of_case(id: &'s str, row: Option<&'s Row>) -> Self {
        Self { kind: "cases", name: id, row, calls: 0, uses: Vec::new() }
    }

    /// Creates the scope of the variable of this name.
    pub(in crate::plan) fn of_variable(name: &'s str) -> Self {
        Self { kind: "vars", ..Self::of_case(name, None) }
    }

    /// Creates the scope of the credential of this name.
    pub(in crate::plan) fn of_credential(name: &'s str) -> Self {
        Self { kind: "credentials", ..Self::of_case(name, None) }
    }

    /// Returns the text that seeds the owner's generated values. A value depends only on the seed, the suite and
    /// the owner, so changes in other parts of the suite do not affect it.
    pub(in crate::plan) fn owner(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

/// The result of resolving an expression.
pub(in crate::plan) enum ResolvedExpression {
    Value(Value),
    Slot(SlotId),
    Call(CallPlan),
}

/// A credential whose expressions are resolved, with the captured values that it uses.
#[derive(Debug, Clone)]
pub(in crate::plan) struct ResolvedCredential {
    pub(in crate::plan) plan: Arc<CredentialPlan>,
    pub(in crate::plan) identity: Option<Arc<Identity>>,
    pub(in crate::plan) uses: Vec<CaptureUse>,
}

/// Everything that a shared file provides, including the exports of the files that it uses itself.
#[derive(Debug, Default, Clone)]
pub(in crate::plan) struct SharedExports {
    /// Variables and captures, which share one name space.
    pub(in crate::plan) names: BTreeMap<String, SharedName>,
    pub(in crate::plan) credentials: BTreeMap<String, SharedCredential>,
    /// Cases that every case of a suite that uses the file requires.
    pub(in crate::plan) setup: BTreeSet<CaseIndex>,
    /// The hosts at which a suite that uses the file may run.
    pub(in crate::plan) allowed_hosts: Vec<HostAllowList>,
}

/// A variable or a capture of a shared file.
#[derive(Debug, Clone)]
pub(in crate::plan) struct SharedName {
    pub(in crate::plan) span: Span,
    pub(in crate::plan) meaning: NameMeaning,
}

/// A credential of a shared file.
#[derive(Debug, Clone)]
pub(in crate::plan) struct SharedCredential {
    pub(in crate::plan) span: Span,
    pub(in crate::plan) credential: ResolvedCredential,
}

/// The meaning of a name in an expression: the value of a variable, or the case that captures the value.
#[derive(Debug, Clone)]
pub(in crate::plan) enum NameMeaning {
    Variable(Value),
    Capture(CaptureProducer),
}

impl NameMeaning {
    /// Returns the kind of the name, to show in messages.
    pub(in crate::plan) fn kind(&self) -> &'static str {
        match self {
            Self::Variable(_) => "a variable",
            Self::Capture(_) => "a capture",
        }
    }
}

impl SharedExports {
    /// Returns the variables.
    pub(in crate::plan) fn variables(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.names.iter().filter_map(|(name, known)| match &known.meaning {
            NameMeaning::Variable(value) => Some((name, value)),
            NameMeaning::Capture(_) => None,
        })
    }

    /// Returns the captures.
    pub(in crate::plan) fn captures(&self) -> impl Iterator<Item = (&String, &CaptureProducer)> {
        self.names.iter().filter_map(|(name, known)| match &known.meaning {
            NameMeaning::Variable(_) => None,
            NameMeaning::Capture(producer) => Some((name, producer)),
        })
    }
}

/// A name that a suite cannot give to anything else.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct TakenName {
    /// The place that defines the name.
    pub(in crate::plan) span: Span,
    /// The kind of the name, for messages: `a variable`.
    pub(in crate::plan) kind: &'static str,
}
