//! The JSON summary: totals, the ledger, and the findings of the cases that did not pass.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::case_totals::{CaseCounts, Problem};
use super::run_record::RunRecord;
use crate::event::{Signal, Target};
use crate::ledger::{Ledger, VerdictCounts};
use crate::sanitize::json;

/// The version of the summary's format. A newer version may add members, but never changes or removes one.
const FORMAT: u32 = 1;

/// The result of a run, for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Summary {
    /// The version of this format.
    pub format: u32,
    /// The version of statusquo.
    pub version: String,
    /// The start of the run, RFC 3339 in UTC.
    pub started: String,
    /// The end of the run, RFC 3339 in UTC. Absent if the record breaks off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished: Option<String>,
    /// Wall-clock time in milliseconds. Absent if the record breaks off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<u64>,
    /// The signal that ended the run early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<Signal>,
    /// The target that was tested.
    pub target: Target,
    /// Further targets, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
    /// The seed of all generated values.
    pub seed: u64,
    /// The number of cases and of documented codes.
    pub totals: Totals,
    /// The exit of the command. Absent if no command made the summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
    /// The verdict on each documented code.
    pub ledger: Ledger,
    /// The first 1,000 cases that failed or could not be judged, in the order of the files.
    pub problems: Vec<Problem>,
}

/// The number of cases and of documented codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Totals {
    /// Cases by outcome.
    pub cases: CaseCounts,
    /// Documented codes by verdict.
    pub codes: VerdictCounts,
}

/// The exit of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exit {
    /// The exit code.
    pub code: u8,
    /// The meaning of the code, in one or a few words.
    pub word: String,
}

impl Exit {
    /// Creates an exit from a code and its meaning.
    pub fn new(code: u8, word: impl Into<String>) -> Self {
        Self { code, word: word.into() }
    }
}

impl Summary {
    /// Creates the summary of a run.
    pub fn new(record: &RunRecord, exit: Option<Exit>) -> Self {
        let RunRecord { started, finished, ledger, .. } = record;
        Self {
            format: FORMAT,
            version: started.version.clone(),
            started: started.started.clone(),
            finished: finished.as_ref().map(|finished| finished.finished.clone()),
            elapsed_ms: finished.as_ref().map(|finished| finished.elapsed_ms),
            interrupted: finished.as_ref().and_then(|finished| finished.interrupted),
            target: started.target.clone(),
            targets: started.targets.clone(),
            seed: started.seed,
            totals: Totals { cases: record.counts(), codes: ledger.counts() },
            exit,
            ledger: ledger.clone(),
            problems: record.cases.problems().cloned().collect(),
        }
    }

    /// Writes the summary as JSON, indented, with a line break at its end.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        json::pretty(out, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::sample_record;

    #[test]
    fn a_summary_has_totals_and_ledger() {
        let summary = Summary::new(&sample_record(), Some(Exit::new(1, "violated")));
        let mut text = Vec::new();
        summary.write(&mut text).expect("memory takes it");
        insta::assert_snapshot!(String::from_utf8(text).expect("JSON is UTF-8"));
    }
}
