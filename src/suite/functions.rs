//! The functions that an expression may call, in one table for the reader, the plan and the documentation.

use crate::diagnostic::Span;

/// A function that an expression may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `uuid()`: a random UUID.
    Uuid,
    /// `now(offset, format)`: a date and time, relative to the time of the run.
    Now,
    /// `unix(offset)`: a time in seconds since 1970, relative to the time of the run.
    Unix,
    /// `random_int(min, max)`: a random whole number.
    RandomInt,
    /// `random_string(length)`: random letters and digits.
    RandomString,
    /// `base64(text)`: a text in Base64.
    Base64,
    /// `sha256(text)`: the SHA-256 hash of a text.
    Sha256,
    /// `hmac(key, text)`: the signature of a text with a secret key.
    Hmac,
    /// `url(text)`: a text, percent-encoded for a URL.
    Url,
    /// `json(value)`: a value as JSON text.
    Json,
}

/// The parameters and the result of a function.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// The function that is described.
    pub function: Function,
    /// The name of the function in an expression.
    pub name: &'static str,
    /// The names of its parameters, in order.
    pub parameters: &'static [&'static str],
    /// The minimum number of arguments. Further parameters are optional.
    pub required: usize,
    /// A description of the result, in one sentence.
    pub about: &'static str,
}

/// An argument of a function call, as written in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The place of the argument in the file.
    pub span: Span,
    /// The kind and value of the argument.
    pub kind: ArgumentKind,
}

/// The kind and value of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArgumentKind {
    /// A quoted string or a number.
    Literal(serde_json::Value),
    /// A variable, a column of the row, or a capture.
    Name(String),
    /// `env.NAME`: an environment variable.
    Environment(String),
}

/// The functions that an expression may call.
///
/// Random values are derived from the seed of the run and the place of the call, so that a run can be repeated.
/// The clock is read once per run, so that two calls of one run never disagree.
pub static FUNCTIONS: &[Signature] = &[
    signature(Function::Uuid, "uuid", &[], 0, "A random UUID (RFC 9562, version 4)."),
    signature(
        Function::Now,
        "now",
        &["offset", "format"],
        0,
        "The time in UTC, by default as RFC 3339 in whole seconds; the format is that of strftime.",
    ),
    signature(Function::Unix, "unix", &["offset"], 0, "The number of seconds since 1970."),
    signature(
        Function::RandomInt,
        "random_int",
        &["min", "max"],
        2,
        "A random integer, both limits included.",
    ),
    signature(
        Function::RandomString,
        "random_string",
        &["length"],
        1,
        "Random letters and digits.",
    ),
    signature(Function::Base64, "base64", &["text"], 1, "Base64 with padding (RFC 4648)."),
    signature(Function::Sha256, "sha256", &["text"], 1, "SHA-256, in lower-case hexadecimal."),
    signature(
        Function::Hmac,
        "hmac",
        &["key", "text"],
        2,
        "HMAC-SHA-256 (RFC 2104), in lower-case hexadecimal.",
    ),
    signature(
        Function::Url,
        "url",
        &["text"],
        1,
        "Percent-encoded, except unreserved characters (RFC 3986). Paths, `query` and `form` encode \
         their values already.",
    ),
    signature(Function::Json, "json", &["value"], 1, "A value as compact JSON text."),
];

const fn signature(
    function: Function,
    name: &'static str,
    parameters: &'static [&'static str],
    required: usize,
    about: &'static str,
) -> Signature {
    Signature { function, name, parameters, required, about }
}

impl Function {
    /// Returns the name of the function in an expression.
    ///
    /// # Panics
    ///
    /// Never. A test checks that the table has every function.
    pub fn name(self) -> &'static str {
        let known = FUNCTIONS.iter().find(|known| known.function == self);
        known.expect("the table has every function").name
    }
}

impl Signature {
    /// Returns the ways to call the function: `` `unix()` or `unix(offset)` ``.
    pub fn usage(&self) -> String {
        let counts = self.required..=self.parameters.len();
        let ways = counts.map(|n| format!("`{}({})`", self.name, self.parameters[..n].join(", ")));
        ways.collect::<Vec<String>>().join(" or ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_function_in_its_order() {
        let functions: Vec<u8> = FUNCTIONS.iter().map(|known| known.function as u8).collect();
        let last = Function::Json as u8;
        assert_eq!(functions, (0..=last).collect::<Vec<u8>>());
        assert_eq!(Function::Json.name(), "json");
    }

    #[test]
    fn every_function_is_described_in_one_sentence() {
        for known in FUNCTIONS {
            assert!(known.about.ends_with('.'), "{}", known.name);
            assert!(known.required <= known.parameters.len(), "{}", known.name);
        }
    }

    #[test]
    fn the_usage_shows_each_number_of_arguments() {
        let now = &FUNCTIONS[1];
        assert_eq!(now.usage(), "`now()` or `now(offset)` or `now(offset, format)`");
    }
}
