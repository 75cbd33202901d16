//! Breaches of the rules that a room still has. The lists only get shorter.
//!
//! `breaches/ROOM.txt` has one line per breach. A new breach fails the test, and so does a listed one that is gone.
//! `BLESS=1 cargo test --test tidy` rewrites the lists of rooms that do not have more breaches of any rule than before.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::sources::{package, room};

/// Tests run at the same time, and each reads and rewrites the lists of all rules.
static LISTS: Mutex<()> = Mutex::new(());

fn folder() -> PathBuf {
    package().join("tests/tidy/breaches")
}

/// Fails if the breaches of one rule are not those of the lists, and prints the details of all of them.
///
/// A breach is a file and, after a space, more about the place.
pub(crate) fn assert_known(rule: &str, breaches: &BTreeSet<String>, details: &str) {
    let _lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    let mut by_room: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for breach in breaches {
        by_room
            .entry(room(breach).unwrap_or("crate"))
            .or_default()
            .insert(format!("{rule} {breach}"));
    }
    let known = known();
    let rooms: BTreeSet<&str> =
        by_room.keys().copied().chain(known.keys().map(String::as_str)).collect();
    let mut differences = Vec::new();
    for room in rooms {
        let listed = known.get(room).cloned().unwrap_or_default();
        let (of_rule, others): (BTreeSet<String>, BTreeSet<String>) =
            listed.into_iter().partition(|line| line.split(' ').next() == Some(rule));
        let found = by_room.remove(room).unwrap_or_default();
        if found == of_rule {
            continue;
        }
        if env::var_os("BLESS").is_some() && found.len() <= of_rule.len() {
            write(room, &found.union(&others).cloned().collect());
            continue;
        }
        differences.extend(found.difference(&of_rule).map(|line| format!("{room}: new: {line}")));
        differences.extend(of_rule.difference(&found).map(|line| {
            format!("{room}: gone, remove it from tests/tidy/breaches/{room}.txt: {line}")
        }));
    }
    assert!(differences.is_empty(), "{details}{}", differences.join("\n"));
}

fn known() -> BTreeMap<String, BTreeSet<String>> {
    let Ok(entries) = fs::read_dir(folder()) else { return BTreeMap::new() };
    entries
        .map(|entry| {
            let path = entry.expect("the entry is readable").path();
            let room = path.file_stem().expect("a list has a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("the list is readable");
            (room, text.lines().map(str::to_owned).collect())
        })
        .collect()
}

fn write(room: &str, lines: &BTreeSet<String>) {
    let path = folder().join(format!("{room}.txt"));
    if lines.is_empty() {
        fs::remove_file(path).expect("the list is removable");
    } else {
        let text: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
        fs::write(path, text).expect("the list is writable");
    }
}
