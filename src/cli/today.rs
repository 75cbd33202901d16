//! The day on which a command runs.

use jiff::civil::Date;

/// Returns the current day in UTC, so that a waiver expires at the same moment on every machine.
pub(super) fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}
