//! One kind of misbehavior, with the right report about it.

use super::script::Script;

/// One kind of misbehavior.
pub(crate) struct Row {
    /// The name and path of the row.
    pub(crate) name: &'static str,
    /// The required result of the case.
    pub(crate) right: Right,
    /// The server that misbehaves.
    pub(crate) server: Kind,
    /// The request without its id. By default a GET that expects a 200.
    pub(crate) case: Option<&'static str>,
    /// Timeout of an exchange in seconds.
    pub(crate) timeout: &'static str,
    /// Milliseconds within which the case must end.
    pub(crate) within_ms: u64,
    /// Maximum memory of the whole process in MiB.
    pub(crate) memory_mib: u64,
    /// Maximum number of requests. If it is not 0, there is at least one request.
    pub(crate) asked: usize,
}

/// The required result of a case, with words that its messages must contain.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Right {
    /// The response conforms, without a remark.
    Passes,
    /// The response conforms, with this remark.
    Remarked(&'static str),
    /// The response broke the contract.
    Fails(&'static str),
    /// There was no response to judge.
    IsErrored(&'static str),
}

/// The server that misbehaves.
pub(crate) enum Kind {
    /// The plain server, by this script.
    Plain(Script),
    /// A server whose certificate is wrong.
    Tls(Wrong),
    /// The HTTP/2 server, by path.
    Http2,
    /// No server: this address is the target.
    Nowhere(&'static str),
}

/// The fault of a certificate.
#[derive(Clone, Copy)]
pub(crate) enum Wrong {
    Name,
    Expired,
    SelfSigned,
    Untrusted,
}

/// Memory of any statusquo process in MiB: a build without optimizations, and its threads.
const USUAL_MIB: u64 = 90;

/// Returns a row of the plain server with the usual limits.
pub(crate) fn row(name: &'static str, right: Right, script: Script) -> Row {
    of(name, right, Kind::Plain(script))
}

/// Returns a row of any server with the usual limits.
pub(crate) fn of(name: &'static str, right: Right, server: Kind) -> Row {
    Row {
        name,
        right,
        server,
        case: None,
        timeout: "0.7",
        within_ms: 3000,
        memory_mib: USUAL_MIB,
        asked: 1,
    }
}

impl Row {
    /// Replaces the request.
    pub(crate) fn case(self, case: &'static str) -> Self {
        Self { case: Some(case), ..self }
    }

    /// Sets the limits for large responses: more time and more memory.
    pub(crate) fn large(self, memory_mib: u64) -> Self {
        Self { timeout: "20", within_ms: 30_000, memory_mib, ..self }
    }

    pub(crate) fn asked(self, asked: usize) -> Self {
        Self { asked, ..self }
    }
}
