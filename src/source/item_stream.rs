//! Hands over the items of long lists while the document is read, so that they are never all in memory.

use super::{Node, Value};

/// Takes the items of some lists of a document.
pub trait Items {
    /// Takes the next item of the list under a key of the document.
    fn item(&mut self, key: &'static str, item: Node);

    /// Drops all items. Called if a mistake in the document ends reading.
    fn clear(&mut self);
}

/// The lists of a document whose items are handed over, and their receiver.
pub struct ItemStream<'i> {
    keys: &'i [&'static str],
    to: Option<&'i mut dyn Items>,
    /// The keys whose list has started. A second list under the same key is a mistake and keeps its items.
    started: Vec<&'static str>,
}

impl<'i> ItemStream<'i> {
    /// Returns a stream of the lists under these keys of the document.
    pub fn new(keys: &'i [&'static str], to: &'i mut dyn Items) -> Self {
        Self { keys, to: Some(to), started: Vec::new() }
    }

    /// Returns a stream of no list. Every list of the tree keeps its items.
    pub(super) fn none() -> Self {
        Self { keys: &[], to: None, started: Vec::new() }
    }

    /// Starts the list under a key. Returns the key if the items of the list are to be handed over.
    pub(super) fn start(&mut self, key: &str) -> Option<&'static str> {
        let wanted = self.keys.iter().find(|wanted| **wanted == key).copied()?;
        if self.started.contains(&wanted) {
            return None;
        }
        self.started.push(wanted);
        Some(wanted)
    }

    /// Hands an item over.
    pub(super) fn give(&mut self, key: &'static str, item: Node) {
        if let Some(to) = &mut self.to {
            to.item(key, item);
        }
    }

    /// Drops all items that were handed over.
    pub(super) fn clear(&mut self) {
        if let Some(to) = &mut self.to {
            to.clear();
        }
    }

    /// Hands over the items that the document still has: those of lists with an anchor, of aliases and of merged
    /// mappings.
    pub(super) fn give_rest(&mut self, tree: &mut Node) {
        let Value::Mapping(mapping) = &mut tree.value else { return };
        for entry in &mut mapping.entries {
            let wanted = self.keys.iter().find(|wanted| **wanted == entry.key.text).copied();
            if let (Some(key), Value::Sequence(items)) = (wanted, &mut entry.value.value) {
                for item in std::mem::take(items) {
                    self.give(key, item);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ItemStream;
    use crate::diagnostic::Sources;
    use crate::source::{Budget, Items, Node, read_all, read_streaming};

    /// Keeps the items, each with its key.
    #[derive(Default)]
    struct Kept(Vec<(&'static str, Node)>);

    impl Items for Kept {
        fn item(&mut self, key: &'static str, item: Node) {
            self.0.push((key, item));
        }

        fn clear(&mut self) {
            self.0.clear();
        }
    }

    /// Checks the items of `cases` and `setup` that are handed over, and that the tree is otherwise the same.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let mut sources = Sources::new();
        let file = sources.add("a.yaml", text);
        let (mut kept, mut problems) = (Kept::default(), Vec::new());
        let budget = Budget::default();
        let stream = ItemStream::new(&["setup", "cases"], &mut kept);
        let tree = read_streaming(file, text, budget, stream, &mut problems).expect("a tree");
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
    fn items_are_handed_over_one_by_one() {
        check("a: [x]\ncases:\n  - b\n  - c: 1\nd: e\n", &[("cases", "b"), ("cases", "c: 1")]);
        check(
            "cases: [a, [b]]\nsetup:\n- c\n",
            &[("cases", "a"), ("cases", "[b]"), ("setup", "c")],
        );
    }

    #[test]
    fn lists_below_the_first_level_keep_their_items() {
        check("cases: { cases: [a] }\nb: { cases: [c] }\n", &[]);
        check("cases: a\nb:\n  cases:\n  - c\n", &[]);
    }

    #[test]
    fn each_item_is_handed_over_once() {
        check("cases:\n- a\n- |\n  b\n", &[("cases", "a"), ("cases", "b")]);
        check("cases:\n- a\ncases: [b]\n", &[("cases", "a")]);
    }

    #[test]
    fn items_of_anchored_and_merged_lists_are_handed_over_at_the_end() {
        check("cases: &all\n- a\nother: *all\n", &[("cases", "a")]);
        check("base: &base { cases: [a] }\n<<: *base\n", &[("cases", "a")]);
    }

    #[test]
    fn a_document_with_a_syntax_error_hands_no_items_over() {
        let file = Sources::new().add("a.yaml", "");
        let (mut kept, mut problems) = (Kept::default(), Vec::new());
        let stream = ItemStream::new(&["cases"], &mut kept);
        let text = "cases:\n- a\nb: [\n";
        let tree = read_streaming(file, text, Budget::default(), stream, &mut problems);
        assert_eq!(tree, None);
        assert_eq!((kept.0.len(), problems.len()), (0, 1));
    }
}
