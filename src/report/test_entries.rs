//! The entries of test reports: the cases, and documented codes that no case proves.
//!
//! `JUnit`, TAP, CTRF, Allure, SARIF, Markdown and annotations list the same entries, each in its own words.
//! [`EntryList`] reads them one after the other, so a report of a million cases needs the memory of one.

mod counts;
mod entry_list;
mod test_entry;
mod unique_names;
mod unproven_codes;

pub(super) use self::counts::Counts;
pub(super) use self::entry_list::{EntryList, Group};
pub(super) use self::test_entry::{About, End, Entry};
