//! Files that are written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::ReportError;

/// A file that takes its place only when it is complete: until then a temporary one in the same folder.
#[derive(Debug)]
pub struct WholeFile {
    path: PathBuf,
    out: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// Begins a file that will stand at `path`; makes the folder if it is missing.
    ///
    /// # Errors
    ///
    /// If folder or file cannot be made.
    pub fn create(path: &Path) -> Result<Self, ReportError> {
        let file = begin(path).map_err(|source| refused(path, source))?;
        Ok(Self { path: path.to_owned(), out: BufWriter::new(file) })
    }

    /// The path where it will stand.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the file in its place, in the stead of an older one.
    ///
    /// # Errors
    ///
    /// If it cannot be written to its end; then an older one still stands.
    pub fn commit(self) -> Result<(), ReportError> {
        let Self { path, out } = self;
        commit(&path, out).map_err(|source| refused(&path, source))
    }

    /// Writes a whole file.
    ///
    /// # Errors
    ///
    /// If it cannot be written to its end; then an older one still stands.
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

fn begin(path: &Path) -> io::Result<NamedTempFile> {
    // A relative name without a folder stands in the current one.
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".statusquo-").suffix(".partial");
    // Temporary files are private by default; a report is a file like any other, under the umask.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn commit(path: &Path, out: BufWriter<NamedTempFile>) -> io::Result<()> {
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

pub(super) fn refused(path: &Path, source: io::Error) -> ReportError {
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
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "all of it");
        assert_eq!(names(&folder.path().join("new")), ["run.xml"]);
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
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "older");
        assert_eq!(names(folder.path()), ["run.xml"]);
    }

    #[test]
    fn a_folder_that_is_a_file_is_refused() {
        let folder = folder();
        fs::write(folder.path().join("f"), "").expect("the folder is ours");
        assert!(WholeFile::create(&folder.path().join("f/run.xml")).is_err());
    }
}
