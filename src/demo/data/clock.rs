//! The sample's fixed "now", and times as Speckle writes them.

use jiff::Timestamp;

/// 23 November 2026, 13:03 UTC, in milliseconds since 1970: everything in the sample lies before it.
pub const NOW: i64 = 1_795_438_980_000;
/// A minute in milliseconds.
pub const MINUTE: i64 = 60_000;
/// An hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// A day in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// `2026-11-23T13:03:00.000Z`: three decimals always, as JavaScript writes a date.
pub fn iso(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds)
        .map(|time| time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
        .unwrap_or_default()
}

/// Milliseconds of an ISO time; `None` when the text is no time.
pub fn from_iso(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(|time| time.as_millisecond())
}
