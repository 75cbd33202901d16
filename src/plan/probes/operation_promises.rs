//! The promises of the documented operation of a control: the changes that the operation must refuse. If no
//! contract documents operations, the suite alone decides which probes are possible.

use std::sync::Arc;

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{HeaderName, Method};

use crate::check::{StatusRule, closest_content, is_json_type, is_of_type};
use crate::contract::{
    BodyRule, BodySchema, Content, Layers, Operation, ParameterPlace, SecurityNeed, SecurityScheme,
};
use crate::plan::compile::request::known_path;
use crate::plan::model::case::PlannedCase;
use crate::plan::model::probe_change::CredentialCarrier;
use crate::plan::model::request::{Outgoing, RequestPlan};
use crate::plan::model::value::Scalar;

/// An unregistered media type (RFC 6838, section 3.4), which no API supports.
pub(super) const MADE_UP_MEDIA_TYPE: &str = "application/x.statusquo";

/// The documented operation of a control's request.
#[derive(Clone)]
pub(super) struct OperationPromises<'c> {
    layers: &'c Layers,
    path: Option<String>,
    operation: Option<&'c Operation>,
}

impl<'c> OperationPromises<'c> {
    /// Finds the documented operation of a case.
    pub(super) fn of(layers: &'c Layers, case: &PlannedCase) -> Self {
        let send = match &case.request {
            RequestPlan::Send(send) => Some(send),
            _ => None,
        };
        let path = send.and_then(|send| known_path(&send.path));
        let known = send.zip(path.as_deref());
        let operation = known.and_then(|(send, path)| layers.operation(&send.method, path));
        Self { layers, operation: operation.map(|(_, operation)| operation), path }
    }

    /// Returns the operation, if a contract documents it.
    pub(super) fn operation(&self) -> Option<&'c Operation> {
        self.operation
    }

    /// Returns the operation, if a contract documents all media types of its requests and responses.
    fn described(&self) -> Option<&'c Operation> {
        self.operation.filter(|operation| operation.states_content)
    }

    /// Returns `true` if a contract documents the operation.
    pub(super) fn is_known(&self) -> bool {
        self.operation.is_some()
    }

    /// Returns `true` if a contract documents this method for the control's path.
    pub(super) fn has_method(&self, method: &Method) -> bool {
        let path = self.path.as_deref();
        path.is_some_and(|path| self.layers.operation(method, path).is_some())
    }

    /// Checks that the operation refuses a request without these credentials. Returns the reason if it may
    /// not.
    pub(super) fn refuses_without(
        &self,
        carriers: &[CredentialCarrier],
        case: &PlannedCase,
    ) -> Result<(), String> {
        let Some(operation) = self.operation else { return Ok(()) };
        if operation.is_open() {
            return Err("the operation needs no credentials according to the contract".to_owned());
        }
        let left = RemainingCredentials { case, carriers };
        // A header field or a query member of the case may authenticate too, and the server would accept the
        // request.
        if operation.security.iter().any(|need| left.satisfies(need)) {
            return Err("the case authenticates in another way too".to_owned());
        }
        Ok(())
    }

    /// Returns the position of the path segment that names the resource, counted from the end. Returns `None` if no
    /// contract documents the operation.
    pub(super) fn named_segment(&self) -> Option<Result<usize, String>> {
        let operation = self.operation?;
        let creates = !operation.territory.at(201).is_empty();
        // PUT to an absent resource may create it (RFC 9110, section 9.3.4), so 404 is not promised.
        if operation.method == Method::PUT && creates {
            return Some(
                Err("PUT creates an absent resource according to the contract".to_owned()),
            );
        }
        let nothing = "no segment of the documented path is a parameter";
        Some(operation.path.last_parameter().ok_or_else(|| nothing.to_owned()))
    }

    /// Checks that no success of the control can have a made-up media type.
    ///
    /// RFC 9110, section 12.5.1, lets a server ignore `Accept`. 406 is promised only if the contract documents
    /// it and lists the media types of the responses.
    pub(super) fn response_has_types(&self, asked: StatusRule) -> Result<(), String> {
        let Some(operation) = self.described() else { return Ok(()) };
        let asked = |status: &u16| match asked {
            StatusRule::Exactly(exactly) => *status == exactly,
            StatusRule::Success | StatusRule::Any => true,
        };
        let successes = (200..300).filter(asked).flat_map(|status| operation.territory.at(status));
        let mut bodies = successes.map(|documented| &documented.body).peekable();
        if bodies.peek().is_none() {
            return Ok(());
        }
        let refuses = |body: &BodyRule| match body {
            BodyRule::Content(contents) => has_types(contents),
            BodyRule::Schema(_) => true,
            BodyRule::Unstated | BodyRule::None => false,
        };
        if bodies.all(refuses) {
            return Ok(());
        }
        Err("the contract does not document the media types of the response".to_owned())
    }

    /// Checks that the operation accepts no content of a made-up media type.
    pub(super) fn request_has_types(&self) -> Result<(), String> {
        let Some(operation) = self.described() else { return Ok(()) };
        let request = operation.request.as_ref();
        if request.is_some_and(|request| has_types(&request.content)) {
            return Ok(());
        }
        Err("the contract does not document the media types of the content".to_owned())
    }

    /// Checks that the operation expects JSON and so refuses malformed JSON.
    pub(super) fn request_is_json(&self, case: &PlannedCase) -> Result<(), String> {
        if self.described().is_none() {
            return Ok(());
        }
        let content = self.content(case).filter(|content| is_json_type(&content.media_type));
        content.map(drop).ok_or_else(|| "the contract does not document JSON content".into())
    }

    /// Returns the documented schema of the JSON content that the control sends.
    pub(super) fn schema(&self, case: &PlannedCase) -> Option<Arc<BodySchema>> {
        let content = self.content(case).filter(|content| is_json_type(&content.media_type))?;
        content.schema.clone()
    }

    /// Returns `true` if 400 and 422 are both documented, and the contract does not state which check comes first.
    pub(super) fn may_be_either(&self) -> bool {
        let documents = |operation: &Operation| {
            [400, 422].iter().all(|status| !operation.territory.at(*status).is_empty())
        };
        self.layers.precedence().is_empty() && self.operation.is_some_and(documents)
    }

    /// Returns the documented content of the media type that the control sends.
    pub(super) fn content(&self, case: &PlannedCase) -> Option<&'c Content> {
        let contents = &self.operation?.request.as_ref()?.content;
        let RequestPlan::Send(send) = &case.request else { return None };
        closest_content(contents, &content_type(send)?)
    }
}

/// Returns the media type of JSON content: `application/json` unless the case sets another one.
fn content_type(send: &Outgoing) -> Option<String> {
    let mut written = send.headers.iter().filter(|(name, _)| *name == CONTENT_TYPE);
    match written.next() {
        None => Some("application/json".to_owned()),
        Some((_, Scalar::Known(text))) => Some(text.clone()),
        // A media type with captured values is unknown until the run.
        Some(_) => None,
    }
}

/// Returns `true` if the list has no wildcard range, so a made-up media type cannot match.
fn has_types(contents: &[Content]) -> bool {
    let is_any = |content: &Content| is_of_type(&content.media_type, MADE_UP_MEDIA_TYPE);
    !contents.is_empty() && !contents.iter().any(is_any)
}

/// The request of a case without its credentials.
struct RemainingCredentials<'a> {
    case: &'a PlannedCase,
    carriers: &'a [CredentialCarrier],
}

impl RemainingCredentials<'_> {
    /// Returns `true` if the request still authenticates as this need demands.
    fn satisfies(&self, need: &SecurityNeed) -> bool {
        need.schemes.iter().all(|need| match &need.scheme {
            Some(SecurityScheme::MutualTls) => self.case.identity.is_some(),
            Some(SecurityScheme::ApiKey { name, place }) => match place {
                ParameterPlace::Header => {
                    HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| self.has_field(&name))
                }
                ParameterPlace::Cookie => self.has_field(&COOKIE),
                _ => self.has_member(name),
            },
            // The credentials of all other schemes are sent in `Authorization`.
            Some(_) => self.has_field(&AUTHORIZATION),
            None => false,
        })
    }

    fn has_field(&self, name: &HeaderName) -> bool {
        let is_carrier =
            self.carriers.iter().any(|known| *known == CredentialCarrier::Field(name.clone()));
        let RequestPlan::Send(send) = &self.case.request else { return false };
        !is_carrier && send.headers.iter().any(|(known, _)| known == name)
    }

    fn has_member(&self, name: &str) -> bool {
        let is_carrier =
            self.carriers.iter().any(|known| *known == CredentialCarrier::Member(name.into()));
        let RequestPlan::Send(send) = &self.case.request else { return false };
        !is_carrier && send.query.iter().any(|(known, _)| known == name)
    }
}
