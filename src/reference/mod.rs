//! The reference server: the Point API as its page documents it, with named faults.
//!
//! Each documented code has its documented cause, and no response is hard-coded. The server is the default target of
//! a first run and of this project's own tests. It uses no other room of the crate, so that the engine and the
//! server cannot share a mistake.
//!
//! # Endpoints
//!
//! | request | answers |
//! |---|---|
//! | `POST /v1/oauth2/token` | a token by HTTP Basic or `client_id` and `client_secret` in the form (grants `client_credentials`, `refresh_token`, `password`), errors per RFC 6749, section 5.2 |
//! | `POST /v2/orders` | 201; 200 for the same `Point-Request-Id` again, 422 if the body differs |
//! | `GET /v2/orders` | 200, a page of the orders of the account, the newest first: `page_size` 1 to 20, `since` an order; `next` links to the page behind it |
//! | `GET /v2/orders/{id}` | 200 |
//! | `POST /v2/orders/{id}/approve` | 200 |
//! | `POST /v2/orders/{id}/capture` | 202; done 100 ms later |
//! | `GET /v2/orders/{id}/capture` | 202 while the capture is under way, 200 once it is done |
//! | `POST /v2/orders/{id}/documents` | 201 for the file `document` of a multipart form, which may have a `note` |
//! | `POST /v2/sessions` | 201 with the cookie `point-session`, which replaces the token in later requests; the `id` in the body is its value |
//! | `DELETE /v2/orders/{id}` | 204, and 204 again |
//!
//! `HEAD` works wherever `GET` does. The server checks in the order of the contract: 401, then 429 (the bucket
//! belongs to the token, so the token must be known), 403 for a missing scope, 404, 405, 406, 415, 400, 422. The 403
//! of a business rule is last, because an amount over the balance is known only after the request is understood.
//! 500 and 503 precede all of them, and only occur if the request asks for them: `Point-Fault: internal-error`,
//! `Point-Fault: unavailable`, and `Point-Fault: unavailable-at-first`, which answers 503 only to the first request
//! with its `Point-Request-Id`.
//!
//! # Test clients
//!
//! These are fixed values of a test server, not secrets. Every account has a balance of 1000.00, the limit for
//! each single order. Nothing is ever debited, so suites can run any number of times.
//!
//! | bearer token | may |
//! |---|---|
//! | `buyer-token` | read and write the orders of the account `buyer` |
//! | `reader-token` | only read them |
//!
//! The token is read from `Authorization`, else from the cookie `point-token`, else from `access_token` in the query.
//!
//! | client, secret | may |
//! |---|---|
//! | `point-buyer`, `buyer-secret` | all grants, both scopes (`orders:read`, `orders:write`); its refresh token is `buyer-refresh-token`, its user `buyer` with the password `buyer-password` |
//! | `point-reader`, `reader-secret` | `client_credentials` for `orders:read` |
//! | `point-limited`, `limited-secret` | `client_credentials`; each of its tokens has a bucket of 2 requests that wins back one an hour |
//! | `point-partner`, `partner-secret` | only `refresh_token`, so `client_credentials` is an `unauthorized_client` |
//!
//! A second entrance, [`Reference::demand_certificates`], uses TLS and accepts only clients with a certificate of
//! the server's own authority, such as `suites/point-mtls/certificates/partner.pem`. A request without a token at
//! this entrance acts for the account `partner`, with both scopes (RFC 8705).
//!
//! All state is in memory and bounded: the oldest order, token or request id is forgotten first.

mod accounts;
mod api_response;
mod api;
mod bounded_map;
mod api_request;
mod documents;
mod new_order;
mod faults;
mod tls_entrance;
mod token_endpoint;
mod orders;
mod paging;
mod api_error;
mod response_body;
mod routes;
mod server;
mod sessions;
mod connection_listener;
mod tcp_entrance;

#[cfg(test)]
mod tests;

pub use faults::{Breach, FAULTS, Fault, Faults, UnknownFault};
pub use server::Reference;
