//! `statusquo check`: everything that can be found without sending a request.

use crate::diagnostic::summary;
use crate::plan::{PlannedCase, expired_waivers};
use crate::report::{FORMATS, RenderProblems};
use crate::session::{Exit, Failure, ReportRequest, current_folder};
use crate::workspace::{self, Request};

use super::args::CheckCommand;
use super::talk::{Talk, plural, say};

pub(super) fn check(command: &CheckCommand, talk: Talk) -> Result<Exit, Failure> {
    let reports = requests(&command.reports)?;
    let request =
        Request { paths: command.suites.paths.clone(), streamed: true, ..Request::default() };
    let mut opened = workspace::open(request, &current_folder()?);
    if let Some(plan) = &opened.plan {
        opened.problems.extend(expired_waivers(plan, super::today()));
    }
    talk.problems(&opened.problems, &opened.sources);
    for (report, render) in &reports {
        report
            .write(|out| render(&opened.problems, &opened.sources, out))
            .map_err(|error| Failure::judge(error.to_string()))?;
    }
    let Some(plan) = &opened.plan else {
        say(&summary(&opened.problems));
        return Ok(Exit::Usage);
    };
    let suites = plan.suites.iter().filter(|suite| !suite.shared).count();
    let cases: u64 = plan.cases.iter().map(PlannedCase::cases).sum();
    let cases = usize::try_from(cases).unwrap_or(usize::MAX);
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

/// The reports that were asked for, each with its way to show problems.
fn requests(texts: &[String]) -> Result<Vec<(ReportRequest, RenderProblems)>, Failure> {
    let request = |text: &String| {
        let request = ReportRequest::parse(text)?;
        let Some(render) = request.format.problems() else {
            let names = FORMATS.iter().filter(|format| format.problems().is_some());
            let names: Vec<&str> = names.map(|format| format.name).collect();
            let message = format!(
                "--report {text:?}: {} shows runs, and nothing is run here",
                request.format.name
            );
            return Err(Failure::usage(message)
                .help(format!("the formats of `check` are {}", names.join(", "))));
        };
        Ok((request, render))
    };
    texts.iter().map(request).collect()
}
