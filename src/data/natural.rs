//! Text in the order in which people count: `Level −1`, `Level 0`, `level 2`, `Level 10`.
//!
//! A text becomes a row of bytes, made as they are needed: letters in small, and for a number its sign and length
//! before its digits, so that comparing bytes compares values. There is no other definition of the order, and
//! so it is one, whatever the texts are.
//!
//! A minus counts at the beginning and after a blank: `W1-002` comes after `W1-001`. A text that is a decimal
//! number is one (`0.25` before `0.5`); in any other a dot only separates (`1.9 Walls` before `1.10 Doors`).

use std::cmp::Ordering;
use std::str::Chars;

/// Stands for a number among characters: where its first digit would stand.
const NUMBER: u8 = b'0';
/// The length of a number is added to this, or taken from it where the number is negative.
const NO_LENGTH: u8 = 0x80;
/// The longest length that one byte says; longer numbers say more of them.
const MOST_LENGTH: usize = 0x7e;

/// Compares two texts. Case and blanks at the ends count only where nothing else differs; never equal for two
/// different texts.
pub fn compare(a: &str, b: &str) -> Ordering {
    Bytes::of(a).cmp(Bytes::of(b)).then_with(|| a.cmp(b))
}

/// The first eight bytes by which a text is ordered, as a number: unequal ones decide.
pub fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (slot, byte) in bytes.iter_mut().zip(Bytes::of(text)) {
        *slot = byte;
    }
    u64::from_be_bytes(bytes)
}

/// The bytes by which a text is ordered.
struct Bytes<'t> {
    rest: &'t str,
    /// Whether a minus here would be one: at the beginning and after a blank.
    may_be_minus: bool,
    is_begun: bool,
    /// Small letters of a capital that are still to come.
    letters: Option<std::char::ToLowercase>,
    now: Piece<'t>,
}

/// What bytes come of next.
enum Piece<'t> {
    Nothing,
    /// Bytes of a character, the next one first.
    Encoded([u8; 4], usize, usize),
    Number(Number<'t>),
    /// The digits after the point of a text that is a decimal number.
    Fraction(Chars<'t>, bool),
}

/// A number being written: its mark, its length, its digits, and at the beginning whether it is all there is.
#[derive(Clone, Copy)]
struct Number<'t> {
    digits: &'t str,
    is_negative: bool,
    step: Step<'t>,
    is_first: bool,
}

#[derive(Clone, Copy)]
enum Step<'t> {
    Mark,
    /// How much of the length is still to be said.
    Length(usize),
    Digits(&'t str),
    Class,
}

impl<'t> Bytes<'t> {
    fn of(text: &'t str) -> Self {
        Self { rest: text.trim(), may_be_minus: true, is_begun: false, letters: None, now: Piece::Nothing }
    }

    /// Takes what stands next.
    fn take(&mut self) -> Option<Piece<'t>> {
        if let Some(letter) = self.letters.as_mut().and_then(Iterator::next) {
            return Some(encoded(letter));
        }
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let first = self.rest.chars().next()?;
        let is_minus = self.may_be_minus && matches!(first, '-' | '\u{2212}');
        let unsigned =
            if is_minus { self.rest.get(first.len_utf8()..).unwrap_or_default() } else { self.rest };
        let digits = digits(unsigned);
        self.may_be_minus = first.is_whitespace();
        if digits.is_empty() {
            self.rest = self.rest.get(first.len_utf8()..).unwrap_or_default();
            if first.is_ascii() {
                return Some(encoded(first.to_ascii_lowercase()));
            }
            let mut letters = first.to_lowercase();
            let letter = letters.next()?;
            self.letters = Some(letters);
            return Some(encoded(letter));
        }
        self.rest = unsigned.get(digits.len()..).unwrap_or_default();
        let digits = digits.trim_start_matches('0');
        let is_negative = is_minus && !(digits.is_empty() && fraction(self.rest).is_none_or(is_zero));
        Some(Piece::Number(Number { digits, is_negative, step: Step::Mark, is_first }))
    }

    /// The next byte of a number, and what comes after it.
    fn of_number(&mut self, mut number: Number<'t>) -> (u8, Piece<'t>) {
        let signed = |byte: u8| if number.is_negative { !byte } else { byte };
        let byte = match number.step {
            Step::Mark => {
                number.step = Step::Length(number.digits.len());
                NUMBER
            }
            Step::Length(left) => {
                let said = left.min(MOST_LENGTH + 1);
                number.step =
                    if said > MOST_LENGTH { Step::Length(left - said) } else { Step::Digits(number.digits) };
                signed(NO_LENGTH + said as u8)
            }
            Step::Digits(left) => match left.as_bytes().split_first() {
                Some((digit, _)) => {
                    number.step = Step::Digits(left.get(1..).unwrap_or_default());
                    signed(*digit)
                }
                None => return self.after_number(number),
            },
            Step::Class => return self.after_number(number),
        };
        if matches!(number.step, Step::Digits("")) {
            number.step = Step::Class;
            if !number.is_first {
                return (byte, Piece::Nothing);
            }
        }
        (byte, Piece::Number(number))
    }

    /// Whether a text that begins with a number is one, which comes before those that are not.
    fn after_number(&mut self, number: Number<'t>) -> (u8, Piece<'t>) {
        match fraction(self.rest) {
            Some(digits) => {
                self.rest = "";
                (1, Piece::Fraction(digits.trim_end_matches('0').chars(), number.is_negative))
            }
            None => (2, Piece::Nothing),
        }
    }
}

impl Iterator for Bytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        loop {
            match std::mem::replace(&mut self.now, Piece::Nothing) {
                Piece::Nothing => self.now = self.take()?,
                Piece::Encoded(bytes, at, end) => {
                    if at + 1 < end {
                        self.now = Piece::Encoded(bytes, at + 1, end);
                    }
                    return bytes.get(at).copied();
                }
                Piece::Number(number) => {
                    let (byte, after) = self.of_number(number);
                    self.now = after;
                    return Some(byte);
                }
                Piece::Fraction(mut digits, is_negative) => match digits.next() {
                    Some(digit) => {
                        self.now = Piece::Fraction(digits, is_negative);
                        return Some(if is_negative { !(digit as u8) } else { digit as u8 });
                    }
                    // Nothing more is the largest that can follow below zero: -1.5 comes before -1.
                    None => return is_negative.then_some(u8::MAX),
                },
            }
        }
    }
}

fn encoded<'t>(letter: char) -> Piece<'t> {
    let mut bytes = [0; 4];
    let end = letter.encode_utf8(&mut bytes).len();
    Piece::Encoded(bytes, 0, end)
}

/// The digits a text begins with.
fn digits(text: &str) -> &str {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The digits after the point, of a rest that ends a decimal number; empty where nothing is left at all.
fn fraction(rest: &str) -> Option<&str> {
    if rest.is_empty() {
        return Some("");
    }
    rest.strip_prefix('.').filter(|rest| !rest.is_empty() && digits(rest).len() == rest.len())
}

fn is_zero(digits: &str) -> bool {
    digits.bytes().all(|digit| digit == b'0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_in_the_order_in_which_people_count() {
        let sorted = [
            "",
            "-12",
            "-1.5",
            "-1",
            "\u{2212}0.5",
            "0",
            "0.25",
            "0.5",
            "00.50",
            "1",
            "1.0",
            "1.9 Walls",
            "1.10 Doors",
            "1A",
            "1a 2",
            "2",
            "10",
            "99999999999999999999999999999999",
            "100000000000000000000000000000000",
            "Ebene \u{2212}10",
            "Ebene \u{2212}2",
            "Ebene -1",
            "Ebene 0",
            "Ebene 2",
            "Ebene 10",
            "Level",
            "Level -1",
            "Level \u{2212}1",
            "LEVEL 1",
            "Level 01",
            "level 1",
            "Level 1 east",
            "Level 9",
            "Level 10",
            "W1-001",
            "W1-002",
            "W1-010",
            "W2-001",
            "Zone",
            "Ärker",
            "ビル管理",
        ];
        for (nth, pair) in sorted.windows(2).enumerate() {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{nth}: {pair:?}");
            assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{nth}: {pair:?}");
            assert!(beginning(pair[0]) <= beginning(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn capitals_of_several_letters_and_long_numbers_are_whole() {
        assert_eq!(Bytes::of("İx").collect::<Vec<u8>>(), "i\u{307}x".as_bytes());
        let digits = "7".repeat(1_000);
        assert_eq!(compare(&format!("a{digits}"), &format!("a{digits}7")), Ordering::Less);
        assert_eq!(compare(&format!("a{digits}8"), &format!("a{digits}7")), Ordering::Greater);
        assert_eq!(compare(" a", "a"), Ordering::Less, "blanks count only where nothing else differs");
    }

    proptest! {
        #[test]
        fn it_is_an_order_and_its_beginnings_agree(
            texts in prop::collection::vec("[-−aB. 0-9]{0,6}", 3)
        ) {
            let (a, b, c) = (&texts[0], &texts[1], &texts[2]);
            prop_assert_eq!(compare(a, b), compare(b, a).reverse());
            prop_assert_eq!(compare(a, b) == Ordering::Equal, a == b);
            if compare(a, b) != Ordering::Greater && compare(b, c) != Ordering::Greater {
                prop_assert_ne!(compare(a, c), Ordering::Greater);
            }
            if beginning(a) < beginning(b) {
                prop_assert_eq!(compare(a, b), Ordering::Less);
            }
        }

        #[test]
        fn numbers_written_as_text_are_in_the_order_of_their_values(a in -2_000_000_i64..2_000_000, b in -2_000_000_i64..2_000_000, places in 0_usize..4) {
            let text = |value: i64| format!("{:.*}", places, value as f64 / 1_000.0);
            let value = |value: i64| text(value).parse::<f64>().unwrap();
            let by_value = value(a).partial_cmp(&value(b)).unwrap();
            if by_value != Ordering::Equal {
                prop_assert_eq!(compare(&text(a), &text(b)), by_value, "{} {}", text(a), text(b));
            }
        }
    }
}
