//! Suite text to [`Suite`].

use std::collections::BTreeMap;
use std::path::Path;

use super::value::Reader;
use super::{
    BASIC, CREDENTIAL, Case, Credential, CredentialKind, Named, SHARED, SUITE, Suite, TemplateValue,
};
use crate::diagnostic::{Code, Diagnostic, FileId, Sources};
use crate::source::{Budget, Fields, Keyword, Node, Text, Value, read_all, wrong_type};

const NEWER_VERSION: Code = Code("newer-version");
const NO_CASES: Code = Code("no-cases");
const DUPLICATE_ID: Code = Code("duplicate-id");
const BAD_CREDENTIAL: Code = Code("bad-credential");
const BAD_NAME: Code = Code("bad-name");

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
        let tree = read_all(file, sources.text(file), Budget::default(), problems)?;
        Self::of_tree((file, folder), &tree, Kind::Suite, &mut Reader { sources, problems })
    }

    /// Reads a file that another one uses, as [`Suite::parse`] does; it may be a suite nevertheless.
    pub fn parse_used(
        file: FileId,
        folder: &Path,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let tree = read_all(file, sources.text(file), Budget::default(), problems)?;
        Self::of_tree((file, folder), &tree, Kind::Shared, &mut Reader { sources, problems })
    }

    fn of_tree(
        (file, folder): (FileId, &Path),
        tree: &Node,
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
        let setup = reader.cases(&fields, "setup");
        let cases = reader.cases(&fields, "cases");
        let teardown = reader.cases(&fields, "teardown");
        if kind == Kind::Suite {
            reader.has_cases(&fields);
        }
        reader.lint(tree);
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

    /// Whether a file must name its contract: one that has cases.
    fn needs_contract(fields: &Fields<'_>, kind: Kind) -> bool {
        kind == Kind::Suite || ["setup", "teardown"].iter().any(|key| fields.get(key).is_some())
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

    fn credentials(&mut self, node: Option<&Node>) -> Vec<Credential> {
        let Some(node) = node else { return Vec::new() };
        let Some(fields) = Fields::open(node, "credentials", self.problems) else {
            return Vec::new();
        };
        let mut credentials = Vec::new();
        for entry in fields.entries() {
            let name = entry.key.clone();
            if name.text == "nobody" {
                let message = "`nobody` is reserved for requests without credentials";
                self.report(Diagnostic::error(BAD_NAME, message).at(name.span, "reserved"));
            }
            // A faulty credential is kept, so that the cases that name it are not reported as well.
            let kind = self.credential(&name, &entry.value);
            let kind = kind.unwrap_or(CredentialKind::Header(Vec::new()));
            credentials.push(Credential { name, kind });
        }
        credentials
    }

    fn credential(&mut self, name: &Text, node: &Node) -> Option<CredentialKind> {
        let before = self.problems.len();
        let fields = Fields::of(node, "a credential", CREDENTIAL, self.problems)?;
        let mut kinds =
            fields.entries().filter(|entry| CREDENTIAL.iter().any(|k| k.name == entry.key.text));
        let (kind, other) = (kinds.next(), kinds.next());
        if let Some(other) = other {
            let message = format!("the credential `{}` is of two kinds", name.text);
            self.report(
                Diagnostic::error(BAD_CREDENTIAL, message).at(other.key.span, "the second"),
            );
        }
        let Some(kind) = kind else {
            if self.problems.len() == before {
                let message = format!("the credential `{}` is empty", name.text);
                let help = "say what it sends: `bearer`, `basic` or `header`";
                let problem = Diagnostic::error(BAD_CREDENTIAL, message);
                self.report(problem.at(node.span, "sends nothing").help(help));
            }
            return None;
        };
        match kind.key.text.as_str() {
            "bearer" => self.template(&kind.value, "bearer").map(CredentialKind::Bearer),
            "basic" => self.basic(&kind.value),
            _ => {
                let fields = self.templates(&kind.value, "header");
                self.header_names(fields.iter().map(|field| &field.name));
                Some(CredentialKind::Header(fields))
            }
        }
    }

    fn basic(&mut self, node: &Node) -> Option<CredentialKind> {
        let fields = Fields::of(node, "basic", BASIC, self.problems)?;
        let user = fields.require("user", self.problems);
        let password = fields.require("password", self.problems);
        let user = user.and_then(|node| self.template(node, "user"));
        let password = password.and_then(|node| self.template(node, "password"));
        Some(CredentialKind::Basic { user: user?, password: password? })
    }

    fn cases(&mut self, fields: &Fields<'_>, key: &'static str) -> Vec<Case> {
        let nodes = fields.list(key, self.problems);
        nodes.iter().filter_map(|node| self.case(node)).collect()
    }

    fn has_cases(&mut self, fields: &Fields<'_>) {
        match fields.get("cases") {
            None => drop(fields.require("cases", self.problems)),
            Some(Node { value: Value::Sequence(items), span }) if items.is_empty() => {
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
                .related(earlier.span, "the first one");
            self.report(problem);
        }
    }
}
