//! `statusquo init`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn statusquo(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statusquo"));
    command.current_dir(folder).env_remove("STATUSQUO_TARGET").args(arguments);
    command.output().expect("the binary runs")
}

#[test]
fn what_it_writes_is_without_fault_and_all_proven_by_the_reference_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = statusquo(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let check = statusquo(folder.path(), &["check"]);
    let said = String::from_utf8_lossy(&check.stderr).into_owned();
    assert!(said.contains("5 documented codes: no problems"), "{check:?}");
    let arguments = ["run", "suites/first.yaml", "--target", "reference", "--require", "proven"];
    let run = statusquo(folder.path(), &arguments);
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stdout));
}

#[test]
fn it_never_writes_over_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("suites")).expect("a folder");
    let mine = folder.path().join("suites/first.yaml");
    fs::write(&mine, "mine").expect("a file");
    let output = statusquo(folder.path(), &["init"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("suites/first.yaml is there already; nothing was written"), "{said}");
    assert_eq!(fs::read_to_string(mine).expect("it is there"), "mine");
    assert!(!folder.path().join("specs").exists());
}
