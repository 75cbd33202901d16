//! One identity for all spellings of a path.

use std::path::{Component, Path, PathBuf};

/// Returns one path for all spellings of a path: absolute, without `.` and `..`, and with links resolved.
///
/// A report need not exist yet, and neither does its folder. The part that exists is resolved by the file system,
/// the rest by its text.
pub(super) fn file_identity(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    if let Ok(canonical) = absolute.canonicalize() {
        return canonical;
    }
    let Some(parent) = absolute.parent() else { return absolute };
    let folder = file_identity(parent);
    match absolute.components().next_back() {
        Some(Component::ParentDir) => folder.parent().map(Path::to_path_buf).unwrap_or(folder),
        Some(Component::Normal(name)) => folder.join(name),
        _ => folder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_of_a_path_have_one_identity() {
        let folder = tempfile::tempdir().expect("a folder");
        let expected = file_identity(&folder.path().join("new/report.xml"));
        for spelling in ["./new/report.xml", "new/./report.xml", "new/a/../report.xml"] {
            assert_eq!(file_identity(&folder.path().join(spelling)), expected, "{spelling}");
        }
        assert_ne!(file_identity(&folder.path().join("report.xml")), expected);
        assert_eq!(file_identity(Path::new("./same")), file_identity(Path::new("same")));
    }
}
