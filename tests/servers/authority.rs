//! Certificates for tests: authorities, and the certificates of servers and clients, created for each test.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// An authority with its own certificate.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate with its private key, both PEM.
pub(crate) struct Certified {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// The validity of a certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    Long,
    /// The certificate has expired.
    LongAgo,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// Returns the certificate of the authority itself.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Returns a certificate for the server of this name, or for the client.
    pub(crate) fn certify(&self, name: &str, until: Until) -> Certified {
        let key = KeyPair::generate().expect("a key");
        let certificate = params(name, until).signed_by(&key, &self.issuer);
        let certificate = certificate.expect("a certificate").pem();
        Certified { certificate, key: key.serialize_pem() }
    }
}

/// Returns a self-signed certificate.
pub(crate) fn self_signed(name: &str) -> Certified {
    let key = KeyPair::generate().expect("a key");
    let certificate = params(name, Until::Long).self_signed(&key).expect("a certificate").pem();
    Certified { certificate, key: key.serialize_pem() }
}

fn params(name: &str, until: Until) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).expect("parameters");
    // The name must be unusual, because an authority of the system may be called `localhost`.
    params.distinguished_name.push(DnType::CommonName, format!("{name} of a test"));
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    if until == Until::LongAgo {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    }
    params
}

impl Certified {
    pub(crate) fn chain(&self) -> Vec<CertificateDer<'static>> {
        vec![CertificateDer::from_pem_slice(self.certificate.as_bytes()).expect("PEM")]
    }

    pub(crate) fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from_pem_slice(self.key.as_bytes()).expect("PEM")
    }
}
