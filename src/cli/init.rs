//! `statusquo init`: a small suite and contract to start from.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::session::{Exit, Failure};

use super::talk::print;

/// The files with what they hold; the suite names the contract by a path relative to it.
const FILES: [(&str, &str); 2] = [
    ("specs/api.yaml", include_str!("init/contract.yaml")),
    ("suites/first.yaml", include_str!("init/suite.yaml")),
];

/// Writes the files into the current folder. If any of them is there already, none is written.
pub(super) fn init() -> Result<Exit, Failure> {
    let there: Vec<&str> =
        FILES.iter().map(|(path, _)| *path).filter(|path| Path::new(path).exists()).collect();
    if !there.is_empty() {
        let message = format!("{} is there already; nothing was written", there.join(" and "));
        return Err(Failure::usage(message));
    }
    for (path, content) in FILES {
        write(Path::new(path), content)
            .map_err(|error| Failure::usage(format!("{path} cannot be written: {error}")))?;
        print(&format!("wrote {path}\n"))?;
    }
    print("\nNext: statusquo run suites/first.yaml --target reference\n")?;
    Ok(Exit::Conforms)
}

/// Writes a new file, and never over one that has come about in the meantime.
fn write(path: &Path, content: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(content.as_bytes())
}
