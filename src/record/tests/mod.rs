//! Fixtures that the tests of this room and of all reports share.

pub(crate) mod sample;
