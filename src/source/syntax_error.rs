//! Turns syntax errors of the YAML parser into diagnostics that tell the author of the file how to repair it.

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::{Code, Diagnostic, FileId, Span};

const YAML_SYNTAX: Code = Code::YAML_SYNTAX;

/// Returns the diagnostic for a syntax error. `opened` is the innermost open bracket.
pub(super) fn problem(
    error: &ScanError,
    text: &str,
    file: FileId,
    opened: Option<Span>,
) -> Diagnostic {
    let span = place(error, text, file);
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return Diagnostic::error(Code::YAML_BUDGET, "too many levels of nesting")
            .at(span, "one level too many");
    }
    let (message, help) = words(error.kind());
    let mut problem = Diagnostic::error(YAML_SYNTAX, message).at(span, "");
    if let Some(opened) = opened.filter(|opened| *opened != span && concerns_brackets(error.kind()))
    {
        problem = problem.related(opened, "opened here");
    }
    if let Some(help) = help {
        problem = problem.help(help);
    }
    let line = line_of(text, span.start as usize);
    if concerns_indentation(error.kind()) {
        let indent = line.len() - line.trim_start().len();
        problem = problem.help(format!("this line is indented by {indent}"));
    }
    if concerns_brackets(error.kind()) && (line.contains("$.") || line.contains("$[")) {
        problem = problem.help("a query with brackets in it needs quotes: \"$.items[0].id\"");
    }
    problem
}

fn line_of(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// Returns the character at which reading stopped. The span is empty at the end of a line or of the file.
fn place(error: &ScanError, text: &str, file: FileId) -> Span {
    let mut at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    if concerns_tabs(error.kind()) {
        at = tab_near(text, at).unwrap_or(at);
    }
    let next = text[at..].chars().next().filter(|next| !matches!(next, '\n' | '\r'));
    let offset = |at: usize| u32::try_from(at).expect("`read` has checked the file's size");
    Span { file, start: offset(at), end: offset(at + next.map_or(0, char::len_utf8)) }
}

/// Returns the place of the tab that caused the error. The parser stops a little before or after it.
fn tab_near(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let lines = text[start..].split_inclusive('\n').take(2).map(str::len).sum::<usize>();
    text[start..start + lines].find('\t').map(|tab| start + tab)
}

fn concerns_tabs(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar
    )
}

fn concerns_indentation(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ExpectedBlockMappingKey
            | ErrorKind::InvalidIndentation
            | ErrorKind::ExpectedBlockSequenceEntry
    )
}

fn concerns_brackets(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::InvalidColonPlacement
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::MisplacedFlowCollectionEnd
            | ErrorKind::MismatchedFlowCollectionEnd { .. }
            | ErrorKind::BlockEntryInFlowCollection
    )
}

/// Returns the message, and a help if the cause is a typical mistake.
fn words(kind: &ErrorKind) -> (String, Option<String>) {
    let (message, help) = match kind {
        kind if concerns_tabs(kind) => {
            ("only spaces are allowed here, not tabs", "indent with spaces")
        }
        ErrorKind::MappingValueNotAllowed => (
            "a `:` is not allowed here, because this cannot be a key",
            "put a value with `: ` in quotes; indent the keys of one mapping alike",
        ),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            ("a key without `:`", "write `key: value`; indent the lines of a longer text")
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => {
            ("this is not a key of the mapping above", "indent the keys of one mapping alike")
        }
        ErrorKind::ExpectedBlockSequenceEntry => (
            "this is not an item of the list above",
            "begin each item with `- `, all indented alike",
        ),
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("the quote is never closed", "close it, or double a `'` inside single quotes")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => {
            ("there is text after the closing quote", "double a `'` inside single quotes")
        }
        ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("there is text after the closing quote", "write `\\\"` for a quote inside the text")
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => (
            "an unknown escape in double quotes",
            "use single quotes, in which a backslash is a backslash",
        ),
        _ => return brackets(kind),
    };
    (message.to_owned(), Some(help.to_owned()))
}

fn brackets(kind: &ErrorKind) -> (String, Option<String>) {
    match kind {
        ErrorKind::UnclosedFlowCollection { open } => {
            let close = if *open == '[' { ']' } else { '}' };
            let help =
                format!("close it with `{close}`, or put a text that begins with it in quotes");
            (format!("`{open}` is never closed"), Some(help))
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{open}` is closed by `{close}`"), None)
        }
        ErrorKind::UnexpectedCharacter { character: '`' } => (
            "no value can begin with a backtick".to_owned(),
            Some("put the value in quotes".to_owned()),
        ),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => (
            format!("the character U+{:04X} must be escaped in YAML", u32::from(*character)),
            Some(format!("write `\\x{:02x}` in double quotes", u32::from(*character))),
        ),
        ErrorKind::UnexpectedCharacter { character } => {
            let help = format!("put a value that begins with `{character}` in quotes");
            (format!("no value can begin with `{character}`"), Some(help))
        }
        ErrorKind::InvalidColonPlacement
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator => {
            let help = "inside brackets, separate by `,` and close what was opened";
            ("a `,` or a closing bracket is missing".to_owned(), Some(help.to_owned()))
        }
        other => (other.to_string(), None),
    }
}
