//! SARIF 2.1.0: the problems of suites and contracts, and the findings about an API, each at its line.

mod run;

use std::io::{self, Write};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Place, Severity, Sources};
use crate::explain::explanations;
use crate::sanitize::json;

pub(super) use run::write;

/// The characters that must be encoded in the path of a URI reference (RFC 3986, section 3.3).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b':');

/// Writes the problems of suites and contracts, for code scanning and editors.
///
/// # Errors
///
/// If `out` cannot be written.
pub(super) fn of_problems(
    problems: &[Diagnostic],
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rules = rules(problems.iter().map(|problem| problem.code.as_str()), |code| {
        explanations()
            .find(|explained| explained.code.as_str() == code)
            .map(|explained| explained.about.as_str())
    });
    let results: Vec<Value> = problems.iter().map(|problem| of_problem(problem, sources)).collect();
    json::pretty(out, &log(env!("CARGO_PKG_VERSION"), &rules, &results, &json!({})))
}

fn of_problem(problem: &Diagnostic, sources: &Sources) -> Value {
    let mut text = problem.message.clone();
    for help in &problem.help {
        text.push_str("; ");
        text.push_str(help);
    }
    let place = problem.primary.as_ref().map(|label| sources.place(label.span));
    let related = problem.related.iter().map(|label| {
        let mut related = location(&sources.place(label.span));
        if !label.text.is_empty() {
            related["message"] = json!({ "text": label.text });
        }
        related
    });
    let related: Vec<Value> = related.collect();
    let level = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut result = result(problem.code.as_str(), level, &text, place.as_ref());
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

/// Returns a log with one run. `more` has further members of the run.
fn log(version: &str, rules: &[Value], results: &[Value], more: &Value) -> Value {
    let mut run = json!({
        "tool": { "driver": {
            "name": "statusquo",
            "semanticVersion": version,
            "rules": rules,
        } },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        run[name] = value.clone();
    }
    json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    })
}

/// Returns every rule once, in alphabetical order, with its description.
fn rules<'a>(
    ids: impl Iterator<Item = &'a str>,
    about: impl Fn(&str) -> Option<&'static str>,
) -> Vec<Value> {
    // Sorted, so that the same problems result in the same bytes.
    let ids: std::collections::BTreeSet<&str> = ids.collect();
    let rule = |id: &str| match about(id) {
        Some(about) => json!({ "id": id, "fullDescription": { "text": about } }),
        None => json!({ "id": id }),
    };
    ids.into_iter().map(rule).collect()
}

fn result(rule: &str, level: &str, text: &str, place: Option<&Place>) -> Value {
    json!({
        "ruleId": rule,
        "level": level,
        "message": { "text": text },
        "locations": place.map(location).into_iter().collect::<Vec<_>>(),
    })
}

fn location(place: &Place) -> Value {
    // SARIF counts lines and columns from 1 (SARIF 2.1.0, section 3.30).
    let (line, column) = (place.line.max(1), place.column.max(1));
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": utf8_percent_encode(&place.file, PATH).to_string() },
        "region": {
            "startLine": line,
            "startColumn": column,
            // The column after the last character (SARIF 2.1.0, section 3.30.8).
            "endColumn": column + place.width.max(1),
            "snippet": { "text": place.text },
        },
    } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Span};

    #[test]
    fn a_problem_has_its_line_and_its_help() {
        let mut sources = Sources::new();
        let file = sources.add("a b.yaml", "suite: x\nß: y\n");
        let problem = Diagnostic::error(Code::UNKNOWN_KEY, "there is no key `ß`")
            .at(Span { file, start: 9, end: 11 }, "")
            .help("did you mean `as`?");
        let mut out = Vec::new();
        of_problems(&[problem], &sources, &mut out).expect("memory takes it");
        let log: Value = serde_json::from_slice(&out).expect("it is JSON");
        let result = &log["runs"][0]["results"][0];
        assert_eq!(result["message"]["text"], "there is no key `ß`; did you mean `as`?");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.yaml");
        assert_eq!(place["region"]["startLine"], 2);
        assert_eq!(place["region"]["endColumn"], 2);
        let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
        assert!(rule["fullDescription"]["text"].is_string(), "{rule}");
    }
}
