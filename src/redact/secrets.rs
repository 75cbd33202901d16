//! The secrets of a run, and where they stand in a text.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use super::encoded_forms::forms;
use super::nested_escapes::{Flat, flattened};

/// The shortest secret that is masked, in bytes: a shorter one would mask half of every text.
const SHORTEST: usize = 4;

/// How many secrets are learnt from the exchanges of a run.
const MOST: usize = 10_000;

/// The mark of a value that was cut short.
const CUT: char = '…';

/// The shortest beginning of a secret that is masked where the value was cut short, in bytes.
const SHORTEST_CUT: usize = 8;

/// How many forms are looked for one by one.
const FEW: usize = 16;

/// From which length on that is faster, in bytes.
const LONG: usize = 128;

/// How much longer a form may be that was escaped more than once.
const NESTED: usize = 4;

/// The secrets that are known so far.
#[derive(Default)]
pub(super) struct Known {
    secrets: BTreeSet<String>,
    /// Each has at least as many secrets as the one behind it, so that adding one by one stays cheap.
    layers: Vec<Layer>,
}

struct Layer {
    secrets: Vec<String>,
    forms: Vec<String>,
    /// Finds the forms, those too that are left of them without the marks of further escaping.
    automaton: AhoCorasick,
    /// Each of them alone, where they are few.
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
    /// Takes secrets in; those that are too short or known already are passed over.
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

    /// Whether one of these is not known yet. Beyond [`MOST`] nothing is learnt any more: transcripts
    /// mask members and fields by their names all the same.
    pub(super) fn lacks(&self, secrets: &[String]) -> bool {
        self.secrets.len() < MOST && secrets.iter().any(|secret| !self.secrets.contains(secret))
    }

    /// The longest form of a secret in bytes, also where it was escaped three times more.
    pub(super) fn longest(&self) -> usize {
        self.layers.iter().map(|layer| NESTED * layer.longest).max().unwrap_or(0)
    }

    /// Where secrets stand, in order; no two ranges overlap.
    pub(super) fn find(&self, text: impl AsRef<[u8]>) -> Vec<Range<usize>> {
        let text = text.as_ref();
        let mut ranges = Vec::new();
        // No form fits into what is shorter than each of them, as most header fields are.
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
        if ranges.is_empty() { ranges } else { merged(ranges) }
    }

    /// Where beginnings of secrets stand before the mark of a value that was cut short.
    pub(super) fn find_cut(&self, text: &str) -> Vec<Range<usize>> {
        let marks = text.match_indices(CUT);
        marks
            .filter_map(|(end, _)| {
                // What stands for one character may be cut in two.
                let whole = text[..end].trim_end_matches('2').trim_end_matches('%');
                let starts = [&text[..end], whole].into_iter().filter_map(|text| self.start(text));
                starts.min().map(|start| start..end)
            })
            .collect()
    }

    /// Where the beginning of a secret stands that a text ends with, escaped once or more often.
    fn start(&self, text: &str) -> Option<usize> {
        let plain = self.shown(text.as_bytes()).map(|length| text.len() - length);
        let nested = Flat::of(text.as_bytes()).and_then(|flat| {
            let end = flat.bytes().len();
            Some(flat.place(&(end - self.shown(flat.bytes())?..end)).start)
        });
        plain.into_iter().chain(nested).min()
    }

    /// How many bytes of a secret a text ends with.
    fn shown(&self, text: &[u8]) -> Option<usize> {
        let forms = self.layers.iter().flat_map(|layer| &layer.forms);
        forms.filter_map(|form| shown(form.as_bytes(), text)).max()
    }
}

/// How many bytes of a form of a secret a text ends with.
fn shown(form: &[u8], text: &[u8]) -> Option<usize> {
    let longest = form.len().min(text.len());
    let mut lengths = (SHORTEST_CUT..=longest).rev();
    lengths.find(|&length| text.ends_with(&form[..length]))
}

impl Layer {
    /// Where its forms stand, overlaps included.
    fn found(&self, text: &[u8]) -> impl Iterator<Item = Range<usize>> {
        // Most texts have none, and finding out that there is none is much cheaper than finding all.
        let any = self.has(text).then(|| self.automaton.find_overlapping_iter(text));
        any.into_iter().flatten().map(|found| found.range())
    }

    /// Whether any of its forms stands there. In a long text a few are found one by one many times faster than all
    /// of them by the automaton, which looks at every byte.
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
        let shortest = every.iter().map(String::len).min().unwrap_or(usize::MAX);
        let automaton =
            AhoCorasick::new(&every).expect("secrets are far from the automaton's bounds");
        let forms: Vec<String> = every.into_iter().collect();
        let few = if forms.len() <= FEW { &forms[..] } else { &[] };
        let few = few.iter().map(|form| Finder::new(form).into_owned()).collect();
        Self { secrets, forms, automaton, few, longest, shortest }
    }
}

/// The ranges in order, those that overlap made one.
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
    fn a_secret_is_found_wherever_it_stands_in_a_long_text() {
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
