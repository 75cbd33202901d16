//! How connections to one target are made.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use url::Url;

/// How connections to one target are made. By default: directly, to where its name resolves, trusting
/// the authorities of the system, in the version of HTTP that the server chooses.
#[derive(Debug, Clone, Default)]
pub struct Transport {
    /// How long a connection may take to come about, TLS included; `None` for as long as the whole
    /// exchange may.
    pub connect_timeout: Option<Duration>,
    /// A Unix socket to connect to, whatever the URL's host is; no proxy and no address counts then.
    pub socket: Option<PathBuf>,
    /// A proxy: HTTP or HTTPS.
    pub proxy: Option<Url>,
    /// The address that a name stands for, instead of what the system's resolver says.
    pub address: Option<(String, IpAddr)>,
    /// Who is trusted to sign certificates.
    pub trust: Trust,
    /// Whether HTTP/2 is spoken without asking the server (RFC 9113, section 3.3).
    pub http2: bool,
}

/// Who is trusted to sign the certificates of servers.
#[derive(Debug, Clone, Default)]
pub enum Trust {
    /// The authorities of the system.
    #[default]
    System,
    /// Those of the system and these.
    SystemAnd(Authorities),
    /// None but these.
    Only(Authorities),
    /// Anybody: a certificate is not looked at.
    Anyone,
}

/// Certificates of authorities.
#[derive(Clone)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl Authorities {
    /// Reads all certificates of a PEM text.
    ///
    /// # Errors
    ///
    /// If there is none in it, or something in it is no PEM.
    pub fn from_pem(text: &[u8]) -> Result<Self, String> {
        let read: Result<Vec<CertificateDer<'static>>, _> =
            CertificateDer::pem_slice_iter(text).collect();
        match read {
            Ok(none) if none.is_empty() => Err("there is no certificate in it".to_owned()),
            Ok(certificates) => Ok(Self(certificates)),
            Err(error) => Err(format!("it is no PEM: {error}")),
        }
    }

    /// As the client library takes them.
    pub(super) fn certificates(&self) -> Result<Vec<reqwest::Certificate>, reqwest::Error> {
        self.0.iter().map(|certificate| reqwest::Certificate::from_der(certificate)).collect()
    }
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorities({})", self.0.len())
    }
}

impl Transport {
    /// What stands between us and the target, to tell a failure to connect by.
    pub(super) fn way(&self) -> String {
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
