//! Finds the location of an id in a response body.

use serde_json::Value;

use super::naming;
use super::path_parameter::PathParameter;
use super::sample_value::{property, resolved};
use crate::contract::push_member;

/// Returns the location of the id that a path parameter names, as `JSONPath`. The id is a member of the body, of
/// an object that wraps the resource (`data`, `result`, or the name of the resource), or of the first item of a
/// list with the name of the resource.
pub(super) fn id_location(root: &Value, parameter: &PathParameter) -> Option<String> {
    let resource = parameter.resource();
    let names = id_names(parameter, &resource);
    let find = |schema: &Value, before: &str| {
        names.iter().find_map(|wanted| {
            let (name, schema) = property(root, schema, |name| naming::hyphened(name) == *wanted)?;
            is_scalar(resolved(root, schema)?).then(|| member(before, name))
        })
    };
    let in_wrapper = || {
        let is_wrapper =
            |name: &str| name == "data" || name == "result" || naming::hyphened(name) == resource;
        let (name, inner) = property(root, root, is_wrapper)?;
        find(inner, &member("$", name))
    };
    let in_list = || {
        let is_list = |name: &str| naming::singular(&naming::hyphened(name)) == resource;
        let (name, list) = property(root, root, is_list)?;
        find(resolved(root, list)?.get("items")?, &format!("{}[0]", member("$", name)))
    };
    find(root, "$").or_else(in_wrapper).or_else(in_list)
}

/// Returns the names that a response may use for the id, the most specific first.
fn id_names(parameter: &PathParameter, resource: &str) -> Vec<String> {
    let last = naming::words(&parameter.name).pop().unwrap_or_default();
    let mut names =
        vec![naming::hyphened(&parameter.name), last.clone(), format!("{resource}-{last}")];
    if last == "id" {
        // Many APIs call the id of a resource by its format.
        names.extend(["uuid", "guid", "sid"].map(str::to_owned));
    }
    names
}

fn member(before: &str, name: &str) -> String {
    let mut path = before.to_owned();
    push_member(&mut path, name);
    path
}

fn is_scalar(schema: &Value) -> bool {
    let is = |kind: &Value| ["string", "integer", "number"].iter().any(|known| kind == known);
    match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => ["properties", "items"].iter().all(|key| schema.get(key).is_none()),
    }
}

/// Converts an `OpenAPI` runtime expression for the response body, such as `$response.body#/id`, to `JSONPath`.
pub(super) fn query_of_runtime_expression(expression: &str) -> Option<String> {
    let pointer = expression.strip_prefix("$response.body#/")?;
    let mut path = "$".to_owned();
    for token in pointer.split('/') {
        // `~1` must be decoded first, or `~01` would become `/` instead of `~1` (RFC 6901, section 4).
        push_member(&mut path, &token.replace("~1", "/").replace("~0", "~"));
    }
    Some(path)
}
