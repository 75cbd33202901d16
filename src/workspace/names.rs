//! How files are named to people: relative to where they stand, with `/`.

use std::path::{Component, Path, PathBuf};

/// Names files relative to one folder.
///
/// Names are for people. A file is opened by its path as it was joined, so that the system resolves `..`
/// behind a link as it always does.
#[derive(Debug)]
pub(super) struct Names {
    folder: PathBuf,
}

impl Names {
    /// Names relative to an absolute folder.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: plain(folder) }
    }

    /// The absolute path to open.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// What people call a file.
    pub(super) fn of(&self, path: &Path) -> String {
        let path = plain(&self.absolute(path));
        let shared = path.components().zip(self.folder.components());
        let shared = shared.take_while(|(one, other)| one == other).count();
        let up = self.folder.components().count() - shared;
        // A file far away is clearer by its whole path than by a ladder of dots.
        if shared <= 1 || up > 3 {
            return slashes(&path);
        }
        let ladder = std::iter::repeat_n(Component::ParentDir, up);
        let way: PathBuf = ladder.chain(path.components().skip(shared)).collect();
        if way.as_os_str().is_empty() { ".".to_owned() } else { slashes(&way) }
    }
}

/// The path without `.`, and without `..` behind a name.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        let named = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::CurDir => {}
            Component::ParentDir if named => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: &str) {
        assert_eq!(Names::new(Path::new("/home/me/api")).of(Path::new(path)), expected);
    }

    #[test]
    fn a_file_below_is_named_by_its_way_down() {
        check("suites/./orders.yaml", "suites/orders.yaml");
        check("suites/point/../../specs/point.yaml", "specs/point.yaml");
        check("/home/me/api/specs/point.yaml", "specs/point.yaml");
    }

    #[test]
    fn the_folder_itself_is_a_dot() {
        check(".", ".");
        check("..", "..");
    }

    #[test]
    fn a_file_beside_is_named_by_the_way_up() {
        check("../shared/a.yaml", "../shared/a.yaml");
    }

    #[test]
    fn a_file_far_away_is_named_whole() {
        check("/etc/suites/a.yaml", "/etc/suites/a.yaml");
    }
}
