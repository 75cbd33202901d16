//! Explanations of the codes of function calls, request bodies and tables in files.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::{Prose, Suite};

pub(super) static FUNCTIONS_AND_TABLES: &[Explanation] = &[
    explain(
        Code::BAD_ARGUMENTS,
        "A function has the wrong number or type of arguments. Arguments are quoted strings, numbers \
         and names. Calls cannot be nested.",
        Suite(
            &["- { id: a, GET: '/v2/orders/${random_int(9, 1)}' }"],
            &["- { id: a, GET: '/v2/orders/${random_int(1, 9)}' }"],
        ),
    ),
    explain(
        Code::DOUBLE_ENCODED,
        "Values in a path, in `query` and in `form` are percent-encoded automatically, so `url()` would \
         encode them twice.",
        Suite(
            &["- { id: a, GET: /v2/orders, query: { note: \"${url('a b')}\" } }"],
            &["- { id: a, GET: /v2/orders, query: { note: 'a b' } }"],
        ),
    ),
    explain(
        Code::BAD_BASE64,
        "The value of `bytes` must be base64 with padding (RFC 4648, section 4). This value is not.",
        Suite(
            &["- { id: a, POST: /v2/orders, bytes: '{}' }"],
            &["- { id: a, POST: /v2/orders, bytes: e30= }"],
        ),
    ),
    explain(
        Code::BAD_PART,
        "A part of `multipart` that is a mapping takes its content from `file` or from `text`. It must \
         have exactly one of the two keys.",
        Suite(
            &["- { id: a, POST: /v2/orders, multipart: { note: { filename: note.txt } } }"],
            &[
                "- { id: a, POST: /v2/orders, multipart: { note: { text: x, filename: note.txt } } }",
            ],
        ),
    ),
    explain(
        Code::CAPTURE_IN_PATH,
        "Files are read before the first request is sent, when captured values are not yet known.",
        Prose(&["file: 'data/${order}.pdf'"], &["file: data/order.pdf"]),
    ),
    explain(
        Code::UNKNOWN_TABLE,
        "The extension of a file decides how its table is read: .csv, .json, .ndjson, .jsonl, .yaml or .yml.",
        Prose(&["each: data/amounts.xlsx"], &["each: data/amounts.csv"]),
    ),
    explain(
        Code::DUPLICATE_COLUMN,
        "Two columns of a CSV file have the same name, so a reference to the name would be ambiguous.",
        Prose(&["why,amount,amount", "words,ten,EUR"], &["why,amount,currency", "words,ten,EUR"]),
    ),
    explain(
        Code::RAGGED_ROW,
        "A row of a CSV file has more or fewer values than there are columns. Put a value that contains \
         a comma, a quote or a line break in double quotes.",
        Prose(&["why,amount", "comma,1,50"], &["why,amount", "comma,\"1,50\""]),
    ),
    explain(
        Code::UNCLOSED_QUOTE,
        "A quote in a CSV file is never closed, so the rest of the file would be one value. Inside a \
         quoted value, write a quote twice (RFC 4180, section 2).",
        Prose(&["why,amount", "comma,\"1,50"], &["why,amount", "comma,\"1,50\""]),
    ),
    explain(
        Code::TOO_MANY_ROWS,
        "A table has at most 100,000 rows. Divide a longer table and write one case for each part.",
        Prose(&["each: data/all.csv"], &["each: data/first.csv", "each: data/second.csv"]),
    ),
];
