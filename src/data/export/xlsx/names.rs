//! Names of sheets, as spreadsheets allow them.

use std::collections::HashSet;

/// Longest name, in UTF-16 units. Source: Microsoft, "Rename a worksheet".
const MOST_UNITS: usize = 31;

/// Gives each sheet a name of its own.
#[derive(Debug, Default)]
pub(super) struct SheetNames {
    taken: HashSet<String>,
}

impl SheetNames {
    /// A name made of the wanted one: without `[ ] : * ? / \`, not led or ended by `'`, of at most 31
    /// characters, not "History", and no other sheet's.
    pub fn next(&mut self, wanted: &str) -> String {
        let allowed = |character: char| match character {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '-',
            character if character.is_control() => ' ',
            character => character,
        };
        let plain: String = wanted.chars().map(allowed).collect();
        let plain = plain.trim().trim_matches('\'').trim();
        let plain = if plain.is_empty() || plain.eq_ignore_ascii_case("history") { "Rows" } else { plain };
        let mut name = fitting(plain, MOST_UNITS);
        let mut nth = 2;
        // Spreadsheets do not tell names apart by case.
        while !self.taken.insert(name.to_lowercase()) {
            let ending = format!(" ({nth})");
            name = fitting(plain, MOST_UNITS - ending.len()) + &ending;
            nth += 1;
        }
        name
    }
}

fn fitting(name: &str, units: usize) -> String {
    super::cut_text(name, units).0.trim_end().trim_end_matches('\'').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_differ() {
        let mut names = SheetNames::default();
        for (wanted, expected) in [
            ("Walls", "Walls"),
            ("WALLS", "WALLS (2)"),
            ("a/b:c*[d]?\\", "a-b-c--d---"),
            ("'quoted'", "quoted"),
            ("", "Rows"),
            ("history", "Rows (2)"),
            ("a very long name of a model that has no end", "a very long name of a model tha"),
            ("a very long name of a model that has an end", "a very long name of a model (2)"),
            ("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"),
        ] {
            let name = names.next(wanted);
            assert_eq!(name, expected);
            assert!(name.encode_utf16().count() <= MOST_UNITS);
        }
    }
}
