//! An `OpenAPI` document for which suites are drafted: a local file, or a document at a URL.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::draft::{Draft, DraftOptions, draft};
use super::fetch_document::{fetch, is_url};
use super::new_file::NewFile;
use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Severity, Sources};
use crate::settings::Failure;

/// File names that do not name the API that the document describes.
const GENERIC_NAMES: [&str; 6] = ["openapi", "swagger", "api", "spec", "index", "document"];

/// A document that can be read.
#[derive(Debug)]
pub struct Document {
    /// The document as named on the command line.
    argument: String,
    /// The file that contains the document now.
    source: PathBuf,
    /// The file to which the suites refer, relative to the current folder or absolute.
    destination: PathBuf,
    /// The content to be saved at `destination`. `None` for a local file.
    fetched: Option<Vec<u8>>,
    /// Deletes the temporary copy of a fetched document when dropped.
    _folder: Option<tempfile::TempDir>,
}

/// A document with its layers, read as a contract.
#[derive(Debug)]
pub struct LoadedDocument {
    /// The contract, or `None` if a problem is an error.
    pub contract: Option<Contract>,
    /// The files that the problems refer to.
    pub sources: Sources,
    /// The errors and warnings about the document and its layers.
    pub problems: Vec<Diagnostic>,
}

impl Document {
    /// Opens the document at a path, or fetches the document at an `http` or `https` URL.
    ///
    /// # Errors
    ///
    /// If the URL is invalid, or the document cannot be fetched or stored.
    pub fn open(argument: &str) -> Result<Self, Failure> {
        if is_url(argument) { Self::fetched(argument) } else { Ok(Self::local(argument)) }
    }

    fn local(argument: &str) -> Self {
        let path = PathBuf::from(argument);
        Self {
            argument: argument.to_owned(),
            source: path.clone(),
            destination: path,
            fetched: None,
            _folder: None,
        }
    }

    /// Fetches a document into a temporary folder. The document is saved in the current folder only after its
    /// suites could be drafted.
    fn fetched(url: &str) -> Result<Self, Failure> {
        let fetched = fetch(url)?;
        let unwritable = |error: std::io::Error| {
            Failure::usage(format!("cannot write {}: {error}", fetched.name))
        };
        let folder = tempfile::tempdir().map_err(unwritable)?;
        let source = folder.path().join(&fetched.name);
        fs::write(&source, &fetched.content).map_err(unwritable)?;
        Ok(Self {
            argument: url.to_owned(),
            source,
            // The copy is what the suites are tested against later, so it belongs to the project.
            destination: Path::new("specs").join(&fetched.name),
            fetched: Some(fetched.content),
            _folder: Some(folder),
        })
    }

    /// Returns the path of the document for messages.
    pub fn name(&self) -> String {
        self.destination.to_string_lossy().into_owned()
    }

    /// Reads the document and its layers.
    pub fn load(&self, layers: &[PathBuf]) -> LoadedDocument {
        let (mut sources, mut problems) = (Sources::new(), Vec::new());
        let contract = Contract::load(&self.source, &self.name(), &mut sources, &mut problems);
        // Layers are loaded for their problems only: a draft has the operations of the document.
        for layer in layers {
            Contract::load(layer, &layer.to_string_lossy(), &mut sources, &mut problems);
        }
        // A contract with an error may lack operations, and the draft would lack their cases without a word.
        let has_error = problems.iter().any(|problem| problem.severity == Severity::Error);
        LoadedDocument { contract: contract.filter(|_| !has_error), sources, problems }
    }

    /// Drafts the suites for the operations of the document. The suites name files by paths relative to the current
    /// folder.
    ///
    /// # Errors
    ///
    /// If no operation documents a success.
    pub fn draft(
        &self,
        contract: &Contract,
        layers: &[PathBuf],
        current_folder: &Path,
    ) -> Result<Draft, Failure> {
        let files = std::iter::once(&self.destination).chain(layers);
        let options = DraftOptions {
            name: api_name(&self.destination, contract.title()),
            contracts: files.map(|file| from_suites_folder(file, current_folder)).collect(),
            source: self.argument.clone(),
            // The author replaces the word `URL` in the command.
            target: contract.servers().first().cloned().unwrap_or_else(|| "URL".to_owned()),
        };
        let draft = draft(contract, &options);
        if draft.suites.is_empty() { Err(self.empty(&draft)) } else { Ok(draft) }
    }

    /// Returns the files to be created: the document if it was fetched, and the suites.
    pub fn new_files(&self, draft: &Draft) -> Vec<NewFile> {
        let document = self.fetched.clone();
        let document =
            document.map(|content| NewFile::new(with_slashes(&self.destination), content));
        let suites = draft.suites.iter();
        let suites =
            suites.map(|suite| NewFile::new(format!("suites/{}", suite.file), suite.text.clone()));
        document.into_iter().chain(suites).collect()
    }

    /// Creates the failure of a draft without suites.
    fn empty(&self, draft: &Draft) -> Failure {
        let name = self.name();
        if draft.omitted.is_empty() {
            let message = format!("{name} has no operations, so there is no case to write");
            return Failure::usage(message)
                .help("without a document, `statusquo init` writes a sample to start from");
        }
        let message =
            format!("no operation of {name} documents a success, so there is no case to write");
        Failure::usage(message).help("document a success by its status, such as `\"200\":`")
    }
}

/// Returns the name of the API: the name of the file, or the title of the document if the file has a generic name.
fn api_name(document: &Path, title: &str) -> String {
    let stem = document.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let own = stem.map(|stem| stem.trim_end_matches(".openapi").to_owned());
    // A suite with the name `openapi` would not tell which API it tests.
    let own = own.filter(|stem| !GENERIC_NAMES.contains(&stem.to_ascii_lowercase().as_str()));
    own.unwrap_or_else(|| title.to_owned())
}

/// Returns the path of a file, relative to the folder `suites` in the current folder.
fn from_suites_folder(file: &Path, folder: &Path) -> String {
    // A path outside of the current folder stays absolute, because `../` would not lead to it.
    let below = file.strip_prefix(folder).unwrap_or(file);
    let plain: PathBuf = below.components().filter(|part| *part != Component::CurDir).collect();
    let plain = with_slashes(&plain);
    if below.is_absolute() { plain } else { format!("../{plain}") }
}

/// Returns the path with slashes, which suites use on every system.
fn with_slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
