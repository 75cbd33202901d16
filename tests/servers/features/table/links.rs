//! Links and pages.

use super::{Feature, TOUR_FILE, feature};
use crate::features::Ends::Failed;
use crate::features::Fails::{Fault, Line};
use crate::features::Used::Passes;

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "follow by rel",
        Passes("tour/approve"),
        Fault("created-without-way-to-approve", "tour/approve"),
    ),
    feature(
        "follow from page to page",
        Passes("tour/other-pages"),
        Fault("pages-cut-off", "tour/other-pages"),
    ),
    feature(
        "follow ends where pages go in a circle",
        Passes("tour/other-pages"),
        Fault("pages-in-a-circle", "tour/other-pages"),
    ),
    feature(
        "follow is bounded",
        Passes("tour/other-pages"),
        Line(TOUR_FILE, "pages: all }", "pages: 1 }", Failed("tour/other-pages")),
    ),
    feature(
        "expect.links",
        Passes("tour/its-links"),
        Line(
            TOUR_FILE,
            "cancel: { method: DELETE }",
            "cancel: { method: POST }",
            Failed("tour/its-links"),
        ),
    ),
    feature(
        "expect.links that are not there",
        Passes("tour/its-links"),
        Line(TOUR_FILE, "status: null }", "approve: null }", Failed("tour/its-links")),
    ),
];
