//! Numbers and dates by their text: what a typed column can hold without losing a digit.

use std::cmp::Ordering;
use std::fmt::Write as _;

/// The integer that a JSON number writes, if 64 bits hold it. `1.0` and `1e3` are not written as one.
pub(super) fn integer(text: &str) -> Option<i64> {
    text.parse().ok()
}

/// Whether an integer is written as it would be written back: all but `-0` are.
pub(super) fn is_plain_integer(text: &str) -> bool {
    text != "-0"
}

/// The nearest 64 bit float; infinite beyond its range.
pub(super) fn float(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// Whether a float is written as it would be written back. `scratch` saves an allocation for each number.
pub(super) fn is_plain_float(value: f64, text: &str, scratch: &mut String) -> bool {
    scratch.clear();
    // Writing to a string cannot fail.
    let _ = write!(scratch, "{value}");
    scratch == text
}

/// Orders two whole numbers by all their digits; `None` unless both are written as such.
pub(crate) fn compare_digits(a: &str, b: &str) -> Option<Ordering> {
    let split = |text: &str| -> Option<(bool, usize)> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.bytes().all(|b| b.is_ascii_digit()).then_some((digits.len() < text.len(), digits.len()))
    };
    let ((a_negative, a_len), (b_negative, b_len)) = (split(a)?, split(b)?);
    Some(match (a_negative, b_negative) {
        (false, false) => a_len.cmp(&b_len).then_with(|| a.cmp(b)),
        (true, true) => b_len.cmp(&a_len).then_with(|| b.cmp(a)),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    })
}

/// Seconds since 1970 and nanoseconds of an ISO date and time with its zone, such as
/// `2026-11-23T17:16:18.567Z`. Dates alone and times without a zone are text: they name no moment.
pub fn moment(text: &str) -> Option<(i64, u32)> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| -> Option<i64> {
        let part = bytes.get(range)?;
        part.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i64::from(b - b'0')))
    };
    let is = |at: usize, byte: u8| bytes.get(at) == Some(&byte);
    if !(is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':') && is(16, b':')) {
        return None;
    }
    let (year, month, day) = (digits(0..4)?, digits(5..7)?, digits(8..10)?);
    let (hour, minute, second) = (digits(11..13)?, digits(14..16)?, digits(17..19)?);
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (nanos, zone) = fraction(text.get(19..)?)?;
    let of_day = hour * 3_600 + minute * 60 + second;
    Some((days(year, month, day) * 86_400 + of_day - offset(zone)?, nanos))
}

/// `.567Z` into nanoseconds and the zone. Digits beyond the ninth are dropped.
fn fraction(rest: &str) -> Option<(u32, &str)> {
    let Some(digits) = rest.strip_prefix('.') else { return Some((0, rest)) };
    let end = digits.bytes().position(|b| !b.is_ascii_digit())?;
    if end == 0 {
        return None;
    }
    let nanos = digits.bytes().take(end.min(9)).fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
    let missing = 9 - u32::try_from(end.min(9)).ok()?;
    Some((nanos * 10_u32.pow(missing), digits.get(end..)?))
}

/// Seconds east of Greenwich: `Z`, `+01:00`, `-0530`.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = zone.get(1..)?.replacen(':', "", 1);
    let plain = digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit());
    let number: i64 = digits.parse().ok().filter(|_| plain)?;
    let (hours, minutes) = (number / 100, number % 100);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970. Source: Howard Hinnant, "chrono-compatible low-level date algorithms".
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_dates_with_time_and_zone() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some((0, 0))),
            ("2026-11-23T17:16:18.567Z", Some((1_795_454_178, 567_000_000))),
            ("2026-11-23T18:16:18.5670000009+01:00", Some((1_795_454_178, 567_000_000))),
            ("2024-02-29T00:00:00-0530", Some((1_709_184_600, 0))),
            ("2023-02-29T00:00:00Z", None),
            ("2024-13-01T00:00:00Z", None),
            ("2024-01-01", None),
            ("2024-01-01T00:00:00", None),
            ("2024-01-01T00:00:00.Z", None),
            ("2024-01-01T24:00:00Z", None),
            ("2024-01-01T00:00:00+1", None),
            ("２024-01-01T00:00:00Z", None),
            ("", None),
        ] {
            assert_eq!(moment(text), expected, "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_ordered_by_all_their_digits() {
        for (a, b, order) in [
            ("9007199254740993", "9007199254740992", Ordering::Greater),
            ("-9007199254740993", "-9007199254740992", Ordering::Less),
            ("99999999999999999999", "100000000000000000000", Ordering::Less),
            ("-5", "3", Ordering::Less),
        ] {
            assert_eq!(compare_digits(a, b), Some(order), "{a} {b}");
        }
        assert_eq!(compare_digits("1.5", "1"), None);
    }
}
