//! Breaches of the rules that a room still has. The lists only get shorter.
//!
//! `breaches/ROOM.txt` has one line per breach. A new breach fails the test, and so does a listed one that is gone.
//! `BLESS=1 cargo test --test tidy` rewrites the lists, unless a rule has more breaches than before.

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
    let found: BTreeSet<String> =
        breaches.iter().map(|breach| format!("{rule} {breach}")).collect();
    let (listed, others): (BTreeSet<String>, BTreeSet<String>) =
        listed().into_iter().partition(|line| line.split(' ').next() == Some(rule));
    if found == listed {
        return;
    }
    if env::var_os("BLESS").is_some() && found.len() <= listed.len() {
        return write(found.union(&others));
    }
    let new = found.difference(&listed).map(|line| format!("new: {line}"));
    let gone = listed.difference(&found).map(|line| {
        format!("gone, remove it from tests/tidy/breaches/{}.txt: {line}", list_of(line))
    });
    let differences: Vec<String> = new.chain(gone).collect();
    panic!("{details}{}", differences.join("\n"));
}

/// Returns the name of the list of a breach: the room of its file, or `crate` outside of `src/`.
fn list_of(line: &str) -> &str {
    let file = line.split(' ').nth(1).unwrap_or_default();
    room(file).unwrap_or("crate")
}

fn listed() -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    // Git keeps no empty folder, so the folder is gone with the last list.
    for entry in fs::read_dir(folder()).into_iter().flatten() {
        let path = entry.expect("the entry is readable").path();
        let text = fs::read_to_string(path).expect("the list is readable");
        lines.extend(text.lines().map(str::to_owned));
    }
    lines
}

fn write<'a>(lines: impl Iterator<Item = &'a String>) {
    let mut lists: BTreeMap<&str, String> = BTreeMap::new();
    for line in lines {
        lists.entry(list_of(line)).or_default().extend([line, "\n"]);
    }
    fs::remove_dir_all(folder()).expect("the lists are removable");
    fs::create_dir(folder()).expect("the lists have a folder");
    for (name, text) in lists {
        fs::write(folder().join(format!("{name}.txt")), text).expect("the list is writable");
    }
}
