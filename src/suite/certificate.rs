//! `certificate` and `key` of a credential: the client certificate of TLS connections.

use super::Template;
use super::value_reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Fields, Node, Value};

/// `certificate` and `key`: the files of a client certificate (RFC 8446, section 4.4.2).
///
/// A certificate can be combined with any kind of credential, because it belongs to the connection and not to the
/// request.
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    /// `certificate`: the path of a PEM file.
    pub certificate: Template,
    /// `key`: the path of the PEM file with the private key. If absent, `certificate` contains the key.
    pub key: Option<Template>,
}

impl Reader<'_> {
    /// Reads the certificate of a credential, if it has one.
    pub(super) fn certificate(&mut self, credential: &Node) -> Option<ClientCertificate> {
        // `credential` reports a value that is not a mapping.
        if !matches!(credential.value, Value::Mapping(_)) {
            return None;
        }
        let credential = Fields::open(credential, "a credential", self.problems)?;
        let key = credential.get("key").and_then(|node| self.template(node, "key"));
        let Some(node) = credential.get("certificate") else {
            if let Some(entry) = credential.entry("key") {
                let message = "the credential has a `key` but no `certificate`";
                let problem = Diagnostic::error(Code::BAD_CREDENTIAL, message);
                self.report(problem.at(entry.key.span, "`certificate` is missing"));
            }
            return None;
        };
        let certificate = self.template(node, "certificate")?;
        Some(ClientCertificate { certificate, key })
    }
}
