//! The exchanges of a run that later cases follow, replay or change.

use http::Method;
use serde_json::Value;
use url::Url;

use crate::contract::Layers;
use crate::http::Exchange;
use crate::run::link::{self, NoLink};

/// An exchange that another case follows, replays or changes.
pub(in crate::run) struct Kept {
    pub(in crate::run) exchange: Exchange,
    /// The body as JSON, if it is JSON.
    pub(in crate::run) json: Option<Value>,
}

impl Kept {
    /// Returns the method and URL of the first link with this relation type. See [`link::find`].
    pub(in crate::run) fn link(
        &self,
        layers: &Layers,
        rel: &str,
        target: &Url,
    ) -> Result<(Method, Url), NoLink> {
        link::find(&self.exchange, self.json.as_ref(), layers, rel, target)
    }
}
