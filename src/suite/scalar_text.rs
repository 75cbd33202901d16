//! Names and places inside the text of a scalar.

use std::ops::Range;

use crate::diagnostic::{Sources, Span};
use crate::source::Text;

/// Returns the place of a part of a scalar in its file.
///
/// The place is exact if the scalar is written as it reads, plain or in quotes. Escapes and line breaks shift the
/// text after them, so the place is then that of the whole scalar.
pub(super) fn span_inside(scalar: &Text, part: Range<usize>, sources: &Sources) -> Span {
    let written = sources.slice(scalar.span);
    let quoted = ['"', '\''].iter().find_map(|quote| written.strip_prefix(*quote));
    let offset = match quoted {
        Some(inner) if inner.get(..inner.len() - 1) == Some(&scalar.text) => 1,
        None if written == scalar.text => 0,
        _ => return scalar.span,
    };
    let position = |at: usize| {
        let at = u32::try_from(at + offset).unwrap_or(u32::MAX);
        scalar.span.start.saturating_add(at).min(scalar.span.end)
    };
    Span { file: scalar.span.file, start: position(part.start), end: position(part.end) }
}

/// Returns `true` if an expression can use a name: letters, digits, `_` and `-`, with a letter or `_` first.
pub(super) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Returns the name in `env.NAME`.
pub(super) fn environment_name(text: &str) -> Option<&str> {
    text.strip_prefix("env.").filter(|name| is_name(name) && !name.contains('-'))
}
