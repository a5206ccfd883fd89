//! Finding the other bracket of a pair.

use super::Buffer;

/// Brackets that nest; quotes do not.
const BRACKETS: [(char, char); 3] = [('(', ')'), ('{', '}'), ('[', ']')];

/// Chars looked at before giving up, so that a frame never walks through a huge text.
const REACH: usize = 100_000;

impl Buffer {
    /// The char offset of the bracket that belongs to the one at `at`; `None` when there is no
    /// bracket there or no partner within 100,000 chars.
    pub fn matching_bracket(&self, at: usize) -> Option<usize> {
        self.matching_bracket_in(at, |_| true)
    }

    /// The same among those brackets only for whose char offset `is_code` holds: a highlighter
    /// leaves out those in strings and comments.
    pub fn matching_bracket_in(&self, at: usize, is_code: impl Fn(usize) -> bool) -> Option<usize> {
        let here = self.rope().get_char(at).filter(|_| is_code(at))?;
        if let Some((open, close)) = BRACKETS.iter().find(|(open, _)| *open == here) {
            let chars = self.rope().chars_at(at + 1).enumerate().map(|(i, c)| (at + 1 + i, c));
            return partner(chars, *close, *open, is_code);
        }
        let (open, _) = BRACKETS.iter().find(|(_, close)| *close == here)?;
        let chars = self.rope().chars_at(at).reversed().enumerate().map(|(i, c)| (at - 1 - i, c));
        partner(chars, *open, here, is_code)
    }

    /// The bracket at the caret and its partner: the one before the caret first, then the one
    /// behind it.
    pub fn brackets_at(&self, caret: usize, is_code: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
        let before = caret.checked_sub(1);
        before
            .and_then(|at| Some((at, self.matching_bracket_in(at, &is_code)?)))
            .or_else(|| Some((caret, self.matching_bracket_in(caret, &is_code)?)))
    }

    /// The opener that a closer typed at `at` would belong to.
    pub(super) fn opener_before(&self, at: usize, closer: char) -> Option<usize> {
        let (open, _) = BRACKETS.iter().find(|(_, close)| *close == closer)?;
        let chars = self.rope().chars_at(at).reversed().enumerate().map(|(i, c)| (at - 1 - i, c));
        partner(chars, *open, closer, |_| true)
    }
}

/// The first `wanted` among `chars` that no `nested` one before it needs.
fn partner(
    chars: impl Iterator<Item = (usize, char)>,
    wanted: char,
    nested: char,
    is_code: impl Fn(usize) -> bool,
) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in chars.take(REACH) {
        match c {
            _ if c == wanted && is_code(at) => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(at),
            },
            _ if c == nested && is_code(at) => depth += 1,
            _ => {}
        }
    }
    None
}
