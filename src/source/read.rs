//! Reads YAML text into a tree.

use granit_parser::{Event, Parser, ScalarStyle, Span as Range, StructureStyle, Tag};

use super::builder::{Builder, Built, Shape, Step};
use super::item_stream::ItemStream;
use super::scalar::{NumberFault, plain};
use super::{Budget, Node, Value, syntax_error};
use crate::diagnostic::{Code, Diagnostic, FileId, Span};

const YAML_ALIAS: Code = Code::YAML_ALIAS;
const YAML_DOCUMENTS: Code = Code::YAML_DOCUMENTS;
const YAML_NUMBER: Code = Code::YAML_NUMBER;
const YAML_TAG: Code = Code::YAML_TAG;

/// Reads one YAML 1.2 document that must not have a mistake.
///
/// # Errors
///
/// All problems that [`read_all`] finds.
pub fn read(file: FileId, text: &str, budget: Budget) -> Result<Node, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    match read_all(file, text, budget, &mut problems) {
        Some(node) if problems.is_empty() => Ok(node),
        _ => Err(problems),
    }
}

/// Reads one YAML 1.2 document, and continues after every mistake that leaves the structure clear. So the mistakes
/// in the YAML and in the file format are reported together.
///
/// A duplicate key is reported and dropped. An unknown tag or alias becomes null. A syntax error or an exceeded
/// limit ends reading, and then there is no tree. Every problem is an error.
pub fn read_all(
    file: FileId,
    text: &str,
    budget: Budget,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    read_streaming(file, text, budget, ItemStream::none(), problems)
}

/// Reads as [`read_all`] does, and hands the items of some lists over as soon as each is read. Such a list is empty
/// in the tree.
pub fn read_streaming(
    file: FileId,
    text: &str,
    budget: Budget,
    stream: ItemStream<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    if u32::try_from(text.len()).is_err() || text.len() > budget.bytes {
        let message = format!("the file is larger than {} bytes", budget.bytes);
        let start = Span { file, start: 0, end: 0 };
        problems.push(Diagnostic::error(Code::YAML_BUDGET, message).at(start, ""));
        return None;
    }
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: budget.depth.min(255),
        block_nesting_limit: budget.depth.min(255),
    };
    let mut reader =
        Reader { file, text, builder: Builder::new(budget, stream), anchors: Vec::new() };
    for event in Parser::new_from_str_with_options(text, options) {
        let step = match event {
            Ok((event, range)) => reader.take(event, range),
            Err(error) => {
                let opened = reader.builder.opened_flow();
                reader.builder.halt(syntax_error::problem(&error, text, file, opened))
            }
        };
        if step.is_break() {
            reader.builder.fail();
            problems.append(&mut reader.builder.problems);
            return None;
        }
    }
    problems.append(&mut reader.builder.problems);
    let root = reader.builder.finish();
    if root.is_none() {
        let start = Span { file, start: 0, end: 0 };
        let message = "this file is empty";
        problems.push(Diagnostic::error(Code::YAML_EMPTY, message).at(start, ""));
    }
    root
}

/// The place of an event.
#[derive(Clone, Copy)]
struct EventPlace {
    /// The range as the parser reports it.
    range: Range,
    /// The bytes of the value.
    span: Span,
}

/// Turns events into nodes.
struct Reader<'t, 'i> {
    file: FileId,
    text: &'t str,
    builder: Builder<'i>,
    /// The names of anchors seen so far, for suggestions.
    anchors: Vec<String>,
}

impl Reader<'_, '_> {
    fn take(&mut self, event: Event<'_>, range: Range) -> Step {
        let span = self.span(range);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, tag.as_deref(), EventPlace { range, span });
                self.builder.place(Built::leaf(node), anchor)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.collection_tag("seq", tag.as_deref(), EventPlace { range, span });
                self.builder.open(Shape::sequence(), span, flow(style), anchor)
            }
            Event::MappingStart(style, anchor, tag) => {
                self.collection_tag("map", tag.as_deref(), EventPlace { range, span });
                self.builder.open(Shape::mapping(), span, flow(style), anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => self.builder.close(span),
            Event::Alias(anchor) => self.builder.alias(anchor, span),
            Event::UnresolvedAlias(name) => {
                self.unknown_anchor(&name, span);
                self.builder.place(Built::leaf(Node { span, value: Value::Null }), 0)
            }
            Event::Anchor(_, name) => {
                self.anchors.push(name.into_owned());
                Step::Continue(())
            }
            Event::DocumentStart(..) if self.builder.has_root() => {
                self.builder.halt(second_document(span))
            }
            _ => Step::Continue(()),
        }
    }

    /// Returns the bytes of an event, without the line breaks after a block scalar.
    fn span(&self, range: Range) -> Span {
        let range = range.byte_range().unwrap_or_default();
        let covered = self.text.get(range.clone()).unwrap_or_default();
        let end = range.start + covered.trim_end_matches(['\n', '\r']).len();
        let offset = |at: usize| u32::try_from(at).expect("`read` has checked the file's size");
        Span { file: self.file, start: offset(range.start), end: offset(end) }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        place: EventPlace,
    ) -> Node {
        let value = match tag {
            Some(tag) => self.tagged(text, tag, place),
            None if style == ScalarStyle::Plain => match plain(text) {
                Ok(value) => value,
                Err(fault) => {
                    self.builder.problems.push(bad_number(fault, place.span));
                    Value::Null
                }
            },
            None => Value::String(text.to_owned()),
        };
        Node { span: place.span, value }
    }

    /// Returns the value of a scalar with a tag of the core schema, or with `!`, which means text. Reports other tags.
    fn tagged(&mut self, text: &str, tag: &Tag, place: EventPlace) -> Value {
        let name = match tag.core_suffix() {
            None if is_bare(tag) => "str",
            None | Some("seq" | "map") => {
                self.foreign_tag(tag, place);
                return Value::Null;
            }
            Some(name) => name,
        };
        if name == "str" {
            return Value::String(text.to_owned());
        }
        match (name, plain(text)) {
            ("null", Ok(Value::Null)) => Value::Null,
            ("bool", Ok(Value::Bool(flag))) => Value::Bool(flag),
            ("int", Ok(Value::Number(number))) if !number.is_f64() => Value::Number(number),
            ("float", Ok(Value::Number(number))) => {
                let float = number.as_f64().and_then(serde_json::Number::from_f64);
                float.map_or(Value::Null, Value::Number)
            }
            _ => {
                let message = format!("the value does not fit its tag `{}`", tag.original());
                self.builder.problems.push(Diagnostic::error(YAML_TAG, message).at(place.span, ""));
                Value::Null
            }
        }
    }

    fn collection_tag(&mut self, own: &str, tag: Option<&Tag>, place: EventPlace) {
        if let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema_tag(own) && !is_bare(tag)) {
            self.foreign_tag(tag, place);
        }
    }

    fn foreign_tag(&mut self, tag: &Tag, place: EventPlace) {
        let span = place.range.tag_span().map_or(place.span, |tag| self.span(tag));
        let message = format!("the tag `{}` is not supported", tag.original());
        self.builder.problems.push(
            Diagnostic::error(YAML_TAG, message)
                .at(span, "")
                .help("remove the tag; put the value in quotes if it begins with `!`"),
        );
    }

    fn unknown_anchor(&mut self, name: &str, span: Span) {
        let message = format!("there is no anchor `&{name}` before this alias");
        self.builder.problems.push(
            Diagnostic::error(YAML_ALIAS, message)
                .at(span, "")
                .suggest(name, self.anchors.iter().map(String::as_str))
                .help("put the value in quotes if it begins with `*`"),
        );
    }
}

fn flow(style: StructureStyle) -> bool {
    style == StructureStyle::Flow
}

/// Returns `true` if a tag is `!` alone (YAML 1.2.2, section 6.9.1).
fn is_bare(tag: &Tag) -> bool {
    tag.handle().is_empty() && tag.suffix() == "!"
}

fn bad_number(fault: NumberFault, span: Span) -> Diagnostic {
    let message = match fault {
        NumberFault::NotFinite => "JSON has no infinity and no NaN",
        NumberFault::TooLarge => "the number is too large",
    };
    Diagnostic::error(YAML_NUMBER, message).at(span, "").help("put it in quotes if text is meant")
}

fn second_document(span: Span) -> Diagnostic {
    Diagnostic::error(YAML_DOCUMENTS, "a second document begins here")
        .at(span, "")
        .help("put it in a file of its own")
}

#[cfg(test)]
mod tests;
