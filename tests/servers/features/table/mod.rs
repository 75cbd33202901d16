//! The features of the suite language, each with the case that uses the feature and a change that makes the case
//! fail.

mod around_a_run;
mod bodies;
mod credentials;
mod links;
mod repeating;
mod selection;
mod sharing;
mod tables;
mod targets;
mod values;
mod waivers;

use super::{Fails, Feature, Used};

const fn feature(name: &'static str, used: Used, fails: Fails) -> Feature {
    Feature { name, used, fails }
}

// The files of the tour.
const COMMON: &str = "common.yaml";
const CREDENTIALS: &str = "credentials.yaml";
const TARGETS: &str = "targets.yaml";
const TOUR_FILE: &str = "tour.yaml";
const VALUES: &str = "values.yaml";

/// Returns the features of all topics.
pub(super) fn features() -> Vec<&'static Feature> {
    let topics = [
        credentials::FEATURES,
        bodies::FEATURES,
        tables::FEATURES,
        sharing::FEATURES,
        repeating::FEATURES,
        waivers::FEATURES,
        links::FEATURES,
        values::FEATURES,
        selection::FEATURES,
        around_a_run::FEATURES,
        targets::FEATURES,
    ];
    topics.into_iter().flatten().collect()
}
