//! The known secrets of a run, and the search for them in a text.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use super::decoded::{Decoded, decoded, without_split_escape};
use super::encoded_forms::forms;
use super::nested_escapes::{Flat, flattened};

/// The minimum length in bytes of a secret that is masked. A shorter one would mask half of every text.
const SHORTEST: usize = 4;

/// The number of secrets that are learned from the exchanges of one run.
const MOST: usize = 10_000;

/// The mark at the end of a shortened value.
const CUT: char = '…';

/// The minimum length in bytes of the beginning of a secret that is masked in a shortened value.
const SHORTEST_CUT: usize = 8;

/// The number of forms up to which each form is searched for separately.
const FEW: usize = 24;

/// The text length in bytes from which separate searches are faster than the automaton.
const LONG: usize = 128;

/// The factor by which repeated escaping can lengthen a form.
const NESTED: usize = 4;

/// The secrets that are known at the moment.
#[derive(Default)]
pub(super) struct Known {
    secrets: BTreeSet<String>,
    /// Each layer has at least as many secrets as the next one, so that adding secrets one by one stays cheap:
    /// small layers are rebuilt often, large layers rarely.
    layers: Vec<Layer>,
}

struct Layer {
    secrets: Vec<String>,
    forms: Vec<String>,
    /// Finds all forms, including the forms without the characters of repeated escaping.
    automaton: AhoCorasick,
    /// A searcher for each form. Empty if there are more than [`FEW`] forms.
    few: Vec<Finder<'static>>,
    longest: usize,
    shortest: usize,
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secrets", self.secrets.len())
    }
}

impl Known {
    /// Adds secrets. Secrets that are too short or already known are ignored.
    pub(super) fn learn(&mut self, secrets: Vec<String>) {
        let mut secrets: Vec<String> = secrets
            .into_iter()
            .filter(|secret| secret.len() >= SHORTEST && self.secrets.insert(secret.clone()))
            .collect();
        if secrets.is_empty() {
            return;
        }
        while let Some(last) = self.layers.pop_if(|last| last.secrets.len() <= secrets.len()) {
            secrets.extend(last.secrets);
        }
        self.layers.push(Layer::new(secrets));
    }

    /// Returns true if one of these secrets is unknown and can still be learned.
    ///
    /// After [`MOST`] secrets nothing more is learned. Transcripts still mask members and fields by their names.
    pub(super) fn lacks(&self, secrets: &[String]) -> bool {
        self.secrets.len() < MOST && secrets.iter().any(|secret| !self.secrets.contains(secret))
    }

    /// Returns the length in bytes of the longest form of a secret, with room for three more levels of escaping.
    pub(super) fn longest(&self) -> usize {
        self.layers.iter().map(|layer| NESTED * layer.longest).max().unwrap_or(0)
    }

    /// Returns the ranges of secrets in a text, in order and without overlaps.
    pub(super) fn find(&self, text: impl AsRef<[u8]>) -> Vec<Range<usize>> {
        let text = text.as_ref();
        let mut ranges = Vec::new();
        // Most header fields are shorter than every form, so no search is needed.
        if self.layers.iter().all(|layer| text.len() < layer.shortest) {
            return ranges;
        }
        for layer in &self.layers {
            ranges.extend(layer.found(text));
        }
        if let Some(flat) = Flat::of(text) {
            for layer in &self.layers {
                ranges.extend(layer.found(flat.bytes()).map(|found| flat.place(&found)));
            }
        }
        if let Some(decoded) = Decoded::of(text) {
            for layer in &self.layers {
                ranges.extend(layer.found(decoded.bytes()).map(|found| decoded.place(&found)));
            }
        }
        if ranges.is_empty() { ranges } else { merged(ranges) }
    }

    /// Returns the ranges of beginnings of secrets before the mark of a shortened value.
    pub(super) fn find_cut(&self, text: &str) -> Vec<Range<usize>> {
        let marks = text.match_indices(CUT);
        marks
            .filter_map(|(end, _)| {
                // The cut can split an escape, so a partial `%2` or `\u00` is ignored.
                let text = &text[..end];
                let whole = text.trim_end_matches('2').trim_end_matches('%');
                let texts = [text, whole, without_split_escape(text)];
                let starts = texts.into_iter().filter_map(|text| self.start(text));
                starts.min().map(|start| start..end)
            })
            .collect()
    }

    /// Returns the offset of the beginning of a secret at the end of a text, escaped any number of times.
    fn start(&self, text: &str) -> Option<usize> {
        let plain = self.shown(text.as_bytes()).map(|length| text.len() - length);
        let nested = Flat::of(text.as_bytes()).and_then(|flat| {
            let end = flat.bytes().len();
            Some(flat.place(&(end - self.shown(flat.bytes())?..end)).start)
        });
        let decoded = Decoded::of(text.as_bytes()).and_then(|decoded| {
            let end = decoded.bytes().len();
            Some(decoded.place(&(end - self.shown(decoded.bytes())?..end)).start)
        });
        plain.into_iter().chain(nested).chain(decoded).min()
    }

    /// Returns the number of bytes of a secret at the end of a text.
    fn shown(&self, text: &[u8]) -> Option<usize> {
        let forms = self.layers.iter().flat_map(|layer| &layer.forms);
        forms.filter_map(|form| shown(form.as_bytes(), text)).max()
    }
}

/// Returns the number of bytes of one form of a secret at the end of a text.
fn shown(form: &[u8], text: &[u8]) -> Option<usize> {
    let longest = form.len().min(text.len());
    let mut lengths = (SHORTEST_CUT..=longest).rev();
    lengths.find(|&length| text.ends_with(&form[..length]))
}

impl Layer {
    /// Returns the ranges of all forms in a text. The ranges can overlap.
    fn found(&self, text: &[u8]) -> impl Iterator<Item = Range<usize>> {
        // Most texts contain no secret, and a search that stops at the first match settles that cheaply.
        let any = self.has(text).then(|| self.automaton.find_overlapping_iter(text));
        any.into_iter().flatten().map(|found| found.range())
    }

    /// Returns true if the text contains any form.
    ///
    /// In a long text, a few vectorized searches are many times faster than the automaton, which reads every byte.
    fn has(&self, text: &[u8]) -> bool {
        if text.len() < LONG || self.few.is_empty() {
            return self.automaton.is_match(text);
        }
        self.few.iter().any(|form| form.find(text).is_some())
    }

    fn new(secrets: Vec<String>) -> Self {
        let mut every: BTreeSet<String> = secrets.iter().flat_map(|secret| forms(secret)).collect();
        let longest = every.iter().map(String::len).max().unwrap_or(0);
        let flat: Vec<String> = every.iter().filter_map(|form| flattened(form)).collect();
        every.extend(flat.into_iter().filter(|form| form.len() >= SHORTEST));
        // Escapes in the secret itself are decoded too if the text is.
        let decoded = secrets.iter().filter_map(|secret| decoded(secret));
        every.extend(decoded.filter(|form| form.len() >= SHORTEST));
        let shortest = every.iter().map(String::len).min().unwrap_or(usize::MAX);
        let automaton =
            AhoCorasick::new(&every).expect("secrets are far from the automaton's bounds");
        let forms: Vec<String> = every.into_iter().collect();
        let few = if forms.len() <= FEW { &forms[..] } else { &[] };
        let few = few.iter().map(|form| Finder::new(form).into_owned()).collect();
        Self { secrets, forms, automaton, few, longest, shortest }
    }
}

/// Sorts the ranges and joins overlapping ones.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(secrets: &[&str]) -> Known {
        let mut known = Known::default();
        known.learn(secrets.iter().map(|secret| (*secret).to_owned()).collect());
        known
    }

    #[test]
    fn a_secret_is_found_at_any_offset_of_a_long_text() {
        let one = known(&["s3cr3t-of-one"]);
        assert!(!one.layers[0].few.is_empty());
        let many = known(&["s3cr3t-of-one", "another/secret", "a third & a last"]);
        assert!(many.layers[0].few.is_empty());
        for at in [0, 1, 31, 200, 500] {
            let text = "x-".repeat(at) + "s3cr3t%2Dof%2Done" + &"-y".repeat(500 - at);
            let range = 2 * at..2 * at + 17;
            assert_eq!(one.find(&text), std::slice::from_ref(&range));
            assert_eq!(many.find(&text), [range]);
        }
    }

    proptest! {
        #[test]
        fn few_forms_are_found_as_many_are(before in "[s3cr3t-]{0,300}", behind in "[s3cr3t-]{0,300}") {
            let mut one_by_one = known(&["s3cr3t"]);
            prop_assert!(!one_by_one.layers[0].few.is_empty());
            let text = format!("{before}s3cr3{behind}");
            let found = one_by_one.find(&text);
            one_by_one.layers[0].few.clear();
            prop_assert_eq!(found, one_by_one.find(&text));
        }
    }
}
