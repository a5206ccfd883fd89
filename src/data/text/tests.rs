//! Tables of edits; [`random`] checks the same code against a plain `String`.
//!
//! In the tables `|` is a caret, `«…|` a selection made forwards, `|…»` one made backwards.

use super::*;

mod random;

/// A buffer from the notation above.
fn parse(marked: &str) -> Buffer {
    let mut text = String::new();
    let mut selections: Vec<Selection> = Vec::new();
    let (mut chars, mut anchor) = (0, None);
    for c in marked.chars() {
        match c {
            '«' => anchor = Some(chars),
            '|' => selections.push(Selection::new(anchor.take().unwrap_or(chars), chars)),
            '»' => selections.last_mut().expect("a head before »").anchor = chars,
            _ => {
                text.push(c);
                chars += 1;
            }
        }
    }
    let mut buffer = Buffer::new(&text);
    buffer.set_selections(selections);
    buffer
}

/// The notation of a buffer.
fn show(buffer: &Buffer) -> String {
    let mut marks: Vec<(usize, char)> = Vec::new();
    for s in buffer.selections() {
        match s.anchor.cmp(&s.head) {
            std::cmp::Ordering::Less => marks.extend([(s.anchor, '«'), (s.head, '|')]),
            std::cmp::Ordering::Equal => marks.push((s.head, '|')),
            std::cmp::Ordering::Greater => marks.extend([(s.head, '|'), (s.anchor, '»')]),
        }
    }
    let mut text: Vec<char> = buffer.text().chars().collect();
    for (at, mark) in marks.into_iter().rev() {
        text.insert(at, mark);
    }
    text.into_iter().collect()
}

/// Does `edit` to each first text and expects the second; then undo must give the first back.
fn check(edit: impl Fn(&mut Buffer), table: &[(&str, &str)]) {
    for (before, after) in table {
        let mut buffer = parse(before);
        edit(&mut buffer);
        assert_eq!(show(&buffer), *after, "from {before:?}");
        if buffer.can_undo() {
            assert!(buffer.undo());
            assert_eq!(show(&buffer), *before, "undo from {after:?}");
        }
    }
}

#[test]
fn typing_pairs() {
    check(
        |b| assert!(b.type_text("{")),
        &[
            ("|", "{|}"),
            ("a| b", "a{|} b"),
            ("|a", "{|a"),
            ("«ab|", "{«ab|}"),
            ("|ab»", "{|ab»}"),
            ("(|)", "({|})"),
        ],
    );
    check(
        |b| assert!(b.type_text("\"")),
        &[("|", "\"|\""), ("a|", "a\"|"), ("\"\"|", "\"\"\"|"), ("\"a\\|", "\"a\\\"|")],
    );
    check(
        |b| _ = b.type_text("}"),
        &[
            ("{|}", "{}|"),
            ("{\n    |", "{\n}|"),
            ("  {\n    a\n    |\n", "  {\n    a\n  }|\n"),
            ("a |", "a }|"),
            ("«a|", "}|"),
        ],
    );
    check(|b| _ = b.type_text("("), &[("a|\nb|", "a(|)\nb(|)")]);
}

#[test]
fn backspace_knows_pairs_and_indentation() {
    check(
        |b| _ = b.backspace(),
        &[
            ("(|)", "|"),
            ("\"|\"", "|"),
            ("(|]", "|]"),
            ("a\n    |b", "a\n  |b"),
            ("a\n   |", "a\n  |"),
            ("a  |", "a |"),
            ("a\n|b", "a|b"),
            ("a\r\n|b", "a|b"),
            ("|a", "|a"),
            ("a👩‍👩‍👧|", "a|"),
            ("e\u{301}|", "|"),
            ("«ab|c", "|c"),
        ],
    );
}

#[test]
fn newline_keeps_indentation_and_opens_blocks() {
    check(
        |b| assert!(b.newline()),
        &[
            ("a|", "a\n|"),
            ("  a|", "  a\n  |"),
            ("  a| b", "  a\n  |b"),
            ("{|}", "{\n  |\n}"),
            ("  x { | }", "  x {\n    |\n  }"),
            ("  x {|\n  }", "  x {\n    |\n  }"),
            ("(|]", "(\n  |]"),
            ("a\n    |", "a\n\n    |"),
            ("a\r\nb|", "a\r\nb\r\n|"),
            ("a«b|c", "a\n|c"),
            (" | a", "\n |a"),
        ],
    );
}

#[test]
fn motions() {
    use Motion::*;
    for (motion, table) in [
        (
            Left,
            &[
                ("ab|", "a|b"),
                ("|a", "|a"),
                ("a\r\n|b", "a|\r\nb"),
                ("e\u{301}|x", "|e\u{301}x"),
                ("a«bc|", "a|bc"),
            ][..],
        ),
        (
            Right,
            &[("|ab", "a|b"), ("a|", "a|"), ("|🇸🇪🇳🇴", "🇸🇪|🇳🇴"), ("a«bc|d", "abc|d"), ("a|bc»d", "abc|d")],
        ),
        (
            WordLeft,
            &[
                ("ab cd|", "ab |cd"),
                ("ab  |cd", "|ab  cd"),
                ("$limit|", "$|limit"),
                ("a\n  |b", "|a\n  b"),
                ("|a", "|a"),
            ],
        ),
        (
            WordRight,
            &[
                ("|ab cd", "ab| cd"),
                ("ab| cd", "ab cd|"),
                ("|$limit", "$|limit"),
                ("a|\n  bc", "a\n  bc|"),
                ("e|", "e|"),
            ],
        ),
        (Up, &[("ab\ncd|", "ab|\ncd"), ("ab|", "|ab"), ("a\nbcd|", "a|\nbcd")]),
        (Down, &[("a|b\ncd", "ab\nc|d"), ("a|b", "ab|"), ("👩‍👩‍👧|x\nab", "👩‍👩‍👧x\na|b")]),
        (PageUp(2), &[("a\nb\nc\nd|", "a\nb|\nc\nd"), ("a\nb|", "a|\nb")]),
        (PageDown(2), &[("|a\nb\nc\nd", "a\nb\n|c\nd"), ("|a\nb", "a\n|b")]),
        (LineStart, &[("  ab|", "  |ab"), ("  |ab", "|  ab"), ("|  ab", "  |ab")]),
        (LineEnd, &[("|ab\r\nc", "ab|\r\nc"), ("ab|", "ab|")]),
        (DocumentStart, &[("a\nb|", "|a\nb")]),
        (DocumentEnd, &[("|a\nb\n", "a\nb\n|")]),
    ] {
        check(|b| b.move_to(motion, false), table);
    }
    check(|b| b.move_to(Right, true), &[("|ab", "«a|b"), ("a|b»", "ab|"), ("|a|b", "«a|«b|")]);
    check(|b| b.move_to(Left, false), &[("|a|b", "|ab")]);
}

#[test]
fn up_and_down_remember_the_column() {
    let mut buffer = parse("long line|\nx\nanother one");
    buffer.move_to(Motion::Down, false);
    assert_eq!(show(&buffer), "long line\nx|\nanother one");
    buffer.move_to(Motion::Down, false);
    assert_eq!(show(&buffer), "long line\nx\nanother o|ne");
    buffer.move_to(Motion::Left, false);
    buffer.move_to(Motion::Up, false);
    buffer.move_to(Motion::Up, false);
    assert_eq!(show(&buffer), "long lin|e\nx\nanother one");
}

#[test]
fn deletions() {
    use Unit::*;
    check(
        |b| _ = b.delete_backward(Word),
        &[("ab cd|", "ab |"), ("ab  |", "|"), ("a«b|c", "a|c"), ("ab| c|", "| |")],
    );
    check(|b| _ = b.delete_forward(Word), &[("|ab cd", "| cd"), ("ab| cd", "ab|")]);
    check(|b| _ = b.delete_backward(Line), &[("x\n  ab|c", "x\n|c"), ("x\n|c", "x|c")]);
    check(|b| _ = b.delete_forward(Line), &[("a|bc\nd", "a|\nd"), ("abc|\r\nd", "abc|d")]);
    check(|b| _ = b.delete_forward(Grapheme), &[("|e\u{301}x", "|x"), ("a|", "a|"), ("a|b|c", "a|")]);
}

#[test]
fn whole_lines() {
    check(
        |b| _ = b.indent(),
        &[("a«\nb|\n", "  a«\n  b|\n"), ("«a\n|b", "  «a\n|b"), ("«a\n\nb|", "  «a\n\n  b|")],
    );
    check(|b| _ = b.outdent(), &[("   a|", " a|"), ("\ta|", "a|"), ("a|", "a|"), (" «a\n  b|", "«a\nb|")]);
    check(|b| _ = b.tab(), &[("|", "  |"), ("a|", "a |"), ("«a|", "  «a|")]);
    check(
        |b| _ = b.toggle_comment("# "),
        &[
            ("a|", "# a|"),
            ("  # a|", "  a|"),
            ("#a|", "a|"),
            ("«  a\n    b\n\n  c|", "«  # a\n  #   b\n\n  # c|"),
            ("«# a\nb|", "# «# a\n# b|"),
            ("|", "# |"),
        ],
    );
    check(
        |b| _ = b.move_line_up(),
        &[("a\nb|", "b|\na"), ("|a\nb", "|a\nb"), ("a\n«b\nc|\nd", "«b\nc|\na\nd"), ("a\r\nb|", "b|\r\na")],
    );
    check(
        |b| _ = b.move_line_down(),
        &[("|a\nb", "b\n|a"), ("a\n|b", "a\n|b"), ("«a\n|b\n", "b\n«a\n|"), ("|a\nb\n|c\nd", "b\n|a\nd\n|c")],
    );
    check(
        |b| _ = b.duplicate_line(),
        &[("a|b", "ab\na|b"), ("«a\nb|\n", "a\nb\n«a\nb|\n"), ("|a\nb|", "a\nb\n|a\nb|")],
    );
    check(
        |b| _ = b.delete_line(),
        &[("a\nb|c\nd", "a\n|d"), ("a\nb|", "a|"), ("a|", "|"), ("|a\n\n|b", "|")],
    );
}

#[test]
fn clipboard() {
    check(|b| assert_eq!(b.cut(), "bc"), &[("a«bc|d", "a|d")]);
    check(|b| assert_eq!(b.cut(), "a\nc"), &[("«a|b«c|", "|b|")]);
    check(|b| assert_eq!(b.cut(), ""), &[("ab|", "ab|")]);
    check(
        |b| _ = b.paste("x\r\ny"),
        &[("a|\n", "ax\ny|\n"), ("a|\r\n", "ax\r\ny|\r\n"), ("«a|«b|", "x\ny|x\ny|")],
    );
}

#[test]
fn selecting_by_clicks() {
    check(
        |b| b.select_word_at(2),
        &[
            ("|a foo b", "a «foo| b"),
            ("|a  b", "a«  |b"),
            ("|ab", "«ab|"),
            ("|a ((b", "a «((|b"),
            ("|\n\n", "\n\n|"),
        ],
    );
    check(|b| b.select_line_at(1), &[("|ab\ncd", "«ab\n|cd"), ("|ab", "«ab|")]);
    check(Buffer::select_all, &[("a|b", "«ab|")]);
}

#[test]
fn selections_merge() {
    let merged = |pairs: &[(usize, usize)]| {
        let mut buffer = Buffer::new("0123456789");
        buffer.set_selections(pairs.iter().map(|(a, h)| Selection::new(*a, *h)).collect());
        buffer.selections().iter().map(|s| (s.anchor, s.head)).collect::<Vec<_>>()
    };
    assert_eq!(merged(&[(4, 4), (1, 1), (4, 4)]), [(1, 1), (4, 4)]);
    assert_eq!(merged(&[(5, 2), (8, 4)]), [(8, 2)]);
    assert_eq!(merged(&[(2, 4), (4, 6)]), [(2, 4), (4, 6)]);
    assert_eq!(merged(&[(2, 4), (4, 4)]), [(2, 4)]);
    assert_eq!(merged(&[(99, 3)]), [(10, 3)]);
    assert_eq!(merged(&[]), [(0, 0)]);
}

#[test]
fn undo_steps_are_words_lines_and_pauses() {
    let mut buffer = Buffer::new("");
    for c in ["o", "n", "e", " ", "t", "w", "o"] {
        buffer.type_text(c);
    }
    buffer.set_time(5.0);
    buffer.type_text("s");
    buffer.newline();
    buffer.type_text("x");
    buffer.backspace();
    let mut steps = vec![buffer.text()];
    while buffer.undo() {
        steps.push(buffer.text());
    }
    assert_eq!(steps, ["one twos\n", "one twos\nx", "one twos\n", "one twos", "one two", "one ", ""]);
    while buffer.redo() {}
    assert_eq!(buffer.text(), "one twos\n");
    buffer.undo();
    buffer.type_text("y");
    assert!(!buffer.can_redo());
}

#[test]
fn a_moved_caret_or_a_break_ends_the_step() {
    let mut buffer = Buffer::new("");
    buffer.type_text("a");
    buffer.type_text("b");
    buffer.move_to(Motion::Left, false);
    buffer.type_text("c");
    buffer.break_undo();
    buffer.type_text("d");
    for expected in ["acb", "ab", ""] {
        assert!(buffer.undo());
        assert_eq!(buffer.text(), expected);
    }
    assert!(!buffer.undo());
}

#[test]
fn programs_edit_without_losing_the_caret() {
    let mut buffer = parse("{ a b| }");
    buffer.set_text("{\n  a b }");
    assert_eq!(show(&buffer), "{\n  a b| }");
    buffer.replace(6..7, "field");
    assert_eq!(show(&buffer), "{\n  a field| }");
    let revision = buffer.revision();
    buffer.set_text("{\n  a field }");
    assert_eq!(buffer.revision(), revision, "the same text is no edit");
    buffer.undo();
    buffer.undo();
    assert_eq!(show(&buffer), "{ a b| }");
    assert!(buffer.revision() > revision);
    buffer.set_text("aa");
    buffer.set_text("aaa");
    assert_eq!(buffer.text(), "aaa");
    buffer.set_text("");
    assert_eq!(show(&buffer), "|");
}

#[test]
fn positions() {
    let buffer = Buffer::new("ä€\r\nb\u{2028}👍\n");
    assert_eq!(buffer.line_count(), 4);
    let lines: Vec<_> = (0..5).map(|n| buffer.line(n).into_owned()).collect();
    assert_eq!(lines, ["ä€", "b", "👍", "", ""]);
    assert_eq!(buffer.char_of(0, 1), 1);
    assert_eq!(buffer.char_of(0, 9), 2);
    assert_eq!(buffer.char_of(9, 9), buffer.len_chars());
    assert_eq!(buffer.line_col(4), (1, 0));
    assert_eq!(buffer.line_col(99), (3, 0));
    assert_eq!(buffer.byte_of_char(2), 5);
    assert_eq!(buffer.char_of_byte(5), 2);
    assert_eq!(buffer.char_of_byte(3), 1, "inside a char");
    assert_eq!(buffer.char_of_byte(999), buffer.len_chars());
    assert_eq!(buffer.chars_of_bytes(&(2..5)), 1..2);
    assert_eq!(buffer.line_break(), "\r\n");
    assert_eq!([2, 3, 4, 99].map(|at| buffer.grapheme_start(at)), [2, 2, 4, 8], "inside a line break");
}

#[test]
fn a_snapshot_stays_as_it_was() {
    let mut buffer = Buffer::new("a");
    let snapshot = buffer.snapshot();
    assert!(snapshot.rope.is_instance(buffer.rope()));
    buffer.insert("b");
    assert_eq!((snapshot.text().as_str(), buffer.text().as_str()), ("a", "ba"));
    assert!(snapshot.revision < buffer.revision());
    assert!(!snapshot.rope.is_instance(buffer.rope()));
}

#[test]
fn brackets_match() {
    let buffer = Buffer::new("a(b[c]{(}))");
    for (at, partner) in
        [(1, Some(10)), (10, Some(1)), (9, Some(7)), (3, Some(5)), (5, Some(3)), (0, None), (99, None)]
    {
        assert_eq!(buffer.matching_bracket(at), partner, "at {at}");
    }
    let quoted = Buffer::new("(\")\")");
    assert_eq!(quoted.matching_bracket_in(0, |at| at != 2), Some(4));
    assert_eq!(quoted.brackets_at(5, |at| at != 2), Some((4, 0)));
    assert_eq!(quoted.brackets_at(0, |at| at != 2), Some((0, 4)));
    assert_eq!(quoted.brackets_at(2, |at| at != 2), None);
}

#[test]
fn control_and_bidirectional_chars_stay() {
    let text = "\u{202E}abc\u{0}\u{2066}\u{7}\t\r\u{FEFF}";
    let mut buffer = Buffer::new(text);
    assert_eq!(buffer.text(), text);
    buffer.select_all();
    assert_eq!(buffer.cut(), text);
    buffer.insert(text);
    assert_eq!(buffer.text(), text);
}
