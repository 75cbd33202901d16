//! The module tree of the crate: for each module, the items that the module defines, its imports, and the paths that
//! its code names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::sources::{package, shown};
use crate::tokens::{ItemStart, Token, group_end, item_end, item_start, tokens};

/// A path as written, one name per segment.
pub(crate) type Segments = Vec<String>;

/// One module of the crate.
#[derive(Default)]
pub(crate) struct Module {
    /// The file, relative to the package.
    pub(crate) file: String,
    /// True if the module is compiled for tests only.
    pub(crate) test: bool,
    /// Names of child modules.
    pub(crate) children: BTreeSet<String>,
    /// Names of items that are defined in this module.
    pub(crate) defined: BTreeSet<String>,
    /// Imports by the name that they bring into scope.
    pub(crate) imports: BTreeMap<String, Segments>,
    /// Modules and enums of which everything is imported.
    pub(crate) globs: Vec<Segments>,
    /// Paths that the module's own code depends on: private imports, and paths in signatures, types and bodies.
    /// A re-export (`pub use`) alone is no dependency.
    pub(crate) references: BTreeSet<Segments>,
}

/// All modules of the library by their path below `crate`.
pub(crate) type Modules = BTreeMap<Segments, Module>;

/// Reads the library from `src/lib.rs`.
pub(crate) fn library() -> Modules {
    let mut modules = Modules::new();
    read_file(&mut modules, Vec::new(), &Place { file: package().join("src/lib.rs"), test: false });
    modules
}

/// Reads a crate whose top modules have these names and texts.
pub(crate) fn modules_of(texts: &[(&str, &str)]) -> Modules {
    let mut modules = Modules::new();
    let children = texts.iter().map(|(name, _)| (*name).to_owned()).collect();
    modules.insert(Vec::new(), Module { children, ..Module::default() });
    for (name, text) in texts {
        let place = Place { file: package().join(format!("src/{name}.rs")), test: false };
        read_items(&mut modules, vec![(*name).to_owned()], &place, &tokens(text));
    }
    modules
}

/// The file of a module, and whether the module is for tests.
#[derive(Clone)]
struct Place {
    file: PathBuf,
    test: bool,
}

fn read_file(modules: &mut Modules, path: Segments, place: &Place) {
    let text = fs::read_to_string(&place.file).expect("a declared module has a file");
    read_items(modules, path, place, &tokens(&text));
}

fn read_items(modules: &mut Modules, path: Segments, place: &Place, tokens: &[Token]) {
    let mut module = Module { file: shown(&place.file), test: place.test, ..Module::default() };
    let mut at = 0;
    while at < tokens.len() {
        let start = item_start(tokens, at);
        if start.keyword >= tokens.len() {
            break;
        }
        let end = item_end(tokens, start.keyword);
        let item = &tokens[start.keyword..end];
        at = end;
        if item[0].is_name("mod") {
            let name = item[1].name().expect("a module has a name").to_owned();
            let child: Segments = path.iter().cloned().chain([name.clone()]).collect();
            let test = place.test || start.for_tests;
            module.children.insert(name.clone());
            if item[2].is('{') {
                let place = Place { test, ..place.clone() };
                read_items(modules, child, &place, &item[3..item.len() - 1]);
            } else {
                read_file(modules, child, &Place { file: child_file(&place.file, &name), test });
            }
        } else if place.test || !start.for_tests {
            module.read_item(item, &start);
        }
    }
    modules.insert(path, module);
}

/// Returns the file of a child module, by the rule of the compiler.
fn child_file(parent: &Path, name: &str) -> PathBuf {
    let stem = parent.file_stem().expect("a source file has a name");
    let folder = parent.parent().expect("a source file is in a folder");
    let folder = if stem == "mod" || stem == "lib" { folder.to_owned() } else { folder.join(stem) };
    let file = folder.join(format!("{name}.rs"));
    if file.is_file() { file } else { folder.join(name).join("mod.rs") }
}

impl Module {
    fn read_item(&mut self, item: &[Token], start: &ItemStart) {
        if item[0].is_name("use") {
            self.read_use(&item[1..], start.public);
            return;
        }
        self.defined.extend(defined_name(item));
        self.read_paths(item);
    }

    /// Reads the tree of a `use` item up to its semicolon.
    fn read_use(&mut self, tree: &[Token], public: bool) {
        for (local, path) in leaves(tree, &[]) {
            if local == "*" {
                self.globs.push(path);
                continue;
            }
            if !public {
                self.references.insert(path.clone());
            }
            self.imports.insert(local, path);
        }
    }

    /// Collects the paths in the code of an item, and the imports inside its functions.
    fn read_paths(&mut self, item: &[Token]) {
        let mut at = 0;
        while at < item.len() {
            if item[at].is_name("use") && at > 0 && !item[at - 1].is('+') {
                let end = item_end(item, at);
                self.read_use(&item[at + 1..end], false);
                at = end;
                continue;
            }
            let Some(name) = item[at].name() else {
                at += 1;
                continue;
            };
            let start = at;
            let mut path = vec![name.to_owned()];
            at += 1;
            while item.len() > at + 2 && item[at].is(':') && item[at + 1].is(':') {
                let Some(next) = item[at + 2].name() else { break };
                path.push(next.to_owned());
                at += 3;
            }
            if path.len() > 1 || is_item_name(item, start) {
                self.references.insert(path);
            }
        }
    }
}

/// Returns false for a name that is a field, a method, a declared function, or a local variable.
///
/// A name in lower case counts only if something is called by it: a function that is passed by its bare name
/// was imported, and the import counts.
fn is_item_name(item: &[Token], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|index| &item[index]);
    let after_dot = before(1).is_some_and(|token| token.is('.'))
        && !before(2).is_some_and(|token| token.is('.'));
    let after_path = before(1).is_some_and(|token| token.is(':'))
        && before(2).is_some_and(|token| token.is(':'));
    let declared = before(1).is_some_and(|token| token.is_name("fn"));
    if after_dot || after_path || declared {
        return false;
    }
    let upper = item[at].name().is_some_and(|name| name.starts_with(|c: char| c.is_uppercase()));
    upper || item.get(at + 1).is_some_and(|next| next.is('(') || next.is('!'))
}

/// Returns the name that an item defines, if it has one.
fn defined_name(item: &[Token]) -> Option<String> {
    let words = ["const", "static", "type", "struct", "enum", "union", "trait", "fn"];
    if item[0].is_name("macro_rules") {
        return item[2].name().map(str::to_owned);
    }
    // Qualifiers such as `async` and `unsafe` come first; the name follows the last keyword (`const fn name`).
    let mut at = 0;
    let mut found = None;
    while let Some(word) = item.get(at).and_then(Token::name) {
        if words.contains(&word) {
            found = item.get(at + 1).and_then(Token::name);
        } else if !["async", "unsafe", "extern", "mut"].contains(&word) {
            break;
        }
        at += 1;
    }
    found.map(str::to_owned)
}

/// Returns the names that a `use` tree brings into scope, each with its path; `*` for everything of a path.
fn leaves(tree: &[Token], prefix: &[String]) -> Vec<(String, Segments)> {
    let mut path = prefix.to_vec();
    let mut at = 0;
    loop {
        match tree.get(at) {
            Some(Token::Mark('{')) => {
                let inside = &tree[at + 1..group_end(tree, at) - 1];
                return branches(inside).into_iter().flat_map(|tree| leaves(tree, &path)).collect();
            }
            Some(Token::Mark('*')) => return vec![("*".to_owned(), path)],
            Some(Token::Mark(':')) => at += 1,
            Some(Token::Name(word)) if word == "as" => {
                let local = tree[at + 1].name().unwrap_or("_").to_owned();
                return vec![(local, path)];
            }
            Some(Token::Name(word)) => {
                // `path::{self}` imports the module itself.
                if word != "self" || path.is_empty() {
                    path.push(word.clone());
                }
                at += 1;
            }
            _ => {
                let local = path.last().cloned().unwrap_or_default();
                return if path == prefix && tree.is_empty() {
                    vec![]
                } else {
                    vec![(local, path)]
                };
            }
        }
    }
}

/// Splits the inside of the braces of a `use` tree at its commas.
fn branches(inside: &[Token]) -> Vec<&[Token]> {
    let mut branches = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < inside.len() {
        if inside[at].is('{') {
            at = group_end(inside, at);
        } else {
            if inside[at].is(',') {
                branches.push(&inside[start..at]);
                start = at + 1;
            }
            at += 1;
        }
    }
    branches.push(&inside[start..]);
    branches
}

#[test]
fn a_use_tree_has_one_leaf_per_name() {
    let tree = tokens("super::{a::{self, B as C, d::*}, E,};");
    let leaves = leaves(&tree, &[]).into_iter();
    let lines: Vec<String> =
        leaves.map(|(local, path)| format!("{local}={}", path.join("::"))).collect();
    assert_eq!(lines, ["a=super::a", "C=super::a::B", "*=super::a::d", "E=super::E"]);
}
