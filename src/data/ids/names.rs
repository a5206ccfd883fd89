//! Names come from servers and can be anything: what is shown, and what becomes a file name.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// Longest name shown, in characters. The whole stays in the data.
const SHOWN_CHARS: usize = 1_000;
/// Longest suggested file name without its ending, in characters.
const STEM_CHARS: usize = 100;
/// The same in bytes: most file systems end a name at 255, and an ending and a temp mark come on top.
const STEM_BYTES: usize = 200;
/// What a name becomes when nothing usable is left of it.
const NAMELESS: &str = "untitled";

/// A name as it can be drawn on one line without lying.
///
/// Control characters become their pictures (`␊`), and characters that reorder or hide text
/// become `⟨U+202E⟩`. Joiners stay, since Persian, Indic scripts and emoji need them.
/// Longer names than 1,000 characters end in `…`.
pub fn display_name(name: &str) -> Cow<'_, str> {
    let long = name.len() > SHOWN_CHARS && name.chars().nth(SHOWN_CHARS).is_some();
    if !long && !name.chars().any(must_be_shown) {
        return Cow::Borrowed(name);
    }
    let mut shown = String::with_capacity(name.len().min(4 * SHOWN_CHARS));
    for c in name.chars().take(SHOWN_CHARS) {
        match c {
            '\0'..='\x1f' => shown.extend(char::from_u32(0x2400 + c as u32)),
            '\x7f' => shown.push('\u{2421}'),
            c if must_be_shown(c) => shown.push_str(&format!("⟨U+{:04X}⟩", c as u32)),
            c => shown.push(c),
        }
    }
    if long {
        shown.push('…');
    }
    Cow::Owned(shown)
}

/// Controls, and format characters that reorder, hide or break the text around them.
fn must_be_shown(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A file name without its ending, made of any text: a basename on Linux, macOS and Windows.
///
/// No separators or characters Windows refuses (`_` instead), no controls or invisible characters,
/// no leading dots, no trailing dots or blanks, no device names (`CON`, also as `con.2024`),
/// at most 100 characters and 200 bytes, cut between whole characters. Never empty.
pub fn file_stem(name: &str) -> String {
    let mut plain = String::with_capacity(name.len().min(4 * STEM_CHARS));
    for c in name.chars().filter(|c| !must_be_shown(*c) || c.is_whitespace()) {
        match c {
            '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => plain.push('_'),
            c if c.is_whitespace() => plain.push(' '),
            c => plain.push(c),
        }
        if plain.len() > 8 * STEM_CHARS {
            break;
        }
    }
    let trimmed = plain.trim().trim_start_matches(['.', ' ']);
    let stem = cut(trimmed).trim_end_matches(['.', ' ']);
    if stem.is_empty() {
        return NAMELESS.to_owned();
    }
    if is_device(stem) { format!("_{stem}") } else { stem.to_owned() }
}

/// The longest beginning made of whole graphemes that keeps to both limits.
fn cut(name: &str) -> &str {
    let mut end = 0;
    let mut chars = 0;
    for (at, grapheme) in name.grapheme_indices(true) {
        chars += grapheme.chars().count();
        // One place is kept for the `_` before a device name.
        if chars > STEM_CHARS - 1 || at + grapheme.len() > STEM_BYTES - 1 {
            break;
        }
        end = at + grapheme.len();
    }
    &name[..end]
}

/// Names that Windows gives to devices, with or without an ending.
fn is_device(stem: &str) -> bool {
    let base = stem.split('.').next().unwrap_or(stem).trim_end().to_ascii_uppercase();
    if matches!(base.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$") {
        return true;
    }
    let port = base.strip_prefix("COM").or_else(|| base.strip_prefix("LPT"));
    port.is_some_and(|n| {
        matches!(n, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_lie_about_themselves() {
        for (name, shown) in [
            ("Zürich 🏗️ 横筋", "Zürich 🏗️ 横筋"),
            ("می‌خواهم", "می‌خواهم"),
            ("a\nb\tc\0", "a␊b␉c␀"),
            ("del\x7f c1\u{85}", "del␡ c1⟨U+0085⟩"),
            ("invoice\u{202e}fdp.exe", "invoice⟨U+202E⟩fdp.exe"),
            ("a\u{2066}b\u{200b}c\u{feff}", "a⟨U+2066⟩b⟨U+200B⟩c⟨U+FEFF⟩"),
            ("line\u{2028}line", "line⟨U+2028⟩line"),
        ] {
            assert_eq!(display_name(name), shown);
        }
    }

    #[test]
    fn an_ordinary_name_is_not_copied() {
        assert!(matches!(display_name("Level 1"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_names_end_in_an_ellipsis() {
        let shown = display_name(&"é".repeat(5_000)).into_owned();
        assert_eq!(shown.chars().count(), SHOWN_CHARS + 1);
        assert!(shown.ends_with('…'));
        assert!(matches!(display_name(&"é".repeat(SHOWN_CHARS)), Cow::Borrowed(_)));
    }

    #[test]
    fn file_names_are_basenames_everywhere() {
        for (name, stem) in [
            ("Tower / Level 1", "Tower _ Level 1"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "untitled"),
            ("", "untitled"),
            (" . hidden. . ", "hidden"),
            ("C:\\temp\\x", "C__temp_x"),
            ("con", "_con"),
            ("CON.2024", "_CON.2024"),
            ("con .2024", "_con .2024"),
            ("com1", "_com1"),
            ("LPT²", "_LPT²"),
            ("console", "console"),
            ("a\nb\u{202e}c\0d", "a bcd"),
            ("what?*<>|\"", "what______"),
            ("Zürich 🏗️", "Zürich 🏗️"),
            ("-1 Basement", "-1 Basement"),
        ] {
            assert_eq!(file_stem(name), stem, "{name:?}");
        }
    }

    #[test]
    fn file_names_keep_to_their_length_between_whole_characters() {
        for long in ["x".repeat(5_000), "横".repeat(500), "👨‍👩‍👧‍👦".repeat(60), ".".repeat(50) + &"y".repeat(300)]
        {
            let stem = file_stem(&long);
            assert!(stem.chars().count() <= STEM_CHARS && stem.len() <= STEM_BYTES, "{}", stem.len());
            assert!(stem.len() > 90);
            assert!(!stem.ends_with('\u{200d}'), "cut inside a character");
        }
        assert!(!file_stem(&("x".repeat(98) + "... and more")).ends_with('.'));
    }

    #[test]
    fn naughty_strings_become_safe_file_names() {
        let Some(strings) = crate::ids::fixtures::naughty_strings() else { return };
        for naughty in strings {
            let stem = file_stem(&naughty);
            assert!(!stem.is_empty() && stem.chars().count() <= STEM_CHARS, "{naughty:?}");
            assert!(!stem.contains(['/', '\\', ':', '\0', '\n']) && !stem.starts_with('.'), "{naughty:?}");
            assert!(!stem.ends_with(['.', ' ']) && !is_device(&stem), "{naughty:?}");
            assert!(!display_name(&naughty).chars().any(must_be_shown), "{naughty:?}");
        }
    }
}
