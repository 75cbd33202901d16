//! Reads suites and the shared files that they use, each file once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::display_names::DisplayNames;
use super::find_suites::{FILE_NOT_FOUND, FoundFile, read_text};
use super::tables_and_bodies::{LargeTables, read_into};
use crate::diagnostic::{Code, Diagnostic, Sources, Span};
use crate::source::Text;
use crate::suite::Suite;

const NOT_SHARED: Code = Code::NOT_SHARED;
const USE_CYCLE: Code = Code::USE_CYCLE;
const UNUSED_SHARED: Code = Code::UNUSED_SHARED;

/// A suite or a shared file, with the files that it uses.
#[derive(Debug)]
pub(super) struct LoadedSuite {
    pub(super) suite: Suite,
    /// The positions of used files in the result, each before its own position, with the place of the `use`.
    pub(super) uses: Vec<(usize, Span)>,
}

/// Reads suites and the files that they use.
pub(super) struct SuiteLoader<'l> {
    names: &'l DisplayNames,
    sources: &'l mut Sources,
    problems: &'l mut Vec<Diagnostic>,
    /// The position of each file in `read`, or `None` for an invalid file that was reported.
    known: BTreeMap<PathBuf, Option<usize>>,
    /// The files that are being read. Each is used by the file before it.
    open: Vec<OpenFile>,
    read: Vec<LoadedSuite>,
    large_tables: LargeTables,
}

/// A file that is being read.
struct OpenFile {
    path: PathBuf,
    name: String,
    /// The place where the file uses the next one.
    next: Option<Span>,
}

impl<'l> SuiteLoader<'l> {
    pub(super) fn new(
        names: &'l DisplayNames,
        sources: &'l mut Sources,
        problems: &'l mut Vec<Diagnostic>,
        large_tables: LargeTables,
    ) -> Self {
        let (known, open, read) = (BTreeMap::new(), Vec::new(), Vec::new());
        Self { names, sources, problems, known, open, read, large_tables }
    }

    /// Reads suites. The result has each suite after the shared files that it uses. A shared file that the user did
    /// not name and that no suite uses is left out.
    pub(super) fn read(mut self, files: &[FoundFile]) -> Vec<LoadedSuite> {
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
            // A used file is before its user, and all files that a kept file uses are kept.
            for (position, _) in &mut loaded.uses {
                *position = places[*position].expect("it was kept");
            }
            kept.push(loaded);
        }
        kept
    }

    /// Reads a file with all files that it uses. Returns its position, or `None` if it is invalid.
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
            self.open.push(OpenFile { path: key.clone(), name: self.names.of(path), next: None });
            let uses = self.uses(&suite);
            self.open.pop();
            // If a used file is invalid, its names are unknown, and every use of one would be a false error.
            self.read.push(LoadedSuite { suite, uses: uses? });
            Some(self.read.len() - 1)
        });
        self.known.insert(key, at);
        at
    }

    fn parse(&mut self, path: &Path, by_another: bool) -> Option<Suite> {
        let text = read_text(path, self.names, self.problems)?;
        let file = self.sources.add(self.names.of(path), text);
        let folder = path.parent().unwrap_or(Path::new(""));
        let parse = if by_another { Suite::parse_used } else { Suite::parse };
        let mut suite = parse(file, folder, self.sources, self.problems)?;
        read_into(&mut suite, self.large_tables, self.names, self.sources, self.problems);
        Some(suite)
    }

    /// Returns the files that a suite uses, or `None` if one of them is invalid.
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

/// Returns the error that files use each other in a circle. The last file uses the first.
fn cycle(files: &[OpenFile]) -> Diagnostic {
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
