//! Suite text to [`Suite`].

use std::path::Path;

use super::Suite;
use crate::diagnostic::{Diagnostic, FileId, Sources};

impl Suite {
    /// Reads a suite. `folder` is where its relative paths start from.
    ///
    /// Every problem is reported with its place; `None` if the suite cannot be used at all.
    pub fn parse(
        file: FileId,
        folder: &Path,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let _ = (file, folder, sources, problems);
        todo!()
    }
}
