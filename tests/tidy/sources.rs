//! The source files below a folder, and their code without comments or inline tests.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns all `.rs` files below a folder of the package, sorted.
pub(crate) fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&package().join(folder), &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the entry is readable").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Returns the path relative to the package, with `/` on every system.
pub(crate) fn shown(path: &Path) -> String {
    let inside = path.strip_prefix(package()).expect("the file is inside the package");
    inside.to_string_lossy().replace('\\', "/")
}

/// Returns the text of a file up to its inline test module.
pub(crate) fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("the source file is readable");
    match text.find("#[cfg(test)]\nmod tests {") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Returns the room of a file below `src/`: the name of the top folder, or of the top file.
///
/// `lib.rs` and `main.rs` belong to no room.
pub(crate) fn room(shown_path: &str) -> Option<&str> {
    let first = shown_path.strip_prefix("src/")?.split('/').next()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (!["lib", "main"].contains(&name)).then_some(name)
}
