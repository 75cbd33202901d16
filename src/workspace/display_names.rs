//! The names of files in messages and reports: relative to the current folder, with `/`.

use std::path::{Component, Path, PathBuf};

/// Names files relative to one folder.
///
/// A name is for display only. A file is opened by its joined path, so that the system resolves `..` after a link as
/// usual.
#[derive(Debug)]
pub(super) struct DisplayNames {
    folder: PathBuf,
}

impl DisplayNames {
    /// Creates names relative to an absolute folder.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: normalized(folder) }
    }

    /// Returns the absolute path to open.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// Returns the name of a file.
    pub(super) fn of(&self, path: &Path) -> String {
        let path = normalized(&self.absolute(path));
        let shared = path.components().zip(self.folder.components());
        let shared = shared.take_while(|(one, other)| one == other).count();
        let up = self.folder.components().count() - shared;
        // The whole path of a distant file is clearer than many `..`.
        if shared <= 1 || up > 3 {
            return slashes(&path);
        }
        let parents = std::iter::repeat_n(Component::ParentDir, up);
        let relative: PathBuf = parents.chain(path.components().skip(shared)).collect();
        if relative.as_os_str().is_empty() { ".".to_owned() } else { slashes(&relative) }
    }
}

/// Returns the path without `.`, and without `..` after a name.
fn normalized(path: &Path) -> PathBuf {
    let mut normalized = PathBuf::new();
    for component in path.components() {
        let named = matches!(normalized.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::CurDir => {}
            Component::ParentDir if named => {
                normalized.pop();
            }
            other => normalized.push(other),
        }
    }
    normalized
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        assert_eq!(DisplayNames::new(Path::new("/home/me/api")).of(Path::new(path)), expected);
    }

    #[test]
    fn a_file_in_a_subfolder_has_a_relative_name() {
        check("suites/./orders.yaml", "suites/orders.yaml");
        check("suites/point/../../specs/point.yaml", "specs/point.yaml");
        check("/home/me/api/specs/point.yaml", "specs/point.yaml");
    }

    #[test]
    fn the_current_folder_is_a_dot() {
        check(".", ".");
        check("..", "..");
    }

    #[test]
    fn a_file_in_a_nearby_folder_has_a_relative_name() {
        check("../shared/a.yaml", "../shared/a.yaml");
    }

    #[test]
    fn a_distant_file_has_an_absolute_name() {
        check("/etc/suites/a.yaml", "/etc/suites/a.yaml");
    }
}
