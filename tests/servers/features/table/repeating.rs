//! Waiting, polling and repeating.

use super::{Feature, TOUR_FILE, feature};
use crate::features::Ends::{Failed, Refused};
use crate::features::Fails::{Fault, Line};
use crate::features::Used::{self, Flaky, Passes};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "until",
        Passes("tour/captured"),
        Fault("capture-asked-for-never-done", "tour/captured"),
    ),
    feature(
        "until: every",
        Passes("tour/captured"),
        Line(TOUR_FILE, "every: 20ms, for: 2s", "every: 1s, for: 500ms", Refused("never-again")),
    ),
    feature(
        "until: for",
        Passes("tour/captured"),
        Fault("capture-asked-for-never-done", "tour/captured"),
    ),
    feature(
        "replay",
        Passes("tour/create-order~replay"),
        Fault("replay-creates-anew", "tour/create-order~replay"),
    ),
    feature("burst", Passes("tour/too-many"), Fault("limited-as-403", "tour/too-many")),
    feature(
        "alone",
        Passes("tour/too-many"),
        Line(TOUR_FILE, "alone: true", "alone: always", Refused("alone")),
    ),
    feature(
        "retry",
        Flaky("tour/flaky"),
        Line(
            TOUR_FILE,
            "    retry: { times: 2, wait: 20ms, unsafe: false }\n",
            "",
            Failed("tour/flaky"),
        ),
    ),
    feature(
        "repeat",
        Passes("tour/twice"),
        Line(TOUR_FILE, "    repeat: 2\n", "    repeat: 3\n", Failed("tour/twice")),
    ),
    feature(
        "flaky in every report",
        Used::Says("run suites/features --target reference --report markdown", 0, "flaky"),
        Line(
            TOUR_FILE,
            "Point-Fault: unavailable-at-first",
            "Point-Fault: internal-error",
            Failed("tour/flaky"),
        ),
    ),
];
