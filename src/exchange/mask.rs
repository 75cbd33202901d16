//! The one place that masks secrets, before an event is made.

use super::{Exchange, Request, Transcript};

/// Knows the secrets of a run and takes them out of everything that reports show.
#[derive(Debug, Default)]
pub struct Mask {}

impl Mask {
    /// A mask for these values, in every encoded form.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let _ = secrets.into_iter();
        todo!()
    }

    /// Adds a secret that came up in the run, such as a captured token.
    pub fn add(&self, secret: &str) {
        let _ = secret;
        todo!()
    }

    /// The text without any secret.
    pub fn text(&self, text: &str) -> String {
        let _ = text;
        todo!()
    }

    /// The exchange as reports keep it.
    pub fn transcript(&self, exchange: &Exchange) -> Transcript {
        let _ = exchange;
        todo!()
    }

    /// A request that got no response, as reports keep it.
    pub fn unanswered(&self, request: &Request) -> Transcript {
        let _ = request;
        todo!()
    }
}
