//! Drafts of suites for small documents.

use std::fs;

use super::*;
use crate::contract::Contract;
use crate::diagnostic::Sources;

/// A document with each feature that a draft uses.
const DOCUMENT: &str = r"
openapi: 3.0.3
info: { title: Library, version: '1' }
servers: [{ url: 'https://{place}.example.com/v1/', variables: { place: { default: staging } } }]
security: [{ token: [books] }]
paths:
  /books/{bookId}:
    delete:
      operationId: removeBook
      deprecated: true
      responses: { '204': { description: Gone. } }
    get:
      operationId: showBook
      summary: Shows a book
      security: [{}]
      responses: { '200': { description: A book. } }
    put:
      operationId: replaceBook
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/book' } } } }
      responses: { '200': { description: The book as it is now. } }
  /books:
    post:
      operationId: addBook
      summary: Adds a book
      parameters:
        - { name: Request-Id, in: header, required: true, schema: { type: string, format: uuid } }
        - { name: lang, in: query, required: true, schema: { type: string, enum: [en, de] } }
        - { name: dry, in: query, schema: { type: boolean } }
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/book' } } }
      responses:
        '200': { description: It was there. }
        '201':
          description: Added.
          content: { application/json: { schema: { $ref: '#/components/schemas/book' } } }
  /shelves/{shelf}/books:
    get:
      operationId: shelf.list
      parameters: [{ name: limit, in: query, required: true, schema: { type: integer, minimum: 10 } }]
      responses: { 2XX: { description: Books. } }
  /members/{memberId}/loans:
    post:
      operationId: lend
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: { type: object, required: [bookId, days], properties: { bookId: { type: string }, days: { type: integer } } }
      responses: { '202': { description: Lent. } }
    parameters: [{ name: memberId, in: path, required: true, schema: { type: string }, example: m 7 }]
  /events:
    get: { responses: { default: { description: Anything. } } }
components:
  securitySchemes:
    token:
      type: oauth2
      flows: { clientCredentials: { tokenUrl: /token, scopes: {} } }
  schemas:
    book:
      type: object
      required: [id, title, authors, isbn]
      properties:
        id: { type: string, readOnly: true }
        title: { type: string, example: 'The cost of ${x}' }
        authors: { type: array, items: { type: string, minLength: 3 } }
        isbn: { type: string, pattern: '^97[89]-\d{10}$' }
        note: { type: string }
";

fn contract(text: &str) -> Contract {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("library.yaml");
    fs::write(&path, text).expect("written");
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    let contract = Contract::load(&path, "library.yaml", &mut sources, &mut problems);
    contract.unwrap_or_else(|| panic!("{problems:?}"))
}

fn drafted(contract: &Contract) -> Draft {
    let options = DraftOptions {
        name: "Library".to_owned(),
        contracts: vec!["../library.yaml".to_owned()],
        source: "library.yaml".to_owned(),
        target: "https://staging.example.com/v1".to_owned(),
    };
    draft(contract, &options)
}

/// Drafts the suite for a document with these paths.
fn suite(paths: &str) -> String {
    let text = format!("openapi: 3.1.0\ninfo: {{ title: A, version: '1' }}\npaths:\n{paths}");
    drafted(&contract(&text)).suites.first().expect("a suite").text.clone()
}

#[track_caller]
fn check(paths: &str, expected: &str) {
    let suite = suite(paths);
    assert!(suite.contains(expected), "{suite}");
}

#[test]
fn a_draft_has_variables_credentials_and_cases_in_order() {
    let draft = drafted(&contract(DOCUMENT));
    insta::assert_snapshot!(draft.suites[0].text);
    assert_eq!(draft.suites[0].to_fill_in, ["shelf"]);
    assert_eq!(draft.suites[0].environment, ["LIBRARY_TOKEN"]);
    let reason = "it documents no success, so there is nothing to expect".to_owned();
    assert_eq!(draft.omitted, [OmittedOperation { operation: "GET /events".to_owned(), reason }]);
}

#[test]
fn the_servers_of_a_document_have_their_variables_replaced() {
    assert_eq!(contract(DOCUMENT).servers(), ["https://staging.example.com/v1"]);
}

#[test]
fn an_id_is_found_in_an_object_that_wraps_the_resource() {
    let paths = "
  /pets:
    post:
      responses:
        '201':
          description: New.
          content:
            application/json:
              schema: { properties: { data: { properties: { pet_id: { type: integer } } } } }
  /pets/{pet_id}: { get: { responses: { '200': { description: It. } } } }";
    check(paths, "capture: { pet-id: $.data.pet_id }");
    check(paths, "GET: /pets/${pet-id}\n");
}

#[test]
fn an_id_is_found_in_a_list_of_created_resources() {
    let paths = "
  /Pets:
    post:
      responses:
        '200':
          description: New.
          content:
            application/json:
              schema: { properties: { Pets: { type: array, items: { properties: { PetID: { type: string } } } } } }
  /Pets/{PetID}: { get: { responses: { '200': { description: It. } } } }";
    check(paths, "capture: { pet-id: \"$.Pets[0].PetID\" }");
}

#[test]
fn a_link_of_the_document_gives_the_location_of_the_id() {
    let paths = "
  /search:
    get:
      responses:
        '200':
          description: Found.
          links: { first: { operationId: show, parameters: { id: '$response.body#/hits/best' } } }
  /pets/{id}: { get: { operationId: show, responses: { '200': { description: It. } } } }";
    check(paths, "capture: { pet-id: $.hits.best }");
}

#[test]
fn an_example_that_leads_to_the_path_of_another_operation_is_ignored() {
    let paths = "
  /pets/mine: { get: { responses: { '200': { description: Mine. } } } }
  /pets/{pet}:
    get:
      parameters: [{ name: pet, in: path, required: true, schema: { type: string }, example: mine }]
      responses: { '201': { description: One. } }";
    check(paths, "GET: /pets/${pet-2}\n");
    check(paths, "pet-2: FILL-IN");
}

#[test]
fn a_parameter_is_not_replaced_in_the_value_of_another_parameter() {
    let paths = "
  /pets/{id}/toys/{pet-id}.json: { get: { responses: { '200': { description: It. } } } }";
    check(paths, "GET: /pets/${pet-id}/toys/${pet-id}.json\n");
}

#[test]
fn a_secret_parameter_is_read_from_the_environment() {
    let paths = "
  /chats:
    get:
      parameters: [{ name: token, in: query, required: true, schema: { type: string } }]
      responses: { '200': { description: All. } }";
    check(paths, "query: { token: \"${env.LIBRARY_TOKEN}\" }");
}

#[test]
fn an_id_in_the_body_becomes_a_variable() {
    let paths = "
  /orders:
    post:
      requestBody:
        content:
          application/json:
            schema: { type: object, required: [customerId], properties: { customerId: { type: integer } } }
      responses: { '200': { description: Ordered. } }";
    check(paths, "customer-id: 1  # `customerId` in the body of POST /orders");
    check(paths, "json: { customerId: \"${customer-id}\" }");
}

#[test]
fn an_example_that_violates_its_schema_is_reported_and_ignored() {
    let paths = "
  /orders:
    post:
      requestBody:
        content: { application/json: { example: { amount: ten }, schema: { $ref: '#/components/schemas/o' } } }
      responses: { '200': { description: Ordered. } }
components:
  schemas: { o: { type: object, required: [amount], properties: { amount: { type: integer } } } }";
    check(
        paths,
        "# note: the document's example does not satisfy its own schema: $.amount: expected integer",
    );
    check(paths, "json: { amount: 1 }");
}

#[test]
fn an_example_may_be_a_text_of_json() {
    let paths = "
  /orders:
    post:
      requestBody:
        content: { application/json: { example: '{ \"amount\": 7 }', schema: { type: object } } }
      responses: { '200': { description: Ordered. } }";
    check(paths, "json: { amount: 7 }");
}

#[test]
fn many_operations_are_split_into_suites_by_subject() {
    let of = |thing: &str| -> String {
        let one = |number| {
            format!(
                "  /v1/{thing}/{number}: {{ get: {{ responses: {{ '200': {{ description: a }} }} }} }}\n"
            )
        };
        (0..21).map(one).collect()
    };
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: A, version: '1' }}\npaths:\n{}{}  /v1/ping: {{ get: {{ responses: {{ '200': {{ description: a }} }} }} }}\n",
        of("pets"),
        of("orders"),
    );
    let draft = drafted(&contract(&text));
    let files: Vec<&str> = draft.suites.iter().map(|suite| suite.file.as_str()).collect();
    assert_eq!(files, ["library/library.yaml", "library/orders.yaml", "library/pets.yaml"]);
    assert!(draft.suites[1].text.contains("contract: ../../library.yaml\n"));
}
