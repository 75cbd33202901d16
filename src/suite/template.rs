//! Reads `${…}` expressions in scalars.

use std::ops::Range;

use super::function_call::{Inside, call};
use super::functions::{Argument, Function};
use super::named_value::Named;
use super::scalar_text::{environment_name, is_name, span_inside};
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::source::{Node, Text};

/// A string that may contain expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The place of the whole scalar in the file.
    pub span: Span,
    /// The parts of the string, in order. Two texts are never adjacent.
    pub parts: Box<[Part]>,
}

/// A part of a [`Template`]: literal text or an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Literal text, with `$${` replaced by `${`.
    Text(String),
    /// An expression `${…}`, which is replaced by its value.
    Expression(Box<Expression>),
}

/// A YAML value whose strings may contain expressions.
#[derive(Debug, Clone)]
pub enum TemplateValue {
    /// A value without any expression.
    Literal(Node),
    /// A string that consists of one expression. The value keeps its type.
    Whole(Box<Expression>),
    /// A string that contains expressions.
    Text(Template),
    /// A list that contains expressions.
    Sequence(Vec<TemplateValue>),
    /// A mapping whose values contain expressions.
    Mapping(Vec<Named<TemplateValue>>),
}

/// The text between `${` and `}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    /// The place of the expression in the file, with its braces.
    pub span: Span,
    /// The value that the expression stands for: a name, an environment variable or a function call.
    pub kind: ExpressionKind,
}

/// The value that an expression stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionKind {
    /// `name`: a variable, a column of the row, or a capture.
    Name(String),
    /// `env.NAME`: an environment variable.
    Environment(String),
    /// `uuid()`: a function of the fixed list.
    Call {
        /// The function that is called.
        function: Function,
        /// The arguments, whose number has been checked.
        arguments: Vec<Argument>,
    },
}

impl Template {
    /// Finds the expressions of a scalar. Faulty expressions are reported and left out.
    pub fn parse(scalar: &Text, sources: &Sources, problems: &mut Vec<Diagnostic>) -> Self {
        let text = scalar.text.as_str();
        let mut parts = Parts::default();
        let mut at = 0;
        while let Some(found) = text[at..].find("${") {
            let open = at + found;
            if open > at && text[..open].ends_with('$') {
                parts.text(&text[at..open - 1]);
                parts.text("${");
                at = open + 2;
                continue;
            }
            parts.text(&text[at..open]);
            let close = closing_brace(text, open + 2);
            let end = close.map_or(text.len(), |close| close + 1);
            let span = span_inside(scalar, open..end, sources);
            let kind = match close {
                Some(close) => expression(open + 2..close, Inside { scalar, sources, span }),
                None => Err(bad_expression(span, "`${` has no closing `}`", "begins here")
                    .help("write `$${` for a literal `${`")
                    .into()),
            };
            match kind {
                Ok(kind) => parts.0.push(Part::Expression(Box::new(Expression { span, kind }))),
                Err(problem) => problems.push(*problem),
            }
            at = end;
        }
        parts.text(&text[at..]);
        Self { span: scalar.span, parts: parts.0.into() }
    }

    /// Returns a template that consists of literal text.
    pub(super) fn of_text(span: Span, text: &str) -> Self {
        let mut parts = Parts::default();
        parts.text(text);
        Self { span, parts: parts.0.into() }
    }

    /// Returns the expression if the scalar consists of one expression.
    pub fn whole(&self) -> Option<&Expression> {
        match &*self.parts {
            [Part::Expression(expression)] => Some(expression),
            _ => None,
        }
    }

    /// Returns the text if it contains no expression.
    pub fn literal(&self) -> Option<&str> {
        match &*self.parts {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }
}

/// Collects parts, and joins adjacent texts.
#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Text(last)) => last.push_str(text),
            _ => {
                // Reserves exactly one part, because nearly every scalar is one text and a suite has many scalars.
                self.0.reserve_exact(1);
                self.0.push(Part::Text(text.to_owned()));
            }
        }
    }
}

/// Returns the offset of the `}` that ends an expression. A `}` in a quoted argument does not end it.
fn closing_brace(text: &str, from: usize) -> Option<usize> {
    let mut arguments = false;
    let mut quote = None;
    for (at, character) in text[from..].char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '(') => arguments = true,
            // Outside the parentheses of a call, a quote is only a character of a faulty name.
            (None, '"' | '\'') if arguments => quote = Some(character),
            (None, '}') => return Some(from + at),
            _ => {}
        }
    }
    None
}

/// Reads the expression in this part of the scalar, between the braces.
fn expression(part: Range<usize>, inside: Inside<'_>) -> Result<ExpressionKind, Box<Diagnostic>> {
    let span = inside.span;
    let text = inside.scalar.text[part.clone()].trim_end();
    let start = part.start + text.len() - text.trim_start().len();
    let text = text.trim_start();
    if text.is_empty() {
        return Err(bad_expression(span, "`${}` is empty", "no expression")
            .help("write `$${` for a literal `${`")
            .into());
    }
    // Before the names, so that `env.` always means the environment.
    if let Some(name) = environment_name(text) {
        return Ok(ExpressionKind::Environment(name.to_owned()));
    }
    if is_name(text) {
        return Ok(ExpressionKind::Name(text.to_owned()));
    }
    if let Some((name, list)) = text.strip_suffix(')').and_then(|call| call.split_once('('))
        && is_name(name.trim())
    {
        let end = start + text.len() - 1;
        let (function, arguments) = call(name.trim(), end - list.len()..end, inside)?;
        return Ok(ExpressionKind::Call { function, arguments });
    }
    Err(not_an_expression(text, span).into())
}

fn not_an_expression(text: &str, span: Span) -> Diagnostic {
    bad_expression(span, format!("`{text}` is not an expression"), "cannot be read").help(
        "an expression is a name, `env.NAME` or a function such as `uuid()`; `$${` is a literal `${`",
    )
}

fn bad_expression(span: Span, message: impl Into<String>, label: &str) -> Diagnostic {
    Diagnostic::error(Code::BAD_EXPRESSION, message).at(span, label)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `written` as the only scalar of a file, whose text is `text`.
    #[track_caller]
    fn check_written(written: &str, text: &str, expected: &[&str]) {
        let mut sources = Sources::new();
        let file = sources.add("suite.yaml", written);
        let end = u32::try_from(written.len()).expect("short");
        let scalar = Text { span: Span { file, start: 0, end }, text: text.to_owned() };
        let mut problems = Vec::new();
        let template = Template::parse(&scalar, &sources, &mut problems);
        let parts = template.parts.iter().map(|part| match part {
            Part::Text(text) => format!("text {text}"),
            Part::Expression(expression) => {
                let Expression { span, kind } = &**expression;
                let kind = match kind {
                    ExpressionKind::Name(name) => format!("name {name}"),
                    ExpressionKind::Environment(name) => format!("env {name}"),
                    ExpressionKind::Call { function, arguments } => {
                        let places = arguments.iter().map(|one| sources.slice(one.span));
                        let places: Vec<&str> = places.collect();
                        format!("call {}({})", function.name(), places.join("|"))
                    }
                };
                format!("{kind} at {}", sources.slice(*span))
            }
        });
        let problems = problems.iter().map(|problem| {
            let label = problem.primary.as_ref().expect("has a place");
            format!("{} at {}", problem.message, sources.slice(label.span))
        });
        let got: Vec<String> = parts.chain(problems).collect();
        assert_eq!(got, expected);
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        check_written(text, text, expected);
    }

    #[test]
    fn a_template_has_texts_and_expressions() {
        check("/v2/${order}/x", &["text /v2/", "name order at ${order}", "text /x"]);
        check("${ env.TOKEN }", &["env TOKEN at ${ env.TOKEN }"]);
        check("${uuid()}${a-b}", &["call uuid() at ${uuid()}", "name a-b at ${a-b}"]);
    }

    #[test]
    fn arguments_are_strings_numbers_and_names_with_their_places() {
        check(
            "ä ${ hmac( env.KEY , 'a, }b' ) }",
            &["text ä ", "call hmac(env.KEY|'a, }b') at ${ hmac( env.KEY , 'a, }b' ) }"],
        );
        check("${random_int(-1, x-y)}", &["call random_int(-1|x-y) at ${random_int(-1, x-y)}"]);
    }

    #[test]
    fn a_doubled_dollar_is_a_literal_dollar() {
        check("$${order} $$${x}", &["text ${order} $${x}"]);
        check("$5 {x} {{x}} $", &["text $5 {x} {{x}} $"]);
    }

    #[test]
    fn a_faulty_expression_is_reported_at_its_place() {
        check("ä ${order", &["text ä ", "`${` has no closing `}` at ${order"]);
        check("${} x", &["text  x", "`${}` is empty at ${}"]);
        check("a${1+1}", &["text a", "`1+1` is not an expression at ${1+1}"]);
        check("${env.A-B}", &["`env.A-B` is not an expression at ${env.A-B}"]);
        check("${uid()}", &["there is no function `uid` at ${uid()}"]);
        check("${uuid('}', 2)}", &["`uuid` takes no arguments, got 2 at '}'"]);
        check("${unix(a, b)}", &["`unix` takes at most 1 argument, got 2 at b"]);
        check("${hmac('k')}", &["`hmac` takes 2 arguments, got 1 at ${hmac('k')}"]);
        check("${hmac('k',)}", &["the arguments of `hmac` cannot be read at ${hmac('k',)}"]);
        check("ä${url( 1+1 )}", &["text ä", "the arguments of `url` cannot be read at 1+1"]);
        check("${url(json(x))}", &["the arguments of `url` cannot be read at json(x)"]);
        check("${url(\"a)}", &["`${` has no closing `}` at ${url(\"a)}"]);
    }

    #[test]
    fn a_place_in_a_quoted_scalar_skips_the_quote() {
        check_written("\"a ${b}\"", "a ${b}", &["text a ", "name b at ${b}"]);
        check_written("'${b}'", "${b}", &["name b at ${b}"]);
    }

    #[test]
    fn the_place_in_a_scalar_with_escapes_is_the_whole_scalar() {
        check_written("\"\\t${b}\"", "\t${b}", &["text \t", "name b at \"\\t${b}\""]);
    }
}
