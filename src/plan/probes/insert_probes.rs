//! Inserts probes after their controls, which moves all cases after them.

use crate::event::Phase;
use crate::plan::compile::order_facts::{CaseDependencies, OrderRole, Reference};
use crate::plan::expression_scope::CaptureUse;
use crate::plan::model::case::{PlannedCase, PlannedProbe};
use crate::plan::model::plan_index::{CaseIndex, PlanOffset};
use crate::plan::model::request::RequestPlan;
use crate::plan::probes::derived_probe::DerivedProbe;
use crate::verdict::CaseName;

/// A case before the order is known, with the probes that are derived from it.
pub(in crate::plan) struct CaseWithProbes {
    pub(in crate::plan) planned: Box<PlannedCase>,
    pub(in crate::plan) dependencies: CaseDependencies,
    pub(in crate::plan) probes: Vec<DerivedProbe>,
    /// The documented status of the case's request when it is sent again.
    pub(in crate::plan) replay: Option<u16>,
    /// True if the next case is the replay of this one. The probes then come after the replay.
    pub(in crate::plan) is_replayed: bool,
}

/// Returns the cases of a suite with their probes, each probe after its control and the control's replay.
pub(in crate::plan) fn insert_probes(
    controls: Vec<CaseWithProbes>,
    offset: PlanOffset,
) -> (Vec<PlannedCase>, Vec<CaseDependencies>) {
    if controls.iter().all(|control| control.probes.is_empty()) {
        let unprobed = controls.into_iter().map(|control| (*control.planned, control.dependencies));
        return unprobed.unzip();
    }
    let positions = Positions::of(&controls);
    let mut inserted = Inserted { positions, offset, cases: Vec::new(), dependencies: Vec::new() };
    let mut waiting: Vec<CaseWithProbes> = Vec::new();
    for mut control in controls {
        inserted.positions.relocate(&mut control, offset);
        inserted.cases.push(PlannedCase::clone(&control.planned));
        inserted.dependencies.push(control.dependencies.clone());
        let is_replayed = control.is_replayed;
        waiting.push(control);
        if !is_replayed {
            for control in waiting.drain(..) {
                inserted.add_probes(control);
            }
        }
    }
    (inserted.cases, inserted.dependencies)
}

/// The new position of each case, once all probes are inserted.
struct Positions(Vec<usize>);

impl Positions {
    /// Computes the new position of each case.
    fn of(controls: &[CaseWithProbes]) -> Self {
        let mut next = 0;
        let mut waiting = 0;
        let mut positions = Vec::with_capacity(controls.len());
        for control in controls {
            positions.push(next);
            next += 1;
            waiting += control.probes.len();
            // The probes of a replayed case come after its replay, which is the next case.
            if !control.is_replayed {
                next += waiting;
                waiting = 0;
            }
        }
        Self(positions)
    }

    /// Updates the positions of the producers of captured values.
    fn relocate_uses<'u>(&self, uses: impl Iterator<Item = &'u mut CaptureUse>) {
        for used in uses {
            used.case = used.case.map(|case| self.0[case]);
        }
    }

    /// Updates all positions that a case and its probes refer to.
    fn relocate(&self, control: &mut CaseWithProbes, offset: PlanOffset) {
        let CaseDependencies { uses, credential_uses, source, after, .. } =
            &mut control.dependencies;
        self.relocate_uses(uses.iter_mut().chain(credential_uses));
        for reference in source.iter_mut().chain(after) {
            reference.case = self.0[reference.case];
        }
        for probe in &mut control.probes {
            self.relocate_uses(probe.uses.iter_mut().chain(&mut probe.credential_uses));
        }
        if let Some(source) = control.planned.request.source_mut() {
            *source = offset.case_at(self.0[source.0 - offset.case.0]);
        }
    }
}

/// The cases that were inserted so far.
struct Inserted {
    positions: Positions,
    offset: PlanOffset,
    cases: Vec<PlannedCase>,
    dependencies: Vec<CaseDependencies>,
}

impl Inserted {
    /// Inserts the probes of a control that was inserted before.
    fn add_probes(&mut self, control: CaseWithProbes) {
        let CaseWithProbes { planned, dependencies, probes, replay, .. } = control;
        // The control is before its probes, and only its replay may be between them.
        let position = self.cases.iter().rposition(|case| case.id == planned.id);
        let position = position.expect("the control was inserted");
        for mut probe in probes {
            self.dependencies.push(probe_dependencies(&dependencies, position, &mut probe));
            let of = self.offset.case_at(position);
            self.cases.push(planned_probe(&planned, of, probe, replay));
        }
    }
}

/// Returns the facts that decide when a probe may start.
fn probe_dependencies(
    control: &CaseDependencies,
    position: usize,
    probe: &mut DerivedProbe,
) -> CaseDependencies {
    CaseDependencies {
        uses: std::mem::take(&mut probe.uses),
        credential_uses: std::mem::take(&mut probe.credential_uses),
        source: Some(Reference { case: position, span: probe.span }),
        safe: probe.change.method().map_or(control.safe, http::Method::is_safe),
        // A burst uses up the rate limit, after which other requests would be refused.
        role: if probe.burst.is_some() { OrderRole::LastProbe } else { OrderRole::Probe },
        ..CaseDependencies::new(Phase::Case, probe.span)
    }
}

/// Returns the planned case of a probe. Everything that the probe does not change is taken from its control.
fn planned_probe(
    control: &PlannedCase,
    of: CaseIndex,
    probe: DerivedProbe,
    replay: Option<u16>,
) -> PlannedCase {
    let repetition = replay.filter(|_| probe.change.may_be_a_repetition());
    let burst = probe.burst;
    let id = control.id.derived(&probe.label);
    PlannedCase {
        name: CaseName { suite: control.name.suite.clone(), id: id.as_str().to_owned() },
        id,
        span: probe.span,
        asks: probe.claim.asks,
        request: RequestPlan::Probe { of, change: probe.change },
        expectation: probe.expectation,
        sending: control.sending.of_probe(burst),
        captures: Vec::new(),
        // A control that is alone only because of its burst has probes that are sent once.
        alone: control.alone && control.sending.burst.is_none() || burst.is_some(),
        // The waiver of the control concerns its own response, not the refusal of a changed request.
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
