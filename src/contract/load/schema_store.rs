//! The schemas of a contract, each read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::contract::BodySchema;
use crate::diagnostic::Span;

/// The schemas of a contract. One that could not be read is kept as `None`, so that it is reported
/// once and not at each of its uses.
pub(super) struct Bodies {
    pub(super) folder: PathBuf,
    /// The folder as people call it, with a `/` at its end unless empty.
    pub(super) shown: String,
    pub(super) names: BTreeMap<String, Option<Arc<BodySchema>>>,
    pub(super) files: BTreeMap<String, Option<Arc<BodySchema>>>,
    /// Every schema with the place where the contract states it.
    pub(super) places: Vec<(Arc<BodySchema>, Span)>,
}

impl Bodies {
    /// None yet; files are named relative to the contract.
    pub(super) fn new(contract: &Path, name: &str) -> Self {
        let folder = contract.parent().unwrap_or(Path::new("")).to_owned();
        let shown = name.rfind('/').map_or("", |at| &name[..=at]).to_owned();
        let (names, files) = (BTreeMap::new(), BTreeMap::new());
        Self { folder, shown, names, files, places: Vec::new() }
    }

    /// The schemas that have names.
    pub(super) fn named(&self) -> BTreeMap<String, Arc<BodySchema>> {
        let usable = self.names.iter();
        usable.filter_map(|(name, body)| Some((name.clone(), body.clone()?))).collect()
    }
}
