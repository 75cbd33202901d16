//! What the libraries that send say of a failure, as an [`ExchangeError`].

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage};
use url::Url;

use super::ExchangeError;

/// What is said where a response ends too soon, in its head or in its content.
const BROKEN_OFF: &str = "the connection was closed before the response was complete";

/// What is said where no connection came about in time.
const TOO_LONG: &str = "no connection within the time for it";

/// One attempt to send that failed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Failed<'e> {
    step: Step,
    error: &'e (dyn Error + 'static),
}

/// How far an attempt came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The request could not be made.
    Preparing,
    /// No connection came about.
    Connecting,
    /// No connection came about in the time for it.
    TooLong,
    /// There was a connection.
    Exchanging,
}

impl<'e> Failed<'e> {
    /// No connection came about.
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

/// The failure of one attempt to send; `way` is what stands between us and the target.
pub(super) fn of_sending(failed: Failed<'_>, url: &Url, way: &str) -> ExchangeError {
    let (origin, error) = (origin(url) + way, failed.error);
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

/// The failure of reading a response whose head had come.
pub(super) fn of_reading(error: &(dyn Error + 'static)) -> ExchangeError {
    let reason = match io_kind(error) {
        Some(io::ErrorKind::Other) | None => match hyper_error(error) {
            Some(cause) if cause.is_incomplete_message() => BROKEN_OFF.to_owned(),
            _ => innermost(error),
        },
        Some(io::ErrorKind::UnexpectedEof) => BROKEN_OFF.to_owned(),
        Some(kind) => kind.to_string(),
    };
    ExchangeError::Protocol { reason }
}

/// Whether the connection was found closed before anything of a response was received.
///
/// It may be that the server closed it while it was idle, and that it never saw the request.
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

/// Whether the request was certainly never written.
pub(super) fn is_unsent(failed: Failed<'_>) -> bool {
    hyper_error(failed.error).is_some_and(hyper::Error::is_canceled)
}

/// Scheme, host and port.
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

/// What a server has against the client's certificate, or the lack of one (RFC 8446, section 6.2).
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
        // The others: one of that name is trusted, and has another key.
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
        // The resolver says twice what `no such host` says.
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

/// Whether the library refused the request for its own sake, such as a body that cannot be sent.
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

/// The causes of an error, outermost first. [`io::Error`] hides the error that it wraps from its own
/// `source`, so that one is visited too.
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
    fn what_is_wrong_with_a_certificate_is_said_in_words() {
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
    fn any_other_tls_failure_keeps_the_words_of_the_library() {
        let error = rustls::Error::AlertReceived(rustls::AlertDescription::HandshakeFailure);
        check(&error, "received fatal alert: HandshakeFailure");
    }

    #[test]
    fn the_error_inside_of_an_input_error_is_found() {
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
