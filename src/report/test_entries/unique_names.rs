//! Names that are unique in a report, and ids that are the same in every run.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use uuid::Uuid;

use crate::event::CaseFinished;

/// The longest name without a number, in characters. Consumers cut names at 1,000, and the number that makes a name
/// unique must survive that.
const LONGEST: usize = 980;

/// The name space of the ids of cases (RFC 9562, section 5.5).
static SPACE: LazyLock<Uuid> =
    LazyLock::new(|| Uuid::new_v5(&Uuid::NAMESPACE_OID, b"statusquo case"));

/// The name of an entry and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UniqueName {
    pub(super) name: String,
    pub(super) id: Uuid,
}

/// Gives every entry a name that no other entry of its class has, and an id that no other entry of the report has.
#[derive(Debug, Default)]
pub(super) struct UniqueNames {
    /// The names that were given, by class.
    names: HashMap<String, HashSet<String>>,
    ids: HashSet<Uuid>,
    previous: PreviousCase,
}

/// The case that was named last.
#[derive(Debug, Default)]
struct PreviousCase {
    line: u32,
    column: u32,
    suite: String,
    id: String,
}

impl UniqueNames {
    /// Returns the name and the id of an entry. A name that was given before gets a number.
    pub(super) fn unique(
        &mut self,
        class: &str,
        name: &str,
        suite: &str,
        case: &str,
    ) -> UniqueName {
        // Not `entry`, which would allocate the class for every case.
        if !self.names.contains_key(class) {
            self.names.insert(class.to_owned(), HashSet::new());
        }
        let taken = self.names.get_mut(class).expect("the class was inserted");
        let wanted = match name.char_indices().nth(LONGEST) {
            Some((end, _)) => &name[..end],
            None => name,
        };
        // Terminates, because each round tries another name and only finitely many are taken.
        let mut copy = 1;
        loop {
            let name = if copy == 1 { wanted.to_owned() } else { format!("{wanted} #{copy}") };
            let id = stable_id(suite, case, copy);
            if !taken.contains(&name) && self.ids.insert(id) {
                taken.insert(name.clone());
                return UniqueName { name, id };
            }
            copy += 1;
        }
    }

    /// Returns the name of a case: the expected status and code, and its id.
    ///
    /// With [`SuitesOfClass::One`], no other suite has entries of this class. Then the name of a further row of a table
    /// needs no look-up and is not remembered, so that memory does not grow with the rows.
    pub(super) fn of_case(
        &mut self,
        class: &str,
        suites: SuitesOfClass,
        case: &CaseFinished,
    ) -> UniqueName {
        let name = [&case.asks, " [", &case.case.id, "]"].concat();
        // Must be decided before the previous case is replaced.
        let is_unique = suites == SuitesOfClass::One && self.previous.is_earlier_row_of(case);
        self.previous.set(case);
        if is_unique {
            return UniqueName { name, id: stable_id(&case.case.suite, &case.case.id, 1) };
        }
        self.unique(class, &name, &case.case.suite, &case.case.id)
    }
}

/// The number of suites whose entries have the same class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SuitesOfClass {
    One,
    Several,
}

impl PreviousCase {
    /// Returns true if the case is a later row of the same table. Rows of a table are sorted by id, so a larger id
    /// was not given before.
    fn is_earlier_row_of(&self, case: &CaseFinished) -> bool {
        // A longer name would be cut, and two rows could have the same beginning.
        let is_short = case.asks.len() + case.case.id.len() + 3 <= LONGEST;
        is_short
            && (self.line, self.column) == (case.place.line, case.place.column)
            && self.suite == case.case.suite
            && self.id < case.case.id
    }

    /// Remembers a case, in buffers that are used again.
    fn set(&mut self, case: &CaseFinished) {
        (self.line, self.column) = (case.place.line, case.place.column);
        self.suite.clone_from(&case.case.suite);
        self.id.clone_from(&case.case.id);
    }
}

/// Returns the id of a case. `copy` distinguishes cases of the same name.
fn stable_id(suite: &str, case: &str, copy: u32) -> Uuid {
    // A NUL character occurs in no name, so two different pairs of names never result in the same text.
    let mut of = [suite, "\0", case].concat();
    if copy > 1 {
        of.push('\0');
        of.push_str(&copy.to_string());
    }
    Uuid::new_v5(&SPACE, of.as_bytes())
}

/// Returns the class of a suite: its file with dots between the folders.
pub(super) fn class_of_file(file: &str) -> String {
    let stem = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml")).unwrap_or(file);
    let folders = stem.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let class: Vec<String> = folders.map(class_segment).collect();
    if class.is_empty() { "suite".to_owned() } else { class.join(".") }
}

/// Returns one segment of a class. Dots become underscores, because consumers split a class at its dots.
pub(super) fn class_segment(part: &str) -> String {
    part.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_class(file: &str, expected: &str) {
        assert_eq!(class_of_file(file), expected);
    }

    #[test]
    fn a_class_is_the_path_of_the_suite() {
        check_class("suites/point/orders.yaml", "suites.point.orders");
        check_class("../a b/v1.2.yml", "a_b.v1_2");
        check_class("./.yaml", "suite");
    }

    #[test]
    fn the_same_case_has_the_same_id_in_every_run() {
        let first = || UniqueNames::default().unique("c", "n", "orders", "unknown-order");
        assert_eq!(first(), first());
        let mut names = UniqueNames::default();
        let twice = [(); 2].map(|()| names.unique("c", "n", "orders", "unknown-order"));
        assert_ne!(twice[0].id, twice[1].id);
        assert_eq!([&*twice[0].name, &*twice[1].name], ["n", "n #2"]);
    }
}
