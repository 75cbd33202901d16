//! The plan: what the runner needs and nothing it would have to look up.

use std::sync::Arc;

use crate::check::{Expectation, ExpectedHeader, ExpectedLink, ExpectedValue};
use crate::contract::{Contract, Layers, Query, Waiver};
use crate::diagnostic::{Sources, Span};
use crate::event::{Phase, PlanFacts, Shard};
use crate::http::Identity;
use crate::plan::{CallPlan, Change, Guard, LargeTable, PlannedProbe, SendingPlan, TargetIndex};
use crate::verdict::CaseName;

/// Index into [`Plan::cases`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseIndex(pub usize);

/// A captured value's place in a run; captures are the only thing that is not known before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub usize);

/// What will be done.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The files that were read, to name their lines.
    pub sources: Arc<Sources>,
    /// The contracts that the suites name, each once, in order.
    pub contracts: Vec<Arc<Contract>>,
    /// The names of the targets that suites name, in order; the first is `default`, that of `--target URL`.
    pub targets: Vec<String>,
    /// The suites, in the order they were given.
    pub suites: Vec<PlannedSuite>,
    /// The cases of all suites, in the order of the files: setup, cases, teardown of each.
    pub cases: Vec<PlannedCase>,
    /// How many captured values a run may hold.
    pub slots: usize,
    /// The seed of all generated values.
    pub seed: u64,
    /// Values that no report may show.
    pub secrets: Vec<String>,
    /// Whether cases of the suites were left out.
    pub partial: bool,
    /// The whole of which this plan is a part; `None` where it is the whole itself.
    pub whole: Option<PlanFacts>,
    /// Which shard of the whole it is, if it is one.
    pub shard: Option<Shard>,
}

/// A suite in a plan.
#[derive(Debug, Clone)]
pub struct PlannedSuite {
    /// Its name.
    pub name: String,
    /// Its file as people name it.
    pub file: String,
    /// Its contracts, each of them in [`Plan::contracts`].
    pub layers: Arc<Layers>,
    /// Where it may be run; anywhere if there are none.
    pub guards: Vec<Guard>,
    /// Whether it is a shared file: its cases are setup and teardown of those that use it.
    pub shared: bool,
    /// The shared files that it uses, directly or not: indices into [`Plan::suites`], where they have cases.
    pub uses: Vec<usize>,
}

/// One request and what is documented to come back, ready but for captured values.
#[derive(Debug, Clone)]
pub struct PlannedCase {
    /// Suite and id.
    pub name: CaseName,
    /// Index into [`Plan::suites`].
    pub suite: usize,
    /// The part of the suite it stands in.
    pub phase: Phase,
    /// Where the suite says what is expected; for a case without `expect`, its id.
    pub span: Span,
    /// What it asks for in short: `404 RESOURCE_NOT_FOUND`, `2xx`.
    pub asks: String,
    /// Where to send it.
    pub target: TargetIndex,
    /// What to send.
    pub request: RequestPlan,
    /// With which credentials; `None` for nobody.
    pub credentials: Option<Arc<CredentialPlan>>,
    /// The certificate by which its connections are made, which the credentials have.
    pub identity: Option<Arc<Identity>>,
    /// The name of these credentials.
    pub credential: Option<String>,
    /// The credential whose token this case fetches, if it does that.
    pub token_of: Option<String>,
    /// What to expect.
    pub expectation: ExpectationPlan,
    /// How often to send.
    pub sending: SendingPlan,
    /// What to remember of the response.
    pub captures: Vec<Capture>,
    /// Cases that must have passed: if one did not, this case is errored and never sent.
    pub requires: Vec<CaseIndex>,
    /// Cases that must have ended, however, before this one begins; none of `requires` is repeated.
    pub follows: Vec<CaseIndex>,
    /// The cases that the suite itself names in `after`, which come along when this one is selected.
    pub after: Vec<CaseIndex>,
    /// Whether it was asked for; `false` where it only came along with one that was.
    pub selected: bool,
    /// Whether no other case may run at the same time.
    pub alone: bool,
    /// Tags of the suite and of the case.
    pub tags: Vec<String>,
    /// What the target must offer; if it does not, the case is skipped.
    pub needs: Vec<String>,
    /// Why and until when it may break the contract.
    pub waiver: Option<Box<CaseWaiver>>,
    /// What makes it a probe; `None` for every other case.
    pub probe: Option<Box<PlannedProbe>>,
    /// The table whose rows it stands for, where that is not held.
    pub table: Option<LargeTable>,
}

impl PlannedCase {
    /// The credentials that its request carries: of a probe that changes them, the others.
    pub fn sends(&self) -> Option<&CredentialPlan> {
        let other = match &self.request {
            RequestPlan::Probe { change, .. } => change.other_credentials(),
            _ => None,
        };
        other.or(self.credentials.as_deref())
    }

    /// How many cases it stands for: the rows of its table, if that is not held, else itself.
    pub fn cases(&self) -> u64 {
        self.table.as_ref().map_or(1, LargeTable::rows)
    }
}

/// The waiver of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseWaiver {
    /// The waiver.
    pub waiver: Waiver,
    /// Whether it is stale when this case passes; not where the replay, which it waives too, comes after.
    pub settled: bool,
}

/// What to send.
#[derive(Debug, Clone)]
pub enum RequestPlan {
    /// A request of the case's own.
    Send(Outgoing),
    /// The link of a relation in another case's response; method and URL come from the link.
    Follow {
        /// The case whose response has the link; it stands in `requires` too.
        from: CaseIndex,
        /// The relation type.
        rel: String,
        /// At most so many pages, each by that link of the one before, until there is none.
        pages: Option<u32>,
        /// Where the suite says so.
        span: Span,
        /// All but method and path.
        send: Outgoing,
    },
    /// The very request that another case sent; it stands in `requires` too.
    Replay {
        /// The control.
        of: CaseIndex,
    },
    /// The request that another case sent, with one change; that case stands in `requires` too.
    Probe {
        /// The control.
        of: CaseIndex,
        /// The change.
        change: Change,
    },
}

/// A request, ready but for captured values.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The method.
    pub method: http::Method,
    /// Path and query as written. A part that was interpolated is percent-encoded as one segment,
    /// unless the whole path is one expression.
    pub path: Scalar,
    /// Members appended to the query, form-encoded.
    pub query: Vec<(String, Scalar)>,
    /// Header fields; names in lower case.
    pub headers: Vec<(http::HeaderName, Scalar)>,
    /// Fields that are not sent, though a credential or a body would bring them.
    pub removed: Vec<http::HeaderName>,
    /// The content.
    pub body: BodyPlan,
}

/// A text, ready but for captured values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// Known before the run.
    Known(String),
    /// Pieces, some of which are captured.
    Pieces(Vec<Piece>),
}

/// A piece of a [`Scalar`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As the author wrote it.
    Text(String),
    /// An interpolated value that is known before the run; told apart because paths encode it.
    Value(String),
    /// A captured value.
    Slot(SlotId),
    /// A function of captured values.
    Call(CallPlan),
}

/// A JSON value, ready but for captured values.
#[derive(Debug, Clone, PartialEq)]
pub enum ValuePlan {
    /// Known before the run.
    Known(serde_json::Value),
    /// A captured value with its type.
    Slot(SlotId),
    /// A function of captured values.
    Call(CallPlan),
    /// A string with captured values in it.
    Text(Vec<Piece>),
    /// A list.
    Array(Vec<ValuePlan>),
    /// An object.
    Object(Vec<(String, ValuePlan)>),
}

/// The content of a request, ready but for captured values.
#[derive(Debug, Clone)]
pub enum BodyPlan {
    /// None.
    Empty,
    /// Sent as `application/json` unless `headers` say otherwise.
    Json(ValuePlan),
    /// Sent as `application/x-www-form-urlencoded` unless `headers` say otherwise.
    Form(Vec<(String, Scalar)>),
    /// The very text.
    Text(Scalar),
    /// Sent as `text/plain; charset=utf-8` unless `headers` say otherwise.
    Plain(Scalar),
    /// Sent as `application/octet-stream` unless `headers` say otherwise.
    Bytes(bytes::Bytes),
    /// Sent as `multipart/form-data` unless `headers` say otherwise.
    Multipart {
        /// What stands between the parts.
        boundary: String,
        /// The parts in their order.
        parts: Vec<PartPlan>,
    },
}

/// One part of a form, ready but for captured values.
#[derive(Debug, Clone)]
pub struct PartPlan {
    /// Its name.
    pub name: String,
    /// The name of a file.
    pub filename: Option<Scalar>,
    /// Its own type.
    pub content_type: Option<Scalar>,
    /// What it holds.
    pub content: PartContentPlan,
}

/// What a part of a form holds.
#[derive(Debug, Clone)]
pub enum PartContentPlan {
    /// A text.
    Text(Scalar),
    /// The bytes of a file.
    Bytes(bytes::Bytes),
}

/// What a credential adds to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialPlan {
    /// `Authorization: Bearer …`.
    Bearer(Scalar),
    /// `Authorization: Bearer …` with the token that a case of its own fetches, and that is renewed.
    OAuth2(SlotId),
    /// `Authorization: Basic …` of a client of OAuth 2.0, each part form-encoded (RFC 6749, section 2.3.1).
    Client {
        /// The client's id.
        id: Scalar,
        /// The client's secret.
        secret: Scalar,
    },
    /// `Authorization: Basic …`.
    Basic {
        /// The user-id.
        user: Scalar,
        /// The password.
        password: Scalar,
    },
    /// Fields of the author's choice.
    Header(Vec<(http::HeaderName, Scalar)>),
    /// Members of the query.
    Query(Vec<(String, Scalar)>),
    /// Cookies, in one field.
    Cookie(Vec<(String, Scalar)>),
}

/// What to expect, ready but for captured values.
#[derive(Debug, Clone)]
pub struct ExpectationPlan {
    /// Everything that is known before the run. Its `equals` holds the values without captures, its
    /// `headers` those with a known text.
    pub known: Arc<Expectation>,
    /// `equals` with captured values in them.
    pub equals: Vec<(Query, ValuePlan, Span)>,
    /// `headers` with captured values in them; the name in lower case.
    pub headers: Vec<(String, Scalar, Span)>,
    /// `links` whose href has captured values in it.
    pub links: Vec<LinkPlan>,
}

/// A link that must be there, with captured values in its href.
#[derive(Debug, Clone)]
pub struct LinkPlan {
    /// The relation type.
    pub rel: String,
    /// Its method, if the suite says which.
    pub method: Option<String>,
    /// Where it leads.
    pub href: Scalar,
    /// Where the suite says so.
    pub span: Span,
}

/// A value to remember.
#[derive(Debug, Clone)]
pub struct Capture {
    /// Its name in the suite.
    pub name: String,
    /// Where it is kept.
    pub slot: SlotId,
    /// Where it stands in the response's JSON body.
    pub query: Query,
    /// Whether a credential uses it, so that no report may show it.
    pub secret: bool,
    /// Where the suite says so.
    pub span: Span,
}

impl ExpectationPlan {
    /// The expectation with captured values put in.
    pub(in crate::plan) fn with(
        &self,
        equals: Vec<ExpectedValue>,
        headers: Vec<ExpectedHeader>,
        links: Vec<ExpectedLink>,
    ) -> Arc<Expectation> {
        if equals.is_empty() && headers.is_empty() && links.is_empty() {
            return Arc::clone(&self.known);
        }
        let mut expectation = (*self.known).clone();
        expectation.equals.extend(equals);
        expectation.headers.extend(headers);
        expectation.links.extend(links);
        Arc::new(expectation)
    }
}
