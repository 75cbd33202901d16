//! `response-headers`: the response has the header fields that the contract documents for the row.

use http::HeaderName;

use crate::check::broken_rule::Broken;
use crate::check::header_field::field;
use crate::check::header_value::breaches;
use crate::check::{Check, View};
use crate::contract::ResponseHeader;
use crate::verdict::{CheckId, Finding};

/// The required header fields are present, and each documented field satisfies its schema.
pub(in crate::check) struct ResponseHeaders;

impl Check for ResponseHeaders {
    fn id(&self) -> CheckId {
        CheckId::ResponseHeaders
    }

    fn about(&self) -> &'static str {
        "The header fields that the contract demands of the response are there, and each one that it \
         documents is what its JSON Schema says."
    }

    fn judges_each_part(&self) -> bool {
        true
    }

    fn judge(&self, view: &View<'_>) -> Vec<Finding> {
        let Some(documented) = view.described() else { return Vec::new() };
        let found = documented.headers.iter().flat_map(|header| broken(view, header));
        found.map(|broken| view.against_contract(self.id(), broken)).collect()
    }
}

fn broken(view: &View<'_>, header: &ResponseHeader) -> Vec<Broken> {
    // An invalid field name is reported when the contract is loaded.
    let Ok(name) = HeaderName::from_bytes(header.name.as_bytes()) else { return Vec::new() };
    match (field(view.headers(), &name), &header.schema) {
        (None, _) if header.required => {
            let (status, name) = (view.status(), &header.name);
            let message = format!("this {status} has no `{name}`, which the contract demands");
            vec![Broken::new(message, format!("a field `{name}`"), "nothing").at(name)]
        }
        (None, _) | (_, None) => Vec::new(),
        (Some(_), Some(schema)) => {
            let found = breaches(view.headers(), &name, schema, "$").into_iter();
            found.map(|broken| broken.of_field(&header.name).at(&header.name)).collect()
        }
    }
}
