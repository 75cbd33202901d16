//! The engine against servers that answer: the reference server with each of its faults, and a server
//! that nobody here wrote.

mod servers {
    pub(crate) mod authority;
    pub(crate) mod fixture;
    pub(crate) mod faults;
    // A Unix socket is one of the ways to the target.
    #[cfg(unix)]
    pub(crate) mod features;
    pub(crate) mod library;
    pub(crate) mod loopback;
    pub(crate) mod openapi;
    pub(crate) mod operations;
    pub(crate) mod probes;
    pub(crate) mod prism;
    pub(crate) mod prometheus;
    pub(crate) mod secrets;
    pub(crate) mod signals;
    pub(crate) mod tls;
    pub(crate) mod tokens;
}
