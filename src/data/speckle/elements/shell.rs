//! Words as a shell reads them back: quoted where anything in them is special, unseen characters by their numbers.

use std::fmt::Write as _;

use crate::document::is_unseen;

/// For whom a command line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// `sh` and those that came of it. Words with unseen characters are written `$'…'`: bash, zsh, ksh, POSIX 2024.
    Posix,
    /// PowerShell. Double quotes in a word reach the program from 7.3 on.
    PowerShell,
}

impl Shell {
    /// The shell that people mostly have on this system.
    pub fn of_this_system() -> Self {
        if cfg!(windows) { Self::PowerShell } else { Self::Posix }
    }

    /// One word: as it stands where nothing in it is special.
    pub fn word(self, word: &str) -> String {
        let is_plain = |c: char| {
            c.is_ascii_alphanumeric()
                || matches!(c, '-' | '_' | '.' | '/' | ':' | '%' | '+')
                // Alone it begins a list or a splat in PowerShell.
                || (c == '@' && self == Self::Posix)
        };
        if !word.is_empty() && word.chars().all(is_plain) {
            return word.to_owned();
        }
        let is_unseen = word.chars().any(is_unseen);
        match self {
            Self::Posix if is_unseen => posix_escaped(word),
            Self::Posix => format!("'{}'", word.replace('\'', r"'\''")),
            Self::PowerShell if is_unseen => power_shell_escaped(word),
            Self::PowerShell => {
                let doubled = word.chars().flat_map(|c| std::iter::repeat_n(c, 1 + usize::from(is_quote(c))));
                format!("'{}'", doubled.collect::<String>())
            }
        }
    }
}

/// What PowerShell takes for a single quote: typographic ones too.
fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

fn posix_escaped(word: &str) -> String {
    let mut text = String::from("$'");
    for c in word.chars() {
        // Writing to a string cannot fail.
        let _ = match c {
            '\n' => write!(text, "\\n"),
            '\t' => write!(text, "\\t"),
            '\'' | '\\' => write!(text, "\\{c}"),
            c if !is_unseen(c) => write!(text, "{c}"),
            c if u32::from(c) < 0x80 => write!(text, "\\{:03o}", u32::from(c)),
            c => write!(text, "\\U{:08x}", u32::from(c)),
        };
    }
    text.push('\'');
    text
}

fn power_shell_escaped(word: &str) -> String {
    let mut text = String::from("\"");
    for c in word.chars() {
        let _ = match c {
            '\n' => write!(text, "`n"),
            '\t' => write!(text, "`t"),
            // PowerShell takes typographic double quotes for plain ones.
            '`' | '$' | '"' | '\u{201c}'..='\u{201e}' => write!(text, "`{c}"),
            c if !is_unseen(c) => write!(text, "{c}"),
            c => write!(text, "$([char]::ConvertFromUtf32({:#x}))", u32::from(c)),
        };
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_each_shell() {
        for (word, posix, power_shell) in [
            ("--where", "--where", "--where"),
            ("https://a.example/p/m@v", "https://a.example/p/m@v", "'https://a.example/p/m@v'"),
            ("", "''", "''"),
            ("my walls.xlsx", "'my walls.xlsx'", "'my walls.xlsx'"),
            ("it's", r"'it'\''s'", "'it''s'"),
            ("it’s ‘so’", "'it’s ‘so’'", "'it’’s ‘‘so’’'"),
            ("$(x) `y` \"z\"", "'$(x) `y` \"z\"'", "'$(x) `y` \"z\"'"),
            ("a,b", "'a,b'", "'a,b'"),
            ("高さ", "'高さ'", "'高さ'"),
            ("a\nrm x", r"$'a\nrm x'", "\"a`nrm x\""),
            ("a\u{1b}'\\", r"$'a\033\'\\'", "\"a$([char]::ConvertFromUtf32(0x1b))'\\\""),
            ("\u{202e}$x\t“", r"$'\U0000202e$x\t“'", "\"$([char]::ConvertFromUtf32(0x202e))`$x`t`“\""),
        ] {
            assert_eq!(Shell::Posix.word(word), posix, "{word:?}");
            assert_eq!(Shell::PowerShell.word(word), power_shell, "{word:?}");
        }
    }

    #[test]
    fn nothing_unseen_stands_in_a_word() {
        for c in ('\0'..='\u{fffff}').filter(|c| is_unseen(*c)) {
            for shell in [Shell::Posix, Shell::PowerShell] {
                let word = shell.word(&format!("a{c}b"));
                assert!(!word.chars().any(is_unseen), "{c:?} {shell:?}");
            }
        }
    }
}
