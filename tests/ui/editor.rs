//! Journeys through the code editor: keys, mouse, clipboard, input methods, screen readers.

mod access;
mod folding;
mod pictures;
mod random;

use dapple::ui::editor::{self, EditorView, Language, Options};
use dapple::ui::theme;
use dapple_data::graphql::Problem;
use dapple_data::text::{Buffer, Selection};
use eframe::egui::accesskit::Role;
use eframe::egui::{self, Event, Key, Modifiers, OutputCommand, Pos2, Vec2, os::OperatingSystem, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

/// One editor and what it said in the last frame.
struct Bench {
    view: EditorView,
    buffer: Buffer,
    language: Language,
    problems: Vec<Problem>,
    read_only: bool,
    zoom: f32,
    wrap: bool,
    changed: bool,
    focused: bool,
    caret: (usize, usize),
    caret_rect: Option<egui::Rect>,
    /// Keys that were still there for others behind the editor.
    left_over: Vec<Key>,
}

impl Bench {
    fn new(text: &str) -> Self {
        Self {
            view: EditorView::default(),
            buffer: Buffer::new(text),
            language: Language::GraphQl,
            problems: Vec::new(),
            read_only: false,
            zoom: 1.0,
            wrap: false,
            changed: false,
            focused: false,
            caret: (0, 0),
            caret_rect: None,
            left_over: Vec::new(),
        }
    }

    /// The caret can be seen.
    fn caret_seen(&self) -> bool {
        self.caret_rect.is_some()
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        let options = Options {
            problems: &self.problems,
            read_only: self.read_only,
            zoom: self.zoom,
            wrap: self.wrap,
            hint: "Write a query",
            ..Options::new(egui::Id::unique("tab 1"), "Query", self.language)
        };
        let answer = editor::show(ui, &mut self.view, &mut self.buffer, options);
        // A journey runs several frames: any change counts.
        self.changed |= answer.changed;
        self.focused = answer.focused;
        self.caret = answer.caret;
        self.caret_rect = answer.caret_rect;
        for (modifiers, key) in [(COMMAND, Key::Enter), (Modifiers::NONE, Key::Escape)] {
            if ui.input_mut(|i| i.consume_key(modifiers, key)) {
                self.left_over.push(key);
            }
        }
    }
}

const SIZE: Vec2 = vec2(600.0, 208.0);
const COMMAND: Modifiers = Modifiers::COMMAND;

fn bench_on(os: OperatingSystem, bench: Bench) -> Harness<'static, Bench> {
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_step_dt(0.02)
        .with_max_steps(16)
        .with_os(os)
        .with_context_setup(|ctx| {
            theme::install(ctx);
            theme::set_motion(ctx, false);
        })
        .build_ui_state(|ui, bench: &mut Bench| bench.ui(ui), bench);
    harness.run();
    harness
}

fn bench(text: &str) -> Harness<'static, Bench> {
    bench_on(OperatingSystem::Nix, Bench::new(text))
}

/// A bench with the keyboard in the editor.
fn focused(text: &str) -> Harness<'static, Bench> {
    let mut harness = bench(text);
    harness.get_by_role_and_label(Role::MultilineTextInput, "Query").focus();
    harness.run();
    assert!(harness.state().focused);
    harness
}

fn text(harness: &Harness<'_, Bench>) -> String {
    harness.state().buffer.text()
}

fn type_text(harness: &mut Harness<'_, Bench>, text: &str) {
    for c in text.chars() {
        match c {
            '\n' => harness.key_press(Key::Enter),
            _ => harness.event(Event::Text(c.to_string())),
        }
    }
    harness.run();
}

fn press(harness: &mut Harness<'_, Bench>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run();
}

/// The middle of a char's left edge, measured by what the editor itself promises: gutter 44,
/// padding 8, lines 20 high, JetBrains Mono 12.5 with chars 7.5 wide.
fn place(line: usize, column: usize) -> Pos2 {
    let inner = 8.0;
    pos2(inner + 44.0 + 7.5 * column as f32, inner + 8.0 + 20.0 * line as f32 + 10.0)
}

fn button(harness: &Harness<'_, Bench>, pos: Pos2, pressed: bool, modifiers: Modifiers) {
    let button = egui::PointerButton::Primary;
    harness.event_modifiers(Event::PointerMoved(pos), modifiers);
    harness.event_modifiers(Event::PointerButton { pos, button, pressed, modifiers }, modifiers);
}

fn click(harness: &mut Harness<'_, Bench>, pos: Pos2, times: usize, modifiers: Modifiers) {
    for _ in 0..times {
        button(harness, pos, true, modifiers);
        button(harness, pos, false, modifiers);
    }
    harness.run();
    harness.run_steps(30); // so that the next click is one of its own
}

#[test]
fn typing_helps_and_undo_takes_it_back() {
    let mut h = focused("");
    type_text(&mut h, "query {\nproject(id: $id");
    assert_eq!(text(&h), "query {\n  project(id: $id)\n}");
    assert!(h.state().changed);
    assert_eq!(h.state().caret, (1, 17));
    type_text(&mut h, ") {\n");
    assert_eq!(text(&h), "query {\n  project(id: $id) {\n    \n  }\n}");
    while h.state().buffer.can_undo() {
        press(&mut h, COMMAND, Key::Z);
    }
    assert_eq!(text(&h), "");
    press(&mut h, COMMAND | Modifiers::SHIFT, Key::Z);
    press(&mut h, COMMAND, Key::Y);
    assert_ne!(text(&h), "");
}

#[test]
fn keys_move_and_select() {
    let mut h = focused("query Team {\n  team\n}");
    press(&mut h, Modifiers::CTRL, Key::ArrowRight);
    assert_eq!(h.state().caret, (0, 5));
    press(&mut h, Modifiers::SHIFT, Key::End);
    assert_eq!(h.state().buffer.selected_text(), " Team {");
    press(&mut h, Modifiers::NONE, Key::ArrowDown);
    press(&mut h, Modifiers::NONE, Key::Home);
    assert_eq!(h.state().caret, (1, 2));
    press(&mut h, COMMAND, Key::End);
    assert_eq!(h.state().caret, (2, 1));
    press(&mut h, COMMAND, Key::A);
    assert_eq!(h.state().buffer.selected_text(), "query Team {\n  team\n}");
}

#[test]
fn a_mac_has_its_own_keys() {
    let mut h = bench_on(OperatingSystem::Mac, Bench::new("one two\nthree"));
    h.get_by_role(Role::MultilineTextInput).focus();
    h.run();
    press(&mut h, Modifiers::ALT, Key::ArrowRight);
    assert_eq!(h.state().caret, (0, 3));
    press(&mut h, COMMAND | Modifiers::MAC_CMD, Key::ArrowRight);
    assert_eq!(h.state().caret, (0, 7));
    press(&mut h, Modifiers::CTRL, Key::A);
    assert_eq!(h.state().caret, (0, 0));
    press(&mut h, COMMAND | Modifiers::MAC_CMD, Key::ArrowDown);
    assert_eq!(h.state().caret, (1, 5));
    press(&mut h, Modifiers::ALT, Key::Backspace);
    assert_eq!(text(&h), "one two\n");
}

#[test]
fn lines_are_moved_commented_and_indented() {
    let mut h = focused("a\nb");
    press(&mut h, Modifiers::ALT, Key::ArrowDown);
    assert_eq!(text(&h), "b\na");
    press(&mut h, COMMAND, Key::Slash);
    assert_eq!(text(&h), "b\n# a");
    press(&mut h, COMMAND | Modifiers::SHIFT, Key::D);
    assert_eq!(text(&h), "b\n# a\n# a");
    press(&mut h, COMMAND, Key::A);
    press(&mut h, Modifiers::NONE, Key::Tab);
    assert_eq!(text(&h), "  b\n  # a\n  # a");
    press(&mut h, Modifiers::SHIFT, Key::Tab);
    assert_eq!(text(&h), "b\n# a\n# a");
    assert!(h.state().focused, "Tab stays in the editor");
}

#[test]
fn run_and_escape_are_left_to_others() {
    let mut h = focused("a");
    press(&mut h, COMMAND, Key::Enter);
    press(&mut h, Modifiers::NONE, Key::Escape);
    assert_eq!(text(&h), "a");
    assert_eq!(h.state().left_over, [Key::Enter, Key::Escape]);
    assert!(h.state().focused);
}

#[test]
fn the_clipboard_goes_both_ways() {
    let mut h = focused("one two");
    press(&mut h, Modifiers::CTRL | Modifiers::SHIFT, Key::ArrowRight);
    h.event(Event::Copy);
    h.step();
    let copied = |h: &Harness<'_, Bench>| {
        h.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    };
    assert_eq!(copied(&h).as_deref(), Some("one"));
    h.event(Event::Cut);
    h.step();
    assert_eq!(copied(&h).as_deref(), Some("one"));
    assert_eq!(text(&h), " two");
    h.event(Event::Paste("(a\r\nb".to_owned()));
    h.run();
    assert_eq!(text(&h), "(a\nb two");
    press(&mut h, COMMAND, Key::Z);
    assert_eq!(text(&h), " two");
}

#[test]
fn the_mouse_places_and_selects() {
    let mut h = bench("query Team {\n  team name\n}");
    click(&mut h, place(1, 4), 1, Modifiers::NONE);
    assert!(h.state().focused);
    assert_eq!(h.state().caret, (1, 4));
    click(&mut h, place(1, 8), 1, Modifiers::SHIFT);
    assert_eq!(h.state().buffer.selected_text(), "am n");
    click(&mut h, place(0, 8), 2, Modifiers::NONE);
    assert_eq!(h.state().buffer.selected_text(), "Team");
    click(&mut h, place(1, 1), 3, Modifiers::NONE);
    assert_eq!(h.state().buffer.selected_text(), "  team name\n");
    click(&mut h, pos2(20.0, place(0, 0).y), 1, Modifiers::NONE);
    assert_eq!(h.state().buffer.selected_text(), "query Team {\n");
    click(&mut h, place(6, 3), 1, Modifiers::NONE);
    assert_eq!(h.state().caret, (2, 1), "below the text is its last line");
    click(&mut h, place(0, 5), 1, Modifiers::ALT);
    assert_eq!(h.state().buffer.selections(), [Selection::caret(5), Selection::caret(26)]);
    type_text(&mut h, "x");
    assert_eq!(text(&h), "queryx Team {\n  team name\n}x");
}

#[test]
fn a_drag_selects_by_what_was_clicked() {
    let mut h = bench("one two three\nfour");
    button(&h, place(0, 1), true, Modifiers::NONE);
    h.run_steps(2);
    h.event(Event::PointerMoved(place(1, 2)));
    h.run_steps(2);
    button(&h, place(1, 2), false, Modifiers::NONE);
    h.run_steps(40);
    assert_eq!(h.state().buffer.selected_text(), "ne two three\nfo");
    button(&h, place(0, 5), true, Modifiers::NONE);
    button(&h, place(0, 5), false, Modifiers::NONE);
    button(&h, place(0, 5), true, Modifiers::NONE);
    h.run_steps(6);
    h.event(Event::PointerMoved(place(0, 10)));
    h.run_steps(2);
    assert_eq!(h.state().buffer.selected_text(), "two three");
    h.event(Event::PointerMoved(place(0, 1)));
    h.run_steps(2);
    assert_eq!(h.state().buffer.selected_text(), "one two");
}

#[test]
fn a_drag_beyond_the_edge_scrolls() {
    let mut h = bench(&"0123456789\n".repeat(100));
    button(&h, place(2, 5), true, Modifiers::NONE);
    h.run_steps(2);
    h.event(Event::PointerMoved(place(2, 5) + vec2(0.0, 400.0)));
    h.run_steps(20);
    let (_, y) = h.state().view.scroll();
    assert!(y > 100.0, "scrolled to {y}");
    let selection = h.state().buffer.primary();
    assert_eq!(selection.anchor, 27);
    assert!(h.state().caret.0 > 9, "the selection follows");
    button(&h, place(2, 5) + vec2(0.0, 400.0), false, Modifiers::NONE);
    h.run();
    assert_eq!(h.state().buffer.primary().anchor, 27);
}

#[test]
fn read_only_text_can_be_looked_at_only() {
    let mut h = bench_on(OperatingSystem::Nix, Bench { read_only: true, ..Bench::new("a b") });
    h.get_by_role(Role::MultilineTextInput).focus();
    h.run();
    type_text(&mut h, "x\n");
    for key in [Key::Backspace, Key::Delete] {
        press(&mut h, Modifiers::NONE, key);
    }
    h.event(Event::Paste("y".to_owned()));
    h.event(Event::Cut);
    press(&mut h, COMMAND, Key::A);
    h.event(Event::Copy);
    h.step();
    assert_eq!(text(&h), "a b");
    assert!(!h.state().changed);
    assert!(h.get_by_role(Role::MultilineTextInput).accesskit_node().is_read_only());
    assert!(
        h.output()
            .platform_output
            .commands
            .iter()
            .any(|c| matches!(c, OutputCommand::CopyText(t) if t == "a b"))
    );
}

#[test]
fn input_methods_compose_outside_the_text() {
    use egui::ImeEvent::{Commit, Preedit};
    let mut h = focused("ab");
    press(&mut h, Modifiers::NONE, Key::ArrowRight);
    let preedit = |text: &str| Event::Ime(Preedit { text: text.to_owned(), active_range_chars: Some(0..1) });
    h.event(preedit("ni"));
    h.step();
    assert_eq!(text(&h), "ab", "nothing is written before the commit");
    let ime = h.output().platform_output.ime.expect("a place for the candidates");
    assert!(ime.cursor_rect.left() > place(0, 1).x);
    h.event(preedit(""));
    h.event(preedit("ne"));
    h.event(Event::Ime(Commit("né".to_owned())));
    h.run();
    assert_eq!(text(&h), "anéb");
    press(&mut h, COMMAND, Key::Z);
    assert_eq!(text(&h), "ab", "one step");
}

#[test]
fn the_wheel_and_the_caret_scroll() {
    let lines: Vec<String> = (0..1000).map(|n| format!("field{n}")).collect();
    let mut h = focused(&lines.join("\n"));
    assert_eq!(h.state().view.scroll(), (0.0, 0.0));
    press(&mut h, COMMAND, Key::End);
    assert!(h.state().caret_seen());
    let end = h.state().view.scroll().1;
    assert_eq!(end, 1000.0 * 20.0 + 16.0 - f64::from(SIZE.y - 16.0), "the last line ends at the bottom");
    h.event(Event::PointerMoved(place(2, 4)));
    h.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 400.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    h.run_steps(60);
    assert!(h.state().view.scroll().1 < end - 1000.0);
    assert!(!h.state().caret_seen());
    type_text(&mut h, "x");
    assert!(h.state().caret_seen(), "typing brings the caret back");
    press(&mut h, Modifiers::NONE, Key::PageUp);
    assert_eq!(h.state().caret.0, 999 - 8);
    let before = h.state().view.scroll();
    press(&mut h, COMMAND, Key::A);
    assert_eq!(h.state().view.scroll(), before, "selecting all does not scroll");
}

#[test]
fn long_lines_are_scrolled_sideways_and_clicked_exactly() {
    let mut h = focused(&format!("{}\nb", "0123456789".repeat(2_000)));
    press(&mut h, Modifiers::NONE, Key::End);
    let (x, _) = h.state().view.scroll();
    assert!(x > 7.5 * 20_000.0 - 600.0, "scrolled to {x}");
    assert!(h.state().caret_seen());
    let column = ((x + 150.0) / 7.5).round();
    let offset = (column * 7.5 - x) as f32;
    click(&mut h, place(0, 0) + vec2(offset, 0.0), 1, Modifiers::NONE);
    assert_eq!(h.state().caret, (0, column as usize));
}

#[test]
fn columns_stand_where_they_are_clicked() {
    let text = "a...b != -> == >= www ff fi /* #{ ]] ~> :: x";
    let mut h = focused(text);
    for column in 0..=text.len() {
        let expected = place(0, column).x;
        let found = h.state().caret_rect.map_or(0.0, |rect| rect.center().x);
        assert!((found - expected).abs() < 0.6, "column {column} is at {found}, not {expected}");
        press(&mut h, Modifiers::NONE, Key::ArrowRight);
    }
}

#[test]
fn the_scroll_bar_can_be_dragged() {
    let mut h = focused(&"a\n".repeat(1000));
    let end = 1001.0 * 20.0 + 16.0 - f64::from(SIZE.y - 16.0);
    let bar = |y: f32| pos2(SIZE.x - 8.0 - 5.0, y);
    button(&h, bar(14.0), true, Modifiers::NONE);
    h.run_steps(2);
    h.event(Event::PointerMoved(bar(2_000.0)));
    h.run_steps(2);
    assert_eq!(h.state().view.scroll().1, end);
    button(&h, bar(2_000.0), false, Modifiers::NONE);
    h.run_steps(2);
    assert!(h.state().focused, "the keyboard stays in the editor");
    assert_eq!(h.state().buffer.primary(), Selection::caret(0), "the bar is not text");
}

#[test]
fn problems_are_told_under_the_pointer() {
    let text = "query {\n  team\n}";
    let mut state = Bench::new(text);
    let message = "This token may not see people (users:read)";
    state.problems = vec![
        Problem::warning(10..14, "scope", message),
        Problem::error(9_000..9_999, "gone", "A range of an older text"),
    ];
    let mut h = bench_on(OperatingSystem::Nix, state);
    h.hover_at(place(1, 4));
    h.run_steps(60);
    assert!(h.query_by_label(message).is_some() || h.query_by_value(message).is_some(), "no tooltip");
    h.hover_at(place(0, 1));
    h.run_steps(60);
    assert!(h.query_by_label(message).is_none() && h.query_by_value(message).is_none());
}
