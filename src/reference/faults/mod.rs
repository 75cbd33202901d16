//! Named faults: each breaks one rule of the contract and no other.
//!
//! Almost every fault changes a response after the conforming server has made it. Such faults are tables of
//! conditions and changes. The other faults act before the response exists, so the server asks for each of them by
//! its own method.

mod client_errors;
mod fault;
mod features;
mod response_change;
mod success_responses;
mod temporary_errors;
mod token_endpoint;

use std::fmt;

use fault::Effect;

use super::api_response::{ApiResponse, Shape};
use super::routes::Operation;

pub use fault::{Breach, Fault};

pub(super) use fault::PageFault;

/// Every fault, by subject.
pub static FAULTS: &[Fault] = &joined::<COUNT>([
    success_responses::FAULTS,
    client_errors::FAULTS,
    temporary_errors::FAULTS,
    token_endpoint::FAULTS,
    features::FAULTS,
]);

const COUNT: usize = success_responses::FAULTS.len()
    + features::FAULTS.len()
    + client_errors::FAULTS.len()
    + temporary_errors::FAULTS.len()
    + token_endpoint::FAULTS.len();

/// The active faults of a server.
#[derive(Debug, Clone, Default)]
pub struct Faults(Vec<&'static Fault>);

/// The error for a name that no fault has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct UnknownFault {
    /// The name as given.
    pub name: String,
    /// The fault with the most similar name, if one is similar enough.
    pub closest: Option<&'static str>,
}

impl Faults {
    /// Returns no faults: the server conforms.
    pub fn none() -> Faults {
        Faults::default()
    }

    /// Returns true if there is no fault.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the faults with these names.
    ///
    /// # Errors
    ///
    /// If no fault has one of the names. The error contains the first such name.
    pub fn named(names: &[impl AsRef<str>]) -> Result<Faults, UnknownFault> {
        names.iter().map(|name| named(name.as_ref())).collect::<Result<_, _>>().map(Faults)
    }

    /// Applies all faults that change a response.
    pub(super) fn alter(&self, operation: Operation, shape: Shape, response: &mut ApiResponse) {
        for fault in &self.0 {
            if let Effect::Change(when, changes) = &fault.effect
                && when.matches(operation, shape, response)
            {
                for change in *changes {
                    change.apply(shape, response);
                }
            }
        }
    }

    /// Returns true if every POST is treated as new.
    pub(super) fn forgets_request_ids(&self) -> bool {
        self.has(Effect::ForgetRequestIds)
    }

    /// Returns true if cookies are ignored.
    pub(super) fn ignores_cookies(&self) -> bool {
        self.has(Effect::IgnoreCookies)
    }

    /// Returns true if tokens in the query are ignored.
    pub(super) fn ignores_query_tokens(&self) -> bool {
        self.has(Effect::IgnoreQueryTokens)
    }

    fn has(&self, effect: Effect) -> bool {
        self.0.iter().any(|fault| fault.effect == effect)
    }

    /// Returns the fault of the links between pages.
    pub(super) fn pages(&self) -> Option<PageFault> {
        self.0.iter().find_map(|fault| match fault.effect {
            Effect::Pages(pages) => Some(pages),
            _ => None,
        })
    }

    /// Returns true if every session is unknown.
    pub(super) fn forgets_sessions(&self) -> bool {
        self.has(Effect::ForgetSessions)
    }

    /// Returns true if bytes follow a 204.
    pub(super) fn fills_no_content(&self) -> bool {
        self.has(Effect::FillNoContent)
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

/// Concatenates the tables. A `const fn` so that [`FAULTS`] needs no initialisation at run time.
const fn joined<const LENGTH: usize>(tables: [&'static [Fault]; 5]) -> [Fault; LENGTH] {
    let unfilled = Fault { name: "", about: "", breaks: &[], effect: Effect::ForgetRequestIds };
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
