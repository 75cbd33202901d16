//! Builds the tree from nodes. Open collections are kept on a stack, so that deep nesting needs no recursion.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::item_stream::ItemStream;
use super::{Budget, Entry, Mapping, Node, Text, Value};
use crate::diagnostic::{Code, Diagnostic, Span};

const DUPLICATE_KEY: Code = Code::DUPLICATE_KEY;
const YAML_ALIAS: Code = Code::YAML_ALIAS;
const YAML_KEY: Code = Code::YAML_KEY;
const YAML_MERGE: Code = Code::YAML_MERGE;

/// Up to this number of keys, comparing all pairs is cheaper than a set.
const FEW_KEYS: usize = 16;

/// Continues or ends reading. The reason of an end has been reported.
pub(super) type Step = ControlFlow<()>;

/// A node with its size.
#[derive(Debug, Clone)]
pub(super) struct Built {
    node: Node,
    /// The number of nodes in it, itself included.
    nodes: usize,
    /// The levels of nesting in it; 0 for a scalar.
    height: usize,
}

impl Built {
    pub(super) fn leaf(node: Node) -> Self {
        Self { node, nodes: 1, height: 0 }
    }
}

/// The tree so far.
pub(super) struct Builder<'i> {
    budget: Budget,
    /// Takes the items of some lists of the document.
    stream: ItemStream<'i>,
    frames: Vec<Frame>,
    anchors: BTreeMap<usize, Built>,
    /// The number of nodes that were copied for anchors and aliases.
    copied: usize,
    root: Option<Node>,
    pub(super) problems: Vec<Diagnostic>,
}

/// An open collection.
struct Frame {
    span: Span,
    flow: bool,
    anchor: usize,
    nodes: usize,
    height: usize,
    /// The key of the document under which this list is, if its items go to the stream.
    streamed: Option<&'static str>,
    /// The end of the last item that went to the stream.
    streamed_to: Option<u32>,
    shape: Shape,
}

/// The content of an open collection.
pub(super) enum Shape {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Key, merges: Vec<Entry> },
}

/// The state of an open mapping between two nodes.
pub(super) enum Key {
    /// The next node is a key.
    Awaited,
    /// The next node is the value of this key.
    Named(Text),
    /// The next node is the value of a merge key, `<<`.
    Merge(Text),
    /// The next node is the value of a key that was reported. It is dropped.
    Rejected,
}

impl Shape {
    pub(super) fn sequence() -> Self {
        Self::Sequence(Vec::new())
    }

    pub(super) fn mapping() -> Self {
        Self::Mapping { entries: Vec::new(), key: Key::Awaited, merges: Vec::new() }
    }
}

impl<'i> Builder<'i> {
    pub(super) fn new(budget: Budget, stream: ItemStream<'i>) -> Self {
        Self {
            budget,
            stream,
            frames: Vec::new(),
            anchors: BTreeMap::new(),
            copied: 0,
            root: None,
            problems: Vec::new(),
        }
    }

    /// Returns the tree; `None` if the document is empty.
    pub(super) fn finish(mut self) -> Option<Node> {
        let mut root = self.root.take()?;
        self.stream.give_rest(&mut root);
        Some(root)
    }

    /// Drops the items that the stream has received. Called if reading ends before the end of the document.
    pub(super) fn fail(&mut self) {
        self.stream.clear();
    }

    pub(super) fn has_root(&self) -> bool {
        self.root.is_some()
    }

    /// Returns the opening bracket of the innermost open flow collection.
    pub(super) fn opened_flow(&self) -> Option<Span> {
        self.frames.iter().rev().find(|frame| frame.flow).map(|frame| frame.span)
    }

    /// Begins a collection; its children follow.
    pub(super) fn open(&mut self, shape: Shape, span: Span, flow: bool, anchor: usize) -> Step {
        self.within_depth(self.frames.len() + 1, span)?;
        let streamed = self.streamed(&shape, anchor);
        let (nodes, height, streamed_to) = (1, 1, None);
        self.frames.push(Frame { span, flow, anchor, nodes, height, streamed, streamed_to, shape });
        Step::Continue(())
    }

    /// Returns the key of a list that is opened, if its items go to the stream.
    ///
    /// A list with an anchor keeps its items, because an alias may need them again.
    fn streamed(&mut self, shape: &Shape, anchor: usize) -> Option<&'static str> {
        let [Frame { shape: Shape::Mapping { key: Key::Named(key), .. }, .. }] = &*self.frames
        else {
            return None;
        };
        let is_list = matches!(shape, Shape::Sequence(_)) && anchor == 0;
        if is_list { self.stream.start(&key.text) } else { None }
    }

    /// Ends the innermost collection. A block collection ends with its last child.
    pub(super) fn close(&mut self, end: Span) -> Step {
        let Some(frame) = self.frames.pop() else { return Step::Continue(()) };
        let (value, last) = match frame.shape {
            Shape::Sequence(items) => {
                let last = items.last().map(|item| item.span.end).or(frame.streamed_to);
                (Value::Sequence(items), last)
            }
            Shape::Mapping { entries, merges, .. } => {
                let ends = entries.iter().chain(&merges);
                let last = ends.map(|entry| entry.value.span.end.max(entry.key.span.end)).max();
                (Value::Mapping(self.mapping(entries, merges)), last)
            }
        };
        let end = if frame.flow { end.end } else { last.unwrap_or(frame.span.end) };
        let span = Span { end: end.max(frame.span.start), ..frame.span };
        let node = Node { span, value };
        self.place(Built { node, nodes: frame.nodes, height: frame.height }, frame.anchor)
    }

    /// Adds a finished node to the innermost collection as an item, a key or a value, or makes it the root.
    pub(super) fn place(&mut self, built: Built, anchor: usize) -> Step {
        if anchor != 0 {
            self.copy(built.nodes, built.node.span)?;
            self.anchors.insert(anchor, built.clone());
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(built.node);
            return Step::Continue(());
        };
        frame.nodes += built.nodes;
        frame.height = frame.height.max(built.height + 1);
        match (&mut frame.shape, frame.streamed) {
            (Shape::Sequence(_), Some(key)) => {
                frame.streamed_to = Some(built.node.span.end);
                self.stream.give(key, built.node);
            }
            (Shape::Sequence(items), None) => items.push(built.node),
            (Shape::Mapping { entries, key, merges }, _) => {
                match std::mem::replace(key, Key::Awaited) {
                    Key::Awaited => *key = Self::key(built.node, &mut self.problems),
                    Key::Named(key) => entries.push(Entry { key, value: built.node }),
                    Key::Merge(key) => merges.push(Entry { key, value: built.node }),
                    Key::Rejected => {}
                }
            }
        }
        Step::Continue(())
    }

    /// Adds a copy of an anchored node. The place of the copy is the alias. Its children keep their places.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Step {
        let Some(target) = self.anchors.get(&anchor) else {
            self.problems.push(
                Diagnostic::error(YAML_ALIAS, "an alias cannot be inside its own anchor")
                    .at(span, ""),
            );
            return self.place(Built::leaf(Node { span, value: Value::Null }), 0);
        };
        let (nodes, height) = (target.nodes, target.height);
        self.copy(nodes, span)?;
        self.within_depth(self.frames.len() + height, span)?;
        let mut built = self.anchors[&anchor].clone();
        built.node.span = span;
        self.place(built, 0)
    }

    /// Reports a problem with which reading ends.
    pub(super) fn halt(&mut self, problem: Diagnostic) -> Step {
        self.problems.push(problem);
        Step::Break(())
    }

    fn within_depth(&mut self, depth: usize, span: Span) -> Step {
        if depth <= self.budget.depth {
            return Step::Continue(());
        }
        let message = format!("more than {} levels of nesting", self.budget.depth);
        self.halt(Diagnostic::error(Code::YAML_BUDGET, message).at(span, "one level too many"))
    }

    fn copy(&mut self, nodes: usize, span: Span) -> Step {
        self.copied += nodes;
        if self.copied <= self.budget.aliased {
            return Step::Continue(());
        }
        let message =
            format!("anchors and aliases repeat more than {} values", self.budget.aliased);
        self.halt(Diagnostic::error(Code::YAML_BUDGET, message).at(span, "one repetition too many"))
    }

    fn key(node: Node, problems: &mut Vec<Diagnostic>) -> Key {
        let span = node.span;
        let text = match node.value {
            Value::String(text) => text,
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => {
                let label = format!("this is {}", node.kind());
                let problem = Diagnostic::error(YAML_KEY, "a key must be text").at(span, label);
                // `{{name}}` without quotes is a mapping whose key is a mapping.
                problems.push(match node.value {
                    Value::Mapping(_) => problem
                        .help("a variable is written \"${name}\", in quotes, not in double braces"),
                    _ => problem,
                });
                return Key::Rejected;
            }
        };
        // A quoted `<<` is a key like any other; its span is longer than the two characters.
        if text == "<<" && span.end - span.start == 2 {
            return Key::Merge(Text { span, text });
        }
        Key::Named(Text { span, text })
    }

    /// Returns the mapping of some entries. Reports duplicate keys and resolves merge keys.
    fn mapping(&mut self, entries: Vec<Entry>, merges: Vec<Entry>) -> Mapping {
        let mut entries = self.distinct(entries);
        let merges = self.distinct(merges);
        if merges.is_empty() {
            return Mapping { entries };
        }
        // Keys of the mapping itself win over merged ones, and earlier merged mappings over later ones, as in
        // https://yaml.org/type/merge.html.
        let mut known: BTreeSet<String> =
            entries.iter().map(|entry| entry.key.text.clone()).collect();
        for merge in merges {
            let sources = match merge.value.value {
                Value::Sequence(items) => items,
                value => vec![Node { span: merge.value.span, value }],
            };
            for source in sources {
                let Value::Mapping(mapping) = source.value else {
                    let label = format!("this is {}", source.kind());
                    self.problems.push(
                        Diagnostic::error(YAML_MERGE, "`<<` merges mappings only")
                            .at(source.span, label),
                    );
                    continue;
                };
                let new = mapping.entries.into_iter();
                entries.extend(new.filter(|entry| known.insert(entry.key.text.clone())));
            }
        }
        Mapping { entries }
    }

    /// Returns the entries without later ones with the same key. Reports each of those.
    fn distinct(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        if all_differ(&entries) {
            return entries;
        }
        let mut seen: BTreeMap<String, Text> = BTreeMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Some(earlier) = seen.get(&entry.key.text) {
                self.problems.push(duplicate(earlier, &entry.key));
                continue;
            }
            seen.insert(entry.key.text.clone(), entry.key.clone());
            kept.push(entry);
        }
        kept
    }
}

/// Returns `true` if all keys differ.
fn all_differ(entries: &[Entry]) -> bool {
    if entries.len() > FEW_KEYS {
        let mut seen = BTreeSet::new();
        return entries.iter().all(|entry| seen.insert(entry.key.text.as_str()));
    }
    entries
        .iter()
        .enumerate()
        .all(|(at, entry)| entries[..at].iter().all(|earlier| earlier.key.text != entry.key.text))
}

fn duplicate(first: &Text, second: &Text) -> Diagnostic {
    let problem =
        Diagnostic::error(DUPLICATE_KEY, format!("the key `{}` appears twice", second.text))
            .at(second.span, "again")
            .related(first.span, "first here");
    let help = match second.text.as_str() {
        "<<" => "give one `<<` a list of aliases",
        _ => "remove one of the two, or join their values under one key",
    };
    problem.help(help)
}
