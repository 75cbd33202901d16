//! A file of recorded exchanges, whichever format it has.

use std::fs;
use std::path::Path;

use http::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use crate::diagnostic::Place;
use crate::http::{Exchange, Request};
use crate::verdict::CaseName;

use super::{har, saved};

/// Why recorded traffic cannot be judged at all.
#[derive(Debug, thiserror::Error)]
pub enum TrafficError {
    /// The file cannot be read.
    #[error("{file}: {source}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is neither a HAR file nor a run record.
    #[error("{file} is neither a HAR file nor a run record: {why}")]
    NotTraffic {
        /// The file.
        file: String,
        /// What is wrong with it, and where.
        why: String,
    },
    /// Its exchanges went to several places, and nobody said which of them is meant.
    #[error("{file} has exchanges with several hosts: {hosts}")]
    SeveralHosts {
        /// The file.
        file: String,
        /// Their origins.
        hosts: String,
    },
}

/// A file of recorded exchanges.
#[derive(Debug)]
pub struct Recording {
    /// The file as people name it.
    pub file: String,
    /// The base URL that its exchanges are relative to.
    pub base: Url,
    /// Its exchanges, in order.
    pub entries: Vec<Entry>,
}

/// One recorded exchange.
#[derive(Debug)]
pub struct Entry {
    /// What it is called in reports.
    pub name: CaseName,
    /// Where it stands in the file.
    pub place: Place,
    /// When the request was sent, RFC 3339.
    pub started: String,
    /// What there is of it.
    pub taken: Taken,
}

/// What there is of a recorded exchange.
#[derive(Debug)]
pub enum Taken {
    /// All of it.
    Whole(Box<Exchange>),
    /// Not enough to judge it, and why.
    Part(Box<Request>, String),
    /// Nothing that could be judged, and why.
    Nothing(String),
}

impl Taken {
    pub(super) fn request(&self) -> Option<&Request> {
        match self {
            Self::Whole(exchange) => Some(&exchange.request),
            Self::Part(request, _) => Some(request),
            Self::Nothing(_) => None,
        }
    }
}

impl Recording {
    /// Reads a HAR file (version 1.2) or a run record. `base` is the base URL of the API; without it all
    /// exchanges must be with one host.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is neither, or is of several hosts and `base` is not given.
    pub fn read(path: &Path, base: Option<&Url>) -> Result<Self, TrafficError> {
        let file = path.display().to_string();
        let text = fs::read_to_string(path)
            .map_err(|source| TrafficError::Unreadable { file: file.clone(), source })?;
        let wrong = |why: String| TrafficError::NotTraffic { file: file.clone(), why };
        // A run record has one object a line, a HAR file is one object.
        let is_record = text.trim_start().starts_with("{\"event\"");
        let (entries, known) = if is_record {
            saved::read(&text, &file).map_err(wrong)?
        } else {
            (har::read(&text, &file, &suite(path)).map_err(wrong)?, None)
        };
        let base = match base.cloned().or(known) {
            Some(base) => base,
            None => only_host(&entries).map_err(|hosts| match hosts {
                None => wrong("it has no exchange".to_owned()),
                Some(hosts) => TrafficError::SeveralHosts { file: file.clone(), hosts },
            })?,
        };
        Ok(Self { file, base, entries })
    }
}

/// The one origin of all exchanges; else all there are, or `None` where there is none.
fn only_host(entries: &[Entry]) -> Result<Url, Option<String>> {
    let requests = entries.iter().filter_map(|entry| entry.taken.request());
    let mut origins: Vec<String> =
        requests.map(|request| request.url.origin().ascii_serialization()).collect();
    origins.sort_unstable();
    origins.dedup();
    match origins.as_slice() {
        [only] => Url::parse(only).map_err(|_| None),
        [] => Err(None),
        several => Err(Some(several.join(", "))),
    }
}

/// What a file is called as a suite: its name as a slug.
fn suite(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    slug(&stem)
}

/// Letters, digits and `-`, in lower case.
pub(super) fn slug(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let text: String = text.chars().map(plain).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() { "recorded".to_owned() } else { words.join("-") }
}

/// Header fields; those that HTTP does not allow are left out, as are the pseudo-header fields of HTTP/2.
pub(super) fn headers<'h>(fields: impl Iterator<Item = (&'h str, &'h str)>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in fields.filter(|(name, _)| !name.starts_with(':')) {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            headers.append(name, value);
        }
    }
    headers
}

/// The line of an offset, with as much of its text as says what stands there.
pub(super) fn place(file: &str, text: &str, offset: usize, shown: String) -> Place {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let line = before.split(|byte| *byte == b'\n').count();
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let column = text.get(start..offset).map_or(1, |text| text.chars().count() + 1);
    Place {
        file: file.to_owned(),
        line: number(line),
        column: number(column),
        width: number(shown.chars().count().max(1)),
        text: shown,
        // What is shown stands where the entry begins.
        left_out: number(column - 1),
    }
}
