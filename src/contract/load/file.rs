//! Files that are text, and trees of them.

use std::io::ErrorKind;
use std::path::Path;

use crate::contract::{Disk, Files};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::source::{Budget, Node, read_all};

/// The tree of a file; what is wrong with the file is reported without a place.
pub(in crate::contract) fn tree(
    path: &Path,
    name: &str,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Node> {
    match text(path, name) {
        Ok(text) => {
            let file = sources.add(name, text);
            read_all(file, sources.text(file), Budget::default(), problems)
        }
        Err(problem) => {
            problems.push(problem);
            None
        }
    }
}

/// The text of a file, or why there is none: a diagnostic without a place.
#[expect(clippy::result_large_err, reason = "one file is opened once; the caller keeps the error")]
pub(super) fn text(path: &Path, name: &str) -> Result<String, Diagnostic> {
    let bytes = Disk.read(path, Budget::default().bytes).map_err(|error| {
        if error.kind() == ErrorKind::NotFound {
            let message = format!("there is no file `{name}`");
            return Diagnostic::error(Code::FILE_NOT_FOUND, message);
        }
        let message = format!("`{name}` cannot be read: {error}");
        Diagnostic::error(Code::UNREADABLE_FILE, message)
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].split(|byte| *byte == b'\n').count();
        let message = format!("`{name}` is not UTF-8: line {line} has a byte that no text has");
        Diagnostic::error(Code::NOT_UTF_8, message).help("save the file as UTF-8")
    })
}
