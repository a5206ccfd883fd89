//! Text that a spreadsheet would run as a formula, and the mark that keeps it from that.

/// Whether a text cell has to be guarded: it starts with `=`, `@`, tab, CR or their full-width
/// forms, or with `+` or `-` and holds one of `( | ! = @ "`. A phone number or `-5` is left alone.
pub fn is_guarded(text: &str) -> bool {
    match text.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '＝' | '＠') => true,
        Some('+' | '-' | '＋' | '－') => {
            text.contains(['(', '|', '!', '=', '@', '"', '（', '｜', '！', '＝', '＠', '＂'])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_run_is_guarded() {
        for text in [
            "=1+1",
            "=",
            "@SUM(A1)",
            "\tx",
            "\r=1",
            "＝1",
            "＠x",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|'x'!A1",
            "-(1)",
            "+A1=2",
            "－HYPERLINK(\"x\")",
            "+x@y",
        ] {
            assert!(is_guarded(text), "{text:?}");
        }
        for text in ["", "-", "+49 30 1234", "-5", "-1 Basement", "a=b", " =1", "'=1", "1-(2)", "横"] {
            assert!(!is_guarded(text), "{text:?}");
        }
    }
}
