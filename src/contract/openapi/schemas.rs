//! The schemas of a document, each converted to one self-contained JSON Schema.
//!
//! The targets of `$ref`s are copied to `definitions`, so the compiler of schemas never sees files, encoded pointers or
//! circular references between files.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::files::{At, Files};
use super::reference_siblings::has_siblings;
use super::schema_conversion::{Converted, Converter};
use super::schema_names::{Key, Names, Way};
use super::version::Version;
use crate::contract::BodySchema;
use crate::diagnostic::{Code, Diagnostic};

/// The places in the document of the parts of a self-contained schema.
type Origins<'n> = BTreeMap<String, At<'n>>;

/// Converts and compiles schemas, each once.
pub(super) struct Schemas<'n> {
    files: &'n Files,
    version: Version,
    /// The default draft of schemas without `$schema`.
    draft: String,
    made: BTreeMap<(Way, Key), Option<Arc<BodySchema>>>,
    parts: BTreeMap<(Way, Key), Converted>,
    names: Names,
    /// The schemas that are linted already.
    linted: BTreeSet<Key>,
}

impl<'n> Schemas<'n> {
    pub(super) fn new(files: &'n Files, version: Version) -> Self {
        Self {
            files,
            version,
            draft: draft(files, version),
            made: BTreeMap::new(),
            parts: BTreeMap::new(),
            names: Names::default(),
            linted: BTreeSet::new(),
        }
    }

    /// Returns the schema at a place, or `None` if the schema is invalid and was reported.
    ///
    /// Messages about a schema without a name use `name`.
    pub(super) fn at(
        &mut self,
        at: &At<'n>,
        name: &str,
        way: Way,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Arc<BodySchema>> {
        let target = self.target(at);
        let is_referred = (target.file, &target.pointer) != (at.file, &at.pointer);
        let key = (way, (target.file, target.pointer.clone()));
        if let Some(known) = self.made.get(&key) {
            return known.clone();
        }
        let name = match target.last() {
            last if is_referred && last.is_empty() => self.files.name(target.file),
            last if is_referred => last,
            _ => name.to_owned(),
        };
        let (schema, origins) = self.whole(&target, way, problems);
        let made = compile(&name, &schema, &origins, problems);
        self.made.insert(key, made.clone());
        made
    }

    /// Follows `$ref`s for as long as they are the whole schema. Since 3.1 the siblings of a `$ref` apply too (JSON
    /// Schema 2020-12, core, section 8.2.3.1), so a `$ref` with siblings is a schema of its own.
    ///
    /// The conversion reports an unresolvable reference, so the search stops there.
    fn target(&self, at: &At<'n>) -> At<'n> {
        let mut here = at.clone();
        let mut seen = BTreeSet::new();
        while seen.insert((here.file, here.pointer.clone()))
            && let Some(reference) = here.reference()
            && !(self.version.has_json_schema() && has_siblings(&here))
            && let Ok(next) = self.files.target(here.file, reference)
        {
            here = next;
        }
        here
    }

    /// Returns every schema that was compiled for a direction, with its place.
    pub(super) fn all(&self, way: Way) -> impl Iterator<Item = (&Arc<BodySchema>, At<'n>)> {
        let files = self.files;
        self.made.iter().filter(move |((made, _), _)| *made == way).filter_map(
            move |((_, (file, pointer)), schema)| {
                let at = files.target(*file, &format!("#{}", encoded(pointer))).ok()?;
                Some((schema.as_ref()?, at))
            },
        )
    }

    /// Compiles a schema that the reader builds itself, such as the schema of a form.
    pub(super) fn of_value(
        &mut self,
        at: &At<'n>,
        name: &str,
        mut schema: Value,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Arc<BodySchema>> {
        if let Value::Object(members) = &mut schema {
            members.insert("$schema".to_owned(), Value::from(self.draft.as_str()));
        }
        let origins = BTreeMap::from([(String::new(), at.clone())]);
        compile(name, &schema, &origins, problems)
    }

    /// Converts the schema of a 2.0 parameter or header, whose keywords are mixed with the other fields.
    pub(super) fn beside(&mut self, at: &At<'n>, problems: &mut Vec<Diagnostic>) -> Value {
        let Converted { value, .. } = self.convert(at, Way::Request, problems);
        let Value::Object(mut members) = value else { return json!({}) };
        let foreign = ["name", "in", "required", "collectionFormat", "allowEmptyValue"];
        members.retain(|key, _| !foreign.contains(&key.as_str()));
        Value::Object(members)
    }

    fn whole(
        &mut self,
        root: &At<'n>,
        way: Way,
        problems: &mut Vec<Diagnostic>,
    ) -> (Value, Origins<'n>) {
        let Converted { value, refs } = self.part(root, way, problems);
        let mut origins = BTreeMap::from([(String::new(), root.clone())]);
        let mut definitions = Map::new();
        let mut open: VecDeque<Key> = refs.into();
        while let Some((file, pointer)) = open.pop_front() {
            let Ok(at) = self.files.target(file, &format!("#{}", encoded(&pointer))) else {
                continue;
            };
            let name = self.names.of(&at);
            if definitions.contains_key(&name) {
                continue;
            }
            let part = self.part(&at, way, problems);
            origins.insert(format!("/definitions/{name}"), at);
            definitions.insert(name, part.value);
            open.extend(part.refs);
        }
        let mut schema = match value {
            Value::Object(members) if members.contains_key("$ref") => {
                Map::from_iter([("allOf".to_owned(), json!([members]))])
            }
            Value::Object(members) => members,
            Value::Bool(false) => Map::from_iter([("not".to_owned(), json!({}))]),
            _ => Map::new(),
        };
        schema.insert("$schema".to_owned(), Value::from(self.draft.as_str()));
        if !definitions.is_empty() {
            schema.insert("definitions".to_owned(), Value::Object(definitions));
        }
        (Value::Object(schema), origins)
    }

    fn part(&mut self, at: &At<'n>, way: Way, problems: &mut Vec<Diagnostic>) -> Converted {
        let key = (way, (at.file, at.pointer.clone()));
        if let Some(known) = self.parts.get(&key) {
            return known.clone();
        }
        let converted = self.convert(at, way, problems);
        self.parts.insert(key, converted.clone());
        converted
    }

    fn convert(&mut self, at: &At<'n>, way: Way, problems: &mut Vec<Diagnostic>) -> Converted {
        // A schema can be converted once for each direction. Its problems are reported only once.
        let first = self.linted.insert((at.file, at.pointer.clone()));
        let mut unheard = Vec::new();
        let problems = if first { problems } else { &mut unheard };
        Converter::new(self.files, self.version, way, &mut self.names, problems).convert(at)
    }
}

/// Compiles a schema. Problems are reported at the place in the document where the schema comes from.
fn compile(
    name: &str,
    schema: &Value,
    origins: &Origins<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Arc<BodySchema>> {
    match BodySchema::compile(name, schema, Path::new("")) {
        Ok(schema) => Some(Arc::new(schema)),
        Err(error) => {
            let at = origin(&error.pointer, origins);
            let message = format!("the schema `{name}` is no JSON Schema: {}", error.message);
            let problem = Diagnostic::error(Code::BAD_SCHEMA, message);
            let problem = problem.at(at.node.span, format!("#{}", at.pointer));
            if !problems.contains(&problem) {
                problems.push(problem);
            }
            None
        }
    }
}

/// Returns the nearest known place in the document for a place in a self-contained schema.
fn origin<'n>(pointer: &str, origins: &Origins<'n>) -> At<'n> {
    let known = origins
        .iter()
        .rev()
        .find_map(|(start, at)| Some((pointer.strip_prefix(start.as_str())?, at)));
    let (rest, at) = known.expect("the whole schema begins with nothing");
    let mut rest = rest;
    loop {
        if let Some(node) = at.node.at(rest) {
            return At { file: at.file, pointer: format!("{}{rest}", at.pointer), node };
        }
        rest = rest.rsplit_once('/').map_or("", |(before, _)| before);
    }
}

/// Returns the default draft: the one of `jsonSchemaDialect` if that is a draft of JSON Schema.
fn draft(files: &Files, version: Version) -> String {
    if !version.has_json_schema() {
        return "http://json-schema.org/draft-04/schema#".to_owned();
    }
    let own = files.root().text_of("jsonSchemaDialect");
    let own = own.filter(|uri| uri.contains("json-schema.org/draft"));
    own.unwrap_or("https://json-schema.org/draft/2020-12/schema").to_owned()
}

fn encoded(pointer: &str) -> String {
    pointer.replace('%', "%25").replace('#', "%23")
}
