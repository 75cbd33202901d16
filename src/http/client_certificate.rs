//! The certificate that a client presents in TLS.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest, Sha256};

use super::library_errors::causes;

/// The certificate that a client presents in TLS, with its private key (RFC 8446, section 4.4.2).
#[derive(Clone)]
pub struct Identity {
    fingerprint: String,
    inner: reqwest::Identity,
}

/// The reason why a client certificate cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// The text is not PEM.
    #[error("it is no PEM: {reason}")]
    NotPem {
        /// The parser's message.
        reason: String,
    },
    /// The text contains no certificate.
    #[error("there is no certificate in it")]
    NoCertificate,
    /// The text contains no private key.
    #[error("there is no private key in it")]
    NoKey,
    /// The private key is encrypted with a password.
    #[error("its private key is encrypted")]
    EncryptedKey,
    /// The private key belongs to another certificate.
    #[error("the private key is not that of the certificate")]
    OtherKey,
    /// The TLS library rejects the certificate.
    #[error("it cannot be used: {reason}")]
    Unusable {
        /// The library's message.
        reason: String,
    },
}

impl Identity {
    /// Reads a certificate, followed by the certificates of its authorities, and its private key. Both texts are PEM.
    ///
    /// # Errors
    ///
    /// If the certificate or the key is missing or unusable, or if the two do not belong together.
    pub fn from_pem(certificate: &[u8], key: &[u8]) -> Result<Self, IdentityError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificate)
            .collect::<Result<_, _>>()
            .map_err(not_pem)?;
        let Some(own) = chain.first() else { return Err(IdentityError::NoCertificate) };
        let keys: Vec<PrivateKeyDer<'static>> =
            PrivateKeyDer::pem_slice_iter(key).collect::<Result<_, _>>().map_err(not_pem)?;
        let Some(private) = keys.first() else {
            let encrypted = String::from_utf8_lossy(key).contains("BEGIN ENCRYPTED PRIVATE KEY");
            return Err(if encrypted { IdentityError::EncryptedKey } else { IdentityError::NoKey });
        };
        let fingerprint = STANDARD.encode(Sha256::digest(own));
        let inner =
            reqwest::Identity::from_pem(pem(&chain, private).as_bytes()).map_err(unusable)?;
        // Only the construction of a client checks that key and certificate belong together.
        let client = reqwest::Client::builder().tls_certs_only([]).identity(inner.clone());
        client.build().map_err(unusable)?;
        Ok(Self { fingerprint, inner })
    }

    /// Returns the SHA-256 of the certificate, in base64.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    pub(super) fn for_library(&self) -> reqwest::Identity {
        self.inner.clone()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.fingerprint)
    }
}

/// Returns the certificates and the key as one PEM text, the input format of reqwest.
fn pem(chain: &[CertificateDer<'_>], key: &PrivateKeyDer<'_>) -> String {
    let label = match key {
        PrivateKeyDer::Pkcs1(_) => "RSA PRIVATE KEY",
        PrivateKeyDer::Sec1(_) => "EC PRIVATE KEY",
        _ => "PRIVATE KEY",
    };
    let section = |label: &str, bytes: &[u8]| {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(bytes))
    };
    let certificates = chain.iter().map(|certificate| section("CERTIFICATE", certificate));
    certificates.chain([section(label, key.secret_der())]).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn not_pem(error: rustls::pki_types::pem::Error) -> IdentityError {
    IdentityError::NotPem { reason: error.to_string() }
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn unusable(error: reqwest::Error) -> IdentityError {
    let found = causes(&error).find_map(<dyn std::error::Error>::downcast_ref::<rustls::Error>);
    match found {
        Some(rustls::Error::InconsistentKeys(_)) => IdentityError::OtherKey,
        Some(other) => IdentityError::Unusable { reason: other.to_string() },
        None => IdentityError::Unusable { reason: error.to_string() },
    }
}
