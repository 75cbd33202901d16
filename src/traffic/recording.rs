//! A file of recorded exchanges: a HAR file or a run record.

use std::fs;
use std::path::Path;

use url::Url;

use super::recorded_exchange::{RecordedExchange, SourceText, slug};
use super::{har, saved_record};

/// Recorded traffic that cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum TrafficError {
    /// The file cannot be read from disk.
    #[error("{file}: {source}")]
    Unreadable {
        /// The path of the file, to show in the message.
        file: String,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The file is neither a HAR file nor a run record.
    #[error("{file} is neither a HAR file nor a run record: {why}")]
    NotTraffic {
        /// The path of the file, to show in the message.
        file: String,
        /// The reason, with the position in the file.
        why: String,
    },
    /// The exchanges went to several hosts, and no base URL selects one of them.
    #[error("{file} has exchanges with several hosts: {hosts}")]
    SeveralHosts {
        /// The path of the file, to show in the message.
        file: String,
        /// The origins of the hosts, to show in the message.
        hosts: String,
    },
}

/// A file of recorded exchanges.
#[derive(Debug)]
pub struct Recording {
    /// The path of the file, to show in messages.
    pub file: String,
    /// The base URL that the exchanges are relative to.
    pub base: Url,
    /// The exchanges in the order of the file.
    pub exchanges: Vec<RecordedExchange>,
}

impl Recording {
    /// Reads a HAR file (version 1.2) or a run record. `base` is the base URL of the API. Without it, all exchanges
    /// must have one host.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, has another format, or has several hosts and `base` is `None`.
    pub fn read(path: &Path, base: Option<&Url>) -> Result<Self, TrafficError> {
        let file = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|source| TrafficError::Unreadable { file: file.clone(), source })?;
        let wrong = |why: String| TrafficError::NotTraffic { file: file.clone(), why };
        // A parser may ignore a byte order mark (RFC 8259, section 8.1). Fiddler writes one.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // A run record has one object a line, a HAR file is one object.
        let is_record = text.trim_start().starts_with("{\"event\"");
        let (exchanges, known) = if is_record {
            saved_record::read(SourceText { file: &file, text }).map_err(wrong)?
        } else {
            (har::read(SourceText { file: &file, text }, &suite(path)).map_err(wrong)?, None)
        };
        // The argument of the user comes first, then the target of a run record, then the only host.
        let base = match base.cloned().or(known) {
            Some(base) => base,
            None => only_host(&exchanges).map_err(|hosts| match hosts {
                None => wrong("it has no exchange".to_owned()),
                Some(hosts) => TrafficError::SeveralHosts { file: file.clone(), hosts },
            })?,
        };
        Ok(Self { file, base, exchanges })
    }
}

/// Returns the origin of all exchanges. The error has all origins if there are several, and `None` if there is no
/// exchange.
fn only_host(exchanges: &[RecordedExchange]) -> Result<Url, Option<String>> {
    let requests = exchanges.iter().filter_map(|exchange| exchange.content.request());
    let mut origins: Vec<String> =
        requests.map(|request| request.url.origin().ascii_serialization()).collect();
    // Sorted, because `dedup` removes neighbours only.
    origins.sort_unstable();
    origins.dedup();
    match origins.as_slice() {
        [only] => Url::parse(only).map_err(|_| None),
        [] => Err(None),
        several => Err(Some(several.join(", "))),
    }
}

/// Returns the name of a file as a suite: the stem of the file as a slug.
fn suite(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    slug(&stem)
}
