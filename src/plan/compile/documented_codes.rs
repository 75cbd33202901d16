//! Which documented code a case speaks for.

use std::borrow::Cow;

use http::Method;

use crate::check::StatusRule;
use crate::contract::{Contract, ErrorCode, Layers, Part, Row, RowOf, Territory};
use crate::diagnostic::{Code, Diagnostic, Span, closest};
use crate::source::Text;
use crate::suite::{Expect, ExpectStatus};

const UNDOCUMENTED_STATUS: Code = Code::UNDOCUMENTED_STATUS;
const UNDOCUMENTED_CODE: Code = Code::UNDOCUMENTED_CODE;
const UNKNOWN_OPERATION: Code = Code::UNKNOWN_OPERATION;
const AMBIGUOUS_CODE: Code = Code::AMBIGUOUS_CODE;
const NEVER_PASSES: Code = Code::NEVER_PASSES;
const NO_REPLAY: Code = Code::NO_REPLAY;

/// Where a request goes, as far as that is known before the run.
#[derive(Clone)]
pub(in crate::plan) enum Ground<'c> {
    /// Parts of the API, the most particular of each contract first.
    Known {
        /// The parts.
        parts: Vec<Place<'c>>,
        /// The method.
        method: Method,
        /// The path.
        path: String,
    },
    /// Anywhere: a link or a captured path says where.
    Unknown,
}

/// What a case asks for.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Claim {
    pub(in crate::plan) status: StatusRule,
    /// The documented codes, the most particular first; none where any success will do.
    pub(in crate::plan) rows: Vec<RowOf>,
    /// In short: `404 RESOURCE_NOT_FOUND`.
    pub(in crate::plan) asks: String,
    /// The status of the same request when it is sent again.
    pub(in crate::plan) replay: Option<u16>,
}

/// A part of the API with its contract.
type Place<'c> = (&'c Contract, &'c Territory);

/// A row with its contract.
type Known<'c> = (&'c Contract, &'c Row);

impl Claim {
    /// What a case without `expect` asks for.
    pub(in crate::plan) fn success() -> Self {
        let (rows, asks) = (Vec::new(), "2xx".to_owned());
        Self { status: StatusRule::Success, rows, asks, replay: None }
    }

    /// A status that holds by a standard, of which no contract says anything.
    pub(in crate::plan) fn undocumented(status: u16) -> Self {
        Self::of(status, &[], None)
    }

    /// Whether it asks for a success.
    pub(in crate::plan) fn is_success(&self) -> bool {
        match self.status {
            StatusRule::Exactly(status) => (200..300).contains(&status),
            StatusRule::Success => true,
            StatusRule::Any => false,
        }
    }

    fn of(status: u16, rows: &[Known<'_>], written: Option<&Text>) -> Self {
        let known =
            || rows.iter().find_map(|(_, row)| row.key.code.as_ref()).map(ErrorCode::as_str);
        let code = written.map(|code| code.text.as_str()).or_else(known);
        Self {
            status: StatusRule::Exactly(status),
            rows: rows.iter().map(|(contract, row)| row.of(contract)).collect(),
            asks: code.map_or_else(|| status.to_string(), |code| format!("{status} {code}")),
            replay: rows.iter().find_map(|(_, row)| row.replay),
        }
    }
}

/// The documented codes of a suite's contracts at one place of the API.
pub(in crate::plan) struct Codes<'c> {
    pub(in crate::plan) layers: &'c Layers,
    pub(in crate::plan) ground: Ground<'c>,
}

impl<'c> Codes<'c> {
    /// What an `expect` asks for.
    ///
    /// # Errors
    ///
    /// If no contract documents it here, or one documents several codes that fit.
    pub(in crate::plan) fn claim(&self, expect: &Expect) -> Result<Claim, Box<Diagnostic>> {
        match (expect.status, &expect.code) {
            (Some(status), Some(code)) => self.exact(status, code),
            (Some(status), None) => self.by_status(status),
            (None, Some(code)) => self.by_code(code),
            (None, None) => Ok(Claim::success()),
        }
    }

    /// Whether no contract says anything of this place.
    pub(in crate::plan) fn are_none(&self) -> bool {
        self.rows().next().is_none()
    }

    /// Whether a status may come at all.
    ///
    /// # Errors
    ///
    /// If no contract documents it here.
    pub(in crate::plan) fn documents(&self, status: ExpectStatus) -> Result<(), Box<Diagnostic>> {
        let documented = self.documented_at(status.status);
        documented.then_some(()).ok_or_else(|| self.undocumented_status(status))
    }

    /// The problem of a case without `expect` where the contract documents no success.
    pub(in crate::plan) fn no_success(&self, span: Span) -> Option<Box<Diagnostic>> {
        if self.rows().any(|(_, row)| (200..300).contains(&row.key.status.first())) {
            return None;
        }
        if self.is_nowhere() {
            return Some(self.unknown_operation(span));
        }
        let message = "the case can never pass: the contract documents no success here";
        let problem = Diagnostic::warning(NEVER_PASSES, message)
            .at(span, "a case without `expect` expects a documented 2xx")
            .help("say with `expect` which documented code is meant");
        Some(Box::new(problem))
    }

    /// What the same request answers when it is sent again.
    ///
    /// # Errors
    ///
    /// If the contract documents nothing for that.
    pub(in crate::plan) fn replay(
        &self,
        control: &Claim,
        span: Span,
    ) -> Result<Claim, Box<Diagnostic>> {
        let Some(status) = control.replay else {
            let message = format!("the contract documents no replay of `{}`", control.asks);
            let replayed = self.rows().filter(|(_, row)| row.replay.is_some());
            let replayed: Vec<String> = replayed.map(|(_, row)| row.key.to_string()).collect();
            let mut problem =
                Diagnostic::error(NO_REPLAY, message).at(span, "what it answers is not known");
            if !replayed.is_empty() {
                problem = problem.help(format!("it documents one for {}", list(&replayed)));
            }
            return Err(Box::new(problem));
        };
        self.by_status(ExpectStatus { status, span })
    }

    /// What a probe for a status asks for; `None` where the contract documents none here, or several codes
    /// for it. A class such as `4XX` allows its statuses and promises none of them.
    pub(in crate::plan) fn sought(&self, status: u16, span: Span) -> Option<Claim> {
        if self.at(status).all(|(_, row)| row.key.status.is_class()) {
            return None;
        }
        self.by_status(ExpectStatus { status, span }).ok()
    }

    fn exact(&self, status: ExpectStatus, code: &Text) -> Result<Claim, Box<Diagnostic>> {
        if !self.documented_at(status.status) {
            return Err(self.undocumented_status(status));
        }
        let called = |row: &Row| row.is_spelt(&code.text);
        let parts = self.parts();
        let at = |part: &Place<'c>| rows_at(part.0, part.1, status.status);
        if !parts.iter().flat_map(at).any(|(_, row)| called(row)) {
            return Err(self.undocumented_code(status, code));
        }
        let claimed = parts.iter().filter_map(|part| {
            let named = at(part).find(|(_, row)| called(row));
            // A contract that says nothing of codes documents the status with any.
            named.or_else(|| at(part).find(|_| part.1.errors.code.is_none()))
        });
        let mut claimed: Vec<Known<'_>> = claimed.collect();
        if matches!(self.ground, Ground::Unknown) {
            claimed.retain(|(_, row)| called(row) && row.operation.is_none());
            claimed.truncate(1);
        }
        Ok(Claim::of(status.status, &claimed, Some(code)))
    }

    fn undocumented_code(&self, status: ExpectStatus, code: &Text) -> Box<Diagnostic> {
        let message = format!("the contract documents no `{}` for {}", code.text, status.status);
        let label = format!("not documented for {}", status.status);
        let problem = Diagnostic::error(UNDOCUMENTED_CODE, message).at(code.span, label);
        let here: Vec<&str> = self.at(status.status).flat_map(|(_, row)| spellings(row)).collect();
        let problem = problem.suggest(&code.text, here.iter().copied());
        let elsewhere = self.rows().filter(|(_, row)| row.is_spelt(&code.text));
        let elsewhere: Vec<String> = elsewhere.map(|(_, row)| row.key.to_string()).collect();
        let problem = if elsewhere.is_empty() {
            problem
        } else {
            problem.help(format!("it documents {}", list(&elsewhere)))
        };
        Box::new(problem.help(match here.as_slice() {
            [] => format!("{} carries no code in this contract", status.status),
            here => format!("documented for {}: {}", status.status, here.join(", ")),
        }))
    }

    fn by_status(&self, status: ExpectStatus) -> Result<Claim, Box<Diagnostic>> {
        let documents = |part: &&Place<'c>| !part.1.at(status.status).is_empty();
        let mut parts: Vec<Place<'c>> = self.parts().iter().filter(documents).copied().collect();
        if parts.is_empty() {
            return Err(self.undocumented_status(status));
        }
        if matches!(self.ground, Ground::Unknown) {
            // Where anything is possible, what holds for the API as a whole is meant, never one operation.
            parts.retain(|(_, territory)| !matches!(territory.part, Part::Operation(_)));
            parts.truncate(1);
        }
        let mut claimed = Vec::new();
        for (contract, territory) in parts {
            let rows: Vec<Known<'_>> = rows_at(contract, territory, status.status).collect();
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

    fn by_code(&self, code: &Text) -> Result<Claim, Box<Diagnostic>> {
        let rows: Vec<Known<'_>> =
            self.rows().filter(|(_, row)| row.is_spelt(&code.text)).collect();
        let Some((_, first)) = rows.first() else {
            let message = format!("the contract documents no code `{}`", code.text);
            let problem = Diagnostic::error(UNDOCUMENTED_CODE, message);
            let problem = problem.at(code.span, "documented for no status");
            let known = self.rows().flat_map(|(_, row)| spellings(row));
            return Err(Box::new(problem.suggest(&code.text, known)));
        };
        if rows.iter().all(|(_, row)| row.key.status == first.key.status) {
            let status = ExpectStatus { status: first.key.status.first(), span: code.span };
            return self.exact(status, code);
        }
        let message = format!("`{}` is documented for several statuses", code.text);
        Err(ambiguous(message, code.span, &rows))
    }

    fn undocumented_status(&self, status: ExpectStatus) -> Box<Diagnostic> {
        let mut documented: Vec<String> =
            self.parts().iter().flat_map(|(_, territory)| territory.statuses()).collect();
        documented.sort();
        documented.dedup();
        if self.is_nowhere() {
            return self.unknown_operation(status.span);
        }
        let place = match &self.ground {
            Ground::Known { parts, .. } => match parts.first().map(|(_, first)| &first.part) {
                Some(Part::Scope { name, .. }) => format!(" in `{name}`"),
                Some(Part::Operation(name)) => format!(" for `{name}`"),
                _ => String::new(),
            },
            Ground::Unknown => String::new(),
        };
        let message = format!("the contract documents no {}{place}", status.status);
        let problem =
            Diagnostic::error(UNDOCUMENTED_STATUS, message).at(status.span, "not documented");
        Box::new(match documented.as_slice() {
            [] => problem.help("it documents no status at all there"),
            known => problem.help(format!("documented are {}", known.join(", "))),
        })
    }

    /// Whether the request belongs to no operation, and nothing is documented beside those.
    fn is_nowhere(&self) -> bool {
        let Ground::Known { parts, .. } = &self.ground else { return false };
        let is_operation = |part: &Part| matches!(part, Part::Operation(_));
        self.rows().next().is_none() && !parts.iter().any(|(_, known)| is_operation(&known.part))
    }

    /// The problem of a request that belongs to no operation, where nothing is documented beside those.
    fn unknown_operation(&self, span: Span) -> Box<Diagnostic> {
        let line = match &self.ground {
            Ground::Known { method, path, .. } => format!("{method} {path}"),
            Ground::Unknown => "it".to_owned(),
        };
        let message = format!("the contract has no operation `{line}`");
        let problem = Diagnostic::error(UNKNOWN_OPERATION, message)
            .at(span, "what it answers is documented nowhere");
        let operations = self.layers.all().iter().flat_map(|contract| contract.operations());
        let lines: Vec<String> = operations.map(crate::contract::Operation::line).collect();
        Box::new(match closest(&line, lines.iter().map(String::as_str)) {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help("paths are relative to the base path of the target"),
        })
    }

    /// The rows of a status, each once.
    fn at(&self, status: u16) -> impl Iterator<Item = Known<'c>> {
        let parts = self.parts().into_owned().into_iter();
        distinct(parts.flat_map(move |(contract, territory)| rows_at(contract, territory, status)))
    }

    /// Whether any row has a status.
    fn documented_at(&self, status: u16) -> bool {
        self.parts().iter().any(|(_, territory)| !territory.at(status).is_empty())
    }

    /// All rows that hold here, each once, the most particular of each contract first.
    fn rows(&self) -> impl Iterator<Item = Known<'c>> {
        distinct(self.parts().into_owned().into_iter().flat_map(|(contract, territory)| {
            territory
                .documented()
                .map(move |documented| (contract, &contract.rows()[documented.row]))
        }))
    }

    fn parts(&self) -> Cow<'_, [Place<'c>]> {
        match &self.ground {
            Ground::Known { parts, .. } => Cow::Borrowed(parts),
            Ground::Unknown => Cow::Owned(self.layers.territories().collect()),
        }
    }
}

fn rows_at<'c>(
    contract: &'c Contract,
    territory: &'c Territory,
    status: u16,
) -> impl Iterator<Item = Known<'c>> {
    let documented = territory.at(status).iter();
    documented.map(move |documented| (contract, &contract.rows()[documented.row]))
}

fn distinct<'c>(rows: impl Iterator<Item = Known<'c>>) -> impl Iterator<Item = Known<'c>> {
    let mut seen = std::collections::BTreeSet::new();
    rows.filter(move |(_, row)| seen.insert(std::ptr::from_ref(*row)))
}

fn spellings(row: &Row) -> impl Iterator<Item = &str> {
    row.spellings().map(ErrorCode::as_str)
}

fn ambiguous(message: String, span: Span, rows: &[Known<'_>]) -> Box<Diagnostic> {
    let keys: Vec<String> = rows.iter().map(|(_, row)| row.key.without_owner()).collect();
    let problem = Diagnostic::error(AMBIGUOUS_CODE, message)
        .at(span, "a case speaks for exactly one")
        .help(format!("say which: {}", list(&keys)));
    Box::new(problem)
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
