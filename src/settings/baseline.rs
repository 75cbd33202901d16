//! `--baseline RUN.ndjson` and `--against RUN.ndjson`: an earlier run to compare with.

use std::path::{Path, PathBuf};

use crate::record::Baseline;

use super::{Failure, run_record_input};

/// An earlier run to compare with, and its file.
#[derive(Debug, Clone)]
pub struct NamedBaseline {
    /// The run record, as the flag names it.
    pub file: PathBuf,
    /// The earlier run.
    pub baseline: Baseline,
}

impl NamedBaseline {
    /// Reads the run record that `flag` names.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read or is not a run record.
    pub fn read(flag: &str, file: &Path) -> Result<Self, Failure> {
        let record = run_record_input::read(flag, file)?;
        let baseline = Baseline::new(&record)
            .map_err(|error| run_record_input::unusable(flag, file, &error))?;
        Ok(Self { file: file.to_path_buf(), baseline })
    }
}
