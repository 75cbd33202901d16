//! What a run is against: a URL, or the embedded reference server.

use std::net::{Ipv4Addr, SocketAddr};

use url::Url;

use crate::reference::{Faults, Reference};

use super::Failure;

/// What a run is against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetChoice {
    /// A running API.
    Url(Url),
    /// The embedded Point server, started for this run.
    Reference,
}

/// A target that requests can be sent to.
#[derive(Debug)]
pub struct OpenTarget {
    /// The base URL.
    pub url: Url,
    server: Option<Reference>,
}

impl TargetChoice {
    /// Reads what someone named as target.
    ///
    /// # Errors
    ///
    /// If nothing is named, or it is no `http` or `https` URL without user, query and fragment.
    pub fn parse(text: Option<&str>) -> Result<Self, Failure> {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Err(Failure::usage("no target is named, and a target is never guessed").help(
                "add --target https://staging.example, or --target reference for the embedded Point server",
            ));
        };
        if text == "reference" {
            return Ok(Self::Reference);
        }
        // What stands before an `@` may be a password.
        let shown = if text.contains('@') { "…".to_owned() } else { format!("{text:?}") };
        let unusable = |why: &str| Failure::usage(format!("--target {shown} {why}"));
        let url = Url::parse(text)
            .map_err(|error| unusable(&format!("is no URL: {error}")).help(with_scheme(text)))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(unusable("is not http or https").help(with_scheme(text)));
        }
        if !url.username().is_empty() || url.password().is_some() {
            let help = "put them into the suite's `credentials`, where they are masked";
            return Err(Failure::usage("--target holds a user name or password").help(help));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(unusable("has a query or a fragment; it must be a base URL"));
        }
        Ok(Self::Url(url))
    }

    /// The base URL; of the embedded server, which has none before it is started, a name in its place.
    ///
    /// # Panics
    ///
    /// Never: the name makes a URL.
    pub fn address(&self) -> Url {
        match self {
            Self::Url(url) => url.clone(),
            Self::Reference => Url::parse("http://reference").expect("it is a URL"),
        }
    }

    /// Makes the target ready; starts the embedded server with these faults.
    ///
    /// # Errors
    ///
    /// If faults are asked of somebody else's server, a fault is unknown, or no port is free.
    ///
    /// # Panics
    ///
    /// Never: the URL of a socket address is a URL.
    pub async fn open(self, faults: &[String]) -> Result<OpenTarget, Failure> {
        match self {
            Self::Url(_) if !faults.is_empty() => {
                Err(Failure::usage("--fault is for `--target reference` only"))
            }
            Self::Url(url) => Ok(OpenTarget { url, server: None }),
            Self::Reference => {
                let names: Vec<&str> = faults.iter().map(String::as_str).collect();
                let faults =
                    Faults::named(&names).map_err(|error| Failure::usage(error.to_string()))?;
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
                let server = Reference::start(address, faults).await.map_err(|error| {
                    Failure::judge(format!("the reference server cannot start: {error}"))
                })?;
                let url = Url::parse(&server.url()).expect("a socket address makes a URL");
                Ok(OpenTarget { url, server: Some(server) })
            }
        }
    }
}

/// What was most likely meant by a target that does not begin with `http://` or `https://`.
fn with_scheme(text: &str) -> String {
    match Url::parse(&format!("http://{text}")) {
        Ok(url) if !text.contains("://") && !text.contains('@') => {
            format!("write {}", url.as_str().trim_end_matches('/'))
        }
        _ => "such as https://staging.example/api".to_owned(),
    }
}

impl OpenTarget {
    /// Whether it is the embedded reference server.
    pub fn is_reference(&self) -> bool {
        self.server.is_some()
    }

    /// Ends the embedded server, if it was started.
    pub async fn close(self) {
        if let Some(server) = self.server {
            server.stop().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let error = TargetChoice::parse(Some(text)).expect_err("unusable");
        assert_eq!(error.message, expected);
    }

    #[test]
    fn a_target_is_never_guessed() {
        let error = TargetChoice::parse(None).expect_err("no target");
        assert_eq!(error.message, "no target is named, and a target is never guessed");
        assert!(TargetChoice::parse(Some("")).is_err());
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
    fn a_password_in_a_target_is_refused_and_not_repeated() {
        check("http://user:hunter2@a", "--target holds a user name or password");
        check("http://user:hunter2@a:99999", "--target … is no URL: invalid port number");
    }
}
