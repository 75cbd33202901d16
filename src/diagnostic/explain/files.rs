//! Codes of files and folders, and of how a command is called.

use super::{Example, Explanation, explain};
use Example::Told;

pub(super) static FILES: &[Explanation] = &[
    explain(
        "file-not-found",
        "There is no such file or folder. A suite's paths are relative to the suite, a contract's to the contract, and \
         those of a command to the folder it is called in.",
        Told(&["statusquo check suite"], &["statusquo check suites"]),
    ),
    explain(
        "bad-secret",
        "The value of a credential stands in a file, and the file is not one line of text: it is empty, has several \
         lines, or is not UTF-8. A line break at its end does no harm. Only runs read such files.",
        Told(&["cat a b > token.txt"], &["printf %s \"$TOKEN\" > token.txt"]),
    ),
    explain(
        "unreadable-file",
        "The file is there and cannot be read: the system refuses it, it is no regular file, or its text is not UTF-8.",
        Told(&["statusquo check suites/orders.docx"], &["statusquo check suites/orders.yaml"]),
    ),
    explain(
        "file-unreadable",
        "A file that a contract names is there and cannot be read.",
        Told(&["bodies: { error: bodies }"], &["bodies: { error: bodies/error.schema.json }"]),
    ),
    explain(
        "not-utf-8",
        "The file is no UTF-8 text, and YAML and JSON are.",
        Told(&["a contract saved as Latin-1"], &["iconv -f latin1 -t utf-8 contract.yaml"]),
    ),
    explain(
        "not-json",
        "The file ends in `.json` and is no JSON.",
        Told(&["{ \"type\": \"object\", }"], &["{ \"type\": \"object\" }"]),
    ),
    explain(
        "bad-json",
        "What `json-file` names, or a table that ends in `.json`, `.ndjson` or `.jsonl`, is no JSON (RFC 8259).",
        Told(&["{ \"quantity\": 2, }"], &["{ \"quantity\": 2 }"]),
    ),
    explain(
        "file-too-large",
        "A file that a case sends is larger than 16 MiB.",
        Told(&["file: data/film.mp4"], &["file: data/first-second.mp4"]),
    ),
    explain(
        "no-suites",
        "There is no suite in the folder, and running nothing is never green. Suites are files that end in .yaml or \
         .yml and do not begin with `.` or `_`.",
        Told(&["statusquo run docs"], &["statusquo run suites"]),
    ),
    explain(
        "duplicate-contract",
        "Two contracts of one run have one name, by which the ledger tells them apart.",
        Told(
            &["contract: point    # in point.yaml", "contract: point    # in point-v3.yaml"],
            &["contract: point    # in point.yaml", "contract: point-v3 # in point-v3.yaml"],
        ),
    ),
    explain(
        "usage",
        "The command was called in a way that it does not understand; `--help` behind any command says how.",
        Told(&["statusquo run"], &["statusquo run --target reference"]),
    ),
];
