//! Codes of calls of functions, of contents, and of tables in files.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::{Prose, Suite};

pub(super) static FUNCTIONS_AND_TABLES: &[Explanation] = &[
    explain(
        Code::BAD_ARGUMENTS,
        "A function is called with too many or too few arguments, or with some that it does not take. Arguments are \
         quoted strings, numbers and names; calls do not nest.",
        Suite(
            &["- { id: a, GET: '/v2/orders/${random_int(9, 1)}' }"],
            &["- { id: a, GET: '/v2/orders/${random_int(1, 9)}' }"],
        ),
    ),
    explain(
        Code::DOUBLE_ENCODED,
        "Values in a path, in `query` and in `form` are percent-encoded by themselves, so `url()` there would encode \
         them twice.",
        Suite(
            &["- { id: a, GET: /v2/orders, query: { note: \"${url('a b')}\" } }"],
            &["- { id: a, GET: /v2/orders, query: { note: 'a b' } }"],
        ),
    ),
    explain(
        Code::BAD_BASE64,
        "`bytes` are written as base64 with padding (RFC 4648, section 4), and this is none.",
        Suite(
            &["- { id: a, POST: /v2/orders, bytes: '{}' }"],
            &["- { id: a, POST: /v2/orders, bytes: e30= }"],
        ),
    ),
    explain(
        Code::BAD_PART,
        "A part of `multipart` that is a mapping has its content in `file` or in `text`: one of both, and not both.",
        Suite(
            &["- { id: a, POST: /v2/orders, multipart: { note: { filename: note.txt } } }"],
            &[
                "- { id: a, POST: /v2/orders, multipart: { note: { text: x, filename: note.txt } } }",
            ],
        ),
    ),
    explain(
        Code::CAPTURE_IN_PATH,
        "Files are read before anything is sent, and what a case captures is not known then.",
        Prose(&["file: 'data/${order}.pdf'"], &["file: data/order.pdf"]),
    ),
    explain(
        Code::UNKNOWN_TABLE,
        "The end of a file's name says how its table is read: .csv, .json, .ndjson, .jsonl, .yaml or .yml.",
        Prose(&["each: data/amounts.xlsx"], &["each: data/amounts.csv"]),
    ),
    explain(
        Code::DUPLICATE_COLUMN,
        "Two columns of a CSV file have one name, and which of the two values is meant could not be told.",
        Prose(&["why,amount,amount", "words,ten,EUR"], &["why,amount,currency", "words,ten,EUR"]),
    ),
    explain(
        Code::RAGGED_ROW,
        "A row of a CSV file has more or fewer values than there are columns. A value with a comma, a quote or a line \
         break in it stands in double quotes.",
        Prose(&["why,amount", "comma,1,50"], &["why,amount", "comma,\"1,50\""]),
    ),
    explain(
        Code::UNCLOSED_QUOTE,
        "A quote in a row of a CSV file is never closed, so all that follows would be one value. A quote inside of a \
         quoted value is written twice (RFC 4180, section 2).",
        Prose(&["why,amount", "comma,\"1,50"], &["why,amount", "comma,\"1,50\""]),
    ),
    explain(
        Code::TOO_MANY_ROWS,
        "A table has at most 100,000 rows. Divide a longer one, and give each part a case of its own.",
        Prose(&["each: data/all.csv"], &["each: data/first.csv", "each: data/second.csv"]),
    ),
];
