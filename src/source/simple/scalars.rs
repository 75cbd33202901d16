//! Scalars of one line.

use super::{Reader, Within};
use crate::source::scalar::plain;
use crate::source::{Node, Value};

impl Reader<'_> {
    pub(super) fn scalar(&mut self, within: Within) -> Option<Node> {
        let start = self.at;
        let value = match self.peek()? {
            b'\'' => Value::String(self.single_quoted()?),
            b'"' => Value::String(self.double_quoted()?),
            _ => {
                self.at = self.plain_end(within)?;
                let text = self.text[start..self.at].trim_end_matches(' ');
                self.at = start + text.len();
                plain(text).ok()?
            }
        };
        Some(Node { span: self.span(start, self.at), value })
    }

    fn single_quoted(&mut self) -> Option<String> {
        let mut value = String::new();
        loop {
            let rest = &self.text[self.at + 1..];
            let (piece, _) = rest.split_once('\'').filter(|(piece, _)| !piece.contains('\n'))?;
            value.push_str(piece);
            self.at += piece.len() + 2;
            if self.peek() != Some(b'\'') {
                return Some(value);
            }
            value.push('\'');
        }
    }

    fn double_quoted(&mut self) -> Option<String> {
        let mut value = String::new();
        self.at += 1;
        loop {
            let rest = &self.bytes[self.at..];
            let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
            value.push_str(&self.text[self.at..self.at + end]);
            self.at += end + 1;
            match rest[end] {
                b'"' => return Some(value),
                b'\\' => value.push(match rest.get(end + 1)? {
                    b'"' => '"',
                    b'\\' => '\\',
                    b'/' => '/',
                    b'n' => '\n',
                    b't' => '\t',
                    _ => return None,
                }),
                _ => return None,
            }
            self.at += 1;
        }
    }

    /// Where a plain scalar of one line ends, spaces behind it included.
    fn plain_end(&self, within: Within) -> Option<usize> {
        let is_flow_indicator = |byte: u8| matches!(byte, b',' | b'[' | b']' | b'{' | b'}');
        match self.bytes[self.at] {
            b'-' if self.is_end(self.at + 1) => return None,
            b'-' if is_flow_indicator(self.bytes[self.at + 1]) => return None,
            b'?' | b':' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' => {
                return None;
            }
            byte if is_flow_indicator(byte) => return None,
            _ => {}
        }
        let mut at = self.at;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'\n' => break,
                b'#' if self.bytes[at - 1] == b' ' => break,
                b':' if self.is_end(at + 1) => break,
                b',' | b'[' | b']' | b'{' | b'}' if within == Within::Flow => break,
                // The parser knows more about colons between brackets.
                b':' if within == Within::Flow && is_flow_indicator(self.bytes[at + 1]) => {
                    return None;
                }
                _ => at += 1,
            }
        }
        Some(at)
    }
}
