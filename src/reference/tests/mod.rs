//! Tests of the server over a real socket, with every byte visible.

mod answers;
mod client;
mod contract;
mod faults;
