//! `statusquo check`: checks suites and contracts without sending a request.

use crate::diagnostic::summary;
use crate::plan::{PlannedCase, expired_waivers};
use crate::report::{FORMATS, RenderProblems};
use crate::session::write_report;
use crate::settings::{
    Exit, Failure, InputFile, ReportRequest, current_folder, refuse_to_replace_inputs,
};
use crate::workspace::{self, Request};

use super::commands::CheckCommand;
use super::console::{Console, plural, print_message};
use super::waivers::today;

pub(super) fn check(command: &CheckCommand, console: Console) -> Result<Exit, Failure> {
    let reports = requests(&command.reports)?;
    let request =
        Request { paths: command.suites.paths.clone(), streamed: true, ..Request::default() };
    let folder = current_folder()?;
    let mut opened = workspace::open(request, &folder);
    let files = opened.sources.files().map(|(name, _)| folder.join(name));
    let inputs: Vec<InputFile> =
        files.map(|path| InputFile::new(path, "a file that is checked")).collect();
    let requests: Vec<ReportRequest> = reports.iter().map(|(request, _)| request.clone()).collect();
    // Must come before any report is written: `--report sarif=suite.yaml` would destroy the suite.
    refuse_to_replace_inputs(&requests, &inputs)?;
    if let Some(plan) = &opened.plan {
        opened.problems.extend(expired_waivers(plan, today()));
    }
    console.problems(&opened.problems, &opened.sources);
    for (report, render) in &reports {
        write_report(report, |out| render(&opened.problems, &opened.sources, out))
            .map_err(|error| Failure::not_judged(error.to_string()))?;
    }
    let Some(plan) = &opened.plan else {
        print_message(&summary(&opened.problems));
        return Ok(Exit::Usage);
    };
    let suites = plan.suites.iter().filter(|suite| !suite.shared).count();
    // Rows of a streamed table are one planned case, so the numbers are added up.
    let cases: u64 = plan.cases.iter().map(PlannedCase::cases).sum();
    let cases = usize::try_from(cases).unwrap_or(usize::MAX);
    let codes: usize = plan.contracts.iter().map(|contract| contract.rows().len()).sum();
    let found = match opened.problems.as_slice() {
        [] => "no problems".to_owned(),
        problems => summary(problems),
    };
    print_message(&format!(
        "{} with {}, {}: {found}",
        plural(suites, "suite"),
        plural(cases, "case"),
        plural(codes, "documented code")
    ));
    Ok(Exit::Conforms)
}

/// Returns the requested reports, each with the function that renders problems.
fn requests(texts: &[String]) -> Result<Vec<(ReportRequest, RenderProblems)>, Failure> {
    let request = |text: &String| {
        let request = ReportRequest::parse(text)?;
        let Some(render) = request.format.problems() else {
            let names = FORMATS.iter().filter(|format| format.problems().is_some());
            let names: Vec<&str> = names.map(|format| format.name).collect();
            let message = format!(
                "--report {text:?}: {} is a report of a run, and `check` runs nothing",
                request.format.name
            );
            return Err(Failure::usage(message)
                .help(format!("the formats of `check` are {}", names.join(", "))));
        };
        Ok((request, render))
    };
    texts.iter().map(request).collect()
}
