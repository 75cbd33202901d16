//! The types of a suite. They mirror the YAML file, and no name is resolved.

use std::path::PathBuf;
use std::sync::Arc;

use crate::contract::{Query, Waiver};
use crate::diagnostic::{FileId, Span};
use crate::source::{Node, Text};

use super::body_types::{Body, BodyStage};
use super::named::Named;
use super::{Credential, ExpectLink, Probes, Sending, Table, Targets, Template};

/// A suite, or a shared file that suites include.
#[derive(Debug, Clone)]
pub struct Suite {
    /// `suite` or `shared`: the name, a slug.
    pub name: Text,
    /// True if this is a shared file, which has no `cases`.
    pub shared: bool,
    /// The file.
    pub file: FileId,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// `contract`: paths of the contracts, relative to the suite. Empty only in a shared file without setup
    /// and teardown.
    pub contracts: Vec<Text>,
    /// `use`: paths of shared files, relative to the suite.
    pub uses: Vec<Text>,
    /// `vars`, in the order of the file.
    pub vars: Vec<Named<TemplateValue>>,
    /// `credentials`, in the order of the file.
    pub credentials: Vec<Credential>,
    /// `as`: the default credentials of the cases.
    pub default_credentials: Option<Text>,
    /// `limited`: credentials with fewer rights, for 403 probes.
    pub limited_credentials: Option<Text>,
    /// `probes`: the default for cases that expect a success.
    pub probes: Option<Probes>,
    /// `targets`: the allowed hosts. `None` allows every host.
    pub targets: Option<Targets>,
    /// `target`: the default target of the cases.
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

/// One request and its expected response.
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
    pub body: Body<Written>,
    /// `json-file`: the path of a JSON file. Its value becomes the body when the file is read.
    pub json_file: Option<Box<Text>>,
    /// `as`: a credential's name, or `nobody`.
    pub credentials: Option<Box<Text>>,
    /// `target`: the name of the target.
    pub target: Option<Box<Text>>,
    /// `expect`.
    pub expect: Option<Expect>,
    /// `until`, `retry`, `repeat` and `burst`.
    pub sending: Sending,
    /// `capture`: names with the queries that select their values.
    pub capture: Vec<Named<Text>>,
    /// `each`: the rows of a table. `None` if the case has no table.
    pub each: Option<Vec<Row>>,
    /// `each`: the path of a table in a file. `each` has no rows until the file is read.
    pub table: Option<Box<Text>>,
    /// `each`: a table that is too large to hold in memory. `each` then has only the first row.
    pub large: Option<Arc<dyn Table>>,
    /// `tags`.
    pub tags: Vec<Text>,
    /// `after`: ids of cases that must finish first.
    pub after: Vec<Text>,
    /// `alone`: no other case runs at the same time.
    pub alone: bool,
    /// `replay: true`: the request is sent a second time. The span is the place of the key.
    pub replay: Option<Span>,
    /// `probes`: the derived probes. `None` for the default of the suite.
    pub probes: Option<Box<Probes>>,
    /// `needs`: features that the target must have.
    pub needs: Vec<Text>,
    /// `waive`: the reason and the end date of a waiver.
    pub waiver: Option<Box<Waiver>>,
}

/// Method and path, or a link that provides both.
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

/// `follow: { from, rel, pages }`: a link in the response of another case.
#[derive(Debug, Clone)]
pub struct Follow {
    /// The whole value.
    pub span: Span,
    /// The case whose response has the link.
    pub from: Text,
    /// The link's relation type.
    pub rel: Text,
    /// `pages`: the maximum number of pages. Each page is the target of the link in the page before.
    pub pages: Option<u32>,
}

/// A header field's value.
#[derive(Debug, Clone)]
pub enum HeaderValue {
    /// Sent with this value.
    Text(Template),
    /// `null`: not sent, even if a credential or a body would add the field.
    Remove(Span),
}

/// The stage of a [`Body`] as its author wrote it: texts have expressions, files are paths.
#[derive(Debug, Clone)]
pub struct Written;

impl BodyStage for Written {
    type Text = Template;
    type Json = TemplateValue;
    type File = Template;
    /// The boundary is generated when the case is planned.
    type Boundary = ();
}

/// A YAML value whose strings may contain expressions.
#[derive(Debug, Clone)]
pub enum TemplateValue {
    /// A value without any expression.
    Literal(Node),
    /// A string that consists of one expression. The value keeps its type.
    Whole(Box<Expression>),
    /// A string that contains expressions.
    Text(Template),
    /// A list that contains expressions.
    Sequence(Vec<TemplateValue>),
    /// A mapping whose values contain expressions.
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
    /// `headers`: a scalar that the field equals, `null` for a missing field, or a JSON Schema.
    pub headers: Vec<Named<TemplateValue>>,
    /// `equals`: queries with the expected values.
    pub equals: Vec<At<TemplateValue>>,
    /// `matches`: queries with JSON Schemas.
    pub matches: Vec<At<Node>>,
    /// `links`: relation types with the expectation about their links.
    pub links: Vec<ExpectLink>,
    /// `body`: the name of a body in the contract, a file, or an inline schema.
    pub body: Option<Box<Node>>,
}

/// A value with the query that selects its location in a body.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The query.
    pub query: Query,
    /// The place of the query in the suite.
    pub span: Span,
    /// The value.
    pub value: T,
}

/// The expected status with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExpectStatus {
    /// 100 to 599.
    pub status: u16,
    /// The place in the suite.
    pub span: Span,
}

/// One row of a table: its columns with their values.
#[derive(Debug, Clone)]
pub struct Row {
    /// The whole row.
    pub span: Span,
    /// The name of the row: the value of its first column as a slug.
    pub label: String,
    /// The columns.
    pub columns: Vec<Named<Node>>,
}
