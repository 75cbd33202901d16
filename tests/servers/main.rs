//! The engine against servers that answer: the reference server with each of its faults, and a server
//! that nobody here wrote.

mod authority;
mod fixture;
mod faults;
// A Unix socket is one of the ways to the target.
#[cfg(unix)]
mod features;
mod library;
mod loopback;
mod openapi;
mod operations;
mod probes;
mod prism;
mod prometheus;
mod secrets;
mod signals;
mod tls;
mod tokens;
