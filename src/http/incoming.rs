//! Reads a response.

use http::Method;
use hyper::body::{Body, Incoming};

use super::bounded_content::Content;
use super::connection::Line;
use super::framing::leaves_http;
use super::{ExchangeError, Framing, Response, library_errors};

/// Reads the content that follows a head, up to a limit. If the content breaks off, the response has what arrived.
///
/// # Errors
///
/// If a limit of ours ended the reading.
pub(super) async fn receive(
    line: &mut Line,
    method: &Method,
    head: http::Response<Incoming>,
    limit_bytes: usize,
) -> Result<Response, ExchangeError> {
    let (head, mut body) = head.into_parts();
    let mut content = Content::announced(body.size_hint().exact(), limit_bytes)?;
    let mut framing = Framing::Whole;
    while let Some(piece) = line.next(&mut body).await {
        match piece {
            Ok(piece) => piece.data_ref().map_or(Ok(()), |chunk| content.push(chunk))?,
            Err(error) => {
                framing = broken(&error)?;
                break;
            }
        }
    }
    let surplus = line.surplus();
    if surplus > 0 && framing == Framing::Whole && !leaves_http(method, head.status) {
        framing = Framing::Surplus { bytes: surplus };
    }
    let (status, version, headers) = (head.status, head.version, head.headers);
    Ok(Response { status, version, headers, body: content.whole(), framing })
}

fn broken(error: &hyper::Error) -> Result<Framing, ExchangeError> {
    match library_errors::of_reading(error) {
        ExchangeError::Protocol { reason } if !library_errors::is_limit(error) => {
            Ok(Framing::Broken { reason })
        }
        other => Err(other),
    }
}
