//! Independent programs and schemas that read reports. A missing program is reported and its check is skipped.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Reports a skipped check on standard error, outside the capture of test output.
fn skipped(why: &str) {
    writeln!(std::io::stderr(), "skipped: {why}").expect("stderr is open");
}

/// Returns the folder of schemas that cannot be copied here: `STATUSQUO_FIXTURES/formats` or `../shared`.
fn schemas() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("STATUSQUO_FIXTURES").map(PathBuf::from);
    let folder = shared.unwrap_or_else(|| root.join("../shared")).join("formats");
    if !folder.is_dir() {
        skipped("no schemas of other people's formats beside the repository");
        return None;
    }
    Some(folder)
}

/// Returns the Python that has the readers: `STATUSQUO_PYTHON`, or the `python3` of the path.
fn python() -> PathBuf {
    std::env::var_os("STATUSQUO_PYTHON").map_or_else(|| "python3".into(), PathBuf::from)
}

fn output(program: &Path, arguments: &[&str]) -> Option<Output> {
    let output = Command::new(program).args(arguments).output().ok();
    if output.is_none() {
        skipped(&format!("{} is not installed", program.display()));
    }
    output
}

/// Runs a Python module. Returns `None` if Python or the module is missing.
fn python_module(module: &str, arguments: &[&str]) -> Option<Output> {
    let there = output(&python(), &["-c", &format!("import {module}")])?;
    if !there.status.success() {
        skipped(&format!("Python has no {module} (pip install {module})"));
        return None;
    }
    output(&python(), arguments)
}

#[track_caller]
fn accepts(output: &Output, what: &str) {
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(4000).collect::<String>();
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    assert!(output.status.success(), "{what}:\n{out}{err}");
}

#[track_caller]
fn xmllint(schema: &Path, file: &Path) {
    let (schema, file) = (schema.to_string_lossy(), file.to_string_lossy());
    let arguments = ["--noout", "--nonet", "--huge", "--schema", &schema, &file];
    if let Some(output) = output(Path::new("xmllint"), &arguments) {
        accepts(&output, &format!("{file} against {schema}"));
    }
}

#[track_caller]
fn json_schema(schema: &Path, file: &Path) {
    let (schema, file) = (schema.to_string_lossy(), file.to_string_lossy());
    let base = format!("file://{schema}");
    let arguments = ["-m", "check_jsonschema", "--base-uri", &base, "--schemafile", &schema, &file];
    if let Some(output) = python_module("check_jsonschema", &arguments) {
        accepts(&output, &format!("{file} against {schema}"));
    }
}

/// A script that reads a `JUnit` file with several readers and checks for known problems of consumers.
const JUNIT: &str = r#"
import sys, xml.parsers.expat, xml.etree.ElementTree as tree
path = sys.argv[1]
xml.parsers.expat.ParserCreate().Parse(open(path, "rb").read(), True)
seen = set()
for case in tree.parse(path).iter("testcase"):
    key = (case.get("classname"), case.get("name"))
    assert all(key) and key not in seen, key
    seen.add(key)
    for end in case:
        if end.tag in ("failure", "error", "skipped"):
            assert (end.text or "").strip(), key
            assert "." in end.get("type", "."), key
        assert len((end.text or "").encode()) < 10_000_000, key
"#;
const LXML: &str = "import sys, lxml.etree; lxml.etree.parse(sys.argv[1])";
const JUNITPARSER: &str = "
import sys, junitparser
cases = [c for s in junitparser.JUnitXml.fromfile(sys.argv[1]) for c in s]
assert cases and all(c.name and c.classname for c in cases)
";

#[track_caller]
fn junit(file: &Path) {
    let name = file.to_string_lossy();
    let readers =
        [("xml.parsers.expat", JUNIT), ("lxml.etree", LXML), ("junitparser", JUNITPARSER)];
    for (module, script) in readers {
        if let Some(output) = python_module(module, &["-c", script, &name]) {
            accepts(&output, &format!("{name} by {module}"));
        }
    }
}

/// Checks that `prove` parses the file without a syntax error. Failed tests are no syntax error.
#[track_caller]
fn prove(file: &Path) {
    let Ok(version) =
        Command::new("perl").args(["-MTAP::Parser::Grammar", "-e", "print 1"]).output()
    else {
        return skipped("perl is not installed");
    };
    if !version.status.success() {
        return skipped("perl has no TAP::Parser");
    }
    // A TAP 13 parser can read version 14 apart from the version line.
    let text = fs::read_to_string(file).expect("the report is there");
    let thirteen = text.replacen("TAP version 14", "TAP version 13", 1);
    let readable = file.with_extension("tap13");
    fs::write(&readable, thirteen).expect("the file is writable");
    let script = "use TAP::Parser; my $p = TAP::Parser->new({source => \\do { local (@ARGV, $/) = shift; <> }}); \
                  my $n = 0; while (my $r = $p->next) { $n++ if $r->is_test } \
                  die join(qq{\\n}, $p->parse_errors) if $p->parse_errors; \
                  die q{no tests} if !$n || $n != $p->tests_planned;";
    let name = readable.to_string_lossy();
    if let Some(output) = output(Path::new("perl"), &["-e", script, &name]) {
        accepts(&output, &format!("{name} by prove's parser"));
    }
    fs::remove_file(readable).expect("the file is removable");
}

/// Runs all readers of every format on the reports of a folder.
#[track_caller]
pub(crate) fn check_all(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ours = root.join("reports/schemas");
    let (common, strict) = (folder.join("junit.xml"), folder.join("junit-strict.xml"));
    xmllint(&ours.join("junit-common.xsd"), &common);
    junit(&common);
    junit(&strict);
    prove(&folder.join("run.tap"));
    json_schema(&ours.join("summary.schema.json"), &folder.join("summary.json"));
    events_fit(&ours.join("run-record.schema.json"), &folder.join("run.ndjson"));
    let Some(schemas) = schemas() else { return };
    xmllint(&schemas.join("jenkins-xunit-junit-10.xsd"), &strict);
    xmllint(&schemas.join("windyroad-JUnit.xsd"), &strict);
    json_schema(&schemas.join("ctrf.schema.json"), &folder.join("ctrf.json"));
    json_schema(&schemas.join("sarif-schema-2.1.0.json"), &folder.join("run.sarif"));
    json_schema(&schemas.join("har-1.2/har.json"), &folder.join("run.har"));
}

/// Validates every line of the run record.
#[track_caller]
fn events_fit(schema: &Path, file: &Path) {
    let text = fs::read_to_string(file).expect("the record is there");
    let folder = tempfile::tempdir().expect("a folder");
    let names: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let path = folder.path().join(format!("{at}.json"));
            fs::write(&path, line).expect("the file is writable");
            path.to_string_lossy().into_owned()
        })
        .collect();
    let schema = schema.to_string_lossy();
    let mut arguments = vec!["-m", "check_jsonschema", "--schemafile", &schema];
    arguments.extend(names.iter().map(String::as_str));
    if let Some(output) = python_module("check_jsonschema", &arguments) {
        accepts(&output, &format!("the lines of {} against {schema}", file.display()));
    }
}
