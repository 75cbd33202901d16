//! The documentation is correct: the guide, the explanations of diagnostics, the JSON Schemas.

mod damaged;
mod explanations;
mod first_suite;
mod formats;
mod guide;
mod hurl;
mod keywords;
mod openapi;
