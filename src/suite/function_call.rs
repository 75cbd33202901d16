//! Parses function calls in expressions: `hmac(env.KEY, "text")`.

use std::ops::Range;

use super::functions::{Argument, ArgumentKind, FUNCTIONS, Function, Signature};
use super::scalar_text::{environment_name, is_name, span_inside};
use crate::diagnostic::{Code, Diagnostic, Sources, Span, closest};
use crate::source::Text;

const UNKNOWN_FUNCTION: Code = Code::UNKNOWN_FUNCTION;
const BAD_ARGUMENTS: Code = Code::BAD_ARGUMENTS;

/// An expression and the scalar that contains it.
#[derive(Clone, Copy)]
pub(super) struct Inside<'s> {
    pub(super) scalar: &'s Text,
    pub(super) sources: &'s Sources,
    /// The place of the expression in the file, with its braces.
    pub(super) span: Span,
}

impl Inside<'_> {
    fn part(&self, part: Range<usize>) -> Span {
        span_inside(self.scalar, part, self.sources)
    }
}

/// Parses a call; `list` is the range of its arguments in the scalar.
pub(super) fn call(
    name: &str,
    list: Range<usize>,
    inside: Inside<'_>,
) -> Result<(Function, Vec<Argument>), Box<Diagnostic>> {
    let Some(signature) = FUNCTIONS.iter().find(|known| known.name == name) else {
        return Err(unknown(name, inside.span).into());
    };
    let arguments = arguments(list, inside).map_err(|fault| {
        let message = format!("the arguments of `{name}` cannot be read");
        let problem = Diagnostic::error(BAD_ARGUMENTS, message);
        let place = if fault.is_empty() { inside.span } else { inside.part(fault) };
        problem.at(place, "not an argument").help(
            "arguments are quoted strings, numbers and names, with commas between them; \
             the result of another call goes through a variable",
        )
    })?;
    check_count(signature, &arguments, inside.span)?;
    Ok((signature.function, arguments))
}

fn check_count(
    signature: &Signature,
    arguments: &[Argument],
    span: Span,
) -> Result<(), Box<Diagnostic>> {
    let (required, most) = (signature.required, signature.parameters.len());
    if (required..=most).contains(&arguments.len()) {
        return Ok(());
    }
    let takes = match (required, most) {
        (_, 0) => "no arguments".to_owned(),
        (least, most) if least == most => count(most),
        (0, most) => format!("at most {}", count(most)),
        (least, most) => format!("{least} to {}", count(most)),
    };
    let message = format!("`{}` takes {takes}, got {}", signature.name, arguments.len());
    let (place, label) = match arguments.get(most) {
        Some(surplus) => (surplus.span, "too many"),
        None => (span, "too few"),
    };
    let problem = Diagnostic::error(BAD_ARGUMENTS, message).at(place, label);
    Err(problem.help(format!("write {}", signature.usage())).into())
}

fn count(arguments: usize) -> String {
    if arguments == 1 { "1 argument".to_owned() } else { format!("{arguments} arguments") }
}

fn unknown(name: &str, span: Span) -> Diagnostic {
    let names = || FUNCTIONS.iter().map(|known| known.name);
    let problem = Diagnostic::error(UNKNOWN_FUNCTION, format!("there is no function `{name}`"))
        .at(span, "unknown function");
    let help = closest(name, names()).map_or_else(
        || {
            let names: Vec<String> = names().map(|name| format!("`{name}()`")).collect();
            format!("the functions are: {}", names.join(", "))
        },
        |meant| format!("did you mean `{meant}()`?"),
    );
    problem.help(help)
}

/// Returns the arguments of a call. Returns the range of the text that is not an argument as error.
fn arguments(list: Range<usize>, inside: Inside<'_>) -> Result<Vec<Argument>, Range<usize>> {
    let text = &inside.scalar.text[list.clone()];
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let mut arguments = Vec::new();
    for part in separated(text) {
        let written = text[part.clone()].trim();
        let blank = text[part.clone()].len() - text[part.clone()].trim_start().len();
        let start = list.start + part.start + blank;
        let place = start..start + written.len();
        let kind = argument(written).ok_or(place.clone())?;
        arguments.push(Argument { span: inside.part(place), kind });
    }
    Ok(arguments)
}

/// Returns the ranges between commas. A comma in quotes does not separate arguments.
fn separated(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = 0;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, ',') => {
                parts.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(from..text.len());
    parts
}

fn argument(written: &str) -> Option<ArgumentKind> {
    for quote in ['"', '\''] {
        if let Some(rest) = written.strip_prefix(quote) {
            let inner = rest.strip_suffix(quote).filter(|inner| !inner.contains(quote))?;
            return Some(ArgumentKind::Literal(inner.into()));
        }
    }
    if let Some(name) = environment_name(written) {
        return Some(ArgumentKind::Environment(name.to_owned()));
    }
    if is_name(written) {
        return Some(ArgumentKind::Name(written.to_owned()));
    }
    let number: serde_json::Number = written.parse().ok()?;
    Some(ArgumentKind::Literal(number.into()))
}
