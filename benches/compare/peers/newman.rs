//! Newman: one item per case. A script has the assertions of the other tools and checks the schema.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::asked::{Asked, Content, asked};
use crate::Outcome;
use crate::cases::CONTRACT;
use crate::figures::shown;

#[derive(Deserialize)]
struct Contract {
    bodies: BTreeMap<String, Value>,
}

pub(super) fn command(folder: &Path, count: usize, url: &str) -> Outcome<Vec<String>> {
    let contract: Contract = serde_yaml::from_str(CONTRACT)?;
    let items: Vec<Value> =
        (1..=count).map(|number| item(&asked(number), url, &contract)).collect();
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    let collection = json!({ "info": { "name": "items", "schema": schema }, "item": items });
    let path = folder.join("items.postman_collection.json");
    std::fs::write(&path, collection.to_string())?;
    let (path, junit) = (shown(&path), shown(&folder.join("junit.xml")));
    let words = ["newman", "run", &path, "-r", "junit", "--reporter-junit-export", &junit];
    Ok(words.map(str::to_owned).to_vec())
}

fn item(asked: &Asked, url: &str, contract: &Contract) -> Value {
    let mut headers: Vec<Value> =
        asked.headers.iter().map(|(name, value)| json!({ "key": name, "value": value })).collect();
    let (content, content_type) = match &asked.content {
        None => (None, None),
        Some(Content::Json(json)) => (Some(json.to_string()), Some("application/json")),
        Some(Content::CutOff(json)) => (Some((*json).to_owned()), Some("application/json")),
        Some(Content::Text(text)) => (Some((*text).to_owned()), Some("text/plain")),
    };
    headers.extend(content_type.map(|it| json!({ "key": "Content-Type", "value": it })));
    let mut request = json!({
        "method": asked.method, "header": headers, "url": format!("{url}{}", asked.path),
    });
    if let Some(content) = content {
        request["body"] = json!({ "mode": "raw", "raw": content });
    }
    let script = script(asked, &contract.bodies[asked.schema]);
    let event =
        json!({ "listen": "test", "script": { "type": "text/javascript", "exec": script } });
    json!({ "name": asked.id, "event": [event], "request": request })
}

fn script(asked: &Asked, schema: &Value) -> Vec<String> {
    let mut lines = vec![
        "pm.test('answer', () => {".to_owned(),
        format!("pm.response.to.have.status({});", asked.status),
        "pm.expect(pm.response.headers.get('Content-Type')).to.eql('application/json');".to_owned(),
        "const body = pm.response.json();".to_owned(),
    ];
    for (path, value) in &asked.values {
        let path = path.trim_start_matches('$');
        lines.push(format!("pm.expect(body{path}).to.eql({});", json!(value)));
    }
    lines.push(format!("pm.response.to.have.jsonSchema({schema});"));
    lines.push("});".to_owned());
    lines
}
