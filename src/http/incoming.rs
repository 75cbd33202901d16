//! Reads a response.

use hyper::body::{Body, Incoming};

use super::bounded_content::Content;
use super::line::Line;
use super::{ExchangeError, Response, library_errors};

/// Reads the content that follows a head, up to a limit.
pub(super) async fn whole(
    line: &mut Line,
    head: http::Response<Incoming>,
    limit_bytes: usize,
) -> Result<Response, ExchangeError> {
    let (head, mut body) = head.into_parts();
    let mut content = Content::announced(body.size_hint().exact(), limit_bytes)?;
    while let Some(piece) = line.next(&mut body).await {
        let piece = piece.map_err(|error| library_errors::of_reading(&error))?;
        if let Some(chunk) = piece.data_ref() {
            content.push(chunk)?;
        }
    }
    let (status, version, headers) = (head.status, head.version, head.headers);
    Ok(Response { status, version, headers, body: content.whole() })
}
