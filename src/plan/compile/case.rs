//! Compiles one expanded case: request, claim, expectation, credentials and dependencies.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use http::Method;

use crate::contract::{Layers, Query};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::plan::compile::claim::Claim;
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::documented_codes::{DocumentedCodes, RequestDestination};
use crate::plan::compile::expectation::{bare, expectation};
use crate::plan::compile::order_facts::{CaseDependencies, OrderRole, Reference};
use crate::plan::compile::request::{known_path, outgoing};
use crate::plan::compile::sending::{SendingContext, sending};
use crate::plan::compile::token_requests;
use crate::plan::expand::expanded_cases::{ControlItem, ExpandedCase, positions_by_id};
use crate::plan::expression_scope::{CaptureUse, ExpressionScope};
use crate::plan::model::case::{CaseWaiver, PlannedCase};
use crate::plan::model::case_id::CaseId;
use crate::plan::model::expectation::{Capture, ExpectationPlan};
use crate::plan::model::plan_index::{PlanOffset, TargetIndex};
use crate::plan::model::request::{Outgoing, RequestPlan};
use crate::plan::model::sending::SendingPlan;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::source::Text;
use crate::suite::{Case, Credential, Follow, RequestLine};
use crate::verdict::CaseName;

/// A compiled case before the order of the suite is known.
pub(in crate::plan) struct CompiledCase<'c> {
    pub(in crate::plan) planned: PlannedCase,
    pub(in crate::plan) dependencies: CaseDependencies,
    pub(in crate::plan) claim: CaseClaim<'c>,
}

/// The documented code that a case claims, and the destination of its request.
pub(in crate::plan) struct CaseClaim<'c> {
    pub(in crate::plan) destination: RequestDestination<'c>,
    /// The claimed code, or `None` if the expected code is not documented, which was reported.
    pub(in crate::plan) claim: Option<Claim>,
}

/// Compiles the expanded cases of one suite.
pub(in crate::plan) struct CaseCompiler<'s, 'c> {
    pub(in crate::plan) items: &'s [ExpandedCase<'s>],
    pub(in crate::plan) layers: &'c Layers,
    pub(in crate::plan) offset: PlanOffset,
    /// The positions of ids. Computed on first use: most suites name no case.
    ids: OnceCell<BTreeMap<String, Vec<usize>>>,
    pub(in crate::plan) names: SuiteNames<'s>,
    pub(in crate::plan) credentials: Credentials,
}

impl<'s, 'c> CaseCompiler<'s, 'c> {
    /// Creates a compiler for these cases.
    pub(in crate::plan) fn new(
        items: &'s [ExpandedCase<'s>],
        layers: &'c Layers,
        offset: PlanOffset,
        names: SuiteNames<'s>,
        credentials: Credentials,
    ) -> Self {
        Self { items, layers, offset, ids: OnceCell::new(), names, credentials }
    }

    fn ids(&self) -> &BTreeMap<String, Vec<usize>> {
        self.ids.get_or_init(|| positions_by_id(self.names.suite, self.items))
    }

    /// Compiles a case that the suite writes out, or one row of its table.
    pub(in crate::plan) fn case(&mut self, item: &ExpandedCase<'_>) -> CompiledCase<'c> {
        let ExpandedCase { case, row, .. } = item;
        let mut scope = ExpressionScope::of_case(item.id.as_str(), *row);
        let send = outgoing(case, &mut self.names, &mut scope);
        let destination = self.destination(&case.request, &send);
        let codes = DocumentedCodes { layers: self.layers, destination };
        let claim = match item.token_of {
            Some(credential) => Some(token_requests::claim(&codes, credential.name.span)),
            None => self.claim(case, &send.method, &codes),
        };
        let fallback = Claim::success();
        let claimed = claim.as_ref().unwrap_or(&fallback);
        let expectation = match &case.expect {
            None => bare(claimed, case.id.span),
            Some(expect) => expectation(expect, claimed, self.layers, &mut self.names, &mut scope),
        };
        let sending_context = SendingContext { claim: claimed, codes: &codes };
        let sending = sending(&case.sending, sending_context, &mut self.names, &mut scope);
        // QUERY is a safe method too, although the `http` crate does not list it.
        let safe = matches!(case.request, RequestLine::Method { .. })
            && (send.method.is_safe() || send.method.as_str() == "QUERY");
        let (request, source) = self.request(case, send);
        let expect = case.expect.as_ref();
        let span = expect.map_or(case.id.span, |e| e.status.map_or(e.span, |status| status.span));
        let mut planned = self.planned(item, request, expectation, span);
        planned.sending = sending;
        claimed.asks.clone_into(&mut planned.asks);
        planned.captures = captures(item);
        let credential_uses = self.set_credentials(&mut planned, case);
        let after = case.after.iter().flat_map(|id| self.referred(id)).collect();
        let dependencies = CaseDependencies {
            uses: scope.uses,
            credential_uses,
            source,
            captures: item.slots.clone(),
            after,
            safe,
            ..CaseDependencies::new(item.phase, case.id.span)
        };
        CompiledCase {
            planned,
            dependencies,
            claim: CaseClaim { destination: codes.destination, claim },
        }
    }

    /// Returns the request of a case, and the case whose response it needs.
    fn request(&mut self, case: &Case, send: Outgoing) -> (RequestPlan, Option<Reference>) {
        let RequestLine::Follow(follow) = &case.request else {
            return (RequestPlan::Send(send), None);
        };
        let source = self.followed(follow);
        let from = self.offset.case_at(source.unwrap_or(0));
        let Follow { pages, span, .. } = **follow;
        let rel = follow.rel.text.clone();
        let request = RequestPlan::Follow { from, rel, pages, span, send };
        (request, source.map(|case| Reference { case, span: follow.from.span }))
    }

    /// Sets the credentials of a case. Returns the captured values that the credentials use.
    fn set_credentials(&mut self, planned: &mut PlannedCase, case: &Case) -> Vec<CaptureUse> {
        let Some((name, credential)) = self.credentials.of(case, &mut self.names) else {
            return Vec::new();
        };
        planned.credential = Some(name.to_owned());
        planned.credentials = Some(credential.plan.clone());
        planned.identity.clone_from(&credential.identity);
        credential.uses.clone()
    }

    /// Compiles the case that fetches a token. The case has a request and nothing else of its own.
    pub(in crate::plan) fn token(
        &mut self,
        item: &ExpandedCase<'_>,
        credential: &Credential,
    ) -> CompiledCase<'c> {
        let mut compiled = self.case(item);
        let mut scope = ExpressionScope::of_credential(item.id.as_str());
        let CompiledCase { planned, dependencies, .. } = &mut compiled;
        if let RequestPlan::Send(send) = &mut planned.request {
            planned.credentials =
                token_requests::sign(credential, send, &mut self.names, &mut scope);
        }
        planned.token_of = Some(credential.name.text.clone());
        let known = self.credentials.named(&credential.name.text);
        planned.identity = known.and_then(|known| known.identity.clone());
        dependencies.fetches_token = true;
        dependencies.credential_uses = scope.uses;
        compiled
    }

    /// Compiles the replay of a case that was compiled before.
    pub(in crate::plan) fn replay(
        &mut self,
        item: &ExpandedCase<'_>,
        control_item: ControlItem,
        control: &PlannedCase,
        control_claim: &CaseClaim<'c>,
    ) -> CompiledCase<'c> {
        let ControlItem { position, span } = control_item;
        let destination = control_claim.destination.clone();
        let codes = DocumentedCodes { layers: self.layers, destination };
        let claim = control_claim.claim.as_ref().and_then(|claimed| {
            codes.replay(claimed, span).map_err(|problem| self.names.report(*problem)).ok()
        });
        let fallback = Claim::success();
        let claimed = claim.as_ref().unwrap_or(&fallback);
        let request = RequestPlan::Replay { of: self.offset.case_at(position) };
        let mut planned = self.planned(item, request, bare(claimed, span), span);
        claimed.asks.clone_into(&mut planned.asks);
        planned.credentials.clone_from(&control.credentials);
        planned.identity.clone_from(&control.identity);
        planned.credential.clone_from(&control.credential);
        planned.sending = control.sending.of_replay();
        let dependencies = CaseDependencies {
            source: Some(Reference { case: position, span }),
            role: OrderRole::Case,
            ..CaseDependencies::new(item.phase, span)
        };
        CompiledCase {
            planned,
            dependencies,
            claim: CaseClaim { destination: codes.destination, claim },
        }
    }

    /// Creates a planned case with everything that all kinds of cases share.
    fn planned(
        &self,
        item: &ExpandedCase<'_>,
        request: RequestPlan,
        expectation: ExpectationPlan,
        span: Span,
    ) -> PlannedCase {
        let suite = self.names.suite;
        let mut tags: Vec<String> = Vec::new();
        for tag in suite.tags.iter().chain(&item.case.tags) {
            if !tags.contains(&tag.text) {
                tags.push(tag.text.clone());
            }
        }
        PlannedCase {
            name: CaseName { suite: suite.name.text.clone(), id: item.id.as_str().to_owned() },
            id: item.id.clone(),
            suite: self.offset.suite,
            phase: item.phase,
            span,
            asks: String::new(),
            target: self.target(item.case),
            request,
            credentials: None,
            identity: None,
            credential: None,
            token_of: None,
            expectation,
            sending: SendingPlan::default(),
            captures: Vec::new(),
            requires: Vec::new(),
            follows: Vec::new(),
            after: Vec::new(),
            selected: true,
            // A burst measures how the target reacts to many requests at once. Requests of other cases
            // would distort the result.
            alone: item.case.alone || item.case.sending.burst.is_some(),
            tags,
            needs: item.case.needs.iter().map(|need| need.text.clone()).collect(),
            waiver: item.case.waiver.clone().map(|waiver| {
                let settled = item.control.is_some() || item.case.replay.is_none();
                Box::new(CaseWaiver { waiver: *waiver, settled })
            }),
            probe: None,
            table: None,
        }
    }

    fn target(&self, case: &Case) -> TargetIndex {
        let of_id = |id: &str| Some(self.items[*self.ids().get(id)?.first()?].case);
        self.names.target(case, of_id)
    }

    /// Returns the destination of a request, as far as it is known before the run.
    fn destination(&self, request: &RequestLine, send: &Outgoing) -> RequestDestination<'c> {
        match (request, known_path(&send.path)) {
            (RequestLine::Method { .. }, Some(path)) => RequestDestination::Known {
                territories: self.layers.territories_at(&send.method, &path),
                method: send.method.clone(),
                path,
            },
            _ => RequestDestination::Unknown,
        }
    }

    fn claim(
        &mut self,
        case: &Case,
        method: &Method,
        codes: &DocumentedCodes<'c>,
    ) -> Option<Claim> {
        let Some(expect) = &case.expect else {
            codes.no_success(case.id.span).into_iter().for_each(|p| self.names.report(*p));
            return Some(Claim::success());
        };
        let claim = if *method == Method::HEAD {
            expect.code.iter().for_each(|code| self.names.report(code_of_head(code)));
            codes.claim_of_head(expect)
        } else {
            codes.claim(expect)
        };
        claim.map_err(|problem| self.names.report(*problem)).ok()
    }

    /// Returns the cases that an id in `after` names, each with the place of the id.
    fn referred(&mut self, id: &Text) -> Vec<Reference> {
        let Some(positions) = self.ids().get(&id.text) else {
            self.unknown_case(id);
            return Vec::new();
        };
        positions.iter().map(|at| Reference { case: *at, span: id.span }).collect()
    }

    /// Returns the case whose response has the link.
    fn followed(&mut self, follow: &Follow) -> Option<usize> {
        let id = &follow.from;
        let Some(positions) = self.ids().get(&id.text) else {
            self.unknown_case(id);
            return None;
        };
        let rows = positions.iter().map(|at| &self.items[*at].id);
        let rows = rows.filter(|row| row.is_row() && row.written_id() == id.text);
        if let Some(row) = rows.map(CaseId::as_str).min() {
            let message = format!("`{}` has a response for each of its rows", id.text);
            let problem = Diagnostic::error(Code::SEVERAL_ROWS, message)
                .at(id.span, "the row is not specified")
                .help(format!("name one row: `{row}`"));
            self.names.report(problem);
            return None;
        }
        // The id of a case names the case and its replay. The case comes first.
        positions.first().copied()
    }

    fn unknown_case(&mut self, id: &Text) {
        let message = format!("there is no case `{}` in this suite", id.text);
        let known = self.ids().keys().map(String::as_str);
        let problem = Diagnostic::error(Code::UNKNOWN_CASE, message)
            .at(id.span, "not the id of a case")
            .suggest(&id.text, known);
        self.names.report(problem);
    }
}

/// Returns the captures of a case.
fn captures(item: &ExpandedCase<'_>) -> Vec<Capture> {
    let mut captures = Vec::with_capacity(item.slots.len());
    for (capture, slot) in item.case.capture.iter().zip(&item.slots) {
        // An invalid query was reported when the suite was read.
        let Ok(query) = Query::parse(&capture.value.text) else { continue };
        captures.push(Capture {
            name: capture.name.text.clone(),
            slot: *slot,
            query,
            // Set when all suites are compiled, because credentials of another suite may use the capture.
            secret: false,
            span: capture.name.span,
        });
    }
    captures
}

/// Returns the warning for an expected error code on a HEAD request (RFC 9110, section 9.3.2).
fn code_of_head(code: &Text) -> Diagnostic {
    let message = "a response to HEAD has no content, so it cannot show an error code";
    Diagnostic::warning(Code::CODE_OF_HEAD, message)
        .at(code.span, "only the status is judged")
        .help("expect the status alone, or send GET to prove the code")
}
