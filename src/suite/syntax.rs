//! The types of a suite. They mirror the YAML file, and no name is resolved.

use std::path::PathBuf;
use std::sync::Arc;

use crate::contract::Waiver;
use crate::diagnostic::{FileId, Span};
use crate::source::Text;

use super::body_types::Body;
use super::named_value::Named;
use super::{
    Credential, Expect, HeaderValue, Probes, RequestLine, Row, Sending, Table, Targets, Template,
    TemplateValue, Written,
};

/// A suite, or a shared file that suites include.
#[derive(Debug, Clone)]
pub struct Suite {
    /// `suite` or `shared`: the name, a slug.
    pub name: Text,
    /// True if this is a shared file, which has no `cases`.
    pub shared: bool,
    /// The file that the suite was read from.
    pub file: FileId,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// `contract`: paths of the contracts, relative to the suite. Empty only in a shared file without setup
    /// and teardown.
    pub contracts: Vec<Text>,
    /// `use`: paths of shared files, relative to the suite.
    pub uses: Vec<Text>,
    /// `vars`: the variables, in the order of the file.
    pub vars: Vec<Named<TemplateValue>>,
    /// `public`: environment variables that are not secret.
    pub public: Vec<Text>,
    /// `credentials`: the named credentials, in the order of the file.
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
    /// `tags`: the tags that every case of the suite has.
    pub tags: Vec<Text>,
    /// `setup`: the cases that run before all others.
    pub setup: Vec<Case>,
    /// `cases`: the cases between setup and teardown.
    pub cases: Vec<Case>,
    /// `teardown`: the cases that run after all others.
    pub teardown: Vec<Case>,
}

/// One request and its expected response.
#[derive(Debug, Clone)]
pub struct Case {
    /// `id`: the name of the case in its suite, a slug.
    pub id: Text,
    /// The place of the whole case in the file.
    pub span: Span,
    /// The method key with its path, or `follow`.
    pub request: RequestLine,
    /// `query`: appended to the path in this order.
    pub query: Vec<Named<Template>>,
    /// `headers`: the header fields of the request.
    pub headers: Vec<Named<HeaderValue>>,
    /// The content of the request: `json`, `form`, `file` and so on.
    pub body: Body<Written>,
    /// `json-file`: the path of a JSON file. Its value becomes the body when the file is read.
    pub json_file: Option<Box<Text>>,
    /// `as`: a credential's name, or `nobody`.
    pub credentials: Option<Box<Text>>,
    /// `target`: the name of the target.
    pub target: Option<Box<Text>>,
    /// `expect`: the response that the case expects.
    pub expect: Option<Expect>,
    /// The number of times that the request is sent: `until`, `retry`, `repeat` and `burst`.
    pub sending: Sending,
    /// `capture`: names with the queries that select their values.
    pub capture: Vec<Named<Text>>,
    /// `each`: the rows of a table. `None` if the case has no table.
    pub each: Option<Vec<Row>>,
    /// `each`: the path of a table in a file. `each` has no rows until the file is read.
    pub table: Option<Box<Text>>,
    /// `each`: a table that is too large to hold in memory. `each` then has only the first row.
    pub large: Option<Arc<dyn Table>>,
    /// `tags`: the tags of the case, in addition to those of the suite.
    pub tags: Vec<Text>,
    /// `after`: ids of cases that must finish first.
    pub after: Vec<Text>,
    /// `alone`: true if no other case may run at the same time.
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
