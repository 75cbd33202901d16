//! Derives the probes of a control: every kind that the contract promises to refuse, or those that the suite
//! lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE};

use crate::check::{Doubt, StatusRule};
use crate::contract::BodySchema;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::compile::claim::Claim;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::schemas::named_schema;
use crate::plan::model::probe_change::ChangeKind;
use crate::plan::model::value::{Piece, Scalar, ValuePlan};
use crate::plan::probes::control::{Control, MadeProbes, ProbeMaker};
use crate::plan::probes::declared_changes::changes;
use crate::plan::probes::derived_probe::DerivedProbe;
use crate::plan::probes::forbidden_content::{ForbiddenChange, forbidden};
use crate::plan::probes::operation_promises::{MADE_UP_MEDIA_TYPE, OperationPromises};
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::{ContentChange, PROBE_KINDS, ProbeChange, ProbeKind, Probes, stands_for};

/// Derives every probe of one control, in the order of the kinds. Probes of `changes` come last.
pub(super) fn derive(
    control: Control<'_>,
    names: &mut SuiteNames<'_>,
    credentials: &mut Credentials,
) -> Vec<DerivedProbe> {
    let promised = OperationPromises::of(control.codes.layers, control.planned);
    let schema = schema(control, &promised, names);
    let maker = ProbeMaker { control, promised, schema };
    let mut made = Vec::new();
    let mut missing = BTreeMap::new();
    for kind in PROBE_KINDS {
        match maker.make(kind, names, credentials) {
            Ok(probes) if !probes.is_empty() => made.extend(probes),
            Ok(_) => {
                drop(missing.insert(kind.name, "no change of this kind is possible".to_owned()));
            }
            Err(why) => drop(missing.insert(kind.name, why)),
        }
    }
    // Probes that are listed for the whole suite need not be possible for each of its cases.
    if control.case.probes.is_some() {
        report_missing(control.probes, &made, &missing, names);
    }
    made.retain(|probe| maker.is_wanted(&probe.label));
    made.extend(changes(control, names, credentials));
    for probe in &mut made {
        // An excepted probe stays in the plan, so that reports can show the reason.
        let mut exceptions = control.probes.except.iter();
        let exception = exceptions.find(|known| stands_for(&known.probe.text, &probe.label));
        probe.excepted = exception.map(|exception| exception.why.text.clone());
    }
    made
}

/// Returns the schema of the content: the one in `request`, otherwise that of the contract.
fn schema(
    control: Control<'_>,
    promised: &OperationPromises<'_>,
    names: &mut SuiteNames<'_>,
) -> Option<Arc<BodySchema>> {
    match &control.probes.request {
        Some(node) => named_schema("request", node, control.codes.layers, names),
        None => promised.schema(control.planned),
    }
}

/// Reports listed probes that cannot be derived.
fn report_missing(
    probes: &Probes,
    made: &[DerivedProbe],
    missing: &BTreeMap<&'static str, String>,
    names: &mut SuiteNames<'_>,
) {
    for listed in probes.only.iter().flatten() {
        if made.iter().any(|probe| stands_for(&listed.text, &probe.label)) {
            continue;
        }
        let kind = |kind: &&&str| stands_for(&listed.text, kind) || stands_for(kind, &listed.text);
        let why = missing.keys().find(kind).map_or("no change is possible", |kind| &missing[kind]);
        let message = format!("the probe `{}` cannot be made of this case", listed.text);
        let problem = Diagnostic::error(Code::NO_PROBE, message).at(listed.span, "listed here");
        names.report(problem.help(why.to_owned()));
    }
}

impl ProbeMaker<'_> {
    /// Derives the probes of one kind, or returns the reason why the case has none of this kind.
    fn make(
        &self,
        kind: &ProbeKind,
        names: &mut SuiteNames<'_>,
        credentials: &mut Credentials,
    ) -> MadeProbes {
        let status = kind.status;
        let Some(claim) = self.claim(status) else {
            return Err(format!(
                "the contract documents no {status} here, or several codes for it"
            ));
        };
        let (label, claim) = (kind.name, &claim);
        match kind.change {
            ProbeChange::NoCredentials => self.without_credentials(label, claim),
            ProbeChange::CorruptedCredentials => self.corrupted_credentials(label, claim, names),
            ProbeChange::LimitedCredentials => self.limited(label, claim, names, credentials),
            ProbeChange::AbsentResource => self.absent(label, claim, names),
            ProbeChange::OtherMethod => self.other_methods(claim, names),
            ProbeChange::Accept => self.not_acceptable(label, claim),
            ProbeChange::ContentType => self.other_media_type(label, claim),
            ProbeChange::TruncatedJson => self.truncated(label, claim),
            ProbeChange::Content(change) => self.forbidden(change, status, claim),
            ProbeChange::Example => self.examples(kind, claim),
            ProbeChange::Burst => self.burst(label, claim, names),
        }
    }

    /// Makes the probe for 404: the path names a resource that does not exist.
    fn absent(&self, label: &str, claim: &Claim, names: &SuiteNames<'_>) -> MadeProbes {
        let path = self.sent().map(|send| &send.path);
        let interpolated = || {
            path.and_then(last_interpolated).ok_or_else(|| {
                "no segment of the path is interpolated, so none is known to name a resource"
                    .to_owned()
            })
        };
        let from_end = self.promised.named_segment().unwrap_or_else(interpolated)?;
        let given = self.control.probes.absent.as_ref().map(|name| name.text.clone());
        let shown = given.as_ref().map_or_else(
            || "with a made-up name in the path".to_owned(),
            |name| format!("with `{name}` in the path"),
        );
        // The author knows that a given name does not exist. A made-up name may be malformed for the server.
        let doubt = if given.is_some() { Doubt::None } else { Doubt::Name };
        let kind = ChangeKind::Segment { from_end, absent: given, seed: self.seed(label, names) };
        Ok(vec![DerivedProbe { doubt, ..self.probe(label, claim, kind, shown) }])
    }

    /// Makes the probe for 406: the media type in `Accept` does not exist (RFC 9110, section 15.5.7).
    fn not_acceptable(&self, label: &str, claim: &Claim) -> MadeProbes {
        let is_head = self.sent().is_some_and(|send| send.method == Method::HEAD);
        let bare = matches!(self.control.claim.status, StatusRule::Exactly(204 | 205));
        if is_head || bare {
            return Err("the response has no content, so `Accept` does not apply".to_owned());
        }
        self.promised.response_has_types(self.control.claim.status)?;
        let kind = ChangeKind::Header(ACCEPT, Some(Scalar::Known(MADE_UP_MEDIA_TYPE.to_owned())));
        Ok(vec![self.probe(label, claim, kind, format!("with Accept: {MADE_UP_MEDIA_TYPE}"))])
    }

    /// Makes the probe for 415: the media type of the content does not exist (RFC 9110, section 15.5.16).
    fn other_media_type(&self, label: &str, claim: &Claim) -> MadeProbes {
        self.content()?;
        self.promised.request_has_types()?;
        let kind =
            ChangeKind::Header(CONTENT_TYPE, Some(Scalar::Known(MADE_UP_MEDIA_TYPE.to_owned())));
        Ok(vec![self.probe(label, claim, kind, format!("with Content-Type: {MADE_UP_MEDIA_TYPE}"))])
    }

    /// Makes the probe for 400: the JSON content is cut off.
    fn truncated(&self, label: &str, claim: &Claim) -> MadeProbes {
        let sample = self.json()?;
        if !sample.is_object() && !sample.is_array() {
            return Err("the content is not a JSON object or list".to_owned());
        }
        self.promised.request_is_json(self.control.planned)?;
        // A server may refuse malformed content with 400 or 422. Without a documented order both are right.
        let either = self.promised.may_be_either();
        let doubt = if either { Doubt::Content } else { Doubt::None };
        let doubt = self.unless_listed(label, doubt);
        let probe = self.probe(label, claim, ChangeKind::Truncated, "with half of the content");
        Ok(vec![DerivedProbe { doubt, ..probe }])
    }

    /// Makes the probes whose content violates its schema by one change of this kind.
    fn forbidden(&self, change: ContentChange, status: u16, claim: &Claim) -> MadeProbes {
        let sample = self.json()?;
        let Some(schema) = &self.schema else {
            return Err("nothing documents the content: name its schema under `request`".to_owned());
        };
        // Servers differ in the status for invalid content. If both are documented, 400 is the probe's.
        if claim.status != StatusRule::Exactly(400) && self.claim(400).is_some() {
            return Err(
                "the contract documents 400 for content that violates its schema".to_owned()
            );
        }
        let changes = forbidden(schema, &sample).into_iter();
        let probe = |change: ForbiddenChange| {
            let label = format!("{status}-{}", change.name);
            let shown = format!("with content in which {}", change.shown());
            let edit = ChangeKind::Json(change.place, change.value.map(ValuePlan::Known));
            let doubt = self.unless_listed(&label, Doubt::Content);
            DerivedProbe { doubt, ..self.probe(&label, claim, edit, shown) }
        };
        Ok(changes.filter(|found| found.kind == change).map(probe).collect())
    }

    /// Makes the probe for 429: many requests at the same time.
    fn burst(&self, label: &str, claim: &Claim, names: &mut SuiteNames<'_>) -> MadeProbes {
        let Some((times, span)) = self.control.probes.burst else {
            return Err("`burst` is missing: the number of requests to send at once".to_owned());
        };
        if !self.sent().is_some_and(|send| send.method.is_safe()) {
            let message = "a burst is sent with a safe method only";
            let problem = Diagnostic::error(Code::UNSAFE_BURST, message);
            let help = "write `burst` under the probes of a case with GET or HEAD";
            names.report(problem.at(span, "each request could change something").help(help));
        }
        let probe = self.probe(label, claim, ChangeKind::Nothing, format!("{times} times at once"));
        Ok(vec![DerivedProbe { burst: Some(times), ..probe }])
    }
}

/// Returns the index, from the end, of the last path segment that has an interpolated value.
fn last_interpolated(path: &Scalar) -> Option<usize> {
    let Scalar::Pieces(pieces) = path else { return None };
    if pieces.len() < 2 {
        return None;
    }
    // Interpolated values in the query are not segments of the path.
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
