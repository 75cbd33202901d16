//! The flags that a command must repeat so that a case does the same again.

use super::RunSettings;

impl RunSettings {
    /// What decides what a case does, beside the targets and the way to them, as words of a command line:
    /// values, faults, what the target has, and which probes are allowed. Secrets are not masked yet.
    pub(super) fn repeated_flags(&self) -> Vec<String> {
        let files = self.variable_files.iter().map(|file| file.display().to_string());
        let seed = self.seed.map(|seed| seed.to_string());
        let valued = [
            ("--fault", self.faults.clone()),
            ("--vars", files.collect()),
            ("--var", self.variables.clone()),
            ("--has", self.has.clone()),
            ("--seed", seed.into_iter().collect()),
        ];
        let valued = valued.into_iter().flat_map(|(flag, values)| {
            values.into_iter().flat_map(move |value| [flag.to_owned(), value])
        });
        let unsafe_probes = self.allow_unsafe_probes.then(|| "--allow-unsafe-probes".to_owned());
        valued.chain(unsafe_probes).collect()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        settings: RunSettings,
    }

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let words = ["statusquo"].into_iter().chain(line.split_whitespace());
        let line = Line::try_parse_from(words).expect("it is a command line");
        assert_eq!(line.settings.repeated_flags().join(" "), expected);
    }

    #[test]
    fn what_decides_what_a_case_does_is_repeated() {
        let line = "--var a=b --seed 7 --fault x --vars f.yaml --has hook --allow-unsafe-probes";
        let repeated =
            "--fault x --vars f.yaml --var a=b --has hook --seed 7 --allow-unsafe-probes";
        check(line, repeated);
    }

    #[test]
    fn what_only_selects_or_reports_is_not_repeated() {
        check("--tag a --filter b --jobs 2 --strict --reports r --fail-fast", "");
    }
}
