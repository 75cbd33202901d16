//! Waivers of known failures.

use super::{Feature, TOUR_FILE, feature};
use crate::features::Ends::{Failed, Refused};
use crate::features::Fails::{self, Line};
use crate::features::Used::{self, Waived};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "waive: why",
        Waived("tour/wrong-on-purpose"),
        Line(TOUR_FILE, "why: shows what a waiver does, ", "", Refused("why")),
    ),
    feature(
        "waive: until",
        Waived("tour/wrong-on-purpose"),
        Line(TOUR_FILE, "until: 2099-12-31", "until: 2020-12-31", Failed("tour/wrong-on-purpose")),
    ),
    feature(
        "waive: issue",
        Waived("tour/wrong-on-purpose"),
        Line(TOUR_FILE, "issue: TOUR-1", "issue: [TOUR-1]", Refused("issue")),
    ),
    feature(
        "what works is not waived",
        Waived("tour/wrong-on-purpose"),
        Line(
            TOUR_FILE,
            "    expect: 422\n    waive:",
            "    expect: 404\n    waive:",
            Failed("tour/wrong-on-purpose"),
        ),
    ),
    feature(
        "--waivers",
        Used::Says("list suites/features --waivers", 0, "TOUR-1"),
        Fails::Says("list suites/features/values.yaml --waivers", 0, "no waivers"),
    ),
];
