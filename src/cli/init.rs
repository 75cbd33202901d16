//! `statusquo init`: a first suite, for a document or to see what one looks like.

mod document;
mod fetch;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::session::{Exit, Failure};

use super::args::InitCommand;
use super::talk::{Talk, print};

/// The files with what they hold; the suite names the contract by a path relative to it.
const FILES: [(&str, &str); 2] = [
    ("specs/api.yaml", include_str!("../init/samples/contract.yaml")),
    ("suites/first.yaml", include_str!("../init/samples/suite.yaml")),
];

pub(super) fn init(command: &InitCommand, talk: Talk) -> Result<Exit, Failure> {
    match &command.document {
        Some(document) => document::init(document, &command.layers, talk),
        None => samples(),
    }
}

/// Writes the samples into the current folder.
fn samples() -> Result<Exit, Failure> {
    let files = FILES.map(|(path, content)| (path.to_owned(), content.as_bytes().to_owned()));
    write_all(&files)?;
    print("\nNext: statusquo run suites/first.yaml --target reference\n")?;
    Ok(Exit::Conforms)
}

/// Writes files and names each. If any of them is there already, none is written.
fn write_all(files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
    let there: Vec<&str> = files
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| Path::new(path).exists())
        .collect();
    if !there.is_empty() {
        let message = format!("{} is there already; nothing was written", there.join(" and "));
        return Err(Failure::usage(message));
    }
    for (path, content) in files {
        write(Path::new(path), content)
            .map_err(|error| Failure::usage(format!("{path} cannot be written: {error}")))?;
        print(&format!("wrote {path}\n"))?;
    }
    Ok(())
}

/// Writes a new file, and never over one that has come about in the meantime.
fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(content)
}
