//! The exchanges and the accidental resources of a run that later cases need.

use serde_json::Value;
use url::Url;

use crate::contract::Layers;
use crate::http::Exchange;
use crate::plan::{CaseIndex, LinkTarget, SlotId};
use crate::run::link::{self, NoLink};
use crate::verdict::CaseName;

/// An exchange that another case follows, replays or changes.
pub(in crate::run) struct Kept {
    pub(in crate::run) exchange: Exchange,
    /// The body as JSON, if it is JSON.
    pub(in crate::run) json: Option<Value>,
}

impl Kept {
    /// Returns the target of the first link with this relation type. See [`link::find`].
    pub(in crate::run) fn link(
        &self,
        layers: &Layers,
        rel: &str,
        target: &Url,
    ) -> Result<LinkTarget, NoLink> {
        link::find(&self.exchange, self.json.as_ref(), layers, rel, target)
    }
}

/// A resource that a probe created although the target should have refused the request.
#[derive(Debug, Clone)]
pub(in crate::run) struct Leftover {
    pub(in crate::run) probe: CaseName,
    /// The case whose request the probe changed.
    pub(in crate::run) control: CaseIndex,
    /// The values that the control would have captured from the response.
    pub(in crate::run) values: Vec<(SlotId, Value)>,
}
