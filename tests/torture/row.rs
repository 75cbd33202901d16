//! One way to misbehave, with what is right to say of it.

use super::script::Script;

/// One way to misbehave.
pub(crate) struct Row {
    /// Its name and its path.
    pub(crate) name: &'static str,
    /// How the case must end.
    pub(crate) right: Right,
    /// Who misbehaves.
    pub(crate) server: Kind,
    /// How the request is made, apart from its id: by default a GET that expects a 200.
    pub(crate) case: Option<&'static str>,
    /// Seconds that an exchange may take.
    pub(crate) timeout: &'static str,
    /// Milliseconds within which the case must have ended.
    pub(crate) within_ms: u64,
    /// The most memory that the whole process may have used, in MiB.
    pub(crate) memory_mib: u64,
    /// How often the server is asked at the most; it is asked at least once where this is not 0.
    pub(crate) asked: usize,
}

/// How a case must end, with words that must stand in what is said of it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Right {
    /// It conforms, without a remark.
    Passes,
    /// It conforms, and this is remarked.
    Remarked(&'static str),
    /// The answer broke the contract.
    Fails(&'static str),
    /// There was no answer to judge.
    IsErrored(&'static str),
}

/// Who misbehaves.
pub(crate) enum Kind {
    /// The plain server, by this script.
    Plain(Script),
    /// A server whose certificate is wrong.
    Tls(Wrong),
    /// The HTTP/2 server, by path.
    Http2,
    /// Nobody: this is the target.
    Nowhere(&'static str),
}

/// What is wrong with a certificate.
#[derive(Clone, Copy)]
pub(crate) enum Wrong {
    Name,
    Expired,
    SelfSigned,
    Untrusted,
}

/// What any process of ours may use, in MiB: a build without optimizations, and its threads.
const USUAL_MIB: u64 = 90;

/// A row of the plain server, with the usual bounds.
pub(crate) fn row(name: &'static str, right: Right, script: Script) -> Row {
    of(name, right, Kind::Plain(script))
}

/// A row of any server, with the usual bounds.
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
    /// The request is made in another way.
    pub(crate) fn case(self, case: &'static str) -> Self {
        Self { case: Some(case), ..self }
    }

    /// Large answers: more time, and more memory.
    pub(crate) fn large(self, memory_mib: u64) -> Self {
        Self { timeout: "20", within_ms: 30_000, memory_mib, ..self }
    }

    pub(crate) fn asked(self, asked: usize) -> Self {
        Self { asked, ..self }
    }
}
