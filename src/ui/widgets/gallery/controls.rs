//! The upper part of the page: what people press, type into and read in passing.

use eframe::egui::{Align, Color32, Layout, Pos2, Rect, Ui, UiBuilder, Vec2, pos2, vec2};

use super::super::*;
use super::{Gallery, part};
use crate::ui::theme::{self, Icon, icon};

/// Columns: rest, hover, pressed, keyboard focus, disabled.
const LOOKS: [(&str, Look, bool); 5] = [
    ("rest", Look::Live, true),
    ("hover", Look::Hovered, true),
    ("pressed", Look::Pressed, true),
    ("keyboard focus", Look::Focused, true),
    ("disabled", Look::Live, false),
];

fn at(ui: &mut Ui, origin: Pos2, (x, y): (f32, f32), salt: impl eframe::egui::AsIdSalt) -> Ui {
    let rect = Rect::from_min_size(pos2(origin.x + x, origin.y + y), Vec2::new(400.0, 40.0));
    ui.new_child(UiBuilder::new().max_rect(rect).id_salt(salt).layout(Layout::left_to_right(Align::Min)))
}

pub(super) fn buttons(ui: &mut Ui, origin: Pos2) {
    let tokens = theme::tokens(ui.ctx());
    part(ui, origin, (24.0, 20.0, 400.0, 20.0), "Buttons");
    for (place, name) in ["Primary", "Secondary", "Ghost", "Danger", "Sizes"].into_iter().enumerate() {
        let row = Rect::from_min_size(
            pos2(origin.x + 24.0, origin.y + 74.0 + 40.0 * place as f32),
            vec2(80.0, 28.0),
        );
        let line = paint::line(ui.painter(), name, &tokens.font.ui, tokens.color.text_subdued);
        paint::left(ui.painter(), row.left(), row, line);
    }
    for (column, (title, look, enabled)) in LOOKS.into_iter().enumerate() {
        let x = 108.0 + 209.0 * column as f32;
        let line = paint::line(ui.painter(), title, &tokens.font.ui, tokens.color.text_subdued);
        ui.painter().galley(pos2(origin.x + x, origin.y + 46.0), line, Color32::PLACEHOLDER);
        let all = [
            Button::primary("Export 1,204 rows"),
            Button::secondary("Try again"),
            Button::ghost("Compare…"),
            Button::danger("Delete 12 versions"),
        ];
        for (row, button) in all.into_iter().enumerate() {
            let mut cell = at(ui, origin, (x, 74.0 + 40.0 * row as f32), (title, row));
            cell.add_enabled(enabled, button.show_as(look));
        }
    }
    let mut sizes = at(ui, origin, (108.0, 234.0), "sizes");
    sizes.add(Button::secondary("28 high"));
    let mut sizes = at(ui, origin, (317.0, 236.0), "small");
    sizes.add(Button::secondary("24 high").small());
    let mut sizes = at(ui, origin, (526.0, 238.0), "tiny");
    sizes.add(Button::secondary("20 high").tiny());
    let mut icons = at(ui, origin, (735.0, 236.0), "icons");
    icons.spacing_mut().item_spacing.x = 4.0;
    for (look, name) in
        [(Look::Live, "Download"), (Look::Hovered, "Download, hover"), (Look::Pressed, "Download, pressed")]
    {
        icons.add(IconButton::new(Icon::Download, name).show_as(look));
    }
    let mut more = at(ui, origin, (944.0, 234.0), "more");
    more.add(Button::primary("Run").icon(Icon::Play).shortcut("Ctrl Enter"));
    more.add(Button::ghost("ModelVersions").icon_after(Icon::ChevronDown));
}

pub(super) fn menu(ui: &mut Ui, origin: Pos2) {
    let tokens = theme::tokens(ui.ctx());
    let mut room = part(ui, origin, (1192.0, 20.0, 224.0, 240.0), "Menu");
    popup_frame(&tokens).show(&mut room, |ui| {
        ui.set_width(tokens.size.menu_min - 2.0 * tokens.size.popup_padding);
        ui.spacing_mut().item_spacing = Vec2::ZERO;
        ui.add(MenuItem::new("Open element table").icon(Icon::Table2).keys("Enter").show_as(Look::Hovered));
        ui.add(MenuItem::new("Compare with…").icon(Icon::GitCompare));
        ui.add(MenuItem::new("Query this").icon(Icon::Braces).keys("Ctrl Q"));
        menu_line(ui);
        ui.add(MenuItem::new("Copy link").icon(Icon::Copy).keys("Ctrl C"));
        ui.add(MenuItem::new("Open in the browser").icon(Icon::ExternalLink));
        menu_line(ui);
        ui.add(MenuItem::new("Delete version…").icon(Icon::Trash2).danger());
    });
}

pub(super) fn fields(ui: &mut Ui, origin: Pos2, state: &mut Gallery) {
    let mut room = part(ui, origin, (24.0, 286.0, 300.0, 420.0), "Fields");
    let ui = &mut room;
    TextField::new(&mut state.server, "Server").icon(Icon::Globe).medium().show(ui);
    let mut typed = "speckle.norrstrom.se".to_owned();
    TextField::new(&mut typed, "Server, pointer focus")
        .icon(Icon::Globe)
        .medium()
        .trailing("pointer focus")
        .show_as(Look::Pressed)
        .show(ui);
    TextField::new(&mut typed, "Server, keyboard focus")
        .icon(Icon::Globe)
        .medium()
        .trailing("keyboard")
        .show_as(Look::Focused)
        .show(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        TextField::new(&mut state.wrong, "Server, wrong")
            .icon(Icon::Globe)
            .medium()
            .error(Some("No server answers at this name"))
            .show(ui);
    });
    ui.add_enabled_ui(false, |ui| {
        TextField::new(&mut state.server, "Server, off").icon(Icon::Globe).medium().show(ui);
    });
    PasswordField::new(&mut state.token, "Personal access token").icon(Icon::KeyRound).show(ui);
    TextField::new(&mut state.search, "Find in table")
        .icon(Icon::Search)
        .placeholder("Find in table")
        .small()
        .show(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        for (place, text) in ["On", "Off"].into_iter().enumerate() {
            if ui.add(CheckBox::new(state.checked[place], text)).clicked() {
                state.checked[place] = !state.checked[place];
            }
        }
        ui.add(CheckBox::new(Checked::Some, "Some"));
        ui.add(CheckBox::new(false, "Focus").show_as(Look::Focused));
    });
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        for (place, text) in ["This view", "Selected rows"].into_iter().enumerate() {
            if ui.add(Radio::new(state.radio == place, text)).clicked() {
                state.radio = place;
            }
        }
    });
    ui.horizontal(|ui| {
        if let Some(open) =
            segment(ui, "Form of the answer", &["Tree", "Table", "Text"], state.segment, false)
        {
            state.segment = open;
        }
        Chip::new(&[Word::Plain("Level"), Word::Subdued("is"), Word::Plain("01")]).removable().show(ui);
        Chip::new(&[Word::Plain("Revit")]).on(true).show(ui);
    });
}

pub(super) fn rows(ui: &mut Ui, origin: Pos2) {
    let tokens = theme::tokens(ui.ctx());
    let mut room = part(ui, origin, (364.0, 286.0, 300.0, 420.0), "List rows, 26");
    let ui = &mut room;
    ui.spacing_mut().item_spacing.y = 0.0;
    let row = |right| ListRow::new("Core and shell").icon(Icon::Box).right(right);
    ui.add(row("rest"));
    ui.add(row("hover").show_as(Look::Hovered));
    ui.add(row("pressed").show_as(Look::Pressed));
    ui.add(row("selected, region has focus").chosen(Chosen::Active));
    ui.add(row("selected, focus elsewhere").chosen(Chosen::Inactive));
    ui.add(row("selected, keyboard focus").chosen(Chosen::Active).show_as(Look::Focused));
    let long = "Architecture / Building A / Core and shell, revised after the tender";
    ui.add(ListRow::new(long).icon(Icon::Folder).cut(Cut::Front).right("131"));
    ui.add(ListRow::new(long).icon(Icon::Folder).right("131"));
    elided(
        ui,
        "/home/mara/Documents/Kvarnholmen/wall-volumes-b83e0f4d21.xlsx",
        (&tokens.font.ui, tokens.color.text),
        Cut::Middle,
    );
    section_label(ui, "Section label", "14", false);
    key_value(ui, "Author", "Mara Lindqvist", 96.0, false);
    key_value(ui, "Version ID", "b83e0f4d21", 96.0, true);
    hairline(ui);
    panel_title(ui, "Versions", "131");
    popup_frame(&tokens).inner_margin(eframe::egui::Margin::same(6)).show(ui, |ui| {
        let text =
            eframe::egui::RichText::new("23 Nov 2026, 13:51:07 CET").font(tokens.font.secondary.clone());
        ui.label(text);
    });
}

pub(super) fn notes(ui: &mut Ui, origin: Pos2) {
    let mut room = part(ui, origin, (704.0, 286.0, 360.0, 420.0), "Toasts");
    let notes = [
        (Tone::Success, "Exported 1,204 rows, 182 KB", Some("Show file")),
        (Tone::Danger, "The keyring is locked, token not saved", Some("Unlock")),
        (Tone::Info, "A newer version of this model is there", None),
    ];
    for (place, (tone, text, button)) in notes.into_iter().enumerate() {
        room.push_id(place, |ui| toast(ui, &Toast { tone, text, button, failure: None }, place == 2));
    }
    room.add_space(16.0);
    let progress = Progress {
        title: "Receiving elements",
        counts: "3,187 of 8,412",
        rate: "1,240 a second, 2.6 MB, about 4 s left",
        share: Some(0.38),
    };
    progress_strip(&mut room, &progress);
    room.add_space(16.0);
    loading_dots(&mut room, super::WAITED);
    let mut room = part(ui, origin, (1104.0, 286.0, 312.0, 420.0), "Alerts");
    Alert::new(Tone::Warning, "12 values are in ft, shown as mm").show(&mut room);
    Alert::new(Tone::Danger, "38 of 8,412 elements did not arrive").show(&mut room);
    Alert::new(Tone::Info, "This server is older: comments instead of issues").show(&mut room);
    Alert::new(Tone::Danger, "app.speckle.systems did not answer in 30 s")
        .reason("The server or the network is slow. Your token was not refused")
        .buttons(&["Try again", "Show cached"])
        .details("Details, request 8c21f0b4", "POST /graphql, 30,000 ms, no bytes")
        .copy()
        .show(&mut room);
}

/// The icons of the set, and the colours by name.
pub(super) fn swatches(ui: &mut Ui, origin: Pos2) {
    let tokens = theme::tokens(ui.ctx());
    let mut room = part(ui, origin, (24.0, 1090.0, 1392.0, 80.0), "Icons");
    room.horizontal_wrapped(|ui| {
        for one in Icon::ALL {
            icon(ui, *one, tokens.size.icon, tokens.color.icon);
        }
    });
    let mark = pos2(origin.x + 1380.0, origin.y + 1130.0);
    theme::app_mark(room.painter(), mark, tokens.size.app_mark);
}
