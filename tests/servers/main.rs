//! The engine against real servers: the reference server with each of its faults, and independent servers.

mod authority;
mod fixture;
mod faults;
mod framing;
// Unix sockets are one way to connect to the target.
#[cfg(unix)]
mod features;
mod library;
mod loopback;
mod openapi;
mod operations;
mod probes;
mod proxies;
mod prism;
mod prometheus;
mod secrets;
mod signals;
mod tls;
mod tokens;
