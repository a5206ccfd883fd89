//! JSON's tokens, one byte at a time: strings, numbers and the three words.

use super::node::Kind;

/// Where in a string the pass stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextState {
    /// Between characters.
    Plain,
    /// After a backslash.
    Escape,
    /// After `\u`, with this many digits to come.
    Digits(u8),
}

impl TextState {
    /// The state after a byte that does not close the string.
    #[inline]
    pub fn after(self, byte: u8) -> Result<Self, String> {
        match (self, byte) {
            (Self::Plain, b'\\') => Ok(Self::Escape),
            (Self::Plain, 0..0x20) => Err(format!("A string must not hold {} unescaped", name(byte))),
            (Self::Plain, _) => Ok(Self::Plain),
            (Self::Escape, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(Self::Plain),
            (Self::Escape, b'u') => Ok(Self::Digits(4)),
            (Self::Escape, _) => Err(format!("A backslash must not be followed by {}", name(byte))),
            (Self::Digits(1), _) if byte.is_ascii_hexdigit() => Ok(Self::Plain),
            (Self::Digits(left), _) if byte.is_ascii_hexdigit() => Ok(Self::Digits(left - 1)),
            (Self::Digits(_), _) => {
                Err(format!("Expected four hexadecimal digits after `\\u`, found {}", name(byte)))
            }
        }
    }
}

/// How many bytes at the start are neither a quote, a backslash nor a control character.
///
/// Eight bytes at a time: the classic test for "a byte is zero" on the word and its differences. A borrow can
/// only mark bytes above the first true hit, and the lowest mark is the one that is taken.
#[inline]
pub(crate) fn plain_run(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
    const SLASHES: u64 = u64::from_ne_bytes([b'\\'; 8]);
    const SPACES: u64 = u64::from_ne_bytes([0x20; 8]);
    let (words, rest) = bytes.as_chunks::<8>();
    for (nth, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let (quotes, slashes) = (word ^ QUOTES, word ^ SLASHES);
        let hits = ((quotes.wrapping_sub(ONES) & !quotes)
            | (slashes.wrapping_sub(ONES) & !slashes)
            | (word.wrapping_sub(SPACES) & !word))
            & HIGHS;
        if hits != 0 {
            return nth * 8 + hits.trailing_zeros() as usize / 8;
        }
    }
    let plain = |&byte: &u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    words.len() * 8 + rest.iter().take_while(|byte| plain(byte)).count()
}

/// Where the closing quote of a string lies whose inside begins here.
pub(crate) fn string_end(inside: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += plain_run(inside.get(at..)?);
        match inside.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// How many bytes at the start are digits.
#[inline]
pub(crate) fn digit_run(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Where in a number the pass stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberState {
    /// After the minus sign.
    Minus,
    /// After a leading zero: no digit may follow.
    Zero,
    /// In the whole part.
    Whole,
    /// After the point.
    Point,
    /// In the fraction.
    Fraction,
    /// After `e`.
    Exponent,
    /// After the exponent's sign.
    Sign,
    /// In the exponent.
    Power,
}

impl NumberState {
    /// The state after a number's first byte; `None` when no number begins so.
    pub fn first(byte: u8) -> Option<Self> {
        match byte {
            b'-' => Some(Self::Minus),
            b'0' => Some(Self::Zero),
            b'1'..=b'9' => Some(Self::Whole),
            _ => None,
        }
    }

    /// The state after a byte; `None` when the byte is not of the number.
    #[inline]
    pub fn after(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Minus, b'0') => Some(Self::Zero),
            (Self::Minus, b'1'..=b'9') | (Self::Whole, b'0'..=b'9') => Some(Self::Whole),
            (Self::Zero | Self::Whole, b'.') => Some(Self::Point),
            (Self::Point | Self::Fraction, b'0'..=b'9') => Some(Self::Fraction),
            (Self::Zero | Self::Whole | Self::Fraction, b'e' | b'E') => Some(Self::Exponent),
            (Self::Exponent, b'+' | b'-') => Some(Self::Sign),
            (Self::Exponent | Self::Sign | Self::Power, b'0'..=b'9') => Some(Self::Power),
            _ => None,
        }
    }

    /// Whether digits change nothing here.
    #[inline]
    pub fn takes_digits(self) -> bool {
        matches!(self, Self::Whole | Self::Fraction | Self::Power)
    }

    /// Whether the number may end here.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Zero | Self::Whole | Self::Fraction | Self::Power)
    }
}

/// The three words of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    True,
    False,
    Null,
}

impl Word {
    pub fn text(self) -> &'static str {
        match self {
            Self::True => "true",
            Self::False => "false",
            Self::Null => "null",
        }
    }

    pub fn kind(self) -> Kind {
        if self == Self::Null { Kind::Null } else { Kind::Bool }
    }
}

/// A byte as a message names it.
pub(crate) fn name(byte: u8) -> String {
    match byte {
        b'\n' => "a line break".into(),
        b'\t' => "a tab".into(),
        b' ' => "a space".into(),
        b'`' => "a backtick".into(),
        0x21..0x7F => format!("`{}`", char::from(byte)),
        0..0x20 | 0x7F => format!("the control character {byte:#04x}"),
        0x80.. => format!("the byte {byte:#04x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_run_ends_at_the_first_special_byte_wherever_it_lies() {
        for len in 0..40 {
            for special in [b'"', b'\\', 0, 0x1F, b'\n'] {
                for at in 0..len {
                    let mut bytes = vec![0xFF; len];
                    bytes[at..].fill(b'"');
                    bytes[at] = special;
                    assert_eq!(plain_run(&bytes), at);
                }
            }
            for plain in [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7F, 0x80, 0xA2, 0xDC, 0xFF] {
                assert_eq!(plain_run(&vec![plain; len]), len, "{plain:#x}");
            }
        }
    }

    #[test]
    fn a_string_ends_at_the_first_quote_that_is_not_escaped() {
        for (inside, end) in [
            ("\"", Some(0)),
            ("abc\"d\"", Some(3)),
            (r#"a\\""#, Some(3)),
            (r#"a\"b\\\"c" x"#, Some(9)),
            (r"a\", None),
            ("a", None),
        ] {
            assert_eq!(string_end(inside.as_bytes()), end, "{inside}");
        }
    }

    #[test]
    fn numbers_follow_the_grammar() {
        let end = |text: &str| {
            let mut bytes = text.bytes();
            let mut state = bytes.next().and_then(NumberState::first)?;
            for byte in bytes {
                state = state.after(byte)?;
            }
            Some(state.is_whole())
        };
        for whole in ["0", "-0", "10", "-1.50", "1e5", "0E-7", "1.25e+30"] {
            assert_eq!(end(whole), Some(true), "{whole}");
        }
        for part in ["-", "1.", "1e", "1e+", "0.0E"] {
            assert_eq!(end(part), Some(false), "{part}");
        }
        for never in ["", "+1", "01", ".5", "1.e", "--1", "1e1.5", "0x1"] {
            assert_eq!(end(never), None, "{never}");
        }
    }
}
