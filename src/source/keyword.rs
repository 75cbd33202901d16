//! The keywords of a file format: one table for reader, schema and guide.

/// A key that a mapping of a file format may have.
#[derive(Debug, Clone, Copy)]
pub struct Keyword {
    /// The key.
    pub name: &'static str,
    /// The meaning of the key, in one sentence.
    pub about: &'static str,
    /// The values that the key takes.
    pub shape: Shape,
    /// What other tools call the key.
    pub aliases: Aliases,
}

/// The words of other tools for a keyword, for the help of an unknown key.
#[derive(Debug, Clone, Copy)]
pub struct Aliases {
    /// The words.
    pub words: &'static [&'static str],
    /// The help, if it is more than the name of the keyword.
    pub help: Option<&'static str>,
}

impl Aliases {
    /// No word.
    pub const NONE: Self = Self { words: &[], help: None };
}

/// A kind of mapping of a file format.
#[derive(Debug)]
pub struct Form {
    /// What it is called in the schema, a slug.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub about: &'static str,
    /// Its keys.
    pub keys: &'static [Keyword],
    /// The keys that must be there.
    pub required: &'static [&'static str],
    /// Keys of which exactly one must be there; empty if there are none such.
    pub exactly_one: &'static [&'static str],
    /// Groups of keys of which no two may stand side by side; empty if there are none such.
    pub at_most_one: &'static [&'static [&'static str]],
}

/// What may stand under a keyword.
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
    /// A string, number or boolean, read as text in which expressions may stand.
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
    /// A mapping with keys of the author's choice.
    Map(&'static Shape),
    /// A mapping with keys of the author's choice that fit a regular expression (ECMA 262).
    Named(&'static str, &'static Shape),
    /// A mapping with none but these keys, which all have the same shape.
    Only(fn() -> Vec<&'static str>, &'static Shape),
    /// A mapping of the format's own.
    Form(&'static Form),
    /// One of several.
    Either(&'static [Shape]),
}

/// A status code.
pub const STATUS: Shape = Shape::Integer(100, 599);

/// A string or a list of strings.
pub const TEXTS: Shape = Shape::Either(&[Shape::Text, Shape::List(&Shape::Text)]);

impl Form {
    /// This form and all forms below it, each once, in the order in which a reader meets them.
    pub fn all(&'static self) -> Vec<&'static Self> {
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
