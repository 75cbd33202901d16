//! The files that cases and credentials name. They are read while the plan is compiled.

use std::io::ErrorKind;
use std::path::Path;

use bytes::Bytes;

use crate::contract::Files;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::model::value::Scalar;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::Template;

/// The largest file that is sent, in bytes.
const FILE_BYTES: usize = 16 << 20;

/// A file that a suite names.
#[derive(Debug, Clone)]
pub(in crate::plan) struct RequestFile {
    /// The last component of the path.
    pub(in crate::plan) name: String,
    pub(in crate::plan) bytes: Bytes,
}

impl SuiteNames<'_> {
    /// Reads a file, whose path is relative to the suite. Returns `None` if the path is unknown or the file
    /// cannot be read, which is reported. Each file is read once for a suite.
    pub(in crate::plan) fn file(
        &mut self,
        path: &Template,
        scope: &mut ExpressionScope<'_>,
    ) -> Option<RequestFile> {
        let before = self.problems.len();
        let Scalar::Known(written) = self.scalar(path, scope) else {
            let message = "the path of a file has a captured value in it";
            let problem = Diagnostic::error(Code::CAPTURE_IN_PATH, message);
            self.report(problem.at(path.span, "files are read before anything is sent"));
            return None;
        };
        // A faulty expression was reported. Without the environment the path is unknown.
        if self.problems.len() > before || written.contains("${env.") {
            return None;
        }
        let whole = self.suite.folder.join(&written);
        let name = whole.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if let Some(bytes) = self.files.get(&whole) {
            return Some(RequestFile { name, bytes: bytes.clone() });
        }
        match read(self.context.files.as_ref(), &whole, &written) {
            Ok(bytes) => {
                self.files.insert(whole, bytes.clone());
                Some(RequestFile { name, bytes })
            }
            Err((code, message)) => {
                let problem = Diagnostic::error(code, message).at(path.span, "this file");
                self.report(problem.help("the path is relative to the suite's own folder"));
                None
            }
        }
    }
}

fn read(files: &dyn Files, path: &Path, name: &str) -> Result<Bytes, (Code, String)> {
    match files.read(path, FILE_BYTES) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err((Code::FILE_NOT_FOUND, format!("there is no file `{name}`")))
        }
        Err(error) => Err((Code::UNREADABLE_FILE, format!("`{name}` cannot be read: {error}"))),
        Ok(bytes) if bytes.len() > FILE_BYTES => {
            let limit = FILE_BYTES >> 20;
            Err((Code::FILE_TOO_LARGE, format!("`{name}` is larger than {limit} MiB")))
        }
        Ok(bytes) => Ok(bytes.into()),
    }
}
