//! The TLS settings of the connections to one target.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use super::cryptography::provider;
use super::{Authorities, Identity, Transport, Trust};

/// Creates the TLS settings, with an optional client certificate.
///
/// # Errors
///
/// If the certificate authorities of the system cannot be read, or an authority or the client certificate is unusable.
pub(super) fn config(
    transport: &Transport,
    identity: Option<&Identity>,
) -> Result<Arc<ClientConfig>, rustls::Error> {
    let provider = provider();
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    let builder = match &transport.trust {
        Trust::System => {
            builder.dangerous().with_custom_certificate_verifier(system(Vec::new(), provider)?)
        }
        Trust::SystemAnd(authorities) => {
            let more = authorities.certificates().to_vec();
            builder.dangerous().with_custom_certificate_verifier(system(more, provider)?)
        }
        Trust::Only(authorities) => builder.with_root_certificates(only(authorities)?),
        Trust::Anyone => {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyCertificate))
        }
    };
    let mut config = match identity {
        Some(identity) => identity.present(builder)?,
        None => builder.with_no_client_auth(),
    };
    let http2 = b"h2".to_vec();
    // HTTP/2 comes first: the server chooses, and many servers follow the order of the client.
    config.alpn_protocols =
        if transport.http2 { vec![http2] } else { vec![http2, b"http/1.1".to_vec()] };
    Ok(Arc::new(config))
}

/// Returns the verifier of the system, which also trusts `more`.
fn system(
    more: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<Verifier>, rustls::Error> {
    #[cfg(not(target_os = "android"))]
    let verifier = Verifier::new_with_extra_roots(more, provider)?;
    #[cfg(target_os = "android")]
    let verifier = if more.is_empty() {
        Verifier::new(provider)?
    } else {
        return Err(rustls::Error::General("this system takes no other authorities".to_owned()));
    };
    Ok(Arc::new(verifier))
}

fn only(authorities: &Authorities) -> Result<RootCertStore, rustls::Error> {
    let mut roots = RootCertStore::empty();
    for certificate in authorities.certificates() {
        roots.add(certificate.clone())?;
    }
    Ok(roots)
}

/// Accepts every certificate and every signature: the user switched verification off.
///
/// Signatures are not verified either, because the library cannot read the key of some old or malformed certificates.
#[derive(Debug)]
struct AnyCertificate;

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![
            SignatureScheme::ED25519,
            SignatureScheme::ED448,
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::ECDSA_NISTP384_SHA384,
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::RSA_PSS_SHA256,
            SignatureScheme::RSA_PSS_SHA384,
            SignatureScheme::RSA_PSS_SHA512,
            SignatureScheme::RSA_PKCS1_SHA256,
            SignatureScheme::RSA_PKCS1_SHA384,
            SignatureScheme::RSA_PKCS1_SHA512,
            SignatureScheme::ECDSA_SHA1_Legacy,
            SignatureScheme::RSA_PKCS1_SHA1,
        ]
    }
}
