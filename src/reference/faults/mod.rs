//! Named faults: each breaks one rule of the contract and nothing else.
//!
//! Almost every fault is a change to an answer that the honest server has already made, so the tables are
//! data: when, and what is changed. A few are below the answer and are asked for by name where they act.

mod change;
mod errors;
mod features;
mod identity;
mod limits;
mod success;

use std::fmt;

use change::{Change, When};

use super::answer::{Answer, Shape};
use super::route::Operation;

pub(super) use features::Pages;

/// A named way of breaking the contract.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// A slug, unique among the faults.
    pub name: &'static str,
    /// What the server does, in one sentence.
    pub about: &'static str,
    /// Every documented code that this turns red in the suites of `suites/point`, with each check that says so.
    pub breaks: &'static [Breach],
    breaking: Breaking,
}

/// One documented code that a fault violates, and a check that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// The row: `404 RESOURCE_NOT_FOUND`, `201`, or in a scope `identity/401 invalid_client`.
    pub row: &'static str,
    /// The id of the check.
    pub check: &'static str,
}

/// How a fault acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaking {
    /// Changes an answer.
    Answer(When, &'static [Change]),
    /// Every POST is new, whatever its `Point-Request-Id`.
    ForgetRequestIds,
    /// A 204 is followed by bytes.
    FillNoContent,
    /// Cookies are not looked at.
    IgnoreCookies,
    /// A token in the query is not looked at.
    IgnoreQueryTokens,
    /// Something is wrong with the way from page to page.
    Pages(Pages),
    /// No session is known.
    ForgetSessions,
}

/// Every fault, by subject.
pub static FAULTS: &[Fault] = &joined::<COUNT>([
    success::FAULTS,
    errors::FAULTS,
    limits::FAULTS,
    identity::FAULTS,
    features::FAULTS,
]);

const COUNT: usize = success::FAULTS.len()
    + features::FAULTS.len()
    + errors::FAULTS.len()
    + limits::FAULTS.len()
    + identity::FAULTS.len();

/// The faults that a server has.
#[derive(Debug, Clone, Default)]
pub struct Faults(Vec<&'static Fault>);

/// No fault has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct UnknownFault {
    /// The name as given.
    pub name: String,
    /// The fault whose name is most like it, if one is.
    pub closest: Option<&'static str>,
}

impl Faults {
    /// No fault: the server conforms.
    pub fn none() -> Faults {
        Faults::default()
    }

    /// Returns true if there is no fault.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults of these names.
    ///
    /// # Errors
    ///
    /// The first name that no fault has.
    pub fn named(names: &[impl AsRef<str>]) -> Result<Faults, UnknownFault> {
        names.iter().map(|name| named(name.as_ref())).collect::<Result<_, _>>().map(Faults)
    }

    /// Changes an answer as the faults have it.
    pub(super) fn alter(&self, operation: Operation, shape: Shape, answer: &mut Answer) {
        for fault in &self.0 {
            if let Breaking::Answer(when, changes) = &fault.breaking
                && when.holds(operation, shape, answer)
            {
                for change in *changes {
                    change.apply(shape, answer);
                }
            }
        }
    }

    /// Whether every POST is new.
    pub(super) fn forget_request_ids(&self) -> bool {
        self.0.iter().any(|fault| fault.breaking == Breaking::ForgetRequestIds)
    }

    /// Whether cookies are not looked at.
    pub(super) fn ignore_cookies(&self) -> bool {
        self.0.iter().any(|fault| fault.breaking == Breaking::IgnoreCookies)
    }

    /// Whether a token in the query is not looked at.
    pub(super) fn ignore_query_tokens(&self) -> bool {
        self.0.iter().any(|fault| fault.breaking == Breaking::IgnoreQueryTokens)
    }

    /// What is wrong with the way from page to page.
    pub(super) fn pages(&self) -> Option<Pages> {
        self.0.iter().find_map(|fault| match fault.breaking {
            Breaking::Pages(pages) => Some(pages),
            _ => None,
        })
    }

    /// Whether no session is known.
    pub(super) fn forget_sessions(&self) -> bool {
        self.0.iter().any(|fault| fault.breaking == Breaking::ForgetSessions)
    }

    /// Whether a 204 is followed by bytes.
    pub(super) fn fill_no_content(&self) -> bool {
        self.0.iter().any(|fault| fault.breaking == Breaking::FillNoContent)
    }
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no fault is called `{}`", self.name)?;
        if let Some(closest) = self.closest {
            return write!(formatter, "; did you mean `{closest}`?");
        }
        formatter.write_str("; the faults are")?;
        for (index, fault) in FAULTS.iter().enumerate() {
            write!(formatter, "{} `{}`", if index == 0 { "" } else { "," }, fault.name)?;
        }
        Ok(())
    }
}

fn named(name: &str) -> Result<&'static Fault, UnknownFault> {
    FAULTS.iter().find(|fault| fault.name == name).ok_or_else(|| {
        let likeness = |fault: &&Fault| strsim::jaro_winkler(fault.name, name);
        let closest = FAULTS.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
        let closest = closest.filter(|fault| likeness(fault) > 0.8).map(|fault| fault.name);
        UnknownFault { name: name.to_owned(), closest }
    })
}

/// The tables one after another; a constant so that [`FAULTS`] can be one.
const fn joined<const LENGTH: usize>(tables: [&'static [Fault]; 5]) -> [Fault; LENGTH] {
    let unfilled = Fault { name: "", about: "", breaks: &[], breaking: Breaking::ForgetRequestIds };
    let mut all = [unfilled; LENGTH];
    let (mut filled, mut table) = (0, 0);
    while table < tables.len() {
        let mut row = 0;
        while row < tables[table].len() {
            all[filled] = tables[table][row];
            filled += 1;
            row += 1;
        }
        table += 1;
    }
    all
}
