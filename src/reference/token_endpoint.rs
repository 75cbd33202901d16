//! The token endpoint, which answers as OAuth 2.0 does (RFC 6749, section 5).

use std::time::Instant;

use serde_json::json;
use url::form_urlencoded;

use super::accounts::{Accounts, Client, LIFETIME, client, is_user};
use super::api_error::ApiError;
use super::api_request::{ApiRequest, Credentials};
use super::api_response::ApiResponse;

/// The client that the request speaks for: by HTTP Basic, or in the content (RFC 6749, section 2.3.1).
///
/// # Errors
///
/// 401 `invalid_client`, with a challenge of the scheme that clients use here.
pub(super) fn authenticate(call: &ApiRequest) -> Result<&'static Client, ApiError> {
    let known = match call.credentials() {
        Credentials::Basic(id, secret) => client(&decoded(&id), &decoded(&secret)),
        Credentials::None => in_content(call),
        Credentials::Bearer(_) | Credentials::Other => None,
    };
    known.ok_or_else(|| {
        ApiError::identity(401, "invalid_client", "Client authentication failed.")
            .with_header("www-authenticate", "Basic realm=\"point\", charset=\"UTF-8\"")
    })
}

fn in_content(call: &ApiRequest) -> Option<&'static Client> {
    let form = Form::read(call).ok()?;
    client(form.optional("client_id")?, form.optional("client_secret")?)
}

/// In HTTP Basic, id and secret are form-encoded first.
fn decoded(part: &str) -> String {
    let whole = ["=", part].concat();
    let mut members = form_urlencoded::parse(whole.as_bytes());
    members.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Issues a token (RFC 6749, section 5.1).
///
/// # Errors
///
/// 400 with one of the codes of RFC 6749, section 5.2.
pub(super) fn token(
    call: &ApiRequest,
    client: &Client,
    accounts: &Accounts,
) -> Result<ApiResponse, ApiError> {
    let form = Form::read(call)?;
    let grant = form.required("grant_type")?;
    if !["client_credentials", "refresh_token", "password"].contains(&grant) {
        return Err(ApiError::identity(
            400,
            "unsupported_grant_type",
            "This server does not know the grant type.",
        ));
    }
    if !client.grants.contains(&grant) {
        return Err(ApiError::identity(
            400,
            "unauthorized_client",
            "The client may not use this grant type.",
        ));
    }
    if grant == "refresh_token" && client.refresh_token != Some(form.required("refresh_token")?) {
        return Err(ApiError::identity(
            400,
            "invalid_grant",
            "The refresh token is unknown or has expired.",
        ));
    }
    if grant == "password" && !is_user(form.required("username")?, form.required("password")?) {
        return Err(ApiError::identity(400, "invalid_grant", "User or password are wrong."));
    }
    let scopes: Vec<&str> = match form.optional("scope") {
        None => client.scopes.to_vec(),
        Some(scopes) => scopes.split_ascii_whitespace().collect(),
    };
    if !scopes.iter().all(|scope| client.scopes.contains(scope)) {
        return Err(ApiError::identity(
            400,
            "invalid_scope",
            "The client cannot have all of these scopes.",
        ));
    }
    let body = json!({
        "access_token": accounts.issue(client, &scopes, Instant::now()),
        "token_type": "Bearer",
        "expires_in": LIFETIME.as_secs(),
        "scope": scopes.join(" "),
    });
    Ok(ApiResponse::json(200, body)
        .with_header("cache-control", "no-store")
        .with_header("pragma", "no-cache"))
}

/// The parameters of a request, each at most once.
#[derive(Debug)]
struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body. A parameter without a value counts as absent (RFC 6749, section 3.2).
    fn read(call: &ApiRequest) -> Result<Form, ApiError> {
        let Some(body) = &call.body else { return Err(invalid_request("The body is too long.")) };
        let mut parameters: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            if value.is_empty() {
                continue;
            }
            if parameters.iter().any(|(known, _)| *known == name) {
                return Err(invalid_request("A parameter is given more than once."));
            }
            parameters.push((name.into_owned(), value.into_owned()));
        }
        Ok(Form(parameters))
    }

    fn optional(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.optional(name).ok_or_else(|| invalid_request("A required parameter is missing."))
    }
}

fn invalid_request(description: &str) -> ApiError {
    ApiError::identity(400, "invalid_request", description)
}
