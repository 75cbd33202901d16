//! The command that runs a case again.

use super::shell_words::{push_quoted, quote};
use crate::event::{CaseFinished, RunStarted, Target, Via};

/// The command that runs one case of a run again. The flags are the same for all cases, so they are built once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct RerunCommand {
    /// The words between the suite file and the case.
    flags: String,
    /// True if recorded traffic was judged. A recording is no suite, so it is judged again as a whole.
    recorded: bool,
}

impl RerunCommand {
    /// Creates the command from the targets and the flags of a run. A secret from the command line is `***` in it.
    pub(in crate::report) fn new(run: &RunStarted) -> Self {
        if run.target.recorded {
            return Self { flags: judge_flags(run), recorded: true };
        }
        let given = run.flags.iter().map(|word| quote(word)).collect();
        Self {
            flags: [targets(run), connection_flags(run), given].concat().join(" "),
            recorded: false,
        }
    }

    /// Returns the command for one case.
    pub(in crate::report) fn command(&self, case: &CaseFinished) -> String {
        let mut command = String::with_capacity(128);
        command.push_str(if self.recorded { "statusquo judge " } else { "statusquo run " });
        push_quoted(&mut command, &[&case.file]);
        command.push(' ');
        command.push_str(&self.flags);
        if self.recorded {
            return command;
        }
        command.push_str(" --filter ");
        let name = &case.case;
        // `--filter` reads three digits alone as a status.
        if name.id.len() == 3 && name.id.bytes().all(|b| b.is_ascii_digit()) {
            push_quoted(&mut command, &[&name.suite, "/", &name.id]);
        } else {
            push_quoted(&mut command, &[&name.id]);
        }
        command
    }
}

/// Returns the command that runs only this case again, against the targets of its run.
///
/// A secret from the command line is `***` in the command.
pub fn rerun_command(case: &CaseFinished, run: &RunStarted) -> String {
    RerunCommand::new(run).command(case)
}

/// Returns the contracts and the base URL of judged traffic.
fn judge_flags(run: &RunStarted) -> String {
    let contracts = run.contracts.iter().map(|it| format!("--contract {}", quote(&it.file)));
    // Without `--target`, the host of each file is its target. Several targets are such hosts.
    let target = format!("--target {}", quote(&run.target.url));
    contracts.chain(run.targets.is_empty().then_some(target)).collect::<Vec<_>>().join(" ")
}

/// Returns `--target` for each target. The embedded server is started for every target without a name.
fn targets(run: &RunStarted) -> Vec<String> {
    let whole = run.target.name.is_none() && run.target.reference;
    let named = run.all_targets().filter(|it| !(whole && it.reference && it.name.is_some()));
    let flag = |target: &Target| {
        let place = match target.via.iter().find_map(Via::socket) {
            _ if target.reference => "reference".to_owned(),
            None => target.url.clone(),
            Some(socket) => {
                let base = target.url.trim_start_matches("http://localhost");
                let base = if base.is_empty() { String::new() } else { format!(":{base}") };
                format!("unix:{socket}{base}")
            }
        };
        let name = target.name.as_ref().map(|name| format!("{name}=")).unwrap_or_default();
        format!("--target {}", quote(&format!("{name}{place}")))
    };
    named.map(flag).collect()
}

/// Returns the flags for the connections to the targets, each once.
fn connection_flags(run: &RunStarted) -> Vec<String> {
    let mut flags = Vec::new();
    for via in run.all_targets().flat_map(|target| &target.via) {
        let flag = match via {
            Via::Socket(_) => continue,
            Via::Proxy(url) => format!("--proxy {}", quote(url)),
            Via::Resolve(address) => format!("--resolve {}", quote(address)),
            Via::CaFile(path) => format!("--ca-file {}", quote(path)),
            Via::Insecure => "--insecure".to_owned(),
            Via::Http2 => "--http2".to_owned(),
        };
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample::{case, started};

    #[track_caller]
    fn check(id: &str, reference: bool, expected: &str) {
        let mut run = started(1);
        run.target.reference = reference;
        assert_eq!(rerun_command(&case(id, "200", 1), &run), expected);
    }

    #[test]
    fn the_command_selects_the_case_by_its_id() {
        let command = "statusquo run suites/point/orders.yaml --target";
        check("a", false, &format!("{command} http://127.0.0.1:8080 --filter a"));
        check("a[b c]", true, &format!("{command} reference --filter 'a[b c]'"));
        check("404", true, &format!("{command} reference --filter orders/404"));
    }

    #[test]
    fn recorded_traffic_is_judged_again() {
        let mut run = started(1);
        run.target.recorded = true;
        let contract = quote(&run.contracts[0].file);
        let mut case = case("a", "200", 1);
        case.file = "my traffic.har".into();
        let command = rerun_command(&case, &run);
        let expected = format!("statusquo judge 'my traffic.har' --contract {contract}");
        assert!(command.starts_with(&expected), "{command}");
        assert!(command.ends_with(" --target http://127.0.0.1:8080"), "{command}");
        assert!(!command.contains("--filter"), "{command}");
    }

    #[test]
    fn traffic_of_several_hosts_is_judged_again_without_one_target() {
        let mut run = started(1);
        run.target.recorded = true;
        run.targets = vec![run.target.clone()];
        let command = rerun_command(&case("a", "200", 1), &run);
        assert!(command.starts_with("statusquo judge "), "{command}");
        assert!(!command.contains("--target"), "{command}");
    }

    #[test]
    fn the_command_repeats_sockets_proxies_and_tls_flags() {
        let mut run = started(1);
        run.target.url = "http://localhost/api".into();
        run.target.via = vec![Via::Socket("/run/a b".into())];
        run.targets = vec![Target {
            name: Some("login".into()),
            url: "https://login.example".into(),
            reference: false,
            recorded: false,
            via: vec![Via::Proxy("http://p:3128".into()), Via::Insecure],
        }];
        let command = rerun_command(&case("a", "200", 1), &run);
        let flags = "--target 'unix:/run/a b:/api' --target login=https://login.example \
                     --proxy http://p:3128 --insecure --filter a";
        assert!(command.ends_with(flags), "{command}");
    }

    #[test]
    fn the_command_repeats_faults_and_variables() {
        let mut run = started(1);
        run.flags = ["--fault", "no-allow", "--var", "name=a b"].map(str::to_owned).to_vec();
        let command = rerun_command(&case("a", "200", 1), &run);
        assert!(command.contains(" --fault no-allow --var 'name=a b' --filter a"), "{command}");
    }

    #[test]
    fn the_command_names_all_targets() {
        let mut run = started(1);
        run.targets = vec![Target {
            name: Some("identity".into()),
            url: "https://login.example".into(),
            reference: false,
            via: Vec::new(),
            recorded: false,
        }];
        let command = rerun_command(&case("a", "200", 1), &run);
        let targets = "--target http://127.0.0.1:8080 --target identity=https://login.example";
        assert!(command.contains(targets), "{command}");
    }
}
