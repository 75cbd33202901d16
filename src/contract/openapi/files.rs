//! The files of a document: the document itself and all that its `$ref`s lead to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::contract::load::file;
use crate::diagnostic::{Diagnostic, Sources};
use crate::source::{Node, Value};

/// A `$ref` leads over at most so many others.
const HOPS: usize = 32;

/// How many files one document may consist of.
const FILES: usize = 1_000;

/// One file of a document.
#[derive(Debug)]
struct OpenFile {
    path: PathBuf,
    root: Node,
}

/// The files of a document, all read before anything is made of them.
#[derive(Debug)]
pub(super) struct Files {
    open: Vec<OpenFile>,
    numbers: BTreeMap<PathBuf, usize>,
    /// Files that could not be read, with what is wrong with each.
    unusable: BTreeMap<PathBuf, Vec<Diagnostic>>,
}

/// A place in a document.
#[derive(Debug, Clone)]
pub(super) struct At<'n> {
    /// The file's number; 0 is the document itself.
    pub(super) file: usize,
    /// The JSON Pointer in the file.
    pub(super) pointer: String,
    pub(super) node: &'n Node,
}

/// Why a `$ref` leads nowhere.
#[derive(Debug, Clone)]
pub(super) enum Astray {
    /// To a network, which is not asked.
    Remote,
    /// To a file that cannot be read, as these problems say.
    Unusable(Vec<Diagnostic>),
    /// To a place where nothing stands.
    Nothing,
    /// Over others back to itself, or over too many.
    Circle,
}

impl Files {
    /// The document and every file that a `$ref` in it names, and so on.
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

    /// The document itself.
    pub(super) fn root(&self) -> At<'_> {
        At { file: 0, pointer: String::new(), node: &self.open[0].root }
    }

    /// The name of a file without its folder.
    pub(super) fn name(&self, file: usize) -> String {
        let name = self.open[file].path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Files that a file names and that are not open yet.
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

    /// What a reference in a file leads to, in one step.
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

    /// The place itself, or where its `$ref` leads in the end.
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
    /// The value under a key.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let Value::Mapping(mapping) = &self.node.value else { return None };
        Some(self.child(key, mapping.get(key)?))
    }

    /// The entries, if it is a mapping, without those that a specification leaves to everybody.
    pub(super) fn entries(&self) -> Vec<(&'n str, Self)> {
        let Value::Mapping(mapping) = &self.node.value else { return Vec::new() };
        let known = mapping.entries.iter().filter(|entry| !entry.key.text.starts_with("x-"));
        known
            .map(|entry| (entry.key.text.as_str(), self.child(&entry.key.text, &entry.value)))
            .collect()
    }

    /// All entries, if it is a mapping: with names of the author's own choice.
    pub(super) fn entries_all(&self) -> Vec<(&'n str, Self)> {
        let Value::Mapping(mapping) = &self.node.value else { return Vec::new() };
        let entries = mapping.entries.iter();
        entries
            .map(|entry| (entry.key.text.as_str(), self.child(&entry.key.text, &entry.value)))
            .collect()
    }

    /// The items, if it is a list.
    pub(super) fn items(&self) -> Vec<Self> {
        let Value::Sequence(items) = &self.node.value else { return Vec::new() };
        items.iter().enumerate().map(|(at, item)| self.child(&at.to_string(), item)).collect()
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&'n str> {
        if let Value::String(text) = &self.node.value { Some(text) } else { None }
    }

    /// The text under a key, if there is one.
    pub(super) fn text_of(&self, key: &str) -> Option<&'n str> {
        let Value::Mapping(mapping) = &self.node.value else { return None };
        match &mapping.get(key)?.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether `true` stands under a key.
    pub(super) fn is_true(&self, key: &str) -> bool {
        self.get(key).is_some_and(|at| at.node.value == Value::Bool(true))
    }

    /// What its `$ref` says, if it has one.
    pub(super) fn reference(&self) -> Option<&'n str> {
        self.text_of("$ref")
    }

    /// The last part of its pointer, as it was written.
    pub(super) fn last(&self) -> String {
        let token = self.pointer.rsplit('/').next().unwrap_or_default();
        token.replace("~1", "/").replace("~0", "~")
    }

    fn child(&self, key: &str, node: &'n Node) -> Self {
        let pointer = format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"));
        At { file: self.file, pointer, node }
    }
}

/// The JSON Pointer of the schema with an `$anchor`, or an `$id` that is this fragment.
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

/// A reference as the file and the place in it, both without percent-encoding.
fn split(reference: &str) -> (String, String) {
    let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    (decoded(file), decoded(fragment))
}

/// Whether a reference leads to a network: it has a scheme or a host.
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

/// The path without `.`, and without `..` behind a name.
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
