//! The engine against servers that answer: the reference server with each of its faults, and a server
//! that nobody here wrote.

mod servers {
    pub mod fixture;
    pub mod faults;
    pub mod prometheus;
}
