//! A suite as text that people like to go on with.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;

use super::credentials::{NOBODY, Sender, Senders};
use super::variables::Variable;
use super::{About, DraftCase, DraftSuite, Drafting, yaml_text};

/// The longest summary, in characters.
const SUMMARY: usize = 100;

/// How many scopes a comment names.
const SCOPES: usize = 12;

/// One suite, to be written.
pub(super) struct Page<'p> {
    pub(super) about: &'p About,
    /// The title of the contract.
    pub(super) title: &'p str,
    pub(super) name: &'p str,
    /// Its file below the folder of suites.
    pub(super) file: &'p str,
    pub(super) cases: Vec<DraftCase>,
    pub(super) left_out: &'p [(String, String)],
}

impl Page<'_> {
    /// The suite with what its author has to do.
    pub(super) fn write(&self, drafting: &Drafting<'_>, senders: &Senders) -> DraftSuite {
        let usual = self.usual_sender();
        let used = self.senders(senders);
        let mut text = self.head();
        write_vars(drafting.vars.all(), &mut text);
        self.write_senders(&used, &mut text);
        if let Some(usual) = usual {
            line(&mut text, &format!("as: {usual}"));
        }
        line(&mut text, "probes: all");
        text.push_str("\ncases:\n");
        let cases: Vec<String> = self.cases.iter().map(|case| written(case, usual)).collect();
        text.push_str(&cases.join("\n"));
        self.write_left_out(&mut text);
        let open = drafting.vars.all().iter().filter(|variable| !variable.is_example);
        let environment = used.iter().flat_map(|sender| &sender.environment);
        let mut environment: Vec<String> =
            environment.chain(&drafting.secrets.environment).cloned().collect();
        let mut seen = BTreeSet::new();
        environment.retain(|name| seen.insert(name.clone()));
        DraftSuite {
            name: self.name.to_owned(),
            file: self.file.to_owned(),
            text,
            cases: self.cases.len(),
            to_fill_in: open.map(|variable| variable.name.clone()).collect(),
            environment,
        }
    }

    /// The credentials that most cases are sent with.
    fn usual_sender(&self) -> Option<&str> {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for case in self.cases.iter().filter(|case| case.sender != NOBODY) {
            *count.entry(&case.sender).or_default() += 1;
        }
        // Of several that are as usual, the one that comes first.
        let first = |name: &str| self.cases.iter().position(|case| case.sender == name);
        count
            .into_iter()
            .max_by_key(|(name, count)| (*count, std::cmp::Reverse(first(name))))
            .map(|(name, _)| name)
    }

    fn senders<'s>(&self, senders: &'s Senders) -> Vec<&'s Sender> {
        let mut used: Vec<&Sender> = Vec::new();
        for sender in self.cases.iter().filter_map(|case| senders.named(&case.sender)) {
            if !used.iter().any(|known| known.name == sender.name) {
                used.push(sender);
            }
        }
        used
    }

    fn write_senders(&self, used: &[&Sender], text: &mut String) {
        if used.is_empty() {
            return;
        }
        text.push_str("credentials:\n");
        for sender in used {
            for note in &sender.notes {
                text.push_str(&yaml_text::comment(note, 2));
            }
            text.push_str(&self.scopes(&sender.name));
            text.push_str(&yaml_text::member(&sender.name, &sender.value, 2));
        }
    }

    /// A comment with the scopes that a token must have for all cases to pass.
    fn scopes(&self, sender: &str) -> String {
        let mut scopes: Vec<&str> = Vec::new();
        for scope in
            self.cases.iter().filter(|case| case.sender == sender).flat_map(|case| &case.scopes)
        {
            if !scopes.contains(&scope.as_str()) {
                scopes.push(scope);
            }
        }
        let more = scopes.len().saturating_sub(SCOPES);
        scopes.truncate(SCOPES);
        match (scopes.is_empty(), more) {
            (true, _) => String::new(),
            (false, 0) => yaml_text::comment(&format!("scopes: {}", scopes.join(" ")), 2),
            (false, more) => {
                yaml_text::comment(&format!("scopes: {} and {more} more", scopes.join(" ")), 2)
            }
        }
    }

    fn head(&self) -> String {
        let title = yaml_text::prose(self.title);
        let mut text = yaml_text::comment(
            &format!(
                "{title}: a case for each operation that documents a success. `probes: all` derives from each \
                 the errors that one change to its request can provoke."
            ),
            0,
        );
        let source = &self.about.source;
        text.push_str(&yaml_text::comment(
            &format!("Written by `statusquo init {source}`; from here on it is yours."),
            0,
        ));
        line(&mut text, &format!("#   statusquo check suites/{}", self.file));
        line(
            &mut text,
            &format!("#   statusquo run suites/{} --target {}", self.file, self.about.target),
        );
        line(&mut text, "version: 1");
        line(&mut text, &format!("suite: {}", yaml_text::text(self.name)));
        let up = "../".repeat(self.file.matches('/').count());
        let path = |path: &String| {
            let is_relative = path.starts_with("..");
            Value::from(if is_relative { format!("{up}{path}") } else { path.clone() })
        };
        let contracts: Vec<Value> = self.about.contracts.iter().map(path).collect();
        let contract = match contracts.as_slice() {
            [only] => only.clone(),
            _ => Value::Array(contracts),
        };
        text.push_str(&yaml_text::member("contract", &contract, 0));
        text.push('\n');
        text
    }

    fn write_left_out(&self, text: &mut String) {
        if self.left_out.is_empty() {
            return;
        }
        text.push_str("\n# Operations without a case:\n");
        for (operation, why) in self.left_out {
            line(text, &format!("#   {}: {why}", yaml_text::prose(operation)));
        }
    }
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn write_vars(all: &[Variable], text: &mut String) {
    if all.is_empty() {
        return;
    }
    let (given, open): (Vec<&Variable>, Vec<&Variable>) =
        all.iter().partition(|variable| variable.is_example);
    text.push_str("vars:\n");
    let groups = [
        (open, "Fill in what is there at your target: no operation answers with it."),
        (given, "Examples of the document; at your target they may be others."),
    ];
    for (group, about) in groups.into_iter().filter(|(group, _)| !group.is_empty()) {
        text.push_str(&yaml_text::comment(about, 2));
        let lines: Vec<String> = group
            .iter()
            .map(|variable| yaml_text::member(&variable.name, &super::escaped(&variable.value), 2))
            .collect();
        let widest =
            lines.iter().map(|line| line.trim_end().chars().count()).max().unwrap_or(0).min(40);
        for (written, variable) in lines.iter().zip(group) {
            let _ = writeln!(
                text,
                "{:widest$}  # {}",
                written.trim_end(),
                yaml_text::prose(&variable.about)
            );
        }
    }
    text.push('\n');
}

fn written(case: &DraftCase, usual: Option<&str>) -> String {
    let mut text = String::new();
    if let Some(summary) = &case.summary {
        text.push_str(&yaml_text::comment(&cut(summary), 2));
    }
    for note in &case.notes {
        text.push_str(&yaml_text::comment(&format!("note: {note}"), 2));
    }
    let _ = writeln!(text, "  - id: {}", yaml_text::text(&case.id));
    if usual.unwrap_or(NOBODY) != case.sender {
        let _ = writeln!(text, "    as: {}", case.sender);
    }
    let _ = writeln!(text, "    {}: {}", case.method, yaml_text::path(&case.carried.path));
    for (key, members) in [("query", &case.carried.query), ("headers", &case.carried.headers)] {
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
        let captures =
            case.captures.iter().map(|(name, query)| (name.clone(), Value::from(query.as_str())));
        text.push_str(&yaml_text::member("capture", &Value::Object(captures.collect()), 4));
    }
    text
}

/// A summary, cut behind a word where it is long.
fn cut(summary: &str) -> String {
    if summary.chars().count() <= SUMMARY {
        return summary.to_owned();
    }
    let short: String = summary.chars().take(SUMMARY).collect();
    let short = short.rsplit_once(' ').map_or(short.as_str(), |(before, _)| before);
    format!("{} …", short.trim_end_matches([',', '.', ';', ':']))
}
