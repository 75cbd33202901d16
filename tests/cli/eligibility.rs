//! `--dry-run` and the run agree on the cases that are sent.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;
use statusquo::reference::{Faults, Reference};

use super::{run, stderr, stdout};

/// The cases of a suite, each with the reason why no request of the case is sent.
type Unsent = BTreeMap<String, Option<String>>;

/// Returns the cases that `--dry-run` lists. A case whose method is unknown until the run is left out.
fn unsent_of_the_dry_run(arguments: &[&str]) -> Unsent {
    let output = run(&[arguments, &["--dry-run"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut cases = Unsent::new();
    let mut last = String::new();
    for line in stdout(&output).lines() {
        if let Some((name, _)) = line.split_once("  asks ").filter(|_| !line.starts_with(' ')) {
            name.clone_into(&mut last);
            cases.insert(last.clone(), None);
        } else if let Some(reason) = line.strip_prefix("  not sent: ") {
            cases.insert(last.clone(), Some(reason.to_owned()));
        } else if line.starts_with("  sent only if ") {
            cases.remove(&last);
        }
    }
    cases
}

/// Returns the cases of the run record, in the form of [`unsent_of_the_dry_run`].
fn unsent_of_the_run(arguments: &[&str]) -> Unsent {
    let output = run(&[arguments, &["--report", "ndjson=-"]].concat());
    let events = stdout(&output);
    let events = events.lines().map(|line| serde_json::from_str(line).expect("an event"));
    let ended = events.filter(|event: &Value| event["event"] == "case-finished");
    let case = |event: Value| {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let name = format!("{}/{}", text(&event["case"]["suite"]), text(&event["case"]["id"]));
        let reason = event["exchange"].is_null().then(|| text(&event["outcome"]["reason"]));
        (name, reason)
    };
    ended.map(case).collect()
}

#[track_caller]
fn check(suite: &str, flags: &[&str], unsent: &[&str]) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    // A target with a URL does not offer what the embedded one offers, so `needs` matters.
    let server = runtime.block_on(Reference::start(address, Faults::none())).expect("a server");
    let url = server.url();
    let arguments = [&["run", suite, "--target", &url][..], flags].concat();
    let dry = unsent_of_the_dry_run(&arguments);
    let mut sent = unsent_of_the_run(&arguments);
    sent.retain(|case, _| dry.contains_key(case));
    assert_eq!(dry, sent);
    for case in unsent {
        assert!(matches!(dry.get(*case), Some(Some(_))), "{case} is not sent: {dry:#?}");
    }
}

#[test]
fn a_dry_run_shows_the_replays_and_probes_that_a_read_only_run_does_not_send() {
    check(
        "suites/point-probes/probes.yaml",
        &["--read-only"],
        &["probes/create-order", "probes/create-order~replay", "probes/create-order~415"],
    );
}

#[test]
fn a_dry_run_shows_the_links_pages_and_bursts_that_a_read_only_run_does_not_send() {
    check(
        "suites/features/tour.yaml",
        &["--read-only"],
        &["tour/approve", "tour/create-order~replay"],
    );
}

#[test]
fn a_dry_run_shows_the_cases_that_need_what_the_target_does_not_offer() {
    check("suites/point/faults.yaml", &[], &[]);
    check("suites/point-probes/chosen.yaml", &["--read-only"], &[]);
}
