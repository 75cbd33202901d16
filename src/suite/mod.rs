//! A suite as its author wrote it: YAML text to [`Suite`], every name and value with its place.

mod keywords;
mod parse;
mod syntax;
mod template;

pub use keywords::{CASE, CREDENTIAL, EXPECT, FOLLOW, SUITE};
pub use syntax::{
    Body, Case, Credential, CredentialKind, Expect, ExpectStatus, Follow, HeaderValue, Named,
    RequestLine, Row, Suite, TemplateValue,
};
pub use template::{Expression, ExpressionKind, Part, Template};
