//! Proves, against any running API, which of its documented status codes and error bodies hold.
//!
//! Data flows one way: suite and contract text are read ([`source`], [`suite`], [`contract`]), bound to
//! each other ([`plan`]), run ([`run`]) into events ([`event`]), and rendered ([`report`]).

#![forbid(unsafe_code)]

pub mod diagnostic;
pub mod sanitize;
pub mod source;
pub mod http;
pub mod redact;
pub mod contract;
pub mod verdict;
pub mod check;
pub mod event;
pub mod ledger;
pub mod record;
pub mod suite;
pub mod plan;
pub mod workspace;
pub mod run;
pub mod traffic;
pub mod explain;
pub mod report;
pub mod reference;
pub mod settings;
pub mod session;
pub mod init;
pub mod harness;
pub mod cli;
