//! The server as a client sees it: over a real socket, byte by byte.

mod answers;
mod client;
mod contract;
mod faults;
