//! Tables that are too large to be held in memory: every row is judged and reported, and memory use is bounded.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::{run, statusquo, stderr, stdout};

/// Number of rows, slightly above the limit up to which a table is held in memory.
const ROWS: usize = 10_500;

type OnFirst = Box<dyn FnOnce() + Send>;

/// Starts a server that answers 200 to all paths except `/gone`, and calls `on_first` at the first request.
fn serve(on_first: OnFirst) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (count, first) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Some(on_first))));
    let counted = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (count, first) = (Arc::clone(&counted), Arc::clone(&first));
            thread::spawn(move || answer(&stream, &count, &first));
        }
    });
    (address, count)
}

fn answer(stream: &TcpStream, count: &AtomicUsize, first: &Mutex<Option<OnFirst>>) {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    while let Some(line) = lines.next() {
        if !lines.by_ref().any(|line| line.is_empty()) {
            return;
        }
        count.fetch_add(1, Ordering::Relaxed);
        if let Some(first) = first.lock().expect("no thread panics with the lock").take() {
            first();
        }
        let status = if line.contains("/gone") { "410 Gone" } else { "200 OK" };
        let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        let mut out = stream;
        if out.write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// Writes a suite with one large table into a temporary folder.
fn folder(rows: usize, extra: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file");
    };
    write("_small.yaml", "contract: small\ncodes: [{ status: 200 }]\n");
    write(
        "s.yaml",
        "suite: s\ncontract: _small.yaml\ncases:\n  - { id: first, GET: /first, expect: 200 }\n\
         \x20 - { id: item, each: rows.csv, GET: \"/items/${n}\", query: { v: \"${v}\" }, expect: 200 }\n\
         \x20 - { id: last, GET: /last, after: [item], expect: 200 }\n",
    );
    let mut text = String::from("n,v\n");
    for row in 0..rows {
        writeln!(text, "{row},value-{row}").expect("writing to memory succeeds");
    }
    write("rows.csv", &[&text, extra].concat());
    folder
}

/// Runs the suite. Returns the output and the peak memory in KiB, if the system reports peak memory.
fn conduct(folder: &Path, address: SocketAddr) -> (Output, Option<usize>) {
    let reports = folder.join("reports");
    let mut command = statusquo();
    let target = format!("http://{address}");
    command.arg("run").arg(folder).args(["--target", &target, "--reports"]).arg(&reports);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the binary runs");
    let status = format!("/proc/{}/status", child.id());
    let peak = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&peak);
    let watch = thread::spawn(move || {
        while let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let Some(line) = line else { return };
            let kib = line.trim().trim_end_matches(" kB").parse().unwrap_or(0);
            seen.fetch_max(kib, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(10));
        }
    });
    let output = child.wait_with_output().expect("the process ends");
    watch.join().expect("the thread ends");
    let peak = peak.load(Ordering::Relaxed);
    (output, Some(peak).filter(|kib| *kib > 0))
}

#[test]
fn every_row_of_a_large_table_is_judged_and_reported_in_bounded_memory() {
    let folder = folder(ROWS, "");
    let (address, requests) = serve(Box::new(|| {}));
    let (output, peak) = conduct(folder.path(), address);
    let said = format!("{}{}", stdout(&output), stderr(&output));
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(requests.load(Ordering::Relaxed), ROWS + 2);
    assert!(said.contains("10502 cases: 10502 passed"), "{said}");
    let read = |name: &str| {
        fs::read_to_string(folder.path().join("reports").join(name)).expect("the file is readable")
    };
    let junit = read("junit.xml");
    assert_eq!(junit.matches("<testcase ").count(), ROWS + 2);
    assert!(junit.contains(&format!("tests=\"{}\"", ROWS + 2)));
    let record = read("run.ndjson");
    assert_eq!(record.matches("\"event\":\"case-finished\"").count(), ROWS + 2);
    let last = record.lines().rfind(|line| line.contains("case-finished")).expect("a case");
    assert!(last.contains("\"id\":\"last\""), "{last}");
    if let Some(kib) = peak {
        assert!(kib < 200 << 10, "{kib} KiB");
    }
}

#[test]
fn a_table_that_changes_during_the_run_ends_it_with_3() {
    let folder = folder(ROWS, "");
    let path = folder.path().join("rows.csv");
    let change = move || {
        let text = fs::read_to_string(&path).expect("the file is readable");
        fs::write(&path, text.replace("10499,value-10499", "10499,changed")).expect("written");
    };
    let (address, _) = serve(Box::new(change));
    let (output, _) = conduct(folder.path(), address);
    let said = format!("{}{}", stdout(&output), stderr(&output));
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("the table rows.csv cannot be read as it was"), "{said}");
}

#[test]
fn a_large_table_is_checked_to_its_last_row() {
    let check = |extra: &str, word: &str| {
        let folder = folder(ROWS, extra);
        let output = run(&["check", &folder.path().to_string_lossy()]);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(word), "{word:?} is not in\n{said}");
    };
    check("x\n", "error[ragged-row]: the row in line 10502 of rows.csv has 1 values");
    check("x,${y}\n", "error[bad-expression]: line 10502 of rows.csv");
    check("7,y\n", "error[duplicate-row]: two rows of rows.csv are called `7`");
    let whole = folder(ROWS, "");
    let output = run(&["check", &whole.path().to_string_lossy()]);
    assert!(stderr(&output).contains("1 suite with 10502 cases"), "{}", stderr(&output));
}

/// Runs a selection of the cases. Returns the exit code, the output and the number of requests.
fn part(folder: &Path, flags: &[&str]) -> (Option<i32>, String, usize) {
    part_at(folder, &serve(Box::new(|| {})), flags)
}

/// Runs a selection of the cases against a running server, with the results of [`part`].
fn part_at(
    folder: &Path,
    (address, requests): &(SocketAddr, Arc<AtomicUsize>),
    flags: &[&str],
) -> (Option<i32>, String, usize) {
    let before = requests.load(Ordering::Relaxed);
    let target = format!("http://{address}");
    let suite = folder.to_string_lossy().into_owned();
    let output = run(&[&["run", &suite, "--target", &target][..], flags].concat());
    let said = format!("{}{}", stdout(&output), stderr(&output));
    (output.status.code(), said, requests.load(Ordering::Relaxed) - before)
}

/// Number of rows that would be refused if the rows were held in memory.
const TOO_MANY: usize = 100_500;

#[test]
fn rows_of_a_large_table_are_selected_one_by_one() {
    let check = |folder: &Path, flags: &[&str], code: i32, requests: usize, words: &str| {
        let (ended, said, sent) = part(folder, flags);
        assert_eq!((ended, sent), (Some(code), requests), "{flags:?}\n{said}");
        assert!(said.contains(words), "{flags:?}\n{said}");
    };
    let huge = folder(TOO_MANY, "");
    check(huge.path(), &["--filter", "item[100499]", "-v"], 0, 1, "PASS s/item[100499]");
    let large = folder(ROWS, "");
    let two = ["--filter", "s/item[7]", "--filter", "first"];
    check(large.path(), &two, 0, 2, "2 cases: 2 passed");
    check(large.path(), &["--filter", "item[1004*]"], 0, 11, "11 cases: 11 passed");
    check(large.path(), &["--filter", "item[no-such]"], 4, 0, "no case matches `item[no-such]`");
    check(large.path(), &["--filter", "first"], 0, 1, "1 case: 1 passed");
}

#[test]
fn rows_of_a_large_table_are_dealt_out_to_shards() {
    let folder = folder(ROWS, "");
    let suite = folder.path().join("s.yaml");
    let text = fs::read_to_string(&suite).expect("the file is readable");
    fs::write(&suite, text.replace(", after: [item]", "")).expect("written");
    let server = serve(Box::new(|| {}));
    let mut sum = 0;
    for shard in ["1/3", "2/3", "3/3"] {
        let record = folder.path().join(format!("parts/{}.ndjson", &shard[..1]));
        let report = format!("ndjson={}", record.display());
        let (code, said, sent) =
            part_at(folder.path(), &server, &["--shard", shard, "--report", &report]);
        assert_eq!(code, Some(0), "{said}");
        assert!((3_500..=3_502).contains(&sent), "{shard} sent {sent}");
        sum += sent;
    }
    assert_eq!(sum, ROWS + 2);
    let parts = folder.path().join("parts").to_string_lossy().into_owned();
    let whole = run(&["report", &parts]);
    assert_eq!(whole.status.code(), Some(0), "{}{}", stdout(&whole), stderr(&whole));
    assert!(stdout(&whole).contains("10502 cases: 10502 passed"), "{}", stdout(&whole));
}

#[test]
fn failed_rows_of_a_large_table_are_run_again() {
    let folder = folder(ROWS, "gone,x\n");
    let record = folder.path().join("run.ndjson").to_string_lossy().into_owned();
    let report = format!("ndjson={record}");
    let (code, said, sent) = part(folder.path(), &["--report", &report]);
    assert_eq!((code, sent), (Some(1), ROWS + 3), "{said}");
    let copy = folder.path().join("first.ndjson").to_string_lossy().into_owned();
    fs::copy(&record, &copy).expect("a copy");
    let (code, said, sent) = part(folder.path(), &["--failed-from", &copy]);
    assert_eq!((code, sent), (Some(1), 1), "{said}");
    assert!(said.contains("s/item[gone]") && said.contains("1 case: 0 passed, 1 failed"), "{said}");
}
