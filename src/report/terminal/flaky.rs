//! Cases that passed, and not at once.

use std::collections::BTreeMap;

use crate::event::CaseFinished;
use crate::report::text::{Line, Tone, wrap};
use crate::verdict::CaseName;

/// How many of them are listed.
const LISTED: usize = 20;

/// Cases that passed, and not at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Flaky {
    cases: BTreeMap<CaseName, String>,
}

impl Flaky {
    /// Takes a case into account, if it is one.
    pub(super) fn add(&mut self, case: &CaseFinished) {
        if case.is_flaky() {
            let reasons: Vec<&str> =
                case.attempts.iter().map(|attempt| attempt.reason.as_str()).collect();
            let text = format!("passed at attempt {}: {}", reasons.len() + 1, reasons.join("; "));
            self.cases.insert(case.case.clone(), text);
        }
    }

    /// A sentence for each of them.
    pub(super) fn lines(&self, columns: usize) -> Vec<Line> {
        let shown = self.cases.iter().take(LISTED);
        let mut sentences: Vec<String> =
            shown.map(|(case, text)| format!("flaky: {case} {text}")).collect();
        if self.cases.len() > LISTED {
            sentences.push(format!("flaky: {} more", self.cases.len() - LISTED));
        }
        let lines = sentences.iter().flat_map(|sentence| wrap(sentence, columns));
        lines.map(|line| Line::default().tone(Tone::Doubtful, &line)).collect()
    }
}
