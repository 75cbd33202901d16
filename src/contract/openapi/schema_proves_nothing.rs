//! The lint for schemas that prove nothing, because they accept `{}`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::files::At;
use super::reading_state::Reading;
use super::schema_names::Way;
use crate::contract::{BodyRule, BodySchema, Operation};
use crate::diagnostic::{Code, Diagnostic};

/// The number of rows that a message names.
const NAMED_ROWS: usize = 6;

/// The owner of a schema.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    /// Several operations. The schema is identified by its place.
    Several(usize, String),
    /// One operation.
    Operation(usize),
}

/// Schemas of one owner that accept `{}`. The first one gives the name.
struct Hollow<'n> {
    name: String,
    at: At<'n>,
    rows: BTreeSet<usize>,
}

impl Reading<'_, '_> {
    /// Warns about error schemas that accept `{}`, and names the rows that use them.
    pub(super) fn schemas_prove_something(&mut self, operations: &[Operation]) {
        let uses: Vec<(usize, &Arc<BodySchema>)> = operations
            .iter()
            .flat_map(|operation| operation.territory.documented())
            .filter(|documented| self.rows[documented.row].key.status.first() >= 400)
            .flat_map(|documented| match &documented.body {
                BodyRule::Content(contents) => {
                    let schemas = contents.iter().filter_map(|content| content.schema.as_ref());
                    schemas.map(|schema| (documented.row, schema)).collect()
                }
                _ => Vec::new(),
            })
            .collect();
        // A shared schema is named by itself. The schemas of a single operation are folded into one warning about the
        // operation.
        let mut hollow: BTreeMap<Owner, Hollow<'_>> = BTreeMap::new();
        for (schema, at) in self.schemas.all(Way::Response) {
            let of = uses.iter().filter(|(_, used)| Arc::ptr_eq(used, schema));
            let mut rows: BTreeSet<usize> = of.map(|(row, _)| *row).collect();
            if rows.is_empty() || !schema.accepts_empty_object() {
                continue;
            }
            let owners: BTreeSet<Option<usize>> =
                rows.iter().map(|row| self.rows[*row].operation).collect();
            let owner = match owners.first() {
                Some(Some(operation)) if owners.len() == 1 => Owner::Operation(*operation),
                _ => Owner::Several(at.file, at.pointer.clone()),
            };
            let known = hollow.entry(owner).or_insert_with(|| Hollow {
                name: schema.name().to_owned(),
                at,
                rows: BTreeSet::new(),
            });
            known.rows.append(&mut rows);
        }
        let problems: Vec<Diagnostic> = hollow.values().map(|known| self.hollow(known)).collect();
        self.problems.extend(problems);
    }

    fn hollow(&self, Hollow { name, at, rows }: &Hollow<'_>) -> Diagnostic {
        let names: Vec<String> =
            rows.iter().take(NAMED_ROWS).map(|row| self.rows[*row].key.to_string()).collect();
        let more = match rows.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("the schema `{name}` accepts `{{}}`");
        let label = format!("#{} proves nothing about {}{more}", at.pointer, names.join(", "));
        Diagnostic::warning(Code::SCHEMA_PROVES_NOTHING, message)
            .at(at.node.span, label)
            .help("add `required:` with the members that every such body has")
    }
}
