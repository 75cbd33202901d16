//! Codes of files and folders, and of how a command is called.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::Prose;

pub(super) static FILES_AND_COMMANDS: &[Explanation] = &[
    explain(
        Code::FILE_NOT_FOUND,
        "There is no such file or folder. A suite's paths are relative to the suite, a contract's to the contract, and \
         those of a command to the folder it is called in.",
        Prose(&["statusquo check suite"], &["statusquo check suites"]),
    ),
    explain(
        Code::BAD_SECRET,
        "The value of a credential stands in a file, and the file is not one line of text: it is empty, has several \
         lines, or is not UTF-8. A line break at its end does no harm. Only runs read such files.",
        Prose(&["cat a b > token.txt"], &["printf %s \"$TOKEN\" > token.txt"]),
    ),
    explain(
        Code::UNREADABLE_FILE,
        "The file is there and cannot be read: the system refuses it, it is no regular file, or its text is not UTF-8.",
        Prose(&["statusquo check suites/orders.docx"], &["statusquo check suites/orders.yaml"]),
    ),
    explain(
        Code::FILE_UNREADABLE,
        "A file that a contract names is there and cannot be read.",
        Prose(&["bodies: { error: bodies }"], &["bodies: { error: bodies/error.schema.json }"]),
    ),
    explain(
        Code::NOT_UTF_8,
        "The file is no UTF-8 text, and YAML and JSON are.",
        Prose(&["a contract saved as Latin-1"], &["iconv -f latin1 -t utf-8 contract.yaml"]),
    ),
    explain(
        Code::NOT_JSON,
        "The file ends in `.json` and is no JSON.",
        Prose(&["{ \"type\": \"object\", }"], &["{ \"type\": \"object\" }"]),
    ),
    explain(
        Code::BAD_JSON,
        "What `json-file` names, or a table that ends in `.json`, `.ndjson` or `.jsonl`, is no JSON (RFC 8259).",
        Prose(&["{ \"quantity\": 2, }"], &["{ \"quantity\": 2 }"]),
    ),
    explain(
        Code::FILE_TOO_LARGE,
        "A file that a case sends is larger than 16 MiB.",
        Prose(&["file: data/film.mp4"], &["file: data/first-second.mp4"]),
    ),
    explain(
        Code::NO_SUITES,
        "There is no suite in the folder, and running nothing is never green. Suites are files that end in .yaml or \
         .yml and do not begin with `.` or `_`.",
        Prose(&["statusquo run docs"], &["statusquo run suites"]),
    ),
    explain(
        Code::DUPLICATE_CONTRACT,
        "Two contracts of one run have one name, by which the ledger tells them apart.",
        Prose(
            &["contract: point    # in point.yaml", "contract: point    # in point-v3.yaml"],
            &["contract: point    # in point.yaml", "contract: point-v3 # in point-v3.yaml"],
        ),
    ),
    explain(
        Code::USAGE,
        "The command was called in a way that it does not understand; `--help` behind any command says how.",
        Prose(&["statusquo run"], &["statusquo run --target reference"]),
    ),
];
