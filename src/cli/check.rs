//! `statusquo check`: everything that can be found without sending a request.

use crate::diagnostic::summary;
use crate::plan::expired_waivers;
use crate::session::{Exit, Failure, current_folder};
use crate::workspace::{self, Request};

use super::args::SuitePaths;
use super::talk::{Talk, plural, say};

pub(super) fn check(command: &SuitePaths, talk: Talk) -> Result<Exit, Failure> {
    let request = Request { paths: command.paths.clone(), ..Request::default() };
    let mut opened = workspace::open(request, &current_folder()?);
    if let Some(plan) = &opened.plan {
        opened.problems.extend(expired_waivers(plan, super::today()));
    }
    talk.problems(&opened.problems, &opened.sources);
    let Some(plan) = &opened.plan else {
        say(&summary(&opened.problems));
        return Ok(Exit::Usage);
    };
    let suites = plan.suites.iter().filter(|suite| !suite.shared).count();
    let cases = plan.cases.len();
    let codes: usize = plan.contracts.iter().map(|contract| contract.rows().len()).sum();
    let found = match opened.problems.as_slice() {
        [] => "no problems".to_owned(),
        problems => summary(problems),
    };
    say(&format!(
        "{} with {}, {}: {found}",
        plural(suites, "suite"),
        plural(cases, "case"),
        plural(codes, "documented code")
    ));
    Ok(Exit::Conforms)
}
