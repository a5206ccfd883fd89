//! Random edits against a plain `String`; undo always leads back to the start.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::*;

/// One random edit.
#[derive(Clone, Debug)]
enum Op {
    Select(Vec<(usize, usize)>),
    Insert(String),
    DeleteBackward,
    DeleteForward,
    Undo,
    Redo,
}

fn op() -> impl Strategy<Value = Op> {
    let text = prop::sample::select(vec![
        "a",
        "bc ",
        "{",
        "\n",
        "\r\n",
        "\r",
        "é",
        "e\u{301}",
        "🇸🇪",
        "👩‍👩‍👧",
        "\u{200D}",
        "",
    ]);
    prop_oneof![
        3 => prop::collection::vec((0..40_usize, 0..40_usize), 1..4).prop_map(Op::Select),
        4 => text.prop_map(|t| Op::Insert(t.to_owned())),
        2 => Just(Op::DeleteBackward),
        2 => Just(Op::DeleteForward),
        1 => Just(Op::Undo),
        1 => Just(Op::Redo),
    ]
}

/// What an edit does to a plain string, told by the buffer's selections before it.
fn model(text: &str, selections: &[Selection], op: &Op) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut cut_before = chars.len();
    let mut bounds: Vec<usize> = text
        .graphemes(true)
        .scan(0, |at, g| {
            *at += g.chars().count();
            Some(*at)
        })
        .collect();
    bounds.insert(0, 0);
    for s in selections.iter().rev() {
        let mut range = s.range();
        let mut new = Vec::new();
        match op {
            Op::Insert(text) => new = text.chars().collect(),
            Op::DeleteBackward if s.is_empty() => {
                range.start = bounds.iter().copied().filter(|b| *b < s.head).max().unwrap_or(0);
            }
            Op::DeleteForward if s.is_empty() => {
                range.end = bounds.iter().copied().find(|b| *b > s.head).unwrap_or(chars.len());
            }
            _ => {}
        }
        let end = range.end.min(cut_before);
        cut_before = range.start.min(end);
        chars.splice(cut_before..end, new);
    }
    chars.into_iter().collect()
}

proptest! {
    #[test]
    fn random_edits_agree_with_a_string(start in "[a-c {}\n\r]{0,24}", ops in prop::collection::vec(op(), 0..60)) {
        let mut buffer = Buffer::new(&start);
        let mut revision = buffer.revision();
        for op in &ops {
            let before = (buffer.text(), buffer.selections().to_vec());
            match op {
                Op::Select(pairs) => {
                    buffer.set_selections(pairs.iter().map(|(a, h)| Selection::new(*a, *h)).collect());
                }
                Op::Insert(text) => _ = buffer.insert(text),
                Op::DeleteBackward => _ = buffer.delete_backward(Unit::Grapheme),
                Op::DeleteForward => _ = buffer.delete_forward(Unit::Grapheme),
                Op::Undo => {
                    if buffer.undo() {
                        prop_assert!(buffer.redo());
                        prop_assert_eq!(&buffer.text(), &before.0);
                        buffer.undo();
                    }
                }
                Op::Redo => _ = buffer.redo(),
            }
            let text = buffer.text();
            if matches!(op, Op::Insert(_) | Op::DeleteBackward | Op::DeleteForward) {
                prop_assert_eq!(&text, &model(&before.0, &before.1, op));
            }
            prop_assert!(text == before.0 || buffer.revision() > revision);
            revision = buffer.revision();
            let selections = buffer.selections();
            prop_assert!(!selections.is_empty());
            prop_assert!(selections.windows(2).all(|w| w[0].end() <= w[1].start()));
            prop_assert!(selections.iter().all(|s| s.end() <= text.chars().count()));
        }
        let end = buffer.text();
        while buffer.undo() {}
        prop_assert_eq!(&buffer.text(), &start);
        while buffer.redo() {}
        if !matches!(ops.last(), Some(Op::Undo)) && !ops.iter().any(|op| matches!(op, Op::Undo)) {
            prop_assert_eq!(&buffer.text(), &end);
        }
    }

    #[test]
    fn smart_edits_never_break_undo(start in "[a-c {}()\"\n]{0,24}", ops in prop::collection::vec((0..12_u8, 0..30_usize, 0..30_usize), 0..40)) {
        let mut buffer = Buffer::new(&start);
        for (kind, anchor, head) in ops {
            if anchor % 3 == 0 {
                buffer.set_selections(vec![Selection::new(anchor, head), Selection::caret(anchor + head)]);
            }
            _ = match kind {
                0 => buffer.type_text("{"),
                1 => buffer.type_text("}"),
                2 => buffer.type_text("\""),
                3 => buffer.newline(),
                4 => buffer.backspace(),
                5 => buffer.tab(),
                6 => buffer.outdent(),
                7 => buffer.toggle_comment("# "),
                8 => buffer.move_line_up(),
                9 => buffer.move_line_down(),
                10 => buffer.duplicate_line(),
                _ => buffer.delete_line(),
            };
            let len = buffer.len_chars();
            prop_assert!(buffer.selections().iter().all(|s| s.end() <= len));
        }
        let end = buffer.text();
        while buffer.undo() {}
        prop_assert_eq!(&buffer.text(), &start);
        while buffer.redo() {}
        prop_assert_eq!(&buffer.text(), &end);
    }
}

#[test]
fn a_caret_that_reaches_back_over_a_selection_deletes_both() {
    let mut buffer = Buffer::new("ab👩\u{200D}👩c");
    buffer.set_selections(vec![Selection::new(3, 4), Selection::new(5, 5)]);
    assert!(buffer.delete_backward(Unit::Grapheme));
    assert_eq!(buffer.text(), "abc");
    assert!(buffer.undo());
    assert_eq!(buffer.text(), "ab👩\u{200D}👩c");
}
