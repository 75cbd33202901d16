//! A suite as its author wrote it: YAML text to [`Suite`], every name and value with its place.

mod keywords;
mod parse;
mod case;
mod expect;
mod sending;
mod duration;
mod table;
mod value;
mod schema;
mod slug;
mod syntax;
mod template;

pub use keywords::{
    BASIC, CASE, CONTENTS, CREDENTIAL, EXPECT, FOLLOW, METHODS, RETRY, SUITE, SUITE_FORM, UNTIL,
};
pub use schema::suite_schema;
pub use sending::{Retry, Sending, Until};
pub use syntax::{
    Body, Case, Credential, CredentialKind, Expect, ExpectStatus, Follow, HeaderValue, Named,
    RequestLine, Row, Suite, TemplateValue,
};
pub use template::{Expression, ExpressionKind, FUNCTIONS, Part, Template};

#[cfg(test)]
mod tests;
