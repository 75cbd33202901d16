//! The shape of a suite: it mirrors the YAML, nothing is resolved yet.

use std::path::PathBuf;
use std::sync::Arc;

use crate::contract::{Query, Waiver};
use crate::diagnostic::{FileId, Span};
use crate::source::{Node, Text};

use super::{Credential, ExpectLink, Probes, Sending, Table, Targets, Template};

/// A YAML file of cases, or a shared file, which suites use.
#[derive(Debug, Clone)]
pub struct Suite {
    /// `suite` or `shared`: its name, a slug.
    pub name: Text,
    /// Whether it is a shared file: it has no `cases` then.
    pub shared: bool,
    /// Its file.
    pub file: FileId,
    /// The folder that its relative paths start from.
    pub folder: PathBuf,
    /// `contract`: paths of the contracts, relative to the suite; none only in a shared file that has
    /// neither setup nor teardown.
    pub contracts: Vec<Text>,
    /// `use`: paths of shared files, relative to the suite.
    pub uses: Vec<Text>,
    /// `vars`, in the order of the file.
    pub vars: Vec<Named<TemplateValue>>,
    /// `credentials`, in the order of the file.
    pub credentials: Vec<Credential>,
    /// `as`: the credentials of every case that names no other.
    pub default_credentials: Option<Text>,
    /// `limited`: the credentials that may do less.
    pub limited_credentials: Option<Text>,
    /// `probes` of every case that asks for a success and says nothing else.
    pub probes: Option<Probes>,
    /// `targets`: the hosts at which its targets may be; `None` for any.
    pub targets: Option<Targets>,
    /// `target`: where every case goes that says nothing else.
    pub default_target: Option<Text>,
    /// `tags` of every case.
    pub tags: Vec<Text>,
    /// `setup`.
    pub setup: Vec<Case>,
    /// `cases`.
    pub cases: Vec<Case>,
    /// `teardown`.
    pub teardown: Vec<Case>,
}

/// A key of the author's choice with its value.
#[derive(Debug, Clone)]
pub struct Named<T> {
    /// The key.
    pub name: Text,
    /// The value.
    pub value: T,
}

/// One request and what is documented to come back.
#[derive(Debug, Clone)]
pub struct Case {
    /// `id`: a slug.
    pub id: Text,
    /// The whole case.
    pub span: Span,
    /// The method key with its path, or `follow`.
    pub request: RequestLine,
    /// `query`: appended to the path in this order.
    pub query: Vec<Named<Template>>,
    /// `headers`.
    pub headers: Vec<Named<HeaderValue>>,
    /// `json`, `form`, `file` and so on.
    pub body: Body,
    /// `as`: a credential's name, or `nobody`.
    pub credentials: Option<Box<Text>>,
    /// `target`: the name of the target that it goes to.
    pub target: Option<Box<Text>>,
    /// `expect`.
    pub expect: Option<Expect>,
    /// `until`, `retry`, `repeat` and `burst`: how often the request is sent.
    pub sending: Sending,
    /// `capture`: names with the queries that find their values.
    pub capture: Vec<Named<Text>>,
    /// `each`: the rows of a table; `None` where the case has none.
    pub each: Option<Vec<Row>>,
    /// `each`: the path of the table, where it is a file; `each` has no rows until it is read.
    pub table: Option<Box<Text>>,
    /// `each`: the table, where it is too large to hold; `each` has its first row alone then.
    pub large: Option<Arc<dyn Table>>,
    /// `tags`.
    pub tags: Vec<Text>,
    /// `after`: ids of cases that must have ended before.
    pub after: Vec<Text>,
    /// `alone`: no other case runs at the same time.
    pub alone: bool,
    /// `replay`: the very same request is sent again; where it says so.
    pub replay: Option<Span>,
    /// `probes`: what is derived from it; `None` where it is as the suite says.
    pub probes: Option<Box<Probes>>,
    /// `needs`: what the target must offer.
    pub needs: Vec<Text>,
    /// `waive`: why and until when it may break the contract.
    pub waiver: Option<Box<Waiver>>,
}

/// Method and path, or the link that names both.
#[derive(Debug, Clone)]
pub enum RequestLine {
    /// `GET: /path`.
    Method {
        /// The method with its place.
        method: Text,
        /// The path, which may have a query.
        path: Template,
    },
    /// `follow`.
    Follow(Box<Follow>),
}

/// `follow: { from, rel, pages }`: the link of this relation in that case's response.
#[derive(Debug, Clone)]
pub struct Follow {
    /// The whole value.
    pub span: Span,
    /// The case whose response has the link.
    pub from: Text,
    /// The link's relation type.
    pub rel: Text,
    /// `pages`: at most so many pages, each by that link of the one before, until there is none.
    pub pages: Option<u32>,
}

/// A header field's value.
#[derive(Debug, Clone)]
pub enum HeaderValue {
    /// Sent with this value.
    Text(Template),
    /// `null`: not sent, though a credential or a body would bring it.
    Remove(Span),
}

/// The content of a request.
#[derive(Debug, Clone)]
pub enum Body {
    /// None.
    Empty,
    /// `json`: any value, sent as `application/json`.
    Json(TemplateValue),
    /// `form`: sent as `application/x-www-form-urlencoded`.
    Form(Vec<Named<Template>>),
    /// `body`: the very text; the author names its type in `headers`.
    Text(Template),
    /// `text`: sent as `text/plain; charset=utf-8`.
    Plain(Template),
    /// `bytes`: sent as `application/octet-stream`.
    Bytes(bytes::Bytes),
    /// `file`: the path of a file whose bytes are sent as `application/octet-stream`.
    File(Template),
    /// `json-file`: the path of a JSON file, until it is read and is [`Body::Json`].
    JsonFile(Text),
    /// `multipart`: parts, sent as `multipart/form-data`.
    Multipart(Vec<Named<FormPart>>),
}

/// One part of `multipart`.
#[derive(Debug, Clone)]
pub struct FormPart {
    /// What it holds.
    pub content: FormPartContent,
    /// `content-type`; for a file `application/octet-stream` where it is absent.
    pub content_type: Option<Template>,
    /// `filename`; for a file its own name where it is absent.
    pub filename: Option<Template>,
}

/// What a part of `multipart` holds.
#[derive(Debug, Clone)]
pub enum FormPartContent {
    /// A text.
    Text(Template),
    /// The bytes of the file of this path.
    File(Template),
}

/// A YAML value whose strings may have expressions in them.
#[derive(Debug, Clone)]
pub enum TemplateValue {
    /// A value without any expression.
    Literal(Node),
    /// A string that is one whole expression: the value keeps its type.
    Whole(Box<Expression>),
    /// A string with expressions in it.
    Text(Template),
    /// A list with expressions somewhere in it.
    Sequence(Vec<TemplateValue>),
    /// A mapping with expressions somewhere in its values.
    Mapping(Vec<Named<TemplateValue>>),
}

use super::Expression;

/// `expect`, short or long.
#[derive(Debug, Clone)]
pub struct Expect {
    /// The whole value.
    pub span: Span,
    /// The status.
    pub status: Option<ExpectStatus>,
    /// The error code.
    pub code: Option<Text>,
    /// `headers`: a scalar is equality, `null` absence, a mapping a JSON Schema.
    pub headers: Vec<Named<TemplateValue>>,
    /// `equals`: queries with the values that stand there.
    pub equals: Vec<At<TemplateValue>>,
    /// `matches`: queries with JSON Schemas.
    pub matches: Vec<At<Node>>,
    /// `links`: relation types with what is expected of their links.
    pub links: Vec<ExpectLink>,
    /// `body`: the name of a body of the contract, a file, or a schema in place.
    pub body: Option<Box<Node>>,
}

/// What stands in a body where a query leads.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The query.
    pub query: Query,
    /// Where the query is written.
    pub span: Span,
    /// What stands there.
    pub value: T,
}

/// The expected status with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectStatus {
    /// 100 to 599.
    pub status: u16,
    /// Where it stands.
    pub span: Span,
}

/// One row of a table: its columns with their values.
#[derive(Debug, Clone)]
pub struct Row {
    /// The whole row.
    pub span: Span,
    /// What the row is called: the value of its first column as a slug.
    pub label: String,
    /// The columns.
    pub columns: Vec<Named<Node>>,
}
