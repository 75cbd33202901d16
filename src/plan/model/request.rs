//! Planned requests: everything that is sent, except captured values.

use bytes::Bytes;
use http::{HeaderName, Method};

use super::plan_index::CaseIndex;
use super::probe_change::Change;
use super::value::{Scalar, ValuePlan};
use crate::diagnostic::Span;
use crate::suite::{Body, BodyStage};

/// The source of a case's request.
#[derive(Debug, Clone)]
pub enum RequestPlan {
    /// A request that the case writes out.
    Send(Outgoing),
    /// The link of a relation in another case's response. The link gives method and URL.
    Follow {
        /// The case whose response has the link; also listed in `requires`.
        from: CaseIndex,
        /// The relation type of the link.
        rel: String,
        /// The largest number of pages to follow, each by the link in the page before.
        pages: Option<u32>,
        /// The place of `follow` in the suite.
        span: Span,
        /// The rest of the request: everything except method and path.
        send: Outgoing,
    },
    /// The unchanged request of another case, sent again.
    Replay {
        /// The case whose request is repeated; also listed in `requires`.
        of: CaseIndex,
    },
    /// The request of another case with one change.
    Probe {
        /// The control: the case whose request is changed; also listed in `requires`.
        of: CaseIndex,
        /// The one change to the request of the control.
        change: Change,
    },
}

impl RequestPlan {
    /// Returns the case whose exchange this request is made from, if there is one.
    pub fn source(&self) -> Option<CaseIndex> {
        match self {
            Self::Send(_) => None,
            Self::Follow { from: of, .. } | Self::Replay { of } | Self::Probe { of, .. } => {
                Some(*of)
            }
        }
    }

    /// Returns the index of the other case so that it can be changed, because indexes shift when cases move in the
    /// plan.
    pub(in crate::plan) fn source_mut(&mut self) -> Option<&mut CaseIndex> {
        match self {
            Self::Send(_) => None,
            Self::Follow { from: of, .. } | Self::Replay { of } | Self::Probe { of, .. } => {
                Some(of)
            }
        }
    }
}

/// A request that is complete except for captured values.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The HTTP method.
    pub method: Method,
    /// Path and query as written. An interpolated value is percent-encoded as one segment, unless the
    /// whole path is one expression.
    pub path: Scalar,
    /// Members that are form-encoded and appended to the query.
    pub query: Vec<(String, Scalar)>,
    /// The header fields, with names in lower case.
    pub headers: Vec<(HeaderName, Scalar)>,
    /// Fields that are not sent even if a credential or a body would add them.
    pub removed: Vec<HeaderName>,
    /// The content of the request.
    pub body: BodyPlan,
}

/// A request body that is complete except for captured values.
pub type BodyPlan = Body<Planned>;

/// The stage of a [`Body`] whose expressions are resolved and whose files are read.
#[derive(Debug, Clone)]
pub struct Planned;

impl BodyStage for Planned {
    type Text = Scalar;
    type Json = ValuePlan;
    type File = Bytes;
    type Boundary = String;
}
