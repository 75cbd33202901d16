//! Scalars of one line.

use super::{Reader, Within};
use crate::source::scalar::plain;
use crate::source::{Node, Value};

/// The bytes at which a plain scalar may end.
const STOPS_IN_BLOCKS: [bool; 256] = stops(b"\n#:");
const STOPS_IN_BRACKETS: [bool; 256] = stops(b"\n#:,[]{}");

const fn stops(bytes: &[u8]) -> [bool; 256] {
    let mut stops = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        stops[bytes[at] as usize] = true;
        at += 1;
    }
    stops
}

fn is_flow_indicator(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}

impl Reader<'_, '_, '_> {
    pub(super) fn scalar(&mut self, within: Within) -> Option<Node> {
        let start = self.at;
        let value = match self.peek()? {
            b'\'' => Value::String(self.single_quoted()?),
            b'"' => Value::String(self.double_quoted()?),
            _ => {
                self.at = self.plain_end(within)?;
                while self.at > start && self.bytes[self.at - 1] == b' ' {
                    self.at -= 1;
                }
                plain(&self.text[start..self.at]).ok()?
            }
        };
        Some(Node { span: self.span(start, self.at), value })
    }

    fn single_quoted(&mut self) -> Option<String> {
        let mut value = String::new();
        loop {
            let (rest, begin) = (&self.bytes[self.at + 1..], self.at + 1);
            let end = rest.iter().position(|byte| matches!(byte, b'\'' | b'\n'))?;
            if rest[end] == b'\n' {
                return None;
            }
            value.push_str(&self.text[begin..begin + end]);
            self.at = begin + end + 1;
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
        match self.bytes[self.at] {
            b'-' if self.is_end(self.at + 1) => return None,
            b'-' if is_flow_indicator(self.bytes[self.at + 1]) => return None,
            b'?' | b':' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' => {
                return None;
            }
            byte if is_flow_indicator(byte) => return None,
            _ => {}
        }
        let stops = match within {
            Within::Block => &STOPS_IN_BLOCKS,
            Within::Flow => &STOPS_IN_BRACKETS,
        };
        let mut at = self.at;
        loop {
            let rest = &self.bytes[at..];
            at += rest.iter().position(|byte| stops[usize::from(*byte)]).unwrap_or(rest.len());
            let Some(byte) = self.bytes.get(at) else { break };
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
