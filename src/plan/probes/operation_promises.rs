//! What the documented operation of a control promises: whether a change is one that the operation must
//! refuse. Where no contract describes operations, the suite alone says what can be probed.

use std::sync::Arc;

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{HeaderName, Method};

use crate::check::{StatusRule, closest_content, is_json_type, is_of_type};
use crate::contract::{
    BodyRule, BodySchema, Content, Layers, Operation, ParameterPlace, SecurityNeed, SecurityScheme,
};
use crate::plan::bind::credential_carriers::Carrier;
use crate::plan::compile::request::known_path;
use crate::plan::{Outgoing, PlannedCase, RequestPlan, Scalar};

/// What a contract says of the operation that a control's request belongs to.
#[derive(Clone)]
pub(super) struct Promised<'c> {
    layers: &'c Layers,
    path: Option<String>,
    operation: Option<&'c Operation>,
}

impl<'c> Promised<'c> {
    /// What is said of the operation that a case uses.
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

    /// The operation, if a contract has it.
    pub(super) fn operation(&self) -> Option<&'c Operation> {
        self.operation
    }

    /// The operation, if a contract says all of its contents.
    fn described(&self) -> Option<&'c Operation> {
        self.operation.filter(|operation| operation.states_content)
    }

    /// Whether a contract has the operation.
    pub(super) fn is_known(&self) -> bool {
        self.operation.is_some()
    }

    /// Whether a contract has an operation of this method at the control's path.
    pub(super) fn has_method(&self, method: &Method) -> bool {
        let path = self.path.as_deref();
        path.is_some_and(|path| self.layers.operation(method, path).is_some())
    }

    /// That a request without these credentials is refused; else why it may not be.
    pub(super) fn refuses_without(
        &self,
        carriers: &[Carrier],
        case: &PlannedCase,
    ) -> Result<(), String> {
        let Some(operation) = self.operation else { return Ok(()) };
        if operation.is_open() {
            return Err("the contract says that the operation needs no credentials".to_owned());
        }
        let left = Left { case, carriers };
        if operation.security.iter().any(|need| left.satisfies(need)) {
            return Err("what else the case sends is another way to authenticate".to_owned());
        }
        Ok(())
    }

    /// The segment of the path that names the thing, counted from the end; `None` where no contract has
    /// the operation.
    pub(super) fn named_segment(&self) -> Option<Result<usize, String>> {
        let operation = self.operation?;
        let creates = !operation.territory.at(201).is_empty();
        if operation.method == Method::PUT && creates {
            return Some(Err("the contract says that PUT creates what is not there".to_owned()));
        }
        let nothing = "no segment of the documented path is a parameter";
        Some(operation.path.last_parameter().ok_or_else(|| nothing.to_owned()))
    }

    /// That a media type which there is not is never sent back by a success of the control.
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
        Err("the contract does not say which media types its response has".to_owned())
    }

    /// That content of a media type which there is not is never taken.
    pub(super) fn request_has_types(&self) -> Result<(), String> {
        let Some(operation) = self.described() else { return Ok(()) };
        let request = operation.request.as_ref();
        if request.is_some_and(|request| has_types(&request.content)) {
            return Ok(());
        }
        Err("the contract does not say which media types its content has".to_owned())
    }

    /// That content which is no JSON is never taken in place of JSON.
    pub(super) fn request_is_json(&self, case: &PlannedCase) -> Result<(), String> {
        if self.described().is_none() {
            return Ok(());
        }
        let content = self.content(case).filter(|content| is_json_type(&content.media_type));
        content.map(drop).ok_or_else(|| "the contract does not say that its content is JSON".into())
    }

    /// What the contract says of the content that the control sends.
    pub(super) fn schema(&self, case: &PlannedCase) -> Option<Arc<BodySchema>> {
        let content = self.content(case).filter(|content| is_json_type(&content.media_type))?;
        content.schema.clone()
    }

    /// Whether the order in which content is found malformed and unprocessable is not said, although there
    /// is a status for each.
    pub(super) fn may_be_either(&self) -> bool {
        let documents = |operation: &Operation| {
            [400, 422].iter().all(|status| !operation.territory.at(*status).is_empty())
        };
        self.layers.precedence().is_empty() && self.operation.is_some_and(documents)
    }

    /// The content that the contract describes for the media type that the control sends.
    pub(super) fn content(&self, case: &PlannedCase) -> Option<&'c Content> {
        let contents = &self.operation?.request.as_ref()?.content;
        let RequestPlan::Send(send) = &case.request else { return None };
        closest_content(contents, &content_type(send)?)
    }
}

/// The media type of JSON content, unless the case says another one.
fn content_type(send: &Outgoing) -> Option<String> {
    let mut written = send.headers.iter().filter(|(name, _)| *name == CONTENT_TYPE);
    match written.next() {
        None => Some("application/json".to_owned()),
        Some((_, Scalar::Known(text))) => Some(text.clone()),
        Some(_) => None,
    }
}

/// Whether these media types are all named, so that one which there is not is none of them.
fn has_types(contents: &[Content]) -> bool {
    let is_any = |content: &Content| {
        is_of_type(&content.media_type, crate::plan::probes::derive::NO_MEDIA_TYPE)
    };
    !contents.is_empty() && !contents.iter().any(is_any)
}

/// What a request still carries without its credentials.
struct Left<'a> {
    case: &'a PlannedCase,
    carriers: &'a [Carrier],
}

impl Left<'_> {
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
            Some(_) => self.has_field(&AUTHORIZATION),
            None => false,
        })
    }

    fn has_field(&self, name: &HeaderName) -> bool {
        let is_carrier = self.carriers.iter().any(|known| *known == Carrier::Field(name.clone()));
        let RequestPlan::Send(send) = &self.case.request else { return false };
        !is_carrier && send.headers.iter().any(|(known, _)| known == name)
    }

    fn has_member(&self, name: &str) -> bool {
        let is_carrier = self.carriers.iter().any(|known| *known == Carrier::Member(name.into()));
        let RequestPlan::Send(send) = &self.case.request else { return false };
        !is_carrier && send.query.iter().any(|(known, _)| known == name)
    }
}
