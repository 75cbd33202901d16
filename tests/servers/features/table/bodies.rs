//! Request bodies.

use super::{Feature, TOUR_FILE, feature};
use crate::features::Ends::Failed;
use crate::features::Fails::{Fault, Line};
use crate::features::Used::Passes;

pub(super) static FEATURES: &[Feature] = &[
    feature(
        "json",
        Passes("tour/create-order"),
        Line(TOUR_FILE, "quantity: 2 }", "quantity: two }", Failed("tour/create-order")),
    ),
    feature(
        "form",
        Passes("tour/form"),
        Line(
            TOUR_FILE,
            "form: { grant_type: client_credentials, scope",
            "form: { grant_type: telepathy, scope",
            Failed("tour/form"),
        ),
    ),
    feature("multipart", Passes("tour/attach"), Fault("document-of-another-size", "tour/attach")),
    feature(
        "multipart with a file",
        Passes("tour/attach"),
        Line(
            TOUR_FILE,
            "file: data/receipt.txt, content-type",
            "file: data/order.json, content-type",
            Failed("tour/attach"),
        ),
    ),
    feature(
        "file",
        Passes("tour/a-file"),
        Line(
            TOUR_FILE,
            "    file: data/receipt.txt\n",
            "    json-file: data/order.json\n",
            Failed("tour/a-file"),
        ),
    ),
    feature(
        "text",
        Passes("tour/words"),
        Line(
            TOUR_FILE,
            "    text: 10.00 EUR\n",
            "    json-file: data/order.json\n",
            Failed("tour/words"),
        ),
    ),
    feature(
        "bytes",
        Passes("tour/no-utf-8"),
        Line(
            TOUR_FILE,
            "    bytes: eyAi/yI6IDEgfQ==\n",
            "    json-file: data/order.json\n",
            Failed("tour/no-utf-8"),
        ),
    ),
    feature(
        "body, word for word",
        Passes("tour/cut-off"),
        Line(
            TOUR_FILE,
            "    body: '{ \"amount\": '\n",
            "    json-file: data/order.json\n",
            Failed("tour/cut-off"),
        ),
    ),
    feature("no content", Passes("tour/approve"), Fault("approved-as-accepted", "tour/approve")),
    feature(
        "any content type",
        Passes("tour/merge-patch"),
        Line(
            TOUR_FILE,
            "Content-Type: application/merge-patch+json",
            "Content-Type: application/json",
            Failed("tour/merge-patch"),
        ),
    ),
    feature(
        "json-file",
        Passes("tour/spare-order"),
        Line(
            TOUR_FILE,
            "json-file: data/order.json\n    expect: 201",
            "json-file: data/order.json\n    expect: 200",
            Failed("tour/spare-order"),
        ),
    ),
    feature(
        "a JSON file with `${…}` in it",
        Passes("tour/spare-order"),
        Line("data/order.json", "${currency}", "$${currency}", Failed("tour/spare-order")),
    ),
];
