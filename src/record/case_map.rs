//! A map by case.

use std::collections::HashMap;

use crate::event::CaseFinished;
use crate::verdict::CaseName;

/// Values by the file of a case and then by its name. The name alone is not unique: two recordings of traffic may
/// have the same suite name.
#[derive(Debug, Clone)]
pub(super) struct CaseMap<T>(HashMap<String, HashMap<CaseName, T>>);

impl<T> Default for CaseMap<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> CaseMap<T> {
    /// Sets the value of a case.
    pub(super) fn insert(&mut self, file: &str, case: CaseName, value: T) {
        // Not `entry`, which would allocate the name of the file for every case.
        if !self.0.contains_key(file) {
            self.0.insert(file.to_owned(), HashMap::new());
        }
        if let Some(cases) = self.0.get_mut(file) {
            cases.insert(case, value);
        }
    }

    /// Returns the value of a case.
    pub(super) fn get(&self, case: &CaseFinished) -> Option<&T> {
        self.0.get(&case.file)?.get(&case.case)
    }
}
