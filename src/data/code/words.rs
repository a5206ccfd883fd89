//! A command line as its shell reads it: words, and what stands behind `<<` as its standard input.

/// The words of one command, and its standard input where the line itself gives it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CommandWords {
    pub words: Vec<String>,
    pub input: Option<String>,
}

/// Reads the first command of a text: `sh` and its relatives, or what browsers copy for the Windows prompt.
pub(super) fn split(text: &str) -> CommandWords {
    let windows = text.contains("^\"") || text.lines().any(|line| line.trim_end().ends_with(" ^"));
    let plain = if windows { without_carets(text) } else { text.to_owned() };
    let mut reader = Reader { chars: plain.chars().collect(), at: 0, windows };
    reader.command()
}

/// The Windows prompt takes `^` away and whatever follows as it stands; with a line break nothing stays.
fn without_carets(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('^', Some('\n')) => {
                chars.next();
                // Two line breaks are one that is meant.
                plain.push(if chars.peek() == Some(&'\n') { '\n' } else { ' ' });
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
            }
            ('^', Some(next)) => {
                plain.push(*next);
                chars.next();
            }
            _ => plain.push(c),
        }
    }
    plain
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    windows: bool,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        Some(c)
    }

    fn starts(&self, words: &str) -> bool {
        words.chars().enumerate().all(|(ahead, c)| self.peek(ahead) == Some(c))
    }

    fn command(&mut self) -> CommandWords {
        let mut found = CommandWords::default();
        let mut ends: Option<String> = None;
        while let Some(c) = self.peek(0) {
            match c {
                '\n' => {
                    self.at += 1;
                    if let Some(end) = ends.take() {
                        found.input = Some(self.document(&end));
                        break;
                    }
                    // What a shell would run next is another command.
                    if !found.words.is_empty() {
                        break;
                    }
                }
                '\\' if !self.windows && self.starts("\\\n") => self.at += 2,
                '\\' if !self.windows && self.starts("\\\r\n") => self.at += 3,
                c if c.is_whitespace() => self.at += 1,
                '<' if self.starts("<<<") => {
                    self.at += 3;
                    self.blanks();
                    found.input = Some(self.word());
                }
                '<' if self.starts("<<") => {
                    self.at += if self.peek(2) == Some('-') { 3 } else { 2 };
                    self.blanks();
                    ends = Some(self.word());
                }
                '|' | ';' | '<' | '>' if !self.windows => {
                    // The rest of the line is no part of the command.
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                '#' if !self.windows => {
                    while self.peek(0).is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                _ => {
                    let word = self.word();
                    found.words.push(word);
                }
            }
        }
        found
    }

    fn blanks(&mut self) {
        while self.peek(0).is_some_and(|c| c == ' ' || c == '\t') {
            self.at += 1;
        }
    }

    /// The lines up to the one that holds `end` alone.
    fn document(&mut self, end: &str) -> String {
        let rest: String = self.chars.iter().skip(self.at).collect();
        self.at = self.chars.len();
        let lines: Vec<&str> = rest.lines().take_while(|line| line.trim_start_matches('\t') != end).collect();
        lines.join("\n")
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek(0) {
            match c {
                c if c.is_whitespace() => break,
                '|' | ';' | '<' | '>' if !self.windows => break,
                '\'' if !self.windows => {
                    self.at += 1;
                    while let Some(c) = self.next().filter(|c| *c != '\'') {
                        word.push(c);
                    }
                }
                '"' => self.double(&mut word),
                '$' if self.starts("$'") && !self.windows => {
                    self.at += 2;
                    self.escaped(&mut word);
                }
                '\\' if !self.windows => {
                    self.at += 1;
                    match self.next() {
                        Some('\n') | None => {}
                        Some('\r') if self.peek(0) == Some('\n') => self.at += 1,
                        Some(c) => word.push(c),
                    }
                }
                c => {
                    word.push(c);
                    self.at += 1;
                }
            }
        }
        word
    }

    /// Between double quotes a backslash is one but before a few characters.
    fn double(&mut self, word: &mut String) {
        self.at += 1;
        while let Some(c) = self.next() {
            match (c, self.peek(0)) {
                ('"', Some('"')) if self.windows => {
                    word.push('"');
                    self.at += 1;
                }
                ('"', _) => return,
                ('\\', Some('\n')) if !self.windows => self.at += 1,
                ('\\', Some(next @ ('"' | '\\'))) => {
                    word.push(next);
                    self.at += 1;
                }
                ('\\', Some(next @ ('$' | '`'))) if !self.windows => {
                    word.push(next);
                    self.at += 1;
                }
                _ => word.push(c),
            }
        }
    }

    /// Behind `$'`: escapes as in C.
    fn escaped(&mut self, word: &mut String) {
        while let Some(c) = self.next() {
            if c == '\'' {
                return;
            }
            if c != '\\' {
                word.push(c);
                continue;
            }
            let Some(c) = self.next() else { return };
            let plain = match c {
                'n' => Some('\n'),
                't' => Some('\t'),
                'r' => Some('\r'),
                'a' => Some('\u{7}'),
                'b' => Some('\u{8}'),
                'e' | 'E' => Some('\u{1b}'),
                'f' => Some('\u{c}'),
                'v' => Some('\u{b}'),
                'x' => self.number(2, 16),
                'u' => self.unit(),
                'U' => self.number(8, 16),
                '0'..='7' => {
                    self.at -= 1;
                    self.number(3, 8)
                }
                c => Some(c),
            };
            word.extend(plain);
        }
    }

    /// `\uXXXX`, and the second half of a pair behind it, as browsers write it.
    fn unit(&mut self) -> Option<char> {
        let first = self.digits(4, 16);
        if (0xd800..0xdc00).contains(&first) && self.starts("\\u") {
            self.at += 2;
            let second = self.digits(4, 16);
            return char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second.wrapping_sub(0xdc00));
        }
        char::from_u32(first)
    }

    fn number(&mut self, most: usize, radix: u32) -> Option<char> {
        char::from_u32(self.digits(most, radix))
    }

    fn digits(&mut self, most: usize, radix: u32) -> u32 {
        let mut number = 0_u32;
        for _ in 0..most {
            let Some(digit) = self.peek(0).and_then(|c| c.to_digit(radix)) else { break };
            number = number.wrapping_mul(radix).wrapping_add(digit);
            self.at += 1;
        }
        number
    }
}
