//! `certificate` of a credential: its files, read before anything is sent.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::http::{Identity, IdentityError};
use crate::plan::resolve::suite_names::{Names, Scope};
use crate::suite::ClientCertificate;

const BAD_CERTIFICATE: Code = Code::BAD_CERTIFICATE;

impl Names<'_> {
    /// The identity that the files of a certificate hold; `None` where they cannot be used, which is
    /// reported, and where nothing will be sent and they are not there.
    pub(in crate::plan) fn identity(
        &mut self,
        of: &ClientCertificate,
        scope: &mut Scope<'_>,
    ) -> Option<Arc<Identity>> {
        let before = self.problems.len();
        let certificate = self.file(&of.certificate, scope);
        let key = match &of.key {
            Some(path) => self.file(path, scope),
            None => certificate.clone(),
        };
        if self.given.environment.is_none() {
            // Where nothing will be sent no secret needs to be there.
            let found = self.problems.split_off(before).into_iter();
            self.problems.extend(
                found.filter(|problem| problem.code != crate::plan::bind::content::FILE_NOT_FOUND),
            );
        }
        let ((name, certificate), (key_name, key)) = (certificate?, key?);
        let error = match Identity::from_pem(&certificate, &key) {
            Ok(identity) => return Some(Arc::new(identity)),
            Err(error) => error,
        };
        let of_key = matches!(error, IdentityError::NoKey | IdentityError::EncryptedKey);
        let (name, place) = match &of.key {
            Some(path) if of_key => (key_name, path.span),
            _ => (name, of.certificate.span),
        };
        let message = format!("`{name}` is no usable client certificate: {error}");
        let problem = Diagnostic::error(BAD_CERTIFICATE, message).at(place, "this file");
        self.report(match error {
            IdentityError::EncryptedKey => {
                problem.help("statusquo asks for no password: `openssl pkey -in KEY -out PLAIN`")
            }
            IdentityError::NoKey if of.key.is_none() => {
                problem.help("name the file of its private key under `key`")
            }
            _ => problem,
        });
        None
    }
}
