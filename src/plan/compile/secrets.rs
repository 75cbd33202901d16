//! Secret values of credentials, written in the suite or read from a file.

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::model::value::Scalar;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::Secret;

/// Resolves a value that no report may show.
pub(in crate::plan) fn secret(
    of: &Secret,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Scalar {
    let value = text(of, names, scope);
    if let Scalar::Known(text) = &value {
        names.secret(text);
        // `FetchedToken abc`: what counts is behind the scheme.
        if let Some((_, rest)) = text.rsplit_once(' ') {
            names.secret(rest);
        }
    }
    value
}

/// Resolves a value that is written in the suite or read from a file.
pub(in crate::plan) fn text(
    of: &Secret,
    names: &mut SuiteNames<'_>,
    scope: &mut ExpressionScope<'_>,
) -> Scalar {
    match of {
        Secret::Text(template) => names.scalar(template, scope),
        // If nothing will be sent, the files of secrets may be missing.
        Secret::File(_) if names.context.environment.is_none() => Scalar::Known(String::new()),
        Secret::File(path) => {
            let line = names.file(path, scope).and_then(|file| {
                let line = only_line(&file.bytes);
                if line.is_none() {
                    let problem = Diagnostic::error(Code::BAD_SECRET, "the file is not one line of text");
                    let help = "a credential's file contains the value and nothing else; a line break at its end is ignored";
                    names.report(problem.at(path.span, "this file").help(help));
                }
                line
            });
            if let Some(line) = &line {
                names.secret(line);
            }
            Scalar::Known(line.unwrap_or_default())
        }
    }
}

/// Returns the only line of a file, without the line break that editors add at its end. Returns `None` if the file
/// is not one line of text.
fn only_line(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    (!line.is_empty() && !line.contains(char::is_control)).then(|| line.to_owned())
}
