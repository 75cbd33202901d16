//! Where the ids in paths come from: which operation makes the thing that a path names, and where in its
//! response the id stands.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use serde_json::Value;

use super::naming::{self, Unique};
use super::sample_value::{property, resolved};
use super::success::Success;
use crate::contract::{Operation, OperationLink, push_member};

/// A parameter of a path: what stands before it, without the names of parameters, and its own name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// Such as `/orders/{}`.
    prefix: String,
    pub(super) parameter: String,
}

/// A value that one operation's response has and other operations need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// The operation, by its place among all.
    pub(super) by: usize,
    /// The name for `${…}`.
    pub(super) name: String,
    /// Where it stands in the response, as a query.
    pub(super) query: String,
}

/// What is captured of which response, and who needs it.
#[derive(Debug, Default)]
pub(super) struct Things {
    kept: Vec<Kept>,
    /// Index into `kept`, by operation and parameter.
    uses: BTreeMap<(usize, Key), usize>,
    /// Index into `kept`, by a name that is clear by itself, such as `order-id`.
    clear: BTreeMap<String, usize>,
    /// Which operations wait for which.
    waits: BTreeMap<usize, BTreeSet<usize>>,
}

impl Things {
    /// What the paths of operations need and others of them answer with. `part` says which suite an
    /// operation belongs to: nothing is captured in one for another.
    pub(super) fn of(operations: &[Operation], part: &[usize], names: &mut Unique) -> Self {
        let mut things = Self::default();
        things.by_links(operations, part, names);
        for (at, operation) in operations.iter().enumerate() {
            for key in keys(operation.path.as_str()) {
                if things.uses.contains_key(&(at, key.clone())) {
                    continue;
                }
                let Some((by, query)) = creator(operations, &key) else { continue };
                if part[by] == part[at] {
                    things.keep((by, query), (at, key), names);
                }
            }
        }
        things.by_name(operations, part);
        things
    }

    /// What a path's parameter is filled with, if a response has it.
    pub(super) fn of_parameter(&self, operation: usize, key: &Key) -> Option<&Kept> {
        self.uses.get(&(operation, key.clone())).map(|at| &self.kept[*at])
    }

    /// What an operation's response has that others need.
    pub(super) fn kept_by(&self, operation: usize) -> impl Iterator<Item = &Kept> {
        self.kept.iter().filter(move |kept| kept.by == operation)
    }

    /// What a POST to the same path has as the id of what it made: `PUT /pet` changes what `POST /pet` makes.
    pub(super) fn made_at(&self, operation: usize, operations: &[Operation]) -> Option<&Kept> {
        let path = shape(operations[operation].path.as_str());
        self.kept
            .iter()
            .find(|kept| kept.by != operation && shape(operations[kept.by].path.as_str()) == path)
    }

    /// Whether others use what the operation's response has.
    pub(super) fn is_creator(&self, operation: usize) -> bool {
        self.kept_by(operation).next().is_some()
    }

    /// The captured value with the name of a member or a parameter, for an operation that is no creator
    /// itself and stands in the same suite.
    pub(super) fn named(&self, name: &str, operation: usize, part: &[usize]) -> Option<&Kept> {
        if naming::is_generic(name) || self.is_creator(operation) {
            return None;
        }
        let kept = &self.kept[*self.clear.get(&naming::hyphened(name))?];
        (part[kept.by] == part[operation]).then_some(kept)
    }

    /// The names of the operations that one waits for.
    pub(super) fn waits_for(&self, operation: usize) -> impl Iterator<Item = usize> {
        self.waits.get(&operation).into_iter().flatten().copied()
    }

    /// What the document says itself, in Link Objects.
    fn by_links(&mut self, operations: &[Operation], part: &[usize], names: &mut Unique) {
        for (by, operation) in operations.iter().enumerate() {
            let row = Success::of(operation).and_then(|success| success.row(operation));
            let is_of_success = |link: &&OperationLink| row.is_some_and(|row| row.row == link.row);
            for link in operation.links.iter().filter(is_of_success) {
                let is_target = |known: &Operation| known.id.as_deref() == Some(&link.target);
                let Some(at) = operations.iter().position(is_target) else { continue };
                if part[by] == part[at] {
                    self.by_link(link, (by, operation), (at, &operations[at]), names);
                }
            }
        }
    }

    fn by_link(
        &mut self,
        link: &OperationLink,
        (by, operation): (usize, &Operation),
        (at, target): (usize, &Operation),
        names: &mut Unique,
    ) {
        let own = keys(operation.path.as_str());
        for (name, value) in &link.parameters {
            let name = name.strip_prefix("path.").unwrap_or(name);
            // What the request was made with is known without its response.
            if own.iter().any(|key| key.parameter == name) {
                continue;
            }
            let key = keys(target.path.as_str()).into_iter().find(|key| key.parameter == name);
            if let (Some(key), Some(query)) = (key, value.as_str().and_then(of_runtime_expression))
            {
                self.keep((by, query), (at, key), names);
            }
        }
    }

    /// A parameter that nothing answers with at its own place, but that is named clearly as a thing that
    /// is made elsewhere.
    fn by_name(&mut self, operations: &[Operation], part: &[usize]) {
        for (at, operation) in operations.iter().enumerate() {
            for key in keys(operation.path.as_str()) {
                if self.uses.contains_key(&(at, key.clone())) {
                    continue;
                }
                let Some(index) = self.known(&key, at, part) else { continue };
                self.waits.entry(at).or_default().insert(self.kept[index].by);
                self.uses.insert((at, key), index);
            }
        }
    }

    /// The captured value that stands at the same place for another operation, else one of that name.
    fn known(&self, key: &Key, at: usize, part: &[usize]) -> Option<usize> {
        let mut same =
            self.uses.iter().filter(|((_, known), _)| known == key).map(|(_, index)| *index);
        let same = same.find(|index| {
            let by = self.kept[*index].by;
            part[by] == part[at] && by != at && !self.waits_in_the_end(by, at)
        });
        same.or_else(|| {
            let named = self.named(&key.parameter, at, part)?;
            self.kept.iter().position(|known| known == named)
        })
    }

    fn keep(&mut self, (by, query): (usize, String), (at, key): (usize, Key), names: &mut Unique) {
        if by == at || self.waits_in_the_end(by, at) {
            return;
        }
        let same = |kept: &Kept| kept.by == by && kept.query == query;
        let known = self.kept.iter().position(same);
        let index = known.unwrap_or_else(|| {
            let name = names.take(&naming::variable(&key.clear_name()));
            self.clear.entry(naming::hyphened(&key.clear_name())).or_insert(self.kept.len());
            self.kept.push(Kept { by, name, query });
            self.kept.len() - 1
        });
        self.waits.entry(at).or_default().insert(by);
        self.uses.insert((at, key), index);
    }

    fn waits_in_the_end(&self, operation: usize, on: usize) -> bool {
        let mut open = vec![operation];
        let mut seen = BTreeSet::new();
        while let Some(at) = open.pop() {
            if at == on {
                return true;
            }
            if seen.insert(at) {
                open.extend(self.waits_for(at));
            }
        }
        false
    }
}

impl Key {
    /// The parameter's name, with that of the thing where it does not say which one is meant.
    pub(super) fn clear_name(&self) -> String {
        if naming::is_generic(&self.parameter) {
            format!("{}-{}", self.thing(), self.parameter)
        } else {
            self.parameter.clone()
        }
    }

    /// What it names: `/orders/{}` an order.
    fn thing(&self) -> String {
        let segments = self.prefix.split('/').rev();
        let mut named = segments.filter(|segment| !segment.is_empty() && !segment.contains('{'));
        named
            .next()
            .map_or_else(|| "thing".to_owned(), |last| naming::singular(&naming::hyphened(last)))
    }
}

/// The parameters of a path, each with what stands before it.
pub(super) fn keys(path: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut prefix = String::new();
    for segment in path.trim_start_matches('/').split('/') {
        let named: Vec<&str> = segment
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect();
        prefix.push('/');
        prefix.push_str(if named.is_empty() { segment } else { "{}" });
        keys.extend(
            named.iter().map(|name| Key { prefix: prefix.clone(), parameter: (*name).to_owned() }),
        );
    }
    keys
}

/// A path without the names of its parameters and without a slash at its end.
fn shape(path: &str) -> String {
    let segments = path.trim_matches('/').split('/');
    let shapes = segments.map(|segment| if segment.contains('{') { "{}" } else { segment });
    format!("/{}", shapes.collect::<Vec<_>>().join("/"))
}

/// The operation that makes what a parameter names, with the place of the id in its response: a POST to the
/// collection, or to `create` in it.
fn creator(operations: &[Operation], key: &Key) -> Option<(usize, String)> {
    let collection = key.prefix.rsplit_once('/').map_or("", |(before, _)| before);
    let makes = |operation: &Operation| {
        let shape = shape(operation.path.as_str());
        let rest = shape.strip_prefix(collection)?;
        let is_known = matches!(rest, "" | "/create" | "/new" | "/add");
        (operation.method == Method::POST && is_known && !collection.is_empty()).then_some(())
    };
    operations.iter().enumerate().find_map(|(at, operation)| {
        makes(operation)?;
        let success = Success::of(operation)?;
        let schema = success.schema(operation)?.json();
        Some((at, place_of_id(schema, key)?))
    })
}

/// Where in a response the id stands, as a query.
fn place_of_id(root: &Value, key: &Key) -> Option<String> {
    let thing = key.thing();
    let parameter = naming::hyphened(&key.parameter);
    let last = naming::words(&key.parameter).pop().unwrap_or_default();
    let mut wanted = vec![parameter, last.clone(), format!("{thing}-{last}")];
    if last == "id" {
        wanted.extend(["uuid", "guid", "sid"].map(str::to_owned));
    }
    let find = |schema: &Value, before: &str| {
        wanted.iter().find_map(|wanted| {
            let (name, schema) = property(root, schema, |name| naming::hyphened(name) == *wanted)?;
            let mut path = before.to_owned();
            push_member(&mut path, name);
            is_scalar(resolved(root, schema)?).then_some(path)
        })
    };
    let listed = |name: &str| naming::singular(&naming::hyphened(name)) == thing;
    let in_list = || {
        let (name, all) = property(root, root, listed)?;
        let mut path = "$".to_owned();
        push_member(&mut path, name);
        find(resolved(root, all)?.get("items")?, &format!("{path}[0]"))
    };
    let wrapped = || {
        let is_wrap =
            |name: &str| name == "data" || name == "result" || naming::hyphened(name) == thing;
        let (name, inner) = property(root, root, is_wrap)?;
        let mut path = "$".to_owned();
        push_member(&mut path, name);
        find(inner, &path)
    };
    find(root, "$").or_else(wrapped).or_else(in_list)
}

fn is_scalar(schema: &Value) -> bool {
    let is = |kind: &Value| ["string", "integer", "number"].iter().any(|known| kind == known);
    match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => ["properties", "items"].iter().all(|key| schema.get(key).is_none()),
    }
}

/// A place in the response as `OpenAPI` writes it, `$response.body#/id`, as a query.
fn of_runtime_expression(expression: &str) -> Option<String> {
    let pointer = expression.strip_prefix("$response.body#/")?;
    let mut path = "$".to_owned();
    for token in pointer.split('/') {
        push_member(&mut path, &token.replace("~1", "/").replace("~0", "~"));
    }
    Some(path)
}
