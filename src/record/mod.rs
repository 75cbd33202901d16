//! The run record: the events of a run, as `run.ndjson` contains them.
//!
//! [`events`] and [`RecordFile`] read a record. Every event is an [`Event`]. The first event is a [`RunStarted`] with
//! the targets, contracts and suites. A [`CaseFinished`] follows for each case, and a [`RunFinished`] ends the run. If
//! a run was killed, the last event is missing.
//!
//! # Stability
//!
//! These types follow semantic versioning. They are `#[non_exhaustive]`: a minor version can add members, variants and
//! events, so match with `..` and `_`. A record has a format version ([`RunStarted::format`]). A newer version of this
//! crate reads the records of all earlier formats, and an older version refuses a newer format with
//! [`ReportError::NewerFormat`].

// For developers of this crate.
//
// A run is a stream of events. The written run record is that stream as NDJSON, one event a line. This room reads,
// keeps, merges and compares the stream:
//
// ```text
//  written record ──events()──┐
//                             ├─▶ Recorder ─▶ RunRecord { started, cases: CaseStore, finished, ledger }
//  live run ──────────────────┘                             │
//                                                           ├─ iter()           every case, sorted
//  parts of one run ──Merge──▶ events                       ├─ counts(), …      folded while the cases ended
//  two runs ──Baseline──▶ Changes                           └─ ExchangeLookup   the exchange of one case
// ```
//
// The store:
//
// A run may have a million cases, and memory must not grow with them. `CaseStore` is the only place that knows where
// a case is:
//
// * The first thousands of cases are in memory. When they reach a limit, they are sorted and appended to a temporary
//   file as one batch (`spill`). `CaseStore::iter` merges the batches: it holds one case of each.
// * `CaseStore::iter` is the only way to read cases. It is fallible in its type, so that no reader can mistake a disk
//   that failed for a run without cases. A failure is a `ReportError`, and the command ends with exit code 3.
// * Counts, suite totals and the first problems are folded while the cases end (`case_totals`), so most reports read
//   the cases once or not at all.
// * Exchanges of cases that passed are nearly all bytes of a run, and few reports show them. The store keeps the first
//   of them if a report asks for that (`MemoryBudget`). `ExchangeLookup` finds the others in the written record,
//   which it indexes while it searches (`record_index`).

//!
//! # The promise
//!
//! Programs that read run records may rely on these types, under semantic versioning: `Event` with `RunStarted`,
//! `CaseFinished` and the other events, `Finding`, `Outcome`, `Sighting`, `Transcript`, `RowKey`, and from this room
//! [`RunRecord`], [`CaseStore`], [`Cases`], [`CaseCounts`], [`Recorder`], [`ReportError`] and [`events`]. Everything else
//! here serves the command line and may change in any version: merging, comparing, the summary, the exchange lookup, the
//! schemas and the atomic file.

pub(crate) mod atomic_file;
mod case_map;
mod case_order;
mod case_store;
mod case_totals;
mod compare;
mod error;
mod exchange_cache;
mod exchange_lookup;
mod merge;
mod read;
mod record_index;
mod run_record;
mod saved_run;
mod schema;
mod spill;
mod summary;
#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::sample;

pub use error::ReportError;
pub use read::{RecordFile, events};

#[doc(inline)]
pub use crate::contract::{ErrorCode, RowKey, RowOf, RowOwner, RowStatus};
#[doc(inline)]
pub use crate::diagnostic::Place;
#[doc(inline)]
pub use crate::event::{
    Attempt, CaseFinished, CaseStarted, ContractFacts, Correlation, Event, FORMAT, Phase,
    PlanFacts, RowFacts, RowWaiver, RunFinished, RunStarted, Shard, Signal, Stopped, SuiteFacts,
    Target, Via,
};
#[doc(inline)]
pub use crate::redact::{Content, Header, Transcript, TranscriptRequest, TranscriptResponse};
#[doc(inline)]
pub use crate::verdict::{CaseName, CheckId, Finding, Level, Outcome, Sighting, Standing, Waived};

// Internal: reports, sessions and our own tests build, merge and compare records.
#[doc(hidden)]
pub use atomic_file::WholeFile;
#[doc(hidden)]
pub use case_store::{CaseStore, Cases, MemoryBudget};
#[doc(hidden)]
pub use case_totals::{CaseCounts, Problem};
#[doc(hidden)]
pub use compare::{Baseline, Changes, Named};
#[doc(hidden)]
pub use exchange_lookup::ExchangeLookup;
#[doc(hidden)]
pub use merge::{Coverage, Merge, MergeError};
#[doc(hidden)]
pub use run_record::{Recorder, RunRecord};
#[doc(hidden)]
pub use saved_run::SavedRun;
#[doc(hidden)]
pub use schema::{record_schema, summary_schema};
#[doc(hidden)]
pub use summary::{Exit, Summary, Totals};
