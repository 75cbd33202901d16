//! Report formats, checked with independent readers and schemas, with hostile responses, and with the samples in
//! `reports/`.

mod formats;
mod hostile;
mod readers;
mod samples;
