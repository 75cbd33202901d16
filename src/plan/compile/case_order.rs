//! The order that the data asks for.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::event::Phase;
use crate::plan::SlotId;
use crate::plan::resolve::suite_names::Use;

const CYCLE: Code = Code::CYCLE;
const WRONG_PHASE: Code = Code::WRONG_PHASE;

/// What says when a case of a suite may begin. Cases are named by their position.
#[derive(Debug, Clone)]
pub(in crate::plan) struct Member {
    pub(in crate::plan) phase: Phase,
    /// Whether it fetches a token: then it comes when a case needs it, and only those need it.
    pub(in crate::plan) fetches_token: bool,
    pub(in crate::plan) place: Span,
    /// Captured values that its request or expectation uses.
    pub(in crate::plan) uses: Vec<Use>,
    /// Captured values that its credentials use.
    pub(in crate::plan) credential_uses: Vec<Use>,
    /// The case whose response it follows or whose request it repeats.
    pub(in crate::plan) of: Option<(usize, Span)>,
    /// What it captures.
    pub(in crate::plan) captures: Vec<SlotId>,
    /// `after`.
    pub(in crate::plan) after: Vec<(usize, Span)>,
    /// Whether its method is known to change nothing (RFC 9110, section 9.2.1).
    pub(in crate::plan) safe: bool,
    /// What it is beside its control.
    pub(in crate::plan) kind: Kind,
}

impl Member {
    /// Whether it has nothing to do with any other.
    fn is_free(&self) -> bool {
        let alone = self.uses.is_empty() && self.credential_uses.is_empty() && self.of.is_none();
        let is_case = self.phase == Phase::Case && self.kind == Kind::Case;
        alone && is_case && self.after.is_empty()
    }
}

/// The id of the case at a position.
type Ids<'i> = &'i dyn Fn(usize) -> &'i str;

/// What a case is beside its control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Kind {
    /// A case of its own, or the replay of one.
    Case,
    /// A probe: it uses what its control uses, and nothing of what that one makes.
    Probe,
    /// A probe that comes after all other cases.
    Last,
}

/// When a case may begin.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::plan) struct Order {
    /// These have passed.
    pub(in crate::plan) requires: BTreeSet<usize>,
    /// These have ended.
    pub(in crate::plan) follows: BTreeSet<usize>,
    /// The part of `follows` that the suite names itself.
    pub(in crate::plan) after: BTreeSet<usize>,
    /// Captures of shared files that it uses, which others in other suites may use too.
    pub(in crate::plan) shared: Vec<SlotId>,
}

/// One case waits for another because the suite says so.
#[derive(Debug, Clone)]
struct Wait {
    on: usize,
    span: Span,
    why: String,
}

/// The order of the cases of one suite, of each in turn; none where no case has to do with another. What
/// cannot be is reported.
pub(in crate::plan) fn arrange(
    members: &[Member],
    ids: Ids<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Order> {
    if members.iter().all(Member::is_free) {
        return Vec::new();
    }
    let waits: Vec<Vec<Wait>> =
        (0..members.len()).map(|at| possible((members, ids), at, problems)).collect();
    let found = problems.len();
    let sorted = sort((members, ids), &waits, problems);
    let mut orders: Vec<Order> = members.iter().map(|member| required(member, members)).collect();
    by_phase(members, &mut orders);
    last(members, &mut orders);
    if problems.len() == found {
        by_file(members, &sorted, &mut orders);
    }
    for (at, order) in orders.iter_mut().enumerate() {
        order.requires.remove(&at);
        let Order { requires, follows, .. } = order;
        follows.retain(|on| *on != at && !requires.contains(on));
    }
    orders
}

/// What a case waits for, without what can never be, which is reported.
fn possible(
    (members, ids): (&[Member], Ids<'_>),
    at: usize,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Wait> {
    let member = &members[at];
    let mut possible = Vec::new();
    for wait in stated(member, ids) {
        let other = &members[wait.on];
        let problem = if wait.on == at {
            let message = format!("`{}` waits for itself: {}", ids(at), wait.why);
            Diagnostic::error(CYCLE, message)
                .at(wait.span, "waits here")
                .related(member.place, "this case")
                .help(own_help(member, &wait))
        } else if member.phase < other.phase {
            let message = format!(
                "{} `{}` waits for {} `{}`",
                named(member.phase),
                ids(at),
                named(other.phase),
                ids(wait.on)
            );
            Diagnostic::error(WRONG_PHASE, message)
                .at(wait.span, wait.why)
                .related(other.place, format!("this is {}", named(other.phase)))
                .help("setup runs before all cases, teardown after them")
        } else {
            possible.push(wait);
            continue;
        };
        problems.push(problem);
    }
    possible
}

fn own_help(member: &Member, wait: &Wait) -> &'static str {
    if member.credential_uses.iter().any(|used| used.span == wait.span) {
        "send it with other credentials: `as: nobody`"
    } else {
        "a value is captured from the response, so another case has to use it"
    }
}

fn named(phase: Phase) -> &'static str {
    match phase {
        Phase::Setup => "the setup case",
        Phase::Case => "the case",
        Phase::Teardown => "the teardown case",
    }
}

fn stated(member: &Member, id: Ids<'_>) -> Vec<Wait> {
    // The setup of shared files is over before any case of those that use them.
    let uses = member.uses.iter().chain(&member.credential_uses);
    let uses = uses.filter_map(|used| Some((used, used.case?))).map(|(used, on)| Wait {
        on,
        span: used.span,
        why: format!("`{}` is captured by `{}`", used.name, id(on)),
    });
    let of = member.of.iter().map(|&(on, span)| Wait {
        on,
        span,
        why: format!("it is made from the exchange of `{}`", id(on)),
    });
    let after = member.after.iter().map(|&(on, span)| Wait {
        on,
        span,
        why: format!("it says `after: {}`", id(on)),
    });
    uses.chain(of).chain(after).collect()
}

/// All positions, each behind those it waits for; cycles are reported, each once.
fn sort(
    (members, ids): (&[Member], Ids<'_>),
    waits: &[Vec<Wait>],
    problems: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let chained = |at: usize| -> Option<Wait> {
        let previous = at.checked_sub(1)?;
        let phase = members[at].phase;
        let chained = phase != Phase::Case
            && members[previous].phase == phase
            && !members[previous].fetches_token;
        let why = "setup and teardown run in the order of the file".to_owned();
        chained.then(|| Wait { on: previous, span: members[at].place, why })
    };
    let waits: Vec<Vec<Wait>> = waits
        .iter()
        .enumerate()
        .map(|(at, waits)| waits.iter().cloned().chain(chained(at)).collect())
        .collect();
    let mut sorted = Vec::with_capacity(members.len());
    let mut state = vec![Visit::New; members.len()];
    for start in 0..members.len() {
        if state[start] != Visit::New {
            continue;
        }
        // The path from `start`: each position with the number of its next wait.
        let mut path = vec![(start, 0)];
        state[start] = Visit::Open;
        while let Some((at, next)) = path.last_mut() {
            let Some(wait) = waits[*at].get(*next) else {
                state[*at] = Visit::Done;
                sorted.push(*at);
                path.pop();
                continue;
            };
            *next += 1;
            match state[wait.on] {
                Visit::New => {
                    state[wait.on] = Visit::Open;
                    path.push((wait.on, 0));
                }
                Visit::Open => problems.push(cycle(ids, &waits, &path, wait.on)),
                Visit::Done => {}
            }
        }
    }
    sorted
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

/// The cycle at the end of a path, which has come back to `again`.
fn cycle(id: Ids<'_>, waits: &[Vec<Wait>], path: &[(usize, usize)], again: usize) -> Diagnostic {
    let start = path.iter().position(|(at, _)| *at == again).unwrap_or(0);
    let steps: Vec<(usize, &Wait)> =
        path[start..].iter().map(|&(at, next)| (at, &waits[at][next - 1])).collect();
    let ids = steps.iter().map(|(at, _)| *at).chain([again]);
    let chain: Vec<String> = ids.map(|at| format!("`{}`", id(at))).collect();
    let message = format!("these cases wait for each other: {}", chain.join(" → "));
    let label = |(at, wait): &(usize, &Wait)| format!("`{}`: {}", id(*at), wait.why);
    let mut steps = steps.iter();
    let mut problem = Diagnostic::error(CYCLE, message);
    if let Some(first) = steps.next() {
        problem = problem.at(first.1.span, label(first));
    }
    for step in steps {
        problem = problem.related(step.1.span, label(step));
    }
    problem.help("one of them must do without the other")
}

/// The cases that must have passed, and those that `after` names.
fn required(member: &Member, members: &[Member]) -> Order {
    let allowed = |on: &usize| members[*on].phase <= member.phase;
    let uses = member.uses.iter().chain(&member.credential_uses).filter_map(|used| used.case);
    let requires = uses.chain(member.of.map(|(on, _)| on)).filter(allowed).collect();
    let after: BTreeSet<usize> = member.after.iter().map(|(on, _)| *on).filter(allowed).collect();
    Order { requires, follows: after.clone(), after, shared: Vec::new() }
}

/// Setup one by one before all cases, which require it; teardown one by one after them.
fn by_phase(members: &[Member], orders: &mut [Order]) {
    let of = |phase: Phase| -> Vec<usize> {
        (0..members.len())
            .filter(|&at| members[at].phase == phase && !members[at].fetches_token)
            .collect()
    };
    let (setup, teardown) = (of(Phase::Setup), of(Phase::Teardown));
    for chain in [&setup, &teardown] {
        for pair in chain.windows(2) {
            orders[pair[1]].follows.insert(pair[0]);
        }
    }
    for (member, order) in members.iter().zip(orders.iter_mut()) {
        match member.phase {
            Phase::Setup => {}
            Phase::Case => order.requires.extend(&setup),
            Phase::Teardown => {
                order
                    .follows
                    .extend((0..members.len()).filter(|&at| members[at].phase < Phase::Teardown));
            }
        }
    }
}

/// What must come last follows all cases, and what came last before it.
fn last(members: &[Member], orders: &mut [Order]) {
    let cases: Vec<usize> =
        (0..members.len()).filter(|&at| members[at].phase == Phase::Case).collect();
    for &at in cases.iter().filter(|&&at| members[at].kind == Kind::Last) {
        let before = cases.iter().copied().filter(|&on| members[on].kind != Kind::Last || on < at);
        orders[at].follows.extend(before);
    }
}

/// A thing on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Resource {
    /// A captured value names it.
    Captured(SlotId),
    /// A value that a shared file captures names it.
    Shared(SlotId),
    /// The exchange of a case made it.
    Made(usize),
}

/// Cases that use the same thing run in the order of the file where one of them may change it.
fn by_file(members: &[Member], sorted: &[usize], orders: &mut [Order]) {
    let forward = members.iter().zip(orders.iter()).enumerate().any(|(at, (member, order))| {
        member.phase == Phase::Case && order.requires.union(&order.after).any(|on| *on > at)
    });
    let mut users: BTreeMap<Resource, Vec<usize>> = BTreeMap::new();
    for (at, used) in used(members, sorted).into_iter().enumerate() {
        if members[at].phase == Phase::Case {
            for resource in used {
                if let Resource::Shared(slot) = resource {
                    orders[at].shared.push(slot);
                }
                users.entry(resource).or_default().push(at);
            }
        }
    }
    for users in users.values() {
        // The last case that may have changed the thing, and those that only looked at it since.
        let mut change: Option<usize> = None;
        let mut looks: Vec<usize> = Vec::new();
        for &at in users {
            let looked = if members[at].safe { &[][..] } else { looks.as_slice() };
            for &on in change.iter().chain(looked) {
                // Where the data asks for the other order, the data wins.
                if !(forward && waits_for(orders, on, at)) {
                    orders[at].follows.insert(on);
                }
            }
            if members[at].safe {
                looks.push(at);
            } else {
                change = Some(at);
                looks.clear();
            }
        }
    }
}

/// What each case uses: captured values, and for what is made from another's exchange all that is its.
fn used(members: &[Member], sorted: &[usize]) -> Vec<BTreeSet<Resource>> {
    let mut used: Vec<BTreeSet<Resource>> = vec![BTreeSet::new(); members.len()];
    for &at in sorted {
        let member = &members[at];
        let mut own: BTreeSet<Resource> = member
            .uses
            .iter()
            .map(|used| match used.case {
                Some(_) => Resource::Captured(used.slot),
                None => Resource::Shared(used.slot),
            })
            .collect();
        if let Some((on, _)) = member.of {
            own.extend(&used[on]);
            if member.kind == Kind::Case {
                own.insert(Resource::Made(on));
                own.extend(members[on].captures.iter().map(|slot| Resource::Captured(*slot)));
            }
        }
        used[at] = own;
    }
    used
}

/// Whether `at` waits, directly or not, for `on`.
fn waits_for(orders: &[Order], at: usize, on: usize) -> bool {
    let mut seen = BTreeSet::from([at]);
    let mut open = vec![at];
    while let Some(next) = open.pop() {
        if next == on {
            return true;
        }
        let Order { requires, follows, .. } = &orders[next];
        open.extend(requires.union(follows).filter(|other| seen.insert(**other)));
    }
    false
}
