//! Signals at any moment: the teardown runs, and every written file is complete.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use fastrand::Rng;
use statusquo::event::{Event, Signal};
use statusquo::record::events;
use tokio::task::block_in_place;

use super::child::{command, note};
use super::script::{Then, json, says};
use super::server::{Paths, Server, plain};
use crate::cases;

const SUITE: &str = "suite: interrupted
contract: contract.yaml
setup:
  - { id: open, POST: /open }
cases:
  - { id: a1, GET: /a1 }
  - { id: a2, GET: /a2 }
  - { id: b1, GET: /b1, after: [a1, a2] }
  - { id: b2, GET: /b2, after: [a1, a2] }
  - { id: c1, GET: /c1, after: [b1] }
teardown:
  - { id: close, DELETE: /close }
";

/// Number of cases in [`SUITE`].
const PLANNED: usize = 7;

/// The moments at which a signal is sent, in milliseconds after the start of the process.
const MOMENTS: std::ops::Range<u64> = 0..550;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let contract = "contract: c\ncodes: [{ status: 200 }]\n";
    fs::write(folder.path().join("contract.yaml"), contract).expect("the folder is ours");
    fs::write(folder.path().join("s.yaml"), SUITE).expect("the folder is ours");
    folder
}

fn start(folder: &Path, server: &Server) -> Child {
    start_with(folder, server, &["--reports", "out", "--timeout", "20"])
}

fn start_with(folder: &Path, server: &Server, flags: &[&str]) -> Child {
    let target = format!("http://{}", server.address);
    let mut command = command(folder);
    command.args(["run", "s.yaml", "--target", &target]).args(flags);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the binary runs")
}

fn send(child: &Child, signal: Signal) {
    let name = match signal {
        Signal::Interrupt => "-INT",
        Signal::Hangup => "-HUP",
        _ => "-TERM",
    };
    // The process may have ended already.
    let _ =
        Command::new("kill").args([name, &child.id().to_string()]).stderr(Stdio::null()).status();
}

/// Returns `true` if these tests run under `nohup`. The command inherits the ignored `SIGHUP` and leaves it ignored.
fn is_hangup_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1 == 1)
}

fn code_of(signal: Signal) -> i32 {
    match signal {
        Signal::Interrupt => 130,
        Signal::Hangup => 129,
        _ => 143,
    }
}

/// Waits for the end of a process, and fails at the time limit.
fn ended_within(child: &mut Child, limit: Duration) -> ExitStatus {
    let started_at = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the process is a child") {
            return status;
        }
        if started_at.elapsed() > limit {
            child.kill().expect("the process is a child");
            panic!("it did not end within {limit:?}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Checks that all files of a run are complete: the record from its first to its last event, and every document,
/// which is rendered again from the record. Returns the signal in the record.
fn whole(folder: &Path, moment: u64) -> Option<Signal> {
    let record = fs::read(folder.join("out/run.ndjson")).expect("the record was written");
    let events: Vec<Event> =
        events(&record[..]).map(|event| event.expect("every line is an event")).collect();
    assert!(matches!(events.first(), Some(Event::RunStarted(_))), "after {moment} ms");
    let Some(Event::RunFinished(end)) = events.last() else { panic!("it has no end") };
    let cases = events.iter().filter(|event| matches!(event, Event::CaseFinished(_))).count();
    assert_eq!(cases, PLANNED, "after {moment} ms: each case has its result");
    let read = |name: &str| fs::read_to_string(folder.join("out").join(name)).expect("a report");
    let summary: serde_json::Value = serde_json::from_str(&read("summary.json")).expect("JSON");
    assert!(summary["exit"]["code"].is_number(), "{summary}");
    assert!(read("report.html").trim_end().ends_with("</html>"));
    let junit = read("junit.xml");
    let mut again = command(folder);
    again
        .args(["report", "out/run.ndjson", "--report", "junit=again.xml"])
        .output()
        .expect("the program runs");
    let again = fs::read_to_string(folder.join("again.xml")).expect("it was made again");
    assert!(junit == again, "after {moment} ms: {junit}\n{again}");
    for entry in fs::read_dir(folder.join("out")).expect("a folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(!name.contains("partial"), "a partial report is left: {name}");
    }
    end.interrupted
}

async fn one(rng: &mut Rng) -> &'static str {
    let (folder, server) = (folder(), plain(Paths::new()).await);
    let moment = rng.u64(MOMENTS);
    let mut signals = vec![Signal::Interrupt, Signal::Terminate];
    signals.extend((!is_hangup_ignored()).then_some(Signal::Hangup));
    let signal = *rng.choice(&signals).expect("there are signals");
    let mut child = start(folder.path(), &server);
    let status = block_in_place(|| {
        std::thread::sleep(Duration::from_millis(moment));
        send(&child, signal);
        ended_within(&mut child, Duration::from_secs(20))
    });
    let (opened, closed) = (server.asked("/open"), server.asked("/close"));
    let Some(code) = status.code() else {
        assert_eq!(
            (opened, closed),
            (0, 0),
            "a process killed after {moment} ms had sent requests"
        );
        return "before it began";
    };
    assert!(opened <= closed, "after {moment} ms: opened {opened} times, closed {closed} times");
    let Some(told) = whole(folder.path(), moment) else {
        assert_eq!(code, 0, "after {moment} ms");
        return "when all was done";
    };
    assert_eq!((told, code), (signal, code_of(signal)), "after {moment} ms");
    "in the middle"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_at_any_moment_leaves_no_resource_and_no_partial_file() {
    let runs = cases(20);
    let seed = fastrand::u64(..);
    note(&format!("{runs} runs with the seed {seed}"));
    let mut rng = Rng::with_seed(seed);
    let mut ends = std::collections::BTreeMap::new();
    for _ in 0..runs {
        *ends.entry(one(&mut rng).await).or_insert(0) += 1;
    }
    note(&format!("signals came {ends:?}"));
}

/// Waits until a path has been requested.
fn seen(server: &Server, path: &str) {
    let started_at = Instant::now();
    while server.asked(path) == 0 {
        assert!(started_at.elapsed() < Duration::from_secs(20), "{path} was not requested");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Sends a signal during the run, and another one while the teardown waits for a response.
async fn twice(first: Signal, second: Signal) {
    let folder = folder();
    let hold = says("").then(Then::Hold);
    let server = plain(Paths::from([("close", hold), ("open", json("{}"))])).await;
    let mut child = start(folder.path(), &server);
    block_in_place(|| {
        seen(&server, "/open");
        send(&child, first);
        seen(&server, "/close");
        let started_at = Instant::now();
        send(&child, second);
        let status = ended_within(&mut child, Duration::from_secs(5));
        assert_eq!(status.code(), Some(code_of(first)));
        note(&format!("the process ended {:?} after the second signal", started_at.elapsed()));
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_the_process_at_once() {
    twice(Signal::Interrupt, Signal::Interrupt).await;
    twice(Signal::Interrupt, Signal::Terminate).await;
    twice(Signal::Terminate, Signal::Terminate).await;
    if !is_hangup_ignored() {
        twice(Signal::Hangup, Signal::Terminate).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unread_report_pipe_does_not_delay_a_signal() {
    let folder = folder();
    let made = Command::new("mkfifo").arg(folder.path().join("pipe")).status();
    if !made.is_ok_and(|status| status.success()) {
        note("skipped: mkfifo is not installed");
        return;
    }
    let server = plain(Paths::new()).await;
    let mut child = start_with(folder.path(), &server, &["--report", "junit=pipe"]);
    block_in_place(|| {
        seen(&server, "/close");
        // The process is about to write the report, and waits for a reader of the pipe.
        std::thread::sleep(Duration::from_millis(500));
        assert!(
            child.try_wait().expect("the process is a child").is_none(),
            "the process waits for a reader of the pipe"
        );
        send(&child, Signal::Interrupt);
        std::thread::sleep(Duration::from_millis(100));
        send(&child, Signal::Terminate);
        let status = ended_within(&mut child, Duration::from_secs(5));
        assert_eq!(status.code(), Some(code_of(Signal::Interrupt)));
    });
}
