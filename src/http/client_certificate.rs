//! The certificate that a client presents in TLS.

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::client::WantsClientCert;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ConfigBuilder};
use sha2::{Digest, Sha256};

use super::cryptography::provider;

/// The certificate that a client presents in TLS, with its private key (RFC 8446, section 4.4.2).
#[derive(Clone)]
pub struct Identity {
    fingerprint: String,
    /// The certificate, followed by the certificates of its authorities.
    chain: Vec<CertificateDer<'static>>,
    private: Arc<PrivateKeyDer<'static>>,
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
        let Some(private) = keys.into_iter().next() else {
            let encrypted = String::from_utf8_lossy(key).contains("BEGIN ENCRYPTED PRIVATE KEY");
            return Err(if encrypted { IdentityError::EncryptedKey } else { IdentityError::NoKey });
        };
        // The library checks that key and certificate belong together.
        let checked = CertifiedKey::from_der(chain.clone(), private.clone_key(), &provider());
        checked.map_err(unusable)?;
        let fingerprint = STANDARD.encode(Sha256::digest(own));
        Ok(Self { fingerprint, chain, private: Arc::new(private) })
    }

    /// Returns the SHA-256 of the certificate, in base64.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Completes TLS settings, so that the client presents this certificate.
    pub(super) fn present(
        &self,
        builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    ) -> Result<ClientConfig, rustls::Error> {
        builder.with_client_auth_cert(self.chain.clone(), self.private.clone_key())
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.fingerprint)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to `map_err`")]
fn not_pem(error: rustls::pki_types::pem::Error) -> IdentityError {
    IdentityError::NotPem { reason: error.to_string() }
}

fn unusable(error: rustls::Error) -> IdentityError {
    match error {
        rustls::Error::InconsistentKeys(_) => IdentityError::OtherKey,
        other => IdentityError::Unusable { reason: other.to_string() },
    }
}
