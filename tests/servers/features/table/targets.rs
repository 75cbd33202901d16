//! Targets and transport.

use super::{Feature, TARGETS, feature};
use crate::features::Ends::Refused;
use crate::features::Fails::{self, Line};
use crate::features::Used::{self, Passes};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "several targets",
        Used::Says("run suites/features {targets}", 0, "target identity: http"),
        Fails::Says("run suites/features --target {url} --target mtls={url}", 2, "identity"),
    ),
    feature(
        "target: a name",
        Passes("tour-targets/log-in"),
        Line(TARGETS, "target: identity", "target: identiy", Refused("identiy")),
    ),
    feature(
        "targets: the hosts that are allowed",
        Used::Says("run suites/features {targets} --filter look", 0, "passed"),
        Fails::Says(
            "run suites/features --target http://127.0.0.2:{port} --target identity={url} --filter look",
            2,
            "must not be run against 127.0.0.2",
        ),
    ),
    feature(
        "a base path",
        Used::Test("tests/cli/transport.rs", "a_target_may_be_a_unix_socket"),
        Fails::Says("run suites/point --target {url}/base", 3, "the right base URL"),
    ),
    feature(
        "a Unix socket",
        Used::Says(
            "run suites/features --target unix:{socket} --filter tour/other-pages",
            0,
            "by the Unix socket",
        ),
        Fails::Says(
            "run suites/features --target unix:{socket}.gone --filter tour/other-pages",
            3,
            "the Unix socket",
        ),
    ),
    feature(
        "--proxy",
        Used::Says(
            "run suites/features --target http://api.staging.example --proxy {url} --filter tour/other-pages",
            0,
            "by the proxy",
        ),
        Fails::Says(
            "run suites/features --target http://api.staging.example --proxy {gone} --filter tour/other-pages",
            3,
            "by the proxy",
        ),
    ),
    feature(
        "--resolve",
        Used::Says(
            "run suites/features --target http://api.staging.example:{port} --resolve api.staging.example:127.0.0.1 --filter tour/other-pages",
            0,
            "resolved as",
        ),
        Fails::Says(
            "run suites/features --target http://api.staging.example:{port} --resolve api.example:127.0.0.1 --filter tour/other-pages",
            2,
            "no target is there",
        ),
    ),
    feature(
        "--ca-file",
        Used::Says("run suites/features {targets} --filter by-certificate", 0, "passed"),
        Fails::Says(
            "run suites/features {targets-untrusted} --filter by-certificate",
            3,
            "is not signed by an authority",
        ),
    ),
    feature(
        "--http2",
        Used::Says(
            "run suites/features --target {url} --http2 --filter tour/other-pages",
            0,
            "passed",
        ),
        Fails::Says(
            "run suites/features --target {http1} --http2 --filter tour/other-pages",
            3,
            "HTTP",
        ),
    ),
    feature(
        "--read-only",
        Used::Says(
            "run suites/point-mtls --target reference --read-only --filter list",
            0,
            "1 case: 1 passed",
        ),
        Fails::Says(
            "run suites/features/targets.yaml --target reference --read-only",
            4,
            "its method is not safe and --read-only is set",
        ),
    ),
];
