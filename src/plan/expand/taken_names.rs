//! Names that already have a meaning in a suite.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::plan::expression_scope::{SharedExports, TakenName};
use crate::source::Text;
use crate::suite::Suite;

/// Returns the names that a suite cannot use for a capture or a column: the names of shared files and the suite's
/// own variables. Own variables and credentials whose name is taken are reported.
pub(in crate::plan) fn taken_names<'n>(
    imports: &'n SharedExports,
    suite: &'n Suite,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<&'n str, TakenName> {
    let mut taken: BTreeMap<&str, TakenName> = BTreeMap::new();
    for (name, known) in &imports.names {
        taken.insert(name, TakenName { span: known.span, kind: known.meaning.kind() });
    }
    for variable in &suite.vars {
        let name = &variable.name;
        match taken.get(name.text.as_str()) {
            Some(first) => problems.push(name_is_taken(name, *first)),
            None => {
                taken.insert(&name.text, TakenName { span: name.span, kind: "a variable" });
            }
        }
    }
    for credential in &suite.credentials {
        let name = &credential.name;
        if let Some(first) = imports.credentials.get(&name.text) {
            problems.push(name_is_taken(name, TakenName { span: first.span, kind: "credentials" }));
        }
    }
    taken
}

/// Returns the problem of a name that already has a meaning.
pub(in crate::plan) fn name_is_taken(name: &Text, first: TakenName) -> Diagnostic {
    let TakenName { span, kind } = first;
    let message = format!("`{}` is the name of {kind} already", name.text);
    Diagnostic::error(Code::NAME_TAKEN, message)
        .at(name.span, "the same name again")
        .related(span, format!("{kind} of this name"))
        .help("give one of them another name; `--var` and `--vars` change the value of a variable for a run")
}
