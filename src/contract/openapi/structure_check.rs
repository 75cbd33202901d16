//! The check of a document's structure: unknown and missing fields, and fields of the wrong type.
//!
//! One walk over the document compares it with the table of `object_fields`. The reader of the contract therefore uses
//! what it understands and reports nothing about other fields.

use super::files::{At, Files};
use super::object_fields::{Field, Form, Shape, of};
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic, closest};
use crate::source::Value;

/// Reports everything that a document of this version must not contain, or lacks.
pub(super) fn check(files: &Files, version: Version, problems: &mut Vec<Diagnostic>) {
    let root = files.root();
    let mut walk = Walk { version, problems };
    walk.shape(&root, Shape::Form(Form::Document), "the document");
    let containers = ["paths", "components", "webhooks"];
    let has_none = containers.iter().all(|key| root.get(key).is_none());
    let message = match version {
        Version::V2 | Version::V3_0 if root.get("paths").is_none() => "the document has no `paths`",
        Version::V3_1 | Version::V3_2 if has_none => {
            "the document has none of `paths`, `components` and `webhooks`"
        }
        _ => return,
    };
    walk.report(Diagnostic::error(Code::OPENAPI_MISSING, message), &root);
}

struct Walk<'p> {
    version: Version,
    problems: &'p mut Vec<Diagnostic>,
}

impl Walk<'_> {
    fn shape(&mut self, at: &At<'_>, shape: Shape, owner: &str) {
        match shape {
            Shape::Any => {}
            Shape::Text => self.is(matches!(at.node.value, Value::String(_)), at, owner, "a text"),
            Shape::Flag => {
                self.is(matches!(at.node.value, Value::Bool(_)), at, owner, "`true` or `false`");
            }
            Shape::List(item) => {
                self.is(matches!(at.node.value, Value::Sequence(_)), at, owner, "a list");
                for at in at.items() {
                    self.form(&at, item);
                }
            }
            Shape::Texts => {
                self.is(matches!(at.node.value, Value::Sequence(_)), at, owner, "a list");
                for at in at.items() {
                    self.shape(&at, Shape::Text, owner);
                }
            }
            Shape::Map(value) => {
                self.is(matches!(at.node.value, Value::Mapping(_)), at, owner, "a mapping");
                let entries = if value.is_named_freely() { at.entries_all() } else { at.entries() };
                for (_, at) in entries {
                    self.form(&at, value);
                }
            }
            Shape::Form(form) => self.form(at, form),
        }
    }

    fn is(&mut self, fits: bool, at: &At<'_>, owner: &str, expected: &str) {
        if !fits {
            let message = format!("{owner} must be {expected}, this is {}", at.node.kind());
            self.report(Diagnostic::error(Code::OPENAPI_TYPE, message), at);
        }
    }

    fn form(&mut self, at: &At<'_>, form: Form) {
        // The conversion checks the schemas in use. Only values that cannot be a schema are reported here.
        if form == Form::Schema {
            let is_flag = matches!(at.node.value, Value::Bool(_)) && self.version.has_json_schema();
            let fits = is_flag || matches!(at.node.value, Value::Mapping(_));
            return self.is(fits, at, "a schema", "a mapping");
        }
        if form == Form::Opaque {
            return;
        }
        let about = of(form, self.version);
        self.is(matches!(at.node.value, Value::Mapping(_)), at, about.name, "a mapping");
        if at.reference().is_some() && form.may_be_referred_to() {
            return;
        }
        for (key, value) in at.entries() {
            match about.fields.iter().find(|field| field.name == key) {
                Some(Field { shape, .. }) => self.shape(&value, *shape, &format!("`{key}`")),
                None if about.others.is_some() => {
                    self.shape(&value, about.others.unwrap_or(Shape::Any), key);
                }
                None => self.unknown(key, &value, about.name, about.fields),
            }
        }
        for missing in about.fields.iter().filter(|field| field.required) {
            if matches!(at.node.value, Value::Mapping(_)) && at.get(missing.name).is_none() {
                let message = format!("{} has no `{}`", about.name, missing.name);
                self.report(Diagnostic::warning(Code::OPENAPI_MISSING, message), at);
            }
        }
        self.exclusions(at, form);
    }

    fn unknown(&mut self, key: &str, at: &At<'_>, owner: &str, fields: &[Field]) {
        let message = format!("{owner} has no field `{key}` in this version of OpenAPI");
        let problem = Diagnostic::warning(Code::OPENAPI_FIELD, message);
        let meant = closest(key, fields.iter().map(|field| field.name));
        let problem = match meant {
            Some(meant) => problem.help(format!("did you mean `{meant}`?")),
            None => problem.help("it says nothing; fields of your own begin with `x-`"),
        };
        self.report(problem, at);
    }

    /// Reports what the table cannot express: fields that exclude each other, and fixed values.
    fn exclusions(&mut self, at: &At<'_>, form: Form) {
        let both = |one, other| at.get(one).is_some() && at.get(other).is_some();
        if matches!(form, Form::Parameter | Form::Header | Form::Media)
            && both("example", "examples")
        {
            self.value(at, "`example` and `examples` exclude each other");
        }
        if form == Form::ServerVariable
            && at.get("enum").is_some_and(|values| values.items().is_empty())
        {
            self.value(at, "`enum` leaves no value to choose");
        }
        let encoded = matches!(at.text_of("in"), Some("query" | "cookie" | "querystring"));
        let misplaced = form == Form::Parameter && !encoded && at.get("allowReserved").is_some();
        if misplaced && self.version.has_json_schema() {
            self.value(at, "`allowReserved` is for parameters in a query or a cookie");
        }
        let is_cookie = at.text_of("in") == Some("cookie") && at.text_of("style") == Some("cookie");
        if form == Form::Parameter && is_cookie && self.version < Version::V3_2 {
            self.value(at, "the style `cookie` exists since OpenAPI 3.2");
        }
    }

    fn value(&mut self, at: &At<'_>, message: &str) {
        self.report(Diagnostic::warning(Code::OPENAPI_VALUE, message), at);
    }

    fn report(&mut self, problem: Diagnostic, at: &At<'_>) {
        self.problems.push(problem.at(at.node.span, format!("#{}", at.pointer)));
    }
}
