//! Explanations of the codes of `targets`, `target` and client certificates.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::{Prose, Suite};

pub(super) static TARGETS: &[Explanation] = &[
    explain(
        Code::BAD_HOST,
        "`targets` lists hosts, not URLs: no scheme, no path, no user. `*` and `?` are wildcards. A \
         port may follow after a colon.",
        Suite(
            &["targets: [ 'https://api.example.com/v2' ]"],
            &["targets: [ '*.staging.example.com', 'localhost:8080' ]"],
        ),
    ),
    explain(
        Code::BAD_CERTIFICATE,
        "`certificate` and `key` must name a client certificate and its private key. The certificate or \
         the key is missing, is not PEM, is protected by a password, or the two do not belong together.",
        Prose(
            &["partner: { certificate: client.pem, key: key-of-another.pem }"],
            &["partner: { certificate: client.pem, key: client.key }"],
        ),
    ),
    explain(
        Code::NO_HOSTS,
        "An empty list of hosts allows no host, so the suite could never be run.",
        Suite(&["targets: []"], &["targets: [ '*' ]"]),
    ),
    explain(
        Code::TOKEN_ELSEWHERE,
        "`token-url` names a host that `targets` does not list. The client secret would be sent to a \
         host that the suite must not use.",
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
        "A suite that defines `targets` can use only these targets and `default`, the target of \
         `--target URL`.",
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
