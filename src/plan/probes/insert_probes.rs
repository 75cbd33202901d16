//! Putting probes behind their controls: all positions after them move.

use crate::diagnostic::Span;
use crate::event::Phase;
use crate::plan::PlannedProbe;
use crate::plan::compile::case_order::{Kind, Member};
use crate::plan::probes::derived_probe::Derived;
use crate::plan::{CaseIndex, PlannedCase, RequestPlan, SendingPlan};
use crate::verdict::CaseName;

/// A case before the order is known, with the probes that are made of it.
pub(in crate::plan) struct Woven {
    pub(in crate::plan) planned: Box<PlannedCase>,
    pub(in crate::plan) member: Member,
    pub(in crate::plan) probes: Vec<Derived>,
    /// The status of its request when it is sent again, if the contract documents one.
    pub(in crate::plan) replay: Option<u16>,
    /// Whether its replay stands right behind it, and its probes behind that.
    pub(in crate::plan) is_replayed: bool,
}

/// The cases of a suite with their probes, each behind its control and its replay. `base` is the position of
/// the suite's first case in the plan.
pub(in crate::plan) fn weave(
    drafts: Vec<Woven>,
    base: CaseIndex,
) -> (Vec<PlannedCase>, Vec<Member>) {
    if drafts.iter().all(|draft| draft.probes.is_empty()) {
        return drafts.into_iter().map(|Woven { planned, member, .. }| (*planned, member)).unzip();
    }
    let moved = positions(&drafts);
    let mut cases = Vec::new();
    let mut members = Vec::new();
    let mut waiting: Vec<(usize, Woven)> = Vec::new();
    for (old, mut draft) in drafts.into_iter().enumerate() {
        relocate(&mut draft, &moved, base);
        let probes = std::mem::take(&mut draft.probes);
        let held = draft.is_replayed;
        cases.push(PlannedCase::clone(&draft.planned));
        members.push(draft.member.clone());
        waiting.push((moved[old], Woven { probes, ..draft }));
        if !held {
            for (control, draft) in waiting.drain(..) {
                put(&mut cases, &mut members, (control, draft), (&moved, base));
            }
        }
    }
    (cases, members)
}

/// Where each case stands once all probes do.
fn positions(drafts: &[Woven]) -> Vec<usize> {
    let mut next = 0;
    let mut held = 0;
    let mut moved = Vec::with_capacity(drafts.len());
    for draft in drafts {
        moved.push(next);
        next += 1;
        held += draft.probes.len();
        if !draft.is_replayed {
            next += held;
            held = 0;
        }
    }
    moved
}

fn relocate(draft: &mut Woven, moved: &[usize], base: CaseIndex) {
    let Member { uses, credential_uses, of, after, .. } = &mut draft.member;
    for used in uses.iter_mut().chain(credential_uses) {
        used.case = used.case.map(|case| moved[case]);
    }
    for (on, _) in of.iter_mut().chain(after) {
        *on = moved[*on];
    }
    if let RequestPlan::Follow { from: of, .. } | RequestPlan::Replay { of } =
        &mut draft.planned.request
    {
        *of = CaseIndex(base.0 + moved[of.0 - base.0]);
    }
}

fn put(
    cases: &mut Vec<PlannedCase>,
    members: &mut Vec<Member>,
    (position, control): (usize, Woven),
    (moved, base): (&[usize], CaseIndex),
) {
    let Woven { planned, member, probes, replay, .. } = control;
    for mut probe in probes {
        for used in probe.uses.iter_mut().chain(&mut probe.credential_uses) {
            used.case = used.case.map(|case| moved[case]);
        }
        members.push(of_probe(&member, position, &mut probe));
        let of = CaseIndex(base.0 + position);
        cases.push(planned_probe(&planned, of, probe, replay));
    }
}

fn of_probe(control: &Member, position: usize, probe: &mut Derived) -> Member {
    let safe = probe.change.method().map_or(control.safe, http::Method::is_safe);
    Member {
        phase: Phase::Case,
        fetches_token: false,
        place: probe.span,
        uses: std::mem::take(&mut probe.uses),
        credential_uses: std::mem::take(&mut probe.credential_uses),
        of: Some((position, probe.span)),
        captures: Vec::new(),
        after: Vec::new(),
        safe,
        kind: if probe.burst.is_some() { Kind::Last } else { Kind::Probe },
    }
}

fn planned_probe(
    control: &PlannedCase,
    of: CaseIndex,
    probe: Derived,
    replay: Option<u16>,
) -> PlannedCase {
    let span: Span = probe.span;
    let repetition = replay.filter(|_| probe.change.may_be_a_repetition());
    let burst = probe.burst;
    PlannedCase {
        name: CaseName {
            suite: control.name.suite.clone(),
            id: format!("{}~{}", control.name.id, probe.label),
        },
        span,
        asks: probe.claim.asks,
        request: RequestPlan::Probe { of, change: probe.change },
        expectation: probe.expectation,
        sending: SendingPlan { burst, ..control.sending.of_probe(burst.is_some()) },
        captures: Vec::new(),
        alone: control.alone && control.sending.burst.is_none() || burst.is_some(),
        waiver: None,
        identity: probe.identity,
        probe: Some(Box::new(PlannedProbe {
            shown: probe.shown,
            excepted: probe.excepted,
            doubt: probe.doubt,
            repetition,
        })),
        ..control.clone()
    }
}
