//! Tables of values, one case per row.

use super::{Feature, TOUR_FILE, feature};
use crate::features::Ends::{Failed, Refused};
use crate::features::Fails::{self, Line};
use crate::features::Used::{self, Passes};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "each in place",
        Passes("tour/in-place[none]"),
        Line(
            TOUR_FILE,
            "size: none, page_size: 0",
            "size: none, page_size: 1",
            Failed("tour/in-place[none]"),
        ),
    ),
    feature(
        "each from CSV",
        Passes("tour/bad-amount[words]"),
        Line(
            TOUR_FILE,
            "each: data/amounts.csv",
            "each: [{ why: good, amount: \"1.00\" }]",
            Failed("tour/bad-amount[good]"),
        ),
    ),
    feature(
        "each from JSON",
        Passes("tour/from-json[number]"),
        Line(
            TOUR_FILE,
            "each: data/amounts.json",
            "each: [{ why: good, amount: \"1.00\" }]",
            Failed("tour/from-json[good]"),
        ),
    ),
    feature(
        "each from NDJSON",
        Passes("tour/from-ndjson[spaces]"),
        Line(
            TOUR_FILE,
            "each: data/amounts.ndjson",
            "each: [{ why: good, amount: \"1.00\" }]",
            Failed("tour/from-ndjson[good]"),
        ),
    ),
    feature(
        "each from YAML",
        Passes("tour/from-yaml[list]"),
        Line(
            TOUR_FILE,
            "each: data/_amounts.yaml",
            "each: [{ why: good, amount: \"1.00\" }]",
            Failed("tour/from-yaml[good]"),
        ),
    ),
    feature(
        "rows are called by their first column",
        Passes("tour/in-place[many]"),
        Line(TOUR_FILE, "{ size: many,", "{ size: none,", Refused("none")),
    ),
    feature(
        "the id of a row is stable",
        Used::Says(
            "list suites/features --filter tour/from-ndjson[nothing]",
            0,
            "tour/from-ndjson[nothing]",
        ),
        Fails::Says("list suites/features --filter tour/from-ndjson[2]", 4, "no case"),
    ),
    feature(
        "a large table is streamed",
        Used::Test(
            "tests/cli/large.rs",
            "every_row_of_a_large_table_is_judged_and_reported_in_bounded_memory",
        ),
        Fails::Test("tests/cli/large.rs", "a_table_that_changes_during_the_run_ends_it_with_3"),
    ),
];
