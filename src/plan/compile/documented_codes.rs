//! The documented codes that a request can have, and the one of them that a case claims.

use std::borrow::Cow;

use http::Method;

use crate::check::StatusRule;
use crate::contract::{Contract, ErrorCode, Layers, Part, Row, Territory};
use crate::diagnostic::{Code, Diagnostic, Span, closest};
use crate::plan::compile::claim::{Claim, ContractRow};
use crate::source::Text;
use crate::suite::{Expect, ExpectStatus};

/// The destination of a request, as far as it is known before the run.
#[derive(Clone)]
pub(in crate::plan) enum RequestDestination<'c> {
    /// A destination whose method and path are known before the run.
    Known {
        /// The territories of the path, the most specific of each contract first.
        territories: Vec<ContractTerritory<'c>>,
        /// The method of the request.
        method: Method,
        /// The path of the request.
        path: String,
    },
    /// A destination that is unknown before the run, because a link or a captured path decides it.
    Unknown,
}

/// A territory, which is an operation or a scope of the API, with its contract.
type ContractTerritory<'c> = (&'c Contract, &'c Territory);

/// The codes that a suite's contracts document for the destination of a request.
pub(in crate::plan) struct DocumentedCodes<'c> {
    pub(in crate::plan) layers: &'c Layers,
    pub(in crate::plan) destination: RequestDestination<'c>,
}

impl<'c> DocumentedCodes<'c> {
    /// Returns the claim of an `expect`.
    ///
    /// # Errors
    ///
    /// Returns an error if no contract documents the code here, or a contract documents several codes that match.
    pub(in crate::plan) fn claim(&self, expect: &Expect) -> Result<Claim, Box<Diagnostic>> {
        match (expect.status, &expect.code) {
            (Some(status), Some(code)) => self.exact(status, code),
            (Some(status), None) => self.by_status_alone(status),
            (None, Some(code)) => self.by_code(code),
            (None, None) => Ok(Claim::success()),
        }
    }

    /// Returns the claim of an `expect` on a HEAD request: its status alone, with the rows that a response without
    /// content shows.
    ///
    /// # Errors
    ///
    /// Returns an error if no contract documents the status, or the code with it.
    pub(in crate::plan) fn claim_of_head(&self, expect: &Expect) -> Result<Claim, Box<Diagnostic>> {
        let status = match (expect.status, &expect.code) {
            (Some(status), None) if self.documented_at(status.status) => status.status,
            (Some(status), None) => return Err(self.undocumented_status(status)),
            (_, Some(_)) => match self.claim(expect)?.status {
                StatusRule::Exactly(status) => status,
                rule @ (StatusRule::Any | StatusRule::Success) => {
                    return Ok(Claim { status: rule, ..Claim::success() });
                }
            },
            (None, None) => return Ok(Claim::success()),
        };
        let territories = self.nearest_at(status);
        // A response to HEAD has no content, so it cannot prove a row whose body has to be checked.
        let shown = territories.iter().filter_map(|(contract, territory)| {
            let mut documented = territory.at(status).iter();
            let shown = documented.find(|it| contract.is_shown_by_head(territory, it))?;
            Some((*contract, &contract.rows()[shown.row]))
        });
        let mut rows: Vec<ContractRow<'_>> = shown.collect();
        if matches!(self.destination, RequestDestination::Unknown) {
            rows.retain(|(_, row)| row.operation.is_none());
            rows.truncate(1);
        }
        Ok(Claim::of(status, &rows, None))
    }

    /// Returns `true` if no contract documents anything for the destination.
    pub(in crate::plan) fn are_empty(&self) -> bool {
        self.rows().next().is_none()
    }

    /// Checks that a status is documented.
    ///
    /// # Errors
    ///
    /// Returns an error if no contract documents the status for the destination.
    pub(in crate::plan) fn documents(&self, status: ExpectStatus) -> Result<(), Box<Diagnostic>> {
        let documented = self.documented_at(status.status);
        documented.then_some(()).ok_or_else(|| self.undocumented_status(status))
    }

    /// Returns the problem of a case without `expect` if the contract documents no success for its destination.
    pub(in crate::plan) fn no_success(&self, span: Span) -> Option<Box<Diagnostic>> {
        if self.rows().any(|(_, row)| (200..300).contains(&row.key.status.first())) {
            return None;
        }
        if self.is_nowhere() {
            return Some(self.unknown_operation(span));
        }
        let message = "the case can never pass: the contract documents no success here";
        let problem = Diagnostic::warning(Code::NEVER_PASSES, message)
            .at(span, "a case without `expect` expects a documented 2xx")
            .help("write the expected documented code in `expect`");
        Some(Box::new(problem))
    }

    /// Returns the claim of the replay of a case.
    ///
    /// # Errors
    ///
    /// Returns an error if the contract documents no status for a replay of the control.
    pub(in crate::plan) fn replay(
        &self,
        control: &Claim,
        span: Span,
    ) -> Result<Claim, Box<Diagnostic>> {
        let Some(status) = control.replay else {
            let message = format!("the contract documents no replay of `{}`", control.asks);
            let replayed = self.rows().filter(|(_, row)| row.replay.is_some());
            let replayed: Vec<String> = replayed.map(|(_, row)| row.key.to_string()).collect();
            let mut problem = Diagnostic::error(Code::NO_REPLAY, message)
                .at(span, "the expected response is unknown");
            if !replayed.is_empty() {
                problem = problem.help(format!("a replay is documented for {}", list(&replayed)));
            }
            return Err(Box::new(problem));
        };
        self.by_status(ExpectStatus { status, span })
    }

    /// Returns the claim of a probe for a status, or `None` if the contract documents no code or several codes for
    /// it. A class such as `4XX` is not enough: it allows its statuses, and promises none of them.
    pub(in crate::plan) fn probe_claim(&self, status: u16, span: Span) -> Option<Claim> {
        if self.at(status).all(|(_, row)| row.key.status.is_class()) {
            return None;
        }
        self.by_status(ExpectStatus { status, span }).ok()
    }

    /// Returns the claim of a status with a code.
    fn exact(&self, status: ExpectStatus, code: &Text) -> Result<Claim, Box<Diagnostic>> {
        if !self.documented_at(status.status) {
            return Err(self.undocumented_status(status));
        }
        let called = |row: &Row| row.is_spelt(&code.text);
        let territories = self.nearest_at(status.status);
        let at = |part: &ContractTerritory<'c>| rows_at(part.0, part.1, status.status);
        if !territories.iter().flat_map(at).any(|(_, row)| called(row)) {
            return Err(self.undocumented_code(status, code));
        }
        let claimed = territories.iter().filter_map(|part| {
            let named = at(part).find(|(_, row)| called(row));
            // A contract without error codes documents the status with any code.
            named.or_else(|| at(part).find(|_| part.1.errors.code.is_none()))
        });
        let mut claimed: Vec<ContractRow<'_>> = claimed.collect();
        if matches!(self.destination, RequestDestination::Unknown) {
            // The request may belong to any operation, so only a row of the whole API can be claimed.
            claimed.retain(|(_, row)| called(row) && row.operation.is_none());
            claimed.truncate(1);
        }
        Ok(Claim::of(status.status, &claimed, Some(code)))
    }

    /// Returns the problem of a code that is not documented for the status.
    fn undocumented_code(&self, status: ExpectStatus, code: &Text) -> Box<Diagnostic> {
        let message = format!("the contract documents no `{}` for {}", code.text, status.status);
        let label = format!("not documented for {}", status.status);
        let problem = Diagnostic::error(Code::UNDOCUMENTED_CODE, message).at(code.span, label);
        let here: Vec<&str> = self.at(status.status).flat_map(|(_, row)| spellings(row)).collect();
        let problem = problem.suggest(&code.text, here.iter().copied());
        let elsewhere = self.rows().filter(|(_, row)| row.is_spelt(&code.text));
        let elsewhere: Vec<String> = elsewhere.map(|(_, row)| row.key.to_string()).collect();
        let problem = if elsewhere.is_empty() {
            problem
        } else {
            problem.help(format!("documented elsewhere: {}", list(&elsewhere)))
        };
        Box::new(problem.help(match here.as_slice() {
            [] => format!("{} has no code in this contract", status.status),
            here => format!("documented for {}: {}", status.status, here.join(", ")),
        }))
    }

    /// Returns the claim of a status without a code. Each contract must document the status with one row only, or
    /// with a row without a code.
    fn by_status(&self, status: ExpectStatus) -> Result<Claim, Box<Diagnostic>> {
        let mut territories = self.nearest_at(status.status);
        if territories.is_empty() {
            return Err(self.undocumented_status(status));
        }
        if matches!(self.destination, RequestDestination::Unknown) {
            // For an unknown destination only rows that apply to the whole API can be claimed, never the rows of
            // one operation, because the request may belong to another one.
            territories.retain(|(_, territory)| !matches!(territory.part, Part::Operation(_)));
            territories.truncate(1);
        }
        let mut claimed = Vec::new();
        for (contract, territory) in territories {
            let rows: Vec<ContractRow<'_>> = rows_at(contract, territory, status.status).collect();
            let uncoded = || rows.iter().find(|(_, row)| row.key.code.is_none());
            match (rows.as_slice(), uncoded()) {
                ([row], _) | (_, Some(row)) => claimed.push(*row),
                _ => {
                    let message = format!("{} is documented with several codes", status.status);
                    return Err(ambiguous(message, status.span, &rows));
                }
            }
        }
        Ok(Claim::of(status.status, &claimed, None))
    }

    /// Returns the claim of a status without a code. The response decides which code of the status it proves. If
    /// the status has only one row, a response with another status violates that row.
    fn by_status_alone(&self, status: ExpectStatus) -> Result<Claim, Box<Diagnostic>> {
        if !self.documented_at(status.status) {
            return Err(self.undocumented_status(status));
        }
        let only = |part: &ContractTerritory<'c>| {
            let mut rows = rows_at(part.0, part.1, status.status);
            rows.next().filter(|_| rows.next().is_none())
        };
        let mut claimed: Vec<ContractRow<'_>> =
            self.nearest_at(status.status).iter().filter_map(only).collect();
        if matches!(self.destination, RequestDestination::Unknown) {
            // The request may belong to any operation, so only a row of the whole API can be claimed.
            claimed.retain(|(_, row)| row.operation.is_none());
            claimed.truncate(1);
        }
        let asks = status.status.to_string();
        Ok(Claim { asks, ..Claim::of(status.status, &claimed, None) })
    }

    /// Returns the claim of a code without a status, if the code is documented for one status only.
    fn by_code(&self, code: &Text) -> Result<Claim, Box<Diagnostic>> {
        let rows: Vec<ContractRow<'_>> =
            self.rows().filter(|(_, row)| row.is_spelt(&code.text)).collect();
        let Some((_, first)) = rows.first() else {
            let message = format!("the contract documents no code `{}`", code.text);
            let problem = Diagnostic::error(Code::UNDOCUMENTED_CODE, message);
            let problem = problem.at(code.span, "documented for no status");
            let known = self.rows().flat_map(|(_, row)| spellings(row));
            return Err(Box::new(problem.suggest(&code.text, known)));
        };
        if rows.iter().all(|(_, row)| row.key.status == first.key.status) {
            // All rows of the code have one status, so the suite need not write it.
            let status = ExpectStatus { status: first.key.status.first(), span: code.span };
            return self.exact(status, code);
        }
        let message = format!("`{}` is documented for several statuses", code.text);
        Err(ambiguous(message, code.span, &rows))
    }

    /// Returns the problem of a status that is not documented for the destination.
    fn undocumented_status(&self, status: ExpectStatus) -> Box<Diagnostic> {
        let mut documented: Vec<String> =
            self.territories().iter().flat_map(|(_, territory)| territory.statuses()).collect();
        documented.sort();
        // An operation and its scope may document the same status.
        documented.dedup();
        if self.is_nowhere() {
            return self.unknown_operation(status.span);
        }
        let place = match &self.destination {
            RequestDestination::Known { territories, .. } => {
                match territories.first().map(|(_, first)| &first.part) {
                    Some(Part::Scope { name, .. }) => format!(" in `{name}`"),
                    Some(Part::Operation(name)) => format!(" for `{name}`"),
                    _ => String::new(),
                }
            }
            RequestDestination::Unknown => String::new(),
        };
        let message = format!("the contract documents no {}{place}", status.status);
        let problem =
            Diagnostic::error(Code::UNDOCUMENTED_STATUS, message).at(status.span, "not documented");
        Box::new(match documented.as_slice() {
            [] => problem.help("no status is documented there"),
            known => problem.help(format!("documented: {}", known.join(", "))),
        })
    }

    /// Returns `true` if the request belongs to no operation and the contracts document codes for operations only.
    fn is_nowhere(&self) -> bool {
        let RequestDestination::Known { territories, .. } = &self.destination else { return false };
        let is_operation = |part: &Part| matches!(part, Part::Operation(_));
        self.rows().next().is_none()
            && !territories.iter().any(|(_, known)| is_operation(&known.part))
    }

    /// Returns the problem of a request that belongs to no operation.
    fn unknown_operation(&self, span: Span) -> Box<Diagnostic> {
        let line = match &self.destination {
            RequestDestination::Known { method, path, .. } => format!("{method} {path}"),
            RequestDestination::Unknown => "it".to_owned(),
        };
        let message = format!("the contract has no operation `{line}`");
        let problem = Diagnostic::error(Code::UNKNOWN_OPERATION, message)
            .at(span, "no response is documented for this request");
        let operations = self.layers.all().iter().flat_map(|contract| contract.operations());
        let lines: Vec<String> = operations.map(crate::contract::Operation::line).collect();
        Box::new(match closest(&line, lines.iter().map(String::as_str)) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help("paths are relative to the base path of the target"),
        })
    }

    /// Returns the rows of a status, without duplicates.
    fn at(&self, status: u16) -> impl Iterator<Item = ContractRow<'c>> {
        let territories = self.nearest_at(status).into_iter();
        distinct(
            territories.flat_map(move |(contract, territory)| rows_at(contract, territory, status)),
        )
    }

    /// Returns `true` if any row has this status.
    fn documented_at(&self, status: u16) -> bool {
        self.territories().iter().any(|(_, territory)| !territory.at(status).is_empty())
    }

    /// Returns all rows that apply to the destination, without duplicates, the most specific of each contract
    /// first.
    fn rows(&self) -> impl Iterator<Item = ContractRow<'c>> {
        distinct(self.territories().into_owned().into_iter().flat_map(|(contract, territory)| {
            territory
                .documented()
                .map(move |documented| (contract, &contract.rows()[documented.row]))
        }))
    }

    /// Returns the territories that decide about a status: for each contract, the nearest one that documents the
    /// status. If the destination is unknown, all of them are equally near.
    fn nearest_at(&self, status: u16) -> Vec<ContractTerritory<'c>> {
        let is_known = matches!(self.destination, RequestDestination::Known { .. });
        let mut nearest: Vec<ContractTerritory<'c>> = Vec::new();
        for part in self.territories().iter().filter(|part| !part.1.at(status).is_empty()) {
            let has_nearer = || nearest.iter().any(|known| std::ptr::eq(known.0, part.0));
            // The territories of a contract are sorted from specific to general, so the first one is the
            // nearest.
            if !is_known || !has_nearer() {
                nearest.push(*part);
            }
        }
        nearest
    }

    /// Returns the territories of the destination, or all territories if it is unknown.
    fn territories(&self) -> Cow<'_, [ContractTerritory<'c>]> {
        match &self.destination {
            RequestDestination::Known { territories, .. } => Cow::Borrowed(territories),
            RequestDestination::Unknown => Cow::Owned(self.layers.territories().collect()),
        }
    }
}

fn rows_at<'c>(
    contract: &'c Contract,
    territory: &'c Territory,
    status: u16,
) -> impl Iterator<Item = ContractRow<'c>> {
    let documented = territory.at(status).iter();
    documented.map(move |documented| (contract, &contract.rows()[documented.row]))
}

fn distinct<'c>(
    rows: impl Iterator<Item = ContractRow<'c>>,
) -> impl Iterator<Item = ContractRow<'c>> {
    let mut seen = std::collections::BTreeSet::new();
    rows.filter(move |(_, row)| seen.insert(std::ptr::from_ref(*row)))
}

fn spellings(row: &Row) -> impl Iterator<Item = &str> {
    row.spellings().map(ErrorCode::as_str)
}

fn ambiguous(message: String, span: Span, rows: &[ContractRow<'_>]) -> Box<Diagnostic> {
    let keys: Vec<String> = rows.iter().map(|(_, row)| row.key.without_owner()).collect();
    let problem = Diagnostic::error(Code::AMBIGUOUS_CODE, message)
        .at(span, "a case claims exactly one code")
        .help(format!("write one of {}", list(&keys)));
    Box::new(problem)
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
