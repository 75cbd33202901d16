//! Published `OpenAPI` documents, read completely. The documents are not part of this repository:
//! `STATUSQUO_FIXTURES` names the folder that has them in `openapi/`. If neither this folder nor `../shared` exists,
//! the tests do nothing.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use statusquo::contract::Contract;
use statusquo::diagnostic::{Diagnostic, Palette, Severity, Sources, render};

/// Each document with its number of operations and of documented responses, counted by an independent script.
/// `default` is not a documented response.
const COUNTS: &[(&str, usize, usize)] = &[
    ("docker-engine-v1.51.yaml", 107, 360),
    ("figma.yaml", 47, 267),
    ("harbor-v2.0.yaml", 203, 1060),
    ("oai-v2-api-with-examples.yaml", 2, 4),
    ("oai-v2-petstore-expanded.json", 4, 4),
    ("oai-v2-petstore-separate/spec/swagger.json", 4, 4),
    ("oai-v2-uber.json", 5, 5),
    ("oai-v3.0-callback-example.yaml", 1, 1),
    ("oai-v3.0-link-example.yaml", 6, 6),
    ("oai-v3.0-uspto.yaml", 3, 5),
    ("oai-v3.1-tictactoe.yaml", 3, 6),
    ("oai-v3.1-webhook-example.json", 0, 0),
    ("oai-v3.2-tags-example.yaml", 4, 0),
    ("paypal-billing_subscriptions_v1.json", 16, 105),
    ("paypal-checkout_orders_v2.json", 8, 47),
    ("paypal-invoicing_v2.json", 20, 82),
    ("paypal-payments_payment_v2.json", 7, 46),
    ("readme-2.0-schema-circular.yaml", 1, 1),
    ("readme-3.1-schema-types.yaml", 23, 0),
    ("readme-3.1-security.yaml", 15, 15),
    ("redocly-museum.yaml", 8, 25),
    ("slack-web-v2.json", 174, 174),
    ("swagger-petstore-3.0.4.yaml", 19, 45),
    ("twilio-verify-v2.json", 57, 60),
    ("xero-payroll-au.yaml", 32, 52),
];

/// The valid documents of the `OpenAPI` Initiative.
const PASS: &[(&str, usize, usize)] = &[
    ("callback-object-examples.yaml", 0, 0),
    ("comp_pathitems.yaml", 0, 0),
    ("components-object-example.yaml", 0, 0),
    ("example-object-examples.yaml", 0, 0),
    ("header-object-examples.yaml", 0, 0),
    ("info-object-example.yaml", 0, 0),
    ("info_summary.yaml", 0, 0),
    ("json_schema_dialect.yaml", 0, 0),
    ("license_identifier.yaml", 0, 0),
    ("link-object-examples.yaml", 2, 2),
    ("media-type-examples.yaml", 1, 0),
    ("mega.yaml", 1, 0),
    ("minimal_comp.yaml", 0, 0),
    ("minimal_hooks.yaml", 0, 0),
    ("minimal_paths.yaml", 0, 0),
    ("non-oauth-scopes.yaml", 1, 0),
    ("operation-object-example.yaml", 1, 2),
    ("parameter-object-examples.yaml", 0, 0),
    ("parameter-object-query-allowReserved.yaml", 0, 0),
    ("path-item-object-example.yaml", 1, 1),
    ("path_item_servers_parameters.yaml", 7, 1),
    ("path_no_response.yaml", 1, 0),
    ("path_var_empty_pathitem.yaml", 0, 0),
    ("paths-object-example.yaml", 1, 1),
    ("request-body-examples.yaml", 1, 0),
    ("response-object-examples.yaml", 0, 0),
    ("schema-object-deprecated-example-keyword.yaml", 0, 0),
    ("schema.yaml", 0, 0),
    ("security-scheme-object-examples.yaml", 0, 0),
    ("servers.yaml", 0, 0),
    ("specification-extensions.yaml", 0, 0),
    ("style-defaults.yaml", 0, 0),
    ("tag-object-example.yaml", 0, 0),
    ("valid_schema_types.yaml", 0, 0),
    ("webhook-example.yaml", 0, 0),
];

/// Time limit for one document, in a build without optimization on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn fixtures() -> Option<PathBuf> {
    let named = std::env::var_os("STATUSQUO_FIXTURES").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let found = named.or(Some(beside)).map(|folder| folder.join("openapi"));
    let found = found.filter(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: no documents; STATUSQUO_FIXTURES names their folder");
    }
    found
}

/// Returns the contract of a document and the diagnostics.
fn load(path: &Path) -> (Option<Contract>, Vec<Diagnostic>, Sources) {
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let contract = Contract::load(path, &name, &mut sources, &mut problems);
    (contract, problems, sources)
}

#[track_caller]
fn check(folder: &Path, (name, operations, responses): (&str, usize, usize)) {
    let started_at = Instant::now();
    let (contract, problems, sources) = load(&folder.join(name));
    let took = started_at.elapsed();
    let said = render(&problems, &sources, Palette::Plain, 100);
    let contract = contract.unwrap_or_else(|| panic!("{name} is read:\n{said}"));
    let found = (contract.operations().len(), contract.rows().len());
    assert_eq!(found, (operations, responses), "{name}");
    assert!(took < PATIENCE, "{name} took {took:?}");
}

#[test]
fn every_document_has_the_independently_counted_operations_and_responses() {
    let Some(folder) = fixtures() else { return };
    for counted in COUNTS {
        check(&folder, *counted);
    }
}

/// The invalid documents of the initiative, each with the codes of the reported diagnostics. The first code is the
/// fault for which the initiative calls the document invalid.
const FAIL: &[(&str, &[&str])] = &[
    ("example-examples.yaml", &["openapi-value"]),
    ("header-object-allowReserved.yaml", &["openapi-field"]),
    ("invalid_schema_types.yaml", &["openapi-type", "openapi-type", "openapi-type"]),
    ("link-object-no-body.yaml", &["openapi-field"]),
    ("no_containers.yaml", &["openapi-missing"]),
    ("parameter-object-cookie-form-allowReserved.yaml", &["openapi-value"]),
    ("parameter-object-header-allowReserved.yaml", &["openapi-value"]),
    ("parameter-object-path-allowReserved.yaml", &["openapi-value"]),
    ("server_enum_empty.yaml", &["openapi-value"]),
    ("servers.yaml", &["openapi-type"]),
    ("unknown_container.yaml", &["openapi-field", "openapi-missing"]),
];

#[test]
fn documents_that_the_initiative_calls_invalid_are_refused() {
    let Some(folder) = fixtures() else { return };
    for (name, expected) in FAIL {
        let (contract, problems, _) = load(&folder.join("oai-v3.1-cases/fail").join(name));
        let mut codes: Vec<&str> = problems.iter().map(|problem| problem.code.as_str()).collect();
        codes.retain(|code| *code != "openapi-empty");
        assert_eq!(codes, *expected, "{name}");
        let is_error = problems.iter().any(|problem| problem.severity == Severity::Error);
        assert_eq!(contract.is_none(), is_error, "{name}");
    }
}

#[test]
fn documents_that_the_initiative_calls_valid_are_read() {
    let Some(folder) = fixtures() else { return };
    for counted in PASS {
        check(&folder.join("oai-v3.1-cases/pass"), *counted);
    }
}
