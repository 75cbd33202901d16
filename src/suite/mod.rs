//! A suite as its author wrote it: YAML text to [`Suite`], every name and value with its place.

mod keywords;
mod parse;
mod case;
mod expect;
mod table;
mod value;
mod slug;
mod syntax;
mod template;
mod functions;
mod call;

pub use functions::{Argument, ArgumentKind, FUNCTIONS, Function, Signature};
pub use keywords::{BASIC, CASE, CREDENTIAL, EXPECT, FOLLOW, METHODS, SUITE};
pub use syntax::{
    Body, Case, Credential, CredentialKind, Expect, ExpectStatus, Follow, HeaderValue, Named,
    RequestLine, Row, Suite, TemplateValue,
};
pub use template::{Expression, ExpressionKind, Part, Template};

#[cfg(test)]
mod tests;
