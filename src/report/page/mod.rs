//! The page: a whole run as one HTML file, for people.
//!
//! The page needs no network, and is readable without scripts and styles. Text from the server is never markup: every
//! value of a template is escaped by the escapers of one file. If one value were not escaped, the content security policy
//! would still allow only our own script, by its hash.

mod anchor;
mod case;
mod cases;
mod codes;
mod escape;
mod exchange;
mod run_summary;
mod operation_matrix;
mod outcome_mark;
mod size_limits;
mod source_line;
mod timeline;

use std::io::{self, Write};

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::anchor::Anchors;
use self::case::{Case, Frame};
use self::cases::Cases;
use self::codes::{Codes, Listing, Unlisted};
pub(in crate::report) use self::escape::{Escape, EscapeText};
use self::exchange::Chunk;
use self::operation_matrix::Matrix;
use self::outcome_mark::Sign;
use self::run_summary::Head;
use self::size_limits::Room;
pub(super) use self::size_limits::SHOWN;
use self::timeline::Timeline;
use super::terminal::RerunCommand;
use crate::event::CaseFinished;
use crate::record::SavedRun;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes a run as a page, one case after another. The output is the same for the same run.
///
/// # Errors
///
/// If `out` cannot be written, or the run record cannot be read.
pub fn write(run: &SavedRun<'_>, out: &mut dyn Write) -> io::Result<()> {
    let record = run.record;
    let cases = size_limits::listed(record)?;
    let listed: Vec<&CaseFinished> = cases.iter().map(|case| &**case).collect();
    let unlisted = Unlisted::new(record, &listed)?;
    let anchors = Anchors::new(record, listed.iter().map(|case| &case.case));
    // Before the first byte is written: it decides which cases get details, and reading may fail.
    let mut room = Room::new(run, &listed)?;
    let frame = Frame {
        run: &record.started,
        anchors: &anchors,
        again: RerunCommand::new(&record.started),
    };
    let mut parts = Parts { out, text: String::new() };
    parts.write(&Beginning::new(
        run,
        Listing { listed: &listed, unlisted: &unlisted },
        &anchors,
    ))?;
    for (first, suite) in cases::suites(&listed) {
        let (name, file) = (&suite[0].case.suite, &suite[0].file);
        parts.write(&Suite { name, file, cases: suite.len() })?;
        for (at, case) in (first..).zip(suite) {
            let details = room.details(case)?;
            let case = Case::new(case, &details, anchors.listed(at), &frame);
            parts.write(&Listed { case })?;
        }
        parts.write(&SuiteEnd)?;
    }
    parts.write(&End { version: &record.started.version, script: SCRIPT })?;
    parts.flush()
}

/// The number of bytes that are collected before they are written.
const TOGETHER: usize = 128 << 10;

/// A buffered writer for the parts of a page. Templates write many small pieces, which would be slow one by one.
struct Parts<'o> {
    out: &'o mut dyn Write,
    text: String,
}

impl Parts<'_> {
    fn write(&mut self, part: &impl Template) -> io::Result<()> {
        part.render_into(&mut self.text)?;
        self.text.push('\n');
        // One write per case would cost a system call for each of up to 12,000 cases.
        if self.text.len() < TOGETHER { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}

/// The page up to the list of cases.
#[derive(Template)]
#[template(path = "beginning.html")]
struct Beginning<'r> {
    policy: String,
    style: &'static str,
    head: Head<'r>,
    matrices: Vec<Matrix<'r>>,
    codes: Codes<'r>,
    timeline: Option<Timeline<'r>>,
    cases: Cases,
}

/// The start of a suite in the list of cases.
#[derive(Template)]
#[template(path = "suite.html")]
struct Suite<'r> {
    name: &'r str,
    file: &'r str,
    cases: usize,
}

/// A case in the list of cases.
#[derive(Template)]
#[template(path = "case.html")]
struct Listed<'r> {
    case: Case<'r>,
}

/// The end of a suite in the list of cases.
#[derive(Template)]
#[template(source = "</div>", ext = "html")]
struct SuiteEnd;

/// The page after the list of cases.
#[derive(Template)]
#[template(path = "end.html")]
struct End<'r> {
    version: &'r str,
    script: &'static str,
}

impl<'r> Beginning<'r> {
    fn new(run: &'r SavedRun<'r>, cases: Listing<'r, '_>, anchors: &'r Anchors<'r>) -> Self {
        let record = run.record;
        let listed = cases.listed;
        Self {
            policy: policy(),
            style: STYLE,
            head: Head::new(record, run.exit.as_ref()),
            matrices: operation_matrix::matrices(record, anchors),
            codes: Codes::new(record, cases, anchors),
            timeline: Timeline::new(listed, anchors),
            cases: Cases::new(record, listed),
        }
    }
}

/// Allows the page's own style and script and nothing else (Content Security Policy Level 3).
fn policy() -> String {
    // A hash allows exactly this text. A nonce must be new for each response, which a file cannot provide.
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'"
    )
}

#[cfg(test)]
mod tests;
