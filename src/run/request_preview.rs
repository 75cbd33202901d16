//! The requests of a plan, without sending them.

use std::collections::BTreeMap;

use http::Method;
use serde_json::Value;
use url::Url;

use crate::http::as_sent;
use crate::plan::{
    Bindings, CaseIndex, LinkTarget, Outgoing, Piece, Plan, PlannedCase, RequestPlan, Scalar,
    SlotId, TargetIndex,
};
use crate::redact::{Mask, TranscriptRequest};

/// The request that a case would send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// The case sends this request. Secrets are masked, and captured values are written as `${name}`.
    Request(TranscriptRequest),
    /// The case sends this request, with the method and URL of a link in the response of another case.
    Link {
        /// The name of the case whose response has the link.
        from: String,
        /// The relation type of the link.
        rel: String,
        /// The maximum number of pages, each reached by the link of the page before.
        pages: Option<u32>,
        /// The request without its method and URL.
        request: TranscriptRequest,
    },
    /// The case sends the request of another case again, unchanged.
    Replay {
        /// The name of the case whose request is sent again.
        of: String,
    },
    /// The case sends the request of another case with one change.
    Probe {
        /// The name of the control, whose request is changed.
        of: String,
        /// The change to the request, in words.
        change: String,
    },
    /// The case has no request, for this reason.
    Unsendable(String),
}

/// Returns the request of each case of a plan, in the order of the plan.
///
/// # Panics
///
/// If a case goes to a target that is not there.
pub fn preview(plan: &Plan, targets: &BTreeMap<TargetIndex, Url>) -> Vec<Preview> {
    let bindings = Bindings::new(plan.slots);
    let mut names = Vec::new();
    for capture in plan.cases.iter().flat_map(|case| &case.captures) {
        let name = format!("${{{}}}", capture.name);
        // Captured values are unknown before the run, so their names take their places.
        bindings.set(capture.slot, Value::String(name.clone()));
        names.push((capture.slot, name));
    }
    let mask = Mask::new(plan.secrets.iter().cloned());
    let previewer = Previewer { plan, targets, bindings, names, mask };
    plan.cases.iter().map(|case| previewer.case(case)).collect()
}

struct Previewer<'p> {
    plan: &'p Plan,
    targets: &'p BTreeMap<TargetIndex, Url>,
    bindings: Bindings,
    names: Vec<(SlotId, String)>,
    mask: Mask,
}

impl Previewer<'_> {
    fn case(&self, case: &PlannedCase) -> Preview {
        match &case.request {
            RequestPlan::Send(send) => match self.captured_path(send) {
                Some(name) => self.with_captured_url(case, send, name),
                None => self.request(case, None).map_or_else(Preview::Unsendable, Preview::Request),
            },
            RequestPlan::Follow { from, rel, pages, .. } => {
                // A placeholder that is not shown: method and URL of a link are unknown before the run.
                let link = LinkTarget { method: Method::GET, url: self.target(case).clone() };
                let (from, rel, pages) = (self.id(*from), rel.clone(), *pages);
                let linked = |request| Preview::Link { from, rel, pages, request };
                self.request(case, Some(link)).map_or_else(Preview::Unsendable, linked)
            }
            RequestPlan::Replay { of } => Preview::Replay { of: self.id(*of) },
            RequestPlan::Probe { of, .. } => {
                let shown = case.probe.as_ref().map(|probe| self.mask.text(&probe.shown));
                Preview::Probe { of: self.id(*of), change: shown.unwrap_or_default() }
            }
        }
    }

    fn target(&self, case: &PlannedCase) -> &Url {
        let target = self.targets.get(&case.target);
        target.expect("a preview is given every target that its cases go to")
    }

    fn id(&self, index: CaseIndex) -> String {
        self.plan.cases[index.0].name.id.clone()
    }

    fn request(
        &self,
        case: &PlannedCase,
        link: Option<LinkTarget>,
    ) -> Result<TranscriptRequest, String> {
        let bound = self.bindings.request(case, self.target(case), link);
        let request = as_sent(bound.map_err(|error| error.reason)?);
        self.mask.learn_request(&request);
        let mut shown = self.mask.unanswered(&request).request;
        let text = shown.body.as_mut().and_then(|body| body.text.as_mut());
        for text in std::iter::once(&mut shown.url).chain(text) {
            self.readable(text);
        }
        Ok(shown)
    }

    /// Decodes the percent-encoded names of captured values in a URL or a form.
    fn readable(&self, text: &mut String) {
        for (_, name) in &self.names {
            let inner = name.trim_start_matches("${").trim_end_matches('}');
            *text = text.replace(&format!("%24%7B{inner}%7D"), name);
        }
    }

    /// Returns the name of the captured value that is the whole path. The URL is then unknown before the run.
    fn captured_path(&self, send: &Outgoing) -> Option<&str> {
        let Scalar::Pieces(pieces) = &send.path else { return None };
        let [Piece::Slot(slot)] = pieces.as_slice() else { return None };
        self.names.iter().find(|(known, _)| known == slot).map(|(_, name)| name.as_str())
    }

    /// Returns a request whose URL is a captured value.
    fn with_captured_url(&self, case: &PlannedCase, send: &Outgoing, name: &str) -> Preview {
        // Only a request with a complete URL can be bound. Its path is dropped again below.
        let send = Outgoing { path: Scalar::Known("/".to_owned()), ..send.clone() };
        let rooted = PlannedCase { request: RequestPlan::Send(send), ..case.clone() };
        match self.request(&rooted, None) {
            Err(reason) => Preview::Unsendable(reason),
            Ok(request) => {
                let query = request.url.find('?').map_or("", |at| &request.url[at..]);
                let url = format!("{name}{query}");
                Preview::Request(TranscriptRequest { url, ..request })
            }
        }
    }
}
