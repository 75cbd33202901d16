//! Cases without a response to judge, grouped by reason: a server that is down is reported once, not once per case.

use super::case_block::block;
use super::settings::Detail;
use crate::event::{CaseFinished, RunStarted};
use crate::report::text::{Line, Tone, wrap};
use crate::verdict::CaseName;

/// The maximum number of cases that are named for one reason.
const NAMED: usize = 5;
/// The maximum number of reasons that are kept. Each keeps a whole case in memory.
const REASONS: usize = 50;

/// Errored cases by reason, in the order in which each reason first occurred.
#[derive(Debug, Clone, Default)]
pub(super) struct ErroredCases {
    reasons: Vec<Reason>,
    /// The number of cases whose reason is not kept, because enough other reasons are.
    beyond: u64,
}

#[derive(Debug, Clone)]
struct Reason {
    text: String,
    first: CaseFinished,
    count: u64,
    names: Vec<CaseName>,
}

impl ErroredCases {
    /// Adds a case.
    pub(super) fn add(&mut self, case: &CaseFinished, reason: &str) {
        if let Some(known) = self.reasons.iter_mut().find(|known| known.text == reason) {
            known.count += 1;
            if known.names.len() < NAMED {
                known.names.push(case.case.clone());
            }
        } else if self.reasons.len() < REASONS {
            // Reasons may contain times or ports and be different for each case, so their number is limited.
            let (text, names) = (reason.to_owned(), vec![case.case.clone()]);
            self.reasons.push(Reason { text, first: case.clone(), count: 1, names });
        } else {
            self.beyond += 1;
        }
    }

    /// Returns the first case of each reason in full if its request was sent, and the other cases by name.
    pub(super) fn lines(&self, run: &RunStarted, detail: Detail) -> Vec<Line> {
        let mut lines: Vec<Line> =
            self.reasons.iter().flat_map(|reason| reason.lines(run, detail)).collect();
        if self.beyond > 0 {
            let text = format!("not judged: {} more cases, for other reasons", self.beyond);
            lines.push(Line::default().plain(&text));
        }
        lines
    }

    /// Returns the message for a target that never responded.
    pub(super) fn unreachable(&self, why: &str, width: usize) -> Vec<Line> {
        let cases: u64 = self.reasons.iter().map(|reason| reason.count).sum::<u64>() + self.beyond;
        let cases = if cases == 1 { "case".to_owned() } else { format!("{cases} cases") };
        let text = format!("ERROR {why}; nothing is known of the {cases}");
        let lines = wrap(&text, width).into_iter();
        lines.map(|line| Line::default().tone(Tone::Doubtful, &line)).collect()
    }
}

impl Reason {
    fn lines(&self, run: &RunStarted, detail: Detail) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut names = self.names.as_slice();
        let mut what = format!("not judged, {}:", self.text);
        if self.first.exchange.is_some() {
            lines = block(&self.first, run, detail);
            names = &names[1..];
            "  the same for".clone_into(&mut what);
        }
        if !names.is_empty() {
            let shown: Vec<String> = names.iter().map(CaseName::to_string).collect();
            let more = self.count - self.names.len() as u64;
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            let text = format!("{what} {}{more}", shown.join(", "));
            let wrapped = wrap(&text, detail.width).into_iter();
            lines.extend(wrapped.map(|line| Line::default().plain(&line)));
        }
        lines.push(Line::default());
        lines
    }
}
