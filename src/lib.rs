//! Proves which documented status codes and error bodies of an HTTP API hold.
//!
//! Suites in YAML describe requests, and a contract describes the documented codes. A run sends the requests, judges
//! the responses, and gives one verdict for each documented code. Most users need the `statusquo` command only. This
//! library has two modules for programs in Rust:
//!
//! * [`harness`] runs suites as tests of `cargo test`.
//! * [`record`] reads the run record, the file `run.ndjson` that each run writes.
//!
//! # Suites as tests
//!
//! Declare a test target with `harness = false` in `Cargo.toml`. Each case becomes a test of its own:
//!
//! ```no_run
//! // tests/conformance.rs
//! fn main() -> std::process::ExitCode {
//!     statusquo::harness::main("suites")
//! }
//! ```
//!
//! # Reading a run record
//!
//! A run record has one event per line. This example lists the cases that did not pass:
//!
//! ```
//! use statusquo::record::{Event, Outcome, RecordFile};
//!
//! # let path = "tests/reports/format-1.ndjson";
//! for event in RecordFile::new(path).events()? {
//!     if let Event::CaseFinished(finished) = event?
//!         && finished.outcome != Outcome::Passed
//!     {
//!         println!("{}: {} findings", finished.case, finished.findings.len());
//!     }
//! }
//! # Ok::<(), statusquo::record::ReportError>(())
//! ```
//!
//! # Cargo features
//!
//! Both features are on by default. A crate that only uses [`harness`] or [`record`] can do without them.
//!
//! * `cli`: the `statusquo` command, with `init` and the progress bar.
//! * `reference`: the embedded reference server, for `--target reference` and `statusquo serve`.
//!
//! # Versions
//!
//! The items of [`harness`] and [`record`] follow semantic versioning. All other modules are hidden and internal: the
//! tests, benchmarks and fuzz targets of this package use them, and they can change in any release.

#![forbid(unsafe_code)]

#[doc(hidden)]
pub mod diagnostic;
#[doc(hidden)]
pub mod sanitize;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod http;
#[doc(hidden)]
pub mod redact;
#[doc(hidden)]
pub mod contract;
#[doc(hidden)]
pub mod verdict;
#[doc(hidden)]
pub mod check;
#[doc(hidden)]
pub mod event;
#[doc(hidden)]
pub mod ledger;
pub mod record;
#[doc(hidden)]
pub mod suite;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod workspace;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod traffic;
#[doc(hidden)]
pub mod explain;
#[doc(hidden)]
pub mod report;
#[cfg(feature = "reference")]
#[doc(hidden)]
pub mod reference;
#[cfg(not(feature = "reference"))]
#[doc(hidden)]
#[path = "reference/absent.rs"]
pub mod reference;
#[doc(hidden)]
pub mod settings;
#[doc(hidden)]
pub mod session;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod init;
pub mod harness;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
