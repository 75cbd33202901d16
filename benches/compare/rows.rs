//! The cases of the benchmarks as rows of tables.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::cases::{CONTRACT, HEAD, KINDS};

/// Writes the cases as rows of a CSV file, which one case of each kind uses.
pub(crate) fn write(folder: &Path, count: usize) -> Outcome<PathBuf> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("items.yaml"), CONTRACT)?;
    let mut rows = "number\n".to_owned();
    for number in 1..=count / KINDS.len() {
        let _ = writeln!(rows, "{number}");
    }
    fs::write(folder.join("rows.csv"), rows)?;
    let mut text = HEAD.to_owned();
    for (at, kind) in KINDS.iter().enumerate() {
        let lines = kind.lines("${number}").replace(": Item ${number}", ": \"Item ${number}\"");
        let quoted = quoted(&lines);
        let _ = write!(text, "  - id: k{at}\n    each: rows.csv\n{quoted}");
    }
    let path = folder.join("suite.yaml");
    fs::write(&path, text)?;
    Ok(path)
}

/// Quotes the values with braces, because a flow mapping requires quotes.
fn quoted(lines: &str) -> String {
    lines
        .replace("X-Request-Id: r-${number}", "X-Request-Id: \"r-${number}\"")
        .replace("name: New ${number},", "name: \"New ${number}\",")
}
