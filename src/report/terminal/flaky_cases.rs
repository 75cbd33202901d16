//! Cases that passed only after a retry.

use std::collections::BTreeMap;

use crate::event::CaseFinished;
use crate::report::text::{Line, Tone, wrap};
use crate::verdict::CaseName;

/// The maximum number of flaky cases that are listed.
const LISTED: usize = 20;

/// Cases that passed only after a retry, with the reasons of the earlier attempts.
#[derive(Debug, Clone, Default)]
pub(super) struct FlakyCases {
    cases: BTreeMap<CaseName, String>,
}

impl FlakyCases {
    /// Adds a case if the case is flaky.
    pub(super) fn add(&mut self, case: &CaseFinished) {
        if case.is_flaky() {
            let reasons: Vec<&str> =
                case.attempts.iter().map(|attempt| attempt.reason.as_str()).collect();
            let text = format!("passed at attempt {}: {}", reasons.len() + 1, reasons.join("; "));
            self.cases.insert(case.case.clone(), text);
        }
    }

    /// Returns a sentence for each case.
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
