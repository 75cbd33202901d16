//! Tables of the keywords of a file format. The reader, the JSON Schema and the guide of the format all use them.

/// A key that a mapping in a file format may have.
#[derive(Debug, Clone, Copy)]
pub struct Keyword {
    /// The key.
    pub name: &'static str,
    /// The meaning of the key, in one sentence.
    pub about: &'static str,
    /// The values that the key takes.
    pub shape: Shape,
    /// The names of the key in other tools.
    pub aliases: Aliases,
}

/// The names of a keyword in other tools. They are used in the help for an unknown key.
#[derive(Debug, Clone, Copy)]
pub struct Aliases {
    /// The names.
    pub words: &'static [&'static str],
    /// A help text, if the name of the keyword alone is not enough.
    pub help: Option<&'static str>,
}

impl Aliases {
    /// No other names.
    pub const NONE: Self = Self { words: &[], help: None };
}

/// A kind of mapping of a file format.
#[derive(Debug)]
pub struct Form {
    /// The name in the schema, in kebab case.
    pub name: &'static str,
    /// The description, in one sentence.
    pub about: &'static str,
    /// The keys.
    pub keys: &'static [Keyword],
    /// The required keys.
    pub required: &'static [&'static str],
    /// Keys of which exactly one is required; empty if there is no such rule.
    pub exactly_one: &'static [&'static str],
    /// Groups of keys that exclude each other; empty if there is no such rule.
    pub at_most_one: &'static [&'static [&'static str]],
}

/// The values that a keyword takes.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any value.
    Any,
    /// A string.
    Text,
    /// A string that fits this regular expression (ECMA 262).
    Pattern(&'static str),
    /// One of these strings.
    Word(&'static [&'static str]),
    /// A string, number or boolean, read as text that may contain expressions.
    Scalar,
    /// `true` or `false`.
    Flag,
    /// `null`.
    Null,
    /// An integer from the first to the second number.
    Integer(u64, u64),
    /// A JSON Schema that is a mapping.
    Schema,
    /// A list.
    List(&'static Shape),
    /// A list with at least one item.
    Filled(&'static Shape),
    /// A mapping with any keys.
    Map(&'static Shape),
    /// A mapping with any keys that match a regular expression (ECMA 262).
    Named(&'static str, &'static Shape),
    /// A mapping with no other keys than these. All values have the same shape.
    Only(fn() -> Vec<&'static str>, &'static Shape),
    /// A mapping with the keys of a form.
    Form(&'static Form),
    /// One of several shapes.
    Either(&'static [Shape]),
}

/// A status code.
pub const STATUS: Shape = Shape::Integer(100, 599);

/// A string or a list of strings.
pub const TEXTS: Shape = Shape::Either(&[Shape::Text, Shape::List(&Shape::Text)]);

impl Form {
    /// Returns this form and all forms below it, each once, in the order of their first use.
    pub fn all(&'static self) -> Vec<&'static Self> {
        // The list grows while it is walked. A recursive walk would never end, because forms may contain themselves.
        let mut found = vec![self];
        let mut at = 0;
        while let Some(form) = found.get(at).copied() {
            for key in form.keys {
                key.shape.collect_forms(&mut found);
            }
            at += 1;
        }
        found
    }
}

impl Shape {
    fn collect_forms(&self, found: &mut Vec<&'static Form>) {
        match self {
            Self::Form(form) if found.iter().all(|known| known.name != form.name) => {
                found.push(form);
            }
            Self::List(shape)
            | Self::Filled(shape)
            | Self::Map(shape)
            | Self::Named(_, shape)
            | Self::Only(_, shape) => shape.collect_forms(found),
            Self::Either(shapes) => shapes.iter().for_each(|shape| shape.collect_forms(found)),
            _ => {}
        }
    }
}
