//! Recorded traffic: exchanges that took place before, judged without sending anything.
//!
//! So 500 and 503, which nobody can ask a real target for, are proven by what it once answered.

mod har;
mod judge;
mod recording;
mod saved;

pub use judge::judge;
pub use recording::{Entry, Recording, Taken, TrafficError};

#[cfg(test)]
mod tests;
