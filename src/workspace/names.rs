//! How files are named to people: relative to where they stand, with `/`.

use std::path::{Component, Path, PathBuf};

/// Names files relative to one folder.
#[derive(Debug)]
pub(super) struct Names {
    folder: PathBuf,
}

impl Names {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: normal(folder) }
    }

    /// The absolute path without `.` and `..`, links untouched.
    pub(super) fn normal(&self, path: &Path) -> PathBuf {
        normal(&self.folder.join(path))
    }

    /// What people call a file.
    pub(super) fn of(&self, path: &Path) -> String {
        let path = self.normal(path);
        let shared = path.components().zip(self.folder.components());
        let shared = shared.take_while(|(one, other)| one == other).count();
        let up = self.folder.components().count() - shared;
        // A file far away is clearer by its whole path than by a ladder of dots.
        if shared <= 1 || up > 3 {
            return slashes(&path);
        }
        let ladder = std::iter::repeat_n(Component::ParentDir, up);
        slashes(&ladder.chain(path.components().skip(shared)).collect::<PathBuf>())
    }
}

fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
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
    fn a_file_beside_is_named_by_the_way_up() {
        check("../shared/a.yaml", "../shared/a.yaml");
    }

    #[test]
    fn a_file_far_away_is_named_whole() {
        check("/etc/suites/a.yaml", "/etc/suites/a.yaml");
    }
}
