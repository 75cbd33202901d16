//! The settings of the connections to one target.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use url::Url;

/// The settings of the connections to one target.
///
/// By default connections are direct, names are resolved by the system, the certificate authorities of the system are
/// trusted, and the server chooses the version of HTTP.
#[derive(Debug, Clone, Default)]
pub struct Transport {
    /// The connect timeout, TLS handshake included. `None` means the time limit of the exchange.
    pub connect_timeout: Option<Duration>,
    /// A Unix socket to connect to instead of the URL's host. It overrides `proxy` and `address`.
    pub socket: Option<PathBuf>,
    /// An HTTP or HTTPS proxy.
    pub proxy: Option<Url>,
    /// A host name and the address to use for it instead of the resolver's.
    pub address: Option<(String, IpAddr)>,
    /// The trusted certificate authorities.
    pub trust: Trust,
    /// If true, HTTP/2 is used with prior knowledge (RFC 9113, section 3.3).
    pub http2: bool,
}

/// The certificate authorities that may sign server certificates.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// The authorities of the system.
    #[default]
    System,
    /// The authorities of the system and these.
    SystemAnd(Authorities),
    /// Only these authorities.
    Only(Authorities),
    /// Any: certificates are not verified.
    Anyone,
}

/// The certificates of certificate authorities.
#[derive(Clone)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl Authorities {
    /// Reads all certificates of a PEM text.
    ///
    /// # Errors
    ///
    /// If the text has no certificate or is not valid PEM.
    pub fn from_pem(text: &[u8]) -> Result<Self, String> {
        let read: Result<Vec<CertificateDer<'static>>, _> =
            CertificateDer::pem_slice_iter(text).collect();
        match read {
            Ok(none) if none.is_empty() => Err("there is no certificate in it".to_owned()),
            Ok(certificates) => Ok(Self(certificates)),
            Err(error) => Err(format!("it is no PEM: {error}")),
        }
    }

    /// Returns the certificates.
    pub(super) fn certificates(&self) -> &[CertificateDer<'static>] {
        &self.0
    }
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorities({})", self.0.len())
    }
}

impl Transport {
    /// Describes the route to the target for connection errors, such as ` (by the proxy …)`.
    pub(super) fn route(&self) -> String {
        if let Some(socket) = &self.socket {
            return format!(" (the Unix socket {})", socket.display());
        }
        let address = self.address.as_ref().map(|(_, address)| format!(" ({address})"));
        let proxy = self
            .proxy
            .as_ref()
            .map(|proxy| format!(" (by the proxy {})", super::library_errors::origin(proxy)));
        proxy.or(address).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_at_least_one_certificate() {
        let none = Authorities::from_pem(b"nothing").expect_err("no certificate");
        assert_eq!(none, "there is no certificate in it");
        let broken = b"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n";
        let broken = Authorities::from_pem(broken).expect_err("no PEM");
        assert!(broken.starts_with("it is no PEM: "), "{broken}");
    }
}
