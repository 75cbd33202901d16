//! The rules of the house that the compiler and clippy do not check: the order of the rooms, no circles between
//! files, the length of files, no tuples as parameters, no `allow`.

mod dependencies;
mod modules;
mod rooms;
mod sources;
mod tokens;
mod tuples;

use std::collections::BTreeSet;
use std::fs;

use dependencies::Dependencies;
use sources::{code, room, rust_files, shown};

/// Pairs of rooms in which the first must not use the second, although the second is above.
const FORBIDDEN: [(&str, &str); 6] = [
    ("report", "run"),
    ("report", "plan"),
    ("run", "workspace"),
    ("report", "workspace"),
    ("reference", "diagnostic"),
    ("cli", "harness"),
];

/// Rooms whose results depend only on their arguments.
const PURE: [&str; 7] = ["source", "verdict", "check", "event", "ledger", "suite", "plan"];

/// Maximum number of lines of a file before its inline tests.
const MOST_LINES: usize = 400;

/// Returns true for a file of `src/` that holds tests only.
fn is_test_file(shown: &str) -> bool {
    shown.ends_with("/tests.rs") || shown.contains("/tests/")
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let order = rooms::in_order();
    let rank = |room: &str| order.iter().position(|name| name == room);
    let mut breaches = BTreeSet::new();
    for (user, targets) in Dependencies::of(&modules::library()).edges {
        let Some(user_room) = room(&user.file).filter(|_| !user.test) else { continue };
        for (target, names) in &targets {
            let Some(target_room) = room(&target.file) else { continue };
            let forbidden = FORBIDDEN.contains(&(user_room, target_room));
            let stranger = user_room == "reference" && target_room != "reference";
            if forbidden || stranger || rank(target_room) > rank(user_room) {
                breaches.insert(format!(
                    "{}: `{user_room}` uses {names:?} of `{target_room}`",
                    user.file
                ));
            }
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn no_two_files_depend_on_each_other() {
    let dependencies = Dependencies::of(&modules::library());
    let circles = dependencies.circles();
    let details: String = circles.iter().map(|circle| dependencies.describe(circle)).collect();
    assert!(circles.is_empty(), "{details}");
}

#[test]
fn no_function_takes_a_tuple() {
    let mut breaches = BTreeSet::new();
    for file in rust_files("src").into_iter().filter(|file| !is_test_file(&shown(file))) {
        let functions = tuples::functions_with_tuples(&file);
        breaches.extend(functions.iter().map(|function| format!("{} {function}", shown(&file))));
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn no_file_has_more_than_400_lines() {
    let mut breaches = BTreeSet::new();
    for file in ["src", "tests", "benches"].into_iter().flat_map(rust_files) {
        let lines = code(&file).lines().count();
        if lines > MOST_LINES {
            breaches.insert(shown(&file));
        }
    }
    assert!(breaches.is_empty(), "{breaches:#?}");
}

#[test]
fn a_pure_room_opens_no_file() {
    let mut breaches = Vec::new();
    for file in rust_files("src") {
        let shown = shown(&file);
        let tests = is_test_file(&shown) || shown == "src/check/fixture.rs";
        let drafting = shown.starts_with("src/init/draft/");
        let pure = drafting || room(&shown).is_some_and(|room| PURE.contains(&room));
        let text = code(&file);
        if pure
            && !tests
            && ["std::fs", "fs::File", "tokio::"].iter().any(|name| text.contains(name))
        {
            breaches.push(shown);
        }
    }
    assert!(breaches.is_empty(), "these files open files without `contract::Files`: {breaches:?}");
}

#[test]
fn the_table_of_rooms_lists_the_folders_of_the_sources() {
    let order = rooms::in_order();
    let listed: BTreeSet<String> = order.iter().cloned().collect();
    assert_eq!(listed.len(), order.len(), "a room is listed twice: {order:?}");
    assert_eq!(listed, rooms::folders());
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let mut breaches = Vec::new();
    for file in rust_files("src") {
        let text = fs::read_to_string(&file).expect("the source file is readable");
        if text.contains("#[allow(") || text.contains("#![allow(") {
            breaches.push(shown(&file));
        }
    }
    assert!(breaches.is_empty(), "use #[expect(lint, reason = …)] in {breaches:?}");
}
