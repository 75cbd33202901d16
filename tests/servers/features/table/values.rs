//! Values: functions, captures and assertions.

use super::{Feature, TOUR_FILE, VALUES, feature};
use crate::features::Ends::{Failed, Refused};
use crate::features::Fails::{self, Line};
use crate::features::Used::{self, Passes};

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "uuid",
        Passes("tour-values/chance"),
        Line(VALUES, "${uuid()}", "${random_string(8)}", Failed("tour-values/chance")),
    ),
    feature(
        "random_int",
        Passes("tour-values/chance"),
        Line(VALUES, "random_int(5, 7)", "random_int(8, 9)", Failed("tour-values/chance")),
    ),
    feature(
        "random_string",
        Passes("tour-values/chance"),
        Line(VALUES, "random_string(12)", "random_string(11)", Failed("tour-values/chance")),
    ),
    feature(
        "now",
        Passes("tour-values/time"),
        Line(VALUES, "${now()}", "${unix()}", Failed("tour-values/time")),
    ),
    feature(
        "unix",
        Passes("tour-values/time"),
        Line(VALUES, "unix('-1h30m')", "now('-1h30m')", Failed("tour-values/time")),
    ),
    feature(
        "base64",
        Passes("tour-values/encoded"),
        Line(VALUES, "base64('point')", "base64('print')", Failed("tour-values/encoded")),
    ),
    feature(
        "url",
        Passes("tour-values/encoded"),
        Line(VALUES, "url('a b/c')", "url('a b')", Failed("tour-values/encoded")),
    ),
    feature(
        "json",
        Passes("tour-values/encoded"),
        Line(VALUES, "json(list)", "json(quantity)", Failed("tour-values/encoded")),
    ),
    feature(
        "sha256",
        Passes("tour-values/hashed"),
        Line(VALUES, "sha256('point')", "sha256('print')", Failed("tour-values/hashed")),
    ),
    feature(
        "hmac",
        Passes("tour-values/hashed"),
        Line(VALUES, "hmac('key', 'point')", "hmac('lock', 'point')", Failed("tour-values/hashed")),
    ),
    feature(
        "an offset and a format",
        Passes("tour-values/time"),
        Line(VALUES, "'+1d', 'on %A'", "'+1d', 'on %F'", Failed("tour-values/time")),
    ),
    feature(
        "an offset is an offset",
        Passes("tour-values/time"),
        Line(VALUES, "unix('-1h30m')", "unix('yesterday')", Refused("offset")),
    ),
    feature(
        "escapes",
        Passes("tour-values/escaped"),
        Line(
            VALUES,
            "note: \"costs $${list}\"",
            "note: \"costs ${list}\"",
            Failed("tour-values/escaped"),
        ),
    ),
    feature(
        "a value keeps its type",
        Passes("tour-values/kept-type"),
        Line(
            VALUES,
            "quantity: \"${quantity}\"",
            "quantity: \"${quantity} \"",
            Failed("tour-values/kept-type"),
        ),
    ),
    feature(
        "no code",
        Passes("tour-values/kept-type"),
        Line(
            VALUES,
            "quantity: \"${quantity}\"",
            "quantity: \"${quantity + 1}\"",
            Refused("quantity + 1"),
        ),
    ),
    feature(
        "types are strict",
        Passes("tour/attach"),
        Line(TOUR_FILE, "$.size: 25", "$.size: \"25\"", Failed("tour/attach")),
    ),
    feature(
        "--seed",
        Used::Says("run suites/features --target reference --seed 7", 0, "seed: 7"),
        Fails::Says("run suites/features --target reference --seed seven", 2, "--seed"),
    ),
];
