//! The commonest YAML, read in one pass over its bytes.
//!
//! Suites are long files of short lines: mappings and lists by indentation, scalars on one line, brackets.
//! That much is read here, several times faster than the parser does it. All else that YAML has, such as
//! anchors, tags, scalars of several lines and every mistake, is left to the parser, which then reads the
//! file from its beginning. So both must make the same tree of the same text, and a test holds them to it.

mod scalars;

use super::builder::all_differ;
use super::items::Given;
use super::{Budget, Entry, Mapping, Node, Text, Value};
use crate::diagnostic::{FileId, Span};

/// Levels of nesting that are read here; more are for the parser, which counts them by its own rules.
const DEPTH: usize = 32;

/// Bytes that a key may have here; the parser allows a little more (YAML 1.2.2, section 7.4.2).
const KEY_BYTES: usize = 1000;

/// Reads a document, whose items go where they are wanted; `None` where anything in it is for the parser.
pub(super) fn read(
    file: FileId,
    text: &str,
    budget: Budget,
    given: &mut Given<'_>,
) -> Option<Node> {
    if !is_usual(text) {
        return None;
    }
    let (bytes, most) = (text.as_bytes(), budget.depth.min(DEPTH));
    let (at, line, indent, depth, list) = (0, 0, None, 0, None);
    let mut reader = Reader { file, text, bytes, at, line, indent, depth, most, given, list };
    reader.next_content()?;
    let root = reader.block(reader.indent?)?;
    reader.indent.is_none().then_some(root)
}

/// Whether there are none but printable characters and line feeds, and no space but the one.
fn is_usual(text: &str) -> bool {
    let is_usual_byte = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
    // Of a whole piece at once the processor is told faster than of a byte after the other.
    let is_usual_piece =
        |piece: &[u8]| piece.iter().fold(true, |usual, byte| usual & is_usual_byte(byte));
    if text.as_bytes().chunks(256).all(is_usual_piece) {
        return true;
    }
    text.chars().all(|c| match c {
        ' '..='~' | '\n' => true,
        '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => false,
        _ => !c.is_control() && !c.is_whitespace() && !c.is_ascii(),
    })
}

struct Reader<'t, 'g, 'i> {
    file: FileId,
    text: &'t str,
    bytes: &'t [u8],
    /// Where it stands.
    at: usize,
    /// Where the line begins that it stands in.
    line: usize,
    /// The indentation of the line whose content comes next; `None` at the end of the text.
    indent: Option<usize>,
    depth: usize,
    /// Levels of nesting that are read.
    most: usize,
    /// Where the items go that are not held.
    given: &'g mut Given<'i>,
    /// The key of the document whose value is read, if the items of its list are given away.
    list: Option<&'static str>,
}

/// Where a plain scalar stands (YAML 1.2.2, section 7.3.3).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Block,
    Flow,
}

impl Reader<'_, '_, '_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_spaces(&mut self) -> usize {
        let begin = self.at;
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
        self.at - begin
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let offset = |at: usize| u32::try_from(at).expect("`read_all` has checked the file's size");
        Span { file: self.file, start: offset(start), end: offset(end) }
    }

    /// Ends a line behind its content, and goes to the content of the next.
    fn end_of_line(&mut self) -> Option<()> {
        let spaces = self.skip_spaces();
        match self.peek() {
            None | Some(b'\n') => {}
            Some(b'#') if spaces > 0 => self.skip_comment(),
            Some(_) => return None,
        }
        self.next_content()
    }

    fn skip_comment(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }

    /// Goes to the first line with content, from the beginning or the end of a line.
    fn next_content(&mut self) -> Option<()> {
        loop {
            if self.peek() == Some(b'\n') {
                self.at += 1;
                self.line = self.at;
            }
            let spaces = self.skip_spaces();
            match self.peek() {
                None => self.indent = None,
                Some(b'\n') => continue,
                Some(b'#') => {
                    self.skip_comment();
                    continue;
                }
                Some(_) => {
                    let rest = &self.bytes[self.at..];
                    if spaces == 0 && (rest.starts_with(b"---") || rest.starts_with(b"...")) {
                        return None;
                    }
                    self.indent = Some(spaces);
                }
            }
            return Some(());
        }
    }

    /// Whether a byte ends what stands before it: a space, or the end of the line.
    fn is_end(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), None | Some(b' ' | b'\n'))
    }

    fn is_item(&self) -> bool {
        self.peek() == Some(b'-') && self.is_end(self.at + 1)
    }

    /// Counts a level of nesting while it is read.
    fn deeper(&mut self, level: impl FnOnce(&mut Self) -> Option<Node>) -> Option<Node> {
        self.depth += 1;
        let read = (self.depth <= self.most).then(|| level(self)).flatten();
        self.depth -= 1;
        read
    }

    /// A collection whose parts all begin in this column.
    fn block(&mut self, column: usize) -> Option<Node> {
        self.deeper(|reader| {
            if reader.is_item() { reader.items(column, reader.at) } else { reader.entries(column) }
        })
    }

    fn items(&mut self, column: usize, start: usize) -> Option<Node> {
        let mut items = Vec::new();
        let list = self.gives();
        let mut span = self.span(start, start);
        loop {
            self.at += 1;
            let item = self.item(column)?;
            span.end = item.span.end.max(span.start);
            self.put(item, list, &mut items);
            match self.indent {
                Some(indent) if indent > column => return None,
                Some(indent) if indent == column && self.is_item() => {}
                _ => return Some(Node { span, value: Value::Sequence(items) }),
            }
        }
    }

    /// Notes which key of the document comes, if the items of its list are given away.
    fn comes_to(&mut self, key: &Text) {
        if self.depth == 1 {
            self.list = self.given.wanted(&key.text);
        }
    }

    /// The key of the list that begins here, if its items are given away.
    fn gives(&self) -> Option<&'static str> {
        self.list.filter(|_| self.depth == 2)
    }

    fn put(&mut self, item: Node, list: Option<&'static str>, items: &mut Vec<Node>) {
        match list {
            Some(key) => self.given.give(key, item),
            None => items.push(item),
        }
    }

    /// What stands behind a `-`.
    fn item(&mut self, column: usize) -> Option<Node> {
        self.skip_spaces();
        match self.peek() {
            None | Some(b'\n' | b'#') => self.below(column, false),
            Some(_) if self.is_item() || self.is_key() => self.block(self.at - self.line),
            Some(_) => self.inline(column),
        }
    }

    fn entries(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        let mut entries = Vec::new();
        loop {
            let key = self.key(Within::Block)?;
            self.comes_to(&key);
            let spaces = self.skip_spaces();
            let value = match self.peek() {
                None | Some(b'\n') => self.below(column, true)?,
                Some(b'#') if spaces > 0 => self.below(column, true)?,
                Some(_) => self.inline(column)?,
            };
            entries.push(Entry { key, value });
            match self.indent {
                Some(indent) if indent > column => return None,
                Some(indent) if indent == column => {}
                _ => break,
            }
        }
        let end = entries.last().map_or(start, |last| last.value.span.end as usize);
        Self::mapping(self.span(start, end), entries)
    }

    /// A mapping, if no key stands in it twice.
    fn mapping(span: Span, entries: Vec<Entry>) -> Option<Node> {
        all_differ(&entries).then_some(Node { span, value: Value::Mapping(Mapping { entries }) })
    }

    /// A value that begins in the next line. The items of a list may stand right below the key.
    fn below(&mut self, column: usize, is_value: bool) -> Option<Node> {
        // A comment may follow the `-` or `:` and the spaces that have been skipped.
        if self.peek() == Some(b'#') {
            self.skip_comment();
        }
        self.end_of_line()?;
        let indent = self.indent?;
        if is_value && indent == column && self.is_item() {
            let start = self.behind_the_dash();
            return self.deeper(|reader| reader.items(column, start));
        }
        if indent > column { self.block(indent) } else { None }
    }

    /// Where the content behind a `-` begins, or its line ends: there the parser lets a list begin that is
    /// not indented.
    fn behind_the_dash(&self) -> usize {
        let rest = &self.bytes[self.at + 1..];
        let spaces = rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
        let comment = match rest.get(spaces) {
            Some(b'#') => rest[spaces..].iter().position(|byte| *byte == b'\n'),
            _ => Some(0),
        };
        self.at + 1 + comment.map_or(rest.len(), |comment| spaces + comment)
    }

    /// A value that stands in the line of its key or `-`.
    fn inline(&mut self, column: usize) -> Option<Node> {
        let value = self.value(Within::Block, column)?;
        self.end_of_line()?;
        Some(value)
    }

    fn value(&mut self, within: Within, column: usize) -> Option<Node> {
        match self.peek()? {
            b'{' => self.deeper(|reader| reader.flow_mapping(column)),
            b'[' => self.deeper(|reader| reader.flow_sequence(column)),
            _ => {
                let node = self.scalar(within)?;
                // Such a scalar would be a key.
                let is_key = within == Within::Block && self.peek() == Some(b':');
                (!is_key).then_some(node)
            }
        }
    }

    fn flow_mapping(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        let mut entries = Vec::new();
        self.at += 1;
        loop {
            self.flow_space(column)?;
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Self::mapping(self.span(start, self.at), entries);
            }
            let key = self.key(Within::Flow)?;
            self.skip_spaces();
            let value = self.value(Within::Flow, column)?;
            entries.push(Entry { key, value });
            self.separator(column, b'}')?;
        }
    }

    fn flow_sequence(&mut self, column: usize) -> Option<Node> {
        let start = self.at;
        let mut items = Vec::new();
        let list = self.gives();
        self.at += 1;
        loop {
            self.flow_space(column)?;
            if self.peek() == Some(b']') {
                self.at += 1;
                let span = self.span(start, self.at);
                return Some(Node { span, value: Value::Sequence(items) });
            }
            let item = self.value(Within::Flow, column)?;
            self.put(item, list, &mut items);
            self.separator(column, b']')?;
        }
    }

    /// A comma, or the bracket that closes, which is left.
    fn separator(&mut self, column: usize, closing: u8) -> Option<()> {
        self.flow_space(column)?;
        match self.peek()? {
            b',' => self.at += 1,
            byte if byte == closing => {}
            _ => return None,
        }
        Some(())
    }

    /// Spaces between brackets, and line breaks if the next line is indented by more than `column`.
    fn flow_space(&mut self, column: usize) -> Option<()> {
        self.skip_spaces();
        if self.peek() == Some(b'\n') {
            self.next_content()?;
            return self.indent.is_some_and(|indent| indent > column).then_some(());
        }
        Some(())
    }

    /// Whether a key stands here, up to the `:` behind it.
    fn is_key(&self) -> bool {
        let rest = &self.bytes[self.at..];
        let rest = &rest[..rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())];
        let is_colon =
            |at: usize| rest[at] == b':' && matches!(rest.get(at + 1), None | Some(b' '));
        match rest[0] {
            // Where the quotes end is found out when the key is read, and then it is one or beyond this.
            b'"' | b'\'' => (1..rest.len()).any(|at| is_colon(at) && rest[at - 1] == rest[0]),
            b'{' | b'[' => false,
            _ => {
                let comment = (1..rest.len()).find(|at| rest[*at] == b'#' && rest[at - 1] == b' ');
                (0..comment.unwrap_or(rest.len())).any(is_colon)
            }
        }
    }

    /// A key with the `:` behind it.
    fn key(&mut self, within: Within) -> Option<Text> {
        let start = self.at;
        let Node { span, value } = self.scalar(within)?;
        let text = match value {
            Value::String(text) => text,
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => return None,
        };
        if self.at - start > KEY_BYTES || text == "<<" {
            return None;
        }
        self.skip_spaces();
        let is_key = self.peek() == Some(b':') && self.is_end(self.at + 1);
        self.at += 1;
        is_key.then_some(Text { span, text })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Sources;
    use crate::source::read::parsed;

    /// What this and the parser make of a text.
    fn both(text: &str) -> (Option<Node>, Option<Node>) {
        let file = Sources::new().add("a.yaml", text);
        let mut problems = Vec::new();
        let by_parser = parsed(file, text, Budget::default(), &mut problems);
        let simple = read(file, text, Budget::default(), &mut Given::none());
        (simple, by_parser.filter(|_| problems.is_empty()))
    }

    /// It is read here, as the parser reads it.
    #[track_caller]
    fn check(text: &str) {
        let (simple, by_parser) = both(text);
        assert!(simple.is_some(), "it is left to the parser: {text}");
        assert_eq!(simple, by_parser, "{text}");
    }

    /// It is left to the parser.
    #[track_caller]
    fn leave(text: &str) {
        assert_eq!(both(text).0, None, "{text}");
    }

    #[test]
    fn blocks_and_lists_are_read() {
        check("a: 1\nb:\n  c: x y # why\n  d:\n  - 1\n  - e: 2\n    f: 3\n# end\n");
        check("- a\n-\n  - b\n- - c\n  - d:\n      e: true\n- f : g");
        check("\n# first\n\na:\n\n    b: ~\n\nc: 1.5\n\n");
        check("$.details[0].issue: a:b\n'a b': c#d\n\"é\": ü\n");
    }

    #[test]
    fn quotes_are_read() {
        check("a: 'it''s'\nb: \"say \\\"no\\\"\\n\" # c\n'c': ''\n\"d\": \"\"\n");
        check("- 'a: b'\n- \"a: b\"\n- 'a': 'b'\n");
    }

    #[test]
    fn brackets_are_read_over_several_lines_too() {
        check("a: { b: 1, c: [x, 'y', { d: e }], f: {}, g: [] }\n");
        check("a: [ 1, 2,\n  3,\n ]\nb: {\n  c: d,\n\n  e: f\n  }\n");
        check("- [[a, b], [c]]\n- { x: \"y\" }\n");
    }

    #[test]
    fn whatever_is_unusual_is_left_to_the_parser() {
        for text in
            ["", "# nothing\n", "a\n", "'a'\n", "{a: 1}\n", "a:\n", "a:\nb: 1\n", "- \n- a\n"]
        {
            leave(text);
        }
        for text in
            ["a: &x 1\n", "a: *x\n", "a: !!str 1\n", "a: |\n  b\n", "a: >\n  b\n", "? a\n: b\n"]
        {
            leave(text);
        }
        for text in [
            "---\na: 1\n",
            "a: 1\n...\n",
            "%YAML 1.2\n---\na: 1\n",
            "a: 1\r\n",
            "a:\t1\n",
            "\u{feff}a: 1\n",
        ] {
            leave(text);
        }
        for text in [
            "a: b\n  c\n",
            "a: 'b\n  c'\n",
            "a: [b,\nc]\n",
            "<<: { a: 1 }\n",
            "a: .inf\n",
            "a: \"\\x41\"\n",
        ] {
            leave(text);
        }
    }

    #[test]
    fn mistakes_are_left_to_the_parser() {
        for text in [
            "a: b: c\n",
            "a: 1\n b: 2\n",
            "a: 1\na: 2\n",
            "a: [b\n",
            "a: 'b\n",
            "a: - b\n",
            "a: {b: 1}}\n",
        ] {
            leave(text);
        }
        leave(&format!("a: {}{}\n", "[".repeat(40), "]".repeat(40)));
    }

    /// Lines that may stand in any order, so that most texts are almost YAML.
    fn lines() -> impl Strategy<Value = String> {
        let words = [
            "a", "b c", "'d'", "\"e\"", "1", "~", "{ f: g }", "[h, i]", "x: y", "#z", "-", "a:b",
            "[", "}", "k#", "''", "- q", ",", "",
        ];
        let word = prop::sample::select(words.to_vec());
        let joint = prop::sample::select(vec![": ", ":", " ", " # ", "", ", "]);
        let line = (
            (0_usize..4),
            prop::sample::select(vec!["", "- ", "-", "- - "]),
            word.clone(),
            joint,
            word,
        )
            .prop_map(|(indent, dash, one, joint, other)| {
                format!("{}{dash}{one}{joint}{other}", "  ".repeat(indent))
            });
        prop::collection::vec(line, 0..6).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_read_here_is_what_the_parser_reads(text in lines()) {
            let (simple, by_parser) = both(&text);
            if simple.is_some() {
                prop_assert_eq!(simple, by_parser, "{}", text);
            }
        }

        #[test]
        fn no_text_is_read_otherwise_than_by_the_parser(text in "[a1:\\-#'\",\\[\\]{}\\\\ \n]{0,24}") {
            let (simple, by_parser) = both(&text);
            if simple.is_some() {
                prop_assert_eq!(simple, by_parser, "{}", text);
            }
        }
    }
}
