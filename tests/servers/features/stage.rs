//! The environment of the tour: the real binary, a reference server, and the addresses that a command line can name.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use statusquo::record::RunRecord;
use statusquo::reference::{Faults, Reference};
use statusquo::verdict::Outcome;

use super::super::faults::copy;
use super::super::fixture::cases;
use super::root;

/// A reference server with its additional addresses.
pub(super) struct Stage {
    folder: tempfile::TempDir,
    names: Vec<(&'static str, String)>,
    _runtime: tokio::runtime::Runtime,
    _server: Reference,
}

/// The result of a command.
pub(super) struct Ended {
    pub(super) code: i32,
    /// Both output streams, with each run of white space as one space.
    pub(super) said: String,
    record: Option<RunRecord>,
}

impl Stage {
    /// Starts the server, a Unix socket that forwards to the server, and a server that speaks HTTP/1.1 only.
    pub(super) fn new() -> Stage {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let (server, guarded) = runtime.block_on(async {
            let mut server = Reference::start(anywhere, Faults::none()).await.expect("a server");
            let guarded = server.demand_certificates(anywhere).await.expect("an entrance");
            (server, guarded)
        });
        let authority = folder.path().join("authority.pem");
        fs::write(&authority, Reference::authority()).expect("a file");
        let socket = folder.path().join("api.sock");
        relay(&runtime, &socket, server.address());
        let gone = TcpListener::bind(anywhere).expect("a port").local_addr().expect("an address");
        let mtls = format!("https://localhost:{}", guarded.port());
        let trust = format!("--ca-file {}", authority.display());
        let all = format!(
            "--target {0} --target identity={0} --target mtls={mtls} --has fault-hook",
            server.url()
        );
        let vars = folder.path().join("staging.yaml");
        fs::write(&vars, "currency: USD\n").expect("a file");
        let wrong_vars = folder.path().join("wrong.yaml");
        fs::write(&wrong_vars, "currency: nothing\n").expect("a file");
        let names = vec![
            ("{failed}", failed(folder.path())),
            ("{vars}", vars.display().to_string()),
            ("{wrong-vars}", wrong_vars.display().to_string()),
            ("{targets}", format!("{all} {trust}")),
            ("{targets-untrusted}", all),
            ("{url}", server.url()),
            ("{port}", server.address().port().to_string()),
            ("{socket}", socket.display().to_string()),
            ("{gone}", format!("http://{gone}")),
            ("{http1}", format!("http://{}", http1())),
        ];
        Stage { folder, names, _runtime: runtime, _server: server }
    }

    /// Runs the binary in a folder. Names in braces in the arguments are replaced with the values of this stage.
    pub(super) fn run(&self, at: &Path, line: &str) -> Ended {
        let mut line = line.to_owned();
        for (name, value) in &self.names {
            line = line.replace(name, value);
        }
        let record = tempfile::NamedTempFile::new_in(self.folder.path()).expect("a file");
        let mut command = statusquo(at);
        command.args(line.split_whitespace());
        if line.starts_with("run") && !line.contains("--dry-run") {
            command.arg(format!("--report=ndjson={}", record.path().display()));
        }
        let output = command.output().expect("the binary runs");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).split_whitespace().collect::<Vec<_>>().join(" ");
        let lines = fs::read(record.path()).unwrap_or_default();
        let record = RunRecord::read(lines.as_slice()).ok();
        Ended { code: output.status.code().unwrap_or(-1), said, record }
    }
}

impl Ended {
    /// Returns the outcome of a case as one word. A table row or a token is named `suite/id`, as in reports.
    pub(super) fn outcome(&self, name: &str) -> &'static str {
        let cases = self.record.iter().flat_map(cases);
        let mut found = cases.filter(|case| case.case.to_string() == name);
        let (Some(case), None) = (found.next(), found.next()) else { return "not run once" };
        match case.outcome {
            Outcome::Passed if case.is_flaky() => "flaky",
            Outcome::Passed => "passed",
            Outcome::Failed => "failed",
            Outcome::Waived(_) => "waived",
            Outcome::Errored { .. } => "errored",
            Outcome::Skipped { .. } => "skipped",
            _ => "an outcome that this test does not know",
        }
    }

    /// Returns a description of the run for a failed test.
    pub(super) fn story(&self) -> String {
        let end = self.said.chars().take(600).collect::<String>();
        let record = self.record.as_ref().map(super::super::fixture::story).unwrap_or_default();
        format!("exit {}\n  {end}\n{record}", self.code)
    }
}

/// Returns the command in a folder, without the environment variables that the binary reads.
pub(super) fn statusquo(at: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    command.current_dir(at).env("NO_COLOR", "1");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("STATUSQUO_") || name == "GITHUB_STEP_SUMMARY" {
            command.env_remove(name);
        }
    }
    command
}

/// Copies the tour and replaces one line.
pub(super) fn with_line(file: &str, line: &str, wrong: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["specs", "suites/features", "suites/point-mtls/certificates"] {
        copy(&root().join(part), &folder.path().join(part));
    }
    let path: PathBuf = folder.path().join("suites/features").join(file);
    let text = fs::read_to_string(&path).expect("a file of the tour");
    assert_eq!(text.matches(line).count(), 1, "{file} has {line:?} once");
    fs::write(&path, text.replace(line, wrong)).expect("a file");
    folder
}

/// Returns the record of a run in which a case of the tour failed.
fn failed(folder: &Path) -> String {
    let record = folder.join("failed.ndjson").display().to_string();
    let mut command = statusquo(root());
    command.args(["run", "suites/features/credentials.yaml", "--target", "reference"]);
    command.args(["--fault", "cookie-ignored", &format!("--report=ndjson={record}")]);
    assert_eq!(command.output().expect("the binary runs").status.code(), Some(1));
    record
}

/// Starts a Unix socket that forwards to a server.
fn relay(runtime: &tokio::runtime::Runtime, socket: &Path, server: SocketAddr) {
    let _inside = runtime.enter();
    let listener = tokio::net::UnixListener::bind(socket).expect("a socket");
    runtime.spawn(async move {
        while let Ok((mut from, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut to = tokio::net::TcpStream::connect(server).await?;
                tokio::io::copy_bidirectional(&mut from, &mut to).await
            });
        }
    });
}

/// Starts a server that answers every connection in HTTP/1.1.
fn http1() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
    });
    address
}
