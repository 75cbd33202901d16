//! The rooms of `src/` in their order, as the table of `ARCHITECTURE.md` lists them.

use std::collections::BTreeSet;
use std::fs;

use crate::sources::package;

/// Returns the first column of the table of rooms, in order: a room uses only rooms above it.
pub(crate) fn in_order() -> Vec<String> {
    let page = fs::read_to_string(package().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let table = page.lines().skip_while(|line| !line.starts_with("| room "));
    let rows = table.take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| {
        let cell = row.split('|').nth(1).expect("a row has a first cell").trim();
        cell.trim_matches('`').to_owned()
    })
    .collect()
}

/// Returns the names of the top folders of `src/`, and of top files without a folder.
pub(crate) fn folders() -> BTreeSet<String> {
    let entries = fs::read_dir(package().join("src")).expect("the sources");
    let names = entries.map(|entry| {
        let path = entry.expect("the entry is readable").path();
        path.file_stem().expect("the entry has a name").to_string_lossy().into_owned()
    });
    names.filter(|name| !["lib", "main"].contains(&name.as_str())).collect()
}
