//! `--filter` and `--tag`: selects cases of a plan.

use std::collections::BTreeSet;

use wildmatch::WildMatch;

use crate::check::StatusRule;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::large_table::LargeTable;
use crate::plan::model::plan::Plan;
use crate::plan::model::plan_index::CaseIndex;
use crate::verdict::CaseName;

/// A condition that selects cases, as one `--filter` gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    text: String,
    kind: SelectorKind,
}

/// The kind of a filter, with its status or its pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SelectorKind {
    Status(u16),
    Code(String),
    Case(String),
}

/// The cases to run. An empty list selects all cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// The filters, one of which a case must match. An empty list matches every case.
    pub filters: Vec<Selector>,
    /// The tags, one of which a case must have. An empty list matches every case.
    pub tags: Vec<String>,
    /// The cases to which the selection is limited, or `None` for no limit.
    pub cases: Option<BTreeSet<CaseName>>,
}

impl Selector {
    /// Parses a filter, in which `*` and `?` are wildcards:
    ///
    /// - Three digits alone are a status.
    /// - `404 RESOURCE_NOT_FOUND` or `identity/401 invalid_client` is a documented code. `*/404 …` also matches
    ///   codes without a scope.
    /// - Any other text is a case, such as `orders/create-order`, `create-order` or `bad-amount[negative]`. The id
    ///   of a case also selects its rows, its replay and its probes.
    ///
    /// An error code alone selects all cases that expect it.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        let kind = match text.parse() {
            Ok(status) if digits => SelectorKind::Status(status),
            _ if text.contains(' ') => SelectorKind::Code(text.to_owned()),
            _ => SelectorKind::Case(text.to_owned()),
        };
        Self { text: text.to_owned(), kind }
    }

    /// Returns the positions of the cases that match.
    fn matching(&self, cases: &[PlannedCase]) -> BTreeSet<usize> {
        match &self.kind {
            SelectorKind::Status(status) => {
                positions(cases, |case| asked_status(case) == Some(*status))
            }
            SelectorKind::Code(pattern) => {
                let wild = WildMatch::new(pattern);
                positions(cases, |case| {
                    case.expectation.known.claims.iter().any(|claim| {
                        let key = claim.row.to_string();
                        // The pattern `*/404 …` has to match a code without a scope too, so the code gets an
                        // empty scope.
                        let scopeless = claim.row.scope().is_none();
                        key == *pattern
                            || wild.matches(&key)
                            || scopeless && wild.matches(&format!("/{key}"))
                    })
                })
            }
            SelectorKind::Case(pattern) => matching_name(pattern, cases),
        }
    }

    /// Returns `true` if the filter matches a row of a large table.
    fn matches_row(&self, suite: &str, id: &str) -> bool {
        let SelectorKind::Case(pattern) = &self.kind else { return false };
        let wild = WildMatch::new(pattern);
        wild.matches(id) || wild.matches(&format!("{suite}/{id}"))
    }

    /// Returns `true` if rows of large tables must be searched for the filter, because no case has exactly that name.
    fn seeks_rows(&self, cases: &[PlannedCase]) -> bool {
        let SelectorKind::Case(pattern) = &self.kind else { return false };
        with_exact_name(pattern, cases).is_empty()
    }
}

/// Returns the cases that a pattern names. Ids may contain `[` and `]`, so the pattern is compared literally first
/// and as a pattern with wildcards only if no case has that name.
fn matching_name(pattern: &str, cases: &[PlannedCase]) -> BTreeSet<usize> {
    let exact = with_exact_name(pattern, cases);
    if !exact.is_empty() {
        return exact;
    }
    let wild = WildMatch::new(pattern);
    positions(cases, |case| wild.matches(&case.name.id) || wild.matches(&case.name.to_string()))
}

/// Returns the cases that have exactly this name, this id, or this expected code.
fn with_exact_name(pattern: &str, cases: &[PlannedCase]) -> BTreeSet<usize> {
    let is = |suite: &str, id: &str| {
        pattern == id
            || pattern.strip_suffix(id).and_then(|rest| rest.strip_suffix('/')) == Some(suite)
    };
    positions(cases, |case| {
        let code = case.expectation.known.code.as_ref();
        if code.is_some_and(|expected| expected.code == pattern) {
            return true;
        }
        // The id of a case also selects its rows, and the replays and probes that are derived from it.
        let ids = [case.id.as_str(), case.id.control_id(), case.id.written_id()];
        ids.iter().any(|id| is(&case.name.suite, id))
    })
}

/// Returns the positions of the cases that meet a condition.
fn positions(cases: &[PlannedCase], matches: impl Fn(&PlannedCase) -> bool) -> BTreeSet<usize> {
    cases.iter().enumerate().filter(|(_, case)| matches(case)).map(|(at, _)| at).collect()
}

/// Returns the status that a case expects, if it expects exactly one.
fn asked_status(case: &PlannedCase) -> Option<u16> {
    match case.expectation.known.status.rule {
        StatusRule::Exactly(status) => Some(status),
        StatusRule::Success | StatusRule::Any => None,
    }
}

/// Returns the name of a row of a large table.
fn row_name(unit: &CaseName, label: &str) -> CaseName {
    CaseName { id: format!("{}[{label}]", unit.id), ..unit.clone() }
}

impl Selection {
    /// Returns the cases of the selection that are not in a plan.
    pub fn unknown<'s>(&'s self, plan: &Plan) -> Vec<&'s CaseName> {
        let known: BTreeSet<&CaseName> = plan.cases.iter().map(|case| &case.name).collect();
        let mut unknown: Vec<&CaseName> =
            self.cases.iter().flatten().filter(|case| !known.contains(case)).collect();
        for unit in &plan.cases {
            // A table is read from disk only if a name is still unknown.
            let Some(table) = unit.table.as_ref().filter(|_| !unknown.is_empty()) else { continue };
            let mut rows: BTreeSet<&CaseName> = unknown.iter().copied().collect();
            table.each_label(&mut |label| {
                rows.remove(&row_name(&unit.name, label));
            });
            unknown.retain(|name| rows.contains(name));
        }
        unknown
    }

    /// Returns the rows of a table that match one of these filters, if there are any, and that are among the cases
    /// of this selection.
    fn rows(&self, unit: &PlannedCase, table: LargeTable, filters: Vec<Selector>) -> LargeTable {
        let (unit, cases) = (unit.name.clone(), self.cases.clone());
        table.only(move |label| {
            let row = row_name(&unit, label);
            let named = filters.is_empty()
                || filters.iter().any(|filter| filter.matches_row(&row.suite, &row.id));
            named && cases.as_ref().is_none_or(|cases| cases.contains(&row))
        })
    }
}

impl Plan {
    /// Returns the plan for the selected cases and all that they need: the cases they depend on, and setup and
    /// teardown of their suites. The plan has no cases if nothing matches.
    #[must_use]
    pub fn select(mut self, selection: &Selection) -> Self {
        if *selection == Selection::default() {
            return self;
        }
        let of_tables = self.select_rows(selection);
        let mut chosen: BTreeSet<usize> = if selection.filters.is_empty() {
            (0..self.cases.len()).collect()
        } else {
            selection.filters.iter().flat_map(|filter| filter.matching(&self.cases)).collect()
        };
        chosen.extend(&of_tables);
        if !selection.tags.is_empty() {
            let tagged =
                |case: &PlannedCase| selection.tags.iter().any(|tag| case.tags.contains(tag));
            chosen.retain(|&at| tagged(&self.cases[at]));
        }
        if let Some(cases) = &selection.cases {
            // The names of the rows of a large table were compared when its rows were selected.
            chosen.retain(|at| of_tables.contains(at) || cases.contains(&self.cases[*at].name));
        }
        let chosen: Vec<CaseIndex> = chosen.into_iter().map(CaseIndex).collect();
        self.only(&chosen)
    }

    /// Removes the rows of large tables that are not selected. Returns the cases with selected rows, which may
    /// match no filter themselves.
    fn select_rows(&mut self, selection: &Selection) -> BTreeSet<usize> {
        let tables = positions(&self.cases, |case| case.table.is_some());
        let (filters, mut some) = (&selection.filters, BTreeSet::new());
        for at in tables {
            let whole = filters.is_empty()
                || filters.iter().any(|filter| filter.matching(&self.cases).contains(&at));
            let mut seeking: Vec<Selector> = filters.clone();
            seeking.retain(|filter| !whole && filter.seeks_rows(&self.cases));
            // Reading a large table takes long, so it is read only if the selection depends on its rows.
            let nothing_to_ask = if whole { selection.cases.is_none() } else { seeking.is_empty() };
            let Some(table) = self.cases[at].table.clone().filter(|_| !nothing_to_ask) else {
                continue;
            };
            let all = table.rows();
            let table = selection.rows(&self.cases[at], table, seeking);
            if table.rows() > 0 {
                some.insert(at);
                self.partial |= table.rows() < all;
                self.cases[at].table = Some(table);
            }
        }
        some
    }

    /// Returns the filters and tags that match no case, because a name is misspelt or has changed.
    pub fn unmatched<'s>(&self, selection: &'s Selection) -> Vec<&'s str> {
        let filters = selection.filters.iter();
        let filters = filters.filter(|filter| {
            let named = !filter.matching(&self.cases).is_empty();
            let is_row = || filter.seeks_rows(&self.cases) && self.has_row(filter);
            !named && !is_row()
        });
        let tags = selection.tags.iter();
        let tags = tags.filter(|tag| !self.cases.iter().any(|case| case.tags.contains(tag)));
        filters.map(|filter| filter.text.as_str()).chain(tags.map(String::as_str)).collect()
    }

    /// Returns `true` if a large table has a row that a filter matches.
    fn has_row(&self, filter: &Selector) -> bool {
        let mut units = self.cases.iter().filter_map(|case| Some((case, case.table.as_ref()?)));
        units.any(|(unit, table)| {
            let mut found = false;
            table.each_label(&mut |label| {
                let row = row_name(&unit.name, label);
                found |= filter.matches_row(&row.suite, &row.id);
            });
            found
        })
    }
}
