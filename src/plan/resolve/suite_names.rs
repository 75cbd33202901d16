//! What `${…}` means in one suite: columns, variables, captures, the environment and functions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bytes::Bytes;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::event::Phase;
use crate::plan::compile::plan::Given;
use crate::plan::compile::shared_files::Brought;
use crate::plan::resolve::functions::CallPlan;
use crate::plan::{Piece, Scalar, SlotId, ValuePlan};
use crate::suite::{
    Expression, ExpressionKind, FUNCTIONS, Part, Row, Suite, Template, TemplateValue,
};

pub(in crate::plan) const UNKNOWN_VARIABLE: Code = Code::UNKNOWN_VARIABLE;
const ROW_CAPTURE: Code = Code::ROW_CAPTURE;
const UNSET_ENVIRONMENT: Code = Code::UNSET_ENVIRONMENT;
const NULL_IN_TEXT: Code = Code::NULL_IN_TEXT;

/// Values shorter than this are no secrets: masking them would make reports unreadable.
const SHORTEST_SECRET: usize = 4;

/// Words in the name of an environment variable that make its value a secret wherever it is used.
const SECRET_WORDS: [&str; 5] = ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "KEY"];

/// The case that captures a value.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Producer {
    /// Position of the case in its suite; `None` for a case of a shared file that the suite uses, which all
    /// its cases require.
    pub(in crate::plan) case: Option<usize>,
    pub(in crate::plan) phase: Phase,
    /// Its id, without a row.
    pub(in crate::plan) id: String,
    pub(in crate::plan) slot: SlotId,
    /// Whether it has a table, so that its captures stay with their row.
    pub(in crate::plan) each: bool,
    pub(in crate::plan) span: Span,
}

/// A captured value that is used.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Use {
    /// Position of the producer in its suite; `None` for one of a shared file.
    pub(in crate::plan) case: Option<usize>,
    pub(in crate::plan) slot: SlotId,
    pub(in crate::plan) name: String,
    pub(in crate::plan) span: Span,
}

/// Where expressions stand: the names they see beside those of the suite, and what they used.
#[derive(Debug)]
pub(in crate::plan) struct Scope<'s> {
    /// The room of what they stand in, and its name: `cases` and an id.
    owner: (&'static str, &'s str),
    row: Option<&'s Row>,
    pub(in crate::plan) calls: usize,
    pub(in crate::plan) uses: Vec<Use>,
}

impl<'s> Scope<'s> {
    /// The scope of a case, a variable or a credential; `owner` seeds its generated values.
    pub(in crate::plan) fn new(owner: (&'static str, &'s str), row: Option<&'s Row>) -> Self {
        Self { owner, row, calls: 0, uses: Vec::new() }
    }

    /// What seeds its generated values.
    pub(in crate::plan) fn owner(&self) -> String {
        let (room, name) = self.owner;
        format!("{room}/{name}")
    }
}

/// What an expression comes to.
pub(in crate::plan) enum Resolved {
    Value(Value),
    Slot(SlotId),
    Call(CallPlan),
}

/// The names of one suite and the problems with them.
pub(in crate::plan) struct Names<'s> {
    pub(in crate::plan) given: &'s Given<'s>,
    pub(in crate::plan) suite: &'s Suite,
    variables: BTreeMap<String, Value>,
    used: BTreeSet<String>,
    pub(in crate::plan) captures: BTreeMap<String, Producer>,
    pub(in crate::plan) secrets: BTreeSet<String>,
    /// Files that were read, so that none is read twice.
    pub(in crate::plan) files: BTreeMap<PathBuf, Bytes>,
    pub(in crate::plan) problems: Vec<Diagnostic>,
}

impl<'s> Names<'s> {
    /// The names of a suite and of what it uses; its own variables are evaluated here, once.
    pub(in crate::plan) fn new(
        given: &'s Given<'s>,
        suite: &'s Suite,
        captures: BTreeMap<String, Producer>,
        brought: &Brought,
    ) -> Self {
        let variables = brought.variables().map(|(name, value)| (name.clone(), value.clone()));
        let mut names = Self {
            given,
            suite,
            variables: variables.collect(),
            used: BTreeSet::new(),
            captures: BTreeMap::new(),
            secrets: BTreeSet::new(),
            files: BTreeMap::new(),
            problems: Vec::new(),
        };
        for variable in &suite.vars {
            let name = &variable.name.text;
            let value = given.variables.get(name).cloned().unwrap_or_else(|| {
                let mut scope = Scope::new(("vars", name), None);
                match names.value(&variable.value, &mut scope) {
                    ValuePlan::Known(value) => value,
                    // Captures are not in scope yet, so this was reported as unknown.
                    _ => Value::Null,
                }
            });
            names.variables.insert(name.clone(), value);
        }
        let brought = brought.captures();
        names.captures = brought.map(|(name, known)| (name.clone(), known.clone())).collect();
        names.captures.extend(captures);
        names
    }

    /// The variables of the suite itself, with their values.
    pub(in crate::plan) fn own_variables(
        &self,
    ) -> impl Iterator<Item = (&'s crate::source::Text, &Value)> {
        let names = self.suite.vars.iter().map(|variable| &variable.name);
        names.filter_map(|name| Some((name, self.variables.get(&name.text)?)))
    }

    pub(in crate::plan) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Keeps a value out of all reports.
    pub(in crate::plan) fn secret(&mut self, value: &str) {
        if value.len() >= SHORTEST_SECRET && self.given.environment.is_some() {
            self.secrets.insert(value.to_owned());
        }
    }

    /// Variables that no expression used.
    pub(in crate::plan) fn unused(&self) -> impl Iterator<Item = &'s crate::source::Text> {
        let names = self.suite.vars.iter().map(|variable| &variable.name);
        names.filter(|name| !self.used.contains(&name.text))
    }

    /// A text; values known before the run are put in.
    pub(in crate::plan) fn scalar(&mut self, template: &Template, scope: &mut Scope<'_>) -> Scalar {
        if let Some(text) = template.literal() {
            return Scalar::Known(text.to_owned());
        }
        known(self.pieces(template, scope)).map_or_else(Scalar::Pieces, Scalar::Known)
    }

    /// A path: its interpolated values stay apart, because they are encoded, unless one is the whole.
    pub(in crate::plan) fn path(&mut self, template: &Template, scope: &mut Scope<'_>) -> Scalar {
        if let Some(text) = template.literal() {
            return Scalar::Known(text.to_owned());
        }
        if template.whole().is_none() {
            self.check_encoded_once(template);
        }
        let pieces = self.pieces(template, scope);
        let encoded = template.whole().is_none()
            && pieces.iter().any(|piece| matches!(piece, Piece::Value(_)));
        if encoded {
            return Scalar::Pieces(pieces);
        }
        known(pieces).map_or_else(Scalar::Pieces, Scalar::Known)
    }

    /// A JSON value; a string that is one whole expression keeps the type of what it names.
    pub(in crate::plan) fn value(
        &mut self,
        value: &TemplateValue,
        scope: &mut Scope<'_>,
    ) -> ValuePlan {
        match value {
            TemplateValue::Literal(node) => ValuePlan::Known(node.to_json()),
            TemplateValue::Whole(expression) => match self.resolve(expression, scope) {
                Resolved::Value(value) => ValuePlan::Known(value),
                Resolved::Slot(slot) => ValuePlan::Slot(slot),
                Resolved::Call(call) => ValuePlan::Call(call),
            },
            TemplateValue::Text(template) => match known(self.pieces(template, scope)) {
                Ok(text) => ValuePlan::Known(Value::String(text)),
                Err(pieces) => ValuePlan::Text(pieces),
            },
            TemplateValue::Sequence(items) => {
                let items: Vec<ValuePlan> =
                    items.iter().map(|item| self.value(item, scope)).collect();
                match items.iter().map(known_value).collect::<Option<Vec<Value>>>() {
                    Some(items) => ValuePlan::Known(Value::Array(items)),
                    None => ValuePlan::Array(items),
                }
            }
            TemplateValue::Mapping(members) => {
                let members: Vec<(String, ValuePlan)> = members
                    .iter()
                    .map(|member| (member.name.text.clone(), self.value(&member.value, scope)))
                    .collect();
                let known: Option<serde_json::Map<String, Value>> = members
                    .iter()
                    .map(|(name, value)| Some((name.clone(), known_value(value)?)))
                    .collect();
                known.map_or(ValuePlan::Object(members), |map| ValuePlan::Known(Value::Object(map)))
            }
        }
    }

    fn pieces(&mut self, template: &Template, scope: &mut Scope<'_>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in &*template.parts {
            pieces.push(match part {
                Part::Text(text) => Piece::Text(text.clone()),
                Part::Expression(expression) => match self.resolve(expression, scope) {
                    Resolved::Slot(slot) => Piece::Slot(slot),
                    Resolved::Call(call) => Piece::Call(call),
                    Resolved::Value(value) => Piece::Value(text_of(&value).unwrap_or_else(|| {
                        let problem =
                            Diagnostic::error(NULL_IN_TEXT, "null cannot stand in a text");
                        self.report(problem.at(expression.span, "this is null"));
                        String::new()
                    })),
                },
            });
        }
        pieces
    }

    fn resolve(&mut self, expression: &Expression, scope: &mut Scope<'_>) -> Resolved {
        match &expression.kind {
            ExpressionKind::Name(name) => self.named(name, expression.span, scope),
            ExpressionKind::Environment(name) => {
                Resolved::Value(Value::String(self.environment(name, expression.span)))
            }
            ExpressionKind::Call { function, arguments } => {
                self.call(*function, arguments, expression.span, scope)
            }
        }
    }

    pub(in crate::plan) fn named(
        &mut self,
        name: &str,
        span: Span,
        scope: &mut Scope<'_>,
    ) -> Resolved {
        let columns = scope.row.map(|row| row.columns.as_slice()).unwrap_or_default();
        if let Some(column) = columns.iter().find(|column| column.name.text == name) {
            return Resolved::Value(column.value.to_json());
        }
        if let Some(value) = self.variables.get(name) {
            self.used.insert(name.to_owned());
            return Resolved::Value(value.clone());
        }
        if let Some(producer) = self.captures.get(name) {
            if producer.each {
                let problem = stays_with_its_row(name, producer, span);
                self.report(problem);
                return Resolved::Value(Value::String(String::new()));
            }
            let (case, slot) = (producer.case, producer.slot);
            scope.uses.push(Use { case, slot, name: name.to_owned(), span });
            return Resolved::Slot(slot);
        }
        let columns = columns.iter().map(|column| column.name.text.as_str());
        let declared = self.variables.keys().chain(self.captures.keys()).map(String::as_str);
        let known: Vec<&str> = columns.chain(declared).collect();
        let mut problem = Diagnostic::error(UNKNOWN_VARIABLE, format!("there is no `{name}`"))
            .at(span, "not a variable, a column or a capture");
        if self.suite.vars.iter().any(|variable| variable.name.text == name) {
            problem = problem.help(format!("declare `{name}` before the variable that uses it"));
        } else if let Some(known) = FUNCTIONS.iter().find(|known| known.name == name) {
            problem = problem.help(format!("to call the function, write {}", known.usage()));
        } else {
            problem = problem.suggest(name, known.iter().copied());
            if problem.help.is_empty() && !known.is_empty() {
                problem = problem.help(format!("the names here are: {}", known.join(", ")));
            } else if problem.help.is_empty() {
                let help = format!(
                    "declare it: `vars: {{ {name}: … }}` in the suite, or `--var {name}=…`"
                );
                problem = problem.help(help);
            }
        }
        self.report(problem);
        Resolved::Value(Value::String(String::new()))
    }

    pub(in crate::plan) fn environment(&mut self, name: &str, span: Span) -> String {
        let Some(environment) = self.given.environment else { return format!("${{env.{name}}}") };
        let Some(value) = environment.get(name).cloned() else {
            let message = format!("the environment variable `{name}` is not set");
            let problem = Diagnostic::error(UNSET_ENVIRONMENT, message)
                .at(span, "used here")
                .help(format!("set it before the run: `export {name}=…`"));
            self.report(problem);
            return String::new();
        };
        let upper = name.to_uppercase();
        if SECRET_WORDS.iter().any(|word| upper.contains(word)) {
            self.secret(&value);
        }
        value
    }
}

/// A value as it stands in a text: a string as it is, anything else as compact JSON; null does not fit.
pub(in crate::plan) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn known_value(value: &ValuePlan) -> Option<Value> {
    match value {
        ValuePlan::Known(value) => Some(value.clone()),
        _ => None,
    }
}

/// The text that pieces make, unless one of them is captured.
fn known(pieces: Vec<Piece>) -> Result<String, Vec<Piece>> {
    let texts: Option<String> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) | Piece::Value(text) => Some(text.as_str()),
            Piece::Slot(_) | Piece::Call(_) => None,
        })
        .collect();
    texts.ok_or(pieces)
}

fn stays_with_its_row(name: &str, producer: &Producer, span: Span) -> Diagnostic {
    let message = format!("`{name}` is captured by `{}`, once for each of its rows", producer.id);
    Diagnostic::error(ROW_CAPTURE, message)
        .at(span, "which row's is not said")
        .related(producer.span, "a capture of a case with `each` stays with its row")
        .help("capture it in a case without `each`")
}
