//! `certificate` and `key` of a credential: who a client is in TLS.

use super::Template;
use super::value::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Fields, Node, Value};

const BAD_CREDENTIAL: Code = Code::BAD_CREDENTIAL;

/// `certificate` and `key`: the files of a client certificate (RFC 8446, section 4.4.2).
///
/// It may stand beside any kind of credential: it belongs to the connection, and what a request carries
/// is another matter.
#[derive(Debug, Clone)]
pub struct ClientCertificate {
    /// `certificate`: the path of a PEM file.
    pub certificate: Template,
    /// `key`: the path of another one; where it is absent, the key stands in the first.
    pub key: Option<Template>,
}

impl Reader<'_> {
    /// The certificate of a credential, if it has one.
    pub(super) fn certificate(&mut self, credential: &Node) -> Option<ClientCertificate> {
        // What is no mapping is reported where the kinds of credentials are read.
        if !matches!(credential.value, Value::Mapping(_)) {
            return None;
        }
        let credential = Fields::open(credential, "a credential", self.problems)?;
        let key = credential.get("key").and_then(|node| self.template(node, "key"));
        let Some(node) = credential.get("certificate") else {
            if let Some(entry) = credential.entry("key") {
                let message = "a key without the certificate that it is for";
                let problem = Diagnostic::error(BAD_CREDENTIAL, message);
                self.report(problem.at(entry.key.span, "`certificate` is missing"));
            }
            return None;
        };
        let certificate = self.template(node, "certificate")?;
        Some(ClientCertificate { certificate, key })
    }
}
