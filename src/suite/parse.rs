//! Reads the text of a suite or a shared file into a [`Suite`].

use std::collections::BTreeMap;
use std::path::Path;

use super::cases::{Cases, LISTS, List};
use super::credentials::fetches_tokens;
use super::value_reader::Reader;
use super::{Case, Named, SHARED, SUITE, Suite, TemplateValue};
use crate::diagnostic::{Code, Diagnostic, FileId, Sources};
use crate::source::{
    Budget, Fields, ItemStream, Keyword, Node, Text, Value, read_streaming, wrong_type,
};

/// The kind of a file: a suite or a shared file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Suite,
    Shared,
}

/// The keys of a kind of file, and the words that messages use for it.
struct FileForm {
    /// The kind of file with its article, to show in messages.
    owner: &'static str,
    keys: &'static [Keyword],
    /// The key that holds the name of the file.
    name_key: &'static str,
}

/// A file to parse, and the facts about it that its text does not state.
struct SourceFile<'f> {
    file: FileId,
    /// The folder that relative paths start from.
    folder: &'f Path,
    /// The kind of the file if the file has neither `suite` nor `shared`.
    default_kind: FileKind,
}

impl FileKind {
    /// Returns the kind of a file: shared if it has the key `shared`, a suite if it has only `suite`.
    fn of(tree: &Node, default: Self) -> Self {
        let Value::Mapping(mapping) = &tree.value else { return default };
        match (mapping.get("shared"), mapping.get("suite")) {
            (Some(_), _) => Self::Shared,
            (None, Some(_)) => Self::Suite,
            (None, None) => default,
        }
    }

    fn form(self) -> FileForm {
        match self {
            Self::Suite => FileForm { owner: "a suite", keys: SUITE, name_key: "suite" },
            Self::Shared => FileForm { owner: "a shared file", keys: SHARED, name_key: "shared" },
        }
    }
}

impl Suite {
    /// Reads a suite or a shared file. Relative paths in the file start from `folder`.
    ///
    /// Adds every problem with its place to `problems`. Returns `None` if nothing of the file can be used.
    /// A suite with problems is returned without its faulty parts, so that the next stage can report
    /// further problems. Such a suite must not be run.
    pub fn parse(
        file: FileId,
        folder: &Path,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        Self::read(&SourceFile { file, folder, default_kind: FileKind::Suite }, sources, problems)
    }

    /// Reads a file that another file includes with `use`, like [`Suite::parse`].
    ///
    /// The file should be a shared file. If it is a suite, the suite is returned.
    pub fn parse_used(
        file: FileId,
        folder: &Path,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        Self::read(&SourceFile { file, folder, default_kind: FileKind::Shared }, sources, problems)
    }

    fn read(
        source: &SourceFile<'_>,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let mut cases = Cases::new(sources);
        let stream = ItemStream::new(&LISTS, &mut cases);
        let tree = read_streaming(
            source.file,
            sources.text(source.file),
            Budget::default(),
            stream,
            problems,
        )?;
        let lists = LISTS.map(|key| cases.take(key));
        let queries = &mut cases.queries;
        Self::of_tree(source, &tree, lists, &mut Reader { sources, problems, queries })
    }

    /// Builds the suite from its tree, without the cases, and from the lists of cases that were read before.
    fn of_tree(
        source: &SourceFile<'_>,
        tree: &Node,
        [setup, cases, teardown]: [List; 3],
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        // Every further problem might only be a key that this version does not know.
        if reader.is_newer(tree) {
            return None;
        }
        let kind = FileKind::of(tree, source.default_kind);
        let form = kind.form();
        let fields = Fields::of(tree, form.owner, form.keys, reader.problems)?;
        let name = reader.name(&fields, form.name_key);
        let needs_contract = Reader::needs_contract(&fields, kind);
        if needs_contract {
            fields.require("contract", reader.problems);
        }
        let contracts = fields.texts("contract", reader.problems);
        reader.names_a_contract(&fields);
        let uses = reader.uses(fields.get("use"));
        let vars = reader.vars(fields.get("vars"));
        let credentials = reader.credentials(fields.get("credentials"));
        let targets = reader.targets(fields.get("targets"));
        let mut warnings = Vec::new();
        // Faulty cases count too, because a list of only faulty cases is not empty.
        let is_empty = cases.items == 0;
        let setup = reader.cases(&fields, "setup", setup, &mut warnings);
        let cases = reader.cases(&fields, "cases", cases, &mut warnings);
        let teardown = reader.cases(&fields, "teardown", teardown, &mut warnings);
        if kind == FileKind::Suite {
            reader.has_cases(&fields, is_empty);
        }
        reader.lint(tree);
        reader.problems.append(&mut warnings);
        reader.unique_ids([&setup, &cases, &teardown].into_iter().flatten());
        if needs_contract && contracts.is_empty() {
            return None;
        }
        Some(Self {
            name: name?,
            shared: kind == FileKind::Shared,
            file: source.file,
            folder: source.folder.to_owned(),
            contracts,
            uses,
            vars,
            public: fields.texts("public", reader.problems),
            credentials,
            default_credentials: fields.text("as", reader.problems),
            limited_credentials: fields.text("limited", reader.problems),
            probes: reader.suite_probes(&fields),
            targets,
            default_target: fields.text("target", reader.problems),
            tags: fields.texts("tags", reader.problems),
            setup,
            cases,
            teardown,
        })
    }
}

impl Reader<'_> {
    /// Reports an empty list of contracts.
    fn names_a_contract(&mut self, fields: &Fields<'_>) {
        let Some(node) = fields.get("contract") else { return };
        if matches!(&node.value, Value::Sequence(items) if items.is_empty()) {
            self.report(wrong_type("contract", "a file, or a list of files", node));
        }
    }

    /// Reports a suite in a newer version of the language. Its other keys may have another meaning.
    fn is_newer(&mut self, tree: &Node) -> bool {
        let Value::Mapping(mapping) = &tree.value else { return false };
        let Some(version) = mapping.get("version") else { return false };
        if version.value == Value::Number(1.into()) {
            return false;
        }
        let newer = matches!(&version.value, Value::Number(n) if n.as_f64() > Some(1.0));
        self.report(if newer {
            let message = "the suite is written in a newer version of the suite language";
            Diagnostic::error(Code::NEWER_VERSION, message)
                .at(version.span, "this version of statusquo supports version 1")
                .help("upgrade statusquo")
        } else {
            wrong_type("version", "1", version)
        });
        newer
    }

    fn name(&mut self, fields: &Fields<'_>, key: &'static str) -> Option<Text> {
        let name = fields.required_text(key, self.problems)?;
        self.slug(&name);
        Some(name)
    }

    /// Returns `true` if the file must name a contract, because it has cases or fetches tokens, which is a case
    /// too.
    fn needs_contract(fields: &Fields<'_>, kind: FileKind) -> bool {
        kind == FileKind::Suite
            || ["setup", "teardown"].iter().any(|key| fields.get(key).is_some())
            || fields.get("credentials").is_some_and(fetches_tokens)
    }

    /// Reads `use`: one path or a list of paths.
    fn uses(&mut self, node: Option<&Node>) -> Vec<Text> {
        let nodes = match node {
            None => &[],
            Some(Node { value: Value::Sequence(items), .. }) => items.as_slice(),
            Some(node) => std::slice::from_ref(node),
        };
        nodes.iter().filter_map(|node| self.literal_path(node, "use")).collect()
    }

    fn vars(&mut self, node: Option<&Node>) -> Vec<Named<TemplateValue>> {
        let Some(node) = node else { return Vec::new() };
        let Some(fields) = Fields::open(node, "vars", self.problems) else { return Vec::new() };
        let mut vars = Vec::new();
        for entry in fields.entries() {
            self.usable_name(&entry.key, "a variable");
            vars.push(Named { name: entry.key.clone(), value: self.value(&entry.value) });
        }
        vars
    }

    /// Returns the cases of a list and reports their problems.
    ///
    /// Moves their warnings to `warnings`, because all errors of a file are reported before its warnings.
    fn cases(
        &mut self,
        fields: &Fields<'_>,
        key: &'static str,
        mut list: List,
        warnings: &mut Vec<Diagnostic>,
    ) -> Vec<Case> {
        // Reports a value that is not a list.
        fields.list(key, self.problems);
        self.problems.append(&mut list.problems);
        warnings.append(&mut list.warnings);
        list.cases
    }

    fn has_cases(&mut self, fields: &Fields<'_>, is_empty: bool) {
        match fields.get("cases") {
            None => drop(fields.require("cases", self.problems)),
            Some(Node { value: Value::Sequence(_), span }) if is_empty => {
                let message = "the suite has no cases, so it proves nothing";
                self.report(Diagnostic::error(Code::NO_CASES, message).at(*span, "an empty list"));
            }
            Some(_) => {}
        }
    }

    fn unique_ids<'c>(&mut self, cases: impl Iterator<Item = &'c Case>) {
        let mut first: BTreeMap<&str, &Text> = BTreeMap::new();
        // A missing id is empty here and was reported.
        for case in cases.filter(|case| !case.id.text.is_empty()) {
            let Some(earlier) = first.get(case.id.text.as_str()) else {
                first.insert(&case.id.text, &case.id);
                continue;
            };
            let message = format!("two cases have the id `{}`", case.id.text);
            let problem = Diagnostic::error(Code::DUPLICATE_ID, message)
                .at(case.id.span, "the second case")
                .related(earlier.span, "the first case")
                .help("give one of them another id, because reports and `--filter` identify a case by its id");
            self.report(problem);
        }
    }
}
