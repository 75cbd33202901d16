//! A stand-in for the reference server, for builds without the feature `reference`.
//!
//! The stand-in has the interface of the server, so that callers need no conditions. Starting the server returns an
//! error that names the feature.

use std::io;
use std::net::SocketAddr;

/// A named fault. This build has none.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// A slug, unique among the faults.
    pub name: &'static str,
    /// A sentence about the behaviour of the server.
    pub about: &'static str,
    /// The rows and checks that the fault breaks.
    pub breaks: &'static [Breach],
}

/// A row that a fault breaks, and the check that reports it.
#[derive(Debug, Clone, Copy)]
pub struct Breach {
    /// The row, as text.
    pub row: &'static str,
    /// The check.
    pub check: &'static str,
}

/// No faults.
pub static FAULTS: &[Fault] = &[];

/// The active faults of a server: none.
#[derive(Debug, Clone, Default)]
pub struct Faults;

/// The error for every name of a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{MISSING}, so there is no fault `{name}`")]
pub struct UnknownFault {
    /// The name as given.
    pub name: String,
}

/// The reference server, of which this build has no value.
#[derive(Debug)]
pub enum Reference {}

/// The message of all errors.
const MISSING: &str =
    "this build has no reference server (build statusquo with the Cargo feature `reference`)";

impl Faults {
    /// Returns no faults.
    pub fn none() -> Faults {
        Faults
    }

    /// Returns true: there are no faults.
    pub fn is_empty(&self) -> bool {
        true
    }

    /// Returns the faults with these names.
    ///
    /// # Errors
    ///
    /// If there is a name.
    pub fn named(names: &[impl AsRef<str>]) -> Result<Faults, UnknownFault> {
        match names.first() {
            Some(name) => Err(UnknownFault { name: name.as_ref().to_owned() }),
            None => Ok(Faults),
        }
    }
}

#[expect(clippy::unused_async, reason = "the interface is that of the server")]
impl Reference {
    /// Fails, because this build has no reference server.
    ///
    /// # Errors
    ///
    /// Always.
    pub async fn start(_address: SocketAddr, _faults: Faults) -> Result<Reference, io::Error> {
        Err(io::Error::new(io::ErrorKind::Unsupported, MISSING))
    }

    /// Never called.
    ///
    /// # Errors
    ///
    /// None.
    pub async fn demand_certificates(
        &mut self,
        _address: SocketAddr,
    ) -> Result<SocketAddr, io::Error> {
        match *self {}
    }

    /// An empty certificate. No connection is made with it.
    pub fn authority() -> &'static str {
        ""
    }

    /// Never called.
    pub fn address(&self) -> SocketAddr {
        match *self {}
    }

    /// Never called.
    pub fn url(&self) -> String {
        match *self {}
    }

    /// Never called.
    pub async fn stop(self) {
        match self {}
    }
}
