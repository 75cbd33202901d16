//! The door to files, for rooms that open none themselves.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Reads files for those that must not: what they make depends on nothing but what they are given.
pub trait Files: Debug + Send + Sync {
    /// The bytes of a file; of one with more than `limit` bytes the first `limit + 1`.
    ///
    /// # Errors
    ///
    /// If there is no such file, it is no regular one, or it cannot be read.
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>>;
}

/// The files of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        // A pipe without a writer would be opened for ever.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "it is no regular file"));
        }
        let mut bytes = Vec::new();
        File::open(path)?.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_large_file_one_byte_too_many_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        std::fs::write(&path, b"abc").expect("written");
        assert_eq!(Disk.read(&path, 3).expect("read"), b"abc");
        assert_eq!(Disk.read(&path, 1).expect("read"), b"ab");
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Disk.read(folder.path(), 1).is_err());
    }
}
