//! Access to files for rooms that open no file themselves.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Reads files on behalf of a room that opens none itself.
///
/// The result of such a room depends on its arguments alone, and tests pass files in memory.
pub trait Files: Debug + Send + Sync {
    /// Returns the bytes of a file. If the file has more than `limit` bytes, returns the first `limit + 1`.
    ///
    /// # Errors
    ///
    /// If the file is missing, unreadable, or not a regular file.
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>>;
}

/// Reads the files of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        // Opening a named pipe without a writer would block forever.
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
    fn one_byte_beyond_the_limit_of_a_large_file_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        std::fs::write(&path, b"abc").expect("written");
        assert_eq!(Disk.read(&path, 3).expect("read"), b"abc");
        assert_eq!(Disk.read(&path, 1).expect("read"), b"ab");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_that_never_ends_is_refused() {
        let error = Disk.read(Path::new("/dev/zero"), 1 << 20).expect_err("no regular file");
        assert_eq!(error.to_string(), "it is no regular file");
    }

    #[test]
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(Disk.read(folder.path(), 1).is_err());
    }
}
