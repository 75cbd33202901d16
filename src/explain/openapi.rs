//! Explanations of the codes of `OpenAPI` documents.

use crate::diagnostic::Code;

use super::explanation::{Example, Explanation, explain};
use Example::{OpenApi, Suite};

pub(super) static OPENAPI: &[Explanation] = &[
    explain(
        Code::OPENAPI_VERSION,
        "This version of OpenAPI is not supported. Versions 2.0, 3.0, 3.1 and 3.2 are.",
        OpenApi(&["openapi: 4.0.0"], &["openapi: 3.1.0"]),
    ),
    explain(
        Code::OPENAPI_EMPTY,
        "The document does not document any response by its status, so nothing can be proven. `default` \
         does not count, because it describes a body without naming a status.",
        OpenApi(
            &["paths: { /orders: { get: { responses: { default: { description: Any. } } } } }"],
            &["paths: { /orders: { get: { responses: { '200': { description: All. } } } } }"],
        ),
    ),
    explain(
        Code::OPENAPI_REF,
        "A `$ref` points to a missing location, to a file that cannot be read, or back to itself.",
        OpenApi(
            &[
                "paths: { /orders: { get: { responses: { '201': { description: New. }, '200': { $ref: '#/components/responses/A' } } } } }",
            ],
            &[
                "paths: { /orders: { get: { responses: { '201': { description: New. }, '200': { $ref: '#/components/responses/A' } } } } }",
                "components: { responses: { A: { description: All. } } }",
            ],
        ),
    ),
    explain(
        Code::OPENAPI_REMOTE_REF,
        "A `$ref` is a remote reference. statusquo does not fetch references, so that a run does not \
         depend on the current content of another server.",
        OpenApi(
            &[
                "paths: { /orders: { get: { responses: { '201': { description: New. }, '200': { $ref: 'https://api.example/a.yaml' } } } } }",
            ],
            &["paths: { /orders: { get: { responses: { '200': { description: All. } } } } }"],
        ),
    ),
    explain(
        Code::OPENAPI_TYPE,
        "A value has another type than the specification requires, such as a list instead of a mapping \
         or a string instead of a number.",
        OpenApi(&["servers: { url: /v1 }"], &["servers: [{ url: /v1 }]"]),
    ),
    explain(
        Code::OPENAPI_PATH,
        "A key of `paths` is not a path, contains more than a path, or matches the same requests as \
         another path.",
        OpenApi(
            &[
                "paths: { /orders: { get: { responses: { '200': { description: All. } } } }, all: {} }",
            ],
            &[
                "paths: { /orders: { get: { responses: { '200': { description: All. } } } }, /all: {} }",
            ],
        ),
    ),
    explain(
        Code::OPENAPI_STATUS,
        "The key of a response is not a status, a class of statuses or `default`.",
        OpenApi(
            &[
                "paths: { /orders: { get: { responses: { '200': { description: All. }, '4040': { description: None. } } } } }",
            ],
            &[
                "paths: { /orders: { get: { responses: { '200': { description: All. }, '404': { description: None. } } } } }",
            ],
        ),
    ),
    explain(
        Code::OPENAPI_VALUE,
        "A value is not possible: a name that is not defined, a name that is defined twice, two fields \
         that exclude each other, or a choice without alternatives.",
        OpenApi(&["security: [{ key: [] }]"], &["security: []"]),
    ),
    explain(
        Code::OPENAPI_FIELD,
        "The specification does not define this field, so it has no effect. The names of custom fields \
         begin with `x-`.",
        OpenApi(&["severs: [{ url: /v1 }]"], &["servers: [{ url: /v1 }]"]),
    ),
    explain(
        Code::OPENAPI_MISSING,
        "A field that the specification requires is missing.",
        OpenApi(&["info: { title: Example }"], &["info: { title: Example, version: '1' }"]),
    ),
    explain(
        Code::OPENAPI_PATTERN,
        "No regular expression engine can read this pattern of a schema, so the pattern is not checked.",
        OpenApi(
            &["components: { schemas: { A: { pattern: '[a' } } }", USE_OF_A],
            &["components: { schemas: { A: { pattern: '[a]' } } }", USE_OF_A],
        ),
    ),
    explain(
        Code::UNKNOWN_OPERATION,
        "The contract documents only its operations, and the case's request matches none of them.",
        Suite(
            &[
                "contract: orders.openapi.yaml   # documents GET /orders",
                "cases: [{ id: any, GET: /ordres }]",
            ],
            &[
                "contract: orders.openapi.yaml   # documents GET /orders",
                "cases: [{ id: any, GET: /orders }]",
            ],
        ),
    ),
];

const USE_OF_A: &str = "paths: { /orders: { get: { responses: { '200': { description: All., content: { \
                        application/json: { schema: { $ref: '#/components/schemas/A' } } } } } } } }";
