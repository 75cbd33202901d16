//! The example values of a document.

use serde_json::Value;

use super::files::At;
use super::reading_state::Reading;

impl<'n> Reading<'n, '_> {
    /// Returns the examples of a media type, a parameter or a header, or else those of its schema.
    pub(super) fn examples(&mut self, owner: &At<'n>) -> Vec<Value> {
        let mut found: Vec<Value> =
            owner.get("example").iter().map(|at| at.node.to_json()).collect();
        found.extend(self.named_examples(owner).into_iter().map(|(_, value)| value));
        let schema = owner.get("schema").filter(|_| found.is_empty());
        // The conversion of the schema reports an unresolvable `$ref`.
        let schema = schema.and_then(|schema| self.files.resolve(&schema).ok());
        found.extend(schema.iter().flat_map(of_schema));
        found
    }

    /// Returns the named examples of an owner. An `externalValue` is not read.
    pub(super) fn named_examples(&mut self, owner: &At<'n>) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for (name, example) in
            owner.get("examples").map(|all| all.entries_all()).unwrap_or_default()
        {
            let Some(example) = self.resolve_softly(&example) else { continue };
            let value = example.get("value").or_else(|| example.get("dataValue"));
            found.extend(value.map(|at| (name.to_owned(), at.node.to_json())));
        }
        found
    }
}

/// Returns the examples of a schema.
pub(super) fn of_schema(schema: &At<'_>) -> Vec<Value> {
    let one = schema.get("example").or_else(|| schema.get("x-example"));
    let several = schema.get("examples").map(|all| all.items()).unwrap_or_default();
    one.iter().chain(&several).map(|at| at.node.to_json()).collect()
}
