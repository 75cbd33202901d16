//! The page: a whole run as one HTML file, for people.
//!
//! It needs no network, and neither scripts nor styles to be read. What came off the wire is text and
//! nothing else: every value of a template goes through one escaper, and should one ever slip through, the
//! content security policy in the page lets no script run but ours, by its hash.

mod anchor;
mod case;
mod cases;
mod codes;
mod escape;
mod exchange;
mod head;
mod matrix;
mod sign;
mod size;
mod snippet;
mod timeline;

use std::io::{self, Write};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::anchor::Anchors;
use self::cases::Cases;
use self::codes::Codes;
pub(in crate::report) use self::escape::Escape;
use self::exchange::Chunk;
use self::head::Head;
use self::matrix::Matrix;
use self::sign::Sign;
use self::size::Shown;
use self::timeline::Timeline;
use super::SavedRun;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes a run as a page. The same run makes the same bytes.
///
/// # Errors
///
/// If `out` takes no more, or the written record can no longer be read.
pub fn write(run: &SavedRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let cases = size::shown(run)?;
    Page::new(run, &cases).write_into(out)
}

/// Everything the template shows, settled.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'r> {
    policy: String,
    style: &'static str,
    script: &'static str,
    head: Head<'r>,
    matrices: Vec<Matrix<'r>>,
    codes: Codes<'r>,
    timeline: Option<Timeline<'r>>,
    cases: Cases<'r>,
}

impl<'r> Page<'r> {
    fn new(run: &'r SavedRun<'r>, cases: &'r [Shown<'r>]) -> Self {
        let record = run.record;
        let anchors = Anchors::new(record, cases.iter().map(|shown| &shown.case.case));
        Self {
            policy: policy(),
            style: STYLE,
            script: SCRIPT,
            head: Head::new(record, run.exit.as_ref()),
            matrices: matrix::matrices(record, &anchors),
            codes: Codes::new(record, &anchors),
            timeline: Timeline::new(cases, &anchors),
            cases: Cases::new(record, cases, &anchors),
        }
    }
}

/// Allows the page's own style and script and nothing else (Content Security Policy Level 3).
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'"
    )
}

#[cfg(test)]
mod tests;
