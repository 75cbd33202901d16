//! The types of a request in a suite: its method and path or its link, its header fields and its body.

use crate::diagnostic::Span;
use crate::source::Text;

use super::body_types::BodyStage;
use super::template::{Template, TemplateValue};

/// Method and path, or a link that provides both.
#[derive(Debug, Clone)]
pub enum RequestLine {
    /// A method as the key and a path as its value, such as `GET: /path`.
    Method {
        /// The method, with its place in the file.
        method: Text,
        /// The path, which may have a query.
        path: Template,
    },
    /// `follow`: a link in the response of another case provides method and path.
    Follow(Box<Follow>),
}

/// `follow: { from, rel, pages }`: a link in the response of another case.
#[derive(Debug, Clone)]
pub struct Follow {
    /// The place of the whole value of `follow`.
    pub span: Span,
    /// The case whose response has the link.
    pub from: Text,
    /// The relation type of the link to follow.
    pub rel: Text,
    /// `pages`: the maximum number of pages. Each page is the target of the link in the page before.
    pub pages: Option<u32>,
}

/// The value of a header field, or the instruction not to send the field.
#[derive(Debug, Clone)]
pub enum HeaderValue {
    /// The value that is sent.
    Text(Template),
    /// `null`: the field is not sent, even if a credential or a body would add it.
    Remove(Span),
}

/// The stage of a [`Body`](super::Body) as its author wrote it: texts have expressions, files are paths.
#[derive(Debug, Clone)]
pub struct Written;

impl BodyStage for Written {
    type Text = Template;
    type Json = TemplateValue;
    type File = Template;
    /// The boundary is generated when the case is planned.
    type Boundary = ();
}
