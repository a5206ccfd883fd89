//! Buttons, fields and dialogs by mouse, by keyboard and by screen reader.

use std::time::Duration;

use dapple::ui::theme;
use dapple::ui::widgets::{
    Alert, AlertAction, Button, CheckBox, Chip, Cut, FieldButton, MenuItem, PasswordField, Tab, TextField,
    Toast, ToastAction, ToastFailure, Tone, Word, cut, dialog, dialog_footer, loading_dots, menu, segment,
    takes_text, toasts,
};
use eframe::egui::{self, Event, Key, Modifiers, Role, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use zeroize::Zeroizing;

/// A window of the house around `contents`, with a state the test can read.
pub fn window<'a, S: 'a>(state: S, contents: impl FnMut(&mut Ui, &mut S) + 'a) -> Harness<'a, S> {
    Harness::builder()
        .with_size(vec2(480.0, 320.0))
        .with_context_setup(|ctx| {
            theme::install(ctx);
            theme::set_motion(ctx, false);
        })
        .build_ui_state(contents, state)
}

#[test]
fn a_button_works_by_mouse_and_by_keyboard() {
    let mut harness = window(0, |ui, clicks: &mut i32| {
        *clicks += i32::from(ui.add(Button::primary("Run")).clicked());
    });
    harness.get_by_role_and_label(Role::Button, "Run").click();
    harness.run();
    assert_eq!(*harness.state(), 1, "the mouse");
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_role_and_label(Role::Button, "Run").is_focused());
    for key in [Key::Enter, Key::Space] {
        let before = *harness.state();
        harness.key_press(key);
        harness.run();
        assert_eq!(*harness.state(), before + 1, "{key:?}");
    }
}

#[test]
fn a_button_that_is_off_does_nothing_and_says_so() {
    let mut harness = window(0, |ui, clicks: &mut i32| {
        *clicks += i32::from(ui.add_enabled(false, Button::danger("Delete")).clicked());
    });
    let button = harness.get_by_role_and_label(Role::Button, "Delete");
    assert!(button.accesskit_node().is_disabled());
    button.click();
    harness.run();
    assert_eq!(*harness.state(), 0);
}

#[test]
fn the_ring_shows_only_to_people_who_use_the_keyboard() {
    let mut harness = window((), |ui, ()| {
        ui.add(Button::secondary("Try again"));
    });
    harness.get_by_label("Try again").click();
    harness.run();
    assert!(!theme::keyboard_in_use(&harness.ctx), "after the mouse");
    harness.key_press(Key::Tab);
    harness.run();
    assert!(theme::keyboard_in_use(&harness.ctx), "after Tab");
}

#[test]
fn typing_into_a_clicked_field_shows_no_ring() {
    let mut harness = window(String::new(), |ui, text| {
        TextField::new(text, "Server").show(ui);
        ui.add(Button::secondary("Try again"));
    });
    harness.get_by_role_and_label(Role::TextInput, "Server").click();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Server").type_text("app");
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert!(takes_text(&harness.ctx) && !theme::keyboard_in_use(&harness.ctx));
    harness.key_press(Key::Tab);
    harness.run();
    assert!(!takes_text(&harness.ctx) && theme::keyboard_in_use(&harness.ctx));
}

#[test]
fn choices_change_by_mouse_and_keyboard() {
    let mut harness = window((false, 0), |ui, (checked, open): &mut (bool, usize)| {
        if ui.add(CheckBox::new(*checked, "Keep in the keyring")).clicked() {
            *checked = !*checked;
        }
        if let Some(part) = segment(ui, "Form", &["Tree", "Table", "Text"], *open, false) {
            *open = part;
        }
    });
    harness.get_by_role_and_label(Role::CheckBox, "Keep in the keyring").click();
    harness.get_by_role_and_label(Role::RadioButton, "Text").click();
    harness.run();
    assert_eq!(*harness.state(), (true, 2));
    harness.get_by_role_and_label(Role::CheckBox, "Keep in the keyring").focus();
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    assert!(!harness.state().0);
}

#[test]
fn a_field_is_named_edited_submitted_and_cleared() {
    let mut harness = window((String::new(), 0), |ui, (text, submits): &mut (String, i32)| {
        let field = TextField::new(text, "Server").label().clearable().show(ui);
        *submits += i32::from(field.submitted);
    });
    harness.get_by_role_and_label(Role::TextInput, "Server").focus();
    harness.run();
    harness.get_by_role_and_label(Role::TextInput, "Server").type_text("app.speckle.systems");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*harness.state(), ("app.speckle.systems".to_owned(), 1));
    harness.get_by_role_and_label(Role::Button, "Clear").click();
    harness.run();
    assert_eq!(harness.state().0, "");
    assert!(harness.query_by_role_and_label(Role::Button, "Clear").is_none(), "nothing to clear");
}

const TOKEN: &str = "6f1d2c3b4a596877";

fn token_window() -> Harness<'static, Zeroizing<String>> {
    window(Zeroizing::new(String::new()), |ui, token| {
        PasswordField::new(token, "Personal access token").label().show(ui);
    })
}

fn type_token(harness: &mut Harness<'_, Zeroizing<String>>) {
    harness.get_by_role_and_label(Role::PasswordInput, "Personal access token").focus();
    harness.run();
    harness.get_by_role_and_label(Role::PasswordInput, "Personal access token").type_text(TOKEN);
    harness.run();
    assert_eq!(harness.state().as_str(), TOKEN);
}

#[test]
fn nobody_can_read_a_token_from_its_field() {
    let mut harness = token_window();
    type_token(&mut harness);
    let field = harness.get_by_role_and_label(Role::PasswordInput, "Personal access token");
    assert_eq!(field.value(), None);
    assert_eq!(field.accesskit_node().data().description(), Some("16 characters"));
    assert!(takes_text(&harness.ctx), "a paste belongs to the field");
    let tree = format!("{:?}", harness.output().platform_output.accesskit_update);
    let part = &TOKEN[..6];
    assert!(!tree.contains(part), "the accessibility tree holds the token");
    for node in harness.root().children_recursive() {
        let data = format!("{:?}", node.accesskit_node().data());
        assert!(!data.contains(part), "a node holds the token");
    }
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.event(Event::Copy);
    harness.event(Event::Cut);
    harness.run();
    let commands = format!("{:?}", harness.output().platform_output.commands);
    assert!(!commands.contains(part), "the clipboard got the token");
    assert_eq!(harness.state().as_str(), TOKEN, "cutting leaves it");
}

#[test]
fn a_token_is_typed_pasted_replaced_and_cleared() {
    let mut harness = token_window();
    type_token(&mut harness);
    harness.key_press(Key::Backspace);
    harness.run();
    assert_eq!(harness.state().as_str(), &TOKEN[..15]);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.event(Event::Paste("another".to_owned()));
    harness.run();
    assert_eq!(harness.state().as_str(), "another");
    harness.event(Event::Paste("é".repeat(5_000)));
    harness.run();
    assert_eq!(harness.state().len(), 4_095, "seven bytes and whole letters, within 4 KB");
    harness.get_by_role_and_label(Role::Button, "Clear").click();
    harness.run();
    assert_eq!(harness.state().as_str(), "");
}

#[test]
fn a_dialog_keeps_the_keyboard_and_closes_by_escape() {
    let mut harness = window((true, 0), |ui, (open, behind): &mut (bool, i32)| {
        *behind += i32::from(ui.add(Button::ghost("Behind")).clicked());
        if *open {
            let shown = dialog(ui.ctx(), "Export 3 rows", "Walls", |ui| {
                dialog_footer(ui, "", |ui| ui.add(Button::primary("Export")).clicked())
            });
            *open = !shown.closed;
        }
    });
    harness.run();
    assert_eq!(harness.get_by_role(Role::Dialog).accesskit_node().label().as_deref(), Some("Export 3 rows"));
    for _ in 0..4 {
        harness.key_press(Key::Tab);
        harness.run();
        assert!(!harness.get_by_label("Behind").is_focused(), "Tab went behind the dialog");
    }
    harness.get_by_label("Behind").click();
    harness.run();
    assert_eq!(harness.state().1, 0, "a click went behind the dialog");
    harness.state_mut().0 = true;
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.state().0, "Escape closes");
}

#[test]
fn waiting_shows_nothing_for_a_moment() {
    let mut harness = window(Duration::from_millis(150), |ui, waited| {
        loading_dots(ui, *waited);
    });
    harness.run_steps(2);
    assert!(harness.query_by_label("Loading").is_none());
    *harness.state_mut() = Duration::from_millis(250);
    harness.run_steps(2);
    assert!(harness.query_by_label("Loading").is_some());
}

#[test]
fn a_long_text_is_cut_where_it_should_be() {
    let path = "Architecture/Building A/Core and shell";
    let file = "/home/mara/Documents/Kvarnholmen/wall-volumes.xlsx";
    let cases = [
        (path, Cut::End, "Archi"),
        (path, Cut::Front, "…/Building A/Core and shell"),
        (file, Cut::Middle, "…/wall-volumes.xlsx"),
    ];
    let harness = window((), move |ui, ()| {
        let font = egui::FontId::proportional(13.0);
        for (text, at, part) in cases {
            let (galley, elided) = cut(ui.painter(), text, (&font, egui::Color32::WHITE), 180.0, at);
            assert!(elided && galley.size().x <= 180.5, "{at:?} is {} wide", galley.size().x);
            let shown: String =
                galley.rows.iter().flat_map(|row| row.glyphs.iter().map(|glyph| glyph.chr)).collect();
            assert!(shown.contains(part), "{at:?} shows {shown}");
            let (whole, elided) = cut(ui.painter(), text, (&font, egui::Color32::WHITE), 900.0, at);
            assert!(!elided && whole.size().x > 180.0);
        }
    });
    drop(harness);
}

#[derive(Default)]
struct Strip {
    open: usize,
    closed: Vec<usize>,
    removed: bool,
}

#[test]
fn tabs_open_and_close_and_chips_go() {
    let mut harness = window(Strip::default(), |ui, strip| {
        ui.horizontal(|ui| {
            for (place, title) in ["Walls", "Doors", "Rooms"].into_iter().enumerate() {
                let tab = Tab::new(title, strip.open == place).dirty(place == 1).show(ui);
                if tab.response.clicked() {
                    strip.open = place;
                }
                if tab.closed {
                    strip.closed.push(place);
                }
            }
        });
        strip.removed |= Chip::new(&[Word::Plain("Level"), Word::Plain("01")]).removable().show(ui).removed;
    });
    harness.get_by_role_and_label(Role::Tab, "Rooms").click();
    harness.run();
    assert_eq!(harness.state().open, 2);
    harness.get_by_role_and_label(Role::Button, "Close Rooms").click();
    harness.run();
    harness.get_by_role_and_label(Role::Tab, "Doors").hover();
    harness.run();
    harness.get_by_role_and_label(Role::Button, "Close Doors").click();
    harness.run();
    assert_eq!(harness.state().closed, [2, 1]);
    assert_eq!(harness.state().open, 2, "a cross does not open its tab");
    harness.get_by_role_and_label(Role::Button, "Remove Level 01").click();
    harness.run();
    assert!(harness.state().removed);
}

#[test]
fn an_alert_offers_the_fix_copies_itself_and_unfolds() {
    let mut harness = window(Vec::new(), |ui, actions| {
        let alert = Alert::new(Tone::Danger, "app.speckle.systems did not answer in 30 s")
            .reason("Your token was not refused")
            .buttons(&["Try again", "Show cached"])
            .details("Details", "request 8c21f0b4")
            .copy();
        actions.extend(alert.show(ui));
    });
    harness.run();
    assert!(harness.query_by_role(Role::Alert).is_some());
    harness.get_by_label("Show cached").click();
    harness.run();
    assert_eq!(*harness.state(), [AlertAction::Button(1)]);
    assert!(harness.query_by_label("request 8c21f0b4").is_none());
    harness.get_by_role_and_label(Role::DisclosureTriangle, "Details").click();
    harness.run();
    assert!(harness.query_by_label("request 8c21f0b4").is_some());
}

#[test]
fn a_menu_opens_under_its_button_and_closes_when_used() {
    let mut harness = window(0, |ui, used: &mut i32| {
        let button = ui.add(FieldButton::choice("Project", "Kvarnholmen"));
        menu(&button, |ui| *used += i32::from(ui.add(MenuItem::new("Copy link").keys("Ctrl C")).clicked()));
    });
    let choice = harness.get_by_role_and_label(Role::ComboBox, "Project");
    assert_eq!(choice.value().as_deref(), Some("Kvarnholmen"));
    choice.click();
    harness.run();
    harness.get_by_role_and_label(Role::MenuItem, "Copy link").click();
    harness.run();
    assert_eq!(*harness.state(), 1);
    assert!(harness.query_by_role_and_label(Role::MenuItem, "Copy link").is_none());
}

#[test]
fn a_failing_toast_folds_its_details_and_cuts_long_texts() {
    let (title, advice) = ("The query failed ".repeat(40), "Ask for less ".repeat(80));
    let details = format!("first line\n{}", "SELECT * FROM everything ".repeat(900));
    let mut window = window(None, |ui, done: &mut Option<(usize, ToastAction)>| {
        let (title, advice) = (title.as_str(), advice.as_str());
        let failure =
            ToastFailure { id: 7, title, advice, details: Some(&details), request: Some("8c21f0b4") };
        let toast = Toast { tone: Tone::Danger, text: title, button: None, failure: Some(failure) };
        *done = toasts(ui.ctx(), &[toast]).or(*done);
    });
    window.run_steps(3);
    let height = |window: &Harness<'_, _>| window.get_by_role(Role::Alert).rect().height();
    let folded = height(&window);
    assert!(folded < 220.0, "{folded}");
    assert!(window.query_all_by_label_contains("first line").next().is_none());
    window.get_by_label("Details, request 8c21f0b4").click();
    window.run_steps(3);
    assert!(window.query_all_by_label_contains("first line").next().is_some());
    assert!(window.query_all_by_label_contains("Copy has the rest").next().is_some());
    let open = height(&window);
    assert!(open > folded && open < 400.0, "{open}");
    window.get_by_label("Copy what this says").click();
    window.run_steps(3);
    assert_eq!(*window.state(), Some((0, ToastAction::Copied)));
}
