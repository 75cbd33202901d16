//! All operations of a contract, to be found by a request's method and path.

use http::Method;

use super::{Operation, PathTemplate};

/// The operations of a contract with what finds them.
#[derive(Debug, Default)]
pub(super) struct Operations {
    all: Vec<Operation>,
    /// Each path once, concrete before templated, with its operations.
    paths: Vec<(PathTemplate, Vec<usize>)>,
    bases: Vec<String>,
}

impl Operations {
    /// These operations below these base paths; the empty one need not be named.
    pub(super) fn new(all: Vec<Operation>, mut bases: Vec<String>) -> Self {
        let mut paths: Vec<(PathTemplate, Vec<usize>)> = Vec::new();
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by(|one, other| all[*one].path.cmp(&all[*other].path));
        for at in order {
            match paths.last_mut() {
                Some((path, operations)) if *path == all[at].path => operations.push(at),
                _ => paths.push((all[at].path.clone(), vec![at])),
            }
        }
        bases.retain(|base| !base.is_empty());
        Self { all, paths, bases }
    }

    pub(super) fn all(&self) -> &[Operation] {
        &self.all
    }

    pub(super) fn bases(&self) -> &[String] {
        &self.bases
    }

    /// The operation of a request, whose path may begin with one of the base paths.
    pub(super) fn find(&self, method: &Method, path: &str) -> Option<&Operation> {
        let below = |base: &String| {
            let rest = path.strip_prefix(base.as_str())?;
            self.at(method, if rest.is_empty() { "/" } else { rest })
        };
        self.at(method, path).or_else(|| self.bases.iter().find_map(below))
    }

    fn at(&self, method: &Method, path: &str) -> Option<&Operation> {
        let fitting = self.paths.iter().filter(|(template, _)| template.matches(path));
        let operations: Vec<&Operation> =
            fitting.flat_map(|(_, operations)| operations).map(|at| &self.all[*at]).collect();
        let of = |method: &Method| operations.iter().find(|known| known.method == *method).copied();
        // A HEAD is answered as a GET would be (RFC 9110, section 9.3.2).
        of(method).or_else(|| of(&Method::GET).filter(|_| *method == Method::HEAD))
    }
}
