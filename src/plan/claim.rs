//! Which documented code a case speaks for.

use crate::check::StatusRule;
use crate::contract::{Contract, Documented, Row, RowKey, Territory};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::source::Text;
use crate::suite::{Expect, ExpectStatus};

const UNDOCUMENTED_STATUS: Code = Code("undocumented-status");
const UNDOCUMENTED_CODE: Code = Code("undocumented-code");
const AMBIGUOUS_CODE: Code = Code("ambiguous-code");
const NEVER_PASSES: Code = Code("never-passes");
const NO_REPLAY: Code = Code("no-replay");

/// Where a request goes, as far as that is known before the run.
#[derive(Clone, Copy)]
pub(super) enum Ground<'c> {
    /// A part of the API.
    Known(&'c Territory),
    /// Anywhere: a link or a captured path says where.
    Unknown,
}

/// What a case asks for.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    pub(super) status: StatusRule,
    /// The documented code; `None` where any success will do.
    pub(super) row: Option<RowKey>,
    /// In short: `404 RESOURCE_NOT_FOUND`.
    pub(super) asks: String,
    /// The status of the same request when it is sent again.
    pub(super) replay: Option<u16>,
}

impl Claim {
    /// What a case without `expect` asks for.
    pub(super) fn success() -> Self {
        Self { status: StatusRule::Success, row: None, asks: "2xx".to_owned(), replay: None }
    }

    /// Whether it asks for a success.
    pub(super) fn is_success(&self) -> bool {
        match self.status {
            StatusRule::Exactly(status) => (200..300).contains(&status),
            StatusRule::Success => true,
            StatusRule::Any => false,
        }
    }

    fn of(row: &Row, written: Option<&Text>) -> Self {
        let code = written.map(|code| &code.text).or(row.code.as_ref());
        let asks =
            code.map_or_else(|| row.status.to_string(), |code| format!("{} {code}", row.status));
        Self {
            status: StatusRule::Exactly(row.status),
            row: Some(row.key.clone()),
            asks,
            replay: row.replay,
        }
    }
}

/// The documented codes of one contract at one place of the API.
pub(super) struct Codes<'c> {
    pub(super) contract: &'c Contract,
    pub(super) ground: Ground<'c>,
}

impl<'c> Codes<'c> {
    /// What an `expect` asks for.
    ///
    /// # Errors
    ///
    /// If the contract does not document it here, or documents several codes that fit.
    pub(super) fn claim(&self, expect: &Expect) -> Result<Claim, Box<Diagnostic>> {
        match (expect.status, &expect.code) {
            (Some(status), Some(code)) => self.exact(status, code),
            (Some(status), None) => self.by_status(status),
            (None, Some(code)) => self.by_code(code),
            (None, None) => Ok(Claim::success()),
        }
    }

    /// Whether a status may come at all.
    ///
    /// # Errors
    ///
    /// If the contract does not document it here.
    pub(super) fn documents(&self, status: ExpectStatus) -> Result<(), Box<Diagnostic>> {
        let documented = self.at(status.status).next();
        documented.map(drop).ok_or_else(|| self.undocumented_status(status))
    }

    /// The warning for a case without `expect` where the contract documents no success.
    pub(super) fn no_success(&self, span: Span) -> Option<Box<Diagnostic>> {
        if self.rows().any(|row| (200..300).contains(&row.status)) {
            return None;
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
    pub(super) fn replay(&self, control: &Claim, span: Span) -> Result<Claim, Box<Diagnostic>> {
        let Some(status) = control.replay else {
            let message = format!("the contract documents no replay of `{}`", control.asks);
            let statuses = self.rows().filter(|row| row.replay.is_some());
            let statuses: Vec<String> = statuses.map(|row| row.key.to_string()).collect();
            let mut problem =
                Diagnostic::error(NO_REPLAY, message).at(span, "what it answers is not known");
            if !statuses.is_empty() {
                problem = problem.help(format!("it documents one for {}", list(&statuses)));
            }
            return Err(Box::new(problem));
        };
        self.by_status(ExpectStatus { status, span })
    }

    /// What a probe for a status asks for; `None` where the contract documents none here, or several codes
    /// for it.
    pub(super) fn sought(&self, status: u16, span: Span) -> Option<Claim> {
        self.by_status(ExpectStatus { status, span }).ok()
    }

    fn exact(&self, status: ExpectStatus, code: &Text) -> Result<Claim, Box<Diagnostic>> {
        let mut rows = self.at(status.status).peekable();
        if rows.peek().is_none() {
            return Err(self.undocumented_status(status));
        }
        if let Some(row) = rows.find(|row| is_called(row, &code.text)) {
            return Ok(Claim::of(row, Some(code)));
        }
        let message = format!("the contract documents no `{}` for {}", code.text, status.status);
        let label = format!("not documented for {}", status.status);
        let problem = Diagnostic::error(UNDOCUMENTED_CODE, message).at(code.span, label);
        let here: Vec<&str> = self.at(status.status).flat_map(spellings).collect();
        let problem = problem.suggest(&code.text, here.iter().copied());
        let elsewhere = self.rows().filter(|row| is_called(row, &code.text));
        let elsewhere: Vec<String> = elsewhere.map(|row| row.key.to_string()).collect();
        let problem = if elsewhere.is_empty() {
            problem
        } else {
            problem.help(format!("it documents {}", list(&elsewhere)))
        };
        Err(Box::new(problem.help(match here.as_slice() {
            [] => format!("{} carries no code in this contract", status.status),
            here => format!("documented for {}: {}", status.status, here.join(", ")),
        })))
    }

    fn by_status(&self, status: ExpectStatus) -> Result<Claim, Box<Diagnostic>> {
        let rows: Vec<&Row> = match self.ground {
            Ground::Known(_) => self.at(status.status).collect(),
            // Where anything is possible, what holds for the API as a whole is meant.
            Ground::Unknown => {
                let territories = self.contract.territories();
                let mut documented = territories.map(|t| t.at(status.status));
                let first = documented.find(|rows| !rows.is_empty()).unwrap_or_default();
                first.iter().map(|documented| self.row(documented)).collect()
            }
        };
        match rows.as_slice() {
            [] => Err(self.undocumented_status(status)),
            [row] => Ok(Claim::of(row, None)),
            rows => match rows.iter().find(|row| row.code.is_none()) {
                Some(row) => Ok(Claim::of(row, None)),
                None => Err(ambiguous(
                    format!("{} is documented with several codes", status.status),
                    status.span,
                    rows,
                )),
            },
        }
    }

    fn by_code(&self, code: &Text) -> Result<Claim, Box<Diagnostic>> {
        let rows: Vec<&Row> = self.rows().filter(|row| is_called(row, &code.text)).collect();
        match rows.as_slice() {
            [row] => Ok(Claim::of(row, Some(code))),
            [] => {
                let message = format!("the contract documents no code `{}`", code.text);
                let problem = Diagnostic::error(UNDOCUMENTED_CODE, message);
                let problem = problem.at(code.span, "documented for no status");
                Err(Box::new(problem.suggest(&code.text, self.rows().flat_map(spellings))))
            }
            rows => {
                let message = format!("`{}` is documented for several statuses", code.text);
                Err(ambiguous(message, code.span, rows))
            }
        }
    }

    fn undocumented_status(&self, status: ExpectStatus) -> Box<Diagnostic> {
        let mut documented: Vec<u16> = self.rows().map(|row| row.status).collect();
        documented.sort_unstable();
        documented.dedup();
        let documented: Vec<String> = documented.iter().map(u16::to_string).collect();
        let place = match self.ground {
            Ground::Known(Territory { name: Some(name), .. }) => format!(" in `{name}`"),
            _ => String::new(),
        };
        let message = format!("the contract documents no {}{place}", status.status);
        let problem = Diagnostic::error(UNDOCUMENTED_STATUS, message)
            .at(status.span, "not documented")
            .help(format!("documented are {}", documented.join(", ")));
        Box::new(problem)
    }

    /// The rows of a status, each once, those of the API as a whole first.
    fn at(&self, status: u16) -> impl Iterator<Item = &'c Row> {
        self.rows().filter(move |row| row.status == status)
    }

    /// All rows that hold here, each once, those of the API as a whole first.
    fn rows(&self) -> impl Iterator<Item = &'c Row> {
        let contract = self.contract;
        let territories: Vec<&'c Territory> = match self.ground {
            Ground::Known(territory) => vec![territory],
            Ground::Unknown => contract.territories().collect(),
        };
        let mut seen = vec![false; contract.rows().len()];
        let documented = territories.into_iter().flat_map(|territory| territory.codes.values());
        documented.flatten().filter_map(move |documented| {
            let first = !std::mem::replace(seen.get_mut(documented.row)?, true);
            first.then(|| &contract.rows()[documented.row])
        })
    }

    fn row(&self, documented: &Documented) -> &'c Row {
        &self.contract.rows()[documented.row]
    }
}

fn is_called(row: &Row, code: &str) -> bool {
    spellings(row).any(|spelling| spelling == code)
}

fn spellings(row: &Row) -> impl Iterator<Item = &str> {
    row.code.iter().chain(&row.also).map(String::as_str)
}

fn ambiguous(message: String, span: Span, rows: &[&Row]) -> Box<Diagnostic> {
    let keys: Vec<String> = rows
        .iter()
        .map(|row| {
            row.code.as_ref().map_or(row.status.to_string(), |c| format!("{} {c}", row.status))
        })
        .collect();
    let problem = Diagnostic::error(AMBIGUOUS_CODE, message)
        .at(span, "a case speaks for exactly one")
        .help(format!("say which: {}", list(&keys)));
    Box::new(problem)
}

fn list(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
