//! Names that are unique in a report, and ids that are the same in every run.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use uuid::Uuid;

/// Room for what makes a name unique: consumers cut at 1000 characters.
pub(super) const LONGEST: usize = 980;

/// The space of the ids of cases (RFC 9562, section 5.5).
static SPACE: LazyLock<Uuid> =
    LazyLock::new(|| Uuid::new_v5(&Uuid::NAMESPACE_OID, b"statusquo case"));

/// The names that are taken.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Those of each class.
    names: HashMap<String, HashSet<String>>,
    ids: HashSet<Uuid>,
}

impl Names {
    /// The name that an entry gets in its class, and the id of suite and case; both never given before.
    pub(super) fn unique(
        &mut self,
        class: &str,
        name: &str,
        suite: &str,
        case: &str,
    ) -> (String, Uuid) {
        if !self.names.contains_key(class) {
            self.names.insert(class.to_owned(), HashSet::new());
        }
        let taken = self.names.get_mut(class).expect("it was put there");
        let wanted = match name.char_indices().nth(LONGEST) {
            Some((end, _)) => &name[..end],
            None => name,
        };
        let mut copy = 1;
        loop {
            let name = if copy == 1 { wanted.to_owned() } else { format!("{wanted} #{copy}") };
            let id = id(suite, case, copy);
            if !taken.contains(&name) && self.ids.insert(id) {
                taken.insert(name.clone());
                return (name, id);
            }
            copy += 1;
        }
    }
}

/// The id of a case, the same in every run; `copy` tells those apart that have one name.
pub(super) fn id(suite: &str, case: &str, copy: u32) -> Uuid {
    let mut of = [suite, "\0", case].concat();
    if copy > 1 {
        of.push('\0');
        of.push_str(&copy.to_string());
    }
    Uuid::new_v5(&SPACE, of.as_bytes())
}

/// The suite's file with dots between its folders.
pub(super) fn class(file: &str) -> String {
    let stem = file.strip_suffix(".yaml").or_else(|| file.strip_suffix(".yml")).unwrap_or(file);
    let folders = stem.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let class: Vec<String> = folders.map(segment).collect();
    if class.is_empty() { "suite".to_owned() } else { class.join(".") }
}

/// One part of a class: a dot only ever stands between parts.
pub(super) fn segment(part: &str) -> String {
    part.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_class(file: &str, expected: &str) {
        assert_eq!(class(file), expected);
    }

    #[test]
    fn a_class_is_the_path_of_the_suite() {
        check_class("suites/point/orders.yaml", "suites.point.orders");
        check_class("../a b/v1.2.yml", "a_b.v1_2");
        check_class("./.yaml", "suite");
    }

    #[test]
    fn the_same_case_has_the_same_id_in_every_run() {
        let first = || Names::default().unique("c", "n", "orders", "unknown-order").1;
        assert_eq!(first(), first());
        let mut names = Names::default();
        let twice = [(); 2].map(|()| names.unique("c", "n", "orders", "unknown-order"));
        assert_ne!(twice[0].1, twice[1].1);
        assert_eq!([&*twice[0].0, &*twice[1].0], ["n", "n #2"]);
    }
}
