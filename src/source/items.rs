//! Items of long lists, given away as they are read, so that never all of them are held.

use super::{Node, Value};

/// Takes the items of some lists of a document.
pub trait Items {
    /// The next item of the list under a key of the document.
    fn item(&mut self, key: &'static str, item: Node);

    /// Forgets all items: the document is read from its beginning again.
    fn begin_again(&mut self);
}

/// Which items go where.
pub(super) struct Given<'i> {
    keys: &'i [&'static str],
    to: Option<&'i mut dyn Items>,
}

impl<'i> Given<'i> {
    /// The items of the lists under these keys of the document.
    pub(super) fn new(keys: &'i [&'static str], to: &'i mut dyn Items) -> Self {
        Self { keys, to: Some(to) }
    }

    /// None: every list keeps its items.
    pub(super) fn none() -> Self {
        Self { keys: &[], to: None }
    }

    /// The key, if the items of its list are given away.
    pub(super) fn wanted(&self, key: &str) -> Option<&'static str> {
        self.keys.iter().find(|wanted| **wanted == key).copied()
    }

    /// Gives an item away.
    pub(super) fn give(&mut self, key: &'static str, item: Node) {
        if let Some(to) = &mut self.to {
            to.item(key, item);
        }
    }

    /// Takes back all that was given away.
    pub(super) fn begin_again(&mut self) {
        if let Some(to) = &mut self.to {
            to.begin_again();
        }
    }

    /// Gives away the items of a tree that is read.
    pub(super) fn give_all(&mut self, tree: &mut Node) {
        let Value::Mapping(mapping) = &mut tree.value else { return };
        for entry in &mut mapping.entries {
            if let Some(key) = self.wanted(&entry.key.text)
                && let Value::Sequence(items) = &mut entry.value.value
            {
                for item in std::mem::take(items) {
                    self.give(key, item);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Sources;
    use crate::source::{Budget, Items, Node, read_all, read_in_items};

    /// Keeps what it is given, each with its key.
    #[derive(Default)]
    struct Kept(Vec<(&'static str, Node)>);

    impl Items for Kept {
        fn item(&mut self, key: &'static str, item: Node) {
            self.0.push((key, item));
        }

        fn begin_again(&mut self) {
            self.0.clear();
        }
    }

    /// The tree without the items of `cases` and `setup`, and those items.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let mut sources = Sources::new();
        let file = sources.add("a.yaml", text);
        let (mut kept, mut problems) = (Kept::default(), Vec::new());
        let budget = Budget::default();
        let given = (["setup", "cases"].as_slice(), &mut kept as &mut dyn Items);
        let tree = read_in_items((file, text), budget, given, &mut problems).expect("a tree");
        let items: Vec<(&str, &str)> =
            kept.0.iter().map(|(key, item)| (*key, sources.slice(item.span))).collect();
        assert_eq!(items, expected);
        let whole = read_all(file, text, budget, &mut Vec::new()).expect("a tree");
        assert_eq!(tree.span, whole.span);
        for (key, item) in &kept.0 {
            assert!(whole.at(&format!("/{key}")).is_some_and(|list| match &list.value {
                crate::source::Value::Sequence(items) => items.contains(item),
                _ => false,
            }));
        }
        for key in ["/setup", "/cases"] {
            let (own, of_whole) = (tree.at(key), whole.at(key));
            assert_eq!(own.map(|node| node.span), of_whole.map(|node| node.span), "{key}");
        }
    }

    #[test]
    fn items_are_given_away_one_by_one() {
        check("a: [x]\ncases:\n  - b\n  - c: 1\nd: e\n", &[("cases", "b"), ("cases", "c: 1")]);
        check(
            "cases: [a, [b]]\nsetup:\n- c\n",
            &[("cases", "a"), ("cases", "[b]"), ("setup", "c")],
        );
    }

    #[test]
    fn only_lists_right_under_the_document_are() {
        check("cases: { cases: [a] }\nb: { cases: [c] }\n", &[]);
        check("cases: a\nb:\n  cases:\n  - c\n", &[]);
    }

    #[test]
    fn what_the_parser_reads_again_is_given_away_once() {
        check("cases:\n- a\n- |\n  b\n", &[("cases", "a"), ("cases", "b")]);
        check("cases:\n- a\ncases: [b]\n", &[("cases", "a")]);
    }
}
