//! The address of a target: a URL, a Unix socket, or the embedded reference server.

use std::path::PathBuf;

use url::Url;

use super::Failure;
use crate::diagnostic::closest;

/// The address of a target, as a flag or a variable gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetAddress {
    /// A running API with this base URL.
    Url(Url),
    /// A running API that listens on a Unix socket.
    Socket {
        /// The path of the socket.
        path: PathBuf,
        /// The URL that requests name: `localhost` and a base path.
        url: Url,
    },
    /// The embedded Point server, started for this run.
    Reference,
    /// The second address of the embedded server, which requires a client certificate.
    GuardedReference,
}

impl TargetAddress {
    /// Parses a target that this flag or variable names.
    ///
    /// # Errors
    ///
    /// Returns an error unless the target is `reference`, a Unix socket, or an `http` or `https` URL without a
    /// user, a query and a fragment.
    pub fn parse(text: &str, flag: &str) -> Result<Self, Failure> {
        if text == "reference" {
            return Ok(Self::Reference);
        }
        if let Some(socket) = text.strip_prefix("unix:") {
            return Self::parse_socket(socket, flag);
        }
        // The text before an `@` may be a password, and messages end up in the logs of CI systems.
        let shown = if text.contains('@') { "…".to_owned() } else { format!("{text:?}") };
        let unusable = |why: &str| Failure::usage(format!("{flag} {shown} {why}"));
        let url = Url::parse(text)
            .map_err(|error| unusable(&format!("is no URL: {error}")).help(suggestion(text)))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unusable("is not http or https").help(suggestion(text)));
        }
        if !url.username().is_empty() || url.password().is_some() {
            let help = "put them into the suite's `credentials`, where they are masked";
            let message = format!("{flag} holds a user name or password");
            return Err(Failure::usage(message).help(help));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(unusable("has a query or a fragment; it must be a base URL"));
        }
        Ok(Self::Url(url))
    }

    /// Parses the address of a socket: `PATH` or `PATH:/base`.
    fn parse_socket(text: &str, flag: &str) -> Result<Self, Failure> {
        let (path, base) = match text.split_once(":/") {
            Some((path, base)) => (path, base),
            None => (text, ""),
        };
        let unusable = |why: &str| {
            let failure = Failure::usage(format!("{flag} {:?} {why}", format!("unix:{text}")));
            failure.help("such as unix:/run/api.sock, or with a base path unix:/run/api.sock:/api")
        };
        if !cfg!(unix) {
            return Err(unusable("needs Unix sockets, which this system does not have"));
        }
        if path.is_empty() {
            return Err(unusable("names no socket"));
        }
        let url = Url::parse(&format!("http://localhost/{base}"));
        let url = url.ok().filter(|url| url.query().is_none() && url.fragment().is_none());
        let url = url.ok_or_else(|| unusable("has no usable base path"))?;
        Ok(Self::Socket { path: path.into(), url })
    }

    /// Returns `true` for both addresses of the embedded server.
    pub fn is_reference(&self) -> bool {
        matches!(self, Self::Reference | Self::GuardedReference)
    }

    /// Returns the base URL, or a name instead of the URL for the embedded server, which has no port yet.
    ///
    /// # Panics
    ///
    /// Never: the name is a valid URL.
    pub fn base_url(&self) -> Url {
        match self {
            Self::Url(url) | Self::Socket { url, .. } => url.clone(),
            Self::Reference => Url::parse("http://reference").expect("it is a URL"),
            Self::GuardedReference => Url::parse("https://reference").expect("it is a URL"),
        }
    }
}

/// Suggests a correction for a target that does not begin with `http://` or `https://`.
fn suggestion(text: &str) -> String {
    if closest(text, ["reference"]).is_some() {
        return "did you mean `reference`, the embedded server?".to_owned();
    }
    match Url::parse(&format!("http://{text}")) {
        Ok(url) if !text.contains("://") && !text.contains('@') => {
            format!("write {}", url.as_str().trim_end_matches('/'))
        }
        _ => "such as https://staging.example/api".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = TargetAddress::parse(text, "--target").expect_err("unusable");
        assert_eq!(error.message, expected);
    }

    #[test]
    fn a_target_is_a_plain_base_url() {
        check(
            "staging.example",
            "--target \"staging.example\" is no URL: relative URL without a base",
        );
        check("ftp://a", "--target \"ftp://a\" is not http or https");
        check(
            "http://a/?b=c",
            "--target \"http://a/?b=c\" has a query or a fragment; it must be a base URL",
        );
    }

    #[test]
    fn a_misspelt_reference_server_is_suggested() {
        let error = TargetAddress::parse("refrence", "--target").expect_err("unusable");
        assert_eq!(error.help.as_deref(), Some("did you mean `reference`, the embedded server?"));
    }

    #[test]
    fn a_target_may_be_a_unix_socket_with_a_base_path() {
        for (text, path, url) in [
            ("unix:/run/api.sock", "/run/api.sock", "http://localhost/"),
            ("unix:api.sock:/v1/x", "api.sock", "http://localhost/v1/x"),
        ] {
            let address = TargetAddress::parse(text, "--target").expect("a socket");
            let expected = Url::parse(url).expect("a URL");
            assert_eq!(address, TargetAddress::Socket { path: path.into(), url: expected });
        }
        check("unix:", "--target \"unix:\" names no socket");
    }

    #[test]
    fn a_password_in_a_target_is_refused_and_not_repeated() {
        check("http://user:hunter2@a", "--target holds a user name or password");
        check("http://user:hunter2@a:99999", "--target … is no URL: invalid port number");
    }
}
