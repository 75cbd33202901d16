//! Suite text to [`Suite`].

use std::collections::BTreeMap;
use std::path::Path;

use super::cases::{Cases, LISTS, List};
use super::credentials::fetches_tokens;
use super::value::Reader;
use super::{Case, Named, SHARED, SUITE, Suite, TemplateValue};
use crate::diagnostic::{Code, Diagnostic, FileId, Sources};
use crate::source::{
    Budget, Fields, ItemStream, Keyword, Node, Text, Value, read_streaming, wrong_type,
};

const NEWER_VERSION: Code = Code::NEWER_VERSION;
const NO_CASES: Code = Code::NO_CASES;
const DUPLICATE_ID: Code = Code::DUPLICATE_ID;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Suite,
    Shared,
}

impl Kind {
    /// A file that has the key `shared` is a shared file. Where it has neither that nor `suite`, it is
    /// what it is taken for.
    fn of(tree: &Node, taken_for: Self) -> Self {
        let Value::Mapping(mapping) = &tree.value else { return taken_for };
        match (mapping.get("shared"), mapping.get("suite")) {
            (Some(_), _) => Self::Shared,
            (None, Some(_)) => Self::Suite,
            (None, None) => taken_for,
        }
    }

    fn keys(self) -> (&'static str, &'static [Keyword], &'static str) {
        match self {
            Self::Suite => ("a suite", SUITE, "suite"),
            Self::Shared => ("a shared file", SHARED, "shared"),
        }
    }
}

impl Suite {
    /// Reads a suite or a shared file. `folder` is where its relative paths start from.
    ///
    /// Every problem is reported with its place; `None` if the file cannot be used at all. A suite
    /// with problems is returned with what is left of it, for the next stage to find its own; it must
    /// not be run.
    pub fn parse(
        file: FileId,
        folder: &Path,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        Self::read((file, folder), Kind::Suite, sources, problems)
    }

    /// Reads a file that another one uses, as [`Suite::parse`] does; it may be a suite nevertheless.
    pub fn parse_used(
        file: FileId,
        folder: &Path,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        Self::read((file, folder), Kind::Shared, sources, problems)
    }

    fn read(
        of: (FileId, &Path),
        taken_for: Kind,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let mut cases = Cases::new(sources);
        let stream = ItemStream::new(&LISTS, &mut cases);
        let tree = read_streaming(of.0, sources.text(of.0), Budget::default(), stream, problems)?;
        let lists = LISTS.map(|key| cases.take(key));
        let queries = &mut cases.queries;
        Self::of_tree(of, (&tree, lists), taken_for, &mut Reader { sources, problems, queries })
    }

    /// The suite of a tree without its cases, which were read.
    fn of_tree(
        (file, folder): (FileId, &Path),
        (tree, [setup, cases, teardown]): (&Node, [List; 3]),
        taken_for: Kind,
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        if reader.is_newer(tree) {
            return None;
        }
        let kind = Kind::of(tree, taken_for);
        let (owner, keys, name) = kind.keys();
        let fields = Fields::of(tree, owner, keys, reader.problems)?;
        let name = reader.name(&fields, name);
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
        let is_empty = cases.items == 0;
        let setup = reader.cases((&fields, "setup"), setup, &mut warnings);
        let cases = reader.cases((&fields, "cases"), cases, &mut warnings);
        let teardown = reader.cases((&fields, "teardown"), teardown, &mut warnings);
        if kind == Kind::Suite {
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
            shared: kind == Kind::Shared,
            file,
            folder: folder.to_owned(),
            contracts,
            uses,
            vars,
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
    /// Reports a list of contracts that is empty.
    fn names_a_contract(&mut self, fields: &Fields<'_>) {
        let Some(node) = fields.get("contract") else { return };
        if matches!(&node.value, Value::Sequence(items) if items.is_empty()) {
            self.report(wrong_type("contract", "a file, or a list of files", node));
        }
    }

    /// Reports a suite in a newer version of the language: nothing else of it could be judged.
    fn is_newer(&mut self, tree: &Node) -> bool {
        let Value::Mapping(mapping) = &tree.value else { return false };
        let Some(version) = mapping.get("version") else { return false };
        if version.value == Value::Number(1.into()) {
            return false;
        }
        let newer = matches!(&version.value, Value::Number(n) if n.as_f64() > Some(1.0));
        self.report(if newer {
            let message = "the suite is written in a newer version of the suite language";
            Diagnostic::error(NEWER_VERSION, message)
                .at(version.span, "this program knows version 1")
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

    /// Whether a file must name its contract: one that has cases, or fetches tokens, which is a case too.
    fn needs_contract(fields: &Fields<'_>, kind: Kind) -> bool {
        kind == Kind::Suite
            || ["setup", "teardown"].iter().any(|key| fields.get(key).is_some())
            || fields.get("credentials").is_some_and(fetches_tokens)
    }

    /// The paths of `use`: one, or a list.
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

    /// The cases of a list, with what there is to say of them; `warnings` come later.
    fn cases(
        &mut self,
        (fields, key): (&Fields<'_>, &'static str),
        mut list: List,
        warnings: &mut Vec<Diagnostic>,
    ) -> Vec<Case> {
        // Where it is no list, that is reported.
        fields.list(key, self.problems);
        self.problems.append(&mut list.problems);
        warnings.append(&mut list.warnings);
        list.cases
    }

    fn has_cases(&mut self, fields: &Fields<'_>, is_empty: bool) {
        match fields.get("cases") {
            None => drop(fields.require("cases", self.problems)),
            Some(Node { value: Value::Sequence(_), span }) if is_empty => {
                let message = "the suite has no cases, so it would prove nothing";
                self.report(Diagnostic::error(NO_CASES, message).at(*span, "an empty list"));
            }
            Some(_) => {}
        }
    }

    fn unique_ids<'c>(&mut self, cases: impl Iterator<Item = &'c Case>) {
        let mut first: BTreeMap<&str, &Text> = BTreeMap::new();
        for case in cases.filter(|case| !case.id.text.is_empty()) {
            let Some(earlier) = first.get(case.id.text.as_str()) else {
                first.insert(&case.id.text, &case.id);
                continue;
            };
            let message = format!("two cases have the id `{}`", case.id.text);
            let problem = Diagnostic::error(DUPLICATE_ID, message)
                .at(case.id.span, "the second one")
                .related(earlier.span, "the first one")
                .help("give one of them another id: reports and `--filter` know a case by it");
            self.report(problem);
        }
    }
}
