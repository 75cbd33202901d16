//! The files of a document: the root document and every file that a `$ref` names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::contract::load::file;
use crate::diagnostic::{Diagnostic, Sources};
use crate::source::{Node, Value};

/// The maximum length of a chain of `$ref`s.
const HOPS: usize = 32;

/// The maximum number of files of one document.
const FILES: usize = 1_000;

/// One file of a document.
#[derive(Debug)]
struct OpenFile {
    path: PathBuf,
    root: Node,
}

/// The files of a document. All files are read before any of them is interpreted.
#[derive(Debug)]
pub(super) struct Files {
    open: Vec<OpenFile>,
    numbers: BTreeMap<PathBuf, usize>,
    /// The unreadable files, each with its problems.
    unusable: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

/// A place in a document.
#[derive(Debug, Clone)]
pub(super) struct At<'n> {
    /// The number of the file. The root document is 0.
    pub(super) file: usize,
    /// The JSON Pointer in the file.
    pub(super) pointer: String,
    pub(super) node: &'n Node,
}

/// The reason why a `$ref` cannot be resolved.
#[derive(Debug, Clone)]
pub(super) enum Astray {
    /// The reference is remote. Remote references are not fetched.
    Remote,
    /// The file is unreadable, for these reasons.
    Unusable(Vec<Diagnostic>),
    /// The place does not exist.
    Nothing,
    /// The chain of references is circular or too long.
    Circle,
}

impl Files {
    /// Reads the root document and, recursively, every file that a `$ref` names.
    pub(super) fn read(root: Node, path: &Path, name: &str, sources: &mut Sources) -> Self {
        let path = plain(path);
        let shown = name.rfind('/').map_or("", |at| &name[..=at]).to_owned();
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let numbers = BTreeMap::from([(path.clone(), 0)]);
        let open = vec![OpenFile { path, root }];
        let mut all = Self { open, numbers, unusable: BTreeMap::new() };
        let mut next = 0;
        while let Some(file) = all.open.get(next) {
            next += 1;
            for path in all.named_in(file) {
                if all.open.len() >= FILES || all.unusable.contains_key(&path) {
                    continue;
                }
                let below =
                    path.strip_prefix(&folder).map(|below| format!("{shown}{}", slashes(below)));
                let name = below.unwrap_or_else(|_| slashes(&path));
                let mut problems = Vec::new();
                match file::tree(&path, &name, sources, &mut problems) {
                    Some(root) if problems.is_empty() => {
                        all.numbers.insert(path.clone(), all.open.len());
                        all.open.push(OpenFile { path, root });
                    }
                    _ => {
                        all.unusable.insert(path, problems);
                    }
                }
            }
        }
        all
    }

    /// Returns the root of the root document.
    pub(super) fn root(&self) -> At<'_> {
        At { file: 0, pointer: String::new(), node: &self.open[0].root }
    }

    /// Returns the name of a file without its folder.
    pub(super) fn name(&self, file: usize) -> String {
        let name = self.open[file].path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Returns the files that a file refers to and that are not read yet.
    fn named_in(&self, file: &OpenFile) -> BTreeSet<PathBuf> {
        let mut named = BTreeSet::new();
        let mut open = vec![&file.root];
        while let Some(node) = open.pop() {
            match &node.value {
                Value::Sequence(items) => open.extend(items),
                Value::Mapping(mapping) => {
                    for entry in &mapping.entries {
                        if let ("$ref", Value::String(text)) =
                            (entry.key.text.as_str(), &entry.value.value)
                        {
                            let (name, _) = split(text);
                            let path = (!name.is_empty() && !is_remote(text))
                                .then(|| beside(&file.path, &name));
                            named.extend(path.filter(|path| !self.numbers.contains_key(path)));
                        }
                        open.push(&entry.value);
                    }
                }
                _ => {}
            }
        }
        named
    }

    /// Returns the target of a reference in a file. A `$ref` at the target is not followed.
    pub(super) fn target(&self, file: usize, reference: &str) -> Result<At<'_>, Astray> {
        if is_remote(reference) {
            return Err(Astray::Remote);
        }
        let (name, fragment) = split(reference);
        let file = if name.is_empty() {
            file
        } else {
            let path = beside(&self.open[file].path, &name);
            let unusable =
                || Astray::Unusable(self.unusable.get(&path).cloned().unwrap_or_default());
            *self.numbers.get(&path).ok_or_else(unusable)?
        };
        let root = &self.open[file].root;
        if fragment.is_empty() || fragment.starts_with('/') {
            let node = root.at(&fragment).ok_or(Astray::Nothing)?;
            return Ok(At { file, pointer: fragment, node });
        }
        let pointer = anchored(root, &fragment).ok_or(Astray::Nothing)?;
        let node = root.at(&pointer).ok_or(Astray::Nothing)?;
        Ok(At { file, pointer, node })
    }

    /// Returns the place, or the final target of its `$ref`.
    pub(super) fn resolve<'n>(&'n self, at: &At<'n>) -> Result<At<'n>, Astray> {
        let mut here = at.clone();
        for _ in 0..HOPS {
            let Some(reference) = here.reference() else { return Ok(here) };
            here = self.target(here.file, reference)?;
        }
        Err(Astray::Circle)
    }
}

impl<'n> At<'n> {
    /// Returns the value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let Value::Mapping(mapping) = &self.node.value else { return None };
        Some(self.child(key, mapping.get(key)?))
    }

    /// Returns the entries of a mapping, without specification extensions (`x-…`).
    pub(super) fn entries(&self) -> Vec<(&'n str, Self)> {
        let Value::Mapping(mapping) = &self.node.value else { return Vec::new() };
        let known = mapping.entries.iter().filter(|entry| !entry.key.text.starts_with("x-"));
        known
            .map(|entry| (entry.key.text.as_str(), self.child(&entry.key.text, &entry.value)))
            .collect()
    }

    /// Returns all entries of a mapping, for mappings whose keys the author chooses.
    pub(super) fn entries_all(&self) -> Vec<(&'n str, Self)> {
        let Value::Mapping(mapping) = &self.node.value else { return Vec::new() };
        let entries = mapping.entries.iter();
        entries
            .map(|entry| (entry.key.text.as_str(), self.child(&entry.key.text, &entry.value)))
            .collect()
    }

    /// Returns the items of a list.
    pub(super) fn items(&self) -> Vec<Self> {
        let Value::Sequence(items) = &self.node.value else { return Vec::new() };
        items.iter().enumerate().map(|(at, item)| self.child(&at.to_string(), item)).collect()
    }

    /// Returns the text of a string.
    pub(super) fn text(&self) -> Option<&'n str> {
        if let Value::String(text) = &self.node.value { Some(text) } else { None }
    }

    /// Returns the text of a key.
    pub(super) fn text_of(&self, key: &str) -> Option<&'n str> {
        let Value::Mapping(mapping) = &self.node.value else { return None };
        match &mapping.get(key)?.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns true if the value of a key is `true`.
    pub(super) fn is_true(&self, key: &str) -> bool {
        self.get(key).is_some_and(|at| at.node.value == Value::Bool(true))
    }

    /// Returns the value of `$ref`.
    pub(super) fn reference(&self) -> Option<&'n str> {
        self.text_of("$ref")
    }

    /// Returns the last token of the JSON Pointer, decoded.
    pub(super) fn last(&self) -> String {
        let token = self.pointer.rsplit('/').next().unwrap_or_default();
        token.replace("~1", "/").replace("~0", "~")
    }

    fn child(&self, key: &str, node: &'n Node) -> Self {
        let pointer = format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"));
        At { file: self.file, pointer, node }
    }
}

/// Returns the JSON Pointer of the schema that has this `$anchor`, or an `$id` with this fragment.
fn anchored(root: &Node, name: &str) -> Option<String> {
    let mut open = vec![(String::new(), root)];
    while let Some((pointer, node)) = open.pop() {
        match &node.value {
            Value::Sequence(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(at, item)| (format!("{pointer}/{at}"), item)));
            }
            Value::Mapping(mapping) => {
                let is = |key: &str, wanted: &str| {
                    mapping.get(key).is_some_and(|node| node.value == Value::String(wanted.into()))
                };
                if is("$anchor", name)
                    || is("$dynamicAnchor", name)
                    || is("$id", &format!("#{name}"))
                {
                    return Some(pointer);
                }
                let entries = mapping.entries.iter().map(|entry| {
                    let key = entry.key.text.replace('~', "~0").replace('/', "~1");
                    (format!("{pointer}/{key}"), &entry.value)
                });
                open.extend(entries);
            }
            _ => {}
        }
    }
    None
}

/// Splits a reference into its file and its fragment, both percent-decoded.
fn split(reference: &str) -> (String, String) {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    (decoded(file), decoded(fragment))
}

/// Returns true if a reference has a scheme or a host.
fn is_remote(reference: &str) -> bool {
    let file = reference.split('#').next().unwrap_or_default();
    let scheme = file.split_once(':').map(|(scheme, _)| scheme);
    file.starts_with("//")
        || scheme.is_some_and(|scheme| {
            scheme.len() > 1
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        })
}

fn beside(file: &Path, name: &str) -> PathBuf {
    plain(&file.parent().unwrap_or(Path::new("")).join(name))
}

/// Removes `.` from a path, and each `..` that follows a name.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        let named = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::CurDir => {}
            Component::ParentDir if named => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
