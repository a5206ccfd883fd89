//! How long a server wants to be left alone: the `Retry-After` header.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// The wait that a 429 asks for.
///
/// `retry_after` is a number of seconds, which Speckle sends with decimals (`0.765`), or an HTTP
/// date. A date is measured against the server's own `Date` where it sent one, since the clocks of
/// the two machines may differ. Dates that have passed mean no wait; anything unreadable is `None`.
pub(super) fn parse(retry_after: &str, server_date: Option<&str>, now: SystemTime) -> Option<Duration> {
    let text = retry_after.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = http_date(text)?;
    let since = server_date.and_then(http_date).or_else(|| Timestamp::try_from(now.max(UNIX_EPOCH)).ok())?;
    Some(Duration::try_from(until.duration_since(since)).unwrap_or(Duration::ZERO))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that servers may send (RFC 9110, 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()
}
