//! Settings, and what Dapple is.

use eframe::egui::{Context, Frame, Label, Margin, RichText, ScrollArea, Ui};

use crate::app::{Action, ProxyChoice, Settings, ThemeChoice};
use crate::ui::context::ViewCtx;
use crate::ui::format;
use crate::ui::widgets::{Button, CheckBox, Radio, TextField, dialog, dialog_footer, group_label, segment};

/// Height of everything else in the two dialogs, with some air around them, points.
const BESIDE_PLACES: f32 = 540.0;
const BESIDE_KEYS: f32 = 330.0;
/// As much of a list is always seen, points.
const LEAST_LIST: f32 = 72.0;

/// Keys and values on the dialog's own edge; they scroll where the window is too low for all of them.
fn listing(ui: &mut Ui, cx: &ViewCtx<'_>, beside: f32, rows: impl FnOnce(&mut Ui)) {
    let room = (ui.ctx().content_rect().height() - beside).max(LEAST_LIST);
    let edge = Margin::symmetric(-(cx.tokens.size.row_padding as i8), 0);
    ScrollArea::vertical().max_height(room).show(ui, |ui| {
        Frame::new().outer_margin(edge).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            rows(ui);
        });
    });
}

/// Draws the settings; every change is kept at once.
pub fn ui(ctx: &Context, cx: &mut ViewCtx<'_>) {
    let mut settings = cx.state.settings.clone();
    let shown = dialog(ctx, "Settings", "Kept on this computer", |ui| {
        look(ui, &mut settings);
        network(ui, cx, &mut settings);
        group_label(ui, "History");
        if ui
            .add(CheckBox::new(settings.keep_history, "Keep the operations I run, not their answers"))
            .clicked()
        {
            settings.keep_history = !settings.keep_history;
        }
        group_label(ui, "On this disk");
        listing(ui, cx, BESIDE_PLACES, |ui| {
            for place in &cx.state.places {
                let path = format!("{}  {}", format::bytes(place.bytes), place.path.display());
                crate::ui::widgets::key_value(ui, place.what, &path, 96.0, true).on_hover_text(path);
            }
        });
        dialog_footer(ui, "Tokens are in the system keyring only", |ui| {
            let close = ui.add(Button::secondary("Close"));
            cx.views.focus.begin_with(&close);
            if close.clicked() {
                cx.act(Action::CloseDialog);
            }
        });
    });
    if settings != cx.state.settings {
        cx.act(Action::ChangeSettings(Box::new(settings)));
    }
    if shown.closed {
        cx.act(Action::CloseDialog);
    }
}

fn look(ui: &mut Ui, settings: &mut Settings) {
    const THEMES: [ThemeChoice; 3] = [ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark];
    group_label(ui, "Theme");
    let open = THEMES.iter().position(|t| *t == settings.theme).unwrap_or(0);
    if let Some(theme) =
        segment(ui, "Theme", &["System", "Light", "Dark"], open, true).and_then(|i| THEMES.get(i))
    {
        settings.theme = *theme;
    }
}

fn network(ui: &mut Ui, cx: &ViewCtx<'_>, settings: &mut Settings) {
    group_label(ui, "Proxy");
    let system = match &cx.state.proxy {
        Some(proxy) => format!("As the system says: {proxy}"),
        None => "As the system says: none".to_owned(),
    };
    if ui.add(Radio::new(settings.proxy == ProxyChoice::System, &system)).clicked() {
        settings.proxy = ProxyChoice::System;
    }
    if ui.add(Radio::new(settings.proxy == ProxyChoice::Direct, "None, straight to the server")).clicked() {
        settings.proxy = ProxyChoice::Direct;
    }
    let own = matches!(settings.proxy, ProxyChoice::Address(_));
    if ui.add(Radio::new(own, "This one")).clicked() && !own {
        settings.proxy = ProxyChoice::Address(String::new());
    }
    if let ProxyChoice::Address(address) = &mut settings.proxy {
        TextField::new(address, "Proxy").medium().placeholder("http://proxy.example.com:8080").show(ui);
        let words = "PAC files and NTLM are not supported. A change takes effect when an account reconnects";
        ui.add(Label::new(RichText::new(words).color(cx.tokens.color.text_subdued)).wrap());
    }
}

/// What Dapple is, and what it is not.
pub fn about(ctx: &Context, cx: &mut ViewCtx<'_>) {
    let version = format!("Version {}", crate::VERSION);
    let shown = dialog(ctx, "Dapple", &version, |ui| {
        let words = "A native desktop workbench for Speckle data. Not affiliated with Speckle Systems.\n\n\
                     Inter and the Lucide icons are used under their own licences (OFL and ISC), JetBrains Mono under Apache 2.0.";
        ui.add(Label::new(RichText::new(words)).wrap());
        group_label(ui, "Keys");
        listing(ui, cx, BESIDE_KEYS, |ui| {
            for command in crate::ui::commands::COMMANDS {
                let Some(keys) = command.keys else { continue };
                let keys = crate::ui::commands::keys_text(keys);
                crate::ui::widgets::key_value(ui, command.text, &keys, 220.0, false);
            }
        });
        dialog_footer(ui, "", |ui| {
            let close = ui.add(Button::secondary("Close"));
            cx.views.focus.begin_with(&close);
            if close.clicked() {
                cx.act(Action::CloseDialog);
            }
        });
    });
    if shown.closed {
        cx.act(Action::CloseDialog);
    }
}
