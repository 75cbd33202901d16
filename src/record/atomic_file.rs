//! Atomic writes: a file is replaced completely or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::error::ReportError;

/// The size of the write buffer in bytes. One line of a run record may have some thousands.
const BUFFER: usize = 128 << 10;

/// A file that replaces an older one only when it is complete. Until then it is a temporary file in the same folder.
///
/// The older file survives a crash of the process. It may not survive a power failure: the file is not synced to disk,
/// which would take as long as hundreds of cases.
///
/// A path that is not a regular file, such as `/dev/stdout` or a pipe, cannot be replaced. It is written directly.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    out: BufWriter<File>,
    /// The path of the file until the commit. `None` if the file at `path` is written directly.
    temporary: Option<TempPath>,
}

impl WholeFile {
    /// Starts a file for `path`. Creates the folder if it is missing.
    ///
    /// # Errors
    ///
    /// If the folder or the file cannot be created.
    pub fn create(path: &Path) -> Result<Self, ReportError> {
        Self::begin(path).map_err(|source| refused(path, source))
    }

    fn begin(path: &Path) -> io::Result<Self> {
        // A rename would replace the device or pipe by a regular file.
        let is_special = fs::metadata(path).is_ok_and(|existing| !existing.is_file());
        let (file, temporary) = if is_special {
            (OpenOptions::new().write(true).open(path)?, None)
        } else {
            let (file, temporary) = create_temporary(path)?;
            (file, Some(temporary))
        };
        let out = BufWriter::with_capacity(BUFFER, file);
        Ok(Self { path: path.to_owned(), out, temporary })
    }

    /// Returns true if the file is temporary until it is committed, so nobody reads it earlier.
    pub(crate) fn is_unseen(&self) -> bool {
        self.temporary.is_some()
    }

    /// Returns the path of the file after the commit.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the file to its path and replaces an older one.
    ///
    /// # Errors
    ///
    /// If the file cannot be written completely. An older file is unchanged.
    pub fn commit(self) -> Result<(), ReportError> {
        let Self { path, out, temporary } = self;
        commit(&path, out, temporary).map_err(|source| refused(&path, source))
    }

    /// Writes a whole file and commits it.
    ///
    /// # Errors
    ///
    /// If the file cannot be written completely. An older file is unchanged.
    pub fn write(
        path: &Path,
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> Result<(), ReportError> {
        let mut file = Self::create(path)?;
        content(&mut file).map_err(|source| refused(path, source))?;
        file.commit()
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn create_temporary(path: &Path) -> io::Result<(File, TempPath)> {
    // The parent of a bare file name is empty and means the current folder.
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".statusquo-").suffix(".partial");
    // Temporary files are private by default. A report is an ordinary file, so only the umask limits its readers.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The same folder, because a rename is atomic only within one file system.
    builder.tempfile_in(folder).map(tempfile::NamedTempFile::into_parts)
}

fn commit(path: &Path, out: BufWriter<File>, temporary: Option<TempPath>) -> io::Result<()> {
    close(out.into_inner().map_err(io::IntoInnerError::into_error)?)?;
    let Some(temporary) = temporary else { return Ok(()) };
    // A rename would replace a symbolic link. The file that it points to is replaced instead.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Closes a file and returns the error. A network file system may report a full disk only now.
#[cfg(unix)]
fn close(file: File) -> io::Result<()> {
    nix::unistd::close(file).map_err(io::Error::from)
}

#[cfg(not(unix))]
fn close(file: File) -> io::Result<()> {
    drop(file);
    Ok(())
}

pub(crate) fn refused(path: &Path, source: io::Error) -> ReportError {
    ReportError::Write { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder can be made")
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder is there");
        entries.map(|e| e.expect("readable").file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_file_appears_when_it_is_complete() {
        let folder = folder();
        let path = folder.path().join("new/run.xml");
        let mut file = WholeFile::create(&path).expect("the folder is ours");
        file.write_all(b"all of it").expect("there is room");
        assert!(!path.exists());
        file.commit().expect("there is room");
        assert_eq!(fs::read_to_string(&path).expect("the file exists"), "all of it");
        assert_eq!(names(&folder.path().join("new")), ["run.xml"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced() {
        let folder = folder();
        WholeFile::write(Path::new("/dev/null"), |out| out.write_all(b"x"))
            .expect("the device takes all");
        assert!(!fs::metadata("/dev/null").expect("the device still exists").is_file());
        let refused = WholeFile::write(folder.path(), |out| out.write_all(b"x"));
        assert!(refused.expect_err("a folder is not a file").to_string().contains("cannot write"));
    }

    #[test]
    fn a_file_that_fails_leaves_the_older_one() {
        let folder = folder();
        let path = folder.path().join("run.xml");
        fs::write(&path, "older").expect("the folder is ours");
        let result = WholeFile::write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        });
        let error = result.expect_err("it failed").to_string();
        assert!(error.starts_with("cannot write") && error.ends_with("the disk is full"));
        assert_eq!(fs::read_to_string(&path).expect("the file exists"), "older");
        assert_eq!(names(folder.path()), ["run.xml"]);
    }

    #[test]
    fn a_folder_that_is_a_file_is_refused() {
        let folder = folder();
        fs::write(folder.path().join("f"), "").expect("the folder is ours");
        assert!(WholeFile::create(&folder.path().join("f/run.xml")).is_err());
    }
}
