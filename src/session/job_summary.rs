//! The summary of a CI job: a file to which every step of the job appends.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

/// The maximum size of the summary of one step in bytes. GitHub shows nothing of a larger one.
const MAX_BYTES: u64 = 1 << 20;

/// Appends a page to the summary.
///
/// # Errors
///
/// Returns an error if the file cannot be written, or would be too large to be shown.
pub(super) fn append(file: &Path, page: &[u8]) -> Result<(), String> {
    let written = || -> io::Result<bool> {
        let mut file = OpenOptions::new().create(true).append(true).open(file)?;
        // Other steps may have written to the file, so its size is read instead of counted.
        let fits = file.metadata()?.len() + page.len() as u64 <= MAX_BYTES;
        if fits {
            file.write_all(page)?;
        }
        Ok(fits)
    };
    match written() {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("the job summary {} is full", file.display())),
        Err(error) => Err(format!("cannot write {}: {error}", file.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_appended_unless_the_summary_is_full() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("summary.md");
        append(&file, b"one\n").expect("there is room");
        append(&file, b"two\n").expect("there is room");
        let refused = append(&file, &vec![b'x'; 1 << 20]).expect_err("it is too large");
        assert!(refused.ends_with("is full"), "{refused}");
        assert_eq!(std::fs::read(&file).expect("it is there"), b"one\ntwo\n");
    }
}
