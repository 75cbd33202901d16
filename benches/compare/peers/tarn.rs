//! Tarn: one step per case. Tarn has no schemas.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::asked::{Asked, Content, asked};
use super::files;
use crate::Outcome;
use crate::figures::shown;

pub(super) fn command(folder: &Path, count: usize, url: &str) -> Outcome<Vec<String>> {
    // JSON is YAML, and is read as fast as YAML.
    files(folder, count, "tarn.yaml", |numbers| {
        let steps: Vec<Value> = numbers.map(|number| step(&can_be_sent(number), url)).collect();
        json!({ "name": "items", "steps": steps }).to_string()
    })?;
    let junit = format!("junit={}", shown(&folder.join("junit.xml")));
    let words = [
        "tarn",
        "run",
        &shown(folder),
        "--no-default-excludes",
        "--parallel",
        "--no-parallel-warning",
        "--no-fixtures",
        "--no-last-run-json",
        "--no-progress",
        "--format",
        &junit,
    ];
    Ok(words.map(str::to_owned).to_vec())
}

/// Returns the case with this number. A case with invalid JSON is replaced by the next case, whose content has a
/// wrong type.
fn can_be_sent(number: usize) -> Asked {
    let wanted = asked(number);
    match wanted.content {
        Some(Content::CutOff(_)) => Asked { id: wanted.id, ..asked(number + 1) },
        _ => wanted,
    }
}

fn step(asked: &Asked, url: &str) -> Value {
    let mut headers: Map<String, Value> = Map::new();
    for (name, value) in &asked.headers {
        headers.insert((*name).to_owned(), value.as_str().into());
    }
    let mut request = json!({ "method": asked.method, "url": format!("{url}{}", asked.path) });
    match &asked.content {
        None => {}
        Some(Content::Json(json)) => request["body"] = json.clone(),
        // Tarn can send neither text nor invalid JSON.
        Some(Content::CutOff(_) | Content::Text(_)) => {
            request["form"] = json!({ "name": "a", "price": "12.50" });
        }
    }
    request["headers"] = headers.into();
    let body: Map<String, Value> = asked
        .values
        .iter()
        .map(|(path, value)| ((*path).to_owned(), value.as_str().into()))
        .collect();
    let assert = json!({
        "status": asked.status, "headers": { "content-type": "application/json" }, "body": body,
    });
    json!({ "name": asked.id, "request": request, "assert": assert })
}
