//! Draws diagnostics as text for a terminal.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::wrap::wrap_options;
use super::{Diagnostic, FileId, Label, Severity, Sources, Span};

/// The largest distance, in bytes, between two labels in one snippet.
///
/// Labels further apart get separate snippets, so that a long file is not copied between them.
const MAX_LABEL_DISTANCE: u32 = 16 << 10;

/// Columns before the text of a suggestion: line number, gutter and `= help: `.
const GUTTER: usize = 14;

/// The use of colour in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// ANSI colours.
    Colour,
    /// No colours.
    Plain,
}

/// Draws diagnostics with their source lines, for a terminal of `width` columns.
///
/// The diagnostics are sorted by file and by position in the file. Those without a place come first. A blank
/// line separates them. Control characters in files and messages are replaced by visible symbols, because a
/// terminal would interpret them.
pub fn render(
    problems: &[Diagnostic],
    sources: &Sources,
    palette: Palette,
    width: usize,
) -> String {
    let renderer = renderer(palette, width);
    let mut sorted: Vec<&Diagnostic> = problems.iter().collect();
    // `None` sorts before every place. The sort is stable, so problems at one place keep their order.
    sorted.sort_by_key(|problem| problem.primary.as_ref().map(|label| label.span));
    let mut text = String::new();
    for problem in sorted {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&renderer.render(&[group(problem, sources, width)]));
        text.push('\n');
        text.push_str(&placeless_help(problem, palette));
    }
    text
}

/// Draws an error that has neither a place nor a code, for a terminal of `width` columns.
pub fn render_failure(message: &str, help: Option<&str>, palette: Palette, width: usize) -> String {
    let renderer = renderer(palette, width);
    let title = Level::ERROR.primary_title(visible(message, Breaks::Shown));
    let mut text = renderer.render(&[Group::with_title(title)]);
    text.push('\n');
    if let Some(help) = help {
        text.push_str(&help_line(help, palette));
    }
    text
}

fn renderer(palette: Palette, width: usize) -> Renderer {
    let renderer = match palette {
        Palette::Colour => Renderer::styled(),
        Palette::Plain => Renderer::plain(),
    };
    renderer.term_width(width)
}

/// Returns the numbers of errors and warnings in words: `4 errors and 1 warning`.
pub fn summary(problems: &[Diagnostic]) -> String {
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let errors = counted(count(Severity::Error), "error");
    match count(Severity::Warning) {
        0 => errors,
        warnings if errors.starts_with("0 ") => counted(warnings, "warning"),
        warnings => format!("{errors} and {}", counted(warnings, "warning")),
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn group<'d>(problem: &'d Diagnostic, sources: &'d Sources, width: usize) -> Group<'d> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title =
        level.primary_title(visible(&problem.message, Breaks::Shown)).id(problem.code.as_str());
    let mut group = Group::with_title(title);
    if let Some(primary) = &problem.primary {
        for snippet in snippets(primary, &problem.related, sources) {
            group = group.element(snippet);
        }
    }
    for help in problem.help.iter().filter(|_| problem.primary.is_some()) {
        group = group.element(Level::HELP.message(textwrap::fill(
            &visible(help, Breaks::Kept),
            wrap_options(width.saturating_sub(GUTTER)),
        )));
    }
    group
}

/// Draws the suggestions of a diagnostic without a place, each on its own line.
///
/// The renderer attaches suggestions to the gutter of a snippet, which a diagnostic without a place does not have.
fn placeless_help(problem: &Diagnostic, palette: Palette) -> String {
    let help = problem.help.iter().filter(|_| problem.primary.is_none());
    help.map(|help| help_line(help, palette)).collect()
}

fn help_line(help: &str, palette: Palette) -> String {
    let (bold, end) = match palette {
        Palette::Colour => ("\u{1b}[1m", "\u{1b}[0m"),
        Palette::Plain => ("", ""),
    };
    format!("  = {bold}help{end}: {}\n", visible(help, Breaks::Shown))
}

/// Groups labels into snippets. A label joins a snippet if it is near the snippet's first label.
fn snippets<'d>(
    primary: &'d Label,
    related: &'d [Label],
    sources: &'d Sources,
) -> Vec<Snippet<'d, Annotation<'d>>> {
    // The primary label is first, so its snippet is drawn first.
    let mut groups = vec![vec![(AnnotationKind::Primary, primary)]];
    for label in related {
        let mark = (AnnotationKind::Context, label);
        match groups.iter_mut().find(|group| near(group[0].1.span, label.span)) {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups.into_iter().map(|marks| snippet(marks[0].1.span.file, marks, sources)).collect()
}

fn near(one: Span, other: Span) -> bool {
    one.file == other.file && one.start.abs_diff(other.start) <= MAX_LABEL_DISTANCE
}

/// Draws the lines from the first to the last label. A label is marked only on its first line.
fn snippet<'d>(
    file: FileId,
    marks: Vec<(AnnotationKind, &'d Label)>,
    sources: &'d Sources,
) -> Snippet<'d, Annotation<'d>> {
    let lines = marks.iter().map(|(_, label)| sources.line(file, label.span.start));
    let (first, bytes) = lines
        .reduce(|a, b| (a.0.min(b.0), a.1.start.min(b.1.start)..a.1.end.max(b.1.end)))
        .expect("a file is drawn because it contains a label");
    let text = sources.text(file).get(bytes.clone()).unwrap_or_default();
    let shown = visible(text, Breaks::Kept);
    let annotations = marks.into_iter().map(|(kind, label)| {
        let marked = marked(label.span, sources);
        // Symbols have more bytes than the characters they replace, so offsets are converted to the shown text.
        let start = visible_len(text, marked.start.saturating_sub(bytes.start));
        let end = visible_len(text, marked.end.saturating_sub(bytes.start));
        let annotation = kind.span(start..end);
        if label.text.is_empty() {
            annotation
        } else {
            annotation.label(visible(&label.text, Breaks::Shown))
        }
    });
    let annotations: Vec<Annotation<'d>> = annotations.collect();
    Snippet::source(shown)
        .path(visible(sources.name(file), Breaks::Shown))
        .line_start(first)
        .annotations(annotations)
}

/// Returns the part of a span on its first line.
fn marked(span: Span, sources: &Sources) -> Range<usize> {
    let (_, line) = sources.line(span.file, span.start);
    let start = (span.start as usize).min(line.end);
    start..(span.end as usize).clamp(start, line.end)
}

fn visible_len(text: &str, end: usize) -> usize {
    visible(text.get(..end).unwrap_or(text), Breaks::Kept).len()
}

/// The treatment of line breaks and tabs: kept, or replaced by symbols.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Breaks {
    Kept,
    Shown,
}

/// Replaces control characters and bidirectional controls by symbols.
fn visible(text: &str, breaks: Breaks) -> Cow<'_, str> {
    let kept = |c: char| match c {
        '\n' | '\t' => breaks == Breaks::Kept,
        _ => !is_control(c),
    };
    if text.chars().all(kept) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if kept(c) { c } else { symbol(c) }).collect())
}

/// Returns true for control characters and for characters that change the direction of text (UAX #9).
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// Returns the symbol of a control character (Unicode block Control Pictures), or a replacement character.
fn symbol(c: char) -> char {
    match u32::from(c) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests;
