//! Recorded traffic: exchanges that took place earlier, judged without sending anything.
//!
//! A test cannot ask a real service for a 500 or a 503. A recording can prove such codes.

mod har;
mod judge;
mod recorded_exchange;
mod recording;
mod saved_record;

pub use judge::judge;
pub use recorded_exchange::{RecordedContent, RecordedExchange};
pub use recording::{Recording, TrafficError};

#[cfg(test)]
mod tests;
