//! Suites with the shared files that they use, each read once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::collect::{self, FILE_NOT_FOUND, Found};
use super::files;
use super::names::Names;
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::source::Text;
use crate::suite::Suite;

const NOT_SHARED: Code = Code::NOT_SHARED;
const USE_CYCLE: Code = Code::USE_CYCLE;
const UNUSED_SHARED: Code = Code::UNUSED_SHARED;

/// A suite or a shared file that was read, with what it uses.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) suite: Suite,
    /// Positions before its own, each with where it is named.
    pub(super) uses: Vec<(usize, Span)>,
}

/// Reads suites and what they use.
pub(super) struct Library<'l> {
    names: &'l Names,
    sources: &'l mut Sources,
    problems: &'l mut Vec<Diagnostic>,
    /// Where each file stands in `read`; `None` for one that cannot be used, which was reported.
    known: BTreeMap<PathBuf, Option<usize>>,
    /// The files that are being read, each used by the one before it.
    open: Vec<Open>,
    read: Vec<Loaded>,
    streamed: bool,
}

/// A file that is being read.
struct Open {
    path: PathBuf,
    name: String,
    /// Where it says that it uses the next one.
    next: Option<Span>,
}

impl<'l> Library<'l> {
    pub(super) fn new(
        names: &'l Names,
        sources: &'l mut Sources,
        problems: &'l mut Vec<Diagnostic>,
        streamed: bool,
    ) -> Self {
        let (known, open, read) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { names, sources, problems, known, open, read, streamed }
    }

    /// The suites of these files, each behind the shared files that it uses. A shared file that nobody
    /// named and that no suite uses is left out.
    pub(super) fn read(mut self, files: &[Found]) -> Vec<Loaded> {
        let mut wanted = BTreeSet::new();
        for file in files {
            let at = self.load(&file.path, false);
            wanted.extend(at.filter(|at| file.named || !self.read[*at].suite.shared));
        }
        for (at, loaded) in self.read.iter().enumerate().rev() {
            if wanted.contains(&at) {
                wanted.extend(loaded.uses.iter().map(|(used, _)| *used));
            }
        }
        let mut places = vec![None; self.read.len()];
        let mut kept = Vec::new();
        for (at, mut loaded) in self.read.into_iter().enumerate() {
            if !wanted.contains(&at) {
                self.problems.push(unused(&loaded.suite));
                continue;
            }
            places[at] = Some(kept.len());
            // What is used stands before, and all of it is kept.
            for (position, _) in &mut loaded.uses {
                *position = places[*position].expect("it was kept");
            }
            kept.push(loaded);
        }
        kept
    }

    /// Where a file stands among those that were read, read with all that it uses.
    fn load(&mut self, path: &Path, by_another: bool) -> Option<usize> {
        let key = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if let Some(first) = self.open.iter().position(|open| open.path == key) {
            let problem = cycle(&self.open[first..]);
            self.problems.push(problem);
            return None;
        }
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let at = self.parse(path, by_another).and_then(|suite| {
            self.open.push(Open { path: key.clone(), name: self.names.of(path), next: None });
            let uses = self.uses(&suite);
            self.open.pop();
            // Without what it uses, nothing true can be said of its names.
            self.read.push(Loaded { suite, uses: uses? });
            Some(self.read.len() - 1)
        });
        self.known.insert(key, at);
        at
    }

    fn parse(&mut self, path: &Path, by_another: bool) -> Option<Suite> {
        let text = collect::text(path, self.names, self.problems)?;
        let file = self.sources.add(self.names.of(path), text);
        let folder = path.parent().unwrap_or(Path::new(""));
        let parse = if by_another { Suite::parse_used } else { Suite::parse };
        let mut suite = parse(file, folder, self.sources, self.problems)?;
        files::bring(&mut suite, (self.names, self.streamed), self.sources, self.problems);
        Some(suite)
    }

    /// The files that a suite uses; `None` if one of them cannot be.
    fn uses(&mut self, suite: &Suite) -> Option<Vec<(usize, Span)>> {
        let mut uses = Some(Vec::new());
        for path in &suite.uses {
            let at = self.used(path, suite);
            uses = uses.zip(at).map(|(mut uses, at)| {
                uses.push((at, path.span));
                uses
            });
        }
        uses
    }

    fn used(&mut self, path: &Text, by: &Suite) -> Option<usize> {
        let file = self.names.absolute(&by.folder.join(&path.text));
        if !file.exists() {
            let message = format!("there is no file {}", path.text);
            let problem = Diagnostic::error(FILE_NOT_FOUND, message).at(path.span, "no such file");
            self.problems.push(problem.help("the path is relative to the file that uses it"));
            return None;
        }
        if let Some(open) = self.open.last_mut() {
            open.next = Some(path.span);
        }
        let at = self.load(&file, true)?;
        if self.read[at].suite.shared {
            return Some(at);
        }
        let message = format!("{} is a suite, and only shared files can be used", path.text);
        let problem = Diagnostic::error(NOT_SHARED, message).at(path.span, "no shared file");
        self.problems.push(problem.help(
            "move what both need into a file of its own that begins with `shared:` and its name",
        ));
        None
    }
}

/// Files that use each other, the last of which uses the first.
fn cycle(files: &[Open]) -> Diagnostic {
    let names: Vec<&str> = files.iter().chain(files.first()).map(|file| &*file.name).collect();
    let message = format!("these files use each other: {}", names.join(" → "));
    let mut problem = Diagnostic::error(USE_CYCLE, message);
    for (at, file) in files.iter().enumerate() {
        let Some(span) = file.next else { continue };
        let next = names[at + 1];
        problem = match at {
            0 => problem.at(span, format!("uses {next}")),
            _ => problem.related(span, format!("uses {next}")),
        };
    }
    problem.help("move what both need into a third file")
}

fn unused(suite: &Suite) -> Diagnostic {
    let message = format!("nothing uses the shared file `{}`", suite.name.text);
    Diagnostic::warning(UNUSED_SHARED, message)
        .at(suite.name.span, "its cases are not run")
        .help("name it in the `use` of a suite")
}
