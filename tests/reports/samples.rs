//! The samples in `reports/`: a conforming and a faulty run of the suites of Point, in every format.
//!
//! `BLESS=1 cargo test --test reports` records the runs again with a fixed clock, and rewrites the samples.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use statusquo::record::RunRecord;
use statusquo::settings::environment;

use super::{formats, readers};

/// Each sample with the faults of its server.
const SAMPLES: [(&str, &str); 2] = [
    ("conforming", ""),
    ("faulty", "missing-as-html,method-without-allow,unprocessable-named-anew,limited-retry-soon"),
];

/// The port in a sample. It has five digits, as the ports that a system assigns.
const PORT: &str = "127.0.0.1:18080";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reports").join(name)
}

/// Runs the suites of Point, one case at a time. Returns the record with fixed times.
fn run(faults: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let record = folder.path().join("run.ndjson");
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    for name in environment().keys().filter(|name| name.starts_with("STATUSQUO_")) {
        command.env_remove(name);
    }
    command
        .args(["run", "suites/point", "--target", "reference", "--jobs", "1", "--seed", "7"])
        .arg(format!("--report=ndjson={}", record.display()));
    if !faults.is_empty() {
        command.args(["--fault", faults]);
    }
    let output = command.output().expect("the binary runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let text = fs::read_to_string(&record).unwrap_or_else(|_| panic!("{said}"));
    stopped(&text)
}

/// Returns the record with all times replaced by one moment and the port replaced by one port.
fn stopped(text: &str) -> String {
    let mut lines = text.lines().map(|line| serde_json::from_str(line).expect("an event"));
    let first: Value = lines.next().expect("a run begins");
    let url = first["target"]["url"].as_str().expect("a run has a target").to_owned();
    let address = url
        .strip_prefix("http://")
        .expect("the reference server speaks HTTP")
        .trim_end_matches('/');
    let mut whole = String::new();
    for mut event in std::iter::once(first.clone()).chain(lines) {
        at_once(&mut event);
        let line = event.to_string().replace(address, PORT);
        let line = same_moment(&line, "9999-99-99T99:99:99", "2026-01-01T00:00:00");
        // The number of requests before the server was ready depends on time, too.
        let line = same_moment(&line, "000000000000HHHH", "0000000000000001");
        let line =
            same_moment(&line, "AAA, 99 AAA 9999 99:99:99 GMT", "Thu, 01 Jan 2026 00:00:00 GMT");
        whole.push_str(&same_moment(&line, "-99999999-", "-20260101-"));
        whole.push('\n');
    }
    whole
}

/// Replaces durations with 1 ms and removes fractions of seconds.
fn at_once(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(at_once),
        Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member.as_str()) {
                    ("elapsed-ms", _) => *member = 1.into(),
                    ("started" | "finished", Some(time)) => {
                        let second: String = time.chars().take(19).collect();
                        *member = format!("{second}Z").into();
                    }
                    _ => at_once(member),
                }
            }
        }
        _ => {}
    }
}

/// Replaces text of the given shape with `moment`. In a shape, `9` is a digit, `H` a hexadecimal digit, `A` a letter.
fn same_moment(text: &str, shape: &str, moment: &str) -> String {
    let fits = |at: &usize| {
        let piece = text.as_bytes().get(*at..at + shape.len()).unwrap_or_default();
        !piece.is_empty()
            && piece.iter().zip(shape.bytes()).all(|(byte, of)| match of {
                b'9' => byte.is_ascii_digit(),
                b'H' => byte.is_ascii_hexdigit(),
                b'A' => byte.is_ascii_alphabetic(),
                of => *byte == of,
            })
    };
    let mut out = String::new();
    let mut from = 0;
    while let Some(at) = (from..text.len()).find(fits) {
        out.push_str(&text[from..at]);
        out.push_str(moment);
        from = at + shape.len();
    }
    out + &text[from..]
}

/// Returns the results of a run without its exchanges.
fn results(record: &RunRecord) -> Vec<String> {
    let cases = record.cases.to_vec().expect("the sample is in memory");
    let cases = cases.iter().map(|case| {
        let checks: Vec<&str> = case.findings.iter().map(|found| found.check.as_str()).collect();
        format!("{} at {}: {:?} {checks:?}", case.case, case.place, case.outcome)
    });
    let rows = record.ledger.contracts.iter().flat_map(|contract| &contract.rows);
    cases.chain(rows.map(|row| format!("{}: {:?}", row.facts.row, row.verdict))).collect()
}

const STALE: &str = "the samples in reports/ are stale: rewrite them with `BLESS=1 cargo test --test reports`, read the difference and commit it";

#[test]
fn the_samples_are_what_a_run_records_today() {
    for (name, faults) in SAMPLES {
        let kept = folder(name).join("run.ndjson");
        let today = run(faults);
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(folder(name)).expect("a folder");
            fs::write(&kept, &today).expect("the file is writable");
            formats::render_from(&folder(name), &kept);
        }
        let today = RunRecord::read(today.as_bytes()).expect("it is a record");
        assert_eq!(results(&formats::read(&kept)), results(&today), "{name}: {STALE}");
    }
}

#[test]
fn every_sample_equals_its_freshly_rendered_record() {
    if std::env::var_os("BLESS").is_some() {
        return;
    }
    for (name, _) in SAMPLES {
        let fresh = tempfile::tempdir().expect("a folder");
        formats::render_from(fresh.path(), &folder(name).join("run.ndjson"));
        for file in formats::files().filter(|file| *file != "run.ndjson") {
            let kept = fs::read_to_string(folder(name).join(file)).unwrap_or_default();
            let fresh = fs::read_to_string(fresh.path().join(file)).expect("it was written");
            assert!(kept == fresh, "{name}/{file}: {STALE}");
        }
    }
}

#[test]
fn every_reader_accepts_every_sample() {
    for (name, _) in SAMPLES {
        readers::check_all(&folder(name));
    }
}

#[test]
fn a_sample_contains_no_real_time_and_no_home_folder() {
    for (name, _) in SAMPLES {
        let record = formats::read(&folder(name).join("run.ndjson"));
        assert_eq!(record.started.target.url.trim_end_matches('/'), format!("http://{PORT}"));
        assert_eq!(record.started.started, "2026-01-01T00:00:00Z");
        let home = env!("CARGO_MANIFEST_DIR");
        for file in formats::files() {
            let text = fs::read_to_string(folder(name).join(file)).expect("the sample is there");
            assert!(!text.contains(home), "{name}/{file} names {home}");
        }
    }
}
