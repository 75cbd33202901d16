//! Features that apply before and after a run.

use super::{Feature, TOUR_FILE, VALUES, feature};
use crate::features::Ends::{Failed, Refused};
use crate::features::Fails::{self, Fault, Line};
use crate::features::Used::{self, Passes};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "--wait-for",
        Used::Says("run suites/features {targets} --wait-for /v2/orders", 0, "passed"),
        Fails::Says(
            "run suites/features/values.yaml --target {gone} --wait-for /v2/orders --wait-limit 0.2",
            3,
            "was not up within 0.2 s",
        ),
    ),
    feature(
        "--dry-run",
        Used::Says("run suites/features --target reference --dry-run", 0, "nothing was sent"),
        Line(
            VALUES,
            "${oldest}/documents\n    multipart: { note: \"costs",
            "${oldes}/documents\n    multipart: { note: \"costs",
            Refused("oldes"),
        ),
    ),
    feature(
        "needs, --has",
        Used::Says("run suites/features {targets} --filter outage -v", 0, "PASS tour/outage"),
        Fails::Says(
            "run suites/features --target {url} --filter outage",
            4,
            "the target does not offer `fault-hook`",
        ),
    ),
    feature(
        "after",
        Passes("tour/deleted"),
        Line(TOUR_FILE, "    after: [delete-spare]\n", "", Failed("tour/deleted")),
    ),
    feature(
        "setup",
        Passes("tour-common/oldest-order"),
        Fault("created-without-id", "tour-common/oldest-order"),
    ),
    feature("teardown", Passes("tour/forget"), Fault("deleted-as-ok", "tour/forget")),
];
