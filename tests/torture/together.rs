//! The rows, each in a run of its own, and all rows in one run.

use std::collections::BTreeMap;

use tokio::task::block_in_place;

use super::child::{case_line, cases, check, note, run, same_kind, write_suite};
use super::row::{Kind, Row, Wrong};
use super::rows::{self, content, fields, framing, time, transport};
use super::server::{Paths, Server, http2, plain, tls};
use crate::authority::{Authority, Until, self_signed};

fn paths(rows: &[Row]) -> Paths {
    let script = |row: &Row| match &row.server {
        Kind::Plain(script) => Some((row.name, script.clone())),
        _ => None,
    };
    rows.iter().filter_map(script).collect()
}

/// Returns a problem if the number of requests to the server is wrong.
fn asked(row: &Row, server: &Server) -> Option<String> {
    let asked = server.asked(&format!("/{}", row.name));
    let right = row.asked.min(1)..=row.asked;
    (!right.contains(&asked)).then(|| format!("{}: asked {asked} times", row.name))
}

#[track_caller]
fn all_right(problems: &[String]) {
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Runs every row of the plain server in a run of its own.
async fn each(rows: Vec<Row>) {
    let server = plain(paths(&rows)).await;
    let target = format!("http://{}", server.address);
    let mut problems = Vec::new();
    for row in &rows {
        problems.extend(block_in_place(|| check(row, &["--target", &target])));
        problems.extend(asked(row, &server));
    }
    all_right(&problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_with_an_endless_response_ends() {
    each(time::rows()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_wrong_framing_is_reported() {
    each(framing::rows()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_with_invalid_header_fields_is_reported() {
    each(fields::rows()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_response_content_is_judged() {
    each(content::rows()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_certificate_is_an_error() {
    let (authority, other) = (Authority::new("ours"), Authority::new("other"));
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, authority.pem()).expect("the folder is ours");
    let file = file.to_string_lossy();
    let good = tls(&authority.certify("localhost", Until::Long)).await;
    let good = format!("https://localhost:{}", good.address.port());
    let mut problems = Vec::new();
    for row in transport::tls() {
        let Kind::Tls(wrong) = row.server else { unreachable!("all of these are of TLS") };
        let server = tls(&match wrong {
            Wrong::Name => authority.certify("other.example", Until::Long),
            Wrong::Expired => authority.certify("localhost", Until::LongAgo),
            Wrong::SelfSigned => self_signed("localhost"),
            Wrong::Untrusted => other.certify("localhost", Until::Long),
        })
        .await;
        let hostile = format!("hostile=https://localhost:{}", server.address.port());
        let targets = ["--target", &good, "--target", &hostile, "--ca-file", &file];
        problems.extend(block_in_place(|| check(&row, &targets)));
        problems.extend(asked(&row, &server));
    }
    all_right(&problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_target_is_an_error() {
    let good = plain(BTreeMap::new()).await;
    let good = format!("http://{}", good.address);
    let mut problems = Vec::new();
    for row in transport::names() {
        let Kind::Nowhere(target) = row.server else { unreachable!("all of these are nowhere") };
        let hostile = format!("hostile={target}");
        let targets = ["--target", &good, "--target", &hostile];
        problems.extend(block_in_place(|| check(&row, &targets)));
    }
    all_right(&problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_that_end_a_stream_or_a_connection_are_reported() {
    let server = http2().await;
    let target = format!("http://{}", server.address);
    let mut problems = Vec::new();
    for row in transport::http2() {
        problems.extend(block_in_place(|| check(&row, &["--target", &target, "--http2"])));
        problems.extend(asked(&row, &server));
    }
    all_right(&problems);
}

/// Memory limit in MiB of one run with all rows except the largest responses: two dozen bodies, each up to its limit
/// of 16 MiB, are in flight at the same time.
const ALL_MIB: u64 = 500;

#[tokio::test(flavor = "multi_thread")]
async fn all_rows_in_one_run_have_one_result_each() {
    let rows = rows::plain().into_iter().filter(|row| row.memory_mib < 200);
    let rows: Vec<Row> = rows.collect();
    let server = plain(paths(&rows)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let lines: Vec<String> = rows.iter().map(case_line).collect();
    write_suite(folder.path(), &lines);
    let target = format!("http://{}", server.address);
    let flags = ["run", "torture.yaml", "--timeout", "5", "--target", &target];
    let reports = ["--report", "ndjson=run.ndjson", "--report", "junit=junit.xml"];
    let ended = block_in_place(|| run(folder.path(), &[&flags[..], &reports].concat()));
    assert_eq!(ended.code(), Some(1), "{}", ended.said);
    let cases = cases(folder.path());
    assert_eq!(cases.len(), rows.len());
    for row in &rows {
        let of_row = cases.iter().filter(|case| case.case.id == row.name);
        let [case] = of_row.collect::<Vec<_>>()[..] else { panic!("{}: one result", row.name) };
        assert!(same_kind(row, case), "{}: {:?}", row.name, case.outcome);
    }
    note(&format!("all: {:?} MiB in {:?}", ended.peak_mib, ended.took));
    assert!(ended.peak_mib.is_none_or(|peak| peak <= ALL_MIB), "{:?} MiB", ended.peak_mib);
}
