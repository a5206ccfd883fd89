//! The lower part of the page: the views on the virtual list, and what a view shows when it is empty.

use std::borrow::Cow;

use eframe::egui::{Pos2, Ui, UiBuilder, Vec2, vec2};

use super::super::*;
use super::{Gallery, part};
use crate::ui::theme::{self, Icon};

const TYPES: [&str; 6] = [
    "Partition 95, 1 board",
    "Concrete 200 core",
    "Brick 108 façade",
    "Party wall 300",
    "Curtain wall 1500",
    "Glass, aluminium",
];

fn wall(row: u64, column: usize) -> CellText<'static> {
    let text = |text: &'static str| CellText { text: Cow::Borrowed(text), ..CellText::default() };
    let figure =
        |text: String| CellText { text: Cow::Owned(text), mono: true, right: true, ..CellText::default() };
    let mixed = row.wrapping_mul(2_654_435_761) % 7_919;
    match column {
        0 => text(TYPES[(row % 6) as usize]),
        1 => CellText {
            mono: true,
            text: Cow::Owned(format!("{:010x}", mixed * 104_729)),
            ..CellText::default()
        },
        2 if row % 5 == 3 => CellText { subdued: true, hint: "No such property", ..text("–") },
        2 => text("C30/37"),
        3 => figure(format!("{:.2}", mixed as f64 / 311.0)),
        _ => figure(format!("{:.3}", mixed as f64 / 1_733.0)),
    }
}

fn columns(sorted: (usize, bool)) -> Vec<Column<'static>> {
    let all = [
        ("Type", "", 170.0, false),
        ("id", "", 110.0, false),
        ("Material", "", 90.0, false),
        ("Area", "m²", 90.0, true),
        ("Volume", "m³", 96.0, true),
    ];
    let direction = if sorted.1 { Sorted::Descending } else { Sorted::Ascending };
    all.into_iter()
        .enumerate()
        .map(|(place, (title, unit, width, right))| Column {
            title: title.into(),
            second: if right { "number".into() } else { "string".into() },
            unit: unit.into(),
            width,
            right,
            sorted: (place == sorted.0).then_some(direction),
            filtered: place == 2,
            warning: Cow::Borrowed(""),
        })
        .collect()
}

pub(super) fn table(ui: &mut Ui, origin: Pos2, state: &mut Gallery) {
    let mut room = part(ui, origin, (24.0, 730.0, 640.0, 214.0), "Table, 100,000,000 rows");
    let columns = columns(state.sorted);
    let output = TableView::new("Walls", &columns, 100_000_000).two_lines().pinned(1).show(
        &mut room,
        &mut state.table,
        wall,
    );
    if let Some((column, _)) = output.sort {
        state.sorted = (column, state.sorted.0 == column && !state.sorted.1);
    }
}

/// One row of the sample tree: indent, whether it folds, key, value.
type Branch = (u32, bool, &'static str, &'static str);

const TREE: [Branch; 8] = [
    (0, true, "data", ""),
    (1, true, "project", "{2}"),
    (2, false, "name", "\"Kvarnholmen block 7\""),
    (2, true, "models", "{3}"),
    (3, false, "totalCount", "160"),
    (3, false, "cursor", "\"eyJ1cGRhdGVk\""),
    (3, false, "archived", "false"),
    (3, true, "items", "[50]"),
];

pub(super) fn tree(ui: &mut Ui, origin: Pos2, state: &mut Gallery) {
    let mut room = part(ui, origin, (704.0, 730.0, 340.0, 214.0), "Tree");
    let rows = if state.folded { 4 } else { TREE.len() as u64 };
    let folded = state.folded;
    let row = |index: u64| {
        let (indent, folds, key, value) = TREE[index as usize];
        let role = match value.bytes().next() {
            Some(b'"') => TextRole::String,
            Some(b'{' | b'[') => TextRole::Subdued,
            Some(b't' | b'f') => TextRole::Constant,
            _ => TextRole::Number,
        };
        let twist = match (folds, index == 3 && folded || index == 7) {
            (false, _) => Twist::None,
            (true, true) => Twist::Closed,
            (true, false) => Twist::Open,
        };
        let spans =
            vec![Span::new(key, TextRole::Key), Span::new(" ", TextRole::Plain), Span::new(value, role)];
        TreeRow { indent, twist, spans, mark: None }
    };
    let output = TreeView::new("Answer", rows).show(&mut room, &mut state.tree, row, |_, _| {});
    if let Some((3, Fold::Toggle | Fold::Open | Fold::Close)) = output.fold {
        state.folded = !state.folded;
    }
}

pub(super) fn text(ui: &mut Ui, origin: Pos2, state: &mut Gallery) {
    let mut room = part(ui, origin, (1076.0, 730.0, 340.0, 214.0), "Text");
    let lines: [&[(&str, TextRole)]; 5] = [
        &[("query ", TextRole::Keyword), ("AllVersions", TextRole::Type), (" {", TextRole::Punctuation)],
        &[("  team", TextRole::Key), (" # people", TextRole::Comment)],
        &[("  limit", TextRole::Argument), (": ", TextRole::Punctuation), ("50", TextRole::Number)],
        &[("  match ", TextRole::Found), ("current", TextRole::FoundCurrent), (" $id", TextRole::Variable)],
        &[("}", TextRole::Punctuation)],
    ];
    TextView::new("Text of the answer", 1_000).show(&mut room, &mut state.text, |line| {
        let spans = lines[(line % 5) as usize];
        spans.iter().map(|(text, role)| Span::new(*text, *role)).collect()
    });
}

pub(super) fn states(ui: &mut Ui, origin: Pos2) {
    let room = part(ui, origin, (704.0, 950.0, 340.0, 140.0), "Empty");
    let rect = room.max_rect();
    let mut room = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("empty room"));
    empty_state(
        &mut room,
        Icon::CloudUpload,
        "No version was published to this model yet",
        Some("Open it in the browser"),
    );
}

pub(super) fn strip(ui: &mut Ui, origin: Pos2) {
    let tokens = theme::tokens(ui.ctx());
    let mut room = part(ui, origin, (24.0, 960.0, 640.0, 110.0), "Tabs");
    room.spacing_mut().item_spacing = Vec2::ZERO;
    let strip = eframe::egui::Rect::from_min_size(room.cursor().min, vec2(640.0, tokens.size.tab));
    room.painter().rect_filled(strip, 0.0, tokens.color.bg_bar);
    hline(&room, strip.x_range(), strip.bottom());
    room.horizontal(|ui| {
        Tab::new("Kvarnholmen block 7", false).icon(Icon::Layers).show(ui);
        Tab::new("Wall volumes by level", true).icon(Icon::Table2).show(ui);
        Tab::new("ModelVersions", false).icon(Icon::Braces).dirty(true).show(ui);
    });
    let mut room = part(ui, origin, (1076.0, 950.0, 340.0, 140.0), "Segment of a dialog");
    segment(&mut room, "Format", &["XLSX", "CSV", "Parquet", "NDJSON", "JSON"], 0, true);
    room.add(FieldButton::choice("Project", "Kvarnholmen block 7").trailing("f3a91c07be"));
    room.add(FieldButton::entry(
        "Search and commands",
        "Search, paste a Speckle link, or run a command",
        "Ctrl K",
    ));
    room.horizontal(|ui| {
        key_cap(ui, "Ctrl K");
        key_cap(ui, "Tab");
        Chip::new(&[Word::Subdued("List"), Word::Mono("project.versions.items")])
            .icon(Icon::ListTree)
            .menu()
            .show(ui);
    });
}

/// Returns whether the dialog is to be closed.
pub(super) fn dialog(ui: &mut Ui, state: &mut Gallery) -> bool {
    let shown = super::super::dialog(
        ui.ctx(),
        "Export 1,204 rows",
        "Wall volumes by level, version b83e0f4d21",
        |ui| {
            group_label(ui, "Rows");
            for (place, text) in ["This view, grouped and filtered", "Selected rows"].into_iter().enumerate()
            {
                if ui.add(Radio::new(state.radio == place, text)).clicked() {
                    state.radio = place;
                }
            }
            dialog_footer(ui, "About 180 KB", |ui| {
                let export = ui.add(Button::primary("Export 1,204 rows")).clicked();
                let cancel = ui.add(Button::ghost("Cancel")).clicked();
                export || cancel
            })
        },
    );
    shown.closed || shown.inner
}
