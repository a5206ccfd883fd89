//! Figures and times as people read them.

/// `1,204`
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `96.4 KB`, in powers of 1000 as file managers show them.
pub fn bytes(n: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if n < 1000 {
        return format!("{n} B");
    }
    let mut value = n as f64;
    let mut unit = "B";
    for name in UNITS {
        if value < 999.95 {
            break;
        }
        value /= 1000.0;
        unit = name;
    }
    format!("{value:.1} {unit}")
}

/// `255 ms`, `4.1 s`, `2 min 5 s`
pub fn duration(time: std::time::Duration) -> String {
    let ms = time.as_millis();
    if ms < 1000 {
        return format!("{ms} ms");
    }
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60)
}

/// `5 min ago`, from two times in seconds since 1970.
pub fn ago(then: i64, now: i64) -> String {
    let seconds = (now - then).max(0);
    match seconds {
        0..=59 => "just now".to_owned(),
        60..=3599 => format!("{} min ago", seconds / 60),
        3600..=86_399 => format!("{} h ago", seconds / 3600),
        86_400..=172_799 => "yesterday".to_owned(),
        _ => format!("{} days ago", seconds / 86_400),
    }
}

/// `23 Nov 2026, 13:51:07 CET` in the computer's own time zone.
pub fn exact_time(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| String::new(),
        |t| t.to_zoned(jiff::tz::TimeZone::system()).strftime("%-d %b %Y, %H:%M:%S %Z").to_string(),
    )
}

/// `13:51` in the computer's own time zone.
pub fn clock(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| String::new(),
        |t| t.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M").to_string(),
    )
}

/// Seconds since 1970 now.
pub fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
