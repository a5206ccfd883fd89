//! What this computer has: how much memory there is.

/// Bytes of memory that this process may use, where the system says so in a file. Source: Linux, `proc(5)`.
pub fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    total(&text)
}

/// The first figure of `MemTotal`, which counts kibibytes.
fn total(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1_024)
}
