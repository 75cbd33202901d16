//! Codes of `targets` and `target`: where a suite may be sent, and by whose connections.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::{Prose, Suite};

pub(super) static TARGETS: &[Explanation] = &[
    explain(
        Code::BAD_HOST,
        "`targets` lists hosts, not URLs: no scheme, no path, no user. `*` and `?` are wildcards, and a port may stand \
         behind a colon.",
        Suite(
            &["targets: [ 'https://api.example.com/v2' ]"],
            &["targets: [ '*.staging.example.com', 'localhost:8080' ]"],
        ),
    ),
    explain(
        Code::BAD_CERTIFICATE,
        "What `certificate` and `key` name is no client certificate with its own private key: something is missing, no \
         PEM, behind a password, or they do not belong together.",
        Prose(
            &["partner: { certificate: client.pem, key: key-of-another.pem }"],
            &["partner: { certificate: client.pem, key: client.key }"],
        ),
    ),
    explain(
        Code::NO_HOSTS,
        "An empty list of hosts allows none, so the suite could never be run.",
        Suite(&["targets: []"], &["targets: [ '*' ]"]),
    ),
    explain(
        Code::TOKEN_ELSEWHERE,
        "`token-url` names a host of its own, and `targets` does not list it: the client's secret would leave the hosts \
         that the suite may be run against.",
        Suite(
            &[
                "targets: [ '*.staging.example.com' ]",
                "credentials: { c: { oauth2: { token-url: 'https://login.example.com/token', client-id: a, client-secret: hush } } }",
                "as: c",
            ],
            &[
                "targets: [ '*.staging.example.com', login.example.com ]",
                "credentials: { c: { oauth2: { token-url: 'https://login.example.com/token', client-id: a, client-secret: hush } } }",
                "as: c",
            ],
        ),
    ),
    explain(
        Code::UNKNOWN_TARGET,
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
