//! The reference server: the Point API as its page documents it, with named faults.
