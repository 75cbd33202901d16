//! An independent server: Prometheus, with its real deviations from the contract.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use statusquo::ledger::Verdict;
use statusquo::verdict::Outcome;

use super::fixture::{cases, judge, plan, root, rows, story};

/// A Prometheus process with its temporary folder. It is killed on drop.
struct Prometheus {
    process: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts the server. Returns `None` if Prometheus is not installed.
fn start() -> Option<Prometheus> {
    let installed = Command::new("prometheus").arg("--version").output().is_ok();
    if !installed {
        return None;
    }
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = port.local_addr().expect("an address");
    drop(port);
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("prometheus.yml");
    let text = format!(
        "global: {{ scrape_interval: 1s }}\nscrape_configs:\n- job_name: self\n  static_configs: [{{ targets: [\"{address}\"] }}]\n"
    );
    fs::write(&config, text).expect("a config");
    let process = Command::new("prometheus")
        .arg(format!("--config.file={}", config.display()))
        .arg(format!("--storage.tsdb.path={}", folder.path().join("tsdb").display()))
        .arg(format!("--web.listen-address={address}"))
        .args(["--query.timeout=2s", "--query.max-samples=50000", "--log.level=error"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("prometheus is installed");
    Some(Prometheus { process, url: format!("http://{address}"), _folder: folder })
}

/// Waits until the server is ready and has scraped itself once, so that `up` has a value.
async fn ready(server: &Prometheus) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let query = format!("{}/api/v1/query?query=up", server.url);
    while Instant::now() < deadline {
        if let Ok(response) = reqwest::get(&query).await {
            let text = response.text().await.unwrap_or_default();
            if text.contains("\"job\"") {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("prometheus was not ready in 60 s");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suite_finds_exactly_the_deviations_of_prometheus() {
    let Some(server) = start() else {
        writeln!(
            std::io::stderr(),
            "skipped: prometheus is not installed (apt-get install prometheus)"
        )
        .expect("stderr is open");
        return;
    };
    ready(&server).await;
    let record = judge(plan(&root().join("suites/prometheus")), &server.url, false).await;

    let failed: BTreeSet<&str> = cases(&record)
        .filter(|case| matches!(case.outcome, Outcome::Failed | Outcome::Errored { .. }))
        .map(|case| case.case.id.as_str())
        .collect();
    let deviations = BTreeSet::from(["head-of-a-query", "reload-by-get", "snapshot"]);
    assert_eq!(failed, deviations, "\n{}", story(&record));

    let remarks: Vec<_> = cases(&record)
        .filter(|case| case.outcome == Outcome::Passed)
        .flat_map(|case| &case.findings)
        .collect();
    assert!(
        remarks.is_empty(),
        "there is no other finding, not even a should-level one: {remarks:?}"
    );

    let checks = |id: &str| -> BTreeSet<&str> {
        let case = cases(&record).find(|case| case.case.id == id).expect("the case ran");
        case.findings.iter().map(|finding| finding.check.as_str()).collect()
    };
    assert!(checks("head-of-a-query").contains("expect.status"));
    assert_eq!(checks("reload-by-get"), BTreeSet::from(["allow-on-405"]));
    assert!(checks("snapshot").contains("documented-status"));

    let proven = rows(&record, &Verdict::Proven);
    for row in ["400 bad_data", "422 execution", "503 timeout"] {
        assert!(proven.contains(row), "{row} is not proven: {proven:?}\n{}", story(&record));
    }
}
