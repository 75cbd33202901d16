//! Finds suites: the named files, and every YAML file below the named folders.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Budget;

use super::display_names::DisplayNames;

pub(super) const FILE_NOT_FOUND: Code = Code::FILE_NOT_FOUND;
const UNREADABLE: Code = Code::UNREADABLE_FILE;
const NO_SUITES: Code = Code::NO_SUITES;

/// The maximum depth of folders. Links to folders are never followed, so a loop of links cannot trap the search.
const MAX_DEPTH: usize = 32;

/// A file that may be a suite.
#[derive(Debug, Clone)]
pub(super) struct FoundFile {
    pub(super) path: PathBuf,
    /// True if the user named the file, false if it was found in a folder.
    pub(super) named: bool,
}

/// Returns the suites that the paths name, sorted within each folder, each file once.
pub(super) fn find_suites(
    paths: &[PathBuf],
    names: &DisplayNames,
    problems: &mut Vec<Diagnostic>,
) -> Vec<FoundFile> {
    let mut found: Vec<FoundFile> = Vec::new();
    for path in paths {
        let absolute = names.absolute(path);
        if absolute.is_dir() {
            let mut inside = Vec::new();
            walk(&absolute, MAX_DEPTH, names, &mut inside, problems);
            if inside.is_empty() {
                problems.push(empty_folder(&names.of(&absolute)));
            }
            found.extend(inside.into_iter().map(|path| FoundFile { path, named: false }));
        } else if absolute.exists() {
            found.push(FoundFile { path: absolute, named: true });
        } else {
            problems.push(missing_path(&names.of(&absolute)));
        }
    }
    let mut seen: BTreeMap<PathBuf, usize> = BTreeMap::new();
    let mut files: Vec<FoundFile> = Vec::new();
    for file in found {
        // Two paths to one file are one suite.
        let key = file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
        let first = *seen.entry(key).or_insert(files.len());
        match files.get_mut(first) {
            Some(known) => known.named |= file.named,
            None => files.push(file),
        }
    }
    files
}

/// Returns the error that there are only shared files, and no suite uses them.
pub(super) fn only_shared() -> Diagnostic {
    Diagnostic::error(NO_SUITES, "there is no suite, only shared files")
        .help("a shared file is run with the suites that use it, or where it is named itself")
}

/// Reads a file as text. Reports a problem if it cannot be read, is too large or is not UTF-8.
pub(super) fn read_text(
    path: &Path,
    names: &DisplayNames,
    problems: &mut Vec<Diagnostic>,
) -> Option<String> {
    match read(path) {
        Ok(text) => Some(text),
        Err(why) => {
            let message = format!("cannot read {}: {why}", names.of(path));
            problems.push(Diagnostic::error(UNREADABLE, message));
            None
        }
    }
}

fn read(path: &Path) -> Result<String, String> {
    let metadata = fs::metadata(path).map_err(reason)?;
    if !metadata.is_file() {
        return Err("it is no regular file".to_owned());
    }
    let limit = Budget::default().bytes as u64;
    if metadata.len() > limit {
        return Err(format!("it is larger than {limit} bytes"));
    }
    let bytes = fs::read(path).map_err(reason)?;
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..offset].split(|byte| *byte == b'\n').count();
        format!("it is not UTF-8 text (byte {offset}, line {line}); save it as UTF-8")
    })
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` passes the error by value")]
fn reason(error: io::Error) -> String {
    error.kind().to_string()
}

fn walk(
    folder: &Path,
    depth: usize,
    names: &DisplayNames,
    found: &mut Vec<PathBuf>,
    problems: &mut Vec<Diagnostic>,
) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            let message = format!("cannot read {}: {}", names.of(folder), error.kind());
            problems.push(Diagnostic::error(UNREADABLE, message));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|path| !is_hidden(path)) {
        if path.is_dir() && !path.is_symlink() && depth > 0 {
            walk(&path, depth - 1, names, found, problems);
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml") {
            found.push(path);
        }
    }
}

/// Returns `true` if the name begins with `.` or `_`. Such files and folders hold no suites.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.is_some_and(|name| name.starts_with('.') || name.starts_with('_'))
}

fn missing_path(name: &str) -> Diagnostic {
    Diagnostic::error(FILE_NOT_FOUND, format!("there is no file or folder {name}"))
        .help("name suites, or folders of suites; without a name it is `suites`")
}

fn empty_folder(name: &str) -> Diagnostic {
    Diagnostic::error(NO_SUITES, format!("there is no suite in {name}")).help(
        "suites are files that end in .yaml or .yml; names that begin with `.` or `_` are left out",
    )
}
