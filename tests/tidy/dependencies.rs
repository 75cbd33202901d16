//! The dependencies between files, and the circles among them.
//!
//! File A depends on file B if code in A names an item that is *defined* in B. Re-exports are looked through: a path
//! that ends at `pub use child::Item` in a `mod.rs` leads to the child. A `mod.rs` that only re-exports its children
//! therefore depends on none of them. A `mod.rs` depends on a child if its own code names an item of the child. If
//! that child also names an item defined in the `mod.rs`, both are a circle.
//!
//! Code for tests counts as a file of its own, so that a test module may use its parent and the fixtures of its room.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::modules::{Module, Modules, Segments, modules_of};

/// A file of the crate, or the tests in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SourceFile {
    pub(crate) file: String,
    pub(crate) test: bool,
}

/// For each file the files that it depends on, each with the names that it uses.
#[derive(Default)]
pub(crate) struct Dependencies {
    pub(crate) edges: BTreeMap<SourceFile, BTreeMap<SourceFile, BTreeSet<String>>>,
}

impl Dependencies {
    pub(crate) fn of(modules: &Modules) -> Self {
        let mut found = Self::default();
        for (path, module) in modules {
            let resolver = Resolver { modules };
            let user = source_file(module);
            for reference in &module.references {
                let Some(target) = resolver.definition(path, reference) else { continue };
                if target == user {
                    continue;
                }
                let name = reference.last().cloned().unwrap_or_default();
                let users = found.edges.entry(user.clone()).or_default();
                users.entry(target).or_default().insert(name);
            }
        }
        found
    }

    /// Returns the groups of files in which each file depends, directly or not, on each other one.
    pub(crate) fn circles(&self) -> Vec<Vec<SourceFile>> {
        let reachable: BTreeMap<&SourceFile, BTreeSet<&SourceFile>> =
            self.edges.keys().map(|file| (file, self.reachable(file))).collect();
        let mut circles = Vec::new();
        let mut seen: BTreeSet<&SourceFile> = BTreeSet::new();
        for (file, targets) in &reachable {
            if !targets.contains(file) || seen.contains(file) {
                continue;
            }
            let circle: Vec<SourceFile> = targets
                .iter()
                .filter(|other| reachable.get(*other).is_some_and(|back| back.contains(file)))
                .map(|other| (*other).clone())
                .collect();
            seen.extend(targets.iter().filter(|other| circle.contains(other)));
            circles.push(circle);
        }
        circles
    }

    fn reachable<'a>(&'a self, start: &SourceFile) -> BTreeSet<&'a SourceFile> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&SourceFile> = self.next(start).collect();
        while let Some(file) = open.pop() {
            if found.insert(file) {
                open.extend(self.next(file));
            }
        }
        found
    }

    fn next<'a>(&'a self, file: &SourceFile) -> impl Iterator<Item = &'a SourceFile> + use<'a> {
        self.edges.get(file).into_iter().flat_map(BTreeMap::keys)
    }

    /// Returns the number of files of a circle, and one line per dependency inside the circle.
    pub(crate) fn describe(&self, circle: &[SourceFile]) -> String {
        let mut lines = format!("circle of {} files:\n", circle.len());
        for (user, targets) in &self.edges {
            for (target, names) in targets {
                if circle.contains(user) && circle.contains(target) {
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    let names = names.join(", ");
                    writeln!(lines, "    {} -> {} ({names})", user.file, target.file)
                        .expect("writing to a string");
                }
            }
        }
        lines
    }
}

fn source_file(module: &Module) -> SourceFile {
    SourceFile { file: module.file.clone(), test: module.test }
}

/// Finds where the item of a path is defined.
struct Resolver<'a> {
    modules: &'a Modules,
}

/// Longest chain of imports that is followed. A longer chain would be an import of itself through two globs.
const MOST_IMPORTS: usize = 16;

impl Resolver<'_> {
    /// Returns the file that defines what a path names, seen from a module. `None` for other crates and for modules.
    fn definition(&self, from: &Segments, path: &[String]) -> Option<SourceFile> {
        self.find(from, path, MOST_IMPORTS)
    }

    fn find(&self, from: &Segments, path: &[String], imports_left: usize) -> Option<SourceFile> {
        let imports_left = imports_left.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.find_in(&Vec::new(), rest, imports_left),
            "self" => self.find_in(from, rest, imports_left),
            "super" => {
                let parent = from[..from.len().checked_sub(1)?].to_vec();
                // `super::super::Item` continues with `super` from the parent.
                match rest.first().map(String::as_str) {
                    Some("super") => self.find(&parent, rest, imports_left),
                    _ => self.find_in(&parent, rest, imports_left),
                }
            }
            _ => self.find_in(from, path, imports_left),
        }
    }

    fn find_in(&self, at: &Segments, path: &[String], imports_left: usize) -> Option<SourceFile> {
        let module = self.modules.get(at)?;
        let (first, rest) = path.split_first()?;
        if module.children.contains(first) && !rest.is_empty() {
            let child: Segments = at.iter().cloned().chain([first.clone()]).collect();
            return self.find_in(&child, rest, imports_left);
        }
        if module.defined.contains(first) {
            return Some(source_file(module));
        }
        if let Some(import) = module.imports.get(first) {
            // `use regex;` and the like name another crate by its own name.
            if import.first() == Some(first) && import.len() == 1 {
                return None;
            }
            let full: Segments = import.iter().chain(rest).cloned().collect();
            return self.find(at, &full, imports_left);
        }
        module.globs.iter().find_map(|glob| {
            let full: Segments = glob.iter().chain(path).cloned().collect();
            self.find(at, &full, imports_left)
        })
    }
}

#[track_caller]
fn check(texts: &[(&str, &str)], circles: &[&[&str]]) {
    let found = Dependencies::of(&modules_of(texts)).circles();
    let found: Vec<Vec<&str>> =
        found.iter().map(|circle| circle.iter().map(|file| file.file.as_str()).collect()).collect();
    assert_eq!(found, circles);
}

#[test]
fn a_module_that_only_reexports_is_in_no_circle() {
    let child = ("child", "use crate::parent::Small; pub fn work(_: Small) {}");
    check(&[("parent", "pub use crate::child::work; pub struct Small;"), child], &[]);
}

#[test]
fn a_module_that_calls_what_uses_its_items_is_in_a_circle() {
    let child = ("child", "pub fn work(_: crate::parent::Small) {}");
    let parent = "pub use crate::child::work; pub struct Small; fn start() { work(Small) }";
    check(&[("parent", parent), child], &[&["src/child.rs", "src/parent.rs"]]);
}

#[test]
fn a_path_through_a_reexport_leads_to_the_definition() {
    let texts = [
        ("a", "use crate::facade::B; fn a(_: B) {}"),
        ("b", "use crate::a; pub struct B; fn b() { a::a() }"),
        ("facade", "pub use crate::b::*;"),
    ];
    check(&texts, &[&["src/a.rs", "src/b.rs"]]);
}

#[test]
fn tests_may_use_what_they_test() {
    check(&[("a", "pub fn a() {} #[cfg(test)] mod tests { use super::*; fn b() { a() } }")], &[]);
}
