//! Files that are created, but never replaced, and the sample files for authors who have no document.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::settings::Failure;

/// A file to be created below the current folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The path of the file, relative to the current folder, with slashes.
    pub path: String,
    /// The content that is written to the file.
    pub content: Vec<u8>,
}

impl NewFile {
    /// Creates a file with this content. `path` has slashes on every system.
    pub fn new(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: content.into() }
    }

    /// Checks that none of the files exists.
    ///
    /// # Errors
    ///
    /// If a file exists. The message names all of them.
    pub fn ensure_absent(files: &[Self]) -> Result<(), Failure> {
        let paths = files.iter().map(|file| file.path.as_str());
        // All files are checked before the first one is written, so that a refused command leaves nothing behind.
        let existing: Vec<&str> = paths.filter(|path| Path::new(path).exists()).collect();
        if existing.is_empty() {
            return Ok(());
        }
        let verb = if existing.len() == 1 { "exists" } else { "exist" };
        let names = existing.join(" and ");
        Err(Failure::usage(format!("{names} already {verb}; nothing was written")))
    }

    /// Creates the file and its folder.
    ///
    /// # Errors
    ///
    /// If the file exists or cannot be written.
    pub fn create(&self) -> Result<(), Failure> {
        self.try_create()
            .map_err(|error| Failure::usage(format!("cannot write {}: {error}", self.path)))
    }

    fn try_create(&self) -> std::io::Result<()> {
        let path = Path::new(&self.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // `create_new` fails if another process created the file after `ensure_absent`.
        File::create_new(path)?.write_all(&self.content)
    }
}

/// Returns the sample contract and suite. The suite names the contract by a relative path.
pub fn sample_files() -> Vec<NewFile> {
    let contract = include_str!("samples/contract.yaml");
    let suite = include_str!("samples/suite.yaml");
    vec![NewFile::new("specs/api.yaml", contract), NewFile::new("suites/first.yaml", suite)]
}
