//! Files and suites that share definitions.

use super::{COMMON, Feature, TOUR_FILE, feature};
use crate::features::Ends::Refused;
use crate::features::Fails::{self, Fault, Line};
use crate::features::Used::{self, Passes};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "use: vars",
        Passes("tour/create-order"),
        Line("money.yaml", "vars: { currency: EUR }", "vars: { money: EUR }", Refused("currency")),
    ),
    feature(
        "use: credentials",
        Passes("tour-credentials/by-bearer"),
        Line(COMMON, "  buyer: { bearer", "  seller: { bearer", Refused("buyer")),
    ),
    feature(
        "use: setup and captures",
        Passes("tour-common/oldest-order"),
        Fault("created-without-id", "tour-common/oldest-order"),
    ),
    feature(
        "once in a run for all suites",
        Passes("tour-common/clean-up"),
        Fails::Test(
            "tests/cli/sharing.rs",
            "a_shared_setup_that_fails_makes_all_that_use_it_errored",
        ),
    ),
    feature(
        "--vars",
        Used::Says("run suites/features --target reference --vars {vars}", 0, "passed"),
        Fails::Says(
            "run suites/features --target reference --vars {wrong-vars}",
            1,
            "tour-common/oldest-order",
        ),
    ),
    feature(
        "--var wins over --vars",
        Used::Says(
            "run suites/features --target reference --vars {wrong-vars} --var currency=USD",
            0,
            "passed",
        ),
        Fails::Says(
            "run suites/features --target reference --vars {vars} --var currency=nothing",
            1,
            "tour-common/oldest-order",
        ),
    ),
    feature(
        "a name means one thing",
        Passes("tour/its-links"),
        Line(TOUR_FILE, "vars:\n", "vars:\n  currency: USD\n", Refused("currency")),
    ),
];
