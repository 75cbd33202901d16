//! The meaning of `${…}` in one suite: columns, variables, captures, the environment and functions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use bytes::Bytes;
use serde_json::Value;

use super::expansion_budget::{Charge, ExpansionBudget, MOST_BYTES};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::expression_scope::{
    CaptureProducer, CaptureUse, ExpressionScope, ResolvedExpression, SharedExports,
};
use crate::plan::inputs::CompileContext;
use crate::plan::model::plan_index::SlotId;
use crate::plan::model::value::{Piece, Scalar, ValuePlan};
use crate::plan::value_text::text_of;
use crate::source::Text;
use crate::suite::{Expression, ExpressionKind, FUNCTIONS, Part, Suite, Template, TemplateValue};

/// Values shorter than this are not masked: masking them would make reports unreadable.
const SHORTEST_SECRET: usize = 4;

/// Values of the environment that are shorter are masked only if the name says that they are secret: masking `8080` or
/// `eu` everywhere would make reports unreadable.
const SHORTEST_UNNAMED: usize = 8;

/// An environment variable whose name contains one of these words is a secret even if its value is short.
const SECRET_WORDS: [&str; 5] = ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "KEY"];

/// The names of one suite, and the problems that were found while resolving them.
pub(in crate::plan) struct SuiteNames<'s> {
    pub(in crate::plan) context: &'s CompileContext<'s>,
    pub(in crate::plan) suite: &'s Suite,
    variables: BTreeMap<String, Value>,
    used: BTreeSet<String>,
    pub(in crate::plan) captures: BTreeMap<String, CaptureProducer>,
    pub(in crate::plan) secrets: BTreeSet<String>,
    /// Captures that cases send in `Authorization` or `Cookie`.
    pub(in crate::plan) secret_slots: BTreeSet<SlotId>,
    /// The files that were read so far, because cases often send the same file.
    pub(in crate::plan) files: BTreeMap<PathBuf, Bytes>,
    pub(in crate::plan) problems: Vec<Diagnostic>,
    pub(in crate::plan) budget: ExpansionBudget,
}

impl<'s> SuiteNames<'s> {
    /// Creates the names of a suite and of the shared files that it uses. The suite's own variables are evaluated
    /// here, once, so that every use of a generated value has the same value.
    pub(in crate::plan) fn new(
        context: &'s CompileContext<'s>,
        suite: &'s Suite,
        captures: BTreeMap<String, CaptureProducer>,
        imports: &SharedExports,
    ) -> Self {
        let variables = imports.variables().map(|(name, value)| (name.clone(), value.clone()));
        let mut names = Self {
            context,
            suite,
            variables: variables.collect(),
            used: BTreeSet::new(),
            captures: BTreeMap::new(),
            secrets: BTreeSet::new(),
            secret_slots: BTreeSet::new(),
            files: BTreeMap::new(),
            problems: Vec::new(),
            budget: ExpansionBudget::new(),
        };
        for variable in &suite.vars {
            let name = &variable.name.text;
            // A value from the command line replaces the expression of the suite, which is then not evaluated.
            let value = context.variables.get(name).cloned().unwrap_or_else(|| {
                let mut scope = ExpressionScope::of_variable(name);
                match names.value(&variable.value, &mut scope) {
                    ValuePlan::Known(value) => value,
                    // Captures are not in scope yet, so this use was reported as unknown.
                    _ => Value::Null,
                }
            });
            names.variables.insert(name.clone(), value);
        }
        // Added after the variables are evaluated, because no response is known at that time.
        let imported = imports.captures();
        names.captures = imported.map(|(name, known)| (name.clone(), known.clone())).collect();
        names.captures.extend(captures);
        names
    }

    /// Returns the suite's own variables with their values.
    pub(in crate::plan) fn own_variables(&self) -> impl Iterator<Item = (&'s Text, &Value)> {
        let names = self.suite.vars.iter().map(|variable| &variable.name);
        names.filter_map(|name| Some((name, self.variables.get(&name.text)?)))
    }

    /// Adds a problem.
    pub(in crate::plan) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Adds a value that no report may show.
    pub(in crate::plan) fn secret(&mut self, value: &str) {
        // Without the environment nothing is sent, and the value may be a placeholder.
        if value.len() >= SHORTEST_SECRET && self.context.environment.is_some() {
            self.secrets.insert(value.to_owned());
        }
    }

    /// Returns the suite's own variables that no expression uses.
    pub(in crate::plan) fn unused(&self) -> impl Iterator<Item = &'s Text> {
        let names = self.suite.vars.iter().map(|variable| &variable.name);
        names.filter(|name| !self.used.contains(&name.text))
    }

    /// Resolves the expressions of a text.
    pub(in crate::plan) fn scalar(
        &mut self,
        template: &Template,
        scope: &mut ExpressionScope<'_>,
    ) -> Scalar {
        if let Some(text) = template.literal() {
            return Scalar::Known(text.to_owned());
        }
        known(self.pieces(template, scope)).map_or_else(Scalar::Pieces, Scalar::Known)
    }

    /// Resolves a path. Interpolated values stay separate pieces because each is percent-encoded as one
    /// segment; a path that is one whole expression is used as it is.
    pub(in crate::plan) fn path(
        &mut self,
        template: &Template,
        scope: &mut ExpressionScope<'_>,
    ) -> Scalar {
        if let Some(text) = template.literal() {
            return Scalar::Known(text.to_owned());
        }
        // A path that is one whole expression is not encoded, so `url()` makes sense there.
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

    /// Resolves a JSON value. A string that is one whole expression gets the type of its value.
    pub(in crate::plan) fn value(
        &mut self,
        value: &TemplateValue,
        scope: &mut ExpressionScope<'_>,
    ) -> ValuePlan {
        match value {
            TemplateValue::Literal(node) => ValuePlan::Known(node.to_json()),
            TemplateValue::Whole(expression) => match self.resolve(expression, scope) {
                ResolvedExpression::Value(value) => ValuePlan::Known(value),
                ResolvedExpression::Slot(slot) => ValuePlan::Slot(slot),
                ResolvedExpression::Call(call) => ValuePlan::Call(call),
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

    /// Resolves the parts of a text one by one. Reports null values, which cannot be part of a text.
    fn pieces(&mut self, template: &Template, scope: &mut ExpressionScope<'_>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in &*template.parts {
            pieces.push(match part {
                Part::Text(text) => Piece::Text(text.clone()),
                Part::Expression(expression) => match self.resolve(expression, scope) {
                    ResolvedExpression::Slot(slot) => Piece::Slot(slot),
                    ResolvedExpression::Call(call) => Piece::Call(call),
                    ResolvedExpression::Value(value) => {
                        Piece::Value(text_of(&value).unwrap_or_else(|| {
                            let problem = Diagnostic::error(
                                Code::NULL_IN_TEXT,
                                "null cannot be part of a text",
                            );
                            self.report(problem.at(expression.span, "this is null"));
                            String::new()
                        }))
                    }
                },
            });
        }
        pieces
    }

    /// Resolves an expression: a name, an environment variable or a function call.
    fn resolve(
        &mut self,
        expression: &Expression,
        scope: &mut ExpressionScope<'_>,
    ) -> ResolvedExpression {
        let resolved = match &expression.kind {
            ExpressionKind::Name(name) => self.named(name, expression.span, scope),
            ExpressionKind::Environment(name) => {
                ResolvedExpression::Value(Value::String(self.environment(name, expression.span)))
            }
            ExpressionKind::Call { function, arguments } => {
                self.call(*function, arguments, expression.span, scope)
            }
        };
        self.within_budget(resolved, expression.span)
    }

    /// Replaces a value that exceeds the budget of the suite with an empty text, and reports it.
    pub(in crate::plan) fn within_budget(
        &mut self,
        resolved: ResolvedExpression,
        span: Span,
    ) -> ResolvedExpression {
        let ResolvedExpression::Value(value) = &resolved else { return resolved };
        match self.budget.charge(value) {
            Charge::Fits => return resolved,
            Charge::Reported => {}
            Charge::TooLarge => {
                let limit = MOST_BYTES >> 20;
                let message = format!("the expressions of this suite insert more than {limit} MiB");
                let problem = Diagnostic::error(Code::EXPANSION_BUDGET, message)
                    .at(span, "one value too many")
                    .help("shorten the variable, or send large content with `file`");
                self.report(problem);
            }
        }
        ResolvedExpression::Value(Value::String(String::new()))
    }

    /// Resolves a name: a column first, then a variable, then a capture.
    pub(in crate::plan) fn named(
        &mut self,
        name: &str,
        span: Span,
        scope: &mut ExpressionScope<'_>,
    ) -> ResolvedExpression {
        let columns = scope.row.map(|row| row.columns.as_slice()).unwrap_or_default();
        if let Some(column) = columns.iter().find(|column| column.name.text == name) {
            return ResolvedExpression::Value(column.value.to_json());
        }
        if let Some(value) = self.variables.get(name) {
            self.used.insert(name.to_owned());
            return ResolvedExpression::Value(value.clone());
        }
        if let Some(producer) = self.captures.get(name) {
            if producer.each {
                let problem = stays_with_its_row(name, producer, span);
                self.report(problem);
                return ResolvedExpression::Value(Value::String(String::new()));
            }
            let (case, slot) = (producer.case, producer.slot);
            scope.uses.push(CaptureUse { case, slot, name: name.to_owned(), span });
            return ResolvedExpression::Slot(slot);
        }
        let columns = columns.iter().map(|column| column.name.text.as_str());
        let declared = self.variables.keys().chain(self.captures.keys()).map(String::as_str);
        let known: Vec<&str> = columns.chain(declared).collect();
        let mut problem =
            Diagnostic::error(Code::UNKNOWN_VARIABLE, format!("there is no `{name}`"))
                .at(span, "not a variable, a column or a capture");
        // Variables are evaluated in the order of the file, so a later one is still unknown.
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
        ResolvedExpression::Value(Value::String(String::new()))
    }

    /// Returns the value of an environment variable. If nothing will be sent, returns the expression itself.
    pub(in crate::plan) fn environment(&mut self, name: &str, span: Span) -> String {
        let Some(environment) = self.context.environment else { return format!("${{env.{name}}}") };
        let Some(value) = environment.get(name).cloned() else {
            let message = format!("the environment variable `{name}` is not set");
            let problem = Diagnostic::error(Code::UNSET_ENVIRONMENT, message)
                .at(span, "used here")
                .help(format!("set it before the run: `export {name}=…`"));
            self.report(problem);
            return String::new();
        };
        if self.is_secret(name, &value) {
            self.secret(&value);
        }
        value
    }

    /// Returns true if an environment variable is a secret wherever it is used: every variable, unless `public` lists
    /// it or the value is short.
    fn is_secret(&self, name: &str, value: &str) -> bool {
        let is_public = self.suite.public.iter().any(|public| public.text == name);
        let upper = name.to_uppercase();
        let is_named = || SECRET_WORDS.iter().any(|word| upper.contains(word));
        !is_public && (value.len() >= SHORTEST_UNNAMED || is_named())
    }
}

fn known_value(value: &ValuePlan) -> Option<Value> {
    match value {
        ValuePlan::Known(value) => Some(value.clone()),
        _ => None,
    }
}

/// Returns the joined text of these pieces. Returns the pieces as error if one of them is captured.
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

fn stays_with_its_row(name: &str, producer: &CaptureProducer, span: Span) -> Diagnostic {
    let message = format!("`{name}` is captured by `{}`, once for each of its rows", producer.id);
    Diagnostic::error(Code::ROW_CAPTURE, message)
        .at(span, "the row is not specified")
        .related(producer.span, "captures of a case with `each` differ by row")
        .help("capture it in a case without `each`")
}
