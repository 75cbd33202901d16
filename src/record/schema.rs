//! The JSON Schemas of what machines read.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::summary::Summary;
use crate::event::Event;

/// Returns the JSON Schema (2020-12) of one line of a run record.
pub fn record_schema() -> Value {
    schema::<Event>("statusquo run record: one event")
}

/// Returns the JSON Schema (2020-12) of the JSON summary.
pub fn summary_schema() -> Value {
    schema::<Summary>("statusquo summary")
}

fn schema<T: JsonSchema>(title: &str) -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    // The generator would use the name of the Rust type.
    schema.insert("title".to_owned(), title.into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::record::sample::{sample_events, sample_record};
    use crate::record::summary::Exit;

    #[track_caller]
    fn check(schema: &Value, instance: &Value, fits: bool) {
        let validator = jsonschema::validator_for(schema).expect("it is a schema");
        let errors: Vec<String> =
            validator.iter_errors(instance).map(|error| error.to_string()).collect();
        assert_eq!(errors.is_empty(), fits, "{errors:#?}\n{instance:#}");
    }

    #[test]
    fn every_event_fits_the_schema_of_the_record() {
        for event in sample_events() {
            let line = serde_json::to_value(event).expect("an event is plain data");
            check(&record_schema(), &line, true);
        }
    }

    #[test]
    fn an_unknown_event_does_not_fit() {
        check(&record_schema(), &json!({ "event": "case-vanished" }), false);
        check(&record_schema(), &json!({ "event": "case-started" }), false);
    }

    #[test]
    fn members_of_a_newer_version_fit() {
        let case = json!({ "suite": "orders", "id": "a", "colour": "red" });
        check(&record_schema(), &json!({ "event": "case-started", "case": case, "new": 1 }), true);
    }

    #[test]
    fn the_summary_fits_its_schema() {
        let summary = Summary::new(&sample_record(), Some(Exit::new(1, "violated")));
        let summary = serde_json::to_value(summary).expect("a summary is plain data");
        check(&summary_schema(), &summary, true);
        check(&summary_schema(), &json!({ "format": 1 }), false);
    }

    #[test]
    fn a_schema_has_a_title() {
        assert_eq!(record_schema()["title"], "statusquo run record: one event");
        assert_eq!(record_schema().get("$id"), None);
    }
}
