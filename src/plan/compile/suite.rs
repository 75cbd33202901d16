//! One suite to its planned cases.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Layers, Query};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::event::Phase;
use crate::plan::compile::case_order::{Kind, Member, Order};
use crate::plan::compile::cases::{Asked, Draft, Drafts};
use crate::plan::compile::credentials::Credentials;
use crate::plan::compile::documented_codes::{Claim, Codes, Ground};
use crate::plan::compile::large_tables::Rows;
use crate::plan::compile::plan::Given;
use crate::plan::compile::request::{known_path, outgoing};
use crate::plan::compile::shared_files::{Brought, User, follow};
use crate::plan::compile::{expectation as expect, sending, token_requests as token};
use crate::plan::expand::capture_producers::{producers, warn_of_unused_captures};
use crate::plan::expand::expanded_cases::{Item, expand, ids, is_row_of};
use crate::plan::resolve::suite_names::{Names, Scope};
use crate::plan::{
    Capture, CaseIndex, CaseWaiver, ExpectationPlan, Outgoing, PlannedCase, RequestPlan,
    SendingPlan, SlotId, TargetIndex,
};
use crate::source::Text;
use crate::suite::{Case, Credential, Follow, RequestLine, Suite};
use crate::verdict::CaseName;

const UNKNOWN_CASE: Code = Code::UNKNOWN_CASE;
const SEVERAL_ROWS: Code = Code::SEVERAL_ROWS;

/// What stands before a suite in the plan.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct Base {
    pub(in crate::plan) suite: usize,
    pub(in crate::plan) case: CaseIndex,
    pub(in crate::plan) slot: usize,
}

/// A suite in the plan.
pub(in crate::plan) struct Compiled {
    pub(in crate::plan) cases: Vec<PlannedCase>,
    pub(in crate::plan) slots: usize,
    pub(in crate::plan) secrets: BTreeSet<String>,
    pub(in crate::plan) problems: Vec<Diagnostic>,
    /// What it brings to those that use it.
    pub(in crate::plan) brings: Brought,
    /// Captures that its credentials use, its own and others.
    pub(in crate::plan) secret_slots: BTreeSet<SlotId>,
    /// Its cases that use captures of shared files.
    pub(in crate::plan) users: Vec<User>,
    /// Its cases that stand for the rows of a table, by their positions.
    pub(in crate::plan) large: BTreeMap<usize, Rows>,
}

/// Binds one suite to its contract and to what the files bring that it uses. Without a contract it has
/// no cases.
pub(in crate::plan) fn compile(
    suite: &Suite,
    layers: Option<&Layers>,
    (given, base): (&Given<'_>, Base),
    mut brought: Brought,
) -> Compiled {
    let fetches = token::fetches(suite);
    let items = expand(suite, &fetches, base.slot);
    let tokens = token::tokens(&items);
    let slots = items.iter().map(|item| item.slots.len()).sum();
    let mut problems = Vec::new();
    let captures = producers(suite, &items, &brought, &mut problems);
    let mut names = Names::new(given, suite, captures, &brought);
    names.problems.append(&mut problems);
    brought.guards.extend(names.guards());
    let credentials = Credentials::new(&mut names, &tokens, &brought);
    let drafts = match layers {
        None => Drafts::none(names, credentials),
        Some(layers) => {
            let compiler = Compiler::new(&items, layers, base, names, credentials);
            Drafts::of(compiler, base.case)
        }
    };
    let Drafts { mut cases, members, mut names, credentials } = drafts;
    // What a shared file brings need not be used by every suite that uses it.
    if !suite.shared {
        credentials.warn_of_unused(&mut names);
        warn_of_unused_captures(&items, &members, &mut names.problems);
    }
    let orders = crate::plan::compile::case_order::arrange(
        &members,
        &|at| cases[at].name.id.as_str(),
        &mut names.problems,
    );
    let mut users = Vec::new();
    for (at, (case, order)) in cases.iter_mut().zip(&orders).enumerate() {
        put_in_order(case, order, base.case);
        let (case, safe) = (CaseIndex(base.case.0 + at), members[at].safe);
        users.extend(order.shared.iter().map(|slot| User { slot: *slot, case, safe }));
    }
    for case in &mut cases {
        behind(&brought.setup, case);
    }
    names.guard_tokens(&fetches, &cases, &brought.guards);
    let is_setup = |case: &PlannedCase| case.phase == Phase::Setup && case.token_of.is_none();
    let setup = (0..cases.len()).filter(|at| is_setup(&cases[*at]));
    let setup = setup.map(|at| CaseIndex(base.case.0 + at));
    let brings = brought.with_own(&names, &credentials, setup);
    let secret_slots = credentials.slots();
    let Names { secrets, problems, .. } = names;
    let large = items.iter().enumerate().filter_map(|(item, Item { case, id, .. })| {
        let count = case.large.as_ref()?.rows();
        let at = cases.iter().position(|case| case.name.id == **id)?;
        let one_by_one = !members[at].safe && !members[at].uses.is_empty();
        Some((at, Rows { item, count, one_by_one }))
    });
    let large = large.collect();
    Compiled { cases, slots, secrets, problems, brings, secret_slots, users, large }
}

fn put_in_order(case: &mut PlannedCase, order: &Order, base: CaseIndex) {
    let global = |set: &BTreeSet<usize>| set.iter().map(|at| CaseIndex(base.0 + at)).collect();
    case.requires = global(&order.requires);
    case.follows = global(&order.follows);
    case.after = global(&order.after);
}

/// Lets a case come behind the setup of the shared files that its suite uses.
fn behind(setup: &BTreeSet<CaseIndex>, case: &mut PlannedCase) {
    match case.phase {
        Phase::Setup | Phase::Case => {
            case.requires.splice(0..0, setup.iter().copied()).for_each(drop);
        }
        Phase::Teardown => follow(case, setup.clone()),
    }
}

/// Binds the items of one suite.
pub(in crate::plan) struct Compiler<'s, 'c> {
    pub(in crate::plan) items: &'s [Item<'s>],
    pub(in crate::plan) layers: &'c Layers,
    pub(in crate::plan) base: Base,
    /// The positions of ids, where anything names one.
    ids: OnceCell<BTreeMap<String, Vec<usize>>>,
    pub(in crate::plan) names: Names<'s>,
    pub(in crate::plan) credentials: Credentials,
}

impl<'s, 'c> Compiler<'s, 'c> {
    /// Binds these items.
    pub(in crate::plan) fn new(
        items: &'s [Item<'s>],
        layers: &'c Layers,
        base: Base,
        names: Names<'s>,
        credentials: Credentials,
    ) -> Self {
        Self { items, layers, base, ids: OnceCell::new(), names, credentials }
    }

    fn ids(&self) -> &BTreeMap<String, Vec<usize>> {
        self.ids.get_or_init(|| ids(self.names.suite, self.items))
    }

    pub(in crate::plan) fn case(&mut self, item: &Item<'_>) -> Draft<'c> {
        let Item { case, row, .. } = item;
        let mut scope = Scope::new(("cases", &item.id), *row);
        let send = outgoing(case, &mut self.names, &mut scope);
        let ground = self.ground(&case.request, &send);
        let codes = Codes { layers: self.layers, ground };
        let claim = match item.token_of {
            Some(credential) => Some(token::claim(&codes, credential.name.span)),
            None => self.claim(case, &codes),
        };
        let fallback = Claim::success();
        let asked = claim.as_ref().unwrap_or(&fallback);
        let expectation = match &case.expect {
            None => expect::bare(asked, case.id.span),
            Some(expect) => {
                expect::expectation(expect, asked, self.layers, &mut self.names, &mut scope)
            }
        };
        let sending = sending::sending(&case.sending, asked, &codes, &mut self.names, &mut scope);
        let safe = matches!(case.request, RequestLine::Method { .. })
            && (send.method.is_safe() || send.method.as_str() == "QUERY");
        let (request, of) = match &case.request {
            RequestLine::Method { .. } => (RequestPlan::Send(send), None),
            RequestLine::Follow(follow) => {
                let of = self.followed(follow);
                let from = self.global(of.unwrap_or(0));
                let Follow { pages, span, .. } = **follow;
                let rel = follow.rel.text.clone();
                let request = RequestPlan::Follow { from, rel, pages, span, send };
                (request, of.map(|of| (of, follow.from.span)))
            }
        };
        let expect = case.expect.as_ref();
        let span = expect.map_or(case.id.span, |e| e.status.map_or(e.span, |status| status.span));
        let mut planned = self.planned(item, request, expectation, span);
        planned.sending = sending;
        asked.asks.clone_into(&mut planned.asks);
        let credential = self.credentials.of(case, &mut self.names);
        planned.credential = credential.map(|(name, _)| name.to_owned());
        planned.credentials = credential.map(|(_, known)| known.plan.clone());
        planned.identity = credential.and_then(|(_, known)| known.identity.clone());
        let credential_uses = credential.map(|(_, known)| known.uses.clone()).unwrap_or_default();
        let after = case.after.iter().flat_map(|id| self.referred(id)).collect();
        let member = Member {
            phase: item.phase,
            fetches_token: false,
            place: case.id.span,
            uses: scope.uses,
            credential_uses,
            of,
            captures: item.slots.clone(),
            after,
            safe,
            kind: Kind::Case,
        };
        planned.captures = captures(item);
        Draft { planned, member, asked: Asked { ground: codes.ground, claim } }
    }

    /// The case that fetches a token: nobody wrote it, all that is its own is the request.
    pub(in crate::plan) fn token(&mut self, item: &Item<'_>, credential: &Credential) -> Draft<'c> {
        let mut draft = self.case(item);
        let mut scope = Scope::new(("credentials", &item.id), None);
        let Draft { planned, member, .. } = &mut draft;
        if let RequestPlan::Send(send) = &mut planned.request {
            planned.credentials = token::sign(credential, send, &mut self.names, &mut scope);
        }
        planned.token_of = Some(credential.name.text.clone());
        let known = self.credentials.named(&credential.name.text);
        planned.identity = known.and_then(|known| known.identity.clone());
        member.fetches_token = true;
        member.credential_uses = scope.uses;
        draft
    }

    pub(in crate::plan) fn replay(
        &mut self,
        item: &Item<'_>,
        (control, asked): (&PlannedCase, &Asked<'c>),
        span: Span,
    ) -> Draft<'c> {
        let codes = Codes { layers: self.layers, ground: asked.ground.clone() };
        let claim = asked.claim.as_ref().and_then(|asked| {
            codes.replay(asked, span).map_err(|problem| self.names.report(*problem)).ok()
        });
        let fallback = Claim::success();
        let asked = claim.as_ref().unwrap_or(&fallback);
        let (of, _) = item.control.expect("only replays come here");
        let request = RequestPlan::Replay { of: self.global(of) };
        let mut planned = self.planned(item, request, expect::bare(asked, span), span);
        asked.asks.clone_into(&mut planned.asks);
        planned.credentials.clone_from(&control.credentials);
        planned.identity.clone_from(&control.identity);
        planned.credential.clone_from(&control.credential);
        planned.sending = control.sending.of_replay();
        let member = Member {
            phase: item.phase,
            fetches_token: false,
            place: span,
            uses: Vec::new(),
            credential_uses: Vec::new(),
            of: Some((of, span)),
            captures: Vec::new(),
            after: Vec::new(),
            safe: false,
            kind: Kind::Case,
        };
        Draft { planned, member, asked: Asked { ground: codes.ground, claim } }
    }

    fn planned(
        &self,
        item: &Item<'_>,
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
            name: CaseName { suite: suite.name.text.clone(), id: item.id.to_string() },
            suite: self.base.suite,
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

    fn global(&self, at: usize) -> CaseIndex {
        CaseIndex(self.base.case.0 + at)
    }

    fn ground(&self, request: &RequestLine, send: &Outgoing) -> Ground<'c> {
        match (request, known_path(&send.path)) {
            (RequestLine::Method { .. }, Some(path)) => Ground::Known {
                parts: self.layers.territories_at(&send.method, &path),
                method: send.method.clone(),
                path,
            },
            _ => Ground::Unknown,
        }
    }

    fn claim(&mut self, case: &Case, codes: &Codes<'c>) -> Option<Claim> {
        let Some(expect) = &case.expect else {
            codes.no_success(case.id.span).into_iter().for_each(|p| self.names.report(*p));
            return Some(Claim::success());
        };
        codes.claim(expect).map_err(|problem| self.names.report(*problem)).ok()
    }

    /// The cases that an id of `after` stands for, each with the place of the id.
    fn referred(&mut self, id: &Text) -> Vec<(usize, Span)> {
        let Some(positions) = self.ids().get(&id.text) else {
            self.unknown_case(id);
            return Vec::new();
        };
        positions.iter().map(|at| (*at, id.span)).collect()
    }

    /// The one case whose response has the link.
    fn followed(&mut self, follow: &Follow) -> Option<usize> {
        let id = &follow.from;
        let Some(positions) = self.ids().get(&id.text) else {
            self.unknown_case(id);
            return None;
        };
        // Rows stand right behind what they begin with.
        let mut behind = self.ids().range(format!("{}[", id.text)..).map(|(row, _)| row);
        if let Some(row) = behind.next().filter(|row| is_row_of(row, &id.text)) {
            let message = format!("`{}` has a row each, and each its own response", id.text);
            let problem = Diagnostic::error(SEVERAL_ROWS, message)
                .at(id.span, "which row's is not said")
                .help(format!("name one row: `{row}`"));
            self.names.report(problem);
            return None;
        }
        // The case itself stands before its replay.
        positions.first().copied()
    }

    fn unknown_case(&mut self, id: &Text) {
        let message = format!("there is no case `{}` in this suite", id.text);
        let known = self.ids().keys().map(String::as_str);
        let problem = Diagnostic::error(UNKNOWN_CASE, message)
            .at(id.span, "not the id of a case")
            .suggest(&id.text, known);
        self.names.report(problem);
    }
}

/// What a case captures.
fn captures(item: &Item<'_>) -> Vec<Capture> {
    let captures = item.case.capture.iter().zip(&item.slots);
    let capture = |(capture, slot): (&crate::suite::Named<Text>, &SlotId)| {
        // A query that is none was reported when the suite was read.
        let query = Query::parse(&capture.value.text).ok()?;
        Some(Capture {
            name: capture.name.text.clone(),
            slot: *slot,
            query,
            // Another suite's credentials may use it too, so that is known last.
            secret: false,
            span: capture.name.span,
        })
    };
    captures.filter_map(capture).collect()
}
