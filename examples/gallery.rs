//! Every widget in every state, in both themes: `cargo run --example gallery`.

use dapple::ui::theme::{self, Preference};
use dapple::ui::widgets::{Button, GALLERY_SIZE, Gallery, gallery, segment};
use eframe::egui;

struct App {
    gallery: Gallery,
    theme: usize,
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let tokens = theme::tokens(ui.ctx());
        let bar = egui::Frame::NONE.fill(tokens.color.bg_bar).inner_margin(egui::Margin::symmetric(12, 6));
        egui::Panel::top("bar").frame(bar).show(ui, |ui| {
            ui.horizontal(|ui| {
                if let Some(theme) = segment(ui, "Theme", &["System", "Light", "Dark"], self.theme, false) {
                    self.theme = theme;
                    let preferences = [Preference::System, Preference::Light, Preference::Dark];
                    theme::set_preference(ui.ctx(), preferences[theme]);
                }
                // Scripts that none of the program's own faces has: the system's fonts stand in.
                ui.label("ビル管理  건물  مبنى  Здание");
                if ui.add(Button::ghost("Open the dialog…").small()).clicked() {
                    self.gallery.dialog = true;
                }
            });
        });
        let page = egui::Frame::NONE.fill(tokens.color.bg_content);
        egui::CentralPanel::default().frame(page).show(ui, |ui| {
            egui::ScrollArea::both().show(ui, |ui| {
                ui.set_min_size(GALLERY_SIZE);
                gallery(ui, &mut self.gallery);
            });
        });
    }
}

fn main() -> eframe::Result {
    let icon = theme::app_icon(256);
    let viewport = egui::ViewportBuilder::default().with_inner_size([1440.0, 900.0]).with_icon(icon);
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    eframe::run_native(
        "Dapple widgets",
        options,
        Box::new(|creation| {
            theme::install(&creation.egui_ctx);
            Ok(Box::new(App { gallery: Gallery::default(), theme: 0 }))
        }),
    )
}
