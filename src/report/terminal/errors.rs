//! Cases without an answer to judge, told together where they have the same reason: a server that is gone
//! is one piece of news, not one for every case.

use super::failure::{Detail, block};
use crate::event::{CaseFinished, RunStarted};
use crate::report::text::{Line, Tone, wrap};
use crate::verdict::CaseName;

/// How many cases are named for each reason.
const NAMED: usize = 5;
/// How many reasons are kept apart.
const REASONS: usize = 50;

/// Errored cases by their reason, in the order in which the reasons came up.
#[derive(Debug, Clone, Default)]
pub(super) struct Errors {
    reasons: Vec<Reason>,
    /// Cases with further reasons.
    beyond: u64,
}

#[derive(Debug, Clone)]
struct Reason {
    text: String,
    first: CaseFinished,
    count: u64,
    names: Vec<CaseName>,
}

impl Errors {
    /// Takes one more into account.
    pub(super) fn add(&mut self, case: &CaseFinished, reason: &str) {
        if let Some(known) = self.reasons.iter_mut().find(|known| known.text == reason) {
            known.count += 1;
            if known.names.len() < NAMED {
                known.names.push(case.case.clone());
            }
        } else if self.reasons.len() < REASONS {
            let (text, names) = (reason.to_owned(), vec![case.case.clone()]);
            self.reasons.push(Reason { text, first: case.clone(), count: 1, names });
        } else {
            self.beyond += 1;
        }
    }

    /// What there is to say of them: the first case of each reason in full if it was sent, the others by name.
    pub(super) fn lines(&self, run: &RunStarted, detail: Detail) -> Vec<Line> {
        let mut lines: Vec<Line> =
            self.reasons.iter().flat_map(|reason| reason.lines(run, detail)).collect();
        if self.beyond > 0 {
            let text = format!("not judged: {} more cases, for further reasons", self.beyond);
            lines.push(Line::default().plain(&text));
        }
        lines
    }

    /// The one line for a target that never answered.
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
