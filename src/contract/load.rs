//! Contract text to [`Contract`].

use std::path::Path;

use super::Contract;
use crate::diagnostic::{Diagnostic, Sources};

impl Contract {
    /// Loads a contract with its bodies.
    ///
    /// `name` is what people call the file. Every problem is reported, each with its line; warnings
    /// too. `None` if one of them is an error.
    pub fn load(
        path: &Path,
        name: &str,
        sources: &mut Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let _ = (path, name, sources, problems);
        todo!()
    }
}
