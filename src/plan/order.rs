//! The order that the data asks for.
