//! The lookup of an operation by the method and the path of a request.

use http::Method;

use super::{Operation, PathTemplate};

/// The operations of a contract, indexed by path.
#[derive(Debug, Default)]
pub(super) struct Operations {
    all: Vec<Operation>,
    /// Each path once, with the indexes of its operations. Concrete paths come before templates (3.0.4, section
    /// 4.7.8.3).
    paths: Vec<(PathTemplate, Vec<usize>)>,
    bases: Vec<String>,
}

impl Operations {
    /// Creates the index of these operations below these base paths. The empty base path is implied.
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

    /// Returns the operation of a request. Its path may start with one of the base paths.
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
        // HEAD is answered like GET (RFC 9110, section 9.3.2), so an undocumented HEAD belongs to the GET operation.
        of(method).or_else(|| of(&Method::GET).filter(|_| *method == Method::HEAD))
    }
}
