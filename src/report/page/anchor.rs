//! Anchors in the page, which links and bookmarks use.

use std::collections::{BTreeMap, HashMap};

use crate::contract::RowKey;
use crate::record::RunRecord;
use crate::verdict::CaseName;

/// The anchors of all documented codes and of all listed cases.
///
/// A name has the same anchor in every run, unless another name differs only in punctuation.
#[derive(Debug)]
pub(super) struct Anchors<'r> {
    codes: BTreeMap<&'r str, BTreeMap<&'r RowKey, String>>,
    /// The anchors of the listed cases, in order.
    listed: Vec<String>,
    /// The index of each case in the list. Cases with the same name have the first index.
    places: HashMap<&'r CaseName, usize>,
}

impl<'r> Anchors<'r> {
    /// Creates anchors for every documented code of the record and for the given cases.
    pub(super) fn new(record: &'r RunRecord, cases: impl Iterator<Item = &'r CaseName>) -> Self {
        let (many, _) = cases.size_hint();
        let mut given = HashMap::with_capacity(many);
        let mut anchors = Self {
            codes: BTreeMap::new(),
            listed: Vec::with_capacity(many),
            places: HashMap::with_capacity(many),
        };
        for contract in &record.ledger.contracts {
            let codes = anchors.codes.entry(&contract.contract).or_default();
            for row in &contract.rows {
                let wanted = slug(&["code-", &contract.contract, "-", &row.facts.row.to_string()]);
                codes.insert(&row.facts.row, free(wanted, &mut given));
            }
        }
        for (at, case) in cases.enumerate() {
            // Only the first of several cases with the same name, because a link can lead to one place only.
            anchors.places.entry(case).or_insert(at);
            anchors.listed.push(free(slug(&["case-", &case.suite, "/", &case.id]), &mut given));
        }
        anchors
    }

    /// Returns the anchor of a documented code; `None` if the contract does not have the code.
    pub(super) fn code(&self, contract: &str, row: &RowKey) -> Option<&str> {
        self.codes.get(contract)?.get(row).map(String::as_str)
    }

    /// Returns the anchor of the case at an index of the list.
    ///
    /// # Panics
    ///
    /// If the list has fewer cases.
    pub(super) fn listed(&self, at: usize) -> &str {
        &self.listed[at]
    }

    /// Returns the index of the first listed case with this name.
    pub(super) fn place(&self, case: &CaseName) -> Option<usize> {
        self.places.get(case).copied()
    }

    /// Returns the anchor of a case; `None` if the case is not listed.
    pub(super) fn case(&self, case: &CaseName) -> Option<&str> {
        self.place(case).map(|at| self.listed(at))
    }
}

/// Joins the parts, with a hyphen for each character other than ASCII letters, digits and underscores.
fn slug(parts: &[&str]) -> String {
    let mut slug = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            slug.push(char::from(byte));
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Returns the wanted name, followed by a number if another case has the name. The number follows two hyphens, which no
/// slug has in a row, so the result is unique.
fn free(wanted: String, given: &mut HashMap<String, u32>) -> String {
    let copy = given.entry(wanted.clone()).or_default();
    *copy += 1;
    if *copy == 1 { wanted } else { format!("{wanted}--{copy}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::sample_record;

    fn name(id: &str) -> CaseName {
        CaseName { suite: "orders".into(), id: id.into() }
    }

    #[track_caller]
    fn check(ids: &[&str], expected: &[&str]) {
        let record = sample_record();
        let names: Vec<CaseName> = ids.iter().map(|id| name(id)).collect();
        let anchors = Anchors::new(&record, names.iter());
        let found: Vec<&str> = (0..names.len()).map(|at| anchors.listed(at)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_anchor_is_the_name_of_the_case() {
        check(
            &["create", "a[b c]~replay", "日本"],
            &["case-orders-create", "case-orders-a-b-c-replay", "case-orders"],
        );
    }

    #[test]
    fn no_two_cases_share_an_anchor() {
        check(
            &["a.b", "a-b", "a~b", "a.b"],
            &["case-orders-a-b", "case-orders-a-b--2", "case-orders-a-b--3", "case-orders-a-b--4"],
        );
    }

    #[test]
    fn documented_codes_have_anchors_too() {
        let record = sample_record();
        let anchors = Anchors::new(&record, std::iter::empty());
        let row = RowKey::new(Some("identity"), 401, Some("invalid_client"));
        let expected = "code-point-identity-401-invalid_client";
        assert_eq!(anchors.code("point", &row), Some(expected));
        assert_eq!(anchors.code("other", &row), None);
        assert_eq!(anchors.case(&name("create")), None);
    }
}
