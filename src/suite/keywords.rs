//! Every key of the suite language, in one table.

use crate::source::Keyword;

/// The keys of a suite.
pub static SUITE: &[Keyword] = &[];
/// The keys of a case.
pub static CASE: &[Keyword] = &[];
/// The keys of `expect`.
pub static EXPECT: &[Keyword] = &[];
/// The keys of `follow`.
pub static FOLLOW: &[Keyword] = &[];
/// The keys of a credential.
pub static CREDENTIAL: &[Keyword] = &[];
