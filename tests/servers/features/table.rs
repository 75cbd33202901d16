//! The features of the suite language, each with the case that uses it and what makes that case fail.

use super::Ends::{Failed, Refused, Unjudged};
use super::Fails::{self, Fault, Line};
use super::Feature;
use super::Used::{self, Flaky, Passes, Waived};

const fn feature(name: &'static str, used: Used, fails: Fails) -> Feature {
    Feature { name, used, fails }
}

const TOUR: &str = "tour.yaml";
const WHO: &str = "credentials.yaml";
const WHERE: &str = "targets.yaml";
const WHAT: &str = "values.yaml";
const COMMON: &str = "common.yaml";

pub(super) static FEATURES: &[Feature] = &[
    // 1. Credentials
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
            WHO,
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
            WHERE,
            "target: mtls, as: partner",
            "target: mtls, as: nobody",
            Unjudged("it demands a client certificate"),
        ),
    ),
    feature(
        "oauth2 client_credentials",
        Passes("tour-credentials/by-client-credentials"),
        Line(
            WHO,
            "      client-secret: buyer-secret\n      scopes",
            "      client-secret: a-guess\n      scopes",
            Unjudged("the credential `machine` is dead"),
        ),
    ),
    feature(
        "oauth2 password",
        Passes("tour-credentials/by-password"),
        Line(
            WHO,
            "password: buyer-password",
            "password: a-guess",
            Unjudged("the credential `person` is dead"),
        ),
    ),
    feature(
        "oauth2 scopes",
        Passes("tour-credentials/by-too-few-scopes"),
        Line(
            WHO,
            "scopes: [orders:read]",
            "scopes: [orders:read, orders:write]",
            Failed("tour-credentials/by-too-few-scopes"),
        ),
    ),
    feature(
        "oauth2 auth",
        Passes("tour-credentials/credentials~person"),
        Line(WHO, "auth: body", "auth: post", Refused("auth")),
    ),
    feature(
        "one token for a run",
        Passes("tour-credentials/credentials~machine"),
        Fails::Test(
            "tests/servers/tokens.rs",
            "a_token_is_fetched_once_however_many_send_it_at_once",
        ),
    ),
    feature(
        "a token renewed before it expires",
        Used::Test(
            "tests/servers/tokens.rs",
            "a_token_is_renewed_before_it_expires_also_in_the_middle_of_a_case",
        ),
        Fails::Test(
            "tests/servers/tokens.rs",
            "what_a_renewal_breaks_counts_and_one_without_a_token_ends_the_case",
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
            WHO,
            "id: by-nobody, as: nobody",
            "id: by-nobody, as: buyer",
            Failed("tour-credentials/by-nobody"),
        ),
    ),
    feature(
        "a value of the environment",
        Passes("tour-credentials/by-environment"),
        Line(WHO, "env.PATH", "env.NOT_SET_ANYWHERE", Refused("NOT_SET_ANYWHERE")),
    ),
    feature(
        "a value in a file",
        Passes("tour-credentials/by-file"),
        Line(
            WHO,
            "file: data/buyer-token.txt",
            "file: data/receipt.txt",
            Failed("tour-credentials/by-file"),
        ),
    ),
    feature(
        "a value that is captured",
        Passes("tour-credentials/by-capture"),
        Line(
            WHO,
            "capture: { token: $.access_token }",
            "capture: { token: $.token_type }",
            Failed("tour-credentials/by-capture"),
        ),
    ),
    feature(
        "a dead credential is found before",
        Used::Says("run suites/point/limits.yaml --target reference", 0, "passed"),
        Line(
            WHO,
            "      client-secret: buyer-secret\n      grant",
            "      client-secret: a-guess\n      grant",
            Unjudged("the credential `person` is dead"),
        ),
    ),
    // 2. Bodies
    feature(
        "json",
        Passes("tour/create-order"),
        Line(TOUR, "quantity: 2 }", "quantity: two }", Failed("tour/create-order")),
    ),
    feature(
        "form",
        Passes("tour/form"),
        Line(
            TOUR,
            "form: { grant_type: client_credentials, scope",
            "form: { grant_type: telepathy, scope",
            Failed("tour/form"),
        ),
    ),
    feature("multipart", Passes("tour/attach"), Fault("document-of-another-size", "tour/attach")),
    feature(
        "multipart with a file",
        Passes("tour/attach"),
        Line(
            TOUR,
            "file: data/receipt.txt, content-type",
            "file: data/order.json, content-type",
            Failed("tour/attach"),
        ),
    ),
    feature(
        "file",
        Passes("tour/a-file"),
        Line(
            TOUR,
            "    file: data/receipt.txt\n",
            "    json-file: data/order.json\n",
            Failed("tour/a-file"),
        ),
    ),
    feature(
        "text",
        Passes("tour/words"),
        Line(
            TOUR,
            "    text: 10.00 EUR\n",
            "    json-file: data/order.json\n",
            Failed("tour/words"),
        ),
    ),
    feature(
        "bytes",
        Passes("tour/no-utf-8"),
        Line(
            TOUR,
            "    bytes: eyAi/yI6IDEgfQ==\n",
            "    json-file: data/order.json\n",
            Failed("tour/no-utf-8"),
        ),
    ),
    feature(
        "body, word for word",
        Passes("tour/cut-off"),
        Line(
            TOUR,
            "    body: '{ \"amount\": '\n",
            "    json-file: data/order.json\n",
            Failed("tour/cut-off"),
        ),
    ),
    feature("no content", Passes("tour/approve"), Fault("approved-as-accepted", "tour/approve")),
    feature(
        "any content type",
        Passes("tour/merge-patch"),
        Line(
            TOUR,
            "Content-Type: application/merge-patch+json",
            "Content-Type: application/json",
            Failed("tour/merge-patch"),
        ),
    ),
    feature(
        "json-file",
        Passes("tour/spare-order"),
        Line(
            TOUR,
            "json-file: data/order.json\n    expect: 201",
            "json-file: data/order.json\n    expect: 200",
            Failed("tour/spare-order"),
        ),
    ),
    feature(
        "a JSON file with `${…}` in it",
        Passes("tour/spare-order"),
        Line("data/order.json", "${currency}", "$${currency}", Failed("tour/spare-order")),
    ),
    // 3. Tables
    feature(
        "each in place",
        Passes("tour/in-place[none]"),
        Line(
            TOUR,
            "size: none, page_size: 0",
            "size: none, page_size: 1",
            Failed("tour/in-place[none]"),
        ),
    ),
    feature(
        "each from CSV",
        Passes("tour/bad-amount[words]"),
        Line(
            TOUR,
            "each: data/amounts.csv",
            "each: [{ why: good, amount: \"1.00\" }]",
            Failed("tour/bad-amount[good]"),
        ),
    ),
    feature(
        "each from JSON",
        Passes("tour/from-json[number]"),
        Line(
            TOUR,
            "each: data/amounts.json",
            "each: [{ why: good, amount: \"1.00\" }]",
            Failed("tour/from-json[good]"),
        ),
    ),
    feature(
        "each from NDJSON",
        Passes("tour/from-ndjson[spaces]"),
        Line(
            TOUR,
            "each: data/amounts.ndjson",
            "each: [{ why: good, amount: \"1.00\" }]",
            Failed("tour/from-ndjson[good]"),
        ),
    ),
    feature(
        "each from YAML",
        Passes("tour/from-yaml[list]"),
        Line(
            TOUR,
            "each: data/_amounts.yaml",
            "each: [{ why: good, amount: \"1.00\" }]",
            Failed("tour/from-yaml[good]"),
        ),
    ),
    feature(
        "rows are called by their first column",
        Passes("tour/in-place[many]"),
        Line(TOUR, "{ size: many,", "{ size: none,", Refused("none")),
    ),
    feature(
        "the id of a row is stable",
        Used::Says(
            "list suites/features --filter tour/from-ndjson[nothing]",
            0,
            "tour/from-ndjson[nothing]",
        ),
        Fails::Says("list suites/features --filter tour/from-ndjson[2]", 4, "no case"),
    ),
    feature(
        "a large table is streamed",
        Used::Test(
            "tests/cli/large.rs",
            "every_row_of_a_large_table_is_judged_and_reported_in_bounded_memory",
        ),
        Fails::Test("tests/cli/large.rs", "a_table_that_changes_during_the_run_ends_it_with_3"),
    ),
    // 4. Sharing
    feature(
        "use: vars",
        Passes("tour/create-order"),
        Line("money.yaml", "vars: { currency: EUR }", "vars: { money: EUR }", Refused("currency")),
    ),
    feature(
        "use: credentials",
        Passes("tour-credentials/by-bearer"),
        Line(COMMON, "  buyer: { bearer", "  seller: { bearer", Refused("buyer")),
    ),
    feature(
        "use: setup and captures",
        Passes("tour-common/oldest-order"),
        Fault("created-without-id", "tour-common/oldest-order"),
    ),
    feature(
        "once in a run for all suites",
        Passes("tour-common/clean-up"),
        Fails::Test(
            "tests/cli/sharing.rs",
            "a_shared_setup_that_fails_makes_all_that_use_it_errored",
        ),
    ),
    feature(
        "--vars",
        Used::Says("run suites/features --target reference --vars {vars}", 0, "passed"),
        Fails::Says(
            "run suites/features --target reference --vars {wrong-vars}",
            1,
            "tour-common/oldest-order",
        ),
    ),
    feature(
        "--var wins over --vars",
        Used::Says(
            "run suites/features --target reference --vars {wrong-vars} --var currency=USD",
            0,
            "passed",
        ),
        Fails::Says(
            "run suites/features --target reference --vars {vars} --var currency=nothing",
            1,
            "tour-common/oldest-order",
        ),
    ),
    feature(
        "a name means one thing",
        Passes("tour/its-links"),
        Line(TOUR, "vars:\n", "vars:\n  currency: USD\n", Refused("currency")),
    ),
    // 5. Waiting and repeating
    feature(
        "until",
        Passes("tour/captured"),
        Fault("capture-asked-for-never-done", "tour/captured"),
    ),
    feature(
        "until: every",
        Passes("tour/captured"),
        Line(TOUR, "every: 20ms, for: 2s", "every: 1s, for: 500ms", Refused("never-again")),
    ),
    feature(
        "until: for",
        Passes("tour/captured"),
        Fault("capture-asked-for-never-done", "tour/captured"),
    ),
    feature(
        "replay",
        Passes("tour/create-order~replay"),
        Fault("replay-creates-anew", "tour/create-order~replay"),
    ),
    feature("burst", Passes("tour/too-many"), Fault("limited-as-403", "tour/too-many")),
    feature(
        "alone",
        Passes("tour/too-many"),
        Line(TOUR, "alone: true", "alone: always", Refused("alone")),
    ),
    feature(
        "retry",
        Flaky("tour/flaky"),
        Line(
            TOUR,
            "    retry: { times: 2, wait: 20ms, unsafe: false }\n",
            "",
            Failed("tour/flaky"),
        ),
    ),
    feature(
        "repeat",
        Passes("tour/twice"),
        Line(TOUR, "    repeat: 2\n", "    repeat: 3\n", Failed("tour/twice")),
    ),
    feature(
        "flaky in every report",
        Used::Says("run suites/features --target reference --report markdown", 0, "flaky"),
        Line(
            TOUR,
            "Point-Fault: unavailable-at-first",
            "Point-Fault: internal-error",
            Failed("tour/flaky"),
        ),
    ),
    // 6. Waivers
    feature(
        "waive: why",
        Waived("tour/wrong-on-purpose"),
        Line(TOUR, "why: shows what a waiver does, ", "", Refused("why")),
    ),
    feature(
        "waive: until",
        Waived("tour/wrong-on-purpose"),
        Line(TOUR, "until: 2099-12-31", "until: 2020-12-31", Failed("tour/wrong-on-purpose")),
    ),
    feature(
        "waive: issue",
        Waived("tour/wrong-on-purpose"),
        Line(TOUR, "issue: TOUR-1", "issue: [TOUR-1]", Refused("issue")),
    ),
    feature(
        "what works is not waived",
        Waived("tour/wrong-on-purpose"),
        Line(
            TOUR,
            "    expect: 422\n    waive:",
            "    expect: 404\n    waive:",
            Failed("tour/wrong-on-purpose"),
        ),
    ),
    feature(
        "--waivers",
        Used::Says("list suites/features --waivers", 0, "TOUR-1"),
        Fails::Says("list suites/features/values.yaml --waivers", 0, "no waivers"),
    ),
    // 7. Links
    feature(
        "follow by rel",
        Passes("tour/approve"),
        Fault("created-without-way-to-approve", "tour/approve"),
    ),
    feature(
        "follow from page to page",
        Passes("tour/other-pages"),
        Fault("pages-cut-off", "tour/other-pages"),
    ),
    feature(
        "follow ends where pages go in a circle",
        Passes("tour/other-pages"),
        Fault("pages-in-a-circle", "tour/other-pages"),
    ),
    feature(
        "follow is bounded",
        Passes("tour/other-pages"),
        Line(TOUR, "pages: all }", "pages: 1 }", Failed("tour/other-pages")),
    ),
    feature(
        "expect.links",
        Passes("tour/its-links"),
        Line(
            TOUR,
            "cancel: { method: DELETE }",
            "cancel: { method: POST }",
            Failed("tour/its-links"),
        ),
    ),
    feature(
        "expect.links that are not there",
        Passes("tour/its-links"),
        Line(TOUR, "status: null }", "approve: null }", Failed("tour/its-links")),
    ),
    // 8. Values
    feature(
        "uuid",
        Passes("tour-values/chance"),
        Line(WHAT, "${uuid()}", "${random_string(8)}", Failed("tour-values/chance")),
    ),
    feature(
        "random_int",
        Passes("tour-values/chance"),
        Line(WHAT, "random_int(5, 7)", "random_int(8, 9)", Failed("tour-values/chance")),
    ),
    feature(
        "random_string",
        Passes("tour-values/chance"),
        Line(WHAT, "random_string(12)", "random_string(11)", Failed("tour-values/chance")),
    ),
    feature(
        "now",
        Passes("tour-values/time"),
        Line(WHAT, "${now()}", "${unix()}", Failed("tour-values/time")),
    ),
    feature(
        "unix",
        Passes("tour-values/time"),
        Line(WHAT, "unix('-1h30m')", "now('-1h30m')", Failed("tour-values/time")),
    ),
    feature(
        "base64",
        Passes("tour-values/encoded"),
        Line(WHAT, "base64('point')", "base64('print')", Failed("tour-values/encoded")),
    ),
    feature(
        "url",
        Passes("tour-values/encoded"),
        Line(WHAT, "url('a b/c')", "url('a b')", Failed("tour-values/encoded")),
    ),
    feature(
        "json",
        Passes("tour-values/encoded"),
        Line(WHAT, "json(list)", "json(quantity)", Failed("tour-values/encoded")),
    ),
    feature(
        "sha256",
        Passes("tour-values/hashed"),
        Line(WHAT, "sha256('point')", "sha256('print')", Failed("tour-values/hashed")),
    ),
    feature(
        "hmac",
        Passes("tour-values/hashed"),
        Line(WHAT, "hmac('key', 'point')", "hmac('lock', 'point')", Failed("tour-values/hashed")),
    ),
    feature(
        "an offset and a format",
        Passes("tour-values/time"),
        Line(WHAT, "'+1d', 'on %A'", "'+1d', 'on %F'", Failed("tour-values/time")),
    ),
    feature(
        "an offset is an offset",
        Passes("tour-values/time"),
        Line(WHAT, "unix('-1h30m')", "unix('yesterday')", Refused("offset")),
    ),
    feature(
        "escapes",
        Passes("tour-values/escaped"),
        Line(
            WHAT,
            "note: \"costs $${list}\"",
            "note: \"costs ${list}\"",
            Failed("tour-values/escaped"),
        ),
    ),
    feature(
        "a value keeps its type",
        Passes("tour-values/kept-type"),
        Line(
            WHAT,
            "quantity: \"${quantity}\"",
            "quantity: \"${quantity} \"",
            Failed("tour-values/kept-type"),
        ),
    ),
    feature(
        "no code",
        Passes("tour-values/kept-type"),
        Line(
            WHAT,
            "quantity: \"${quantity}\"",
            "quantity: \"${quantity + 1}\"",
            Refused("quantity + 1"),
        ),
    ),
    feature(
        "types are strict",
        Passes("tour/attach"),
        Line(TOUR, "$.size: 25", "$.size: \"25\"", Failed("tour/attach")),
    ),
    feature(
        "--seed",
        Used::Says("run suites/features --target reference --seed 7", 0, "seed: 7"),
        Fails::Says("run suites/features --target reference --seed seven", 2, "--seed"),
    ),
    // 9. Selection
    feature(
        "tags, --tag",
        Used::Says(
            "run suites/features --target reference -v --tag destructive",
            0,
            "tour/delete-spare",
        ),
        Fails::Says("run suites/features --target reference --tag destructve", 4, "destructve"),
    ),
    feature(
        "--filter by id",
        Used::Says("run suites/features --target reference --filter look", 0, "passed"),
        Fails::Says("run suites/features --target reference --filter lok", 4, "lok"),
    ),
    feature(
        "--filter by glob",
        Used::Says(
            "run suites/features --target reference -v --filter by-c*",
            0,
            "tour-credentials/by-cookie",
        ),
        Fails::Says("run suites/features --target reference --filter bye-*", 4, "bye-*"),
    ),
    feature(
        "--filter by status",
        Used::Says("list suites/features --filter 403", 0, "tour-credentials/by-too-few-scopes"),
        Fails::Says("list suites/features --filter 406", 4, "406"),
    ),
    feature(
        "--filter by code",
        Used::Says("list suites/features --filter RATE_LIMIT_REACHED", 0, "tour/too-many"),
        Fails::Says("list suites/features --filter 404_RESOURCE", 4, "404_RESOURCE"),
    ),
    feature(
        "--failed-from",
        Used::Says("list suites/features --failed-from {failed}", 0, "tour-credentials/by-cookie"),
        Fails::Says("list suites/features --failed-from {vars}", 2, "staging.yaml"),
    ),
    feature(
        "what a case needs comes along",
        Used::Says(
            "run suites/features --target reference -v --filter tour/captured",
            0,
            "tour/capture",
        ),
        Line(TOUR, "rel: status", "rel: nothing", Failed("tour/captured")),
    ),
    feature(
        "list --json",
        Used::Says("list suites/features --json --filter look", 0, "\"id\": \"look\""),
        Fails::Says("list suites/features --json --waivers", 2, "--waivers"),
    ),
    // 10. Before and around a run
    feature(
        "--wait-for",
        Used::Says("run suites/features {targets} --wait-for /v2/orders", 0, "passed"),
        Fails::Says(
            "run suites/features/values.yaml --target {gone} --wait-for /v2/orders --wait-limit 0.2",
            3,
            "was not up within 0.2 s",
        ),
    ),
    feature(
        "--dry-run",
        Used::Says("run suites/features --target reference --dry-run", 0, "nothing was sent"),
        Line(
            WHAT,
            "${oldest}/documents\n    multipart: { note: \"costs",
            "${oldes}/documents\n    multipart: { note: \"costs",
            Refused("oldes"),
        ),
    ),
    feature(
        "needs, --has",
        Used::Says("run suites/features {targets} --filter outage -v", 0, "PASS tour/outage"),
        Fails::Says(
            "run suites/features --target {url} --filter outage",
            4,
            "the target does not offer `fault-hook`",
        ),
    ),
    feature(
        "after",
        Passes("tour/deleted"),
        Line(TOUR, "    after: [delete-spare]\n", "", Failed("tour/deleted")),
    ),
    feature(
        "setup",
        Passes("tour-common/oldest-order"),
        Fault("created-without-id", "tour-common/oldest-order"),
    ),
    feature("teardown", Passes("tour/forget"), Fault("deleted-as-ok", "tour/forget")),
    // 11. Targets
    feature(
        "several targets",
        Used::Says("run suites/features {targets}", 0, "target identity: http"),
        Fails::Says("run suites/features --target {url} --target mtls={url}", 2, "identity"),
    ),
    feature(
        "target: a name",
        Passes("tour-targets/log-in"),
        Line(WHERE, "target: identity", "target: identiy", Refused("identiy")),
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
            "it is not a safe method and --read-only is set",
        ),
    ),
];
