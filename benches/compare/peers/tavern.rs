//! Tavern: one test per case. A schema check would need custom Python.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::asked::{Asked, Content, asked};
use crate::Outcome;
use crate::figures::shown;

pub(super) fn command(folder: &Path, count: usize, url: &str) -> Outcome<Vec<String>> {
    // JSON is YAML. Each test is a separate document.
    let tests: Vec<String> =
        (1..=count).map(|number| test(&asked(number), url).to_string()).collect();
    let path = folder.join("test_items.tavern.yaml");
    std::fs::write(&path, tests.join("\n---\n"))?;
    let junit = format!("--junitxml={}", shown(&folder.join("junit.xml")));
    let words = ["tavern-ci", &shown(&path), &junit, "-q", "-p", "no:cacheprovider"];
    Ok(words.map(str::to_owned).to_vec())
}

fn test(asked: &Asked, url: &str) -> Value {
    let mut headers: Map<String, Value> = Map::new();
    for (name, value) in &asked.headers {
        headers.insert((*name).to_owned(), value.as_str().into());
    }
    let mut request = json!({ "method": asked.method, "url": format!("{url}{}", asked.path) });
    let (content, content_type) = match &asked.content {
        None => (None, None),
        Some(Content::Json(json)) => (Some(("json", json.clone())), None),
        // Tavern would read braces as a template.
        Some(Content::CutOff(json)) => {
            (Some(("data", json.replace('{', "{{").into())), Some("application/json"))
        }
        Some(Content::Text(text)) => (Some(("data", (*text).into())), Some("text/plain")),
    };
    if let Some((name, content)) = content {
        request[name] = content;
    }
    if let Some(content_type) = content_type {
        headers.insert("Content-Type".to_owned(), content_type.into());
    }
    request["headers"] = headers.into();
    let mut body = Value::Null;
    for (path, value) in &asked.values {
        put(&mut body, path.trim_start_matches("$."), value);
    }
    let response = json!({
        "status_code": asked.status, "headers": { "content-type": "application/json" },
        "json": body, "strict": ["json:off"],
    });
    let stage = json!({ "name": asked.id, "request": request, "response": response });
    json!({ "test_name": asked.id, "stages": [stage] })
}

/// Sets a value at a path of members and first items.
fn put(into: &mut Value, path: &str, value: &str) {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let place = match first.strip_suffix("[0]") {
        None => &mut into[first],
        Some(list) => {
            let list = &mut into[list];
            if list.is_null() {
                *list = json!([null]);
            }
            &mut list[0]
        }
    };
    if rest.is_empty() {
        *place = value.into();
    } else {
        put(place, rest, value);
    }
}
