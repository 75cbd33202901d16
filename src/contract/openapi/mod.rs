//! `OpenAPI` documents as contracts: versions 2.0, 3.0, 3.1 and 3.2.
//!
//! Each documented response of each operation is a row. [`files`] reads the document and every file that it refers to,
//! [`structure`] reports what the specification does not allow, and the other modules build the contract.

mod content;
mod schema_conversion;
mod examples;
mod files;
mod object_fields;
mod discriminator;
mod operations;
mod parameters;
mod schema_proves_nothing;
mod reading_state;
mod reference_siblings;
mod responses;
mod schema_names;
mod schemas;
mod security;
mod structure_check;
mod version;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::files::{At, Files};
use self::reading_state::{Reading, territory};
use self::schemas::Schemas;
use self::version::Version;
use super::operations::Operations;
use super::{Contract, Part, Rules};
use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::source::Node;

pub(super) use version::mark;

/// Builds the contract of a document and reports every problem. Returns `None` if the version is not supported.
pub(super) fn contract(
    root: Node,
    path: &Path,
    name: &str,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Contract> {
    let version = Version::of(mark(&root)?, problems)?;
    let files = Files::read(root, path, name, sources);
    structure_check::check(&files, version, problems);
    let schemas = Schemas::new(&files, version);
    let mut reading = Reading {
        files: &files,
        version,
        schemas,
        problems,
        rows: Vec::new(),
        ids: BTreeSet::new(),
        security_schemes: BTreeMap::new(),
        security: Vec::new(),
    };
    Some(reading.contract(name))
}

impl<'n> Reading<'n, '_> {
    fn contract(&mut self, name: &str) -> Contract {
        let root = self.files.root();
        self.security_schemes = self.read_security_schemes(&root);
        self.security = self.security_of(&root).unwrap_or_default();
        let bases = self.bases(&root);
        let mut operations = self.operations(&root);
        security::open_the_others(&mut operations);
        self.schemas_prove_something(&operations);
        if self.rows.is_empty() {
            let message = "the document documents no response, so nothing can be proven";
            let at = root.get("paths").unwrap_or_else(|| root.clone());
            self.warn(Code::OPENAPI_EMPTY, message, &at);
        }
        let file = Path::new(name).file_stem();
        let id = file.map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned());
        let info = root.get("info");
        let title = info.as_ref().and_then(|info| info.text_of("title"));
        let source = root.get("externalDocs").and_then(|docs| docs.text_of("url"));
        Contract {
            title: title.unwrap_or(&id).to_owned(),
            id,
            source: source.map(str::to_owned),
            file: name.to_owned(),
            bodies: BTreeMap::new(),
            rows: std::mem::take(&mut self.rows),
            api: territory(Part::Api),
            scopes: Vec::new(),
            operations: Operations::new(operations, bases),
            links: None,
            precedence: Vec::new(),
            rules: Rules::default(),
            servers: self.servers(&root),
        }
    }

    /// Returns the absolute URLs of the document's servers, without a trailing `/`.
    fn servers(&self, root: &At<'n>) -> Vec<String> {
        let urls = if self.version == Version::V2 {
            let schemes = root.get("schemes").map(|all| all.items()).unwrap_or_default();
            let scheme = schemes.iter().filter_map(At::text).max().unwrap_or("https");
            let base = root.text_of("basePath").unwrap_or_default();
            root.text_of("host")
                .map(|host| format!("{scheme}://{host}{base}"))
                .into_iter()
                .collect()
        } else {
            let servers = root.get("servers").map(|all| all.items()).unwrap_or_default();
            servers.iter().map(url).collect::<Vec<_>>()
        };
        let whole = urls.into_iter().filter(|url| url.starts_with("http") && !url.contains('{'));
        whole.map(|url| url.trim_end_matches('/').to_owned()).collect()
    }

    /// Returns the paths of the servers, without a trailing `/`.
    fn bases(&mut self, root: &At<'n>) -> Vec<String> {
        if self.version == Version::V2 {
            let base = root.text_of("basePath").unwrap_or_default();
            return vec![base.trim_end_matches('/').to_owned()];
        }
        let paths = root.get("paths").map(|paths| paths.entries()).unwrap_or_default();
        let mut owners = vec![root.clone()];
        for (_, item) in paths {
            owners.extend(item.entries().into_iter().map(|(_, operation)| operation));
            owners.push(item);
        }
        let mut bases: Vec<String> = Vec::new();
        for server in
            owners.iter().filter_map(|owner| owner.get("servers")).flat_map(|all| all.items())
        {
            let base = base(&server);
            if !bases.contains(&base) {
                bases.push(base);
            }
        }
        bases
    }
}

/// Returns the URL of a server, with its variables replaced by their defaults.
fn url(server: &At<'_>) -> String {
    let mut url = server.text_of("url").unwrap_or_default().to_owned();
    for (name, variable) in server.get("variables").map(|at| at.entries_all()).unwrap_or_default() {
        let default = variable.text_of("default").unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    url
}

/// Returns the path of a server's URL.
fn base(server: &At<'_>) -> String {
    let url = url(server);
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url.as_str(),
    };
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let path = path[..end].trim_end_matches('/');
    if path.is_empty() || path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

#[cfg(test)]
mod tests;
