//! Dates as ISO 8601 writes them, as far as servers take them.
//!
//! Source: RFC 3339, which the `DateTime` scalar of Speckle's server follows; a date alone is taken too.

/// Whether a scalar of this name holds a date.
pub(super) fn is_date(name: &str) -> bool {
    matches!(name, "DateTime" | "Date" | "Timestamp")
}

/// Whether `text` is `2026-11-23`, or that with a time and a zone: `2026-11-23T12:00:00.5+01:00`.
pub fn is_date_time(text: &str) -> bool {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    is_day(date) && time.is_none_or(is_time)
}

fn is_day(text: &str) -> bool {
    let mut parts = text.split('-').map(digits);
    let (Some(Some((year, 4))), Some(Some((month, 2))), Some(Some((day, 2))), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=longest).contains(&day)
}

fn is_time(text: &str) -> bool {
    let clock = match text.strip_suffix(['Z', 'z']) {
        Some(clock) => clock,
        None => match text.rsplit_once(['+', '-']) {
            Some((clock, zone)) if is_clock(zone, false) => clock,
            _ => return false,
        },
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    digits(fraction).is_some() && is_clock(clock, true)
}

fn is_clock(text: &str, seconds: bool) -> bool {
    let parts: Vec<Option<(u64, usize)>> = text.split(':').map(digits).collect();
    let below = |part: Option<&Option<(u64, usize)>>, most: u64| match part {
        Some(Some((number, 2))) => *number < most,
        _ => false,
    };
    let three = parts.len() == 3 && seconds && below(parts.get(2), 61);
    below(parts.first(), 24) && below(parts.get(1), 60) && (parts.len() == 2 || three)
}

/// The number that a text of digits is, and how many they are.
fn digits(text: &str) -> Option<(u64, usize)> {
    let all = !text.is_empty() && text.len() < 16 && text.bytes().all(|b| b.is_ascii_digit());
    all.then(|| text.parse().ok().map(|n| (n, text.len()))).flatten()
}

#[cfg(test)]
mod tests {
    use super::is_date_time;

    #[test]
    fn dates_and_what_only_looks_like_one() {
        for text in [
            "2026-11-23",
            "2024-02-29",
            "2026-11-23T12:51Z",
            "2026-11-23T12:51:07.412Z",
            "2026-11-23 12:51:07+01:00",
            "2026-11-23T23:59:60-05:30",
        ] {
            assert!(is_date_time(text), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "23.11.2026",
            "2026-13-01",
            "2026-02-29",
            "2026-1-1",
            "2026-11-23T12:51:07",
            "2026-11-23T24:00Z",
            "2026-11-23T12:51:07+1",
            "2026-11-23T12:51:07.Z",
            "2026-11-23T",
            "2026-11-23-01",
        ] {
            assert!(!is_date_time(text), "{text}");
        }
    }
}
