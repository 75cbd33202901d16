//! Names of places in the page, which links and bookmarks keep.

use std::collections::BTreeMap;

use crate::contract::RowKey;
use crate::report::RunRecord;
use crate::verdict::CaseName;

/// The anchors of all documented codes and of all listed cases. The same name has the same anchor in every run,
/// but for names that differ in punctuation alone.
#[derive(Debug, Default)]
pub(super) struct Anchors<'r> {
    codes: BTreeMap<(&'r str, &'r RowKey), String>,
    cases: BTreeMap<&'r CaseName, String>,
    listed: Vec<String>,
}

impl<'r> Anchors<'r> {
    /// Names every documented code of the record, and these of its cases.
    pub(super) fn new(record: &'r RunRecord, cases: impl Iterator<Item = &'r CaseName>) -> Self {
        let mut given = BTreeMap::new();
        let mut anchors = Self::default();
        for contract in &record.ledger.contracts {
            for row in &contract.rows {
                let wanted = slug(&format!("code-{}-{}", contract.contract, row.row));
                let anchor = free(wanted, &mut given);
                anchors.codes.insert((&contract.contract, &row.row), anchor);
            }
        }
        for case in cases {
            let anchor = free(slug(&format!("case-{case}")), &mut given);
            anchors.cases.entry(case).or_insert_with(|| anchor.clone());
            anchors.listed.push(anchor);
        }
        anchors
    }

    /// Where a documented code is spoken of; `None` if the contract has none of this name.
    pub(super) fn code(&self, contract: &str, row: &RowKey) -> Option<String> {
        self.codes.get(&(contract, row)).cloned()
    }

    /// Where the case that is listed at this place stands.
    ///
    /// # Panics
    ///
    /// If fewer are listed.
    pub(super) fn listed(&self, at: usize) -> &str {
        &self.listed[at]
    }

    /// Where a case of this name stands, the first if there are several; `None` if none is listed.
    pub(super) fn case(&self, case: &CaseName) -> Option<String> {
        self.cases.get(case).cloned()
    }
}

/// The text with a hyphen for whatever is neither letter, digit nor underscore in ASCII.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// The wanted name, with a number behind it if it was given away before: no slug has two hyphens in a row.
fn free(wanted: String, given: &mut BTreeMap<String, u32>) -> String {
    let copy = given.entry(wanted.clone()).or_default();
    *copy += 1;
    if *copy == 1 { wanted } else { format!("{wanted}--{copy}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::sample_record;

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
        assert_eq!(anchors.code("point", &row).as_deref(), Some(expected));
        assert_eq!(anchors.code("other", &row), None);
        assert_eq!(anchors.case(&name("create")), None);
    }
}
