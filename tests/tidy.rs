//! The house rules that a compiler does not know: who may use whom, how long a file may be.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of `src/` in the order of dependency: a room uses only rooms above it.
const ROOMS: [&str; 23] = [
    "diagnostic",
    "sanitize",
    "source",
    "http",
    "redact",
    "contract",
    "verdict",
    "check",
    "event",
    "ledger",
    "record",
    "suite",
    "init",
    "plan",
    "workspace",
    "run",
    "traffic",
    "explain",
    "report",
    "reference",
    "session",
    "harness",
    "cli",
];

/// Pairs that are below one another and still do not know each other.
const STRANGERS: [(&str, &str); 6] = [
    ("report", "run"),
    ("report", "plan"),
    ("run", "workspace"),
    ("report", "workspace"),
    ("reference", "diagnostic"),
    ("cli", "harness"),
];

/// Code lines that a file may have before its tests.
const LINES: usize = 400;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn source_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The text before the inline test module.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    match text.find("#[cfg(test)]\nmod tests") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

fn room(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(source_root()).expect("it is below src");
    let first = inside.components().next()?.as_os_str().to_string_lossy();
    let name = first.strip_suffix(".rs").unwrap_or(&first).to_owned();
    ROOMS.contains(&name.as_str()).then_some(name)
}

fn rank(room: &str) -> usize {
    ROOMS.iter().position(|name| *name == room).expect("a room")
}

/// The rooms that a text names behind `crate::`.
fn used(text: &str) -> Vec<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let parts = code.flat_map(|line| line.split("crate::").skip(1));
    let names = parts.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
    names.flatten().filter(|name| ROOMS.contains(name)).collect()
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let mut breaches = Vec::new();
    for path in sources(&source_root()) {
        let Some(user) = room(&path) else { continue };
        for name in used(&code(&path)) {
            let strangers = STRANGERS.contains(&(user.as_str(), name));
            if user == "reference" && name != "reference" || strangers || rank(name) > rank(&user) {
                breaches.push(format!("{}: `{user}` uses `{name}`", path.display()));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

/// Rooms whose results depend on nothing but what they are given.
const PURE: [&str; 8] = ["source", "verdict", "check", "event", "ledger", "suite", "init", "plan"];

#[test]
fn a_pure_room_opens_no_file() {
    let mut breaches = Vec::new();
    for path in sources(&source_root()) {
        let tests =
            path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
        let fixture = path.ends_with("check/fixture.rs");
        let pure = room(&path).is_some_and(|room| PURE.contains(&room.as_str()));
        let text = code(&path);
        if pure
            && !tests
            && !fixture
            && ["std::fs", "fs::File", "tokio::"].iter().any(|word| text.contains(word))
        {
            breaches.push(path);
        }
    }
    assert!(breaches.is_empty(), "`contract::Files` is the door: {breaches:?}");
}

#[test]
fn every_room_is_known_here() {
    let mut unknown = Vec::new();
    for entry in fs::read_dir(source_root()).expect("the sources") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if !["lib", "main"].contains(&name.as_str()) && room(&path).is_none() {
            unknown.push(name);
        }
    }
    assert!(unknown.is_empty(), "not in ROOMS: {unknown:?}");
}

#[test]
fn no_file_is_longer_than_a_sitting() {
    let long: Vec<String> = sources(&source_root())
        .into_iter()
        .map(|path| (code(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > LINES)
        .map(|(lines, path)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let mut silent = Vec::new();
    for path in sources(&source_root()) {
        let text = fs::read_to_string(&path).expect("a source file");
        if text.contains("#[allow(") || text.contains("#![allow(") {
            silent.push(path);
        }
    }
    assert!(silent.is_empty(), "use #[expect(lint, reason = …)]: {silent:?}");
}

#[test]
fn the_architecture_page_names_every_room() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let page = fs::read_to_string(page).expect("ARCHITECTURE.md");
    let missing: Vec<&&str> =
        ROOMS.iter().filter(|room| !page.contains(&format!("`{room}`"))).collect();
    assert!(missing.is_empty(), "ARCHITECTURE.md does not name {missing:?}");
}
