//! Hurl: one entry per case. Hurl has no schemas, and reports a file as one test case.

use std::fmt::Write as _;
use std::path::Path;

use super::asked::{Asked, Content, asked};
use super::files;
use crate::Outcome;
use crate::figures::shown;

pub(super) fn command(folder: &Path, count: usize, url: &str) -> Outcome<Vec<String>> {
    let files = files(folder, count, "hurl", |numbers| {
        numbers.map(|number| entry(&asked(number))).collect()
    })?;
    // Hurl appends to an existing report.
    let junit = folder.join("junit.xml");
    let mut command = vec![
        "sh".to_owned(),
        "-c".to_owned(),
        "rm -f \"$0\"; exec hurl --test --parallel --report-junit \"$0\" \"$@\"".to_owned(),
        shown(&junit),
    ];
    command.extend(["--variable".to_owned(), format!("host={url}")]);
    command.extend(files.iter().map(|file| shown(file)));
    Ok(command)
}

fn entry(asked: &Asked) -> String {
    let mut text = format!("{} {{{{host}}}}{}\n", asked.method, asked.path);
    for (name, value) in &asked.headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    // Writing into a string cannot fail.
    let _ = match &asked.content {
        None => Ok(()),
        Some(Content::Json(json)) => writeln!(text, "{json}"),
        Some(Content::CutOff(json)) => {
            writeln!(text, "Content-Type: application/json\n`{json}`")
        }
        Some(Content::Text(plain)) => writeln!(text, "Content-Type: text/plain\n`{plain}`"),
    };
    let _ = writeln!(text, "HTTP {}\nContent-Type: application/json\n[Asserts]", asked.status);
    for (path, value) in &asked.values {
        let _ = writeln!(text, "jsonpath \"{path}\" == \"{value}\"");
    }
    text.push('\n');
    text
}
