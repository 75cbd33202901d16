//! Explanations of the codes of files, folders and command lines.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::Prose;

pub(super) static FILES_AND_COMMANDS: &[Explanation] = &[
    explain(
        Code::FILE_NOT_FOUND,
        "The file or folder does not exist. Paths in a suite are relative to the suite, paths in a \
         contract are relative to the contract, and paths on the command line are relative to the \
         current folder.",
        Prose(&["statusquo check suite"], &["statusquo check suites"]),
    ),
    explain(
        Code::BAD_SECRET,
        "A credential reads its value from a file, and the file must contain one line of text. This \
         file is empty, has several lines, or is not UTF-8. A line break at the end is allowed. Only \
         runs read such files.",
        Prose(&["cat a b > token.txt"], &["printf %s \"$TOKEN\" > token.txt"]),
    ),
    explain(
        Code::UNREADABLE_FILE,
        "The file exists but cannot be read: access is denied, it is not a regular file, or its text is \
         not UTF-8.",
        Prose(&["statusquo check suites/orders.docx"], &["statusquo check suites/orders.yaml"]),
    ),
    explain(
        Code::FILE_UNREADABLE,
        "A file that a contract names exists but cannot be read.",
        Prose(&["bodies: { error: bodies }"], &["bodies: { error: bodies/error.schema.json }"]),
    ),
    explain(
        Code::NOT_UTF_8,
        "The file is not encoded in UTF-8, which YAML and JSON require.",
        Prose(&["a contract saved as Latin-1"], &["iconv -f latin1 -t utf-8 contract.yaml"]),
    ),
    explain(
        Code::NOT_JSON,
        "The name of the file ends in `.json`, but the content is not valid JSON.",
        Prose(&["{ \"type\": \"object\", }"], &["{ \"type\": \"object\" }"]),
    ),
    explain(
        Code::BAD_JSON,
        "The file that `json-file` names, or the table in a `.json`, `.ndjson` or `.jsonl` file, is not \
         valid JSON (RFC 8259).",
        Prose(&["{ \"quantity\": 2, }"], &["{ \"quantity\": 2 }"]),
    ),
    explain(
        Code::FILE_TOO_LARGE,
        "A file that a case sends is larger than 16 MiB.",
        Prose(&["file: data/film.mp4"], &["file: data/first-second.mp4"]),
    ),
    explain(
        Code::NO_SUITES,
        "The folder contains no suite. A run without suites would prove nothing, so it does not pass. \
         Suites are files that end in .yaml or .yml and do not begin with `.` or `_`.",
        Prose(&["statusquo run docs"], &["statusquo run suites"]),
    ),
    explain(
        Code::DUPLICATE_CONTRACT,
        "Two contracts of one run have the same name. The ledger identifies a contract by its name.",
        Prose(
            &["contract: point    # in point.yaml", "contract: point    # in point-v3.yaml"],
            &["contract: point    # in point.yaml", "contract: point-v3 # in point-v3.yaml"],
        ),
    ),
];
