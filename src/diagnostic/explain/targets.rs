//! Codes of `targets` and `target`: where a suite may be sent.

use super::{Example, Explanation, explain};
use Example::Suite;

pub(super) static TARGETS: &[Explanation] = &[
    explain(
        "bad-host",
        "`targets` lists hosts, not URLs: no scheme, no path, no user. `*` and `?` are wildcards, and a port may stand \
         behind a colon.",
        Suite(
            &["targets: [ 'https://api.example.com/v2' ]"],
            &["targets: [ '*.staging.example.com', 'localhost:8080' ]"],
        ),
    ),
    explain(
        "no-hosts",
        "An empty list of hosts allows none, so the suite could never be run.",
        Suite(&["targets: []"], &["targets: [ '*' ]"]),
    ),
    explain(
        "unknown-target",
        "A suite that names its targets under `targets` has no others, beside `default`, that of `--target URL`.",
        Suite(
            &[
                "targets: { identity: 'login.example.com' }",
                "cases: [{ id: a, target: identty, GET: /v2/orders }]",
            ],
            &[
                "targets: { identity: 'login.example.com' }",
                "cases: [{ id: a, target: identity, GET: /v2/orders }]",
            ],
        ),
    ),
];
