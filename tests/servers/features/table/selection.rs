//! Selection of cases, and their order.

use super::{Feature, TOUR_FILE, feature};
use crate::features::Ends::Failed;
use crate::features::Fails::{self, Line};
use crate::features::Used::{self};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "tags, --tag",
        Used::Says(
            "run suites/features --target reference -v --tag destructive",
            0,
            "tour/delete-spare",
        ),
        Fails::Says("run suites/features --target reference --tag destructve", 4, "destructve"),
    ),
    feature(
        "--filter by id",
        Used::Says("run suites/features --target reference --filter look", 0, "passed"),
        Fails::Says("run suites/features --target reference --filter lok", 4, "lok"),
    ),
    feature(
        "--filter by glob",
        Used::Says(
            "run suites/features --target reference -v --filter by-c*",
            0,
            "tour-credentials/by-cookie",
        ),
        Fails::Says("run suites/features --target reference --filter bye-*", 4, "bye-*"),
    ),
    feature(
        "--filter by status",
        Used::Says("list suites/features --filter 403", 0, "tour-credentials/by-too-few-scopes"),
        Fails::Says("list suites/features --filter 406", 4, "406"),
    ),
    feature(
        "--filter by code",
        Used::Says("list suites/features --filter RATE_LIMIT_REACHED", 0, "tour/too-many"),
        Fails::Says("list suites/features --filter 404_RESOURCE", 4, "404_RESOURCE"),
    ),
    feature(
        "--failed-from",
        Used::Says("list suites/features --failed-from {failed}", 0, "tour-credentials/by-cookie"),
        Fails::Says("list suites/features --failed-from {vars}", 2, "staging.yaml"),
    ),
    feature(
        "what a case needs comes along",
        Used::Says(
            "run suites/features --target reference -v --filter tour/captured",
            0,
            "tour/capture",
        ),
        Line(TOUR_FILE, "rel: status", "rel: nothing", Failed("tour/captured")),
    ),
    feature(
        "list --json",
        Used::Says("list suites/features --json --filter look", 0, "\"id\": \"look\""),
        Fails::Says("list suites/features --json --waivers", 2, "--waivers"),
    ),
];
