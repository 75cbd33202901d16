//! Under cargo-nextest each test is a process of its own, and its exit code is all that counts.
//!
//! So each process writes the record of its own case, to be put together afterwards by `statusquo
//! report`; a case that was not judged may not end green; and why a case failed is said where nextest
//! looks for it: on standard error, behind `Error: `.
//! <https://nexte.st/docs/configuration/env-vars/> names the variables.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use uuid::Uuid;

use crate::sanitize::visible;
use crate::session::{Failure, RunSettings};

/// The longest file name that is made of a test's name; a longer one is cut and told apart by its hash.
const LONGEST_NAME: usize = 150;

/// The run of cargo-nextest that this process belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Nextest {
    run: String,
}

impl Nextest {
    /// The run, if this process belongs to one.
    pub(super) fn of(environment: &BTreeMap<String, String>) -> Option<Self> {
        let value = |name: &str| environment.get(name).map(String::as_str);
        if value("NEXTEST") != Some("1") {
            return None;
        }
        Some(Self { run: value("NEXTEST_RUN_ID").unwrap_or("run").to_owned() })
    }

    /// Has the run record of one test written where those of all tests of this run stand.
    ///
    /// # Errors
    ///
    /// If a single report is asked for: every process would replace that of the one before.
    pub(super) fn divert(&self, settings: &mut RunSettings, test: &str) -> Result<(), Failure> {
        if !settings.reports.is_empty() {
            let message = "STATUSQUO_REPORT under cargo-nextest: each test is a process of its \
                           own, and each would replace the report of the others";
            return Err(Failure::usage(message).help(
                "set STATUSQUO_REPORTS=DIR: each test leaves its record there, and `statusquo \
                 report` puts them together",
            ));
        }
        if let Some(folder) = settings.report_folder.take() {
            let place = folder.join(format!("nextest-{}", self.run));
            std::fs::create_dir_all(&place)
                .map_err(|error| Failure::judge(format!("{}: {error}", place.display())))?;
            settings.reports = vec![record(&place, test)];
        }
        Ok(())
    }
}

/// Says why a test failed, where nextest and its `JUnit` report look for it.
pub(super) fn explain(headline: &str, story: &str) {
    // Off the wire and onto one line: the story below it has everything.
    let headline = visible(headline);
    // If nobody listens any more there is no one to tell.
    let _ = writeln!(std::io::stderr().lock(), "Error: {headline}\n{story}");
}

/// The run record of a test, as `--report` names it.
fn record(place: &Path, test: &str) -> String {
    let mut name = test.replace("::", ".").replace(':', "_");
    if name.len() > LONGEST_NAME {
        let hash = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).simple();
        let end = (0..=LONGEST_NAME).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
        name = format!("{}-{hash}", &name[..end]);
    }
    format!("ndjson={}", place.join(format!("{name}.ndjson")).display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(test: &str, expected: &str) {
        assert_eq!(record(Path::new("r"), test).replace('\\', "/"), expected);
    }

    #[test]
    fn each_test_has_a_file_of_its_own() {
        check("orders::404_NOT_FOUND::bad::x", "ndjson=r/orders.404_NOT_FOUND.bad.x.ndjson");
        let long = "a".repeat(300);
        let file = record(Path::new("r"), &long);
        assert!(file.len() < 220, "{file}");
        assert_ne!(file, record(Path::new("r"), &format!("{long}b")));
    }

    #[test]
    fn only_nextest_itself_says_that_it_is_there() {
        let with = |name: &str, value: &str| BTreeMap::from([(name.into(), value.into())]);
        assert_eq!(Nextest::of(&with("NEXTEST_RUN_ID", "7")), None);
        assert_eq!(Nextest::of(&with("NEXTEST", "1")).map(|run| run.run), Some("run".into()));
    }
}
