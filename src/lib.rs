//! Proves, against any running API, which of its documented status codes and error bodies hold.

pub mod reference;
