//! Real files, changed at random places. Most changes are small, so the readers get far into the file.

use proptest::prelude::*;
use proptest::sample::Index;

/// Words that have a meaning for at least one reader, inserted at random places.
const WORDS: &[&str] = &[
    "${",
    "}",
    "${a}",
    "$${",
    "${uuid()}",
    "${env.A}",
    "*a",
    "&a ",
    "<<: ",
    "!!str ",
    "|\n",
    ">-\n",
    "? ",
    "- ",
    ": ",
    "\n",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{2028}",
    "\"",
    "'",
    "{",
    "[",
    "]",
    ",",
    "#",
    "---\n",
    "...\n",
    "null",
    "~",
    "NO",
    "0x1F",
    "1e400",
    "-0",
    "99999999999999999999",
    "true",
    "\\u0000",
    "\\ud800",
    "$.a[?@.b]",
    "$..*",
    "{\"$ref\":\"#\"}",
    "$ref: '#'",
    "(a+)+$",
    "2xx",
    "4XX",
    "default",
    "999",
    "0",
    "\u{0}",
    "é",
    "😀",
    "each: ",
    "probes: all",
    "expect: ",
    "after: ",
    "capture: ",
    "use: ",
    "{}",
    "[]",
    "http://[::1",
    "%",
    "%zz",
];

/// One change to a text.
#[derive(Debug, Clone)]
enum Change {
    Drop(Index, u8),
    Double(Index, u8),
    Move(Index, Index, u8),
    Put(Index, &'static str),
    Byte(Index, u8),
    Nest(Index, u8, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<Index>;
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, length)| Change::Drop(at, length)),
        (at(), any::<u8>()).prop_map(|(at, length)| Change::Double(at, length)),
        (at(), at(), any::<u8>()).prop_map(|(from, to, length)| Change::Move(from, to, length)),
        (at(), prop::sample::select(WORDS)).prop_map(|(at, word)| Change::Put(at, word)),
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (at(), any::<u8>(), prop::sample::select(&["[", "{\"a\":", "{a: ", "- ", "(", "'"][..]))
            .prop_map(|(at, often, word)| Change::Nest(at, often, word)),
    ]
}

/// Generates the bytes of a text with up to eight changes.
pub(crate) fn changed(text: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(change(), 1..8)
        .prop_map(move |changes| changes.iter().fold(text.to_vec(), apply))
}

fn apply(mut text: Vec<u8>, change: &Change) -> Vec<u8> {
    let place = |at: &Index, text: &[u8]| at.index(text.len() + 1);
    let range = |at: &Index, length: u8, text: &[u8]| {
        let start = place(at, text);
        start..text.len().min(start + usize::from(length))
    };
    match change {
        Change::Drop(at, length) => drop(text.drain(range(at, *length, &text))),
        Change::Double(at, length) => {
            let range = range(at, *length, &text);
            let part = text[range.clone()].to_vec();
            text.splice(range.start..range.start, part);
        }
        Change::Move(from, to, length) => {
            let part: Vec<u8> = text.drain(range(from, *length, &text)).collect();
            let to = place(to, &text);
            text.splice(to..to, part);
        }
        Change::Put(at, word) => {
            let at = place(at, &text);
            text.splice(at..at, word.bytes());
        }
        Change::Byte(at, byte) => {
            let at = place(at, &text);
            text.splice(at..at, [*byte]);
        }
        Change::Nest(at, often, word) => {
            let at = place(at, &text);
            text.splice(at..at, word.repeat(usize::from(*often)).into_bytes());
        }
    }
    text
}
