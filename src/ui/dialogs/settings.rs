//! Settings: how Dapple looks, how it reaches servers, and what it keeps on this computer.

use eframe::egui::{Context, Label, RichText, ScrollArea, Ui, vec2};

use super::storage;
use crate::app::{Action, CertificateFile, Clearable, ProxyChoice, Remote, Settings, ThemeChoice};
use crate::ui::context::ViewCtx;
use crate::ui::theme::{Icon, paint_icon};
use crate::ui::widgets::paint::{left, line};
use crate::ui::widgets::{Button, CheckBox, Radio, TextField, dialog, dialog_footer, group_label, segment};

/// Which part is open, and what was asked to be cleared.
#[derive(Default)]
pub struct SettingsView {
    part: usize,
    /// Clear was clicked once, for this.
    pub(super) asked: Option<Clearable>,
}

const PARTS: [&str; 3] = ["General", "Network", "Storage"];
/// Every part is as high, so that nothing moves between them; a low window scrolls. Points.
const HIGH: f32 = 432.0;
/// Height of everything else in the dialog, with some air around it, points.
const BESIDE: f32 = 220.0;
/// Room for the button beside a field, points.
const CHOOSE: f32 = 92.0;

/// Draws the settings; every change is kept at once.
pub fn ui(ctx: &Context, cx: &mut ViewCtx<'_>) {
    let mut settings = cx.state.settings.clone();
    let shown = dialog(ctx, "Settings", "Every change is kept at once", |ui| {
        let part = cx.views.settings.part;
        if let Some(chosen) = segment(ui, "Settings", &PARTS, part, true) {
            cx.views.settings.part = chosen;
        }
        let room = HIGH.min(ctx.content_rect().height() - BESIDE);
        ui.allocate_ui(vec2(ui.available_width(), room), |ui| {
            ScrollArea::vertical().id_salt(part).auto_shrink([false, false]).max_height(room).show(
                ui,
                |ui| match part {
                    0 => general(ui, &mut settings),
                    1 => network(ui, cx, &mut settings),
                    _ => storage::ui(ui, cx),
                },
            );
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

fn general(ui: &mut Ui, settings: &mut Settings) {
    const THEMES: [ThemeChoice; 3] = [ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark];
    group_label(ui, "Theme");
    let open = THEMES.iter().position(|t| *t == settings.theme).unwrap_or(0);
    if let Some(theme) =
        segment(ui, "Theme", &["System", "Light", "Dark"], open, true).and_then(|i| THEMES.get(i))
    {
        settings.theme = *theme;
    }
    memory(ui, settings);
    group_label(ui, "History");
    if ui.add(CheckBox::new(settings.keep_history, "Keep the operations I run, not their answers")).clicked()
    {
        settings.keep_history = !settings.keep_history;
    }
    group_label(ui, "Previews");
    let words = "Keep previews of versions, encrypted with a key from the keyring";
    if ui.add(CheckBox::new(settings.keep_previews, words)).clicked() {
        settings.keep_previews = !settings.keep_previews;
    }
}

/// A choice of sizes, in bytes or whatever a size of nothing means.
fn sizes<T: Copy + PartialEq>(ui: &mut Ui, label: &str, known: &[(T, &str)], value: &mut T) {
    group_label(ui, label);
    let open = known.iter().position(|(size, _)| size == value);
    let parts: Vec<&str> = known.iter().map(|(_, words)| *words).collect();
    let chosen = segment(ui, label, &parts, open.unwrap_or(usize::MAX), true);
    if let Some((size, _)) = chosen.and_then(|at| known.get(at)) {
        *value = *size;
    }
}

/// How much memory open answers may take before those not seen for longest lie on the disk, and where a server's
/// answer is cut. The limits count from the next sign-in.
fn memory(ui: &mut Ui, settings: &mut Settings) {
    let memory = [
        (None, "Automatic"),
        (Some(256 << 20), "256 MB"),
        (Some(512 << 20), "512 MB"),
        (Some(1 << 30), "1 GB"),
        (Some(4 << 30), "4 GB"),
    ];
    sizes(ui, "Memory for open answers", &memory, &mut settings.document_budget_bytes);
    let answers = [(256 << 20, "256 MB"), (1 << 30, "1 GB"), (4 << 30, "4 GB")];
    sizes(ui, "Largest answer, from the next start", &answers, &mut settings.answer_limit_bytes);
    let streams = [(5_000_000_000, "5 GB"), (20_000_000_000, "20 GB"), (100_000_000_000, "100 GB")];
    sizes(ui, "Largest element table, from the next start", &streams, &mut settings.stream_limit_bytes);
}

fn network(ui: &mut Ui, cx: &mut ViewCtx<'_>, settings: &mut Settings) {
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
        note(ui, cx, words);
    }
    ui.spacing_mut().item_spacing.y = cx.tokens.size.gap_4;
    group_label(ui, "Certificates");
    let trusted = "Authorities to trust beside those of the system (PEM)";
    certificate(ui, cx, CertificateFile::Authorities, trusted);
    ui.add_space(cx.tokens.size.gap_4);
    certificate(ui, cx, CertificateFile::Client, "Your own certificate with its key (PEM)");
}

fn note(ui: &mut Ui, cx: &ViewCtx<'_>, words: &str) {
    let look =
        RichText::new(words).font(cx.tokens.font.secondary.clone()).color(cx.tokens.color.text_subdued);
    ui.add(Label::new(look).wrap());
}

/// A path, typed or chosen, and what was found there.
fn certificate(ui: &mut Ui, cx: &mut ViewCtx<'_>, file: CertificateFile, name: &str) {
    let field = cx.state.certificates.get(file);
    let failed = field.checked.error();
    let mut text = field.text.clone();
    note(ui, cx, name);
    ui.horizontal(|ui| {
        let shown = TextField::new(&mut text, name)
            .medium()
            .placeholder("None")
            .clearable()
            .error(failed.map(|_| ""))
            .width(ui.available_width() - CHOOSE)
            .show(ui);
        if shown.response.changed() || shown.cleared {
            cx.actions.push(Action::CertificateTyped(file, text.clone()));
        }
        let choose = ui.add(Button::secondary("Choose…"));
        if choose.accessible_name(format!("Choose… {name}")).clicked() {
            cx.actions.push(Action::PickCertificate(file));
        }
    });
    match (failed, &field.checked) {
        (Some(failure), _) => {
            let words = format!("{}. {}", failure.title, failure.advice);
            let look = RichText::new(dapple_data::document::visible(&words));
            let look = look.font(cx.tokens.font.secondary.clone()).color(cx.tokens.color.danger_text);
            ui.add(Label::new(look).wrap());
        }
        (None, Remote::Ready { .. }) => found(ui, cx, "Used from the next request on"),
        _ => {}
    }
}

fn found(ui: &mut Ui, cx: &ViewCtx<'_>, words: &str) {
    let (size, color) = (&cx.tokens.size, &cx.tokens.color);
    let wanted = vec2(ui.available_width(), size.line_secondary);
    let (rect, response) = ui.allocate_exact_size(wanted, eframe::egui::Sense::hover());
    response.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Status, true, words));
    paint_icon(
        ui.painter(),
        Icon::Check,
        rect.left_center() + vec2(size.icon / 2.0, 0.0),
        size.icon,
        color.success,
    );
    let galley = line(ui.painter(), words, &cx.tokens.font.secondary, color.text_subdued);
    left(ui.painter(), rect.left() + size.icon + size.gap_4, rect, galley);
}
