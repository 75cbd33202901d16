//! Choosing cases: what was asked for and all that it needs.

use std::collections::BTreeSet;

use wildmatch::WildMatch;

use crate::check::StatusRule;
use crate::event::Phase;
use crate::plan::{CaseIndex, LargeTable, Plan, PlannedCase, RequestPlan};
use crate::verdict::CaseName;

/// One `--filter`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    text: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Status(u16),
    Code(String),
    Case(String),
}

/// Which cases to run. Empty lists select all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// A case must fit one of these, if there are any.
    pub filters: Vec<Selector>,
    /// A case must have one of these tags, if there are any.
    pub tags: Vec<String>,
    /// A case must be one of these, if they are given.
    pub cases: Option<BTreeSet<CaseName>>,
}

impl Selector {
    /// Reads a filter. Three digits alone are a status; `orders/create-order`, `create-order` or
    /// `bad-amount[negative]` a case, with `*` and `?` as wildcards; `404 RESOURCE_NOT_FOUND` or
    /// `identity/401 invalid_client` a documented code, with `*` and `?` too.
    ///
    /// An error code alone stands for all cases that ask for it, the id of a case for its rows, its replay and its probes too. In `*/404 …` the scope may be none.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
        let kind = match text.parse() {
            Ok(status) if digits => Kind::Status(status),
            _ if text.contains(' ') => Kind::Code(text.to_owned()),
            _ => Kind::Case(text.to_owned()),
        };
        Self { text: text.to_owned(), kind }
    }

    /// The cases that it names.
    fn fitting(&self, cases: &[PlannedCase]) -> BTreeSet<usize> {
        match &self.kind {
            Kind::Status(status) => positions(cases, |case| asked_status(case) == Some(*status)),
            Kind::Code(pattern) => {
                let wild = WildMatch::new(pattern);
                positions(cases, |case| {
                    case.expectation.known.claims.iter().any(|claim| {
                        let key = claim.row.to_string();
                        let scopeless = claim.row.scope().is_none();
                        key == *pattern
                            || wild.matches(&key)
                            || scopeless && wild.matches(&format!("/{key}"))
                    })
                })
            }
            Kind::Case(pattern) => named(pattern, cases),
        }
    }
}

impl Selector {
    /// Whether a row of a table that is not held is named, and not its whole case.
    fn fits_row(&self, suite: &str, id: &str) -> bool {
        let Kind::Case(pattern) = &self.kind else { return false };
        let wild = WildMatch::new(pattern);
        wild.matches(id) || wild.matches(&format!("{suite}/{id}"))
    }

    /// Whether it may name rows of tables that are not held: only where no case is called like that.
    fn seeks_rows(&self, cases: &[PlannedCase]) -> bool {
        let Kind::Case(pattern) = &self.kind else { return false };
        exactly(pattern, cases).is_empty()
    }
}

/// Ids hold `[` and `]`, so what is written is compared as it is first, wildcards come last.
fn named(pattern: &str, cases: &[PlannedCase]) -> BTreeSet<usize> {
    let exact = exactly(pattern, cases);
    if !exact.is_empty() {
        return exact;
    }
    let wild = WildMatch::new(pattern);
    positions(cases, |case| wild.matches(&case.name.id) || wild.matches(&case.name.to_string()))
}

/// The cases that are called so, word for word.
fn exactly(pattern: &str, cases: &[PlannedCase]) -> BTreeSet<usize> {
    let is = |suite: &str, id: &str| {
        pattern == id
            || pattern.strip_suffix(id).and_then(|rest| rest.strip_suffix('/')) == Some(suite)
    };
    let derived = |id: &str| id.find(['[', '~']).map_or(id.len(), |end| end);
    positions(cases, |case| {
        let code = case.expectation.known.code.as_ref();
        if code.is_some_and(|expected| expected.code == pattern) {
            return true;
        }
        let id = &case.name.id;
        let control = id.split('~').next().unwrap_or(id);
        [id.as_str(), control, &id[..derived(id)]].iter().any(|id| is(&case.name.suite, id))
    })
}

fn positions(cases: &[PlannedCase], fits: impl Fn(&PlannedCase) -> bool) -> BTreeSet<usize> {
    cases.iter().enumerate().filter(|(_, case)| fits(case)).map(|(at, _)| at).collect()
}

fn asked_status(case: &PlannedCase) -> Option<u16> {
    match case.expectation.known.status.rule {
        StatusRule::Exactly(status) => Some(status),
        StatusRule::Success | StatusRule::Any => None,
    }
}

/// The name of a row of a table that is not held.
fn row_name(unit: &CaseName, label: &str) -> CaseName {
    CaseName { id: format!("{}[{label}]", unit.id), ..unit.clone() }
}

impl Selection {
    /// The cases that are asked for by name and that are not in a plan.
    pub fn unknown<'s>(&'s self, plan: &Plan) -> Vec<&'s CaseName> {
        let known: BTreeSet<&CaseName> = plan.cases.iter().map(|case| &case.name).collect();
        let mut unknown: Vec<&CaseName> =
            self.cases.iter().flatten().filter(|case| !known.contains(case)).collect();
        for unit in &plan.cases {
            let Some(table) = unit.table.as_ref().filter(|_| !unknown.is_empty()) else { continue };
            let mut rows: BTreeSet<&CaseName> = unknown.iter().copied().collect();
            table.each_label(&mut |label| {
                rows.remove(&row_name(&unit.name, label));
            });
            unknown.retain(|name| rows.contains(name));
        }
        unknown
    }

    /// Those rows of a table that one of these filters names, all where there are none, and that are among the
    /// cases of this selection.
    fn rows(&self, unit: &PlannedCase, table: LargeTable, filters: Vec<Selector>) -> LargeTable {
        let (unit, cases) = (unit.name.clone(), self.cases.clone());
        table.only(move |label| {
            let row = row_name(&unit, label);
            let named = filters.is_empty()
                || filters.iter().any(|filter| filter.fits_row(&row.suite, &row.id));
            named && cases.as_ref().is_none_or(|cases| cases.contains(&row))
        })
    }
}

impl Plan {
    /// The plan for the selected cases and all that they need: the cases they depend on, and setup and
    /// teardown of their suites. Has no cases if nothing fits.
    #[must_use]
    pub fn select(mut self, selection: &Selection) -> Self {
        if *selection == Selection::default() {
            return self;
        }
        let of_tables = self.select_rows(selection);
        let mut chosen: BTreeSet<usize> = if selection.filters.is_empty() {
            (0..self.cases.len()).collect()
        } else {
            selection.filters.iter().flat_map(|filter| filter.fitting(&self.cases)).collect()
        };
        chosen.extend(&of_tables);
        if !selection.tags.is_empty() {
            let tagged =
                |case: &PlannedCase| selection.tags.iter().any(|tag| case.tags.contains(tag));
            chosen.retain(|&at| tagged(&self.cases[at]));
        }
        if let Some(cases) = &selection.cases {
            chosen.retain(|at| of_tables.contains(at) || cases.contains(&self.cases[*at].name));
        }
        let chosen: Vec<CaseIndex> = chosen.into_iter().map(CaseIndex).collect();
        self.only(&chosen)
    }

    /// Leaves out the rows of tables that are not held and not selected. The cases that stand for any that
    /// are, though they themselves may fit no filter.
    fn select_rows(&mut self, selection: &Selection) -> BTreeSet<usize> {
        let tables = positions(&self.cases, |case| case.table.is_some());
        let (filters, mut some) = (&selection.filters, BTreeSet::new());
        for at in tables {
            let whole = filters.is_empty()
                || filters.iter().any(|filter| filter.fitting(&self.cases).contains(&at));
            let mut seeking: Vec<Selector> = filters.clone();
            seeking.retain(|filter| !whole && filter.seeks_rows(&self.cases));
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

    /// The filters and tags that no case fits: a name that was misspelt, or has changed since.
    pub fn unfitting<'s>(&self, selection: &'s Selection) -> Vec<&'s str> {
        let filters = selection.filters.iter();
        let filters = filters.filter(|filter| {
            let named = !filter.fitting(&self.cases).is_empty();
            let is_row = || filter.seeks_rows(&self.cases) && self.has_row(filter);
            !named && !is_row()
        });
        let tags = selection.tags.iter();
        let tags = tags.filter(|tag| !self.cases.iter().any(|case| case.tags.contains(tag)));
        filters.map(|filter| filter.text.as_str()).chain(tags.map(String::as_str)).collect()
    }

    /// Whether a table that is not held has a row that a filter names.
    fn has_row(&self, filter: &Selector) -> bool {
        let mut units = self.cases.iter().filter_map(|case| Some((case, case.table.as_ref()?)));
        units.any(|(unit, table)| {
            let mut found = false;
            table.each_label(&mut |label| {
                let row = row_name(&unit.name, label);
                found |= filter.fits_row(&row.suite, &row.id);
            });
            found
        })
    }

    /// The plan for these cases as a part of this one, which its record names as the whole.
    #[must_use]
    pub fn part(mut self, chosen: &[CaseIndex]) -> Self {
        self.whole = self.whole.take().or_else(|| Some(self.facts()));
        self.only(chosen)
    }

    /// The plan for these cases and all that they need, so that any case can be run alone.
    #[must_use]
    pub fn only(mut self, chosen: &[CaseIndex]) -> Self {
        let kept = self.closure(chosen);
        let mut position = vec![None; self.cases.len()];
        for (new, old) in kept.iter().enumerate() {
            position[old.0] = Some(CaseIndex(new));
        }
        let chosen: BTreeSet<CaseIndex> = chosen.iter().copied().collect();
        let moved = |index: &CaseIndex| position.get(index.0).copied().flatten();
        let mut cases = Vec::with_capacity(kept.len());
        for (at, mut case) in self.cases.into_iter().enumerate() {
            if position[at].is_none() {
                continue;
            }
            for list in [&mut case.requires, &mut case.follows, &mut case.after] {
                *list = list.iter().filter_map(moved).collect();
            }
            if let RequestPlan::Follow { from: of, .. }
            | RequestPlan::Replay { of }
            | RequestPlan::Probe { of, .. } = &mut case.request
                && let Some(there) = moved(of)
            {
                // It stands in `requires`, so the closure holds it.
                *of = there;
            }
            case.selected = chosen.contains(&CaseIndex(at));
            cases.push(case);
        }
        self.partial |= cases.len() < position.len();
        self.cases = cases;
        self
    }

    /// These cases and all that they need, in the order of the plan: the cases they require or name in
    /// `after`, setup of their suites and of the shared files these use, and teardown as far as what it requires is there.
    pub fn closure(&self, chosen: &[CaseIndex]) -> BTreeSet<CaseIndex> {
        let mut kept: BTreeSet<CaseIndex> = BTreeSet::new();
        let chosen_cases = chosen.iter().filter_map(|index| self.cases.get(index.0));
        let mut suites: BTreeSet<usize> = chosen_cases.map(|case| case.suite).collect();
        suites.extend(suites.clone().iter().flat_map(|suite| &self.suites[*suite].uses));
        let around = |phase: Phase| {
            let cases = self.cases.iter().enumerate();
            cases
                .filter(move |(_, case)| case.phase == phase)
                .map(|(at, case)| (CaseIndex(at), case))
        };
        // A token is fetched for the cases that send it, and comes along with them.
        let setup = around(Phase::Setup)
            .filter(|(_, case)| suites.contains(&case.suite) && case.token_of.is_none());
        let setup = setup.map(|(index, _)| index);
        let mut open: Vec<CaseIndex> = chosen.iter().copied().chain(setup).collect();
        while let Some(index) = open.pop() {
            if let Some(case) = self.cases.get(index.0)
                && kept.insert(index)
            {
                open.extend(case.requires.iter().chain(&case.after));
            }
        }
        for (index, case) in around(Phase::Teardown) {
            let whole = case.requires.iter().all(|required| kept.contains(required));
            if suites.contains(&case.suite) && whole {
                kept.insert(index);
            }
        }
        kept
    }
}
