//! Texts that many rows share: kept once, and no longer than a table can bear.
//!
//! A server may send one name of a megabyte that a million rows refer to, or a million names that one row
//! refers to. What is worked out of them is bounded whatever they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The longest text that is worked out, in bytes. A name of that length is no name.
const MOST_TEXT: usize = 1 << 14;
/// All texts that are worked out for one table together, in bytes.
const MOST_TOGETHER: usize = 1 << 28;
/// How much is left of a text once there are so many.
const LITTLE: usize = 64;
/// What stands where something is cut.
const CUT: &str = "…";

/// How much more may be worked out.
#[derive(Debug)]
pub(super) struct Room {
    longest: usize,
    left: AtomicUsize,
}

impl Default for Room {
    fn default() -> Self {
        Self::of(MOST_TEXT, MOST_TOGETHER)
    }
}

impl Room {
    /// Room for texts of at most `longest` bytes, `together` bytes of all of them.
    pub fn of(longest: usize, together: usize) -> Self {
        Self { longest, left: AtomicUsize::new(together) }
    }

    /// A text to be shared, cut where it is too long: its end is then `…`.
    pub fn share(&self, text: &str) -> Arc<str> {
        let most = self.take(text.len());
        if text.len() <= most {
            return text.into();
        }
        let kept = text.get(..text.floor_char_boundary(most)).unwrap_or_default();
        format!("{kept}{CUT}").into()
    }

    /// The names with `between` between them, as far as there is room. The last ones are left out first.
    pub fn join<'t>(&self, names: impl IntoIterator<Item = &'t str>, between: &str) -> Arc<str> {
        let mut text = String::new();
        for (nth, name) in names.into_iter().enumerate() {
            if nth > 0 {
                text.push_str(between);
            }
            text.push_str(name);
            if text.len() > self.longest {
                break;
            }
        }
        self.share(&text)
    }

    /// A path of names, given from the innermost outwards. The outermost ones are left out first.
    pub fn path<'t>(&self, inwards: impl IntoIterator<Item = &'t str>, between: &str) -> Option<Arc<str>> {
        let mut names: Vec<&str> = Vec::new();
        let mut len = CUT.len();
        for name in inwards {
            len += name.len() + between.len();
            if len > self.longest && !names.is_empty() {
                names.push(CUT);
                break;
            }
            names.push(name);
        }
        names.reverse();
        (!names.is_empty()).then(|| self.join(names, between))
    }

    /// How many bytes a text of this length may have.
    fn take(&self, wanted: usize) -> usize {
        let wanted = wanted.min(self.longest);
        let less = |left: usize| left.checked_sub(wanted);
        match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less) {
            Ok(_) => wanted,
            Err(_) => wanted.min(LITTLE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_end_in_a_mark_and_short_ones_are_whole() {
        let room = Room::of(6, 1_000);
        assert_eq!(&*room.share("sechs."), "sechs.");
        assert_eq!(&*room.share("siebente"), "sieben…");
        assert_eq!(&*room.share("aaaaaü"), "aaaaa…", "characters are whole");
        assert_eq!(&*room.join(["a", "b"], ", "), "a, b");
        assert_eq!(&*room.join(["aaaa", "bbbb", "cccc"], ", "), "aaaa, …");
        assert_eq!(room.path([], " › "), None);
    }

    #[test]
    fn of_a_deep_path_the_inner_names_stay() {
        let room = Room::of(20, 1_000);
        assert_eq!(room.path(["c", "b", "a"], "/").as_deref(), Some("a/b/c"));
        let deep = std::iter::repeat_n("name", 1_000_000);
        assert_eq!(room.path(deep, "/").as_deref(), Some("…/name/name/name"));
    }

    #[test]
    fn all_texts_together_are_bounded() {
        let room = Room::of(1_000, 10_000);
        let long = "x".repeat(900);
        let all: usize = (0..100).map(|_| room.share(&long).len()).sum();
        assert!(all <= 10_000 + 100 * (LITTLE + CUT.len()), "{all}");
        assert_eq!(&*room.share("short"), "short", "what is short is whole all the same");
    }
}
