//! The attempts before the response that a case was judged by.

use std::io::{self, Write};

use crate::event::{Attempt, CaseFinished};
use crate::report::evidence::at;
use crate::report::xml::Xml;

/// Writes each attempt as an element: the first name for an attempt with a response, the second for one without.
pub(super) fn write<W: Write>(
    xml: &mut Xml<W>,
    case: &CaseFinished,
    [answered, unanswered]: [&'static str; 2],
) -> io::Result<()> {
    for (number, attempt) in (1..).zip(&case.attempts) {
        let (element, kind) = match attempt.status {
            Some(_) => (answered, "statusquo.put-off"),
            None => (unanswered, "statusquo.errored"),
        };
        let Attempt { reason, elapsed_ms, .. } = attempt;
        xml.start(element, &[("message", reason.into()), ("type", kind.into())])?;
        let text = format!("{}: attempt {number}, {elapsed_ms} ms: {reason}", at(&case.place));
        xml.text("stackTrace", &[], &text)?;
        xml.end()?;
    }
    Ok(())
}
