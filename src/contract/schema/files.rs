//! Reads the files that `$ref`s of a schema name.

use std::path::Path;
use std::sync::Arc;

use jsonschema::{Retrieve, Uri};
use serde_json::Value;
use url::Url;

use crate::contract::Files;
use crate::diagnostic::Sources;
use crate::source::{Budget, read};

/// Retrieves schemas from JSON or YAML files. Remote references are refused.
pub(super) struct SchemaFiles(pub(super) Arc<dyn Files>);

/// The reason why a schema file was not read, as a sentence for the author.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);

impl Retrieve for SchemaFiles {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let path = Url::parse(uri.as_str()).ok().filter(|url| url.scheme() == "file");
        let Some(path) = path.and_then(|url| url.to_file_path().ok()) else {
            let message = format!(
                "`$ref` to `{uri}`: schemas are read from files only, never from a network"
            );
            return Err(Box::new(Refused(message)));
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let unreadable =
            |why: String| Refused(format!("`$ref` to `{name}`, which cannot be read: {why}"));
        let bytes = self.0.read(&path, Budget::default().bytes);
        let bytes = bytes.map_err(|error| unreadable(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
        let mut sources = Sources::new();
        let file = sources.add(name.as_str(), text);
        match read(file, sources.text(file), Budget::default()) {
            Ok(node) => Ok(node.to_json()),
            Err(problems) => {
                let first = problems.first();
                let place = first.and_then(|problem| problem.primary.as_ref());
                let line = place.map_or(1, |label| sources.place(label.span).line);
                let message = first.map_or("no value", |problem| problem.message.as_str());
                Err(Box::new(Refused(format!("`$ref` to `{name}`: line {line}: {message}"))))
            }
        }
    }
}

/// Returns the URI of a folder, the base for relative references.
pub(super) fn folder_uri(folder: &Path) -> Option<String> {
    let folder = std::path::absolute(folder).ok()?;
    Url::from_directory_path(folder).ok().map(String::from)
}
