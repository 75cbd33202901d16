//! Reads suites: YAML text to [`Suite`], in which every name and value has its place.
//!
//! A [`Suite`] mirrors its YAML file. Names are not resolved here: the room `plan` does that.

mod keyword_aliases;
mod keywords;
mod parse;
mod probes;
mod case;
mod cases;
mod certificate;
mod credentials;
mod named_value;
mod probe_kinds;
mod body_types;
mod body;
mod expect;
mod expect_types;
mod lint;
mod links;
mod request_types;
mod sending;
mod duration;
mod table;
mod targets;
mod value_reader;
mod scalar_text;
mod suite_schema;
mod slug;
mod syntax;
mod template;
mod functions;
mod function_call;

pub use body_types::{Body, BodyStage, FormPart, FormPartContent};
pub use certificate::ClientCertificate;
pub use credentials::{ClientAuthentication, Credential, CredentialKind, Grant, OAuth2, Secret};
pub use expect_types::{At, Expect, ExpectStatus};
pub use functions::{Argument, ArgumentKind, FUNCTIONS, Function, Signature};
pub use keywords::{
    BASIC, CASE, CERTIFIED, CHANGE, CONTENTS, CREDENTIAL, EDITS, EXCEPTION, EXPECT, FOLLOW, LINK,
    METHODS, OAUTH2, PART, PROBES, RETRY, SECRET, SHARED, SHARED_FORM, SUITE, SUITE_FORM,
    SUITE_PROBES, UNTIL,
};
pub use links::{ExpectHref, ExpectLink, ExpectLinkRule};
pub use named_value::Named;
pub use probe_kinds::{ContentChange, PROBE_KINDS, ProbeChange, ProbeKind, stands_for};
pub use probes::{DeclaredChange, DeclaredEdit, Exception, Probes};
pub use request_types::{Follow, HeaderValue, RequestLine, Written};
pub use sending::{Retry, Sending, Until};
pub use suite_schema::suite_schema;
pub use syntax::{Case, Suite};
pub use table::{Row, Table, TableChanged, name_exactly, rows, text_row};
pub use targets::{DEFAULT_TARGET, Targets};
pub use template::{Expression, ExpressionKind, Part, Template, TemplateValue};
pub use value_reader::{is_usable, template_value};

#[cfg(test)]
mod tests;
