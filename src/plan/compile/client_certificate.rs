//! `certificate` of a credential. The files are read before anything is sent.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::http::{Identity, IdentityError};
use crate::plan::expression_scope::ExpressionScope;
use crate::plan::resolve::suite_names::SuiteNames;
use crate::suite::ClientCertificate;

impl SuiteNames<'_> {
    /// Reads the certificate and the private key. Returns `None` if they cannot be used, which is reported.
    /// Missing files are not reported if nothing will be sent.
    pub(in crate::plan) fn identity(
        &mut self,
        of: &ClientCertificate,
        scope: &mut ExpressionScope<'_>,
    ) -> Option<Arc<Identity>> {
        let before = self.problems.len();
        let certificate = self.file(&of.certificate, scope);
        let key = match &of.key {
            Some(path) => self.file(path, scope),
            // One file may hold both.
            None => certificate.clone(),
        };
        if self.context.environment.is_none() {
            // If nothing will be sent, the files of secrets may be missing.
            let found = self.problems.split_off(before).into_iter();
            self.problems.extend(found.filter(|problem| problem.code != Code::FILE_NOT_FOUND));
        }
        let (certificate, key) = (certificate?, key?);
        let error = match Identity::from_pem(&certificate.bytes, &key.bytes) {
            Ok(identity) => return Some(Arc::new(identity)),
            Err(error) => error,
        };
        let of_key = matches!(error, IdentityError::NoKey | IdentityError::EncryptedKey);
        let (name, place) = match &of.key {
            Some(path) if of_key => (key.name, path.span),
            _ => (certificate.name, of.certificate.span),
        };
        let message = format!("`{name}` is not a usable client certificate: {error}");
        let problem = Diagnostic::error(Code::BAD_CERTIFICATE, message).at(place, "this file");
        self.report(match error {
            IdentityError::EncryptedKey => {
                problem.help("remove the password: `openssl pkey -in KEY -out PLAIN`")
            }
            IdentityError::NoKey if of.key.is_none() => {
                problem.help("name the file of its private key under `key`")
            }
            _ => problem,
        });
        None
    }
}
