//! Which probes can be made of a case: every kind, or those that its author lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;

use crate::plan::Change;
use crate::plan::bind::probe_request::Kind;
use crate::plan::probes::declared_changes as declared;
use crate::plan::probes::derived_probe::Derived;
use crate::plan::probes::forbidden_content::forbidden;
use crate::plan::probes::method_probes::Methods;
use crate::plan::probes::operation_promises::Promised;

use crate::check::{Doubt, StatusRule};
use crate::contract::BodySchema;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::documented_codes::{Claim, Codes};
use crate::plan::compile::expectation as expect;
use crate::plan::model::place_seed::PlaceSeed;
use crate::plan::resolve::suite_names::Names;
use crate::plan::{BodyPlan, Outgoing, Piece, PlannedCase, RequestPlan, Scalar, ValuePlan};
use crate::source::Text;
use crate::suite::{Case, PROBE_KINDS, Probes, Row, stands_for};

const NO_PROBE: Code = Code::NO_PROBE;

/// A media type that no API has (RFC 6838, section 3.4: unregistered).
pub(super) const NO_MEDIA_TYPE: &str = "application/x.statusquo";

/// The case that probes are made of.
#[derive(Clone, Copy)]
pub(super) struct Control<'d> {
    pub(super) case: &'d Case,
    pub(super) row: Option<&'d Row>,
    pub(super) planned: &'d PlannedCase,
    pub(super) claim: &'d Claim,
    pub(super) codes: &'d Codes<'d>,
    pub(super) probes: &'d Probes,
    pub(super) methods: &'d Methods,
}

/// Every probe of one control, in the order of the kinds, those of its author last.
pub(super) fn derive(
    control: Control<'_>,
    names: &mut Names<'_>,
    credentials: &mut Credentials,
) -> Vec<Derived> {
    let promised = Promised::of(control.codes.layers, control.planned);
    let schema = schema(control, &promised, names);
    let maker = Maker { control, promised, schema };
    let mut made = Vec::new();
    let mut missing = BTreeMap::new();
    for kind in PROBE_KINDS {
        match maker.make(kind.name, names, credentials) {
            Ok(probes) if !probes.is_empty() => made.extend(probes),
            Ok(_) => drop(
                missing.insert(kind.name, "nothing in the content can be changed so".to_owned()),
            ),
            Err(why) => drop(missing.insert(kind.name, why)),
        }
    }
    if control.case.probes.is_some() {
        report_missing(control.probes, &made, &missing, names);
    }
    made.retain(|probe| maker.is_wanted(&probe.label));
    made.extend(declared::changes(control, names, credentials));
    for probe in &mut made {
        let mut exceptions = control.probes.except.iter();
        let exception = exceptions.find(|known| stands_for(&known.probe.text, &probe.label));
        probe.excepted = exception.map(|exception| exception.why.text.clone());
    }
    made
}

/// The schema of the content: the one that the author names, else that of the contract.
fn schema(
    control: Control<'_>,
    promised: &Promised<'_>,
    names: &mut Names<'_>,
) -> Option<Arc<BodySchema>> {
    match &control.probes.request {
        Some(node) => expect::named_schema("request", node, control.codes.layers, names),
        None => promised.schema(control.planned),
    }
}

/// Reports what the author lists and cannot be made.
fn report_missing(
    probes: &Probes,
    made: &[Derived],
    missing: &BTreeMap<&'static str, String>,
    names: &mut Names<'_>,
) {
    for listed in probes.only.iter().flatten() {
        if made.iter().any(|probe| stands_for(&listed.text, &probe.label)) {
            continue;
        }
        let kind = |kind: &&&str| stands_for(&listed.text, kind) || stands_for(kind, &listed.text);
        let why =
            missing.keys().find(kind).map_or("there is nothing to change", |kind| &missing[kind]);
        let message = format!("the probe `{}` cannot be made of this case", listed.text);
        let problem = Diagnostic::error(NO_PROBE, message).at(listed.span, "listed here");
        names.report(problem.help(why.to_owned()));
    }
}

/// Makes the probes of one control.
pub(super) struct Maker<'d> {
    pub(super) control: Control<'d>,
    pub(super) promised: Promised<'d>,
    schema: Option<Arc<BodySchema>>,
}

/// Probes of one kind, or why there are none.
pub(super) type Made = Result<Vec<Derived>, String>;

impl Maker<'_> {
    fn make(&self, kind: &str, names: &mut Names<'_>, credentials: &mut Credentials) -> Made {
        let status = kind[..3].parse().expect("the name of every kind begins with its status");
        let Some(claim) = self.sought(status) else {
            return Err(format!(
                "the contract documents no {status} here, or several codes for it"
            ));
        };
        match kind {
            "401-no-credentials" => self.without_credentials(kind, &claim),
            "401-corrupted-credentials" => self.corrupted_credentials(kind, &claim, names),
            "403" => self.limited(kind, &claim, names, credentials),
            "404" => self.absent(kind, &claim, names),
            "405" => self.other_methods(&claim, names),
            "406" => self.not_acceptable(kind, &claim),
            "415" => self.other_media_type(kind, &claim),
            "400-truncated-json" => self.truncated(kind, &claim),
            "429" => self.burst(kind, &claim, names),
            "400-example" | "409-example" | "422-example" => self.examples(kind, &claim),
            _ => self.forbidden(kind, &claim),
        }
    }

    fn sought(&self, status: u16) -> Option<Claim> {
        self.control.codes.sought(status, self.control.probes.span)
    }

    /// Whether a status is documented here, so that probes for it are made.
    fn seeks(&self, status: u16) -> bool {
        self.sought(status).is_some()
    }

    /// Whether a probe was asked for.
    fn is_wanted(&self, label: &str) -> bool {
        let Some(only) = &self.control.probes.only else { return true };
        only.iter().any(|listed| stands_for(&listed.text, label))
    }

    /// Where the author lists a probe, if anywhere.
    pub(super) fn listed(&self, label: &str) -> Option<&Text> {
        let only = self.control.probes.only.as_ref()?;
        only.iter().find(|listed| stands_for(&listed.text, label))
    }

    /// What the author lists by name is no guess of ours.
    pub(super) fn unless_listed(&self, label: &str, doubt: Doubt) -> Doubt {
        if self.listed(label).is_some() { Doubt::None } else { doubt }
    }

    pub(super) fn probe(
        &self,
        label: &str,
        claim: &Claim,
        kind: Kind,
        shown: impl Into<String>,
    ) -> Derived {
        let span = self.listed(label).map_or(self.control.probes.span, |listed| listed.span);
        Derived {
            label: label.to_owned(),
            span,
            claim: claim.clone(),
            expectation: expect::bare(claim, span),
            change: Change(kind),
            shown: shown.into(),
            doubt: Doubt::None,
            excepted: None,
            uses: Vec::new(),
            credential_uses: Vec::new(),
            identity: self.control.planned.identity.clone(),
            burst: None,
        }
    }

    fn absent(&self, label: &str, claim: &Claim, names: &Names<'_>) -> Made {
        let path = self.sent().map(|send| &send.path);
        let interpolated = || {
            path.and_then(last_interpolated).ok_or_else(|| {
                "no segment of its path is interpolated, so none is known to name a thing"
                    .to_owned()
            })
        };
        let from_end = self.promised.named_segment().unwrap_or_else(interpolated)?;
        let given = self.control.probes.absent.as_ref().map(|name| name.text.clone());
        let shown = given.as_ref().map_or_else(
            || "with a made-up name in the path".to_owned(),
            |name| format!("with `{name}` in the path"),
        );
        let doubt = if given.is_some() { Doubt::None } else { Doubt::Name };
        let kind = Kind::Segment { from_end, absent: given, seed: self.seed(label, names) };
        Ok(vec![Derived { doubt, ..self.probe(label, claim, kind, shown) }])
    }

    fn not_acceptable(&self, label: &str, claim: &Claim) -> Made {
        let is_head = self.sent().is_some_and(|send| send.method == Method::HEAD);
        let bare = matches!(self.control.claim.status, StatusRule::Exactly(204 | 205));
        if is_head || bare {
            return Err("its response has no content, so any `Accept` is met".to_owned());
        }
        self.promised.response_has_types(self.control.claim.status)?;
        let kind = Kind::Header(ACCEPT, Some(Scalar::Known(NO_MEDIA_TYPE.to_owned())));
        Ok(vec![self.probe(label, claim, kind, format!("with Accept: {NO_MEDIA_TYPE}"))])
    }

    fn other_media_type(&self, label: &str, claim: &Claim) -> Made {
        self.content()?;
        self.promised.request_has_types()?;
        let kind = Kind::Header(CONTENT_TYPE, Some(Scalar::Known(NO_MEDIA_TYPE.to_owned())));
        Ok(vec![self.probe(label, claim, kind, format!("with Content-Type: {NO_MEDIA_TYPE}"))])
    }

    fn truncated(&self, label: &str, claim: &Claim) -> Made {
        let sample = self.json()?;
        if !sample.is_object() && !sample.is_array() {
            return Err("its content is no JSON object or list".to_owned());
        }
        self.promised.request_is_json(self.control.planned)?;
        let either = self.promised.may_be_either();
        let doubt = if either { Doubt::Content } else { Doubt::None };
        let doubt = self.unless_listed(label, doubt);
        let probe = self.probe(label, claim, Kind::Truncated, "with half of the content");
        Ok(vec![Derived { doubt, ..probe }])
    }

    fn forbidden(&self, kind: &str, claim: &Claim) -> Made {
        let sample = self.json()?;
        let Some(schema) = &self.schema else {
            return Err(
                "nothing says what the content must be: `request` names its schema".to_owned()
            );
        };
        if claim.status != StatusRule::Exactly(400) && self.seeks(400) {
            return Err("the contract documents 400 for what breaks its schema".to_owned());
        }
        let changes = forbidden(schema, &sample).into_iter();
        let probe = |change: crate::plan::probes::forbidden_content::Forbidden| {
            let label = format!("{}-{}", &kind[..3], change.name);
            let shown = format!("with content in which {}", change.shown());
            let edit = Kind::Json(change.place, change.value.map(ValuePlan::Known));
            let doubt = self.unless_listed(&label, Doubt::Content);
            Derived { doubt, ..self.probe(&label, claim, edit, shown) }
        };
        Ok(changes.map(probe).filter(|probe| stands_for(kind, &probe.label)).collect())
    }

    fn burst(&self, label: &str, claim: &Claim, names: &mut Names<'_>) -> Made {
        let Some((times, span)) = self.control.probes.burst else {
            return Err("`burst` does not say how many requests the target can be sent".to_owned());
        };
        if !self.sent().is_some_and(|send| send.method.is_safe()) {
            let message = "a burst is sent with a safe method only";
            let problem = Diagnostic::error(Code::UNSAFE_BURST, message);
            let help = "write `burst` under the probes of a case with GET or HEAD";
            names.report(problem.at(span, "each request could change something").help(help));
        }
        let probe = self.probe(label, claim, Kind::Nothing, format!("{times} times at once"));
        Ok(vec![Derived { burst: Some(times), ..probe }])
    }

    /// The request, where the case writes it out.
    pub(super) fn sent(&self) -> Option<&Outgoing> {
        match &self.control.planned.request {
            RequestPlan::Send(send) => Some(send),
            _ => None,
        }
    }

    fn content(&self) -> Result<&BodyPlan, String> {
        content(self.control.planned).ok_or_else(|| "it has no content".to_owned())
    }

    /// The JSON content, with a word where a value is captured.
    pub(super) fn json(&self) -> Result<Value, String> {
        match self.content()? {
            BodyPlan::Json(value) => Ok(sample(value)),
            _ => Err("its content is not written as JSON".to_owned()),
        }
    }

    pub(super) fn seed(&self, label: &str, names: &Names<'_>) -> PlaceSeed {
        let owner = format!("cases/{}~{label}", self.control.planned.name.id);
        PlaceSeed::new(names.given.seed, &names.suite.name.text, &owner, 0)
    }
}

/// The content of a request that has any.
pub(super) fn content(case: &PlannedCase) -> Option<&BodyPlan> {
    let (RequestPlan::Send(send) | RequestPlan::Follow { send, .. }) = &case.request else {
        return None;
    };
    if matches!(send.body, BodyPlan::Empty) { None } else { Some(&send.body) }
}

/// A value as it is known before the run; what is captured is a word.
pub(super) fn sample(value: &ValuePlan) -> Value {
    match value {
        ValuePlan::Known(value) => value.clone(),
        ValuePlan::Slot(_) | ValuePlan::Call(_) | ValuePlan::Text(_) => "captured".into(),
        ValuePlan::Array(items) => items.iter().map(sample).collect(),
        ValuePlan::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), sample(value))).collect()
        }
    }
}

/// The last segment of a path in which a value is put, counted from the end.
fn last_interpolated(path: &Scalar) -> Option<usize> {
    let Scalar::Pieces(pieces) = path else { return None };
    if pieces.len() < 2 {
        return None;
    }
    let query =
        pieces.iter().position(|piece| matches!(piece, Piece::Text(text) if text.contains('?')));
    let end = query.map_or(pieces.len(), |at| at + 1);
    let last = pieces[..end].iter().rposition(|piece| !matches!(piece, Piece::Text(_)))?;
    let behind = pieces[last..end].iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text.split('?').next().unwrap_or_default()),
        _ => None,
    });
    Some(behind.map(|text| text.matches('/').count()).sum())
}

/// The place of a problem with a probe of the author's own.
pub(super) fn report(names: &mut Names<'_>, span: Span, message: String, label: &str, help: &str) {
    names.report(Diagnostic::error(NO_PROBE, message).at(span, label).help(help));
}
