//! Converts the errors of hyper, reqwest and rustls to an [`ExchangeError`].

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage};
use url::Url;

use super::ExchangeError;

/// The message for a response that ends too early, in its head or in its content.
const BROKEN_OFF: &str = "the connection was closed before the response was complete";

/// The message for a connect timeout.
const TOO_LONG: &str = "no connection within the time for it";

/// A failed attempt to send a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failed<'e> {
    step: Step,
    error: &'e (dyn Error + 'static),
}

/// The stage at which an attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Before connecting: the request is invalid.
    Preparing,
    /// While connecting.
    Connecting,
    /// While connecting, by the connect timeout.
    TooLong,
    /// After connecting.
    Exchanging,
}

impl<'e> Failed<'e> {
    /// A failure while connecting.
    pub(super) fn connecting(error: &'e (dyn Error + 'static)) -> Self {
        Self { step: Step::Connecting, error }
    }

    fn is_connect(self) -> bool {
        matches!(self.step, Step::Connecting | Step::TooLong)
    }
}

impl<'e> From<&'e hyper::Error> for Failed<'e> {
    fn from(error: &'e hyper::Error) -> Self {
        Self { step: Step::Exchanging, error }
    }
}

impl<'e> From<&'e reqwest::Error> for Failed<'e> {
    fn from(error: &'e reqwest::Error) -> Self {
        let step = match error {
            _ if error.is_connect() && error.is_timeout() => Step::TooLong,
            _ if error.is_connect() => Step::Connecting,
            _ if error.is_builder() => Step::Preparing,
            _ => Step::Exchanging,
        };
        Self { step, error }
    }
}

/// Converts the failure of an attempt to send. `route` is the route to the target, such as ` (by the proxy …)`.
pub(super) fn of_sending(failed: Failed<'_>, url: &Url, route: &str) -> ExchangeError {
    let (origin, error) = (origin(url) + route, failed.error);
    if let Some(reason) = causes(error).find_map(client_refused) {
        return ExchangeError::ClientRefused { origin, reason: reason.to_owned() };
    }
    if let Some(reason) = tls_reason(failed, url) {
        return ExchangeError::Tls { origin, reason };
    }
    if failed.is_connect() {
        return ExchangeError::Connect { origin, reason: connect_reason(failed) };
    }
    if failed.step == Step::Preparing || causes(error).any(is_user_error) {
        return ExchangeError::Request { reason: innermost(error) };
    }
    of_reading(error)
}

/// Converts a failure to read the content of a response.
pub(super) fn of_reading(error: &(dyn Error + 'static)) -> ExchangeError {
    let reason = match io_kind(error) {
        // hyper makes the last two kinds itself, with a message of its own.
        Some(io::ErrorKind::Other | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
        | None => match hyper_error(error) {
            Some(cause) if cause.is_incomplete_message() => BROKEN_OFF.to_owned(),
            _ => innermost(error),
        },
        Some(io::ErrorKind::UnexpectedEof) => BROKEN_OFF.to_owned(),
        Some(kind) => kind.to_string(),
    };
    ExchangeError::Protocol { reason }
}

/// Returns true if hyper stopped reading a response because it exceeds a limit of hyper. The target may well have sent
/// a correct response.
pub(super) fn is_limit(error: &hyper::Error) -> bool {
    // These limits have only a message: the method for the limit of the head needs the server part of hyper.
    let message = innermost(error);
    let is_of_head = error.is_parse() && message.ends_with("message head is too large");
    let is_of_chunks =
        message.ends_with("over limit") || message == "chunk trailers count overflow";
    is_of_head || is_of_chunks
}

/// Returns true if the connection was closed before any byte of a response arrived.
///
/// The server may have closed an idle connection without reading the request.
pub(super) fn is_closed_connection(failed: Failed<'_>) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let by_protocol = hyper_error(failed.error).is_some_and(|cause| {
        cause.is_canceled() || cause.is_closed() || cause.is_incomplete_message()
    });
    let by_system = matches!(
        io_kind(failed.error),
        Some(BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
    );
    !failed.is_connect() && (by_protocol || by_system)
}

/// Returns true if the request was certainly never written.
pub(super) fn is_unsent(failed: Failed<'_>) -> bool {
    hyper_error(failed.error).is_some_and(hyper::Error::is_canceled)
}

/// Returns the error of HTTP/2, if the failure has one.
pub(super) fn http2_error(failed: Failed<'_>) -> Option<&h2::Error> {
    causes(failed.error).find_map(<dyn Error>::downcast_ref::<h2::Error>)
}

/// Returns scheme, host and port of a URL.
pub(super) fn origin(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}", url.scheme())
}

fn tls_reason(failed: Failed<'_>, url: &Url) -> Option<String> {
    let error = failed.error;
    if let Some(tls) = causes(error).find_map(<dyn Error>::downcast_ref::<rustls::Error>) {
        return Some(tls_words(tls));
    }
    let broken_off = failed.is_connect() && io_kind(error) == Some(io::ErrorKind::UnexpectedEof);
    (broken_off && url.scheme() == "https")
        .then(|| "the server closed the connection in the middle of the handshake".to_owned())
}

/// Returns the server's reason for rejecting the client's certificate or its absence (RFC 8446, section 6.2).
fn client_refused(cause: &(dyn Error + 'static)) -> Option<&'static str> {
    use AlertDescription::{
        AccessDenied, BadCertificate, CertificateExpired, CertificateRequired, CertificateRevoked,
        CertificateUnknown, UnknownCA, UnsupportedCertificate,
    };
    let Some(rustls::Error::AlertReceived(alert)) = cause.downcast_ref() else { return None };
    match alert {
        CertificateRequired => Some("it demands a client certificate"),
        UnknownCA => Some("it does not trust the authority of the client certificate"),
        CertificateExpired => Some("the client certificate has expired"),
        CertificateRevoked => Some("the client certificate was revoked"),
        BadCertificate | CertificateUnknown | UnsupportedCertificate | AccessDenied => {
            Some("it does not accept the client certificate")
        }
        _ => None,
    }
}

fn tls_words(error: &rustls::Error) -> String {
    use CertificateError::{
        BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext,
        NotValidYet, NotValidYetContext, Revoked, UnknownIssuer,
        UnsupportedSignatureAlgorithmForPublicKeyContext,
    };
    let words = match error {
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "the server does not speak TLS on this port; is it http:// that is meant?"
        }
        rustls::Error::InvalidCertificate(Expired | ExpiredContext { .. }) => {
            "the certificate has expired"
        }
        rustls::Error::InvalidCertificate(NotValidYet | NotValidYetContext { .. }) => {
            "the certificate is not valid yet"
        }
        // The last two occur if a trusted authority has the same name but another key.
        rustls::Error::InvalidCertificate(
            UnknownIssuer | BadSignature | UnsupportedSignatureAlgorithmForPublicKeyContext { .. },
        ) => "the certificate is not signed by an authority that this system trusts",
        rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            "the certificate is for another host name"
        }
        rustls::Error::InvalidCertificate(Revoked) => "the certificate was revoked",
        other => return other.to_string(),
    };
    words.to_owned()
}

fn connect_reason(failed: Failed<'_>) -> String {
    let error = failed.error;
    let innermost = innermost(error);
    if causes(error).any(|cause| cause.to_string() == "dns error") {
        // The resolver's prefix repeats the meaning of `no such host`.
        let detail = innermost.trim_start_matches("failed to lookup address information: ");
        return format!("no such host ({detail})");
    }
    match io_kind(error) {
        _ if failed.step == Step::TooLong => TOO_LONG.to_owned(),
        Some(io::ErrorKind::TimedOut) => TOO_LONG.to_owned(),
        Some(io::ErrorKind::Other) | None => innermost,
        Some(kind) => {
            let words = kind.to_string();
            if words.contains("uncategorized") { innermost } else { words }
        }
    }
}

/// Returns true if the library rejected the request itself, such as a body that cannot be sent.
fn is_user_error(cause: &(dyn Error + 'static)) -> bool {
    cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_user)
        || cause.downcast_ref::<http::Error>().is_some()
}

fn hyper_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e hyper::Error> {
    causes(error).find_map(<dyn Error>::downcast_ref::<hyper::Error>)
}

fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    causes(error).filter_map(<dyn Error>::downcast_ref::<io::Error>).last().map(io::Error::kind)
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    let text = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    match text.find(" (os error ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Returns the causes of an error, outermost first.
///
/// The `source` of an [`io::Error`] skips the error that it wraps, so the wrapped error is visited explicitly.
pub(super) fn causes<'e>(
    error: &'e (dyn Error + 'static),
) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: &rustls::Error, expected: &str) {
        assert_eq!(tls_words(error), expected);
    }

    #[test]
    fn a_certificate_error_has_a_plain_message() {
        let invalid = rustls::Error::InvalidCertificate;
        check(&invalid(CertificateError::Expired), "the certificate has expired");
        check(
            &invalid(CertificateError::UnknownIssuer),
            "the certificate is not signed by an authority that this system trusts",
        );
        check(
            &invalid(CertificateError::NotValidForName),
            "the certificate is for another host name",
        );
    }

    #[test]
    fn any_other_tls_error_keeps_the_message_of_the_library() {
        let error = rustls::Error::AlertReceived(rustls::AlertDescription::HandshakeFailure);
        check(&error, "received fatal alert: HandshakeFailure");
    }

    #[test]
    fn the_error_inside_an_io_error_is_found() {
        let inner = rustls::Error::DecryptError;
        let outer = io::Error::new(io::ErrorKind::InvalidData, inner.clone());
        let found = causes(&outer).find_map(<dyn Error>::downcast_ref::<rustls::Error>);
        assert_eq!(found, Some(&inner));
    }

    #[test]
    fn an_origin_has_its_port() {
        let url = Url::parse("https://me:secret@api.example/a?b").expect("a URL");
        assert_eq!(origin(&url), "https://api.example:443");
    }
}
