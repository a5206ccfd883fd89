//! Sums that look as if they were done on paper: exact in decimals as long as that is possible.
//!
//! A number with a modest count of digits is added as a whole number of its last decimal place, so
//! that `0.1 + 0.2` is `0.3` and integers keep every digit up to 128 bits. Once a number has more
//! digits than that, the sum goes on in floats with compensation (Neumaier, "Rundungsfehleranalyse
//! einiger Verfahren zur Summation endlicher Summen", 1974) and is given with 15 digits.

/// Most decimal places that are added exactly.
const MOST_PLACES: u32 = 18;
/// Up to here every whole number is a float of its own.
const WHOLE: f64 = 9_007_199_254_740_992.0;
/// Digits of a sum of floats that mean something.
const FLOAT_DIGITS: usize = 15;

/// A sum of numbers. Sums can be merged; the order of what is added does not show in the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    /// Units of the last decimal place.
    whole: i128,
    places: u32,
    /// The sum and what it lacks, once a number was not added exactly.
    float: f64,
    rest: f64,
    rounded: bool,
}

impl Sum {
    /// Adds a JSON number by its text. `false`, and nothing added, beyond the range of 64 bit floats.
    pub fn add_text(&mut self, text: &str) -> bool {
        if !self.rounded
            && let Some((digits, places)) = decimal(text)
            && self.add_decimal(digits, places)
        {
            return true;
        }
        text.parse().is_ok_and(|value| self.add_rounded(value))
    }

    /// Adds a whole number.
    pub fn add_integer(&mut self, value: i64) {
        if self.rounded || !self.add_decimal(i128::from(value), 0) {
            self.add_rounded(value as f64);
        }
    }

    /// Adds a float as the decimal number it stands for, if that has at most 15 digits. `false`, and
    /// nothing added, where it is not finite.
    pub fn add_float(&mut self, value: f64) -> bool {
        if !self.rounded
            && let Some((digits, places)) = shortest(value, self.places)
            && self.add_decimal(digits, places)
        {
            return true;
        }
        self.add_rounded(value)
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        if !self.rounded && !other.rounded && self.add_decimal(other.whole, other.places) {
            return;
        }
        let mut other = *other;
        other.round();
        self.add_rounded(other.float);
        self.add_rounded(other.rest);
    }

    /// The nearest float.
    pub fn value(&self) -> f64 {
        let mut sum = *self;
        sum.round();
        sum.float + sum.rest
    }

    /// Whether every digit of the text is right.
    pub fn is_exact(&self) -> bool {
        !self.rounded
    }

    /// The sum as a JSON number.
    pub fn text(&self) -> String {
        if self.rounded { float_text(self.value()) } else { decimal_text(self.whole, self.places) }
    }

    /// `false` where 128 bits are too few.
    fn add_decimal(&mut self, digits: i128, places: u32) -> bool {
        let most = self.places.max(places);
        let scaled = |value: i128, from: u32| value.checked_mul(10_i128.checked_pow(most - from)?);
        let sum = (|| scaled(self.whole, self.places)?.checked_add(scaled(digits, places)?))();
        let Some(sum) = sum.filter(|_| most <= MOST_PLACES) else { return false };
        self.whole = sum;
        self.places = most;
        true
    }

    fn add_rounded(&mut self, value: f64) -> bool {
        if !value.is_finite() {
            return false;
        }
        self.round();
        let sum = self.float + value;
        if !sum.is_finite() {
            return false;
        }
        let (large, small) =
            if self.float.abs() >= value.abs() { (self.float, value) } else { (value, self.float) };
        self.rest += (large - sum) + small;
        self.float = sum;
        true
    }

    /// Goes on in floats.
    fn round(&mut self) {
        if self.rounded {
            return;
        }
        self.rounded = true;
        let scale = 10_i128.pow(self.places.min(MOST_PLACES));
        self.float = (self.whole / scale) as f64;
        // Both parts have a sign of their own, so nothing is added twice.
        // The whole part is less than `whole`, but rounding to a float may carry it past what 128 bits hold.
        let part = (self.float as i128).checked_mul(scale).and_then(|part| self.whole.checked_sub(part));
        self.rest = part.unwrap_or_default() as f64 / scale as f64;
    }
}

/// A JSON number as a whole number of its last decimal place.
fn decimal(text: &str) -> Option<(i128, u32)> {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, text.get(at + 1..)?.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut digits: i128 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = byte.is_ascii_digit().then(|| i128::from(byte - b'0'))?;
        digits = digits.checked_mul(10)?.checked_add(digit)?;
    }
    let mut places = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
    if places < 0 {
        digits = digits.checked_mul(10_i128.checked_pow(places.unsigned_abs())?)?;
        places = 0;
    }
    let places = u32::try_from(places).ok()?;
    Some((if negative { -digits } else { digits }, places))
}

/// The decimal number with at most 15 digits that a float stands for. `first` is tried first: the
/// values of a column mostly have the same number of places.
fn shortest(value: f64, first: u32) -> Option<(i128, u32)> {
    // A quotient of two whole numbers that floats hold is rounded once, as reading the text is.
    let at = |places: u32| {
        let power = 10_f64.powi(places as i32);
        let digits = (value * power).round();
        (digits.abs() < 1e15 && digits / power == value).then_some((digits as i128, places))
    };
    if value.abs() < WHOLE && value.fract() == 0.0 {
        return Some((value as i128, 0));
    }
    at(first.min(15)).or_else(|| (1..=15).find_map(at))
}

fn decimal_text(whole: i128, places: u32) -> String {
    let digits = whole.unsigned_abs().to_string();
    let places = places as usize;
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (before, after) = digits.split_at(digits.len() - places);
    let after = after.trim_end_matches('0');
    let sign = if whole < 0 { "-" } else { "" };
    let point = if after.is_empty() { "" } else { "." };
    format!("{sign}{before}{point}{after}")
}

/// A float with the digits that mean something.
pub(super) fn float_text(value: f64) -> String {
    let rounded: f64 = format!("{value:.*e}", FLOAT_DIGITS - 1).parse().unwrap_or(value);
    // Long rows of zeros are not digits either: 1e300 is as JSON writes it.
    if rounded != 0.0 && !(1e-7..1e21).contains(&rounded.abs()) {
        return format!("{rounded:e}");
    }
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_texts(texts: &[&str]) -> Sum {
        let mut sum = Sum::default();
        for text in texts {
            assert!(sum.add_text(text), "{text}");
        }
        sum
    }

    #[test]
    fn sums_are_done_as_on_paper() {
        for (texts, expected, exact) in [
            (&["0.1", "0.2"][..], "0.3", true),
            (&["1.10", "1.20", "-2.3"], "0", true),
            (&["9007199254740993", "9007199254740993"], "18014398509481986", true),
            (&["9223372036854775807", "9223372036854775807"], "18446744073709551614", true),
            (&["1e5", "2.5E+1", "-1e-3"], "100024.999", true),
            (&["-0.05"], "-0.05", true),
            (&["0.1234567890123456789", "1"], "1.12345678901235", false),
            (&["1e300", "1"], "1e300", false),
            (&[], "0", true),
        ] {
            let sum = of_texts(texts);
            assert_eq!((sum.text().as_str(), sum.is_exact()), (expected, exact), "{texts:?}");
        }
        assert!(!Sum::default().add_text("1e400"));
        assert!(!Sum::default().add_text("x"));
    }

    #[test]
    fn floats_are_added_as_the_decimals_they_stand_for() {
        let mut sum = Sum::default();
        for _ in 0..1_000 {
            assert!(sum.add_float(0.1) && sum.add_float(-2.35));
        }
        assert_eq!(sum.text(), "-2250");
        assert!(sum.is_exact());
        // More digits than a decimal of 15: compensation keeps what plain addition loses.
        let mut sum = Sum::default();
        for value in [1.0, 1e100, 1.0, -1e100] {
            assert!(sum.add_float(value));
        }
        assert_eq!(sum.text(), "2");
        assert!(!sum.add_float(f64::INFINITY) && !sum.add_float(f64::NAN));
    }

    #[test]
    fn a_sum_at_the_end_of_128_bits_goes_on_in_floats() {
        // 2^127 - 1 with 17 places: its whole part is rounded to a float that has no place in 128 bits.
        for (largest, rounded) in [
            ("1701411834604692317316.87303715884105727", "1.70141183460469e21"),
            ("-1701411834604692317316.87303715884105727", "-1.70141183460469e21"),
        ] {
            let sum = of_texts(&[largest]);
            assert!(sum.is_exact());
            assert_eq!(sum.text(), largest);
            let sum = of_texts(&[largest, "1e-30"]);
            assert_eq!((sum.text().as_str(), sum.is_exact()), (rounded, false));
        }
        assert_eq!(of_texts(&["0e2147483647", "1"]).text(), "1");
        assert!(!Sum::default().add_text("1e2147483647"));
        assert!(of_texts(&["1e-2147483648"]).value() == 0.0);
    }

    #[test]
    fn merging_is_adding() {
        let values = ["0.1", "3", "2.25", "0.1234567890123456789", "1e5", "-7.5"];
        for cut in 0..values.len() {
            let mut left = of_texts(&values[..cut]);
            left.merge(&of_texts(&values[cut..]));
            assert_eq!(left.text(), of_texts(&values).text(), "{cut}");
        }
    }
}
