//! The target: a small API with very cheap responses, in a separate process.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use crate::Outcome;

/// The delay of everything below `/slow`.
const SLOW: Duration = Duration::from_millis(20);

/// Serves on a free port until the process is killed. The first line of output is the URL.
pub(crate) fn serve() -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        println!("http://{}", listener.local_addr()?);
        let slow = api().layer(middleware::from_fn(slowly));
        axum::serve(listener, api().nest("/slow", slow)).await?;
        Ok(())
    })
}

fn api() -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/items/{id}", get(item))
        .route("/items", post(create))
}

async fn slowly(request: Request, next: Next) -> Response {
    tokio::time::sleep(SLOW).await;
    next.run(request).await
}

async fn health() -> Response {
    let body = json!({
        "status": "UP", "version": "1.4.0", "region": "eu-1",
        "checks": { "store": "UP", "queue": "UP" },
    });
    written(StatusCode::OK, &body)
}

async fn item(Path(id): Path<String>, headers: HeaderMap) -> Response {
    if !headers.contains_key(header::AUTHORIZATION) {
        return unauthorized(&headers);
    }
    if id.parse::<u64>().is_err() {
        let said = ("RESOURCE_NOT_FOUND", "The specified resource does not exist.", "INVALID_ID");
        return refusal(StatusCode::NOT_FOUND, said, &headers);
    }
    let name = format!("Item {id}");
    written(StatusCode::OK, &described(&id, &name, "10.00"))
}

async fn create(headers: HeaderMap, body: Bytes) -> Response {
    if !headers.contains_key(header::AUTHORIZATION) {
        return unauthorized(&headers);
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if content_type != Some("application/json") {
        let said = ("UNSUPPORTED_MEDIA_TYPE", "The media type is not supported.", "NOT_JSON");
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, said, &headers);
    }
    let Ok(content) = serde_json::from_slice::<Value>(&body) else {
        let said = ("INVALID_REQUEST", "The request is not well-formed.", "MALFORMED_JSON");
        return refusal(StatusCode::BAD_REQUEST, said, &headers);
    };
    let price = content["price"].as_str().unwrap_or_default();
    if !price.parse().is_ok_and(|price: f64| price > 0.0) {
        let said =
            ("UNPROCESSABLE_ENTITY", "A rule of the business is broken.", "PRICE_NOT_POSITIVE");
        return refusal(StatusCode::UNPROCESSABLE_ENTITY, said, &headers);
    }
    let name = content["name"].as_str().unwrap_or_default();
    let mut response = written(StatusCode::CREATED, &described("7", name, price));
    let location = header::HeaderValue::from_static("/items/7");
    response.headers_mut().insert(header::LOCATION, location);
    response
}

fn described(id: &str, name: &str, price: &str) -> Value {
    json!({
        "id": id, "name": name, "status": "ACTIVE",
        "price": { "value": price, "currency": "USD" },
        "links": [{ "href": format!("/items/{id}"), "rel": "self", "method": "GET" }],
    })
}

fn unauthorized(headers: &HeaderMap) -> Response {
    let said = ("AUTHENTICATION_FAILURE", "Authentication failed.", "NO_CREDENTIALS");
    let mut response = refusal(StatusCode::UNAUTHORIZED, said, headers);
    let challenge = header::HeaderValue::from_static("Bearer realm=\"items\"");
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

fn refusal(
    status: StatusCode,
    (name, message, issue): (&str, &str, &str),
    headers: &HeaderMap,
) -> Response {
    let request = headers.get("x-request-id").and_then(|value| value.to_str().ok());
    let body = json!({
        "name": name,
        "message": message,
        "debug_id": request.unwrap_or("none"),
        "details": [{
            "field": "/items", "location": "path", "issue": issue,
            "description": "What was asked for cannot be done as it was asked for.",
        }],
        "links": [
            { "href": "https://items.example/docs/errors", "rel": "information_link", "method": "GET" },
            { "href": "https://items.example/support", "rel": "help", "method": "GET" },
        ],
    });
    written(status, &body)
}

fn written(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
