//! Support for cargo-nextest, which runs each test in a process of its own and reads only its exit code.
//!
//! Each process therefore writes the record of its own case, and `statusquo report` merges the records afterwards. A
//! case that was not judged must not pass. The reason of a failure is written where nextest looks for it: on
//! standard error, after `Error: `.
//! <https://nexte.st/docs/configuration/env-vars/> documents the variables.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::report::Format;
use crate::sanitize::visible;
use crate::settings::{Failure, ReportRequest, RunArguments};

/// The maximum length of a file name that is derived from a test name. A longer name is cut and gets a hash.
const MAX_NAME: usize = 150;

/// The run of cargo-nextest that this process belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nextest {
    run: String,
    /// The folder for the run records of the tests, if reports are requested.
    folder: Option<PathBuf>,
}

impl Nextest {
    /// Returns the run of cargo-nextest, or `None` if this process does not belong to one.
    pub(super) fn detect(environment: &BTreeMap<String, String>) -> Option<Self> {
        let value = |name: &str| environment.get(name).map(String::as_str);
        if value("NEXTEST") != Some("1") {
            return None;
        }
        let run = value("NEXTEST_RUN_ID").unwrap_or("run").to_owned();
        Some(Self { run, folder: None })
    }

    /// Takes the report folder from the arguments, because each process writes only the record of its own test.
    ///
    /// # Errors
    ///
    /// Returns an error if a single report is requested: every process would replace the report of another one.
    pub(super) fn take_reports(&mut self, arguments: &mut RunArguments) -> Result<(), Failure> {
        if !arguments.reports.reports.is_empty() {
            let message = "STATUSQUO_REPORT under cargo-nextest: each test is a process of its \
                           own, and each would replace the report of the others";
            return Err(Failure::usage(message).help(
                "set STATUSQUO_REPORTS=DIR: each test writes its record there, and `statusquo \
                 report` merges the records",
            ));
        }
        self.folder = arguments.reports.report_folder.take();
        Ok(())
    }

    /// Returns the run record to write for a test, in the folder of this run of cargo-nextest.
    ///
    /// # Errors
    ///
    /// Returns an error if the folder cannot be created.
    pub(super) fn report_of(&self, test: Option<&str>) -> Result<Vec<ReportRequest>, Failure> {
        let Some(folder) = &self.folder else { return Ok(Vec::new()) };
        let folder = folder.join(format!("nextest-{}", self.run));
        std::fs::create_dir_all(&folder)
            .map_err(|error| Failure::not_judged(format!("{}: {error}", folder.display())))?;
        let record = Format::named("ndjson").expect("it is the format of the run record");
        Ok(vec![ReportRequest::to_file(record, record_file(&folder, test.unwrap_or_default()))])
    }
}

/// Prints the reason of a failure where nextest and its `JUnit` report look for it.
pub(super) fn print_failure(headline: &str, text: &str) {
    // The headline may quote the response. It is made harmless and put on one line; the text below has all of it.
    let headline = visible(headline);
    // If the stream is closed, nobody reads the message.
    let _ = writeln!(std::io::stderr().lock(), "Error: {headline}\n{text}");
}

/// Returns the file for the run record of a test.
fn record_file(folder: &Path, test: &str) -> PathBuf {
    // A colon is not allowed in file names on Windows.
    let mut name = test.replace("::", ".").replace(':', "_");
    // Most file systems limit a name to 255 bytes. The hash keeps two long names apart.
    if name.len() > MAX_NAME {
        let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).simple();
        let end = (0..=MAX_NAME).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
        name = format!("{}-{hash}", &name[..end]);
    }
    folder.join(format!("{name}.ndjson"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(test: &str) -> String {
        record_file(Path::new("r"), test).display().to_string().replace('\\', "/")
    }

    #[test]
    fn each_test_has_its_own_file() {
        let name = file("orders::404_NOT_FOUND::bad::x");
        assert_eq!(name, "r/orders.404_NOT_FOUND.bad.x.ndjson");
        let long = "a".repeat(300);
        assert!(file(&long).len() < 220, "{}", file(&long));
        assert_ne!(file(&long), file(&format!("{long}b")));
    }

    #[test]
    fn nextest_is_detected_by_its_own_variable_only() {
        let with = |name: &str, value: &str| BTreeMap::from([(name.into(), value.into())]);
        assert_eq!(Nextest::detect(&with("NEXTEST_RUN_ID", "7")), None);
        let detected = Nextest::detect(&with("NEXTEST", "1"));
        assert_eq!(detected.map(|nextest| nextest.run), Some("run".into()));
    }
}
