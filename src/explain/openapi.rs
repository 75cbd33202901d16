//! Codes of `OpenAPI` documents.

use crate::diagnostic::Code;

use super::{Example, Explanation, explain};
use Example::{OpenApi, Suite};

pub(super) static OPENAPI: &[Explanation] = &[
    explain(
        Code::OPENAPI_VERSION,
        "The document is of a version of OpenAPI that is not read. Versions 2.0, 3.0, 3.1 and 3.2 are.",
        OpenApi(&["openapi: 4.0.0"], &["openapi: 3.1.0"]),
    ),
    explain(
        Code::OPENAPI_EMPTY,
        "The document documents no response by its status, so nothing can be proven. `default` does not \
         count: it says what a body looks like, and makes no status documented.",
        OpenApi(
            &["paths: { /orders: { get: { responses: { default: { description: Any. } } } } }"],
            &["paths: { /orders: { get: { responses: { '200': { description: All. } } } } }"],
        ),
    ),
    explain(
        Code::OPENAPI_REF,
        "A `$ref` leads to a place where nothing stands, to a file that cannot be read, or back to itself.",
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
        "A `$ref` leads to a network, and loading a contract asks none: a run must not depend on what \
         somebody else serves today.",
        OpenApi(
            &[
                "paths: { /orders: { get: { responses: { '201': { description: New. }, '200': { $ref: 'https://api.example/a.yaml' } } } } }",
            ],
            &["paths: { /orders: { get: { responses: { '200': { description: All. } } } } }"],
        ),
    ),
    explain(
        Code::OPENAPI_TYPE,
        "Something in the document is of another kind than the specification says: a list where a mapping \
         stands, a text where a number does.",
        OpenApi(&["servers: { url: /v1 }"], &["servers: [{ url: /v1 }]"]),
    ),
    explain(
        Code::OPENAPI_PATH,
        "A key of `paths` is no path, says more than a path, or matches the very requests that another does.",
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
        "A response stands under something that is no status, no class of statuses and not `default`.",
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
        "A value cannot be meant: a name that nothing has, one that two have, two fields that exclude each \
         other, a choice among nothing.",
        OpenApi(&["security: [{ key: [] }]"], &["security: []"]),
    ),
    explain(
        Code::OPENAPI_FIELD,
        "A field is none of the specification's, so it says nothing. Fields of your own begin with `x-`.",
        OpenApi(&["severs: [{ url: /v1 }]"], &["servers: [{ url: /v1 }]"]),
    ),
    explain(
        Code::OPENAPI_MISSING,
        "A field is missing that the specification asks for.",
        OpenApi(&["info: { title: Example }"], &["info: { title: Example, version: '1' }"]),
    ),
    explain(
        Code::OPENAPI_PATTERN,
        "A pattern of a schema can be read by no engine, so no text is judged by it.",
        OpenApi(
            &["components: { schemas: { A: { pattern: '[a' } } }", USE_OF_A],
            &["components: { schemas: { A: { pattern: '[a]' } } }", USE_OF_A],
        ),
    ),
    explain(
        Code::UNKNOWN_OPERATION,
        "The contract documents nothing but its operations, and the case's request belongs to none of them.",
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
