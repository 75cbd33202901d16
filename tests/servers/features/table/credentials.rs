//! Credentials: schemes, sessions and tokens.

use super::{COMMON, CREDENTIALS, Feature, TARGETS, feature};
use crate::features::Ends::{Failed, Refused, Unjudged};
use crate::features::Fails::{self, Fault, Line};
use crate::features::Used::{self, Passes};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "bearer",
        Passes("tour-credentials/by-bearer"),
        Line(
            COMMON,
            "bearer: buyer-token",
            "bearer: a-guess",
            Unjudged("the credential `buyer` is dead"),
        ),
    ),
    feature(
        "basic",
        Passes("tour-credentials/by-basic"),
        Line(
            COMMON,
            "password: buyer-secret",
            "password: a-guess",
            Failed("tour-credentials/by-basic"),
        ),
    ),
    feature(
        "header",
        Passes("tour-credentials/by-header"),
        Line(
            CREDENTIALS,
            "in-header: { header: { Authorization: Bearer buyer-token",
            "in-header: { header: { Authorization: Bearer a-guess",
            Failed("tour-credentials/by-header"),
        ),
    ),
    feature(
        "query",
        Passes("tour-credentials/by-query"),
        Fault("query-token-ignored", "tour-credentials/by-query"),
    ),
    feature(
        "cookie",
        Passes("tour-credentials/by-cookie"),
        Fault("cookie-ignored", "tour-credentials/by-cookie"),
    ),
    feature(
        "a cookie of a session",
        Passes("tour-credentials/by-session"),
        Fault("session-forgotten", "tour-credentials/by-session"),
    ),
    feature(
        "a client certificate",
        Passes("tour-targets/by-certificate"),
        Line(
            TARGETS,
            "target: mtls, as: partner",
            "target: mtls, as: nobody",
            Unjudged("it demands a client certificate"),
        ),
    ),
    feature(
        "oauth2 client_credentials",
        Passes("tour-credentials/by-client-credentials"),
        Line(
            CREDENTIALS,
            "      client-secret: buyer-secret\n      scopes",
            "      client-secret: a-guess\n      scopes",
            Unjudged("the credential `machine` is dead"),
        ),
    ),
    feature(
        "oauth2 password",
        Passes("tour-credentials/by-password"),
        Line(
            CREDENTIALS,
            "password: buyer-password",
            "password: a-guess",
            Unjudged("the credential `person` is dead"),
        ),
    ),
    feature(
        "oauth2 scopes",
        Passes("tour-credentials/by-too-few-scopes"),
        Line(
            CREDENTIALS,
            "scopes: [orders:read]",
            "scopes: [orders:read, orders:write]",
            Failed("tour-credentials/by-too-few-scopes"),
        ),
    ),
    feature(
        "oauth2 auth",
        Passes("tour-credentials/credentials~person"),
        Line(CREDENTIALS, "auth: body", "auth: post", Refused("auth")),
    ),
    feature(
        "one token for a run",
        Passes("tour-credentials/credentials~machine"),
        Fails::Test("tests/servers/tokens.rs", "a_token_is_fetched_once_for_all_concurrent_cases"),
    ),
    feature(
        "a token renewed before it expires",
        Used::Test(
            "tests/servers/tokens.rs",
            "a_token_is_renewed_before_it_expires_even_within_a_case",
        ),
        Fails::Test(
            "tests/servers/tokens.rs",
            "a_violation_of_a_renewal_counts_and_a_renewal_without_a_token_ends_the_case",
        ),
    ),
    feature(
        "the token's own request is judged",
        Passes("tour-credentials/credentials~machine"),
        Fault("token-stored", "tour-credentials/credentials~machine"),
    ),
    feature(
        "nobody",
        Passes("tour-credentials/by-nobody"),
        Line(
            CREDENTIALS,
            "id: by-nobody, as: nobody",
            "id: by-nobody, as: buyer",
            Failed("tour-credentials/by-nobody"),
        ),
    ),
    feature(
        "a value of the environment",
        Passes("tour-credentials/by-environment"),
        Line(CREDENTIALS, "env.PATH", "env.NOT_SET_ANYWHERE", Refused("NOT_SET_ANYWHERE")),
    ),
    feature(
        "a value in a file",
        Passes("tour-credentials/by-file"),
        Line(
            CREDENTIALS,
            "file: data/buyer-token.txt",
            "file: data/receipt.txt",
            Failed("tour-credentials/by-file"),
        ),
    ),
    feature(
        "a value that is captured",
        Passes("tour-credentials/by-capture"),
        Line(
            CREDENTIALS,
            "capture: { token: $.access_token }",
            "capture: { token: $.token_type }",
            Failed("tour-credentials/by-capture"),
        ),
    ),
    feature(
        "a dead credential is found before",
        Used::Says("run suites/point/limits.yaml --target reference", 0, "passed"),
        Line(
            CREDENTIALS,
            "      client-secret: buyer-secret\n      grant",
            "      client-secret: a-guess\n      grant",
            Unjudged("the credential `person` is dead"),
        ),
    ),
];
