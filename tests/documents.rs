//! What is written for people is true: the guide, the explanations of diagnostics, the JSON Schemas.

mod documents {
    pub(crate) mod damaged;
    pub(crate) mod explanations;
    pub(crate) mod first_suite;
    pub(crate) mod formats;
    pub(crate) mod guide;
    pub(crate) mod hurl;
    pub(crate) mod keywords;
    pub(crate) mod openapi;
}
