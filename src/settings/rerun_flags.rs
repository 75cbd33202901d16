//! The flags that a command must repeat to run a case with the same input.

use super::RunArguments;

/// Returns the flags that decide what a case does, as words of a command line: values, faults, features of the
/// target, and the allowed probes.
///
/// Targets and connections are left out: reports show them by what was used. Secrets are not masked yet.
pub(super) fn rerun_flags(arguments: &RunArguments) -> Vec<String> {
    let RunArguments { target, values, safety, .. } = arguments;
    let files = values.variable_files.iter().map(|file| file.display().to_string());
    let seed = values.seed.map(|seed| seed.to_string());
    let valued = [
        ("--fault", target.faults.clone()),
        ("--vars", files.collect()),
        ("--var", values.variables.clone()),
        ("--has", target.has.clone()),
        ("--seed", seed.into_iter().collect()),
    ];
    let valued = valued.into_iter().flat_map(|(flag, values)| {
        values.into_iter().flat_map(move |value| [flag.to_owned(), value])
    });
    let unsafe_probes = safety.allow_unsafe_probes.then(|| "--allow-unsafe-probes".to_owned());
    valued.chain(unsafe_probes).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct CommandLine {
        #[command(flatten)]
        arguments: RunArguments,
    }

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let words = ["statusquo"].into_iter().chain(line.split_whitespace());
        let line = CommandLine::try_parse_from(words).expect("it is a command line");
        assert_eq!(rerun_flags(&line.arguments).join(" "), expected);
    }

    #[test]
    fn flags_that_decide_what_a_case_does_are_repeated() {
        let line = "--var a=b --seed 7 --fault x --vars f.yaml --has hook --allow-unsafe-probes";
        let repeated =
            "--fault x --vars f.yaml --var a=b --has hook --seed 7 --allow-unsafe-probes";
        check(line, repeated);
    }

    #[test]
    fn flags_that_only_select_or_report_are_not_repeated() {
        check("--tag a --filter b --jobs 2 --strict --reports r --fail-fast", "");
    }
}
