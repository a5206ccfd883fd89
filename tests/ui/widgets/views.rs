//! The virtual list and the views on it, at sizes no scroll area of egui survives.

use dapple::ui::widgets::{
    CellText, Column, CopyWhat, Fold, ListOutput, ListState, RowAlign, Span, TableOutput, TableState,
    TableView, TextRole, TextView, TreeRow, TreeView, Twist, VirtualList,
};
use eframe::egui::{
    Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, Role, TouchPhase, pos2,
    vec2,
};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::controls::window;

const MANY: u64 = 100_000_000;
const ROW: f64 = 22.0;

/// A list and what happened in it in the last pass.
#[derive(Default)]
struct Listed {
    state: ListState,
    output: Option<ListOutput>,
    drawn: Vec<(u64, f32)>,
    opened: Vec<u64>,
}

fn list(rows: u64) -> Harness<'static, Listed> {
    window(Listed::default(), move |ui, listed| {
        listed.drawn.clear();
        let name = |row: u64| format!("row {row}");
        let list = VirtualList::new("Rows", rows, ROW as f32).row_name(&name).many();
        let drawn = &mut listed.drawn;
        let output = list.show(ui, &mut listed.state, |_, row| drawn.push((row.index, row.rect.top())));
        listed.opened.extend(output.opened(&listed.state));
        listed.output = Some(output);
    })
}

fn press(harness: &mut Harness<'_, impl Sized>, key: Key) {
    harness.key_press(key);
    harness.run();
}

fn wheel(harness: &mut Harness<'_, impl Sized>, down: f32) {
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, -down),
        modifiers: Modifiers::NONE,
        phase: TouchPhase::Move,
        source: MouseWheelSource::Unknown,
    });
    harness.run();
}

#[test]
fn three_pixels_are_three_pixels_a_hundred_million_rows_down() {
    let mut harness = list(MANY);
    harness.state_mut().state.scroll_to(MANY * 95 / 100, RowAlign::Top);
    harness.run();
    harness.hover_at(pos2(200.0, 150.0));
    harness.run();
    let start = harness.state().state.top;
    assert_eq!(start, (MANY * 95 / 100) as f64 * ROW);
    for step in 1..=56 {
        wheel(&mut harness, 3.0);
        let moved = harness.state().state.top - start;
        assert!((moved - 3.0 * f64::from(step)).abs() < 1e-6, "after {step} steps it moved {moved}");
    }
    // Neighbouring rows lie exactly one row height apart, on the screen as well.
    let drawn = &harness.state().drawn;
    assert!(drawn.len() > 10);
    for pair in drawn.windows(2) {
        assert_eq!(pair[1].0, pair[0].0 + 1);
        assert_eq!(pair[1].1 - pair[0].1, ROW as f32);
    }
}

#[test]
fn the_keyboard_reaches_the_last_of_a_hundred_million_rows() {
    let mut harness = list(MANY);
    harness.get_by_role_and_label(Role::ListBox, "Rows").focus();
    harness.run();
    press(&mut harness, Key::End);
    assert_eq!(harness.state().state.cursor, Some(MANY - 1));
    let view = harness.state().output.as_ref().map(|output| output.view).expect("an output");
    let (last, top) = *harness.state().drawn.last().expect("rows");
    assert_eq!(last, MANY - 1);
    assert!((top + ROW as f32 - view.bottom()).abs() < 1.0, "the last row ends with the view");
    let node = harness.get_by_label("row 99999999");
    assert_eq!(node.accesskit_node().data().row_index(), Some(99_999_999));
    assert_eq!(node.accesskit_node().is_selected(), Some(true));
    press(&mut harness, Key::ArrowUp);
    assert_eq!(harness.state().state.cursor, Some(MANY - 2));
    press(&mut harness, Key::PageUp);
    let page = (f64::from(view.height()) / ROW).floor() as u64 - 1;
    assert_eq!(harness.state().state.cursor, Some(MANY - 2 - page));
    press(&mut harness, Key::Home);
    assert_eq!(harness.state().state.cursor, Some(0));
    assert_eq!(harness.state().state.top, 0.0);
}

#[test]
fn only_visible_rows_are_drawn_and_named() {
    let mut harness = list(MANY);
    harness.run();
    let rows = harness.query_all_by_role(Role::ListBoxOption).count();
    assert_eq!(rows, harness.state().drawn.len());
    assert!(rows < 20);
    let list = harness.get_by_role_and_label(Role::ListBox, "Rows");
    assert_eq!(list.accesskit_node().data().row_count(), Some(MANY as usize));
}

#[test]
fn rows_are_clicked_chosen_together_and_opened() {
    let mut harness = list(1_000);
    harness.run();
    let at = |row: f32| pos2(100.0, 8.0 + (row + 0.5) * ROW as f32);
    click(&mut harness, at(2.0), Modifiers::NONE);
    assert_eq!(harness.state().state.selected(), Some(2..=2));
    click(&mut harness, at(5.0), Modifiers::SHIFT);
    assert_eq!(harness.state().state.selected(), Some(2..=5));
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().opened, [5]);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowUp);
    harness.run();
    assert_eq!(harness.state().state.selected(), Some(2..=4));
}

#[test]
fn the_scroll_bar_jumps_and_drags() {
    let mut harness = list(MANY);
    harness.run();
    let view = harness.state().output.as_ref().map(|output| output.view).expect("an output");
    let middle = pos2(view.right() - 5.0, view.center().y);
    harness.drag_at(middle);
    harness.run();
    let share = harness.state().state.top / (MANY as f64 * ROW);
    assert!((share - 0.5).abs() < 0.01, "the middle of the track is the middle of the list, not {share}");
    harness.hover_at(pos2(middle.x, view.bottom() + 40.0));
    harness.run();
    harness.drop_at(pos2(middle.x, view.bottom() + 40.0));
    harness.run();
    assert_eq!(harness.state().drawn.last().map(|row| row.0), Some(MANY - 1));
}

#[test]
fn a_shorter_list_keeps_its_cursor_within() {
    let rows = std::rc::Rc::new(std::cell::Cell::new(1_000));
    let shared = rows.clone();
    let mut harness = window(ListState::default(), move |ui, state| {
        VirtualList::new("Rows", shared.get(), 22.0).show(ui, state, |_, _| {});
    });
    harness.state_mut().select(999);
    harness.run();
    assert!(harness.state().top > 0.0);
    rows.set(3);
    harness.run();
    assert_eq!((harness.state().cursor, harness.state().top), (Some(2), 0.0));
    rows.set(0);
    harness.run();
    assert_eq!(harness.state().cursor, None);
}

/// A quick click: every event is a frame of its own, so modifiers are not set anew for each.
fn click(harness: &mut Harness<'_, impl Sized>, at: Pos2, modifiers: Modifiers) {
    harness.hover_at(at);
    harness.event(Event::ModifiersChanged(modifiers));
    for pressed in [true, false] {
        harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
    }
    harness.event(Event::ModifiersChanged(Modifiers::NONE));
    harness.run();
}

#[derive(Default)]
struct Tabled {
    state: TableState,
    sorts: Vec<(usize, bool)>,
    copies: Vec<CopyWhat>,
    opened: Vec<(u64, usize)>,
    resized: Option<(usize, f32)>,
    asked: Vec<usize>,
    last: Option<TableOutput>,
}

fn table(count: usize, pinned: usize) -> Harness<'static, Tabled> {
    let columns: Vec<Column<'static>> = (0..count)
        .map(|place| Column { title: format!("column {place}").into(), width: 100.0, ..Column::default() })
        .collect();
    window(Tabled::default(), move |ui, tabled| {
        let asked = std::cell::RefCell::new(Vec::new());
        let view = TableView::new("Walls", &columns, MANY).pinned(pinned);
        let output = view.show(ui, &mut tabled.state, |row, column| {
            asked.borrow_mut().push(column);
            CellText { text: format!("{row} {column}").into(), ..CellText::default() }
        });
        tabled.asked = asked.into_inner();
        tabled.sorts.extend(output.sort);
        tabled.copies.extend(output.copy.clone());
        tabled.opened.extend(output.opened);
        tabled.resized = output.resized.or(tabled.resized);
        tabled.last = Some(output);
    })
}

#[test]
fn a_click_on_a_header_sorts() {
    let mut harness = table(3, 0);
    harness.run();
    harness.get_by_role_and_label(Role::ColumnHeader, "column 1").click();
    harness.run();
    harness.get_by_role_and_label(Role::ColumnHeader, "column 0").click_modifiers(Modifiers::SHIFT);
    harness.run();
    assert_eq!(harness.state().sorts, [(1, false), (0, true)]);
}

#[test]
fn the_active_cell_moves_is_copied_and_opened() {
    let mut harness = table(3, 0);
    harness.get_by_role_and_label(Role::Grid, "Walls").focus();
    harness.run();
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowRight, Key::ArrowRight, Key::ArrowLeft] {
        press(&mut harness, key);
    }
    assert_eq!((harness.state().state.list.cursor, harness.state().state.column), (Some(1), 1));
    let cells: Vec<_> =
        harness.query_all_by_role(Role::GridCell).filter_map(|cell| cell.accesskit_node().label()).collect();
    assert_eq!(cells, ["1 0", "1 1", "1 2"], "cells of the row with the cursor, and only those");
    harness.event(Event::Copy);
    harness.run();
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state().copies, [CopyWhat::Cell(1, 1)]);
    assert_eq!(harness.state().opened, [(1, 1)]);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
    harness.run();
    harness.event(Event::Copy);
    harness.run();
    assert_eq!(harness.state().copies.last(), Some(&CopyWhat::Rows(1..=2)));
}

#[test]
fn of_a_thousand_columns_only_the_visible_are_asked_for() {
    let mut harness = table(1_200, 1);
    harness.run();
    let asked = |harness: &Harness<'_, Tabled>| {
        let mut asked = harness.state().asked.clone();
        asked.sort_unstable();
        asked.dedup();
        asked
    };
    assert!(asked(&harness).len() <= 6);
    harness.state_mut().state.list.left = 60_000.0;
    harness.run();
    let far = asked(&harness);
    assert!(far.len() <= 7 && far[0] == 0 && far[1] >= 599, "pinned and the ones at 60,000: {far:?}");
    harness.get_by_role_and_label(Role::Grid, "Walls").focus();
    harness.run();
    harness.state_mut().state.list.select(0);
    harness.state_mut().state.column = 1_198;
    harness.run();
    press(&mut harness, Key::ArrowRight);
    harness.run();
    assert!(asked(&harness).contains(&1_199), "the active column came into view");
}

#[test]
fn an_edge_is_dragged_to_a_new_width() {
    let mut harness = table(3, 0);
    harness.run();
    let edge = harness.get_by_role_and_label(Role::ColumnHeader, "column 0").rect().right_center();
    harness.drag_at(edge);
    harness.run();
    harness.hover_at(edge + vec2(50.0, 0.0));
    harness.run();
    harness.drop_at(edge + vec2(50.0, 0.0));
    harness.run();
    assert_eq!(harness.state().resized, Some((0, 150.0)));
    assert!(harness.state().sorts.is_empty(), "dragging does not sort");
}

#[derive(Default)]
struct Treed {
    state: ListState,
    folds: Vec<(u64, Fold)>,
}

fn tree() -> Harness<'static, Treed> {
    window(Treed::default(), |ui, treed| {
        let row = |index: u64| TreeRow {
            indent: u32::try_from(index.min(2)).unwrap_or_default(),
            twist: [Twist::Open, Twist::Closed, Twist::None][index.min(2) as usize],
            spans: vec![Span::new(format!("key {index}"), TextRole::Key)],
            mark: None,
        };
        let output = TreeView::new("Answer", 5_000_000).show(ui, &mut treed.state, row, |_, _| {});
        treed.folds.extend(output.fold);
    })
}

#[test]
fn a_tree_asks_to_be_folded() {
    let mut harness = tree();
    harness.run();
    click(&mut harness, pos2(8.0 + 12.0 + 6.0, 8.0 + 11.0), Modifiers::NONE);
    assert_eq!(harness.state().folds, [(0, Fold::Toggle)], "a click on the twist");
    click(&mut harness, pos2(200.0, 8.0 + 11.0), Modifiers::NONE);
    assert_eq!(harness.state().folds.len(), 1, "a click beside it");
    harness.state_mut().folds.clear();
    for key in [Key::ArrowLeft, Key::Space, Key::ArrowRight, Key::ArrowRight, Key::ArrowDown, Key::ArrowLeft]
    {
        press(&mut harness, key);
    }
    let expected = [(0, Fold::Close), (0, Fold::Toggle), (1, Fold::Open), (2, Fold::ToParent)];
    assert_eq!(harness.state().folds, expected);
    let open = harness.get_by_role_and_label(Role::TreeItem, "key 0");
    assert_eq!(open.accesskit_node().data().is_expanded(), Some(true));
    assert_eq!(harness.get_by_label("key 1").accesskit_node().data().level(), Some(1));
}

#[test]
fn lines_are_chosen_by_dragging_and_copied() {
    let copies = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let seen = copies.clone();
    let mut harness = window(ListState::default(), move |ui, state| {
        let output = TextView::new("Answer", MANY)
            .show(ui, state, |line| vec![Span::new(format!("line {line}"), TextRole::Plain)]);
        seen.borrow_mut().extend(output.copy);
    });
    harness.run();
    harness.drag_at(pos2(100.0, 8.0 + 30.0));
    harness.run();
    harness.hover_at(pos2(120.0, 8.0 + 90.0));
    harness.run();
    harness.drop_at(pos2(120.0, 8.0 + 90.0));
    harness.run();
    assert_eq!(harness.state().selected(), Some(1..=4));
    harness.event(Event::Copy);
    harness.run();
    assert_eq!(*copies.borrow(), [1..=4]);
}

#[test]
fn what_the_first_rows_lie_in_stays_above_them() {
    // Every tenth row holds the nine after it.
    let mut harness = window(ListState::default(), move |ui, state| {
        let parent = |row: u64| (!row.is_multiple_of(10)).then(|| row - row % 10);
        let row = |row: u64| TreeRow {
            indent: u32::from(!row.is_multiple_of(10)),
            twist: if row.is_multiple_of(10) { Twist::Open } else { Twist::None },
            spans: vec![Span::new(format!("key {row}"), TextRole::Key)],
            mark: None,
        };
        TreeView::new("Answer", MANY).sticky(&parent).show(ui, state, row, |_, _| {});
    });
    harness.run();
    harness.state_mut().top = 900_055.0 * ROW;
    harness.run();
    click(&mut harness, pos2(200.0, 8.0 + 11.0), Modifiers::NONE);
    let stands = |harness: &Harness<'_, ListState>| (harness.state().cursor, harness.state().top / ROW);
    assert_eq!(stands(&harness), (Some(900_050), 900_050.0), "what stays leads to its own place");
    // The keyboard never moves under what stays.
    click(&mut harness, pos2(200.0, 8.0 + 2.5 * 22.0), Modifiers::NONE);
    harness.state_mut().top = 900_051.0 * ROW;
    press(&mut harness, Key::ArrowUp);
    assert_eq!(stands(&harness), (Some(900_051), 900_050.0));
    // A row whose parent is on the screen is clicked itself.
    click(&mut harness, pos2(200.0, 8.0 + 11.0), Modifiers::NONE);
    assert_eq!(stands(&harness).0, Some(900_050));
}
