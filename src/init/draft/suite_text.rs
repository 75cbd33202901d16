//! Writes a drafted suite as YAML that is pleasant to edit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::credentials::{DraftCredential, DraftCredentials, NOBODY};
use super::draft_case::DraftCase;
use super::drafted_suite::{DraftOptions, DraftSuite, OmittedOperation};
use super::drafting_context::SuiteContext;
use super::variables::{Origin, Variable, without_references};
use super::yaml_text;

/// The maximum length of a summary, in characters.
const MAX_SUMMARY: usize = 100;

/// The number of scopes that a comment lists.
const LISTED_SCOPES: usize = 12;

/// The column up to which comments behind variables are aligned.
const MAX_COMMENT_COLUMN: usize = 40;

/// One suite to be written, with its cases and the facts for its head.
pub(super) struct SuiteText<'p> {
    pub(super) options: &'p DraftOptions,
    /// The title of the contract, which the head of the suite shows.
    pub(super) title: &'p str,
    pub(super) name: String,
    /// The path of the file below the folder of suites.
    pub(super) file: String,
    pub(super) cases: Vec<DraftCase>,
    pub(super) omitted: &'p [OmittedOperation],
}

impl SuiteText<'_> {
    /// Writes the suite and lists what the author has to complete.
    pub(super) fn write(
        self,
        context: &SuiteContext<'_>,
        credentials: &DraftCredentials,
    ) -> DraftSuite {
        let variables = context.variables.all();
        let default = self.default_credential();
        let used = self.used_credentials(credentials);
        let mut text = self.head();
        write_variables(variables, &mut text);
        self.write_credentials(&used, &mut text);
        if let Some(default) = default {
            push_line(&mut text, &format!("as: {default}"));
        }
        // Probes derive the documented errors, so a draft tests more than its cases show.
        push_line(&mut text, "probes: all");
        text.push_str("\ncases:\n");
        let cases: Vec<String> = self.cases.iter().map(|case| case_text(case, default)).collect();
        text.push_str(&cases.join("\n"));
        self.write_omitted(&mut text);
        let placeholders =
            variables.iter().filter(|variable| variable.origin == Origin::Placeholder);
        let environment = used.iter().flat_map(|credential| &credential.environment);
        let mut environment: Vec<String> =
            environment.chain(context.secrets.names()).cloned().collect();
        // Names keep the order of their first use, and each is listed once.
        let mut seen = BTreeSet::new();
        environment.retain(|name| seen.insert(name.clone()));
        DraftSuite {
            to_fill_in: placeholders.map(|variable| variable.name.clone()).collect(),
            cases: self.cases.len(),
            name: self.name,
            file: self.file,
            text,
            environment,
        }
    }

    /// Returns the credential that most cases use. Of equally frequent credentials, the first.
    fn default_credential(&self) -> Option<&str> {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for case in self.cases.iter().filter(|case| case.credential != NOBODY) {
            *count.entry(&case.credential).or_default() += 1;
        }
        let first = |name: &str| self.cases.iter().position(|case| case.credential == name);
        count
            .into_iter()
            // `Reverse`, because the smallest position wins between equal counts.
            .max_by_key(|(name, count)| (*count, std::cmp::Reverse(first(name))))
            .map(|(name, _)| name)
    }

    fn used_credentials<'s>(&self, credentials: &'s DraftCredentials) -> Vec<&'s DraftCredential> {
        let mut used: Vec<&DraftCredential> = Vec::new();
        let named = self.cases.iter().filter_map(|case| credentials.named(&case.credential));
        for credential in named {
            if !used.iter().any(|known| known.name == credential.name) {
                used.push(credential);
            }
        }
        used
    }

    fn write_credentials(&self, used: &[&DraftCredential], text: &mut String) {
        if used.is_empty() {
            return;
        }
        text.push_str("credentials:\n");
        for credential in used {
            for note in &credential.notes {
                text.push_str(&yaml_text::comment(note, 2));
            }
            text.push_str(&self.scopes_comment(&credential.name));
            text.push_str(&yaml_text::member(&credential.name, &credential.value, 2));
        }
    }

    /// Returns a comment with the scopes that a token needs for all cases to pass.
    fn scopes_comment(&self, credential: &str) -> String {
        let mut scopes: Vec<&str> = Vec::new();
        let cases = self.cases.iter().filter(|case| case.credential == credential);
        for scope in cases.flat_map(|case| &case.scopes) {
            if !scopes.contains(&scope.as_str()) {
                scopes.push(scope);
            }
        }
        let more = scopes.len().saturating_sub(LISTED_SCOPES);
        scopes.truncate(LISTED_SCOPES);
        if scopes.is_empty() {
            return String::new();
        }
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        yaml_text::comment(&format!("scopes: {}{more}", scopes.join(" ")), 2)
    }

    fn head(&self) -> String {
        let title = yaml_text::prose(self.title);
        let purpose = format!(
            "{title}: one case for each operation that documents a success. `probes: all` derives the \
             documented errors from each case, by one change to its request."
        );
        let mut text = yaml_text::comment(&purpose, 0);
        let DraftOptions { source, target, .. } = self.options;
        let origin = format!("Written by `statusquo init {source}`. Edit as you like.");
        text.push_str(&yaml_text::comment(&origin, 0));
        let file = &self.file;
        push_line(&mut text, &format!("#   statusquo check suites/{file}"));
        push_line(&mut text, &format!("#   statusquo run suites/{file} --target {target}"));
        push_line(&mut text, "version: 1");
        push_line(&mut text, &format!("suite: {}", yaml_text::text(&self.name)));
        text.push_str(&yaml_text::member("contract", &self.contract(), 0));
        text.push('\n');
        text
    }

    /// Returns the value of `contract`. A suite in a subfolder needs one more `../` for each folder.
    fn contract(&self) -> Value {
        let up = "../".repeat(self.file.matches('/').count());
        let path = |path: &String| {
            // An absolute path is the same from every folder.
            let is_relative = path.starts_with("..");
            Value::from(if is_relative { format!("{up}{path}") } else { path.clone() })
        };
        let contracts: Vec<Value> = self.options.contracts.iter().map(path).collect();
        match contracts.as_slice() {
            [only] => only.clone(),
            _ => Value::Array(contracts),
        }
    }

    fn write_omitted(&self, text: &mut String) {
        if self.omitted.is_empty() {
            return;
        }
        text.push_str("\n# Operations without a case:\n");
        for OmittedOperation { operation, reason } in self.omitted {
            push_line(text, &format!("#   {}: {reason}", yaml_text::prose(operation)));
        }
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn write_variables(all: &[Variable], text: &mut String) {
    if all.is_empty() {
        return;
    }
    let (placeholders, examples): (Vec<&Variable>, Vec<&Variable>) =
        all.iter().partition(|variable| variable.origin == Origin::Placeholder);
    text.push_str("vars:\n");
    let groups = [
        (placeholders, "Fill in values that exist at your target: no response contains them."),
        (examples, "Examples of the document. Your target may need other values."),
    ];
    for (group, comment) in groups.into_iter().filter(|(group, _)| !group.is_empty()) {
        text.push_str(&yaml_text::comment(comment, 2));
        let written = group.iter().map(|variable| {
            let value = without_references(&variable.value);
            yaml_text::member(&variable.name, &value, 2).trim_end().to_owned()
        });
        let lines: Vec<String> = written.collect();
        let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        // One long value must not move the comments of all others to the right.
        let widest = widest.min(MAX_COMMENT_COLUMN);
        for (line, variable) in lines.iter().zip(group) {
            let _ = writeln!(text, "{line:widest$}  # {}", yaml_text::prose(&variable.purpose));
        }
    }
    text.push('\n');
}

fn case_text(case: &DraftCase, default_credential: Option<&str>) -> String {
    let mut text = String::new();
    if let Some(summary) = &case.summary {
        text.push_str(&yaml_text::comment(&shortened(summary), 2));
    }
    for note in &case.notes {
        text.push_str(&yaml_text::comment(&format!("note: {note}"), 2));
    }
    let _ = writeln!(text, "  - id: {}", yaml_text::text(&case.id));
    if default_credential.unwrap_or(NOBODY) != case.credential {
        let _ = writeln!(text, "    as: {}", case.credential);
    }
    let parameters = &case.parameters;
    let _ = writeln!(text, "    {}: {}", case.method, yaml_text::path(&parameters.path));
    for (key, members) in [("query", &parameters.query), ("headers", &parameters.headers)] {
        if !members.is_empty() {
            let members = members.iter().cloned().collect();
            text.push_str(&yaml_text::member(key, &Value::Object(members), 4));
        }
    }
    if let Some(body) = &case.body {
        text.push_str(&yaml_text::member(body.key, &body.value, 4));
    }
    if let Some(expect) = &case.expect {
        text.push_str(&yaml_text::member("expect", expect, 4));
    }
    if !case.captures.is_empty() {
        let captures = case.captures.iter();
        let captures = captures.map(|one| (one.variable.clone(), one.query.as_str().into()));
        text.push_str(&yaml_text::member("capture", &Value::Object(captures.collect()), 4));
    }
    text
}

/// Returns a summary of limited length, cut at the end of a word.
fn shortened(summary: &str) -> String {
    if summary.chars().count() <= MAX_SUMMARY {
        return summary.to_owned();
    }
    let short: String = summary.chars().take(MAX_SUMMARY).collect();
    let short = short.rsplit_once(' ').map_or(short.as_str(), |(before, _)| before);
    format!("{} …", short.trim_end_matches([',', '.', ';', ':']))
}
