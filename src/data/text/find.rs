//! Find and replace in a text: plain or by a regular expression, with or without capitals, whole words only.

use std::ops::Range;

use regex::{Captures, Regex, RegexBuilder};

use super::Rope;

/// The most memory that a compiled expression takes, bytes: what needs more is refused in words.
const COMPILED: usize = 1 << 20;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// The words, or the expression.
    pub text: String,
    /// `A` and `a` are two letters.
    pub case_sensitive: bool,
    /// What stands inside of a longer word is passed over.
    pub whole_word: bool,
    /// `text` is a regular expression of the `regex` crate; `^` and `$` are ends of lines.
    pub is_regex: bool,
}

/// A pattern that is ready to look.
#[derive(Clone, Debug)]
pub struct Finder {
    regex: Regex,
    whole_word: bool,
    is_regex: bool,
}

/// One hit and what takes its place, in bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The hit.
    pub range: Range<usize>,
    /// What is written there.
    pub text: String,
}

impl Finder {
    /// Gets a pattern ready; `None` for an empty one, which finds nothing.
    ///
    /// # Errors
    /// Why the expression cannot be read, in one line.
    pub fn new(pattern: &Pattern) -> Result<Option<Self>, String> {
        if pattern.text.is_empty() {
            return Ok(None);
        }
        let source = if pattern.is_regex { pattern.text.clone() } else { regex::escape(&pattern.text) };
        let regex = RegexBuilder::new(&source)
            .case_insensitive(!pattern.case_sensitive)
            .multi_line(true)
            .size_limit(COMPILED)
            .build()
            .map_err(|error| reason(&error))?;
        Ok(Some(Self { regex, whole_word: pattern.whole_word, is_regex: pattern.is_regex }))
    }

    /// All hits in order, in chars of the text. Takes time linear in the text.
    pub fn hits(&self, rope: &Rope) -> Vec<Range<usize>> {
        let text = rope.to_string();
        let wanted = self.regex.find_iter(&text).map(|hit| hit.range());
        wanted
            .filter(|range| self.stands_alone(&text, range))
            .map(|range| rope.byte_to_char(range.start)..rope.byte_to_char(range.end))
            .collect()
    }

    /// All hits with what takes their places. In the replacement of an expression `$1`, `$0` and `${name}`
    /// stand for what its groups caught, `\n` and `\t` for a line break and a tab, `$$` for `$`; a `$` before
    /// anything else is itself, since variables of operations begin with one.
    pub fn replacements(&self, text: &str, with: &str) -> Vec<Replaced> {
        self.regex
            .captures_iter(text)
            .filter_map(|caught| {
                let range = caught.get(0)?.range();
                let written = if self.is_regex { expanded(&caught, with) } else { with.to_owned() };
                self.stands_alone(text, &range).then_some(Replaced { range, text: written })
            })
            .collect()
    }

    fn stands_alone(&self, text: &str, range: &Range<usize>) -> bool {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let before = text.get(..range.start).and_then(|t| t.chars().next_back());
        let after = text.get(range.end..).and_then(|t| t.chars().next());
        !self.whole_word || !(before.is_some_and(is_word) || after.is_some_and(is_word))
    }
}

/// The last line of the crate's picture of an error says what is wrong.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "The expression is too large".to_owned(),
        error => {
            let words = error.to_string();
            let last = words.lines().last().unwrap_or_default();
            let last = last.strip_prefix("error: ").unwrap_or(last);
            let mut chars = last.chars();
            chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
        }
    }
}

/// A replacement with what the groups caught.
fn expanded(caught: &Captures<'_>, with: &str) -> String {
    let mut written = String::with_capacity(with.len());
    let mut rest = with;
    while let Some(at) = rest.find(['$', '\\']) {
        let (before, from) = rest.split_at(at);
        written.push_str(before);
        let (text, taken) = special(caught, from);
        written.push_str(&text);
        rest = from.get(taken..).unwrap_or_default();
    }
    written + rest
}

/// What the `$` or `\` that `from` begins with stands for, and the bytes that say so.
fn special(caught: &Captures<'_>, from: &str) -> (String, usize) {
    let group = |name: &str| match name.parse::<usize>() {
        Ok(number) if number < caught.len() => Some(caught.get(number).map_or("", |m| m.as_str())),
        Ok(_) => None,
        Err(_) => caught.name(name).map(|m| m.as_str()),
    };
    let inside = from.get(1..).unwrap_or_default();
    let itself = || (from.get(..1).unwrap_or_default().to_owned(), 1);
    if from.starts_with('\\') {
        return match inside.chars().next() {
            Some('n') => ("\n".to_owned(), 2),
            Some('t') => ("\t".to_owned(), 2),
            Some('\\') => ("\\".to_owned(), 2),
            _ => itself(),
        };
    }
    if inside.starts_with('$') {
        return ("$".to_owned(), 2);
    }
    if let Some((name, _)) = inside.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
        return group(name).map_or_else(itself, |text| (text.to_owned(), name.len() + 3));
    }
    let digits = inside.len() - inside.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match inside.get(..digits).filter(|d| !d.is_empty()).and_then(group) {
        Some(text) => (text.to_owned(), 1 + digits),
        None => itself(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str, flags: &str) -> Pattern {
        Pattern {
            text: text.to_owned(),
            case_sensitive: flags.contains('c'),
            whole_word: flags.contains('w'),
            is_regex: flags.contains('r'),
        }
    }

    fn finder(text: &str, flags: &str) -> Finder {
        Finder::new(&pattern(text, flags)).expect("it can be read").expect("it is not empty")
    }

    #[test]
    fn hits_are_chars_of_the_text() {
        for (needle, flags, text, hits) in [
            ("id", "", "{ id Id user_id }", &[(2, 4), (5, 7), (13, 15)][..]),
            ("id", "c", "{ id Id user_id }", &[(2, 4), (13, 15)][..]),
            ("id", "w", "{ id Id user_id }", &[(2, 4), (5, 7)][..]),
            ("a.c", "", "abc a.c", &[(4, 7)][..]),
            ("a.c", "r", "abc a.c", &[(0, 3), (4, 7)][..]),
            ("größe", "", "é GRÖßE", &[(2, 7)][..]),
            ("^", "r", "a\nb", &[(0, 0), (2, 2)][..]),
            ("$limit", "w", "$limit $limits", &[(0, 6)][..]),
            ("b$", "r", "ab\nb", &[(1, 2), (3, 4)][..]),
        ] {
            let found = finder(needle, flags).hits(&Rope::from_str(text));
            let found: Vec<(usize, usize)> = found.into_iter().map(|hit| (hit.start, hit.end)).collect();
            assert_eq!(found, hits, "{needle} {flags} in {text}");
        }
        assert!(Finder::new(&pattern("", "r")).expect("it can be read").is_none());
    }

    #[test]
    fn groups_stand_in_the_replacement_of_an_expression_only() {
        for (needle, flags, with, text, after) in [
            (r"(\w+): (\w+)", "r", "$2: $1", "a: b", "b: a"),
            (r"(?<key>\w+)=", "r", "${key} -> ", "a=", "a -> "),
            ("limit", "r", "$limit", "limit", "$limit"),
            ("limit", "r", "$$0", "limit", "$0"),
            ("limit", "", "$0", "limit", "$0"),
            ("(a)|(b)", "r", "[$1$2]", "ab", "[a][b]"),
            ("a", "r", "$7${none}", "a", "$7${none}"),
            (",", "r", r"\n\t\\", "a,b", "a\n\t\\b"),
            ("a", "w", "x", "a ab a", "x ab x"),
        ] {
            let mut done = text.to_owned();
            for replaced in finder(needle, flags).replacements(text, with).into_iter().rev() {
                done.replace_range(replaced.range, &replaced.text);
            }
            assert_eq!(done, after, "{needle} by {with}");
        }
    }

    #[test]
    fn an_expression_that_cannot_be_read_says_why() {
        assert_eq!(Finder::new(&pattern("(a", "r")).expect_err("no end"), "Unclosed group");
        assert_eq!(
            Finder::new(&pattern(r"\w{1000}{1000}", "r")).expect_err("too large"),
            "The expression is too large"
        );
    }
}
