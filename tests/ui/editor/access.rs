//! What a screen reader hears of the editor, and what it may ask of it.

use eframe::egui::accesskit::{Action, ActionData, ActionRequest, TextPosition, TextSelection, TreeId};

use super::*;

/// The text runs under the editor, from top to bottom.
fn runs(harness: &Harness<'_, Bench>) -> Vec<String> {
    let editor = harness.get_by_role(Role::MultilineTextInput);
    let node = editor.accesskit_node();
    node.children()
        .filter(|n| n.role() == Role::TextRun)
        .filter_map(|n| n.data().value().map(str::to_owned))
        .collect()
}

/// The selection as a screen reader sees it; accesskit_consumer panics when it points nowhere.
pub(super) fn heard_selection(harness: &Harness<'_, Bench>) -> Option<String> {
    let editor = harness.get_by_role(Role::MultilineTextInput);
    let node = editor.accesskit_node();
    node.text_selection().map(|range| range.text())
}

#[test]
fn a_screen_reader_hears_lines_caret_and_selection() {
    let mut h = focused("query {\n  me\n}");
    let editor = h.get_by_role_and_label(Role::MultilineTextInput, "Query");
    assert_eq!(editor.value().as_deref(), Some("query {\n  me\n}"));
    assert_eq!(runs(&h), ["query {\n", "  me\n", "}"]);
    press(&mut h, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(heard_selection(&h).as_deref(), Some("query {\n"));
    type_text(&mut h, "#");
    assert_eq!(runs(&h)[0], "#  me\n");
}

#[test]
fn a_caret_out_of_sight_still_has_a_text_run() {
    let text = (0..500).map(|n| format!("line{n}")).collect::<Vec<_>>().join("\n");
    let mut h = focused(&text);
    h.state_mut().view.set_scroll(0.0, 4_000.0);
    h.run();
    assert!(!h.state().caret_seen());
    let heard = runs(&h);
    assert_eq!(heard[0], "line0\n", "the caret's line comes first");
    assert_eq!(heard[1], "line199\n");
    assert!(heard.len() < 20, "{} runs", heard.len());
    assert_eq!(heard_selection(&h).as_deref(), Some(""));
    // A selection from out of sight above to out of sight below.
    let end = h.state().buffer.char_of(400, 3);
    h.state_mut().buffer.select(0, end);
    h.run();
    h.state_mut().view.set_scroll(0.0, 4_000.0);
    h.run();
    assert_eq!(runs(&h).last().map(String::as_str), Some("line400\n"));
    assert!(heard_selection(&h).is_some_and(|text| text.ends_with("lin")));
    h.state_mut().buffer.select(end, 0);
    h.run();
    h.state_mut().view.set_scroll(0.0, 4_000.0);
    h.run();
    assert!(heard_selection(&h).is_some_and(|text| text.starts_with("line0\n")));
}

#[test]
fn long_lines_are_heard_around_the_caret() {
    let mut h = focused(&format!("{}\nb", "é".repeat(5_000)));
    press(&mut h, Modifiers::NONE, Key::End);
    let heard = runs(&h);
    assert_eq!(heard[0].chars().count(), 255);
    assert!(heard[0].ends_with("é\n"));
    assert_eq!(heard_selection(&h).as_deref(), Some(""));
}

#[test]
fn assistive_technology_selects_and_writes() {
    let mut h = bench("one\ntwo");
    let (editor, run) = {
        let node = h.get_by_role(Role::MultilineTextInput);
        let run = node.accesskit_node().children().nth(1).expect("a second line").locate().0;
        (node.accesskit_node().locate().0, run)
    };
    let ask = |h: &mut Harness<'_, Bench>, action, data| {
        let target_tree = TreeId::ROOT;
        h.event(Event::AccessKitActionRequest(ActionRequest {
            action,
            target_node: editor,
            target_tree,
            data,
        }));
        h.run();
    };
    let at = |character_index| TextPosition { node: run, character_index };
    let selection = TextSelection { anchor: at(0), focus: at(2) };
    ask(&mut h, Action::SetTextSelection, Some(ActionData::SetTextSelection(selection)));
    assert_eq!(h.state().buffer.selected_text(), "tw");
    ask(&mut h, Action::ReplaceSelectedText, Some(ActionData::Value("ni".into())));
    assert_eq!(text(&h), "one\nnio");
    ask(&mut h, Action::SetValue, Some(ActionData::Value("all".into())));
    assert_eq!(text(&h), "all");
    assert!(h.state().changed);
}
