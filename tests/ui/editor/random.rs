//! Random use: whatever people press, the editor stays whole and a screen reader can follow.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::access::heard_selection;
use super::*;

/// One thing a person may do.
#[derive(Clone, Debug)]
enum Deed {
    Key(Modifiers, Key),
    Text(String),
    Compose(String),
    Press(f32, f32, Modifiers),
    Move(f32, f32),
    Release(f32, f32),
    Wheel(f32, f32),
    Jump(f64, f64),
    Wrap(bool),
    FoldAll,
}

fn deed() -> impl Strategy<Value = Deed> {
    let keys = vec![
        Key::ArrowLeft,
        Key::ArrowRight,
        Key::ArrowUp,
        Key::ArrowDown,
        Key::Home,
        Key::End,
        Key::PageUp,
        Key::PageDown,
        Key::Backspace,
        Key::Delete,
        Key::Enter,
        Key::Tab,
        Key::A,
        Key::Z,
        Key::Y,
        Key::D,
        Key::K,
        Key::Slash,
        Key::OpenBracket,
        Key::CloseBracket,
        Key::Escape,
    ];
    let modifiers = vec![
        Modifiers::NONE,
        Modifiers::NONE,
        Modifiers::SHIFT,
        Modifiers::COMMAND,
        Modifiers::ALT,
        Modifiers::COMMAND.plus(Modifiers::SHIFT),
    ];
    let held = prop::sample::select(modifiers);
    let text = prop::sample::select(vec!["{", "}", "\"", "a", " ", "é", "e\u{301}", "\t", "# ", "x\r\ny"]);
    let (x, y) = (-20.0..640.0_f32, -20.0..240.0_f32);
    prop_oneof![
        6 => (held.clone(), prop::sample::select(keys)).prop_map(|(m, k)| Deed::Key(m, k)),
        4 => text.clone().prop_map(|t| Deed::Text(t.to_owned())),
        1 => prop::sample::select(vec!["", "n", "né"]).prop_map(|t| Deed::Compose(t.to_owned())),
        2 => (x.clone(), y.clone(), held).prop_map(|(x, y, m)| Deed::Press(x, y, m)),
        2 => (x.clone(), y.clone()).prop_map(|(x, y)| Deed::Move(x, y)),
        2 => (x, y).prop_map(|(x, y)| Deed::Release(x, y)),
        1 => (-900.0..900.0_f32, -900.0..900.0_f32).prop_map(|(x, y)| Deed::Wheel(x, y)),
        1 => (0.0..1e7_f64, 0.0..1e7_f64).prop_map(|(x, y)| Deed::Jump(x, y)),
        1 => any::<bool>().prop_map(Deed::Wrap),
        1 => Just(Deed::FoldAll),
    ]
}

fn act(h: &mut Harness<'_, Bench>, deed: &Deed) {
    match deed.clone() {
        Deed::Key(modifiers, key) => h.key_press_modifiers(modifiers, key),
        Deed::Text(text) => h.event(Event::Text(text)),
        Deed::Compose(text) => {
            h.event(Event::Ime(egui::ImeEvent::Preedit { text, active_range_chars: Some(1..9) }))
        }
        Deed::Press(x, y, modifiers) => button(h, pos2(x, y), true, modifiers),
        Deed::Move(x, y) => h.event(Event::PointerMoved(pos2(x, y))),
        Deed::Release(x, y) => button(h, pos2(x, y), false, Modifiers::NONE),
        Deed::Wheel(x, y) => h.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(x, y),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        }),
        Deed::Wrap(wrap) => h.state_mut().wrap = wrap,
        Deed::FoldAll => h.state_mut().view.fold(dapple_data::text::FoldWish::FoldAll),
        Deed::Jump(x, y) => h.state_mut().view.set_scroll(x, y),
    }
    h.step();
}

#[test]
fn whatever_people_do_the_editor_stays_whole() {
    let long = "{ long: \"".to_owned() + &"0123456789".repeat(700) + "\" }";
    let text = format!("query {{\r\n  a(b: [1])\r\n}}\r\n{long}\r\n{}", "  line { of } text\r\n".repeat(200));
    let config = Config { cases: 12, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&prop::collection::vec(deed(), 1..60), |deeds| {
        let mut state = Bench::new(&text);
        state.problems =
            vec![Problem::error(3..7_000, "wide", "Wide"), Problem::warning(9..9, "empty", "Empty")];
        let mut h = bench_on(OperatingSystem::Nix, state);
        h.get_by_role(Role::MultilineTextInput).focus();
        h.step();
        for deed in &deeds {
            act(&mut h, deed);
            prop_assert!(heard_selection(&h).is_some(), "after {:?}", deed);
            let (x, y) = h.state().view.scroll();
            // The longest line has some 7,000 chars, which make at most 140 rows.
            let rows = h.state().buffer.line_count() + if h.state().wrap { 400 } else { 0 };
            prop_assert!(x >= 0.0 && y >= 0.0 && y <= 20.0 * rows as f64);
        }
        while h.state_mut().buffer.undo() {}
        prop_assert_eq!(h.state().buffer.text(), text.as_str());
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}
