//! Folding, wrapped lines and the size of the text: by keys, by mouse, as a screen reader hears it.

use super::access::heard_selection;
use super::*;

const TEXT: &str = "query Q {\n  a {\n    b\n    c\n  }\n  d\n}\n";

fn folded_lines(h: &Harness<'_, Bench>) -> Vec<usize> {
    h.state().view.folded()
}

fn shift_command() -> Modifiers {
    COMMAND | Modifiers::SHIFT
}

#[test]
fn blocks_fold_by_keys_and_the_caret_steps_over_them() {
    let mut h = focused(TEXT);
    let inside = h.state().buffer.char_of(2, 5);
    h.state_mut().buffer.select(inside, inside);
    h.run();
    press(&mut h, shift_command(), Key::OpenBracket);
    assert_eq!(folded_lines(&h), [1]);
    assert_eq!(h.state().caret, (1, 5), "what one writes in can be seen");
    press(&mut h, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(h.state().caret, (4, 3));
    press(&mut h, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(h.state().caret, (1, 5), "the column is kept");
    press(&mut h, Modifiers::NONE, Key::ArrowRight);
    assert_eq!((h.state().caret, folded_lines(&h)), ((2, 0), vec![]), "stepping into it opens it");
    press(&mut h, shift_command(), Key::OpenBracket);
    press(&mut h, shift_command(), Key::OpenCurlyBracket);
    assert_eq!(folded_lines(&h), [0, 1], "the block around it comes next");
    press(&mut h, shift_command(), Key::CloseBracket);
    assert_eq!(folded_lines(&h), [1]);
    assert_eq!(text(&h), TEXT, "folding writes nothing");
}

#[test]
fn folds_stay_with_their_lines_and_go_with_them() {
    let mut h = focused(TEXT);
    let at = h.state().buffer.char_of(1, 0);
    h.state_mut().buffer.select(at, at);
    h.run();
    press(&mut h, shift_command(), Key::OpenBracket);
    h.state_mut().buffer.select(0, 0);
    h.run();
    type_text(&mut h, "# one\n");
    assert_eq!(folded_lines(&h), [2]);
    press(&mut h, COMMAND, Key::Z);
    press(&mut h, COMMAND, Key::A);
    type_text(&mut h, "x");
    assert_eq!(folded_lines(&h), [] as [usize; 0]);
}

#[test]
fn the_sign_beside_a_line_folds_it_and_the_mark_behind_it_opens_it() {
    let mut h = bench(TEXT);
    let sign = place(1, 0) - vec2(6.0, 0.0);
    click(&mut h, sign, 1, Modifiers::NONE);
    assert_eq!(folded_lines(&h), [1]);
    // Line 4 stands in the row below now.
    click(&mut h, place(2, 2), 1, Modifiers::NONE);
    assert_eq!(h.state().caret, (4, 2));
    // `  a {` has 5 chars; the mark follows one char behind.
    click(&mut h, place(1, 6) + vec2(7.5, 0.0), 1, Modifiers::NONE);
    assert_eq!(folded_lines(&h), [] as [usize; 0]);
}

#[test]
fn a_find_that_ends_in_a_fold_opens_it() {
    let mut h = focused(TEXT);
    press(&mut h, shift_command(), Key::OpenBracket);
    assert_eq!(folded_lines(&h), [0]);
    let (from, to) = (h.state().buffer.char_of(3, 4), h.state().buffer.char_of(3, 5));
    h.state_mut().buffer.select(from, to);
    h.run();
    assert_eq!(folded_lines(&h), [] as [usize; 0]);
    assert!(h.state().caret_seen());
}

#[test]
fn wrapped_lines_are_walked_row_by_row() {
    let words = (0..40).map(|n| format!("word{n:02}")).collect::<Vec<_>>().join(" ");
    let mut state = Bench::new(&format!("{words}\nnext"));
    state.wrap = true;
    let mut h = bench_on(OperatingSystem::Nix, state);
    h.get_by_role(Role::MultilineTextInput).focus();
    h.run();
    press(&mut h, Modifiers::NONE, Key::ArrowDown);
    let (line, column) = h.state().caret;
    assert_eq!(line, 0, "the second row is the same line");
    assert!(column > 20 && column < 80, "{column}");
    press(&mut h, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(h.state().caret, (0, 0));
    for _ in 0..8 {
        press(&mut h, Modifiers::NONE, Key::ArrowDown);
    }
    assert_eq!(h.state().caret.0, 1);
    // A click in the second row lands in the first line.
    click(&mut h, place(1, 10), 2, Modifiers::NONE);
    assert_eq!(h.state().caret.0, 0);
    assert!(h.state().buffer.selected_text().starts_with("word"), "{}", h.state().buffer.selected_text());
    press(&mut h, Modifiers::NONE, Key::End);
    assert_eq!(h.state().caret, (0, words.len()));
    assert!(h.state().caret_seen(), "nothing goes beyond the edge");
}

#[test]
fn a_screen_reader_hears_folded_and_wrapped_text() {
    let long = "word ".repeat(100);
    let mut state = Bench::new(&format!("{TEXT}{long}"));
    state.wrap = true;
    let mut h = bench_on(OperatingSystem::Nix, state);
    h.get_by_role(Role::MultilineTextInput).focus();
    h.run();
    press(&mut h, shift_command(), Key::OpenBracket);
    for _ in 0..12 {
        press(&mut h, Modifiers::SHIFT, Key::ArrowDown);
        assert!(heard_selection(&h).is_some());
    }
    press(&mut h, COMMAND, Key::A);
    assert!(heard_selection(&h).is_some());
}

#[test]
fn the_size_changes_what_fits_and_where_clicks_land() {
    let mut state = Bench::new(TEXT);
    state.zoom = 2.0;
    let mut h = bench_on(OperatingSystem::Nix, state);
    // Lines are 40 high now, chars 15 wide.
    click(&mut h, pos2(8.0 + 44.0 + 15.0 * 3.0, 8.0 + 8.0 + 40.0 * 1.5), 1, Modifiers::NONE);
    assert_eq!(h.state().caret, (1, 3));
}
