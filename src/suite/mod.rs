//! A suite as its author wrote it: YAML text to [`Suite`], every name and value with its place.

mod keywords;
mod parse;
mod case;
mod expect;
mod lint;
mod table;
mod value;
mod schema;
mod slug;
mod syntax;
mod template;

pub use keywords::{BASIC, CASE, CONTENTS, CREDENTIAL, EXPECT, FOLLOW, METHODS, SUITE, SUITE_FORM};
pub use schema::suite_schema;
pub use syntax::{
    Body, Case, Credential, CredentialKind, Expect, ExpectStatus, Follow, HeaderValue, Named,
    RequestLine, Row, Suite, TemplateValue,
};
pub use template::{Expression, ExpressionKind, FUNCTIONS, Part, Template};

#[cfg(test)]
mod tests;
