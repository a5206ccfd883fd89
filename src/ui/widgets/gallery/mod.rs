//! Every widget in every state on one page: for people who judge the look, and for pictures in tests.

mod controls;
mod views;

use std::time::Duration;

use eframe::egui::{Color32, Rect, Ui, UiBuilder, Vec2, pos2, vec2};
use zeroize::Zeroizing;

use super::{ListState, TableState, paint};
use crate::ui::theme::{self, Tokens};

/// What a person can change on the page.
pub struct Gallery {
    pub(super) server: String,
    pub(super) wrong: String,
    pub(super) search: String,
    pub(super) token: Zeroizing<String>,
    pub(super) segment: usize,
    pub(super) checked: [bool; 3],
    pub(super) radio: usize,
    pub(super) table: TableState,
    pub(super) tree: ListState,
    pub(super) folded: bool,
    pub(super) text: ListState,
    pub(super) sorted: (usize, bool),
    /// Whether the dialog is open.
    pub dialog: bool,
}

impl Default for Gallery {
    fn default() -> Self {
        let mut table = TableState::default();
        table.list.select(3);
        let (mut tree, mut text) = (ListState::default(), ListState::default());
        tree.select(5);
        text.select(2);
        text.extend_to(3);
        Gallery {
            server: "app.speckle.systems".to_owned(),
            wrong: "speckle.norrstrom".to_owned(),
            search: String::new(),
            token: Zeroizing::new("0123456789".repeat(4) + "ab"),
            segment: 0,
            checked: [true, false, true],
            radio: 0,
            table,
            tree,
            folded: false,
            text,
            sorted: (3, false),
            dialog: false,
        }
    }
}

/// The page needs 1440 x 1180 points.
pub const GALLERY_SIZE: Vec2 = vec2(1440.0, 1180.0);

/// Shows the page from the upper left corner of the room there is.
pub fn gallery(ui: &mut Ui, state: &mut Gallery) {
    let tokens = theme::tokens(ui.ctx());
    let page = ui.available_rect_before_wrap();
    ui.painter().rect_filled(page, 0.0, tokens.color.bg_content);
    ui.spacing_mut().item_spacing = vec2(tokens.size.gap_8, tokens.size.gap_8);
    controls::buttons(ui, page.min);
    controls::menu(ui, page.min);
    controls::fields(ui, page.min, state);
    controls::rows(ui, page.min);
    controls::notes(ui, page.min);
    controls::swatches(ui, page.min);
    views::table(ui, page.min, state);
    views::tree(ui, page.min, state);
    views::text(ui, page.min, state);
    views::states(ui, page.min);
    views::strip(ui, page.min);
    if state.dialog {
        state.dialog = !views::dialog(ui, state);
    }
    ui.advance_cursor_after_rect(Rect::from_min_size(page.min, GALLERY_SIZE));
}

/// A part of the page at a fixed place, under its label.
fn part(ui: &mut Ui, origin: eframe::egui::Pos2, place: (f32, f32, f32, f32), label: &str) -> Ui {
    let (x, y, width, height) = place;
    let tokens = theme::tokens(ui.ctx());
    let rect = Rect::from_min_size(pos2(origin.x + x, origin.y + y), vec2(width, height));
    heading(ui, &tokens, rect, label);
    let room = Rect::from_min_max(pos2(rect.left(), rect.top() + tokens.size.section_label), rect.max);
    ui.new_child(
        UiBuilder::new()
            .max_rect(room)
            .id_salt(label)
            .layout(eframe::egui::Layout::top_down(eframe::egui::Align::Min)),
    )
}

fn heading(ui: &Ui, tokens: &Tokens, rect: Rect, label: &str) {
    let line = paint::line(ui.painter(), label, &tokens.font.section, tokens.color.text_subdued);
    ui.painter().galley(rect.min, line, Color32::PLACEHOLDER);
}

/// Long enough for the dots to show.
const WAITED: Duration = Duration::from_millis(400);
